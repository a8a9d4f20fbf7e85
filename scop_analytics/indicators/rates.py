"""Rates over the average headcount of a fiscal year, brought to twelve months whatever its length; registers nobody keeps."""

from __future__ import annotations

import polars as pl

from scop_analytics.indicators.arguments import Columns, Figure
from scop_analytics.indicators.measures import Measure, Shown, fraction
from scop_analytics.indicators.reasons import Condition

MONTHS = 12


def yearly_rate(
    events: Figure, month_ends_worked: Figure, months: pl.Expr, *, times: int = 100, per: int = 1
) -> Measure:
    """``events / (month_ends / months) × 12 / months``: the length of the year cancels out."""
    shown = Shown(events.top, per=per), Shown(month_ends_worked.top, months)
    rate = fraction(events.top * MONTHS, month_ends_worked.top, times)
    return Measure(rate.top, rate.bottom, rate.times, per, people=month_ends_worked.people, shown=shown)


def per_head(
    events: pl.Expr, work_year: Columns, *, times: int = 1, per: int = 1, behind: pl.Expr | None = None
) -> Measure:
    """``events`` of the year for one person of the average headcount, in twelve months: the length of the year cancels out.

    ``per`` is the scale the events are kept in, ``behind`` the people that masking counts.
    """
    month_ends = work_year.month_ends.sum()
    shown = Shown(events, per=per), Shown(month_ends, work_year.length.max())
    return Measure(events * MONTHS, month_ends, times, per, people=staff(work_year), behind=behind, shown=shown)


def staff(work_year: Columns) -> pl.Expr:
    """People of the headcount on at least one month-end."""
    return (work_year.month_ends > 0).sum()


def recorded(column: pl.Expr, table: str) -> Condition:
    """A register without any row of the company says nothing of it: zero would be a guess."""
    return Condition(column.is_not_null().sum() == 0, "missing", "register_empty", {"table": table})
