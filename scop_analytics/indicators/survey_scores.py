"""What the staff survey says, question by question: favourable answers, « don't know », recommendation, women and men."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import polars as pl

from scop_analytics.indicators.arguments import Columns, Figure
from scop_analytics.indicators.library import ingredient
from scop_analytics.indicators.measures import Measure, least_answers
from scop_analytics.indicators.reasons import at_least, not_computable
from scop_analytics.law import Rules

RECOMMENDATION: Final = "enps"
AT_WORK: Final = ("meaning", "autonomy", "recognition", "free_speech")
DO_NOT_KNOW: Final = "NSP"
PROMOTERS_FROM: Final = 9
DETRACTORS_TO: Final = 6


def favourable_answers(answer: Columns) -> Measure:
    """Percent of favourable answers among valid ones, the question of recommendation apart; « don't know » is not an answer."""
    return _favourable(answer, answer.item_code != RECOMMENDATION)


def work_answers(answer: Columns) -> Measure:
    """Percent of favourable answers to the questions on meaning, autonomy, recognition and free speech."""
    return _favourable(answer, answer.item_code.is_in(AT_WORK))


def do_not_know(answer: Columns) -> Measure:
    """Percent of « don't know » among all the answers given: shown apart, never counted as unfavourable."""
    given = answer.answer.is_not_null()
    return _of_answers(answer, given & (answer.answer == DO_NOT_KNOW), given)


def recommendation_score(answer: Columns) -> Measure:
    """Percent of people who recommend the co-operative (9 or 10) less those who do not (0 to 6)."""
    asked = (answer.item_code == RECOMMENDATION) & answer.valid
    for_it, against = asked & (answer.level >= PROMOTERS_FROM), asked & (answer.level <= DETRACTORS_TO)
    numbers = [part.sum().cast(pl.Int64) for part in (for_it, against, asked & ~for_it & ~against)]
    top, bottom = numbers[0] - numbers[1], asked.sum().cast(pl.Int64)
    smallest = pl.min_horizontal(*(pl.when(number > 0).then(number) for number in numbers))
    nobody = not_computable(bottom == 0, "question_not_asked")
    return Measure(top, bottom, 100, population=asked, behind=bottom, least=smallest).when(nobody)


@ingredient
def smallest_group_of_answers(answer: Columns) -> Measure:
    """The smallest group of answers to any one question, favourable ones and the others; none where all are alike."""
    asked = answer.valid & (answer.item_code != RECOMMENDATION)
    return Measure(_smallest_of_questions(answer.item_code, answer.favourable, asked), population=asked)


def perception_gap(favourable_answers: Figure, smallest_group_of_answers: Figure, rules: Rules) -> Measure:
    """Women's share of favourable answers less men's, in points, where both gave enough of them."""
    women, men = (favourable_answers.of(sex=sex) for sex in ("F", "M"))
    smallest = pl.min_horizontal(*(smallest_group_of_answers.of(sex=sex).top for sex in ("F", "M")))
    few = at_least(rules["conventions.perception_minimum"], women=women, men=men)
    return replace(women - men, least=smallest).when(few)


def _favourable(answer: Columns, asked: pl.Expr) -> Measure:
    return _of_answers(answer, asked & answer.valid & answer.favourable, asked & answer.valid)


def _of_answers(answer: Columns, part: pl.Expr, among: pl.Expr) -> Measure:
    top, bottom = part.sum().cast(pl.Int64), among.sum().cast(pl.Int64)
    smallest = _smallest(answer.item_code, part, among)
    return Measure(top, bottom, 100, population=among, behind=bottom, least=smallest)


def _smallest(item: pl.Expr, part: pl.Expr, among: pl.Expr) -> pl.Expr:
    """The smallest group of answers behind a share: a share of one question may have a single group."""
    alone = least_answers(part.sum().cast(pl.Int64), among.sum().cast(pl.Int64))
    several = item.filter(among).n_unique() > 1
    return pl.when(several).then(_smallest_of_questions(item, part, among)).otherwise(alone)


def _smallest_of_questions(item: pl.Expr, part: pl.Expr, among: pl.Expr) -> pl.Expr:
    """The smallest group of answers to any one question, none where a question got one kind only.

    A figure over several questions, less those shown one by one, must not say what a hidden question hides.
    """
    kinds = [item.filter(among & part), item.filter(among & ~part)]
    alike = kinds[0].n_unique() + kinds[1].n_unique() < 2 * item.filter(among).n_unique()
    smallest = pl.min_horizontal(*(kind.unique_counts().min() for kind in kinds))
    return pl.when(alike).then(0).otherwise(smallest).cast(pl.Int64)
