"""What the co-operative's wealth pays: value added shared in five, the return on shares, profit-sharing and savings."""

from __future__ import annotations

import polars as pl

from scop_analytics.indicators.arguments import Columns, Figure
from scop_analytics.indicators.conditions import loss_year
from scop_analytics.indicators.library import ingredient
from scop_analytics.indicators.measures import CENTS, Measure, group, largest_over_smallest, percent, plain, total


def labour_share_spread(labour_share_row: Columns) -> Measure:
    """Largest labour share of one person over the smallest, among those who received one."""
    received = labour_share_row.entitled & (labour_share_row.amount > 0)
    return largest_over_smallest(group(labour_share_row.amount, among=received))


@ingredient
def capital_at_closing(company: Columns) -> Measure:
    """Capital on the closing balance sheet."""
    return plain(company.capital_closing).divided(CENTS)


def return_on_shares(capital_at_closing: Figure, capital_at_closing_before: Figure, company: Columns) -> Measure:
    """Interest on shares of the year in percent of the capital, mean of its two closings."""
    interest = company.interest_on_shares
    return (
        percent(interest * 2, capital_at_closing.top + capital_at_closing_before.top)
        .of_cents()
        .when(loss_year(company))
    )


def value_added_to_staff(company: Columns) -> Measure:
    """Percent of value added that goes to those who work: wages, contributions and labour share."""
    return _of_value_added(company.personnel_cost + company.labour_share, company)


def value_added_to_state(company: Columns) -> Measure:
    """Percent of value added that goes to the State and local authorities."""
    return _of_value_added(company.taxes, company)


def value_added_to_lenders(company: Columns) -> Measure:
    """Percent of value added that goes to lenders."""
    return _of_value_added(company.financial_charges, company)


def value_added_kept(company: Columns) -> Measure:
    """Percent of value added kept in the co-operative: depreciation and the result that is not given out; a loss lowers it."""
    given_later = company.labour_share - company.labour_share_expensed
    return _of_value_added(
        company.depreciation + company.net_result - given_later - company.interest_on_shares, company
    )


def value_added_to_members(company: Columns) -> Measure:
    """Percent of value added paid to members as interest on their shares."""
    return _of_value_added(company.interest_on_shares, company).when(loss_year(company))


@ingredient
def profit_sharing_paid(paid_year: Columns) -> Measure:
    """Profit-sharing bonuses paid in the year."""
    return total(paid_year.profit_sharing, givers=True).divided(CENTS)


def profit_sharing_to_payroll(profit_sharing_paid: Figure, company: Columns) -> Measure:
    """Profit-sharing bonuses paid in the year in percent of gross payroll."""
    return percent(profit_sharing_paid.top, company.gross_payroll).of_cents()


def savings_top_up_to_payroll(company: Columns) -> Measure:
    """What the co-operative adds to its employees' savings plans, in percent of gross payroll."""
    return percent(company.savings_top_up, company.gross_payroll).of_cents()


def _of_value_added(amount: pl.Expr, company: Columns) -> Measure:
    return percent(amount, company.value_added).of_cents()
