"""The few values of the law and conventions that rebuilding pay needs, as exact whole numbers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from scop_analytics.derive.clock import FINE, RATE
from scop_analytics.errors import PackageError
from scop_analytics.law import Calendar, Law, Scale


@dataclass(frozen=True)
class Norms:
    """Hours of full time, bounds of working-time rates (ten-thousandths), months of full-time work asked for."""

    annual_hours: int
    reference_hours: int
    lowest_rate: int
    highest_rate: int
    months_to_rebuild: Fraction
    months_in_spread: Fraction
    months_in_twelve: Fraction


def norms(law: Law, day: date) -> Norms:
    """The values in force on ``day``; the full-time month is the one payslips print, in hundredths of an hour (151.67)."""
    hours = in_force(law, "minimum_wage.annual_hours", day)
    return Norms(
        annual_hours=int(hours),
        reference_hours=round(hours * 100 / 12),
        lowest_rate=round(in_force(law, "conventions.fte_rate_minimum", day) * RATE),
        highest_rate=round(in_force(law, "conventions.fte_rate_maximum", day) * RATE),
        months_to_rebuild=in_force(law, "conventions.rebuild_fte_months_minimum", day),
        months_in_spread=in_force(law, "conventions.spread_fte_months_minimum", day),
        months_in_twelve=in_force(law, "conventions.fte_months_year_maximum", day),
    )


def monthly_minimum(law: Law, day: date) -> int | None:
    """The gross monthly minimum wage of a full-time job on ``day``, in ten-thousandths of a cent; null before the law file."""
    if law.entry("minimum_wage.hourly").on(day) is None:
        return None
    hours = in_force(law, "minimum_wage.annual_hours", day)
    return round(in_force(law, "minimum_wage.hourly", day) * hours * 100 * FINE / 12)


def in_force(law: Law, key: str, day: date) -> Fraction:
    """The number ``key`` on ``day``, exact; before its first day, the first one: a pay of 2012 is still rebuilt."""
    entry = law.entry(key)
    value = (entry.on(day) or entry.values[0]).value
    if isinstance(value, Scale | Calendar):
        raise PackageError("law_not_one_number", name=key)
    return Fraction(value)
