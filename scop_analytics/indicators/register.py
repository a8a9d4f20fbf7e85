"""The doors of the co-operative: who asked to join in the year, who was admitted, refused, and who left."""

from __future__ import annotations

from scop_analytics.indicators.arguments import Columns
from scop_analytics.indicators.measures import Measure, count, share


def admissions(register_entry: Columns) -> Measure:
    """Members admitted in the year."""
    return count(register_entry.admitted)


def membership_exits(register_entry: Columns) -> Measure:
    """Members who left the co-operative in the year."""
    return count(register_entry.left)


def refusals(register_entry: Columns) -> Measure:
    """Requests to join refused, among those made in the year."""
    return count(register_entry.refused)


def refusal_rate(register_entry: Columns) -> Measure:
    """Percent of the requests to join made in the year that were refused; one put off is not refused."""
    return share(register_entry.refused, among=register_entry.requested)
