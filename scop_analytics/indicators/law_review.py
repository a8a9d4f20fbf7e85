"""What the law asks of control: the co-operative review, when it comes again, and the statutory auditor."""

from __future__ import annotations

import polars as pl

from scop_analytics.indicators.arguments import Columns
from scop_analytics.indicators.conditions import HUNDREDTHS, concerned, cooperative_of_its_own_rule
from scop_analytics.indicators.measures import CENTS, Measure, Verdict, plain
from scop_analytics.indicators.reasons import Condition, exact, not_applicable, whole
from scop_analytics.law import Rules

PERCENT = 100


def review_age(company: Columns, company_year: Columns, rules: Rules) -> Measure:
    """Years from the last co-operative review, or from registration before the first, to closing."""
    judged = _since_review(company, company_year, whole(rules["cooperative.review_years"]))
    return judged.when(not_applicable(company.coop_status == "OTHER", "own_rule"))


def yearly_review(company: Columns, company_year: Columns, rules: Rules) -> Measure:
    """Years from the last review to closing, in a co-operative without a statutory auditor."""
    judged = _since_review(company, company_year, whole(rules["review.yearly_review_years"]))
    limited = not_applicable(company.legal_form == "SA", "not_sarl_or_sas")
    audited = not_applicable(company.has_auditor, "has_auditor")
    unknown = Condition(company.has_auditor.is_null(), "missing", "no_value")
    return judged.when(cooperative_of_its_own_rule(company), limited, audited, unknown)


def review_after_losses(company: Columns, company_year: Columns, rules: Rules) -> Measure:
    """Years from the last review to the closing of a year whose losses make a review compulsory."""
    share = exact(rules["review.loss_share"]) / PERCENT
    large = -company.net_result * share.denominator >= company.max_capital_ever * share.numerator
    lasting = (company.net_result < 0) & (company.net_result_before < 0) & (company.net_result_earlier < 0)
    due = ((company.net_result < 0) & large) | lasting
    judged = _since_review(company, company_year, whole(rules["conventions.review_after_losses_years"]))
    return judged.when(*concerned(due, "no_such_loss", "results_of_three_years"))


def review_reservations(company: Columns, rules: Rules) -> Measure:
    """Points that the last review finds not to conform."""
    judged = plain(company.review_reservations).against(at_most=rules["review.reservations_maximum"])
    return judged.when(not_applicable(company.coop_status == "OTHER", "own_rule"))


def auditor_criteria(company: Columns, rules: Rules) -> Measure:
    """Criteria of size exceeded, among three; from two, a statutory auditor is appointed."""
    exceeded = _exceeded(company, rules, "auditor")
    return _with_auditor(exceeded, company, rules)


def auditor_criteria_group(company: Columns, rules: Rules) -> Measure:
    """Criteria of size exceeded by an entity that a group controls, among three; from two, it appoints an auditor."""
    exceeded = _exceeded(company, rules, "group")
    controlled, column = company.controlled_by_group, {"table": "entity", "column": "controlled_by_group"}
    alone = not_applicable(~controlled.fill_null(value=True), "no_controlling_group")
    many = exceeded >= whole(rules["review.auditor_criteria"])
    unsaid = Condition(many & controlled.is_null(), "missing", "column_missing", column)
    return _with_auditor(exceeded, company, rules).when(alone, unsaid)


def _exceeded(company: Columns, rules: Rules, kind: str) -> pl.Expr:
    """How many of the three criteria of size (``kind``: of any company, or of an entity of a group) are exceeded."""
    criteria = [
        company.balance_sheet_total > int(exact(rules[f"review.{kind}_balance"]) * CENTS),
        company.turnover > int(exact(rules[f"review.{kind}_turnover"]) * CENTS),
        company.workforce > whole(rules[f"review.{kind}_workforce"]) * HUNDREDTHS,
    ]
    return pl.sum_horizontal((met.cast(pl.Int64) for met in criteria), ignore_nulls=False)


def _with_auditor(exceeded: pl.Expr, company: Columns, rules: Rules) -> Measure:
    """The criteria exceeded, against those that call for an auditor: lawful with one."""
    needed = whole(rules["review.auditor_criteria"])
    holds = (exceeded < needed) | company.has_auditor.fill_null(value=False)
    judged = Measure(exceeded, verdict=Verdict(exact(needed - 1), "at_most", holds))
    return judged.when(Condition((exceeded >= needed) & company.has_auditor.is_null(), "missing", "no_value"))


def _since_review(company: Columns, company_year: Columns, years: int) -> Measure:
    """Years since the review, against ``years``; a co-operative younger than that counts from its registration."""
    begun = company.registration_date
    young = pl.when(begun.dt.offset_by(f"{years}y") >= company_year.end).then(begun)
    since = pl.coalesce(company.last_review_date, young)
    days = pl.max_horizontal((company_year.end - since).dt.total_days(), pl.when(since.is_not_null()).then(0))
    verdict = Verdict(exact(years), "at_most", since.dt.offset_by(f"{years}y") >= company_year.end)
    return Measure(days, verdict=verdict).in_years()
