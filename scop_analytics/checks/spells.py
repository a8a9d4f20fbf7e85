"""What several rules look at, made once: contracts and memberships told once, payroll summed by person, month, company.

Yearly files repeat a contract every year; the latest year knows how it ended.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import polars as pl

FOREVER: Final = pl.date(9999, 1, 1)
PAY: Final = pl.coalesce("base_pay", "total_gross")
IS_MONTHLY: Final = pl.col("period_months") == 1  # 12 for a yearly row, which stands for its whole year


def contracts(employees: pl.LazyFrame) -> pl.LazyFrame:
    """Each dated contract of each person once, as the latest year tells it."""
    dated = employees.drop_nulls("contract_start").sort("fiscal_year", nulls_last=False)
    return dated.unique(["person_key", "contract_id", "contract_start"], keep="last", maintain_order=True)


def memberships(members: pl.LazyFrame) -> pl.LazyFrame:
    """Each member's days of admission and exit, as the latest year tells them."""
    ordered = members.sort("fiscal_year")
    return ordered.group_by("entity_id", "member_id").agg(
        pl.col("admission_date").min().alias("admitted"), pl.col("exit_date").last().alias("left")
    )


def live(employees: pl.LazyFrame, entity: pl.LazyFrame) -> pl.LazyFrame:
    """Persons with a contract open at each closing; a row without fiscal year holds for every year."""
    ends = entity.select("entity_id", pl.col("fiscal_year").alias("closing"), pl.col("fiscal_year_end").alias("end"))
    dated = employees.select("entity_id", "person_key", "fiscal_year", "contract_start", "contract_end")
    both = dated.join(ends, on="entity_id").filter(
        pl.col("fiscal_year").fill_null(pl.col("closing")) == pl.col("closing")
    )
    started = pl.col("contract_start").fill_null(pl.col("end")) <= pl.col("end")
    open_ = both.filter(started, pl.col("contract_end").fill_null(pl.col("end")) >= pl.col("end"))
    return open_.select("person_key", pl.col("closing").alias("fiscal_year")).unique()


def payroll_people(payroll: pl.LazyFrame) -> pl.LazyFrame:
    """Per person: first month, last month and number of months with a monthly payslip."""
    period = pl.col("period")
    sums = [period.min().alias("first_paid"), period.max().alias("last_paid"), period.n_unique().alias("months_paid")]
    return payroll.filter(IS_MONTHLY).group_by("person_key").agg(sums)


def payroll_months(payroll: pl.LazyFrame) -> pl.LazyFrame:
    """Per company and month: payslips, those of people at work, those that give hours, hours and working time."""
    worked = pl.col("fte_month").fill_null(0) > 0
    given = worked & pl.col("hours_worked").is_not_null()
    return payroll.group_by("entity_id", "period").agg(
        pl.len().cast(pl.Int64).alias("payslips"),
        IS_MONTHLY.sum().cast(pl.Int64).alias("monthly"),
        worked.sum().cast(pl.Int64).alias("worked"),
        given.sum().cast(pl.Int64).alias("given"),
        pl.col("hours_worked").filter(given & IS_MONTHLY).sum().alias("hours"),
        pl.col("fte_month").filter(given & IS_MONTHLY).sum().alias("fte"),
    )


def payroll_companies(payroll: pl.LazyFrame) -> pl.LazyFrame:
    """Per company: median and highest pay of a month, and number of payslips."""
    monthly = PAY // pl.col("period_months")
    count = pl.len().cast(pl.Int64).alias("payslips")
    return payroll.group_by("entity_id").agg(monthly.median().alias("middle"), monthly.max().alias("most"), count)


@dataclass(frozen=True)
class Derived:
    """A frame made once from ``tables`` for the rules that ask for it by name, when the columns it needs were found."""

    make: Callable[..., pl.LazyFrame]
    tables: tuple[str, ...]
    needs: tuple[str, ...] = ()


DERIVED: Final[Mapping[str, Derived]] = {
    "contracts": Derived(contracts, ("employees",), ("employees.contract_start",)),
    "memberships": Derived(memberships, ("members",)),
    "live": Derived(live, ("employees", "entity")),
    "payroll_people": Derived(payroll_people, ("payroll",)),
    "payroll_months": Derived(payroll_months, ("payroll",)),
    "payroll_companies": Derived(payroll_companies, ("payroll",)),
}
