"""Hours of a payslip that are those of a week or of a year: the whole column says so, and becomes hours of a month."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

from scop_analytics.sources import marks
from scop_analytics.sources.headers import Match
from scop_analytics.sources.numbers import MONTHS, WEEKS
from scop_analytics.sources.parsed import Bad, Parsed
from scop_analytics.tables import Contract

COLUMNS: Final = ("hours_paid", "hours_worked")
HALF: Final = 2


def monthly(parsed: Mapping[str, Parsed], matches: Iterable[Match], contract: Contract) -> dict[str, Parsed]:
    """The columns of hours that were not those of a month, converted and said; a unit declared in ``scop.toml`` decides."""
    if contract.name != "payroll":
        return {}
    found: dict[str, Parsed] = {}
    for match in matches:
        if match.column in COLUMNS and not match.entry.unit:
            settled = _settled(parsed[match.column], contract.column(match.column).scale)
            found |= {match.column: settled} if settled else {}
    return found


def _settled(hours: Parsed, scale: int) -> Parsed | None:
    """The same hours a month, when more than half of them are the full week of some agreement, or too many for a month."""
    held = hours.values.filter(hours.values > 0)
    if not len(held):
        return None
    spans = marks.marks()["hours"]
    weekly = [round(full * scale) for full in spans["full_weeks"]]
    if held.is_in(weekly).sum() * HALF > len(held):
        return _converted(hours, "hours_weekly", WEEKS, MONTHS)
    middle = held.median()
    if isinstance(middle, float) and middle >= float(spans["least_year"]) * scale:
        return _converted(hours, "hours_yearly", 1, MONTHS)
    return None


def _converted(hours: Parsed, rule: str, times: int, over: int) -> Parsed:
    values = (hours.values * times + over // HALF) // over
    return replace(hours, values=values, bad=(*hours.bad, Bad(rule, values.is_not_null(), "warn", whole=True)))
