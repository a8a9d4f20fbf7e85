"""Elections, resolutions and seats: how contested, how renewed, how supported."""

from __future__ import annotations

import polars as pl

from scop_analytics.derive.rules import names
from scop_analytics.indicators.arguments import Columns
from scop_analytics.indicators.governance import GOVERNING
from scop_analytics.indicators.measures import Measure, share
from scop_analytics.indicators.reasons import Condition, not_applicable, not_computable


def board_renewal(seat: Columns) -> Measure:
    """Percent of the filled board seats held by people who first entered the board in the year; re-election is none."""
    return share(seat.is_new, among=seat.is_board).when(not_applicable(seat.is_board.sum() == 0, "no_board"))


def candidates_per_seat(ballot: Columns) -> Measure:
    """Candidates for one seat, over all elections of the year added up."""
    known = ballot.candidates.is_not_null() & (ballot.seats_open > 0)
    nobody = not_computable(known.sum() == 0, "no_election")
    return Measure(ballot.candidates.filter(known).sum(), ballot.seats_open.filter(known).sum(), population=known).when(
        nobody
    )


def vacant_seats(body: Columns) -> Measure:
    """Percent of the seats set by the statutes that nobody holds at closing, in the bodies that govern or manage."""
    known = body.body_type.is_in(GOVERNING) & (body.seats_statutory > 0)
    empty = (body.seats_statutory - body.filled).clip(lower_bound=0)
    seats = body.seats_statutory.filter(known).sum()
    measure = Measure(empty.filter(known).sum(), seats, 100, people=seats, behind=seats, population=known)
    unheld = Condition(body.filled.is_null().all(), "missing", "no_rows", {"table": "mandates"})
    return measure.when(not_computable(known.sum() == 0, "no_statutory_seats"), unheld)


def resolution_support(ballot: Columns) -> Measure:
    """Percent of votes for among votes for and against; abstentions and blank votes are in neither."""
    cast = ballot.votes_for + ballot.votes_against
    return _of_votes(ballot.votes_for, cast)


def abstention_share(ballot: Columns) -> Measure:
    """Percent of abstentions, blank and void votes among all votes of the year's resolutions."""
    neither = ballot.abstentions.fill_null(0) + ballot.blank_null.fill_null(0)
    measure = _of_votes(neither, ballot.votes_for + ballot.votes_against + neither)
    unknown = (ballot.abstentions.is_not_null() | ballot.blank_null.is_not_null()).sum() == 0
    return measure.when(Condition(unknown, "missing", "no_value"))


def member_resolutions(ballot: Columns) -> Measure:
    """Percent of the resolutions of the year that members put forward."""
    return share(ballot.origin.is_in(names("meetings", "proposed_by_members")), among=ballot.origin.is_not_null())


def leader_support(leader_vote: Columns) -> Measure:
    """Votes for the leaders in office in percent of the members entitled to vote on the day of their election."""
    known = leader_vote.votes_for.is_not_null() & leader_vote.entitled.is_not_null()
    entitled = leader_vote.entitled.filter(known).sum()
    measure = Measure(
        leader_vote.votes_for.filter(known).sum(), entitled, 100, people=entitled, behind=entitled, population=known
    )
    return measure.when(not_computable(known.sum() == 0, "election_unknown"))


def years_since_leader_election(leader_vote: Columns) -> Measure:
    """Years since the latest election of the leader elected longest ago."""
    known = leader_vote.days_since_election.is_not_null()
    return Measure(leader_vote.days_since_election.max(), population=known).in_years()


def _of_votes(part: pl.Expr, cast: pl.Expr) -> Measure:
    known = cast.is_not_null()
    votes = cast.filter(known).sum()
    measure = Measure(part.filter(known).sum(), votes, 100, people=votes, behind=votes, population=known)
    return measure.when(not_computable(votes == 0, "no_vote"))
