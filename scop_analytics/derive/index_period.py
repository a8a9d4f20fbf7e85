"""The twelve months over which the index and the pay-equity duties measure a company, and the contracts that ran in them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from scop_analytics.derive.contracts import in_calendar_years, in_fiscal_years
from scop_analytics.derive.options import options
from scop_analytics.derive.rules import names

if TYPE_CHECKING:
    from scop_analytics.dossier import Dossier

YEAR: Final = ["entity_id", "fiscal_year"]
PERSON: Final = [*YEAR, "person_id"]
TWELVE: Final = "-12mo"


def index_periods(dossier: Dossier, years: pl.DataFrame) -> pl.DataFrame:
    """One row per company-year: ``start`` and ``end`` of its twelve months, ``period`` (calendar or fiscal) and ``same``.

    The calendar year of closing, or by ``pay_equity_period = "fiscal"`` the twelve months that end with the fiscal year.
    ``same``: those months are the fiscal year itself. ``mode`` and ``raise_years`` are the other options of the company.
    """
    chosen = options(dossier, years)
    rows = years.drop("cy", "months").with_columns(
        chosen["pay_equity_period"].alias("period"),
        chosen["index_groups"].alias("mode"),
        chosen["index_raise_years"].alias("raise_years"),
        opening=pl.col("start"),
    )
    by_year, label = pl.col("period") == "calendar", pl.col("fiscal_year")
    following = pl.col("end").dt.offset_by("1d")
    start = pl.when(by_year).then(pl.date(label, 1, 1)).otherwise(following.dt.offset_by(TWELVE))
    end = pl.when(by_year).then(pl.date(label, 12, 31)).otherwise("end")
    same = (start == pl.col("opening")) & (end == pl.col("end"))
    rows = rows.with_columns(start=start, end=end, same=same.fill_null(value=False))
    return rows.drop("opening", "is_calendar").with_columns(months=pl.lit(12, pl.Int64)).with_row_index("cy")


def odd_years(periods: pl.DataFrame) -> pl.DataFrame:
    """The periods that are neither the fiscal year nor the calendar year: twelve months of a shorter or longer fiscal year."""
    return periods.filter(~pl.col("same"), pl.col("period") != "calendar").drop("cy").with_row_index("cy")


def index_contracts(dossier: Dossier, periods: pl.DataFrame) -> pl.DataFrame:
    """One row per contract and period, cut to it (``first``, ``last``); ``counts`` tells the ordinary employment contracts.

    ``py`` numbers the person-years. Source: table ``employees``.
    """
    by_year = ~pl.col("same") & (pl.col("period") == "calendar")
    found = [in_fiscal_years(dossier, periods.filter(~by_year)), in_calendar_years(dossier, periods.filter(by_year))]
    base = 0 if found[0].is_empty() else int(str(found[0]["py"].max())) + 1
    found[1] = found[1].with_columns(pl.col("py") + pl.lit(base, pl.UInt32))
    wanted = [
        "py",
        *PERSON,
        "contract_type",
        "situation",
        "fte_rate",
        "first",
        "last",
        "whole",
        "is_main",
        "start",
        "end",
    ]
    outside = [*names("index", "excluded_contract_types"), *names("index", "officers")]
    return pl.concat([rows.select(wanted) for rows in found]).with_columns(
        counts=~pl.col("contract_type").is_in(outside).fill_null(value=False)
    )
