"""Payslips placed on people and months: amounts of each pay base, exact time worked, and which months are whole.

Everything here is whole numbers on rows, never text: companies, people and contracts are looked up once per run of equal
rows and then travel as row numbers. Source: tables ``payroll``, ``employees``, ``leaves``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from scop_analytics.derive import inputs
from scop_analytics.derive.periods import Months
from scop_analytics.derive.rules import elements, pay_bases
from scop_analytics.sources.pieces import cut_alike

if TYPE_CHECKING:
    from scop_analytics.dossier import Dossier

KEYS: Final = ("entity_id", "person_id", "contract_id", "period")


def columns_needed() -> tuple[str, ...]:
    """Every column of ``payroll`` that pay is rebuilt from, keys first."""
    amounts = {name for base in pay_bases().values() for name in (*base.time, *base.yearly, *base.occasional)}
    amounts |= {name for names in elements().values() for name in names}
    times = (
        "fte_month",
        "hours_paid",
        "absence_unpaid_days",
        "is_correction",
        "total_gross",
        "period_months",
    )
    return (*KEYS, *sorted(amounts), *times)


def placed(dossier: Dossier, months: Months, contracts: pl.DataFrame) -> pl.DataFrame:
    """Payslips of the people of ``contracts``: ``cr`` (contract row), ``py`` (person-year), ``cy``, ``month`` and the amounts.

    A payslip outside every period has a null ``cy``; one of an unknown person a null ``cr``.
    """
    held = inputs.found(dossier, "payroll") | {*KEYS, "period_months"}
    there = inputs.table(dossier, "payroll").collect_schema().names()
    slips = inputs.table(
        dossier, "payroll", [name for name in columns_needed() if name in held and name in there]
    ).collect()
    if "period_months" in slips.columns and not (slips["period_months"] > 1).any():
        slips = slips.drop("period_months")
    month = slips.select(month=_month(months)).to_series()
    place = _company(slips, months).cast(pl.Int64) * months.count + month
    year = months.year_of.gather(place).alias("cy")
    contract = _contract(cut_alike([*slips.select(KEYS), year]), contracts)
    return cut_alike([*slips.drop(KEYS), month, year, contract])


def _month(months: Months) -> pl.Expr:
    """The place of the month among ``months``, by looking up the day: no calendar arithmetic on each payslip."""
    days = pl.date_range(months.opening[0], months.table["last"][-1], eager=True)
    number = (days.dt.year().cast(pl.Int32) * 12 + days.dt.month() - 1 - months.first).cast(pl.Int32)
    day = pl.col("period").cast(pl.Int32) - days.cast(pl.Int32)[0]
    return pl.lit(number).gather(pl.when(day.is_between(0, len(days) - 1)).then(day).cast(pl.UInt32))


def _runs(rows: pl.DataFrame, columns: list[str]) -> tuple[pl.Series, pl.DataFrame]:
    """Neighbouring rows with the same ``columns``: the number of the run of each row, and one row per run."""
    opens = pl.int_range(pl.len()) == 0
    for name in columns:
        opens = opens | pl.col(name).ne_missing(pl.col(name).shift())
    opening = rows.select(opens).to_series()
    return opening.cum_sum().cast(pl.UInt32) - 1, rows.select(columns).filter(opening)


def _company(slips: pl.DataFrame, months: Months) -> pl.Series:
    number, firsts = _runs(slips, ["entity_id"])
    found = firsts.join(months.companies, on="entity_id", how="left", maintain_order="left")
    return found["company"].gather(number)


def _contract(slips: pl.DataFrame, contracts: pl.DataFrame) -> pl.Series:
    """The contract row of each payslip: the contract it names, else the person's main one."""
    main = contracts.filter("is_main").select("cy", "person_id", main="cr")
    if main.height == contracts.height:  # one contract each: its number settles nothing
        number, firsts = _runs(slips, ["cy", "person_id"])
        return (
            firsts.join(main, on=["cy", "person_id"], how="left", maintain_order="left")["main"]
            .rename("cr")
            .gather(number)
        )
    keys = ["cy", "person_id", "contract_id"]
    number, firsts = _runs(slips, keys)
    exact = contracts.select(*keys, "cr").unique(keys, keep="first", maintain_order=True)
    found = firsts.join(exact, on=keys, how="left", nulls_equal=True, maintain_order="left")
    found = found.join(main, on=["cy", "person_id"], how="left", maintain_order="left")
    return found.select(pl.coalesce("cr", "main")).to_series().gather(number)
