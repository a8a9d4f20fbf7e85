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
from scop_analytics.derive.worked import amounts, full_month, times

if TYPE_CHECKING:
    from scop_analytics.dossier import Dossier

KEPT: Final = (
    "pay_fte", "pay_total", "pay_hourly", "hourly_total", "minimum_pay", "variable_pay", "labour_share_paid", "mean_rate",
    "pay_method", "approached", "work", "paid_months", "untimed", "odd",
)  # fmt: skip


@dataclass(frozen=True)
class Payroll:
    """``people``: one row per person-year paid (``py``); ``covered``: months with a payslip, by company-year (``cy``)."""

    people: pl.DataFrame
    covered: pl.DataFrame
    full: int


def payroll(dossier: Dossier, months: Months, contracts: pl.DataFrame, years: pl.DataFrame) -> Payroll:
    """Pay rebuilt for every person-year of ``contracts``. Sources: tables ``payroll``, ``employees``, ``leaves``."""
    full = full_month(months)
    slips = placed(dossier, months, contracts)
    covered = (
        slips.filter(pl.col("cy").is_not_null()).group_by("cy").agg(covered=pl.col("month").n_unique().cast(pl.Int64))
    )
    known = slips.filter(pl.col("cr").is_not_null())
    rows = times(amounts(known), months, contracts, touched_months(dossier, months, contracts))
    rows = month_rates(one_a_month(rows), full)
    spans = contracts.select("py", "cy", "opening", "closing")
    sums = with_raises(totals(rows), rows, spans)
    lengths = spans.unique("py").select("py", "cy").join(years.select("cy", length="months"), on="cy")
    found = estimated(sums.join(lengths, on="py"), full, months.norms)
    return Payroll(found.select("py", *KEPT), covered, full)
