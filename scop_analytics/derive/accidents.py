"""Accidents and occupational diseases of the staff in the fiscal year, and the hours worked they are compared with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from scop_analytics.derive import inputs
from scop_analytics.derive.absences import OWNER, PERSON, full_time
from scop_analytics.derive.clock import RATE, THOUSANDTHS, month_number, share
from scop_analytics.derive.meetings import in_year
from scop_analytics.derive.membership import YEAR
from scop_analytics.derive.norms import in_force
from scop_analytics.derive.periods import last_closing
from scop_analytics.derive.rules import names

if TYPE_CHECKING:
    from scop_analytics.dossier import Dossier
    from scop_analytics.law import Law

MONTHS: Final = 12
HUNDREDTHS: Final = 100


def hurt(dossier: Dossier, years: pl.DataFrame) -> pl.LazyFrame:
    """One row per person-year with an accident: what counts in each rate; people from outside are left out.

    ``lost_time``: at work, one day off at least after the day itself, or fatal; on the way to work counts in none.
    ``days_lost`` are those of the accidents of the year. Source: table ``accidents``.
    """
    rows = in_year(inputs.table(dossier, "accidents"), years, "date")
    own = rows.filter(~pl.col("is_external").fill_null(value=False))
    fatal, days = pl.col("fatal").fill_null(value=False), pl.col("days_lost")
    at_work = pl.col("kind").is_in(names("accidents", "at_work")).fill_null(value=False)
    ill = pl.col("kind").is_in(names("accidents", "diseases")).fill_null(value=False)
    stopped = (days >= THOUSANDTHS).fill_null(value=False) | fatal
    counted = {
        "lost_time": at_work & stopped,
        "recordable": at_work & pl.coalesce("recordable", stopped),
        "diseases": ill,
        "deaths": fatal & (at_work | ill),
        "commuting": ~at_work & ~ill & pl.col("kind").is_not_null() & stopped,
        "days_unknown": at_work & days.is_null() & ~fatal,
    }
    sums = {name: where.sum().cast(pl.Int64) for name, where in counted.items()}
    lost = pl.when(at_work).then(days).otherwise(0).sum()
    return own.group_by(PERSON).agg(**sums, days_lost=lost)


def hours(dossier: Dossier, years: pl.DataFrame, people: pl.LazyFrame, law: Law) -> pl.LazyFrame:
    """One row per person-year: ``hours_known`` and ``hours_estimated`` (hundredths), ``months_due``, ``months_unknown``.

    Months are full-time equivalents in ten-thousandths. A month without hours worked is estimated from the legal hours of a
    year; one wholly on leave is not due. Sources: tables ``payroll``, ``employees``, ``leaves``.
    """
    yearly = int(in_force(law, "working_time.annual_hours_worked", last_closing(years)))
    rows = people.select(*PERSON, "month_ends", rate=pl.col("fte_rate").fill_null(RATE))
    for part in (_clocked(dossier, years), _away(dossier, years)):
        rows = rows.join(part, on=PERSON, how="left", maintain_order="left")
    due = (pl.col("month_ends") - pl.col("away").fill_null(0)).clip(lower_bound=0)
    lacking = (due - pl.col("months").fill_null(0)).clip(lower_bound=0)
    estimated = share(lacking * pl.col("rate") * (yearly * HUNDREDTHS), pl.lit(MONTHS * RATE))
    return rows.select(
        *PERSON,
        hours_known=pl.col("hours").fill_null(0),
        hours_estimated=estimated,
        months_due=due * pl.col("rate"),
        months_unknown=lacking * pl.col("rate"),
    )


def _clocked(dossier: Dossier, years: pl.DataFrame) -> pl.LazyFrame:
    """Hours worked and months that give them, by person-year; corrections add hours and no month.

    Payslips are many: people are told apart by a 64-bit key, faster than two texts.
    """
    slips = inputs.table(dossier, "payroll").filter(pl.col("hours_worked").is_not_null())
    yearly = "period_months" in slips.collect_schema().names()
    months = pl.col("period_months").sum() if yearly else pl.col("period").n_unique()
    key = pl.col("entity_id").hash(1) + pl.col("person_id").hash(2)
    dated = slips.with_columns(key=key).join(_months(years), on=["entity_id", "period"])
    sums = dated.group_by("key", "fiscal_year").agg(
        pl.col(OWNER).first(), hours=pl.col("hours_worked").sum(), months=months.cast(pl.Int64)
    )
    return sums.drop("key")


def _months(years: pl.DataFrame) -> pl.LazyFrame:
    """The first day of each month of each company-year; one shared by two years belongs to the later, as pay does."""
    spans = years.lazy().select(*YEAR, "start", "end").sort(YEAR)
    months = pl.date_ranges(pl.col("start").dt.month_start(), "end", interval="1mo").alias("period")
    each = spans.with_columns(months).explode("period").drop_nulls("period")
    return each.unique(["entity_id", "period"], keep="last", maintain_order=True).select(*YEAR, "period")


def _away(dossier: Dossier, years: pl.DataFrame) -> pl.LazyFrame:
    """Whole months on full-time leave, by person-year (``away``)."""
    rows = full_time(dossier).join(years.lazy().select(*YEAR, opens="start", closes="end"), on="entity_id")
    first, last = pl.max_horizontal("start", "opens"), pl.min_horizontal("stop", "closes")
    cut = rows.with_columns(first=first, last=last).filter(pl.col("first") <= pl.col("last"))
    begins = month_number(pl.col("first").dt.offset_by("-1d")) + 1
    whole = (month_number(pl.col("last").dt.offset_by("1d")) - begins).clip(lower_bound=0)
    return cut.group_by(PERSON).agg(away=whole.sum().cast(pl.Int64))
