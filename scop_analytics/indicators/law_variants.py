"""What the law asks of starter SCOPs, community-interest co-operatives (SCIC) and business co-operatives (CAE)."""

from __future__ import annotations

import polars as pl

from scop_analytics.indicators.arguments import Columns, Figure
from scop_analytics.indicators.conditions import cooperative_of_its_own_rule, loss_year, only_for, starter
from scop_analytics.indicators.library import ingredient
from scop_analytics.indicators.measures import Measure, Verdict, count, only, percent, plain
from scop_analytics.indicators.reasons import deferred, exact, not_applicable, whole
from scop_analytics.law import Rules

PERCENT = 100
SCIC = ("SCIC", "CAE_SCIC")
CAE = ("CAE_SCOP", "CAE_SCIC")
STARTER = "SCOP_AMORCAGE"
NO_CASE = "conventions.breaches_maximum"


def outside_capital_tax(
    cooperators_capital_share: Figure,
    largest_cooperative_capital: Figure,
    company: Columns,
    company_year: Columns,
    rules: Rules,
) -> Measure:
    """Percent of the capital outside cooperators, holders of certificates included, against the limit of tax law."""
    limit = exact(rules["cooperative.external_capital_tax_maximum"])
    capital = cooperators_capital_share.bottom
    judged = Measure(capital - cooperators_capital_share.top, capital, 100).of_cents().against(at_most=limit)
    half = largest_cooperative_capital.top * PERCENT * limit.denominator > capital * limit.numerator
    own = cooperative_of_its_own_rule(company)
    return judged.when(own, starter(company, company_year, rules), deferred(half, "cooperative_majority"))


def starter_capital(
    cooperators_capital_share: Figure, company: Columns, company_year: Columns, rules: Rules
) -> Measure:
    """Cooperators' share of the capital of a starter SCOP, which has years to reach half of it."""
    held = Measure(cooperators_capital_share.top, cooperators_capital_share.bottom, 100).of_cents()
    judged = held.against(at_least=rules["cooperative.starter_capital_minimum"])
    return judged.when(only_for(company, "only_starter", STARTER), starter(company, company_year, rules))


def starter_votes(cooperators_votes_share: Figure, company: Columns, rules: Rules) -> Measure:
    """Cooperators' share of the votes of a starter SCOP: the majority, from the first day."""
    held = Measure(cooperators_votes_share.top, cooperators_votes_share.bottom, 100)
    judged = held.against(above=rules["cooperative.starter_votes_minimum"])
    return judged.when(only_for(company, "only_starter", STARTER))


@ingredient
def kinds_of_members(register: Columns) -> Measure:
    """Kinds of members of a SCIC, the register at closing."""
    return Measure(
        only(register.kind, register.inside).drop_nulls().n_unique().cast(pl.Int64), population=register.inside
    )


@ingredient
def required_kinds(register: Columns) -> Measure:
    """Of the two kinds that no SCIC may lack, how many it has: beneficiaries; employees, or producers without any."""
    served = (register.inside & (register.kind == "BENEFICIAIRE")).any()
    work = (register.inside & register.kind.is_in(["SALARIE", "PRODUCTEUR"])).any()
    return Measure(served.cast(pl.Int64) + work.cast(pl.Int64), population=register.inside)


def scic_kinds(kinds_of_members: Figure, required_kinds: Figure, company: Columns, rules: Rules) -> Measure:
    """Kinds of members of a SCIC, beneficiaries and employees (or producers) among them."""
    least = whole(rules["cooperative.scic_kinds_minimum"])
    holds = (kinds_of_members.top >= least) & (required_kinds.top >= least - 1)
    judged = Measure(kinds_of_members.top, verdict=Verdict(exact(least), "at_least", holds))
    return judged.when(only_for(company, "only_scic", *SCIC))


def scic_reserves(company: Columns, rules: Rules) -> Measure:
    """Percent of the surplus of a SCIC sent to reserves that can never be shared."""
    legal = exact(rules["surplus.scic_legal_reserve_minimum"])
    rest = exact(rules["surplus.scic_other_reserves_minimum"]) / PERCENT
    kept = company.legal_reserve + company.dev_fund.fill_null(0) + company.other_reserves.fill_null(0)
    judged = percent(kept, company.surplus).of_cents().against(at_least=legal + (PERCENT - legal) * rest)
    return judged.when(only_for(company, "only_scic", *SCIC), loss_year(company))


@ingredient
def authorities_capital(register: Columns) -> Measure:
    """Percent of the capital held by local authorities and their groupings."""
    held = only(register.capital, register.inside)
    return Measure(
        only(held, register.kind == "COLLECTIVITE").sum(), held.sum(), 100, population=register.inside
    ).of_cents()


def scic_authorities(authorities_capital: Figure, company: Columns, rules: Rules) -> Measure:
    """Percent of the capital of a SCIC held by local authorities, all together."""
    held = Measure(authorities_capital.top, authorities_capital.bottom, 100).of_cents()
    judged = held.against(at_most=rules["cooperative.scic_authorities_maximum"])
    return judged.when(only_for(company, "only_scic", *SCIC))


@ingredient
def voting_colleges(register: Columns) -> Measure:
    """Voting colleges that members belong to."""
    colleges = only(register.college, register.inside).drop_nulls().n_unique().cast(pl.Int64)
    return Measure(colleges, population=register.inside)


def scic_colleges(voting_colleges: Figure, company: Columns, rules: Rules) -> Measure:
    """Voting colleges of a SCIC that has some."""
    judged = Measure(voting_colleges.top).against(at_least=rules["cooperative.scic_colleges_minimum"])
    none = not_applicable(voting_colleges.top == 0, "no_college")
    return judged.when(only_for(company, "only_scic", *SCIC), none)


def scic_report(company: Columns, rules: Rules) -> Measure:
    """Whether the management report of a SCIC tells how the co-operative project goes: 1, or 0."""
    told = plain(company.report_tells_project.cast(pl.Int64)).against(at_least=rules["conventions.done_minimum"])
    return told.when(only_for(company, "only_scic", *SCIC))


@ingredient
def entrepreneurs_late(person: Columns, rules: Rules) -> Measure:
    """Entrepreneur-employees present for longer than allowed who are not members."""
    most = whole(rules["cooperative.entrepreneur_membership_months"])
    late = (person.contract_type == "CESA") & person.is_present & (person.tenure_months >= most)
    return count(late & ~person.is_member)


def entrepreneurs_not_members(entrepreneurs_late: Figure, company: Columns, rules: Rules) -> Measure:
    """Entrepreneur-employees of a CAE who should have become members."""
    judged = Measure(entrepreneurs_late.top).against(at_most=rules[NO_CASE])
    return judged.when(only_for(company, "only_cae", *CAE))
