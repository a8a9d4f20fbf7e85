"""The share of favourable answers to one question, and when it must be read with care."""

from __future__ import annotations

from scop_analytics.indicators.arguments import Figure
from scop_analytics.indicators.measures import Measure, least_answers
from scop_analytics.indicators.reasons import caution, not_computable, whole
from scop_analytics.law import Rules


def favourable_share(favourable: Figure, valid: Figure, responded: Figure, invited: Figure, rules: Rules) -> Measure:
    """Percent of favourable answers among valid ones; few responses call for caution."""
    liked, answers = favourable.top, valid.top
    few = responded.top * 100 < invited.top * whole(rules["conventions.caution_response"])
    least = least_answers(liked, answers)
    return Measure(liked, answers, 100, people=answers, behind=answers, least=least).when(
        not_computable(answers == 0, "question_not_asked"),
        caution(few, "low_response", answers=responded.top, invited=invited.top),
    )
