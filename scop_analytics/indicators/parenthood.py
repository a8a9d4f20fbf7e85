"""Being a parent, and what the staff survey says: feeling free to take parental leave is not the same as taking it."""

from __future__ import annotations

import polars as pl

from scop_analytics.indicators.arguments import Columns, Figure
from scop_analytics.indicators.blocks import Block
from scop_analytics.indicators.library import gives, ingredient
from scop_analytics.indicators.measures import Measure, count, only, share, total
from scop_analytics.indicators.opinions import favourable_share
from scop_analytics.indicators.reasons import Condition, not_computable
from scop_analytics.law import Rules
from scop_analytics.statistics.answers import by_level

ITEM = "parental_leave_freedom"


@ingredient
def answers_on_leave(answer: Columns) -> Measure:
    """Valid answers to the question on parental leave; « don't know » is not an answer."""
    return count((answer.item_code == ITEM) & answer.valid)


@ingredient
def favourable_on_leave(answer: Columns) -> Measure:
    """Favourable answers to the question on parental leave."""
    return count((answer.item_code == ITEM) & answer.valid & answer.favourable)


@ingredient
def asked_on_leave(survey: Columns) -> Measure:
    """People invited to answer the question on parental leave."""
    return total(survey.invited, among=survey.item_code == ITEM)


@ingredient
def responded_on_leave(survey: Columns) -> Measure:
    """People who answered the question on parental leave, « don't know » included."""
    return total(survey.respondents, among=survey.item_code == ITEM)


def parental_leave_freedom(
    favourable_on_leave: Figure,
    answers_on_leave: Figure,
    responded_on_leave: Figure,
    asked_on_leave: Figure,
    rules: Rules,
) -> Measure:
    """Percent of favourable answers among valid answers to « I feel free to take parental leave »."""
    return favourable_share(favourable_on_leave, answers_on_leave, responded_on_leave, asked_on_leave, rules)


def parental_leave_take_up(leave_right: Columns) -> Measure:
    """Percent of the people entitled to parental leave in the year who started one."""
    return share(leave_right.took, among=leave_right.person_id.is_not_null())


def parental_return_rate(parental_return: Columns) -> Measure:
    """Percent of the people due back from parental leave in the year who came back to their job."""
    return share(parental_return.returned, among=parental_return.person_id.is_not_null())


def parental_retention_rate(parental_stay: Columns) -> Measure:
    """Percent of those back from parental leave who are still there twelve months later, in the year."""
    return share(parental_stay.stayed, among=parental_stay.person_id.is_not_null())


def second_parent_leave_share(second_parent: Columns) -> Measure:
    """Days of leave second parents took around the births of the year, in percent of the days the law gives them."""
    known = second_parent.person_id.is_not_null()
    taken, due = (only(days, known).sum() for days in (second_parent.days_taken, second_parent.days_due))
    return Measure(taken, due, 100, population=known)


def parental_leave_take_up_gap(parental_leave_take_up: Figure) -> Measure:
    """Women's take-up of parental leave less men's, in points."""
    women, men = parental_leave_take_up.of(sex="F"), parental_leave_take_up.of(sex="M")
    gap = women.value.fill_null(0) - men.value.fill_null(0)
    nobody = pl.min_horizontal(women.people.fill_null(0), men.people.fill_null(0)) == 0
    return Measure(gap, sides=(women.people, men.people)).when(not_computable(nobody, "nobody"))


def remote_work_share(person: Columns) -> Measure:
    """Percent of the headcount who work remotely at least part of the week, among people of whom it is known."""
    known = person.is_present & person.remote_days.is_not_null()
    nobody = Condition((person.is_present.sum() > 0) & (known.sum() == 0), "missing", "no_value")
    return share(person.remote_days > 0, among=known).when(nobody)


@ingredient
def survey_respondents(survey: Columns) -> Measure:
    """People who answered the surveys of the year."""
    return total(survey.respondents)


@ingredient
def survey_invited(survey: Columns) -> Measure:
    """People invited to the surveys of the year."""
    return total(survey.invited)


def survey_response_rate(survey_respondents: Figure, survey_invited: Figure) -> Measure:
    """Percent of the people invited who answered."""
    return Measure(
        survey_respondents.top, survey_invited.top, 100, people=survey_invited.top, behind=survey_invited.top
    )


@gives("survey_answers", reads={"answer": ("item_code", "level", "valid")})
def answers_by_level(answer: pl.LazyFrame) -> Block:
    """Answers by question and level, levels nobody chose included."""
    return Block(by_level(answer))
