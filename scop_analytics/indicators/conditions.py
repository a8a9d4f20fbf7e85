"""Conditions several families share: what the law asks of some co-operatives only, and when it gives time."""

from __future__ import annotations

from scop_analytics.indicators.arguments import Columns
from scop_analytics.indicators.reasons import Condition, deferred, not_applicable, whole
from scop_analytics.law import Rules

OWN_RULES = ("SCIC", "CAE_SCIC", "OTHER")


def cooperative_of_its_own_rule(company: Columns) -> Condition:
    """Community-interest co-operatives (SCIC) and companies that are no SCOP follow other rules than this one."""
    return not_applicable(company.coop_status.is_in(OWN_RULES), "own_rule")


def starter(company: Columns, company_year: Columns, rules: Rules) -> Condition:
    """A starter SCOP has until the end of its seventh year after transformation."""
    years = whole(rules["cooperative.starter_years"])
    deadline = company.transformation_date.dt.year() + years
    in_time = company_year.end.dt.year() <= deadline
    return deferred((company.coop_status == "SCOP_AMORCAGE") & in_time.fill_null(True), "starter", deadline=deadline)


def loss_year(company: Columns) -> Condition:
    """Without a surplus there is nothing to share."""
    return not_applicable(company.surplus <= 0, "loss_year")
