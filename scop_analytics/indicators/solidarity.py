"""Solidarity: money placed in the social economy, calls of funds, purchases, time, gifts, co-operation between co-operatives."""

from __future__ import annotations

import polars as pl

from scop_analytics.indicators.arguments import Columns, Figure
from scop_analytics.indicators.library import ingredient
from scop_analytics.indicators.measures import (
    CENTS,
    Measure,
    count,
    percent,
    share,
    share_of_total,
    total,
)


def solidarity_investment(investment: Columns) -> Measure:
    """Euros placed in the social economy at closing: called and not returned."""
    return total(investment.placed, among=investment.is_social, givers=False).divided(CENTS)


def solidarity_to_equity(solidarity_investment: Figure, company: Columns) -> Measure:
    """Money placed in the social economy in percent of equity."""
    return percent(solidarity_investment.top, company.equity).of_cents()


def solidarity_to_cash(solidarity_investment: Figure, company: Columns) -> Measure:
    """Money placed in the social economy in percent of cash at closing."""
    return percent(solidarity_investment.top, company.cash).of_cents()


def called_to_committed(investment: Columns) -> Measure:
    """Percent of the money promised that was called."""
    known = investment.called.is_not_null() & investment.committed.is_not_null()
    called, committed = (pl.when(known).then(amount).sum() for amount in (investment.called, investment.committed))
    return Measure(called, committed, 100, population=known).of_cents()


def firms_supported(investment: Columns) -> Measure:
    """Firms in which the co-operative placed money itself, funds apart."""
    return count(investment.is_firm)


def jobs_supported(investment: Columns) -> Measure:
    """Jobs in the firms supported, those of funds included, as the register of investments says."""
    return total(investment.jobs_supported)


def turned_cooperative(investment: Columns) -> Measure:
    """Percent of the firms supported that became co-operatives."""
    known = investment.is_firm & investment.target_turned_coop.is_not_null()
    return share(investment.target_turned_coop, among=known)


def social_purchases(purchase: Columns) -> Measure:
    """Percent of purchases, in euros, made from the social economy, among those where it is stated."""
    return _bought(purchase, purchase.is_social_economy)


def local_purchases(purchase: Columns) -> Measure:
    """Percent of purchases, in euros, made from local suppliers, among those where it is stated."""
    return _bought(purchase, purchase.is_local)


def solidarity_hours(solidarity_action: Columns) -> Measure:
    """Hours of volunteering and mentoring given on working time."""
    return total(solidarity_action.hours, among=solidarity_action.is_time).divided(CENTS)


@ingredient
def hours_worked_paid(paid_year: Columns) -> Measure:
    """Hours worked in the year, from the payslips."""
    return total(paid_year.hours_worked).divided(CENTS)


def solidarity_hours_share(solidarity_hours: Figure, hours_worked_paid: Figure) -> Measure:
    """Hours of volunteering and mentoring in percent of the hours worked."""
    return percent(solidarity_hours.top, hours_worked_paid.top).of_cents()


def gifts(solidarity_action: Columns) -> Measure:
    """Euros given in the year."""
    return total(solidarity_action.amount, among=solidarity_action.is_gift).divided(CENTS)


def gifts_to_turnover(gifts: Figure, company: Columns) -> Measure:
    """Gifts of the year in percent of turnover."""
    return percent(gifts.top, company.turnover).of_cents()


def cooperative_dues(solidarity_action: Columns) -> Measure:
    """Euros paid in dues to the movement and to other co-operative networks."""
    return total(solidarity_action.amount, among=solidarity_action.is_due).divided(CENTS)


def joint_projects(solidarity_action: Columns) -> Measure:
    """Projects carried out in the year with other co-operatives."""
    return count(solidarity_action.is_joint)


def _bought(purchase: Columns, flag: pl.Expr) -> Measure:
    known = flag.is_not_null() & purchase.amount.is_not_null()
    return share_of_total(purchase.amount, flag, known).of_cents()
