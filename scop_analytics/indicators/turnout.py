"""Who comes to the annual meeting, group by group: women and men, categories, workplaces, years of service."""

from __future__ import annotations

import polars as pl

from scop_analytics.indicators.arguments import Columns, Figure
from scop_analytics.indicators.measures import Measure, share
from scop_analytics.indicators.reasons import not_computable


def attendance_by_group(called_member: Columns) -> Measure:
    """Percent of members present, in the room or online, among those on the attendance list of the annual meeting."""
    return share(called_member.came, among=called_member.member_id.is_not_null())


def turnout_by_group(called_member: Columns) -> Measure:
    """Percent of members present, represented or voting from a distance, among those on the attendance list."""
    return share(called_member.took_part, among=called_member.member_id.is_not_null())


def attendance_gap(attendance_by_group: Figure) -> Measure:
    """Women's attendance of the annual meeting less men's, in points."""
    return _gap(attendance_by_group)


def turnout_gap(turnout_by_group: Figure) -> Measure:
    """Women's turnout at the annual meeting less men's, in points."""
    return _gap(turnout_by_group)


def _gap(rate: Figure) -> Measure:
    women, men = rate.of(sex="F"), rate.of(sex="M")
    nobody = pl.min_horizontal(women.people.fill_null(0), men.people.fill_null(0)) == 0
    gap = women.value.fill_null(0) - men.value.fill_null(0)
    return Measure(gap, sides=(women.people, men.people)).when(not_computable(nobody, "one_sex_called"))
