"""Results: one tidy row per company, year, indicator and group; a number or a reason, never an empty cell."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path
from typing import Any, Final

import polars as pl

from scop_analytics import words
from scop_analytics.errors import UsageError, closest

SCHEMA: Final[dict[str, pl.DataType]] = {
    "company": pl.String(),
    "year": pl.Int32(),
    "indicator": pl.String(),
    "code": pl.String(),
    "segment": pl.String(),
    "unit": pl.String(),
    "value": pl.Float64(),
    "rounded": pl.Float64(),
    "numerator": pl.Float64(),
    "denominator": pl.Float64(),
    "people": pl.Int64(),
    "low": pl.Float64(),
    "high": pl.Float64(),
    "status": pl.String(),
    "reason": pl.String(),
    "verdict": pl.String(),
    "threshold": pl.Float64(),
    "direction": pl.String(),
    "method": pl.String(),
    "law": pl.String(),
    "period": pl.String(),
}
STATUSES: Final = ("ok", "caution", "not_computable", "suppressed", "missing", "not_applicable")
JSON_SCHEMA: Final = Path(__file__).with_name("results.schema.json")


def reason(key: str, facts: Mapping[str, pl.Expr | int | str] | None = None) -> pl.Expr:
    """A reason as the column ``reason`` holds it: its key and the facts of its sentence, as JSON."""
    if not any(isinstance(fact, pl.Expr) for fact in (facts or {}).values()):
        return _text(json.dumps({"key": key, **(facts or {})}, ensure_ascii=False))
    pieces: list[pl.Expr] = [pl.lit(f'{{"key": "{key}"')]
    for name, fact in (facts or {}).items():
        pieces.append(pl.lit(f', "{name}": '))
        pieces.append(fact.cast(pl.String).fill_null("null") if isinstance(fact, pl.Expr) else pl.lit(json.dumps(fact)))
    return pl.concat_str(*pieces, pl.lit("}"))


@cache
def _text(value: str) -> pl.Expr:
    return pl.lit(value, pl.String())


@dataclass(frozen=True)
class Reason:
    """Why there is no number: a status, a key and the facts of its sentence."""

    status: str
    key: str
    facts: Mapping[str, Any]

    def sentence(self, lang: str) -> str:
        """The reason in words."""
        key = f"reason.{self.key}"
        text = (
            words.say(key, lang, **self.facts) if words.known(key, lang) else words.say(f"status.{self.status}", lang)
        )
        return words.typography(text, lang)

    def __str__(self) -> str:
        return self.sentence(words.default_language())


@dataclass(frozen=True)
class Result:
    """One row of results."""

    company: str
    year: int
    indicator: str
    code: str
    segment: Mapping[str, str]
    unit: str
    value: float | None
    rounded: float | None
    numerator: float | None
    denominator: float | None
    people: int | None
    low: float | None
    high: float | None
    status: str
    reason: Reason | None
    verdict: str | None
    threshold: float | None
    direction: str | None
    method: str | None
    law: tuple[Mapping[str, str], ...]
    period: str
    labels: Mapping[str, str]

    def label(self, lang: str) -> str:
        """The name of the indicator in ``lang``."""
        return words.typography(self.labels[lang], lang)

    @property
    def given(self) -> bool:
        """Whether there is a number to read."""
        return self.status in ("ok", "caution") and self.value is not None

    @property
    def shown(self) -> float | Reason:
        """The number (its legal rounding where one exists), or the reason why there is none."""
        number = self.value if self.rounded is None else self.rounded
        return number if self.given and number is not None else self.reason or Reason(self.status, self.status, {})


@dataclass(frozen=True)
class Results:
    """The published results of one company or of thousands, for one audience."""

    frame: pl.DataFrame
    catalogue: Mapping[str, Any]
    audience: str
    lang: str = "fr"

    @property
    def companies(self) -> list[str]:
        """The companies that have results."""
        return sorted(self.frame["company"].unique())

    @property
    def years(self) -> list[int]:
        """The fiscal years that have results."""
        return sorted(self.frame["year"].unique())

    def value(
        self, indicator: str, year: int | None = None, company: str | None = None, **segment: str
    ) -> float | Reason:
        """The number, or the reason why there is none; the latest year unless asked."""
        found = self.row(indicator, year, company, **segment)
        return (
            found.value
            if found.given and found.value is not None
            else found.reason or Reason(found.status, found.status, {})
        )

    def row(self, indicator: str, year: int | None = None, company: str | None = None, **segment: str) -> Result:
        """One result with everything that stands behind it."""
        kept = self._of(indicator, year, company)
        text = json.dumps(dict(sorted(segment.items())), ensure_ascii=False, separators=(",", ":"))
        rows = kept.filter(pl.col("segment") == text)
        if rows.height != 1:
            raise UsageError("no_such_result", asked=indicator, segment=text, found=rows.height)
        return self.result(rows.row(0, named=True))

    def result(self, row: Mapping[str, Any]) -> Result:
        """A row of the frame as a :class:`Result`."""
        told = json.loads(row["reason"]) if row["reason"] else None
        why = Reason(row["status"], told.pop("key"), told) if told else None
        segment, law = json.loads(row["segment"]), tuple(json.loads(row["law"] or "[]"))
        labels = self.catalogue[row["indicator"]].label
        return Result(**{**row, "segment": segment, "law": law, "reason": why, "labels": labels})

    def rows(self, indicator: str, year: int | None = None, company: str | None = None) -> list[Result]:
        """Every group of one indicator, one year."""
        return [self.result(row) for row in self._of(indicator, year, company).iter_rows(named=True)]

    def _of(self, indicator: str, year: int | None, company: str | None) -> pl.DataFrame:
        if indicator not in self.catalogue:
            raise UsageError("unknown_indicator", asked=indicator, suggestion=closest(indicator, self.catalogue))
        kept = self.frame.filter(pl.col("indicator") == indicator)
        companies = kept["company"].unique()
        if company is None and len(companies) > 1:
            raise UsageError("which_company", asked=indicator, found=len(companies))
        kept = kept if company is None else kept.filter(pl.col("company") == company)
        latest = kept["year"].max() if year is None else year
        return kept.filter(pl.col("year") == latest)

    def to_pandas(self) -> Any:
        """The same rows as a pandas frame."""
        return self.frame.to_pandas()

    def to_rows(self) -> list[dict[str, Any]]:
        """The same rows ready for JSON: ``segment`` an object, ``reason`` an object or null, ``law`` a list."""
        opened = ("segment", "reason", "law")
        return [
            {name: json.loads(value) if name in opened and value else value for name, value in row.items()}
            for row in self.frame.iter_rows(named=True)
        ]

    def _repr_html_(self) -> str:
        """The first results as a table: label, year, group, value or reason."""
        head = "".join(f"<th scope='col'>{escape(words.say(f'column.{name}', self.lang))}</th>" for name in _SHOWN)
        body = "".join(self._line(row) for row in self.frame.head(_LINES).iter_rows(named=True))
        more = self.frame.height - _LINES
        rest = f"<p>{escape(words.say('results.more', self.lang, n=more))}</p>" if more > 0 else ""
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{rest}"

    def _line(self, row: Mapping[str, Any]) -> str:
        found = self.result(row)
        segment = ", ".join(found.segment.values())
        shown = found.shown
        text = shown.sentence(self.lang) if isinstance(shown, Reason) else in_unit(shown, found.unit, self.lang)
        cells = (found.company, str(found.year), found.label(self.lang), segment, text)
        return "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in cells) + "</tr>"


_SHOWN: Final = ("company", "year", "indicator", "segment", "value")
_LINES: Final = 40
_FINE: Final = ("index", "per_thousand_hours", "per_200000_hours")  # small numbers, read to the hundredth


def in_unit(value: float, unit: str, lang: str) -> str:
    """A value with its unit, as a table cell shows it."""
    if unit in ("percent", "points"):
        return (words.percent if unit == "percent" else words.points)(value, lang)
    match unit:
        case "ratio":
            return words.number(value, lang, 2)
        case "coverage_band":
            return words.typography(words.say(f"coverage_band.{int(value)}", lang), lang)
        case "people" | "count" | "seats":
            return words.number(value, lang, 0 if float(value).is_integer() else 1)
        case _ if unit.startswith("EUR"):
            return words.euros(value, lang, 2 if unit == "EUR_per_hour" else 0)
    return words.number(value, lang, 2 if unit in _FINE else 1)
