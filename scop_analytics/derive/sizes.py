"""The size of a company over three fiscal years: rules of law that wait for the third year running."""

from __future__ import annotations

from typing import Final

import polars as pl

from scop_analytics.derive.membership import YEAR

HUNDREDTHS: Final = 100
MEASURED: Final = (
    "workforce", "permanent_workforce", "turnover", "balance_sheet_total", "net_result", "legal_reserve", "dev_fund",
    "legal_reserve_opening", "dev_fund_opening",
)  # fmt: skip
EARLIER: Final = ("before", "earlier", "third", "fourth")
USUAL: Final = 2  # years back that a measure is kept
FURTHER: Final = {"workforce": 4, "net_result": 3, "turnover": 3}


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
    """Each measure of size in earlier fiscal years, under the names of :data:`EARLIER`; null where no file has that year.

    A year missing in between breaks the row: what stands further back is not called « the year before ».
    """
    follows = (pl.col("start") == pl.col("end").shift().dt.offset_by("1d")).over("entity_id", order_by="fiscal_year")
    rows = rows.with_columns(
        broken=(~follows.fill_null(value=False)).cum_sum().over("entity_id", order_by="fiscal_year")
    )
    earlier = {
        f"{name}_{when}": pl.col(name).shift(years).over("entity_id", "broken", order_by="fiscal_year")
        for name in MEASURED
        for years, when in enumerate(EARLIER, start=1)
        if years <= FURTHER.get(name, USUAL)
    }
    return rows.with_columns(**earlier).drop("broken")
