"""Rates over the average headcount of a fiscal year, brought to twelve months whatever its length."""

from __future__ import annotations

import polars as pl

from scop_analytics.indicators.arguments import Figure
from scop_analytics.indicators.measures import Measure, Shown, fraction

MONTHS = 12


def yearly_rate(
    events: Figure, month_ends_worked: Figure, months: pl.Expr, *, times: int = 100, per: int = 1
) -> Measure:
    """``events / (month_ends / months) × 12 / months``: the length of the year cancels out."""
    shown = Shown(events.top, per=per), Shown(month_ends_worked.top, months)
    rate = fraction(events.top * MONTHS, month_ends_worked.top, times)
    return Measure(rate.top, rate.bottom, rate.times, per, people=month_ends_worked.people, shown=shown)
