"""The few values of the law and conventions that rebuilding pay needs, as exact whole numbers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from scop_analytics.derive.clock import RATE
from scop_analytics.errors import PackageError, ScopError
from scop_analytics.law import Law, Rules, Scale


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
    rules = law.at(day)
    hours = exact(rules, "minimum_wage.annual_hours")
    return Norms(
        annual_hours=int(hours),
        reference_hours=round(hours * 100 / 12),
        lowest_rate=round(exact(rules, "conventions.fte_rate_minimum") * RATE),
        highest_rate=round(exact(rules, "conventions.fte_rate_maximum") * RATE),
        months_to_rebuild=exact(rules, "conventions.rebuild_fte_months_minimum"),
        months_in_spread=exact(rules, "conventions.spread_fte_months_minimum"),
        months_in_twelve=exact(rules, "conventions.fte_months_year_maximum"),
    )


def monthly_minimum(law: Law, day: date) -> int | None:
    """The gross monthly minimum wage of a full-time job on ``day``, in ten-thousandths of a cent; null before the law file."""
    rules = law.at(day)
    try:
        return round(exact(rules, "minimum_wage.hourly") * exact(rules, "minimum_wage.annual_hours") * 1_000_000 / 12)
    except ScopError:
        return None


def exact(rules: Rules, key: str) -> Fraction:
    """A legal number as a fraction, so that nothing is lost before it is rounded."""
    value = rules[key]
    if isinstance(value, Scale):
        raise PackageError("law_not_one_number", name=key)
    return Fraction(value)
