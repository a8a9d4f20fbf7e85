"""Employees on the British snapshot day: their hourly pay of that pay period, their bonus of the twelve months before.

Regulations 2017 (SI 2017/172): the pay period is the month that holds the snapshot day; a monthly payslip is paid on the
last day of its month, so that the twelve months of bonus end with the month before. Money in cents, hourly pay in
ten-thousandths of a euro; each hourly pay is one quotient of whole numbers.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

import polars as pl

from scop_analytics import datafiles
from scop_analytics.derive import inputs
from scop_analytics.derive.clock import RATE, month_number, share
from scop_analytics.derive.contracts import in_fiscal_years
from scop_analytics.derive.membership import YEAR
from scop_analytics.derive.norms import in_force
from scop_analytics.derive.periods import last_closing
from scop_analytics.derive.rules import names
from scop_analytics.derive.worked import with_base
from scop_analytics.law import Law

if TYPE_CHECKING:
    from scop_analytics.dossier import Dossier

FILE: Final = Path(__file__).with_name("uk_pay.toml")
PERSON: Final = [*YEAR, "person_id"]
WEEK: Final = 7
HUNDREDTHS: Final = 100


def employees(dossier: Dossier, years: pl.DataFrame, law: Law) -> pl.LazyFrame:
    """One row per person employed on the last snapshot day of the fiscal year (``snapshot``).

    ``hourly_pay`` is null and ``exclusion`` says why (``leave``, ``no_payslip``, ``hours_unknown``) for who is no full-pay
    relevant employee (``full_pay``). ``bonus``: what was paid in the twelve months before, 0 when nothing was;
    ``bonus_months``: those of them for which the company has payslips. Sources: ``employees``, ``payroll``, ``leaves``.
    """
    days = _snapshots(years, law)
    slips = _payslips(dossier, days, law)
    people = _relevant(dossier, days)
    rows = people.join(_period(slips), on=PERSON, how="left").join(_bonuses(slips), on=PERSON, how="left")
    rows = rows.join(_months(slips), on=YEAR, how="left").join(_on_leave(dossier, days), on=PERSON, how="left")
    rows = rows.with_columns(hourly_pay=_hourly(law, last_closing(years)), exclusion=_reason())
    hours = pl.when(pl.col("hourly_pay").is_null()).then(pl.lit("hours_unknown"))
    rows = rows.with_columns(exclusion=pl.coalesce("exclusion", hours))
    full = pl.col("exclusion").is_null()
    return rows.select(
        *PERSON, "sex", "snapshot", "exclusion",
        full_pay=full,
        hourly_pay=pl.when(full).then("hourly_pay"),
        bonus=pl.col("bonus").fill_null(0),
        bonus_months=pl.col("bonus_months").fill_null(0),
    )  # fmt: skip


def _snapshots(years: pl.DataFrame, law: Law) -> pl.DataFrame:
    """The company-years that hold a snapshot day, cut to that day: the last one before the closing."""
    last = last_closing(years)
    month, day = (int(in_force(law, f"uk_gender_pay_gap.snapshot_{part}", last)) for part in ("month", "day"))
    this = pl.date(pl.col("end").dt.year(), month, day)
    snapshot = pl.when(this <= pl.col("end")).then(this).otherwise(pl.date(pl.col("end").dt.year() - 1, month, day))
    held = years.with_columns(snapshot=snapshot).filter(pl.col("start") <= pl.col("snapshot"))
    return held.with_columns(start="snapshot", end="snapshot")


def _relevant(dossier: Dossier, days: pl.DataFrame) -> pl.LazyFrame:
    """Who has a contract on the day; several contracts are one person, their working times added up."""
    rows = in_fiscal_years(dossier, days).lazy().filter("is_staff")
    return rows.group_by(PERSON).agg(
        pl.col("sex").first(),
        snapshot=pl.col("end").first(),
        rate=pl.col("fte_rate").sum().replace(0, None),
        since=pl.col("contract_start").min(),
        until=pl.when(pl.col("contract_end").is_not_null().all()).then(pl.col("contract_end").max()),
    )


def _payslips(dossier: Dossier, days: pl.DataFrame, law: Law) -> pl.LazyFrame:
    """Monthly payslips of the pay period (``back`` = 0) and of the months of bonus before it, amounts by kind."""
    months = int(in_force(law, "uk_gender_pay_gap.bonus_months", last_closing(days)))
    rows = inputs.table(dossier, "payroll").join(days.lazy().select(*YEAR, "snapshot"), on="entity_id")
    back = month_number(pl.col("snapshot")) - month_number(pl.col("period"))
    placed = rows.with_columns(back=back).filter(pl.col("back").is_between(0, months))
    if "period_months" in placed.collect_schema():  # amounts of a whole year have no month
        placed = placed.filter(pl.col("period_months").fill_null(1) == 1)
    found = with_base(placed.collect()).lazy()
    kinds = {kind: pl.sum_horizontal(elements) for kind, elements in _kinds().items()}
    # Arrears and recoveries are pay of another period than the one in which they are paid.
    back_pay = pl.col("is_correction").fill_null(value=False) | (pl.col("base_pay") < 0).fill_null(value=False)
    return found.with_columns(**kinds, correction=back_pay)


@cache
def _kinds() -> dict[str, tuple[str, ...]]:
    return {kind: tuple(entry["elements"]) for kind, entry in datafiles.read(FILE).items()}


def _period(slips: pl.LazyFrame) -> pl.LazyFrame:
    """What the payslips of the pay period itself hold, without corrections of another one."""
    kinds = ("ordinary", "bonus_of_the_month", "bonus_of_the_year")
    kept = slips.filter(pl.col("back") == 0, ~pl.col("correction"))
    absent = pl.col("absence_unpaid_days")
    return kept.group_by(PERSON).agg(
        pl.col(*kinds).sum(),
        pl.col("hours_paid").sum(),
        unpaid_days=pl.when(absent.is_not_null().any()).then(absent.sum()),
    )


def _bonuses(slips: pl.LazyFrame) -> pl.LazyFrame:
    every = pl.col("bonus_of_the_month") + pl.col("bonus_of_the_year")
    return slips.filter(pl.col("back") > 0).group_by(PERSON).agg(bonus=every.sum())


def _months(slips: pl.LazyFrame) -> pl.LazyFrame:
    return slips.filter(pl.col("back") > 0).group_by(YEAR).agg(bonus_months=pl.col("back").n_unique().cast(pl.Int64))


def _on_leave(dossier: Dossier, days: pl.DataFrame) -> pl.LazyFrame:
    """Who is on a leave that touches the pay period: ``unpaid``, or with pay kept in whole or in part."""
    unpaid, maintained = names("absence", "unpaid"), names("absence", "maintained")
    rows = inputs.table(
        dossier, "leaves", ["entity_id", "person_id", "leave_type", "start_date", "end_date", "full_time"]
    )
    rows = rows.filter(pl.col("leave_type").is_in([*unpaid, *maintained]), pl.col("full_time").fill_null(value=True))
    rows = rows.join(days.lazy().select(*YEAR, "snapshot"), on="entity_id")
    first, last = pl.col("snapshot").dt.month_start(), pl.col("snapshot").dt.month_end()
    touching = (pl.col("start_date") <= last) & (pl.col("end_date").is_null() | (pl.col("end_date") >= first))
    return (
        rows.filter(touching)
        .group_by(PERSON)
        .agg(on_leave=pl.lit(value=True), unpaid=pl.col("leave_type").is_in(unpaid).any())
    )


def _reason() -> pl.Expr:
    """Who is paid less because of a leave; a leave of which the payslip counts no unpaid day is paid in full."""
    absent = pl.col("unpaid_days")
    reduced = (absent > 0).fill_null(pl.col("on_leave")) | pl.col("unpaid")
    paid = pl.sum_horizontal("ordinary", "bonus_of_the_month", "bonus_of_the_year") > 0
    return (
        pl.when(~paid.fill_null(value=False) & ~reduced.fill_null(value=False)).then(pl.lit("no_payslip"))
        .when(reduced.fill_null(value=False)).then(pl.lit("leave"))
    )  # fmt: skip


def _hourly(law: Law, day: date) -> pl.Expr:
    """Pay of a week over the hours of a week (regulation 6): (pay × 7 ÷ days of the period) ÷ weekly hours.

    Somebody employed for a part of the month has a shorter pay period. A yearly bonus weighs 7 days of 365.25.
    """
    month, year, week = (
        round(in_force(law, f"uk_gender_pay_gap.{key}", day) * HUNDREDTHS)
        for key in ("month_days", "year_days", "full_time_week")
    )
    first, last = pl.col("snapshot").dt.month_start(), pl.col("snapshot").dt.month_end()
    whole = pl.col("snapshot").dt.days_in_month().cast(pl.Int128)
    held = pl.min_horizontal("until", last) - pl.max_horizontal("since", first)
    under = held.dt.total_days().cast(pl.Int128) + 1
    monthly = (pl.col("ordinary") + pl.col("bonus_of_the_month")).cast(pl.Int128)
    yearly = pl.col("bonus_of_the_year").cast(pl.Int128)
    weekly = (monthly * whole * year + yearly * under * month) * (WEEK * HUNDREDTHS)  # over month × year × under
    contract = share(
        weekly * HUNDREDTHS, pl.col("rate").cast(pl.Int128) * under * (week * month * year), RATE * RATE // HUNDREDTHS
    )
    clocked = share(monthly * year + yearly * month, pl.col("hours_paid").cast(pl.Int128) * year, RATE)
    return pl.coalesce(contract, clocked)
