"""What the law asks of the surplus and of participation: its base, its beneficiaries, reserves, tax."""

from __future__ import annotations

import polars as pl

from scop_analytics.indicators.arguments import Columns, Figure
from scop_analytics.indicators.conditions import (
    HUNDREDTHS,
    cooperative_of_its_own_rule,
    five_years,
    loss_year,
    starter,
    unshared,
)
from scop_analytics.indicators.library import ingredient
from scop_analytics.indicators.measures import CENTS, Measure, Verdict, count, percent, plain
from scop_analytics.indicators.reasons import Condition, caution, exact, not_applicable, whole
from scop_analytics.law import Rules

THOUSANDTHS = 1_000
PERCENT = 100
NO_CASE = "conventions.breaches_maximum"
TOLERANCE = "conventions.allotment_tolerance"
FUNDS = ("legal_reserve", "dev_fund")


def surplus_base(company: Columns, rules: Rules) -> Measure:
    """Euros between the surplus stated and the one rebuilt from the result, as the law defines it."""
    rebuilt = (
        company.net_result + company.labour_share_expensed.fill_null(0) + company.credit_brought_forward.fill_null(0)
    )
    rebuilt = rebuilt - company.losses_brought_forward.fill_null(0) - _excluded(company)
    judged = plain((rebuilt - company.surplus).abs()).divided(CENTS).against(at_most=rules[TOLERANCE])
    return judged.when(cooperative_of_its_own_rule(company))


def excluded_gains(company: Columns) -> Measure:
    """Euros of excluded gains and released provision kept in reserves."""
    gains = _excluded(company)
    judged = Measure(company.excluded_gains_reserved, verdict=Verdict(gains, "at_least")).divided(CENTS)
    return judged.when(not_applicable(gains <= 0, "no_excluded_gain"), cooperative_of_its_own_rule(company))


@ingredient
def entitled_without_share(labour_right: Columns, rules: Rules) -> Measure:
    """Employees at closing with enough presence, or enough seniority, to whom no labour share goes."""
    presence, seniority = (whole(rules[f"surplus.{name}_months"]) * THOUSANDTHS for name in ("presence", "seniority"))
    entitled = (labour_right.presence >= presence) | (labour_right.seniority >= seniority)
    unknown = Condition(~labour_right.is_counted.any(), "missing", "no_rows", {"table": "employees"})
    left_out = labour_right.is_counted & entitled & ~labour_right.eligible & (labour_right.amount == 0)
    return count(left_out).when(unknown)


@ingredient
def leavers_counted(labour_right: Columns) -> Measure:
    """People who left before closing, counted because the co-operative chose so."""
    return count(labour_right.is_counted & ~labour_right.is_present)


def labour_share_left_out(
    entitled_without_share: Figure, leavers_counted: Figure, company: Columns, rules: Rules
) -> Measure:
    """Employees entitled to the labour share who receive none, members or not."""
    judged = Measure(entitled_without_share.top).against(at_most=rules[NO_CASE])
    gone = caution(leavers_counted.top > 0, "leavers_counted", people=leavers_counted.top)
    return judged.when(loss_year(company), cooperative_of_its_own_rule(company), gone)


@ingredient
def largest_coefficient(labour_right: Columns) -> Measure:
    """Largest seniority coefficient of the labour share, in thousandths."""
    return Measure(labour_right.coefficient.max(), population=labour_right.person_id.is_not_null())


def labour_key(largest_coefficient: Figure, company: Columns, rules: Rules) -> Measure:
    """Largest seniority coefficient of a labour share shared by a lawful key: wages, time, equal parts or a mix."""
    judged = Measure(largest_coefficient.top, per=THOUSANDTHS, units=(THOUSANDTHS, 1))
    unknown = Condition(company.labour_key.is_null(), "missing", "no_value")
    judged = judged.against(at_most=rules["surplus.coefficient_maximum"])
    return judged.when(loss_year(company), cooperative_of_its_own_rule(company), unknown)


def interest_rate(company: Columns) -> Measure:
    """Interest on shares in percent of the capital: the law caps its amount, not its rate."""
    rate = percent(company.interest_on_shares.fill_null(0), company.capital_closing).of_cents()
    return rate.when(loss_year(company), cooperative_of_its_own_rule(company), unshared(company))


def reserves_untouched(company: Columns, company_year: Columns, rules: Rules) -> Measure:
    """Euros by which the indivisible reserves fell from the year before, its allotment included."""
    before = [getattr(company, f"{fund}_opening_before") + getattr(company, f"{fund}_before") for fund in FUNDS]
    fall = before[0] + before[1] - company.legal_reserve_opening - company.dev_fund_opening
    loss = pl.max_horizontal(-company.net_result_before.fill_null(0), 0)
    most = loss + int(exact(rules[TOLERANCE]) * CENTS)
    judged = Measure(pl.when(fall.is_not_null()).then(pl.max_horizontal(fall, 0)), verdict=Verdict(most, "at_most"))
    unknown = Condition(before[0].is_null() | before[1].is_null(), "missing", "no_year_before")
    other = not_applicable(company.coop_status == "OTHER", "own_rule")
    return judged.divided(CENTS).when(other, unknown, starter(company, company_year, rules))


def surplus_to_shares(company: Columns) -> Measure:
    """Percent of the labour share and of interest turned into shares by the meeting."""
    shared = company.labour_share + company.interest_on_shares.fill_null(0)
    measure = percent(company.converted_to_shares, shared).of_cents()
    return measure.when(loss_year(company), cooperative_of_its_own_rule(company))


def loss_year_distribution(company: Columns, rules: Rules) -> Measure:
    """Euros of labour share and interest given out in a year without a surplus."""
    given = company.labour_share.fill_null(0) + company.interest_on_shares.fill_null(0)
    judged = plain(given).divided(CENTS).against(at_most=rules["surplus.loss_year_distribution_maximum"])
    return judged.when(not_applicable(company.surplus > 0, "surplus_year"), unshared(company))


def legal_reserve_filled(company: Columns) -> Measure:
    """Percent of the highest capital ever that the legal reserve reaches before the allotment; full from 100."""
    filled = percent(company.legal_reserve_opening, company.max_capital_ever).of_cents()
    return filled.when(cooperative_of_its_own_rule(company))


def labour_share_added_back(company: Columns, rules: Rules) -> Measure:
    """Euros of labour share above the part of the surplus deducted without condition."""
    free = exact(rules["participation.deductible_labour_share"]) / PERCENT
    above = company.labour_share * free.denominator - company.surplus * free.numerator
    measure = Measure(pl.when(above.is_not_null()).then(pl.max_horizontal(above, 0))).divided(free.denominator * CENTS)
    return measure.when(loss_year(company), cooperative_of_its_own_rule(company))


def legal_participation(company: Columns, rules: Rules) -> Measure:
    """Participation by the legal formula, when no agreement departs from it, in euros."""
    tax, taken, return_, half = (
        float(exact(rules[f"participation.{key}"]))
        for key in ("corporate_tax_rate", "base_share", "capital_return", "formula_share")
    )
    base = company.surplus * ((1 - taken / PERCENT) * (1 - tax / PERCENT)) - company.capital_closing * (
        return_ / PERCENT
    )
    measure = Measure(pl.max_horizontal(base, 0.0) * half * company.gross_payroll, company.value_added * CENTS)
    departs = not_applicable(company.has_derogatory_agreement.fill_null(value=False), "own_agreement")
    return measure.when(loss_year(company), cooperative_of_its_own_rule(company), departs, unshared(company))


def investment_provision(company: Columns, rules: Rules) -> Measure:
    """Euros of provision for investment, against the participation of the same year."""
    most = exact(rules["participation.investment_provision_maximum"]) / PERCENT
    scaled = company.ppi_amount * most.denominator
    judged = Measure(scaled, verdict=Verdict(company.rsp_amount * most.numerator, "at_most"))
    unknown = Condition(company.rsp_amount.is_null(), "missing", "no_value")
    none = not_applicable(company.ppi_amount == 0, "no_provision")
    return judged.divided(CENTS * most.denominator).when(none, unknown)


@ingredient
def shares_beyond_ceiling(labour_right: Columns, rules: Rules) -> Measure:
    """People whose share is above the part of the social-security ceiling that one person may receive."""
    most = exact(rules["participation.individual_maximum"]) * exact(rules["social_security.annual_ceiling"]) * CENTS
    return count(labour_right.amount * most.denominator > most.numerator)


def participation_ceiling(shares_beyond_ceiling: Figure, company: Columns, rules: Rules) -> Measure:
    """People whose participation is above what one person may receive."""
    judged = Measure(shares_beyond_ceiling.top).against(at_most=rules[NO_CASE])
    none = not_applicable(~company.has_derogatory_agreement.fill_null(value=False), "no_participation_agreement")
    return judged.when(none)


def participation_duty(company: Columns, rules: Rules) -> Measure:
    """Euros of participation of a company whose size makes it compulsory."""
    judged = plain(company.rsp_amount).divided(CENTS)
    judged = judged.against(above=rules["participation.scheme_minimum"])
    size = five_years(company, whole(rules["participation.duty_workforce"]))
    return judged.when(*size, loss_year(company))


def value_sharing_duty(company: Columns, rules: Rules) -> Measure:
    """Euros shared by a scheme, in a company whose size and past profits make one due."""
    given = company.rsp_amount.fill_null(0) + company.labour_share.fill_null(0)
    judged = plain(given).divided(CENTS).against(above=rules["participation.scheme_minimum"])
    least = exact(rules["participation.sharing_profit_minimum"]) / PERCENT
    profitable = pl.all_horizontal(
        getattr(company, f"net_result_{when}") * least.denominator
        >= getattr(company, f"turnover_{when}") * least.numerator
        for when in ("before", "earlier", "third")
    )
    people = whole(rules["participation.sharing_workforce"])
    small = not_applicable(company.workforce < people * HUNDREDTHS, "under_size", minimum=people)
    unprofitable = not_applicable(~profitable, "profit_under_share")
    return judged.when(small, unprofitable, Condition(profitable.is_null(), "missing", "results_of_three_years"))


def _excluded(company: Columns) -> pl.Expr:
    """Gains that never enter the surplus, and the released provision."""
    gains = company.disposal_gains_net.fill_null(0) + company.revaluation_gains.fill_null(0)
    return gains + company.ppi_released.fill_null(0)
