"""What each person was really paid in the calendar year, one row per component of pay."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

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

FACTS: Final = (*PERSON, "sex", "in_gap")


def names_of_components() -> tuple[str, ...]:
    """Every component of pay, as the columns of ``payroll`` call them: those of the bases, then what no base holds."""
    inside = [name for base in pay_bases().values() for name in (*base.time, *base.yearly, *base.occasional)]
    return tuple(dict.fromkeys([*inside, *elements()["shared"], *elements()["outside"]]))


def components(
    dossier: Dossier, years: pl.DataFrame, law: Law, people: pl.LazyFrame, contracts: pl.LazyFrame
) -> pl.LazyFrame:
    """One row per person and component paid in the calendar year of closing: ``component``, ``amount`` in cents, not zero.

    A base pay is what stands for it when only a total is known. The labour share is that of the payslips, else the one
    granted for the fiscal year. ``people`` is the frame ``person_calendar``, ``contracts`` those of the fiscal years. Sources: ``payroll``, ``labour_share_rows``.
    """
    same, others = years.filter("is_calendar"), calendar_years(years)
    own = contracts.collect() if others.is_empty() else in_fiscal_years(dossier, same)
    found = [_paid(dossier, Months(same, law), own, people)]
    if not others.is_empty():
        found.append(_paid(dossier, Months(others, law), in_calendar_years(dossier, others), people))
    return pl.concat(found).lazy()


def _paid(dossier: Dossier, months: Months, contracts: pl.DataFrame, people: pl.LazyFrame) -> pl.DataFrame:
    slips = counted_slips(placed(dossier, months, contracts), contracts)
    share = granted(dossier, slips, contracts).group_by("py").agg(pl.col("amount").sum())
    held = [name for name in names_of_components() if name in slips.columns]
    paid = with_base(slips).select(contracts["py"].gather(slips["cr"]), *held)
    sums = paid.lazy().group_by("py").agg(pl.col(held).sum()).collect(engine="streaming")
    keys = contracts.filter("is_main").select("py", *PERSON).lazy().join(people, on=PERSON, maintain_order="left")
    wide = keys.select("py", *PERSON, "sex", "in_gap").collect()
    wide = wide.join(sums, on="py", how="left", maintain_order="left").join(
        share, on="py", how="left", maintain_order="left"
    )
    first = elements()["shared"][0]
    given = pl.sum_horizontal(*([first] if first in held else []), "amount")
    wide = wide.with_columns(given.cast(pl.Int64).alias(first)).drop("py", "amount")
    columns = [name for name in names_of_components() if name in wide.columns]
    amounts = [
        wide.filter(pl.col(name) != 0).select(*FACTS, component=pl.lit(name), amount=pl.col(name).cast(pl.Int64))
        for name in columns
    ]
    return pl.concat(amounts)
