"""Findings in sentences: where, what, why it matters, what to do, one telling per cause."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any, Final

import polars as pl

from scop_analytics import tables, words

SCHEMA: Final[Mapping[str, Any]] = {
    "severity": pl.String(),
    "severity_name": pl.String(),
    "rule": pl.String(),
    "table": pl.String(),
    "file": pl.String(),
    "column": pl.String(),
    "count": pl.Int64(),
    "where": pl.String(),
    "what": pl.String(),
    "why": pl.String(),
    "remedy": pl.String(),
    "waived": pl.String(),
}
SHOWN: Final = ("severity_name", "count", "where", "what", "remedy")
OWN: Final = "finding.own"
SHOWN_LINES: Final = 5
SHOWN_FACTS: Final = 6


def cause(row: Mapping[str, Any], lang: str) -> dict[str, Any]:
    """One cause in words."""
    facts = _facts(row, lang)
    key = f"finding.{row['rule']}"
    key = key if words.known(key, lang) else OWN  # an expectation of the co-operative says itself what it wants
    parts = {"what": key, "why": f"{key}.why", "remedy": f"{key}.remedy"}
    told = {part: _say(name, lang, facts) for part, name in parts.items()}
    kept = {name: row[name] for name in ("severity", "rule", "table", "file", "column", "count", "waived")}
    named = words.typography(words.say(f"checks.severity.{row['severity']}", lang), lang)
    return {**kept, "severity_name": named, "where": where(row, lang), **told}


def where(row: Mapping[str, Any], lang: str) -> str:
    """File, column and first lines: ``paie.csv, « Salaire de base », lignes 12, 45 et 8 autres``."""
    parts = [row["file"] or title(row["table"], "", lang)]
    if row["column"]:
        parts.append(words.say("checks.column", lang, column=title(row["table"], row["column"], lang)))
    if row["lines"]:
        parts.append(_several("checks.lines", row["lines"], lang))
    elif len(row["companies"]) > 1:
        parts.append(_several("checks.companies", row["companies"], lang))
    if row["years"]:
        parts.append(", ".join(str(year) for year in row["years"]))
    return words.typography(", ".join(parts), lang)


def _several(key: str, items: list[object], lang: str) -> str:
    """The first few of ``items``, and how many others."""
    shown = ", ".join(str(item) for item in items[:SHOWN_LINES])
    more = len(items) - SHOWN_LINES
    if more > 0:
        return words.say(f"{key}_more", lang, n=more, lines=shown)
    return words.say(key, lang, n=len(items), lines=shown)


def title(table: str, column: str, lang: str) -> str:
    """The title people know a table or column by; its own name when no contract has it."""
    contract = tables.load_all().get(table)
    if contract is None:
        return column or table
    if not column:
        return contract.title[lang]
    return contract.by_name[column].title[lang] if column in contract.by_name else column


def _facts(row: Mapping[str, Any], lang: str) -> dict[str, Any]:
    """The facts of all rows of a cause: one value as it is, several as a list."""
    read = [json.loads(text or "{}") for text in row["facts"]]
    names = sorted({name for facts in read for name in facts})
    merged = {name: _merged(_values(read, name), lang) for name in names}
    if "target" in merged:
        merged["target"] = title(merged["target"], "", lang)
    place = {
        "file": row["file"],
        "table": title(row["table"], "", lang),
        "column": title(row["table"], row["column"], lang) if row["column"] else "",
        "line": row["lines"][0] if row["lines"] else "",
        "shape": ", ".join(f'"{shape}"' if lang == "en" else f"« {shape} »" for shape in row["shapes"]),
        "company": row["company"] or "",
    }
    return {**place, **merged, "bounds": _bounds(merged, lang), "n": row["count"]}


def _bounds(facts: Mapping[str, Any], lang: str) -> str:
    """``de 0 à 1``, ``au moins 0`` or ``au plus 1``."""
    given = {name: facts[name] for name in ("minimum", "maximum") if facts.get(name) is not None}
    key = "both" if len(given) == 2 else next(iter(given), "none")  # noqa: PLR2004 - a lower and an upper bound
    return words.say(f"checks.bounds.{key}", lang, **given)


def _values(read: Iterable[Mapping[str, Any]], name: str) -> list[Any]:
    values = [facts[name] for facts in read if facts.get(name) is not None]
    return sorted({json.dumps(value, ensure_ascii=False): value for value in values}.values(), key=str)


def _merged(values: list[Any], lang: str) -> Any:
    if len(values) == 1:
        return values[0] if not isinstance(values[0], list) else ", ".join(map(str, values[0]))
    shown = ", ".join(words.show(value, lang) for value in values[:SHOWN_FACTS])
    return f"{shown}…" if len(values) > SHOWN_FACTS else shown


def _say(key: str, lang: str, facts: Mapping[str, Any]) -> str:
    """The sentence; a fact it names that no row carries is left empty rather than stopping the telling."""
    if not words.known(key, lang):
        return ""
    complete = dict(facts)
    for _ in range(12):
        try:
            return words.typography(words.say(key, lang, **complete), lang)
        except KeyError as absent:
            name = str(absent.args[0])
            if name in complete:
                raise
            complete[name] = ""
    return key


def headline(counts: Mapping[str, int], causes: int, lang: str) -> str:
    """``12 causes, 10 431 constats : 3 bloquants …``, or that nothing is wrong."""
    if not causes:
        return words.typography(words.say("checks.nothing", lang), lang)
    told = [words.say(f"checks.count.{name}", lang, n=count) for name, count in counts.items() if count]
    text = words.say("checks.headline", lang, n=causes, parts=", ".join(told))
    return words.typography(text, lang)
