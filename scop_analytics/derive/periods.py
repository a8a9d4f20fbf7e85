"""The company-years every figure hangs on, and the two periods people are measured over: fiscal year and calendar year."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from scop_analytics.derive.clock import FINE, month_number, share
from scop_analytics.derive.norms import monthly_minimum, norms
from scop_analytics.law import Law

if TYPE_CHECKING:
    from scop_analytics.dossier import Dossier

PERIOD = {"entity_id": pl.String, "fiscal_year": pl.Int32, "start": pl.Date, "end": pl.Date}


def company_years(dossier: Dossier) -> pl.DataFrame:
    """One row per company and fiscal year: ``entity_id, fiscal_year, start, end, months, is_calendar`` and its number ``cy``.

    This is the skeleton: whatever a company lacks, it keeps its row.
    """
    years = dossier.fiscal_years.lazy().collect().select(pl.col(name).cast(kind) for name, kind in PERIOD.items())
    whole = (pl.col("start") == pl.date(pl.col("fiscal_year"), 1, 1)) & (
        pl.col("end") == pl.date(pl.col("fiscal_year"), 12, 31)
    )
    return _numbered(years.with_columns(is_calendar=whole.fill_null(value=False)))


def calendar_years(years: pl.DataFrame) -> pl.DataFrame:
    """The same company-years over 1 January to 31 December of the year of closing, where that is another period."""
    other = years.filter(~pl.col("is_calendar")).drop("cy", "months")
    label = pl.col("fiscal_year")
    return _numbered(other.with_columns(start=pl.date(label, 1, 1), end=pl.date(label, 12, 31)))


def _numbered(years: pl.DataFrame) -> pl.DataFrame:
    months = (month_number(pl.col("end")) - month_number(pl.col("start")) + 1).cast(pl.Int64)
    return years.with_columns(months=months).with_row_index("cy")


def last_closing(years: pl.DataFrame) -> date:
    """The latest closing day: the day on which conventions are read; any day does when there is no year at all."""
    last = years["end"].max()
    return last if isinstance(last, date) else date.max


class Months:
    """The months of a set of periods: which company-year a company's month belongs to, and the law of each month.

    ``first`` is the number of the earliest month, ``table`` has one row per month (``last`` day, ``days``, ``minimum`` =
    the monthly minimum wage in ten-thousandths of a cent, null where the law file has none).
    """

    def __init__(self, years: pl.DataFrame, law: Law) -> None:
        first, last = years["start"].min(), years["end"].max()
        start = first if isinstance(first, date) else date(2000, 1, 1)
        stop = last if isinstance(last, date) else date(2000, 1, 31)
        opening = pl.date_range(start.replace(day=1), stop, "1mo", eager=True)
        self.first = start.year * 12 + start.month - 1
        self.count = len(opening)
        self.opening = opening
        self.table = pl.DataFrame({"opening": opening}).with_columns(
            last=pl.col("opening").dt.month_end(),
            days=pl.col("opening").dt.days_in_month().cast(pl.Int64),
            minimum=pl.Series([monthly_minimum(law, day) for day in opening], dtype=pl.Int64),
        )
        self.norms = norms(law, stop)
        self.companies = years.select("entity_id").unique(maintain_order=True).with_row_index("company")
        self.year_of = self._year_of(years)

    def minimum_over(self, years: pl.DataFrame) -> pl.DataFrame:
        """The minimum wage of a full-time job present all through each period, as twelve months (``cy, yearly_minimum``, cents)."""
        first, last = month_number(pl.col("start")) - self.first, month_number(pl.col("end")) - self.first
        wages = self.table.select(pl.int_range(pl.len(), dtype=pl.Int32).alias("month"), "minimum")
        cells = years.select("cy", pl.int_ranges(first, last + 1).alias("month")).explode("month")
        cells = cells.with_columns(pl.col("month").cast(pl.Int32)).join(wages, on="month", maintain_order="left")
        sums = cells.group_by("cy").agg(
            pl.col("minimum").sum(), known=pl.col("minimum").is_not_null().all(), n=pl.len()
        )
        yearly = share(pl.col("minimum"), pl.col("n").cast(pl.Int64) * FINE, 12)
        return sums.select("cy", yearly_minimum=pl.when("known").then(yearly))

    def _year_of(self, years: pl.DataFrame) -> pl.Series:
        """The number ``cy`` at place ``company × count + month``, null where the company has no such month."""
        spans = years.filter(pl.col("start").is_not_null() & pl.col("end").is_not_null()).join(
            self.companies, on="entity_id"
        )
        spans = spans.select(
            "cy",
            "company",
            opening=month_number(pl.col("start")) - self.first,
            closing=month_number(pl.col("end")) - self.first,
        )
        place = pl.int_ranges("opening", pl.col("closing") + 1).alias("month")
        cells = spans.with_columns(place).explode("month").drop_nulls("month")
        grid = np.full(max(1, self.companies.height * self.count), -1, dtype=np.int64)
        grid[cells["company"].to_numpy().astype(np.int64) * self.count + cells["month"].to_numpy()] = cells[
            "cy"
        ].to_numpy()
        numbers = pl.Series("cy", grid)
        return numbers.set(numbers < 0, None).cast(pl.UInt32)
