"""What a page builder is given: the published results of one co-operative, what is known of the run, and a language."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, Final

import polars as pl

from scop_analytics import words
from scop_analytics.reports.facts import Fact, change
from scop_analytics.reports.method_changes import broken, told
from scop_analytics.reports.objects import Block, Card, Cell, Column, Page

MARK: Final = "SCOP_REPORT_RUN"  # set while a report is made: then nothing is drawn for the person at the notebook
HASH_LENGTH: Final = 8


@dataclass(frozen=True)
class Run:
    """Released results of years N−3…N of one company, with the context the run wrote. Nothing personal is in it."""

    name: str
    frame: pl.DataFrame = field(repr=False)
    context: Mapping[str, Any] = field(repr=False)
    lang: str = "fr"

    @property
    def year(self) -> int:
        """The fiscal year reported."""
        return int(self.context["year"])

    @property
    def audience(self) -> str:
        """Who reads."""
        return str(self.context["audience"])

    @property
    def draft(self) -> bool:
        """Whether the report is for its makers only: it is entered in no register."""
        return bool(self.context.get("draft"))

    @property
    def company(self) -> str:
        """Its name."""
        return str(self.context["identity"]["name"])

    @property
    def version(self) -> str:
        """Of the package."""
        return str(self.context["version"])

    @cached_property
    def years(self) -> list[int]:
        """Fiscal years with results, oldest first, N−3 at the earliest."""
        return sorted(year for year in self.frame["year"].unique().to_list() if self.year - 3 <= year <= self.year)

    @property
    def end(self) -> date:
        """Closing day."""
        return date.fromisoformat(self.context["end"])

    @property
    def opened(self) -> str:
        """What is told to a person who opens it in a notebook."""
        return self.say("run.opened", company=self.company, n=self.frame.height)

    @property
    def period(self) -> str:
        """The fiscal year, by its closing day."""
        return self.say("cover.closed", date=self.end)

    @property
    def start(self) -> date:
        """First day of the fiscal year."""
        return date.fromisoformat(self.context["start"])

    @cached_property
    def _index(self) -> dict[tuple[str, int], dict[str, dict[str, Any]]]:
        """Rows by indicator and year, then by segment in canonical order."""
        rows = [(_canonical(json.loads(row["segment"] or "{}")), row) for row in self.frame.to_dicts()]
        found: dict[tuple[str, int], dict[str, dict[str, Any]]] = {}
        for segment, row in sorted(rows, key=lambda item: item[0]):
            found.setdefault((row["indicator"], row["year"]), {})[segment] = row
        return found

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        text = self.opened
        if os.environ.get(MARK):
            return {"text/plain": text}
        from scop_analytics.reports.html import opening

        return {"text/plain": text, "text/html": opening(text)}

    def fact(self, indicator: str, year: int | None = None, /, **segment: str) -> Fact:
        """One result. What the run does not hold at all is ``missing``, never an error."""
        when = year or self.year
        row = self._index.get((indicator, when), {}).get(_canonical(segment))
        return Fact(row or _absent(indicator, when, segment, self._entry(indicator)), self.lang, self._entry(indicator))

    def of_row(self, row: Mapping[str, Any]) -> Fact:
        """A row of the frame as a result."""
        return Fact(row, self.lang, self._entry(str(row["indicator"])))

    def before(self, indicator: str, **segment: str) -> Fact | None:
        """The same result one fiscal year earlier; ``None`` in a first year."""
        return self.fact(indicator, self.year - 1, **segment) if self.year - 1 in self.years else None

    def facts(self, indicator: str, year: int | None = None) -> list[Fact]:
        """Every segment of one indicator in one year (the whole included, ``{}``), in canonical order."""
        when = year or self.year
        rows = self._index.get((indicator, when), {}).values()
        return [Fact(row, self.lang, self._entry(indicator)) for row in rows]

    def history(self, indicator: str, **segment: str) -> list[Fact]:
        """One result over the years, oldest first; years without a number keep their status."""
        return [self.fact(indicator, year, **segment) for year in self.years]

    def change(self, indicator: str, **segment: str) -> str:
        """Change since last year in words; across a change of method there is none to tell."""
        if self.year in broken(self, (indicator,))["breaks"]:
            return self.say("trend.break")
        return change(self.fact(indicator, **segment), self.before(indicator, **segment))

    def _entry(self, indicator: str) -> Mapping[str, Any]:
        return self.context.get("catalogue", {}).get(indicator, {})  # type: ignore[no-any-return]

    def say(self, key: str, /, **facts: object) -> str:
        """A sentence of the locale, typographed; ``facts`` as in :func:`scop_analytics.words.say`."""
        text = words.typography(words.say(key, self.lang, **{"year": str(self.year), **facts}), self.lang)
        return words.glued(text, self.lang)

    def card(self, indicator: str, *, denominator: str = "", shown: str = "", target: str = "", **segment: str) -> Card:
        """A key figure: ``shown`` or the fraction or the number, its change, and its status when it is not plain ``ok``."""
        fact = self.fact(indicator, **segment)
        value = (shown or fact.fraction) if fact.known else words.say(f"status.{fact.status}", self.lang)
        status = fact.status_text if fact.status not in ("ok", "suppressed", "missing", "not_applicable") else ""
        return Card(
            fact.short,
            value,
            denominator if fact.known else fact.why,
            self.change(indicator, **segment),
            status,
            target,
        )

    def cell(self, text: object, **style: Any) -> Cell:
        """A cell: integers keep their number, text is typographed, nothing is a dash."""
        if isinstance(text, int) and not isinstance(text, bool):
            return Cell(words.number(text, self.lang, 0), text, "integer", **style)
        shown = words.show(text, self.lang) if text not in (None, "") else words.say("word.none", self.lang)
        return Cell(words.typography(shown, self.lang), **style)

    def percents(self, *shares: float) -> list[str]:
        """Texts of an axis of shares, as ``0 %`` and ``25 %``."""
        return [words.percent(share, self.lang, 0) for share in shares]

    def columns(self, *heads: str, left: int = 1) -> tuple[Column, ...]:
        """Columns from keys of sentences; the first ``left`` ones hold text, the others numbers."""
        return tuple(
            Column(self.say(head) if head else "", "left" if place < left else "right")
            for place, head in enumerate(heads)
        )

    def page(
        self,
        number: str,
        *,
        title: str,
        subtitle: str,
        blocks: Iterable[Block],
        ids: Sequence[str],
        n: str = "",
        sources: Sequence[str] = (),
        method: Sequence[str] = (),
        annex: bool = False,
    ) -> Page:
        """A page with its rail, source and evidence lines made from the run.

        ``ids`` = indicators the page rests on; ``sources`` = tables read; ``n`` = how many people or seats, in words;
        ``annex`` = a page one looks things up in.
        """
        rail = (self.say("rail.fiscal_year"), self.say(f"profile.{self.audience}"))
        return Page(
            id=number,
            name=self.say(f"page.{number}"),
            title=title,
            subtitle=subtitle,
            blocks=tuple(blocks),
            rail=rail,
            method=(*method, *told(self, ids)),
            source=self.source(sources),
            evidence=self.evidence(ids, n),
            ids=tuple(ids),
            annex=annex,
        )

    def source(self, tables: Sequence[str]) -> str:
        """« paie 2025 (export du 14/01/2026) ; calculs scop_analytics 1.2.0 »."""
        known = self.context.get("sources", {})
        named = [str(known[table]["title"]) for table in tables if table in known]
        computed = self.say("anatomy.computed", version=self.context["version"])
        text = self.semicolon.join(part for part in (", ".join(named), computed) if part)
        return f"{words.typography(text, self.lang)}."

    @property
    def semicolon(self) -> str:
        """Between two parts of a list that hold commas: « ; » with the spaces of the language."""
        return f"{words.NARROW}; " if self.lang == "fr" else "; "

    def evidence(self, ids: Sequence[str], n: str = "") -> tuple[str, ...]:
        """Codes · n · period · law · first characters of the data hash; each item stays on one line."""
        facts = [self.fact(indicator) for indicator in ids]
        codes = list(dict.fromkeys(fact.code for fact in facts))
        shown = f"n{words.GLUE}={words.GLUE}{n}" if n else ""
        rest = [
            item for item in (shown, str(self.year), self._law(facts), str(self.context["hash"])[:HASH_LENGTH]) if item
        ]
        items = [" ".join(codes), *rest] if codes else rest
        return (*(f"{item}{words.GLUE}·" for item in items[:-1]), items[-1])

    def _law(self, facts: Iterable[Fact]) -> str:
        used = [law for fact in facts for law in json.loads(fact.row["law"] or "[]")]
        if not used:
            return ""
        newest = max(str(law["from"]) for law in used)
        draft = any(law.get("status") == "draft" for law in used)
        text = self.say("anatomy.rules", date=newest)
        return f"{text} {self.say('anatomy.draft')}" if draft else text


PageBuilder = Callable[[Run], Page]


def _canonical(segment: Mapping[str, str]) -> str:
    return json.dumps({key: str(value) for key, value in segment.items()}, sort_keys=True)


def _absent(indicator: str, year: int, segment: Mapping[str, str], entry: Mapping[str, Any]) -> dict[str, Any]:
    empty = dict.fromkeys(("value", "rounded", "numerator", "denominator", "people", "low", "high", "reason", "law"))
    known = {"code": entry.get("code", indicator), "unit": entry.get("unit", ""), "verdict": None, "threshold": None}
    return {**empty, **known, "indicator": indicator, "year": year, "segment": _canonical(segment), "status": "missing"}
