"""Deciding together: the consultation of the staff before major decisions."""

from __future__ import annotations

from scop_analytics.indicators.arguments import Columns
from scop_analytics.indicators.measures import Measure, least_answers, share


def consulted_decisions(consultation: Columns) -> Measure:
    """Percent of the major decisions of the year that the staff was consulted on."""
    return share(consultation.open_date.is_not_null(), among=consultation.is_major)


def consultation_response(consultation: Columns) -> Measure:
    """Percent of the people consulted who answered, all consultations added up."""
    answered, asked = consultation.respondent_count, consultation.eligible_count
    known = answered.is_not_null() & asked.is_not_null()
    eligible = asked.filter(known).sum()
    return Measure(answered.filter(known).sum(), eligible, 100, people=eligible, behind=eligible, population=known)


def consensus_level(consultation: Columns) -> Measure:
    """Percent of favourable answers, with or without reserve, among the answers to consultations."""
    favourable = consultation.favourable + consultation.reserved.fill_null(0)
    known = favourable.is_not_null() & consultation.respondent_count.is_not_null()
    part, whole = favourable.filter(known).sum(), consultation.respondent_count.filter(known).sum()
    least = least_answers(part, whole)
    return Measure(part, whole, 100, people=whole, behind=whole, least=least, population=known)


def feedback_given(consultation: Columns) -> Measure:
    """Percent of the consultations whose result was published to those who took part."""
    return share(consultation.feedback_published_date.is_not_null(), among=consultation.open_date.is_not_null())
