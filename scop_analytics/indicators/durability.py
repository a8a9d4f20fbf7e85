"""Lasting: reserves that nobody can take away, own funds, age, investment, and who takes over."""

from __future__ import annotations

import polars as pl

from scop_analytics.indicators.arguments import Columns
from scop_analytics.indicators.measures import CENTS, Measure, fraction, percent, plain, share
from scop_analytics.indicators.reasons import caution, not_applicable, whole
from scop_analytics.law import Rules

MONTHS = 12


def indivisible_reserves_amount(company: Columns) -> Measure:
    """Legal reserve and development fund that can never be shared out, on the closing balance sheet before allotment."""
    return plain(company.legal_reserve_opening + company.dev_fund_opening).divided(CENTS)


def indivisible_reserves_months(company: Columns) -> Measure:
    """The reserves that can never be shared out, in months of gross payroll."""
    reserves = company.legal_reserve_opening + company.dev_fund_opening
    return fraction(reserves, company.gross_payroll, MONTHS).of_cents()


def financial_autonomy(company: Columns) -> Measure:
    """Equity in percent of the balance-sheet total."""
    return percent(company.equity, company.balance_sheet_total).of_cents()


def cooperative_age(company: Columns, company_year: Columns) -> Measure:
    """Years since the registration of the company, at closing."""
    return Measure((company_year.end - company.registration_date).dt.total_days()).in_years()


def investment_rate(company: Columns) -> Measure:
    """Capital expenditure in percent of value added."""
    return percent(company.capex, company.value_added).of_cents()


def research_rate(company: Columns) -> Measure:
    """Spending on research and development in percent of turnover."""
    return percent(company.rd_spend, company.turnover).of_cents()


def succession(leader: Columns, rules: Rules) -> Measure:
    """Percent of the leaders of a certain age whose successor is named."""
    near = leader.age >= whole(rules["conventions.succession_age"])
    unknown = leader.age.is_null().sum().cast(pl.Int64)
    nobody = (near.sum() == 0) & (unknown == 0)
    return share(leader.successor_named.fill_null(value=False), among=near).when(
        not_applicable(nobody, "no_leader_near_retirement"), caution(unknown > 0, "age_unknown", people=unknown)
    )
