"""The size of a company over three fiscal years: rules of law that wait for the third year running."""

from __future__ import annotations

from typing import Final

import polars as pl

from scop_analytics.derive.membership import YEAR

HUNDREDTHS: Final = 100
MEASURED: Final = ("workforce", "permanent_workforce", "turnover", "balance_sheet_total")


def workforces(people: pl.LazyFrame) -> pl.LazyFrame:
    """``workforce`` and ``permanent_workforce``: people at the end of each month, averaged over the fiscal year.

    In hundredths of a person, rounded down: a threshold in whole people is reached when it is, never before.
    """
    months, length = pl.col("month_ends"), pl.col("length").first()
    permanent = pl.when(pl.col("is_permanent").is_not_null()).then(months * pl.col("is_permanent").cast(pl.Int64))
    return people.group_by(YEAR).agg(
        workforce=(months.sum() * HUNDREDTHS // length).cast(pl.Int64),
        permanent_workforce=(permanent.sum() * HUNDREDTHS // length).cast(pl.Int64),
    )


def with_earlier_years(rows: pl.LazyFrame) -> pl.LazyFrame:
    """Each measure of size one fiscal year before (``_before``) and two (``_earlier``); null where no file has that year."""
    earlier = {
        f"{name}_{when}": pl.col(name).shift(years).over("entity_id", order_by="fiscal_year")
        for name in MEASURED
        for years, when in ((1, "before"), (2, "earlier"))
    }
    return rows.with_columns(**earlier)
