"""What each person was really paid in the calendar year, one row per component of pay."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from scop_analytics.derive.contracts import in_calendar_years, in_fiscal_years
from scop_analytics.derive.index_period import PERSON
from scop_analytics.derive.pay import counted_slips
from scop_analytics.derive.payslips import placed
from scop_analytics.derive.periods import Months, calendar_years
from scop_analytics.derive.rules import elements, pay_bases
from scop_analytics.derive.shares import granted
from scop_analytics.derive.worked import with_base

if TYPE_CHECKING:
    from scop_analytics.dossier import Dossier
    from scop_analytics.law import Law


def names_of_components() -> tuple[str, ...]:
    """Every component of pay, as the columns of ``payroll`` call them: those of the bases, then what no base holds."""
    inside = [name for base in pay_bases().values() for name in (*base.time, *base.yearly, *base.occasional)]
    return tuple(dict.fromkeys([*inside, *elements()["shared"], *elements()["outside"]]))


def components(dossier: Dossier, years: pl.DataFrame, law: Law, people: pl.LazyFrame) -> pl.LazyFrame:
    """One row per person and component paid in the calendar year of closing: ``component``, ``amount`` in cents, not zero.

    A base pay is what stands for it when only a total is known. The labour share is that of the payslips, else the one
    granted for the fiscal year. ``people`` is the frame ``person_calendar``. Sources: ``payroll``, ``labour_share_rows``.
    """
    same, others = years.filter("is_calendar"), calendar_years(years)
    found = [
        _paid(dossier, Months(rows, law), contracts)
        for rows, contracts in (
            (same, in_fiscal_years(dossier, same)),
            (others, in_calendar_years(dossier, others)),
        )
    ]
    rows = pl.concat(found).lazy()
    known = people.select(*PERSON, "sex", "in_gap")
    rows = rows.join(known, on=PERSON, maintain_order="left")
    return rows.select(*PERSON, "sex", "in_gap", "component", "amount").sort(*PERSON, "component")


def _paid(dossier: Dossier, months: Months, contracts: pl.DataFrame) -> pl.DataFrame:
    slips = counted_slips(placed(dossier, months, contracts), contracts)
    slips = with_base(slips).with_columns(contracts["py"].gather(slips["cr"]))
    held = [name for name in names_of_components() if name in slips.columns]
    sums = slips.group_by("py").agg(pl.col(held).sum())
    long = sums.unpivot(held, index="py", variable_name="component", value_name="amount")
    share = granted(dossier, slips, contracts).select(
        "py", pl.lit(elements()["shared"][0]).alias("component"), pl.col("amount").cast(pl.Int64)
    )
    both = pl.concat([long.cast({"amount": pl.Int64}), share]).group_by("py", "component").agg(pl.col("amount").sum())
    keys = contracts.filter("is_main").select("py", *PERSON)
    return both.filter(pl.col("amount") != 0).join(keys, on="py").drop("py")
