"""From the note to the decision: how long, in what order, what changed on the way, who answered, how it was settled."""

from __future__ import annotations

import polars as pl

from scop_analytics.indicators.arguments import Columns, Figure
from scop_analytics.indicators.blocks import Block
from scop_analytics.indicators.library import gives, ingredient
from scop_analytics.indicators.measures import Measure, count, group, median, share, total
from scop_analytics.indicators.opinions import favourable_share
from scop_analytics.indicators.reasons import not_computable
from scop_analytics.law import Rules
from scop_analytics.statistics.answers import by_group, by_outcome

ITEM = "transparency"


def time_to_decision(consultation: Columns) -> Measure:
    """Median days from the leader's note to the decision, over the decisions made."""
    return median(group(consultation.days_to_decision, among=consultation.decision_date.is_not_null()))


def consultation_length(consultation: Columns) -> Measure:
    """Median days a consultation stays open, the opening day and the closing day counted."""
    return median(group(consultation.days_open, among=consultation.open_date.is_not_null()))


def lifted_objections(consultation: Columns) -> Measure:
    """Percent of the objections raised that were lifted, all consultations added up."""
    known = consultation.objections_raised.is_not_null() & consultation.objections_lifted.is_not_null()
    raised = consultation.objections_raised.filter(known).sum()
    measure = Measure(consultation.objections_lifted.filter(known).sum(), raised, 100, population=known)
    return measure.when(not_computable(raised == 0, "no_objection"))


def amended_proposals(consultation: Columns) -> Measure:
    """Percent of the consultations whose text changed after the feedback."""
    return share(consultation.amended, among=consultation.open_date.is_not_null() & consultation.amended.is_not_null())


def process_fidelity(consultation: Columns) -> Measure:
    """Percent of the consultations in which note, board, opening, closing and decision came in this order, none missing."""
    return share(consultation.all_steps, among=consultation.open_date.is_not_null())


@gives(
    "consultation_response_by_group",
    reads={"consulted_group": ("group_kind", "group_value", "eligible", "respondents")},
)
def response_by_group(consulted_group: pl.LazyFrame) -> Block:
    """Percent of the people asked who answered, by group of the staff, consultations added up."""
    return Block(by_group(consulted_group))


@ingredient
def asked_in_group(consulted_group: Columns) -> Measure:
    """People asked, of the groups cut by sex."""
    return total(consulted_group.eligible, among=_cut_by_sex(consulted_group))


@ingredient
def answered_in_group(consulted_group: Columns) -> Measure:
    """People who answered, of the groups cut by sex."""
    return total(consulted_group.respondents, among=_cut_by_sex(consulted_group))


@ingredient
def smallest_group_asked(consulted_group: Columns) -> Measure:
    """People asked in the consultation in which a sex counts fewest."""
    asked = consulted_group.eligible.filter(_cut_by_sex(consulted_group))
    return Measure(asked.min(), population=_cut_by_sex(consulted_group))


def consultation_response_gap(
    asked_in_group: Figure, answered_in_group: Figure, smallest_group_asked: Figure
) -> Measure:
    """Women's response to consultations less men's, in points."""
    sexes = ("F", "M")
    (asked_f, asked_m), (done_f, done_m) = (
        [figure.of(sex=sex).top for sex in sexes] for figure in (asked_in_group, answered_in_group)
    )
    sides = (smallest_group_asked.of(sex="F").top, smallest_group_asked.of(sex="M").top)
    nobody = pl.min_horizontal(asked_f.fill_null(0), asked_m.fill_null(0)) == 0
    measure = Measure(done_f * asked_m - done_m * asked_f, asked_f * asked_m, 100, sides=sides)
    return measure.when(not_computable(nobody, "one_sex_asked"))


@gives("decision_outcomes", reads={"consultation": ("decision_outcome",)})
def outcomes(consultation: pl.LazyFrame) -> Block:
    """Percent of the year's decisions settled in each way."""
    return Block(by_outcome(consultation))


@ingredient
def answers_on_transparency(answer: Columns) -> Measure:
    """Valid answers to the question on transparency; « don't know » is not an answer."""
    return count((answer.item_code == ITEM) & answer.valid)


@ingredient
def favourable_on_transparency(answer: Columns) -> Measure:
    """Favourable answers to the question on transparency."""
    return count((answer.item_code == ITEM) & answer.valid & answer.favourable)


@ingredient
def asked_on_transparency(survey: Columns) -> Measure:
    """People invited to answer the question on transparency."""
    return total(survey.invited, among=survey.item_code == ITEM)


@ingredient
def responded_on_transparency(survey: Columns) -> Measure:
    """People who answered the question on transparency, « don't know » included."""
    return total(survey.respondents, among=survey.item_code == ITEM)


def felt_transparency(
    favourable_on_transparency: Figure,
    answers_on_transparency: Figure,
    responded_on_transparency: Figure,
    asked_on_transparency: Figure,
    rules: Rules,
) -> Measure:
    """Percent of favourable answers among valid answers to the question on transparency."""
    return favourable_share(
        favourable_on_transparency, answers_on_transparency, responded_on_transparency, asked_on_transparency, rules
    )


def _cut_by_sex(consulted_group: Columns) -> pl.Expr:
    return consulted_group.group_kind == "sex"
