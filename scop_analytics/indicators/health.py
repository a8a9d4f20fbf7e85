"""Health and safety: accidents at work over the hours worked, and absence over the working days due.

On the way to work, diseases and people from outside stand apart; hours nobody gave are estimated, and said.
"""

from __future__ import annotations

import polars as pl

from scop_analytics.indicators.arguments import Columns
from scop_analytics.indicators.measures import Measure, Shown
from scop_analytics.indicators.rates import per_head, recorded, staff
from scop_analytics.indicators.reasons import Condition, caution, whole
from scop_analytics.law import Rules

HUNDREDTHS = 100
THOUSANDTHS = 1000
PERCENT = 100


def lost_time_frequency(work_year: Columns, rules: Rules) -> Measure:
    """Accidents at work with at least a day off, the day itself apart, for a million hours worked."""
    rate = _per_hours(work_year.lost_time, work_year, whole(rules["safety.frequency_hours"]))
    return rate.when(_hours_needed(work_year), *_cautions(work_year, rules), _days_unknown(work_year))


def lost_time_severity(work_year: Columns, rules: Rules) -> Measure:
    """Days lost by the accidents at work of the year for a thousand hours worked."""
    rate = _per_hours(work_year.days_lost, work_year, whole(rules["safety.severity_hours"]), per=THOUSANDTHS)
    return rate.when(_hours_needed(work_year), *_cautions(work_year, rules), _days_unknown(work_year))


def recordable_rate_vsme(work_year: Columns, rules: Rules) -> Measure:
    """Recordable accidents at work for 200,000 hours worked, a hundred people full time; hours may be estimated."""
    rate = _per_hours(work_year.recordable, work_year, whole(rules["safety.recordable_hours_vsme"]))
    return rate.when(*_cautions(work_year, rules))


def recordable_rate_esrs(work_year: Columns, rules: Rules) -> Measure:
    """Recordable accidents at work for a million hours worked; hours may be estimated."""
    rate = _per_hours(work_year.recordable, work_year, whole(rules["safety.recordable_hours_esrs"]))
    return rate.when(*_cautions(work_year, rules))


def accident_frequency_index(work_year: Columns, rules: Rules) -> Measure:
    """Accidents at work with time lost for a thousand people of the average headcount."""
    lost = work_year.lost_time
    rate = per_head(lost.sum(), work_year, times=whole(rules["safety.frequency_index_people"]), behind=(lost > 0).sum())
    return rate.when(recorded(lost, "accidents"), _days_unknown(work_year))


def commuting_accidents(work_year: Columns) -> Measure:
    """Accidents with time lost on the way to or from work: they enter no rate."""
    return _number(work_year.commuting)


def work_deaths(work_year: Columns) -> Measure:
    """People of the staff whom an accident at work or an occupational disease killed."""
    return _number(work_year.deaths)


def occupational_diseases(work_year: Columns) -> Measure:
    """Occupational diseases declared in the year."""
    return _number(work_year.diseases)


def absence_rate(work_year: Columns) -> Measure:
    """Percent of the working days due that were days of absence; holidays, leave of all kinds and strikes are none."""
    return _of_days_due(work_year.absence_days, work_year)


def short_sickness_rate(work_year: Columns) -> Measure:
    """Percent of the working days due lost to sickness spells of a week at most, prolongations included."""
    return _of_days_due(work_year.short_days, work_year)


def short_sickness_spells(work_year: Columns) -> Measure:
    """Sickness spells of a week at most, for one person of the average headcount."""
    spells = work_year.short_spells
    return per_head(spells.sum(), work_year, behind=(spells > 0).sum()).when(recorded(spells, "leaves"))


def _per_hours(events: pl.Expr, work_year: Columns, hours: int, per: int = 1) -> Measure:
    worked = work_year.hours_known.sum() + work_year.hours_estimated.sum()
    shown = Shown(events.sum(), per=per), Shown(worked, per=HUNDREDTHS)
    rate = Measure(
        events.sum(), worked, hours * HUNDREDTHS, per, people=staff(work_year), behind=(events > 0).sum(), shown=shown
    )
    return rate.when(recorded(events, "accidents"))


def _hours_needed(work_year: Columns) -> Condition:
    due, unknown = work_year.months_due.sum(), work_year.months_unknown.sum()
    return Condition((due > 0) & (unknown == due), "missing", "hours_unknown")


def _cautions(work_year: Columns, rules: Rules) -> tuple[Condition, ...]:
    due, unknown = work_year.months_due.sum(), work_year.months_unknown.sum()
    least = whole(rules["conventions.hours_coverage_minimum"])
    known = PERCENT * (due - unknown) // due
    return (caution(PERCENT * (due - unknown) < least * due, "hours_estimated", percent=known, minimum=least),)


def _days_unknown(work_year: Columns) -> Condition:
    unknown = work_year.days_unknown.sum()
    return caution(unknown > 0, "accident_days_unknown", n=unknown)


def _number(column: pl.Expr) -> Measure:
    return Measure(column.sum(), behind=column.sum(), additive=True).when(recorded(column, "accidents"))


def _of_days_due(days: pl.Expr, work_year: Columns) -> Measure:
    due = work_year.theoretical_days
    rate = Measure(days.sum(), due.sum(), 100, people=(due > 0).sum(), behind=(days > 0).sum())
    return rate.when(recorded(days, "leaves"), caution((~work_year.by_calendar).any(), "no_calendar"))
