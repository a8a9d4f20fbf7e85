"""The declaration: one row per company and line of the form, as a table, as JSON, as files to send."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import polars as pl

from scop_analytics import words
from scop_analytics.indicators import catalogue
from scop_analytics.official.lines import alternatives, lines
from scop_analytics.results import Reason

COLUMNS: Final = (
    "company", "year", "part", "line", "segment", "declared", "percent", "ours", "status", "reason", "official",
    "difference", "cause", "evidence", "consistent", "indicator", "kind",
)  # fmt: skip
AXES: Final = ("pay", "people", "share", "causes")


@dataclass(frozen=True)
class Declaration:
    """``frame``: the lines of every company, in the order of the form (:data:`COLUMNS`); ``findings`` of the official file.

    ``declared`` is rounded as the official file rounds it (ratios to four decimals, cents), ``ours`` is exact; ``percent``
    is the gap in percent to one decimal. For the employer alone: category lines (part G) are confidential.
    """

    frame: pl.DataFrame
    findings: pl.DataFrame
    year: int
    official: str = ""

    @property
    def companies(self) -> list[str]:
        """Who declares."""
        return self.frame["company"].unique(maintain_order=True).to_list()

    def of(self, company: str) -> Declaration:
        """The lines of one company."""
        return Declaration(self.frame.filter(company=company), self.findings, self.year, self.official)

    def value(self, line: str, company: str | None = None) -> float | None:
        """What is declared on a line; ``None`` when it is empty."""
        rows = self.frame.filter(pl.col("line") == line)
        rows = rows if company is None else rows.filter(company=company)
        found: float | None = rows["declared"][0] if rows.height else None
        return found

    def told(self, lang: str) -> list[dict[str, Any]]:
        """The rows in words: label, part, reason and cause in ``lang`` beside the numbers."""
        return [{**row, **_words(row, lang)} for row in self.frame.iter_rows(named=True)]

    def to_json(self, lang: str) -> str:
        """Every line with its label, number, reason and cause."""
        rows = [
            {**row, "reason": _opened(row["reason"]), "segment": json.loads(row["segment"])} for row in self.told(lang)
        ]
        tree = {"year": self.year, "official": self.official, "lines": [_plain(row) for row in rows]}
        return json.dumps(tree, ensure_ascii=False, indent=1, allow_nan=False)

    def _repr_html_(self) -> str:
        from html import escape

        lang = words.default_language()
        rows = "".join(
            f"<tr><td>{escape(row['label'])}</td><td>{escape(_number(row, 'declared', lang))}</td><td>{escape(row['why'])}</td></tr>"
            for row in self.told(lang)
        )
        return f"<table><caption>{escape(say('declare.title', lang, year=str(self.year)))}</caption>{rows}</table>"


def say(key: str, lang: str, **facts: object) -> str:
    """A sentence of the locale, typographed."""
    return words.typography(words.say(key, lang, **facts), lang)


def label(row: Mapping[str, Any], lang: str) -> str:
    """What a line is called: by the form, or by its indicator and category."""
    if row["line"] in lines():
        return words.typography(lines()[row["line"]].label[lang], lang)
    named = words.typography(catalogue.get(row["line"]).label[lang], lang)
    group = ", ".join(str(value) for value in json.loads(row["segment"]).values())
    return f"{named} · {group}" if group else named


def cause(names: str | None, lang: str) -> str:
    """Why an official value differs, in words."""
    known = {name: told for axis in AXES for name, told in alternatives()[axis].items() if "label" in told}
    texts = [str(known[name]["label"][lang]) for name in (names or "").split("+") if name in known]  # type: ignore[index]
    return words.typography(" + ".join(texts), lang)


def _words(row: Mapping[str, Any], lang: str) -> dict[str, str]:
    told = _opened(row["reason"]) or {}
    facts = {name: value for name, value in told.items() if name != "key"}
    why = (
        ""
        if row["declared"] is not None
        else Reason(row["status"], told.get("key", row["status"]), facts).sentence(lang)
    )
    return {"label": label(row, lang), "part_label": say(f"declare.part.{row['part']}", lang), "why": why, "cause_label": cause(row["cause"], lang)}  # fmt: skip


def _opened(text: str | None) -> dict[str, Any] | None:
    return json.loads(text) if text else None


def _plain(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != "kind"}


def _number(row: Mapping[str, Any], column: str, lang: str) -> str:
    """A number of a line as people read it: a gap in percent beside its ratio, an amount in euros, people."""
    value = row[column]
    if value is None:
        return ""
    match row["kind"]:
        case "money":
            return words.euros(value, lang, 2)
        case "gap" | "share" | "index":
            return words.number(value, lang, 4)
        case "people":
            return words.number(value, lang, 0)
    return words.number(value, lang, 2)


def listed(declared: Declaration, lang: str) -> str:
    """The lines for a terminal, part after part: declared, official, and why they differ."""
    found: list[str] = []
    part = ""
    for row in declared.told(lang):
        head = row["part_label"] if len(declared.companies) == 1 else f"{row['company']} · {row['part_label']}"
        found += ["", head] if head != part else []
        part = head
        found.append(f"  {say('declare.pair', lang, label=row['label'], text=' · '.join(_line(row, lang)))}")
    return "\n".join(found[1:])


def _line(row: Mapping[str, Any], lang: str) -> Iterable[str]:
    if row["kind"] != "index":
        shown = _number(row, "declared", lang)
        percent = f" ({words.percent(row['percent'], lang)})" if row["percent"] is not None else ""
        yield f"{shown}{percent}" if shown else f"{say('status.' + row['status'], lang)} {row['why']}".strip()
    if row["official"] is not None:
        yield say("declare.official", lang, value=_number(row, "official", lang))
    if row["cause"] not in (None, "same"):
        yield row["cause_label"]
