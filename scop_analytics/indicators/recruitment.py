"""Welcoming: who applies, who is kept, what finalists are shown, how long it takes, and trials that end early."""

from __future__ import annotations

import polars as pl

from scop_analytics.indicators.arguments import Columns, Figure
from scop_analytics.indicators.measures import Measure, count, group, median, only, share


def finalists_met_team(candidate: Columns) -> Measure:
    """Percent of finalists who met their future team before the choice."""
    return _shown(candidate.met_team, among=candidate.finalist)


def hires_met_team(candidate: Columns) -> Measure:
    """Percent of the people chosen who met their future team before the choice."""
    return _shown(candidate.met_team, among=candidate.hired)


def finalists_told_model(candidate: Columns) -> Measure:
    """Percent of finalists to whom the co-operative model was presented."""
    return _shown(candidate.coop_model_presented, among=candidate.finalist)


def hires_told_model(candidate: Columns) -> Measure:
    """Percent of the people chosen to whom the co-operative model was presented."""
    return _shown(candidate.coop_model_presented, among=candidate.hired)


def hires_met_and_told(candidate: Columns) -> Measure:
    """Percent of the people chosen who met their team and to whom the co-operative model was presented."""
    return _shown(candidate.met_team & candidate.coop_model_presented, among=candidate.hired)


def candidates(candidate: Columns) -> Measure:
    """People who applied to the recruitments concluded in the year."""
    return count(candidate.candidate_id.is_not_null())


def interviewed_candidates(candidate: Columns) -> Measure:
    """Candidates who were interviewed, those who went further included."""
    return count(candidate.interviewed)


def finalists(candidate: Columns) -> Measure:
    """Candidates who were finalists, those who were chosen included."""
    return count(candidate.finalist)


def recruits(candidate: Columns) -> Measure:
    """Candidates who were chosen and hired."""
    return count(candidate.hired)


def women_among_candidates(candidate: Columns) -> Measure:
    """Percent of women among the candidates whose sex is known."""
    return _women(candidate, candidate.candidate_id.is_not_null())


def women_among_interviewed(candidate: Columns) -> Measure:
    """Percent of women among the people interviewed whose sex is known."""
    return _women(candidate, candidate.interviewed)


def women_among_finalists(candidate: Columns) -> Measure:
    """Percent of women among the finalists whose sex is known."""
    return _women(candidate, candidate.finalist)


def women_among_recruits(candidate: Columns) -> Measure:
    """Percent of women among the people chosen whose sex is known."""
    return _women(candidate, candidate.hired)


def women_from_candidates_to_finalists(women_among_finalists: Figure, women_among_candidates: Figure) -> Measure:
    """Points that the share of women gains or loses between the applications and the final choice."""
    return women_among_finalists - women_among_candidates


def women_from_finalists_to_recruits(women_among_recruits: Figure, women_among_finalists: Figure) -> Measure:
    """Points that the share of women gains or loses between the finalists and the people chosen."""
    return women_among_recruits - women_among_finalists


def time_to_offer(candidate: Columns) -> Measure:
    """Median days between the opening of a job and the offer accepted."""
    return median(group(candidate.days_to_offer, among=candidate.hired))


def trials_ended(hire: Columns) -> Measure:
    """Percent of the people hired in the year whose contract ended in its trial period."""
    return share(hire.ended_in_trial, among=hire.person_id.is_not_null())


def offers_with_pay_range(candidate: Columns) -> Measure:
    """Percent of the jobs filled whose starting pay or pay range was given before the interview."""
    said = candidate.pay_range_given.is_not_null()
    given, every = (only(candidate.job, rows).drop_nulls().n_unique() for rows in (candidate.pay_range_given, said))
    return Measure(given.cast(pl.Int64), every.cast(pl.Int64), times=100, population=said)


def members_within_months(cohort: Columns) -> Measure:
    """Percent of the people hired who became members in their first two years, among those whose two years ended."""
    return share(cohort.joined, among=cohort.joined.is_not_null())


def _shown(said: pl.Expr, among: pl.Expr) -> Measure:
    """Those for whom nobody noted the answer are left out: silence is not a no."""
    return share(said, among=among & said.is_not_null())


def _women(candidate: Columns, stage: pl.Expr) -> Measure:
    return share(candidate.sex == "F", among=stage & candidate.sex.is_in(["F", "M"]))
