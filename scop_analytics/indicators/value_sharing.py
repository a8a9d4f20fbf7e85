"""Sharing the surplus: what goes to work, to the reserves and to capital, and what the law asks of it."""

from __future__ import annotations

import polars as pl

from scop_analytics.indicators import catalogue
from scop_analytics.indicators.arguments import Columns, Figure
from scop_analytics.indicators.conditions import cooperative_of_its_own_rule, loss_year, unshared
from scop_analytics.indicators.measures import CENTS, Measure, Verdict, percent, plain
from scop_analytics.indicators.reasons import Condition, caution, exact
from scop_analytics.law import Rules

MONTHS = 12
PERCENT = 100


def surplus(company: Columns) -> Measure:
    """The net surplus to share, as the law defines it; it is not the net result."""
    return plain(company.surplus).divided(CENTS)


def labour_share(company: Columns) -> Measure:
    """Percent of the surplus that goes to all who work, members or not."""
    return _of_surplus(company.labour_share, company)


def reserves_share(company: Columns) -> Measure:
    """Percent of the surplus that stays in the co-operative."""
    return _of_surplus(_reserves(company) + company.other_reserves.fill_null(0), company)


def capital_share(company: Columns) -> Measure:
    """Percent of the surplus paid on capital."""
    return _of_surplus(company.interest_on_shares.fill_null(0), company)


def mean_labour_share(company: Columns) -> Measure:
    """Labour share of the year for one beneficiary."""
    beneficiaries = company.beneficiaries
    measure = Measure(company.labour_share, beneficiaries, people=beneficiaries, behind=beneficiaries)
    return measure.divided(CENTS).when(loss_year(company))


def labour_share_months(company: Columns) -> Measure:
    """Labour share of the year in months of gross payroll."""
    return Measure(company.labour_share, company.gross_payroll, times=MONTHS).of_cents().when(loss_year(company))


def indivisible_reserves(company: Columns) -> Measure:
    """Percent of the equity that can never be shared out, on the closing balance sheet before the year's allotment."""
    return percent(company.legal_reserve_opening + company.dev_fund_opening, company.equity).of_cents()


def legal_reserve_minimum(company: Columns, rules: Rules) -> Measure:
    """The legal reserve receives its share of the surplus, or what it lacks to reach the highest capital ever."""
    share = exact(rules["surplus.legal_reserve_minimum"]) / PERCENT
    lacking = pl.max_horizontal(company.max_capital_ever - company.legal_reserve_opening, 0)
    least = pl.min_horizontal(share.numerator * company.surplus, share.denominator * lacking)
    judged = _against(share.denominator * company.legal_reserve, least, "at_least", share.denominator, company)
    room = int(exact(rules["conventions.allotment_tolerance"]) * CENTS)
    above = share.denominator * (company.legal_reserve - room) > share.numerator * company.surplus
    return judged.when(caution(above, "reserve_above_share", percent=int(share * PERCENT)))


def development_fund_positive(company: Columns, rules: Rules) -> Measure:
    """The development fund receives something in every year with a surplus."""
    measure = plain(company.dev_fund).divided(CENTS).against(above=rules["surplus.development_fund_minimum"])
    return measure.when(loss_year(company), cooperative_of_its_own_rule(company))


def labour_share_minimum(company: Columns, rules: Rules) -> Measure:
    """The labour share reaches its legal part of the surplus."""
    measure = _of_surplus(company.labour_share, company).when(cooperative_of_its_own_rule(company))
    return measure.against(at_least=rules["surplus.labour_share_minimum"])


def interest_limit(company: Columns, rules: Rules) -> Measure:
    """Interest on shares exceeds neither the reserves of the year nor its labour share: two comparisons."""
    reserves = exact(rules["surplus.interest_to_reserves_maximum"]) / PERCENT
    labour = exact(rules["surplus.interest_to_labour_share_maximum"]) / PERCENT
    scale = reserves.denominator * labour.denominator
    most = pl.min_horizontal(
        scale // reserves.denominator * reserves.numerator * _reserves(company),
        scale // labour.denominator * labour.numerator * company.labour_share,
    )
    return _against(scale * company.interest_on_shares.fill_null(0), most, "at_most", scale, company)


def full_allotment(company: Columns, rules: Rules) -> Measure:
    """The whole surplus is allotted: what goes to each use adds up to it, within a euro."""
    parts = _reserves(company) + company.labour_share
    for other in (company.other_reserves, company.interest_on_shares, company.carried_forward):
        parts = parts + other.fill_null(0)
    measure = plain((parts - company.surplus).abs()).divided(CENTS)
    return measure.against(at_most=rules["conventions.allotment_tolerance"]).when(loss_year(company))


def allocation_compliance(
    legal_reserve_minimum: Figure,
    development_fund_positive: Figure,
    labour_share_minimum: Figure,
    interest_limit: Figure,
    full_allotment: Figure,
) -> Measure:
    """Rules of allotment that the year breaks; none, and the allotment complies."""
    return _compliance(
        legal_reserve_minimum, development_fund_positive, labour_share_minimum, interest_limit, full_allotment
    )


def _compliance(*rules: Figure) -> Measure:
    """How many of the rules are broken, their codes named; a further rule joins by one more parameter."""
    broken = {catalogue.get(rule.indicator).code: rule.verdict == "breach" for rule in rules}
    named = pl.concat_str(
        *(pl.when(breach).then(pl.lit(f'"{code}"')) for code, breach in broken.items()),
        separator=", ",
        ignore_nulls=True,
    )
    number = pl.sum_horizontal(breach.cast(pl.Int64) for breach in broken.values())
    codes = pl.concat_str(pl.lit("["), named, pl.lit("]"))
    told = Condition(number > 0, "ok", "rules_broken", {"codes": codes, "n": number})
    return Measure(number).against(at_most=0).when(told)


def _reserves(company: Columns) -> pl.Expr:
    """What the year sends to reserves that can never be shared: legal reserve and development fund."""
    return company.legal_reserve + company.dev_fund


def _of_surplus(amount: pl.Expr, company: Columns) -> Measure:
    return percent(amount, company.surplus).of_cents().when(loss_year(company))


def _against(amount: pl.Expr, limit: pl.Expr, direction: str, scale: int, company: Columns) -> Measure:
    """An amount in euros against a limit in euros; both are given in cents × ``scale``, so that nothing is rounded."""
    measure = Measure(amount, verdict=Verdict(limit, direction)).divided(scale * CENTS)
    return measure.when(loss_year(company), cooperative_of_its_own_rule(company), unshared(company))
