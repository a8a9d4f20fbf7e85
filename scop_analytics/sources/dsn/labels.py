"""Fiscal years of the months declared: those known, else twelve months that close in the month given."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

import polars as pl

from scop_analytics.sources.dsn.selection import Selection
from scop_analytics.years import FiscalYear

SCHEMA = {"fiscal_year": pl.Int64, "start": pl.Date, "end": pl.Date}
LAST_MONTH = 12


def years_of(months: pl.Series, known: Iterable[FiscalYear], closing: int) -> pl.DataFrame:
    """``fiscal_year, start, end`` of every month: the years ``known`` first, then years that close in ``closing``."""
    given = sorted(known)
    closing = given[-1].end.month if given else closing
    found = {year.label: year for year in given}
    for day in months.unique().sort():
        if not any(year.start <= day <= year.end for year in given):
            label = day.year + (day.month > closing)
            found.setdefault(label, twelve_months(label, closing))
    rows = [(year.label, year.start, year.end) for _, year in sorted(found.items())]
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def twelve_months(label: int, closing: int) -> FiscalYear:
    """The year that closes at the end of the month ``closing`` of the year ``label``."""
    after = date(label + closing // LAST_MONTH, closing % LAST_MONTH + 1, 1)
    return FiscalYear(date(after.year - 1, after.month, 1), date.fromordinal(after.toordinal() - 1))


def labelled(chosen: Selection, years: pl.DataFrame) -> Selection:
    """The declarations with the fiscal year of their month."""
    valid = chosen.valid.sort("month").join_asof(
        years.sort("start").select("fiscal_year", "start"), left_on="month", right_on="start"
    )
    return replace(chosen, valid=valid.drop("start").sort("declaration"))
