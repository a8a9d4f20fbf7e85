"""Social duties that depend on size: employing disabled people, the social database, the social report."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from scop_analytics.indicators.arguments import Columns, Figure
from scop_analytics.indicators.conditions import HUNDREDTHS, five_years
from scop_analytics.indicators.library import ingredient
from scop_analytics.indicators.measures import Measure, Verdict, count, plain, total
from scop_analytics.indicators.reasons import Condition, exact, not_applicable, whole
from scop_analytics.law import Rules

PERCENT = 100
MAYOTTE = "06"
DONE = "conventions.done_minimum"


@ingredient
def disabled_people(person: Columns) -> Measure:
    """People at closing who benefit from the duty to employ disabled people."""
    return count(person.is_present & person.is_disabled.fill_null(False))


def disabled_workers(disabled_people: Figure, company: Columns, rules: Rules) -> Measure:
    """People who benefit from the duty to employ disabled people, against the number due, rounded down."""
    usual, overseas = (exact(rules[f"social_duties.disabled_share{place}"]) for place in ("", "_mayotte"))
    due = [
        company.workforce * rate.numerator // (rate.denominator * PERCENT * HUNDREDTHS) for rate in (usual, overseas)
    ]
    least = pl.when(company.region == MAYOTTE).then(due[1]).otherwise(due[0])
    judged = Measure(disabled_people.top, verdict=Verdict(least, "at_least"))
    return judged.when(*five_years(company, whole(rules["social_duties.disabled_workforce"])))


def social_database(company: Columns, rules: Rules) -> Measure:
    """Whether the economic, social and environmental database is open to staff representatives: 1, or 0."""
    judged = plain(company.has_bdese.cast(pl.Int64)).against(at_least=rules[DONE])
    return judged.when(*_from(company, whole(rules["social_duties.database_workforce"])))


def social_report(company: Columns, rules: Rules) -> Measure:
    """Whether the social report of the year is made: 1, or 0."""
    judged = plain(company.has_social_report.cast(pl.Int64)).against(at_least=rules[DONE])
    return judged.when(*_from(company, whole(rules["social_duties.social_report_workforce"])))


def legal_workforce(index_company: Columns) -> Measure:
    """Workforce of the labour code: people counted for the time they were there, apprentices out."""
    people = index_company.workforce.sum() // HUNDREDTHS
    return replace(total(index_company.workforce), people=people, behind=people).divided(HUNDREDTHS)


def _from(company: Columns, minimum: int) -> tuple[Condition, Condition]:
    """The workforce from which a duty exists."""
    small = not_applicable(company.workforce < minimum * HUNDREDTHS, "under_size", minimum=minimum)
    return small, Condition(company.workforce.is_null(), "missing", "no_value")
