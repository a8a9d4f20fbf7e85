"""The lines of a framework filled in for one co-operative and one year: each a number, or why there is none."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from scop_analytics import tables, words
from scop_analytics.reports import parameters
from scop_analytics.reports.disclosures.reading import Framework, Line, Section, framework
from scop_analytics.reports.facts import Fact
from scop_analytics.reports.pages.impact_words import absence
from scop_analytics.reports.preparing import Order, prepare
from scop_analytics.reports.publishing import Made
from scop_analytics.results import in_unit

if TYPE_CHECKING:
    from pathlib import Path

    from scop_analytics.dossier import Dossier
    from scop_analytics.reports.run import Run

REPORT: Final = "impact"  # whose figures and masking these are
OUTSIDE, HELD = "outside_scope", "not_computed"
UNKNOWN_SEX: Final = "NR"
PLAIN: Final = (
    "percent",
    "coverage_band",
    "points",
    "ratio",
    "people",
    "count",
    "seats",
)  # a number that needs no unit beside its label
SEXES: Final = {"F": "word.women", "M": "word.men"}
SCHEMA: Final = {
    "section": pl.String, "section_label": pl.String, "point": pl.String, "label": pl.String, "group": pl.String,
    "value": pl.Float64, "unit": pl.String, "status": pl.String, "why": pl.String, "code": pl.String,
    "indicator": pl.String, "segment": pl.String, "checked": pl.Boolean,
}  # fmt: skip


@dataclass(frozen=True)
class Disclosures:
    """``frame``: one row a datapoint (:data:`SCHEMA`), in the order of the text, in words of one language.

    ``status`` is that of the result, or ``outside_scope`` (the package does not answer) or ``not_computed`` (a table holds
    the data, no indicator gives the number). ``checked`` says whether the correspondence was read in the text itself.
    """

    frame: pl.DataFrame
    framework: Framework
    made: Made = field(repr=False)

    @property
    def run(self) -> Run:
        """The published results behind the lines."""
        return self.made.run

    def to_json(self) -> str:
        """Every line, and what it was filled from."""
        run, text = self.run, self.framework
        head = {"framework": text.name, "title": text.title[run.lang], "verified": text.verified}
        about = {name: run.context[name] for name in ("version", "year", "start", "end", "audience", "lang", "hash")}
        company = {name: run.context["identity"].get(name) for name in ("name", "siren")}
        lines = [{**row, "segment": json.loads(row["segment"] or "{}")} for row in self.frame.iter_rows(named=True)]
        tree = {**head, **about, "company": company, "lines": lines}
        return json.dumps(tree, ensure_ascii=False, indent=1, sort_keys=True, allow_nan=False)

    def text(self) -> str:
        """The lines for a terminal, heading by heading."""
        found: list[str] = []
        for (_, head), rows in self.frame.group_by("section", "section_label", maintain_order=True):
            found += ["", str(head), *(self._line(row) for row in rows.iter_rows(named=True))]
        return "\n".join(found[1:])

    def _line(self, row: Mapping[str, Any]) -> str:
        name = " · ".join(part for part in (row["point"], row["label"], row["group"], row["code"]) if part)
        doubt = "" if row["checked"] else self.run.say("disclosure.doubt")
        said = " ".join(part for part in (_number(row, self.run.lang), row["why"], doubt) if part)
        return f"  {name}{self.run.say('disclosure.colon')}{said}"

    def _repr_html_(self) -> str:
        from html import escape

        shown = ("section", "point", "label", "group", "why")
        rows = "".join(
            f"<tr>{''.join(f'<td>{escape(row[name])}</td>' for name in shown[:4])}"
            f"<td>{escape(_number(row, self.run.lang) or row['why'])}</td></tr>"
            for row in self.frame.iter_rows(named=True)
        )
        return f"<table><caption>{escape(self.framework.title[self.run.lang])}</caption>{rows}</table>"


def disclosures(
    name: str, dossier: Dossier | str | Path, *, year: int | None = None, audience: str = "members", lang: str = "fr"
) -> Disclosures:
    """The datapoints of ``vsme``, ``bilan_social`` or ``bdese`` for one co-operative, as ``audience`` may read them."""
    text = framework(name)
    parameters.checked({"year": year or 0, "audience": audience, "lang": lang})
    return filled(text, Made(prepare(dossier, Order(REPORT, year, audience, lang)), []))


def filled(text: Framework, made: Made) -> Disclosures:
    """The lines of a framework from the results of a report."""
    rows = [row for section in text.sections for row in _section(section, text, made.run)]
    return Disclosures(pl.DataFrame(rows, schema=SCHEMA), text, made)


def _section(section: Section, text: Framework, run: Run) -> Iterator[dict[str, Any]]:
    heading = words.typography(f"{section.code} {section.title[run.lang]}", run.lang)
    head = {"section": section.code, "section_label": heading}
    for line in section.lines:
        label = words.typography(line.label[run.lang], run.lang)
        known = {**head, "point": line.point, "label": label, "checked": text.verified and line.checked}
        for told in _answers(line, run):
            yield {**dict.fromkeys(SCHEMA, ""), **known, **told}


def _answers(line: Line, run: Run) -> Iterator[dict[str, Any]]:
    if not line.indicator:
        yield {"value": None, **_nothing(line, run)}
        return
    facts = _groups(line, run) if line.by else [run.fact(line.indicator, **line.segment)]
    for fact in facts:
        yield _told(line, fact, run)


def _nothing(line: Line, run: Run) -> dict[str, str]:
    if not line.held_in:
        return {"status": OUTSIDE, "why": words.typography(line.outside[run.lang], run.lang)}
    table, _, column = line.held_in.partition(".")
    contract = tables.contract(table)
    facts = {"title": contract.title[run.lang], "table": table, "column": contract.by_name[column].title[run.lang]}
    return {"status": HELD, "why": run.say("disclosure.held", name=column, **facts)}


def _groups(line: Line, run: Run) -> list[Fact]:
    """One result a group; people of unknown sex only when there are any; the whole says why there is no group at all."""
    parts = [fact for fact in run.facts(line.indicator) if set(fact.segment) == {line.by}]
    shown = [fact for fact in parts if fact.segment[line.by] != UNKNOWN_SEX or fact.value]
    return shown or [run.fact(line.indicator)]


def _told(line: Line, fact: Fact, run: Run) -> dict[str, Any]:
    value = fact.row.get(line.take) if fact.known else None
    status = fact.status if value is not None or not fact.known else "missing"
    known = {"code": fact.code, "indicator": fact.id, "segment": json.dumps(fact.segment, sort_keys=True)}
    why = fact.why if value is not None else absence(run, fact) if not fact.known else run.say("disclosure.untold")
    group = ", ".join(_group(key, part, run) for key, part in fact.segment.items() if key not in line.segment)
    return {**known, "value": value, "unit": line.unit or fact.unit, "status": status, "why": why, "group": group}


def _group(key: str, value: str, run: Run) -> str:
    for name in (SEXES.get(value, ""), f"{key}.{value}"):
        if name and words.known(name, run.lang):
            return run.say(name)
    return value


def _number(row: Mapping[str, Any], lang: str) -> str:
    if row["value"] is None:
        return ""
    text = in_unit(row["value"], row["unit"], lang)
    plain = row["unit"] in PLAIN or row["unit"].startswith("EUR")
    return text if plain else f"{text}{words.GLUE}{words.say('unit.name.' + row['unit'], lang)}"
