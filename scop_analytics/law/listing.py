"""The law of one day as a table to read: what ``scop rules --on`` prints."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import polars as pl

from scop_analytics.law.law import Law, load
from scop_analytics.law.values import Scale, Value

SCHEMA = {
    "key": pl.String,
    "label": pl.String,
    "value": pl.String,
    "unit": pl.String,
    "from": pl.Date,
    "source": pl.String,
    "url": pl.String,
    "status": pl.String,
    "checked_on": pl.Date,
}


def table(day: date | str, lang: str = "fr", law: Law | None = None) -> pl.DataFrame:
    """Every value in force on ``day``, one row a key, sorted by key; ``value`` is exact text, decimal point."""
    known = law or load()
    rules = known.at(day)
    rows = [(known.entries[key], rules.version(key)) for key in sorted(rules)]
    return pl.DataFrame(
        [
            (e.key, e.label[lang], written(v.value), e.unit, v.start, v.source, v.url, v.status, e.checked_on)
            for e, v in rows
        ],
        schema=SCHEMA,
        orient="row",
    )


def written(value: Value) -> str:
    """A legal value as exact text: ``12.31``, ``1/3``, or the steps of a table of points."""
    match value:
        case Scale(steps, beyond):
            return "; ".join([*(f"<= {bound}: {points}" for bound, points in steps), f"> {steps[-1][0]}: {beyond}"])
        case Fraction():
            return f"{value.numerator}/{value.denominator}"
        case int() | Decimal():
            return str(value)
