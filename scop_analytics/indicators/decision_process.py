"""From the note to the decision: how long, in what order, what changed on the way, who answered, how it was settled."""

from __future__ import annotations

import polars as pl

from scop_analytics.indicators.arguments import Columns, Figure
from scop_analytics.indicators.blocks import Block
from scop_analytics.indicators.library import gives, ingredient
from scop_analytics.indicators.measures import Measure, count, group, median, percent, share, total
from scop_analytics.indicators.opinions import favourable_share
from scop_analytics.indicators.reasons import not_applicable, not_computable
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


@ingredient
def consultations_held(consultation: Columns) -> Measure:
    """Consultations of the year."""
    return count(consultation.open_date.is_not_null())


@ingredient
def consultations_in_order(consultation: Columns) -> Measure:
    """Consultations of the year that went through every step in order."""
    return count(consultation.all_steps & consultation.open_date.is_not_null())


def process_fidelity(consultations_in_order: Figure, consultations_held: Figure, company: Columns) -> Measure:
    """Percent of the consultations in which note, board, opening, closing and decision came in this order, none missing."""
    measure = percent(consultations_in_order, consultations_held)
    return measure.when(not_applicable(~company.has_board, "no_board"))


@gives(
    "consultation_response_by_group",
    reads={"consulted_group": ("group_kind", "group_value", "eligible", "respondents")},
)
def response_by_group(consulted_group: pl.LazyFrame) -> Block:
    """Percent of the people asked who answered, by group of the staff, consultations added up."""
    return Block(by_group(consulted_group))


@ingredient
def asked_by_sex(consulted_group: Columns) -> Measure:
    """People asked, of the groups cut by sex; behind the sum, the consultation in which a sex counts fewest."""
    asked = consulted_group.eligible.filter(_cut_by_sex(consulted_group))
    return Measure(asked.sum(), people=asked.min(), behind=asked.min())


@ingredient
def answered_by_sex(consulted_group: Columns) -> Measure:
    """People who answered, of the groups cut by sex."""
    cut = _cut_by_sex(consulted_group)
    asked = consulted_group.eligible.filter(cut).min()
    return Measure(consulted_group.respondents.filter(cut).sum(), people=asked, behind=asked)


def consultation_response_gap(asked_by_sex: Figure, answered_by_sex: Figure) -> Measure:
    """Women's response to consultations less men's, in points."""
    women, men = asked_by_sex.of(sex="F"), asked_by_sex.of(sex="M")
    of_women, of_men = answered_by_sex.of(sex="F").top, answered_by_sex.of(sex="M").top
    nobody = pl.min_horizontal(women.top.fill_null(0), men.top.fill_null(0)) == 0
    gap = of_women * men.top - of_men * women.top
    measure = Measure(gap, women.top * men.top, 100, sides=(women.people, men.people))
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
