"""Bodies, meetings and votes: who sits, who leads, who comes."""

from __future__ import annotations

import polars as pl

from scop_analytics.indicators.arguments import Columns, Figure
from scop_analytics.indicators.conditions import cooperative_of_its_own_rule
from scop_analytics.indicators.library import ingredient
from scop_analytics.indicators.measures import Measure, count, group, mean, share, total
from scop_analytics.indicators.reasons import Condition, caution, exact, not_applicable, not_computable
from scop_analytics.law import Rules

# Bodies whose seats the law limits for people who are not employed in the co-operative.
GOVERNING = ("CA", "CS", "DIRECTOIRE", "GERANCE", "DIRECTION_SAS")


def women_on_board(seat: Columns) -> Measure:
    """Percent of women among the filled seats of the board, one person counted once."""
    known = seat.is_board & seat.sex.is_not_null()
    return share(seat.sex == "F", among=known).when(_no_board(seat), _unknown_sex(seat.is_board, seat))


def board_gender_ratio(seat: Columns) -> Measure:
    """Women on the board for one man."""
    women, men = (seat.is_board & (seat.sex == "F")).sum(), (seat.is_board & (seat.sex == "M")).sum()
    alone = not_computable(men == 0, "no_man_on_board", women=women)
    return Measure(women, men, population=seat.is_board).when(_no_board(seat), alone)


def board_parity(women_on_board: Figure, women_among_members: Figure) -> Measure:
    """Points by which women's share of filled board seats exceeds their share of employee-members."""
    return women_on_board - women_among_members


def outside_board_share(seat: Columns) -> Measure:
    """Percent of board seats held by people not employed in the co-operative."""
    return share(~seat.is_employed, among=seat.is_board).when(_no_board(seat))


def mandate_tenure(seat: Columns) -> Measure:
    """Mean years since each board member was first elected to the body."""
    return mean(group(seat.days_in_office, among=seat.is_board)).in_years().when(_no_board(seat))


def women_leaders(seat: Columns) -> Measure:
    """Percent of women among legal leaders: managers, chairs, chief executives."""
    known = seat.is_leader & seat.sex.is_not_null()
    nobody = not_computable(seat.is_leader.sum() == 0, "no_leader")
    return share(seat.sex == "F", among=known).when(nobody, _unknown_sex(seat.is_leader, seat))


def seats_filled(seat: Columns) -> Measure:
    """Seats held by somebody at closing, in every body."""
    known = seat.body_type.is_not_null()
    return count(known).when(Condition(~known.any(), "missing", "no_rows", {"table": "governance_bodies"}))


@ingredient
def expected_at_board(board_presence: Columns) -> Measure:
    """Seats in office at each board meeting of the year, added up."""
    return total(board_presence.expected)


@ingredient
def present_at_board(board_presence: Columns) -> Measure:
    """Board members present at each meeting of the year, added up."""
    return total(board_presence.present)


def board_attendance(present_at_board: Figure, expected_at_board: Figure, company: Columns) -> Measure:
    """Percent of the seats in office that were attended, over all board meetings of the year."""
    expected = expected_at_board.top
    measure = Measure(present_at_board.top, expected, 100, people=expected, behind=expected)
    return measure.when(not_applicable(~company.has_board, "no_board"))


def meeting_attendance(assembly: Columns) -> Measure:
    """Percent of entitled members who came, in the room or online, to the annual meeting."""
    return _of_entitled(assembly, assembly.present)


def meeting_turnout(assembly: Columns) -> Measure:
    """Percent of entitled members present, represented or voting from a distance at the annual meeting."""
    took_part = assembly.present + assembly.represented.fill_null(0) + assembly.remote.fill_null(0)
    return _of_entitled(assembly, took_part)


def proxy_share(assembly: Columns) -> Measure:
    """Percent of represented members among those present or represented at the annual meeting."""
    represented = _annual(assembly, assembly.represented.fill_null(0))
    present = _annual(assembly, assembly.present)
    both = represented + present
    measure = Measure(represented, both, 100, people=both, behind=both, population=assembly.is_annual)
    return measure.when(_no_meeting(assembly))


@ingredient
def governing_seats(seat: Columns) -> Measure:
    """Seats of the bodies that govern or manage."""
    return count(seat.body_type.is_in(GOVERNING))


@ingredient
def outside_governing_seats(seat: Columns) -> Measure:
    """Seats of these bodies held by people not employed in the co-operative."""
    return count(seat.body_type.is_in(GOVERNING) & ~seat.is_employed)


def board_outsiders_limit(
    outside_governing_seats: Figure, governing_seats: Figure, company: Columns, rules: Rules
) -> Measure:
    """People not employed in the co-operative hold no more seats than the law allows."""
    seats = governing_seats.top
    held = Measure(outside_governing_seats.top, seats, 100, people=seats, behind=seats)
    judged = held.against(at_most=exact(rules["cooperative.outside_mandates_maximum"]) * 100)
    return judged.when(cooperative_of_its_own_rule(company))


def _no_board(seat: Columns) -> Condition:
    return not_applicable(seat.is_board.sum() == 0, "no_board")


def _unknown_sex(among: pl.Expr, seat: Columns) -> Condition:
    unknown = (among & seat.sex.is_null()).sum()
    return caution(unknown > 0, "sex_unknown", people=unknown)


def _annual(assembly: Columns, people: pl.Expr) -> pl.Expr:
    return pl.when(assembly.is_annual).then(people).sum()


def _of_entitled(assembly: Columns, people: pl.Expr) -> Measure:
    entitled = _annual(assembly, assembly.entitled)
    measure = Measure(
        _annual(assembly, people), entitled, 100, people=entitled, behind=entitled, population=assembly.is_annual
    )
    return measure.when(_no_meeting(assembly))


def _no_meeting(assembly: Columns) -> Condition:
    return not_computable(assembly.is_annual.sum() == 0, "no_annual_meeting")
