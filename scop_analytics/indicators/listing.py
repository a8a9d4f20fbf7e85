"""The catalogue and its entries as people read them on a terminal, or as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

import polars as pl

from scop_analytics import words
from scop_analytics.indicators import catalogue
from scop_analytics.indicators.explaining import Told, explained
from scop_analytics.indicators.telling import steps
from scop_analytics.results import Reason, in_unit

if TYPE_CHECKING:
    from scop_analytics.dossier import Dossier


def render_catalogue(lang: str, *, as_json: bool = False) -> str:
    """Every indicator: code, id, label, unit, standards; families apart."""
    entries = catalogue.load()
    if as_json:
        return _json([explained(name) for name in entries])
    wide = max(len(name) for name in entries)
    lines = []
    for family in catalogue.FAMILIES:
        lines += ["", words.say(f"family.{family}", lang)]
        own = (entry for entry in entries.values() if entry.family == family)
        lines += [
            f"  {entry.code:<8}{entry.id:<{wide + 2}}{words.typography(entry.label[lang], lang)}"
            f" [{words.say(f'unit.name.{entry.unit}', lang)}]"
            for entry in own
        ]
    return "\n".join([*lines[1:], "", words.say("catalogue.count", lang, n=len(entries))])


def explain(
    indicator: str,
    lang: str,
    dossier: Dossier | None = None,
    *,
    year: int | None = None,
    segment: Mapping[str, str] | None = None,
    audience: str = "members",
    as_json: bool = False,
    findings: pl.DataFrame | None = None,
) -> str:
    """One indicator in words: definition, formula, law, worked example and, on a dossier, the figures behind it."""
    told = explained(indicator, dossier, year=year, segment=segment or None, audience=audience, findings=findings)
    return _json(told) if as_json else "\n".join(_lines(told, lang))


def _lines(told: Told, lang: str) -> Iterable[str]:
    yield words.typography(f"{told['code']} · {told['label'][lang]} ({told['id']})", lang)
    for name in ("definition", "formula", "population"):
        yield _part(name, told[name][lang], lang)
    unit = words.say(f"unit.name.{told['unit']}", lang)
    yield _part("unit", f"{unit} · {words.say('polarity.' + told['polarity'], lang)}", lang)
    if told["sign"]:
        yield _part("sign", words.say(f"sign.{told['sign']}", lang), lang)
    yield from (_part("law", _legal(item, lang), lang) for item in told["law"])
    if told["answers"]:
        yield _part("answers", ", ".join(told["answers"]), lang)
    if told["remedy"]:
        yield _part("remedy", told["remedy"][lang], lang)
    yield from (_part("standards", _standard(item, lang), lang) for item in told["standards"])
    either = f" {words.say('explain.or', lang)} "
    yield _part("needs", ", ".join(need.replace("|", either) for need in told["needs"]), lang)
    if told["segments"]:
        yield _part("segments", ", ".join(told["segments"]), lang)
    yield from _example(told, lang)
    for row in told.get("results", ()):
        yield _part("figures", _figure(row, lang), lang)
        yield from (f"  {line}" for line in steps(row.get("trail", {}), lang))


def _part(name: str, text: str, lang: str) -> str:
    return words.typography(
        f"{words.say(f'explain.{name}', lang)} : {text}"
        if lang == "fr"
        else f"{words.say(f'explain.{name}', lang)}: {text}",
        lang,
    )


def _legal(item: Told, lang: str) -> str:
    since = words.say("explain.from", lang, day=date.fromisoformat(item["from"]))
    draft = f" · {words.say('explain.draft', lang)}" if item["status"] in ("draft", "provisional") else ""
    return f"{item['label'][lang]} = {item['value']} ({since}{draft}) · {item['source']} · {item['url']}"


def _standard(item: Told, lang: str) -> str:
    check = "" if item["verified"] else f" ({words.say('explain.unverified', lang)})"
    return f"{item['name'][lang]} · {item['code']}{check}"


def _example(told: Told, lang: str) -> Iterable[str]:
    yield _part("example", "", lang).rstrip()
    for name, content in told["example"].items():
        if isinstance(content, Mapping):
            yield f"  {name}"
            yield from (f"    {column}: {_listed(values)}" for column, values in content.items())
    yield f"  {_part('expect', str(told['example']['expect']), lang)}"


def _listed(values: Any) -> str:
    return ", ".join(str(value) for value in values) if isinstance(values, list) else str(values)


def _figure(row: Told, lang: str) -> str:
    """One result: year, group, value or reason, what stands behind it, verdict."""
    group = ", ".join(f"{key}={value}" for key, value in row["segment"].items())
    head = " · ".join(part for part in (row["company"], str(row["year"]), group) if part)
    if row["value"] is None:
        told = dict(row["reason"] or {"key": row["status"]})
        return f"{head} · {words.say('status.' + row['status'], lang)} · {Reason(row['status'], told.pop('key'), told).sentence(lang)}"
    shown = row["value"] if row["rounded"] is None else row["rounded"]
    parts = [head, in_unit(shown, row["unit"], lang), *_behind(row, lang)]
    return " · ".join(parts)


def _behind(row: Told, lang: str) -> Iterable[str]:
    if row["numerator"] is not None and row["denominator"] is not None and row["people"] is not None:
        facts = {
            name: words.number(row[name], lang, 0 if float(row[name]).is_integer() else 2)
            for name in ("numerator", "denominator")
        }
        yield words.say("explain.counts", lang, **facts, people=row["people"])
    if row["verdict"]:
        yield words.say(f"verdict.{row['verdict']}", lang)
    if row["threshold"] is not None:
        yield words.say("explain.threshold", lang, threshold=row["threshold"])
    if row["status"] == "caution":
        yield words.say("status.caution", lang)


def _json(told: object) -> str:
    return json.dumps(told, ensure_ascii=False, indent=2, default=str)
