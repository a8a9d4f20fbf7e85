"""How the capital is spread among members, and what is still to be repaid to those who left."""

from __future__ import annotations

import polars as pl

from scop_analytics.indicators.arguments import Columns, Figure
from scop_analytics.indicators.library import ingredient
from scop_analytics.indicators.measures import CENTS, Measure, gini, group, mean, median, percent, total
from scop_analytics.indicators.reasons import not_computable


def capital_gini(member: Columns) -> Measure:
    """Gini's index of the capital held by members: 0 when all hold the same."""
    held = group(member.capital, among=member.member_id.is_not_null())
    return gini(held).when(not_computable(held.people == 1, "one_person"))


def median_capital_per_employee_member(member: Columns) -> Measure:
    """The capital that half of the employee-members do not exceed."""
    return median(group(member.capital, among=member.is_employee_member), smooth=True).divided(CENTS)


@ingredient
def shares_to_repay(register_entry: Columns) -> Measure:
    """Shares still to be repaid at closing to members who left."""
    return total(register_entry.owed)


def share_redemption_debt(shares_to_repay: Figure, company: Columns) -> Measure:
    """Percent that the shares still to be repaid are of the equity."""
    equity = company.equity
    return percent(shares_to_repay, equity).of_cents().when(not_computable(equity <= 0, "no_equity"))


def share_redemption_delay(register_entry: Columns) -> Measure:
    """Mean full months between leaving and the day the shares are due, for those still to be repaid."""
    months = register_entry.months_to_repayment
    return mean(group(months, among=pl.col("months_to_repayment").is_not_null()))
