"""Pay of every person of a set of contracts, from payslips to one row per person-year."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import polars as pl

from scop_analytics.derive.leaves import touched_months
from scop_analytics.derive.merging import one_a_month
from scop_analytics.derive.payslips import placed
from scop_analytics.derive.periods import Months
from scop_analytics.derive.rebuild import estimated, month_rates, totals, with_raises
from scop_analytics.derive.rules import elements, names
from scop_analytics.derive.shares import shared
from scop_analytics.derive.sums import sums
from scop_analytics.derive.worked import amounts, full_month, times, with_base

if TYPE_CHECKING:
    from scop_analytics.dossier import Dossier

KEPT: Final = (
    "pay_fte", "pay_total", "pay_basic", "pay_variable", "pay_shared", "pay_index", "pay_hourly", "hourly_total",
    "hourly_basic", "hourly_variable", "hourly_shared", "minimum_pay", "variable_pay", "gross_paid", "mean_rate",
    "pay_method", "work", "paid_months", "approached", "untimed", "odd",
)  # fmt: skip


@dataclass(frozen=True)
class Payroll:
    """``people``: one row per person-year paid (``py``); ``slips``: company-year and month of each payslip."""

    people: pl.DataFrame
    slips: pl.DataFrame
    full: int

    def covered(self) -> pl.DataFrame:
        """Months with at least one payslip, by company-year (``cy, covered``)."""
        dated = self.slips.lazy().filter(pl.col("cy").is_not_null())
        return dated.group_by("cy").agg(covered=pl.col("month").n_unique().cast(pl.Int64)).collect(engine="streaming")


def payroll(dossier: Dossier, months: Months, contracts: pl.DataFrame, years: pl.DataFrame) -> Payroll:
    """Pay rebuilt for every person-year of ``contracts``. Sources: ``payroll``, ``employees``, ``leaves``, ``labour_share_rows``."""
    full = full_month(months)
    slips = placed(dossier, months, contracts)
    known = counted_slips(slips, contracts)
    shares = shared(dossier, known, contracts)
    known = with_base(known.drop(elements()["shared"], strict=False))
    wanted = sums(known.columns)
    rows = times(amounts(known, wanted), months, contracts, touched_months(dossier, months, contracts))
    rates = month_rates(one_a_month(rows, wanted).lazy(), full, wanted)
    spans = contracts.select("py", "cy", "opening", "closing")
    totalled = with_raises(totals(rates, wanted), rates, spans, full)
    lengths = contracts.filter("is_main").select("py", "cy").join(years.select("cy", length="months"), on="cy")
    beside = (
        lengths.select("py", "length").join(shares, on="py", how="left").with_columns(pl.col("shared").fill_null(0))
    )
    found = estimated(totalled.join(beside, on="py"), full, months.norms)
    return Payroll(found.select("py", *KEPT), slips.select("cy", "month"), full)


def counted_slips(slips: pl.DataFrame, contracts: pl.DataFrame) -> pl.DataFrame:
    """The payslips of :func:`placed` that are somebody's, for a contract whose pay compares."""
    known = slips.filter(pl.col("cr").is_not_null()) if slips["cr"].has_nulls() else slips
    return _without_training(known, contracts)


def _without_training(slips: pl.DataFrame, contracts: pl.DataFrame) -> pl.DataFrame:
    """Leave out what an apprentice or trainee earned before a contract that counts: only that contract's pay compares."""
    if contracts["is_main"].all():
        return slips
    outside = pl.col("contract_type").is_in(names("pay", "excluded_contract_types")).fill_null(value=False)
    apart = contracts.select(outside & ~outside.first().over("py")).to_series()
    return slips.filter(~pl.lit(apart).gather(pl.col("cr"))) if apart.any() else slips
