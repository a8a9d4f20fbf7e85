"""Directive (EU) 2023/970, indicators B, D, E, F: variable pay, annual quarters; and A and C with the labour share inside.

A recipient is a person who got more than nothing in variable or complementary pay over the calendar year. The directive
does not say whether B and D compare recipients or everyone: the main figure compares recipients, the ids that end in
``_everyone`` count nothing as zero.
"""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from scop_analytics.indicators.arguments import Columns
from scop_analytics.indicators.blocks import Block
from scop_analytics.indicators.conditions import read_with_care
from scop_analytics.indicators.library import gives
from scop_analytics.indicators.measures import CENTS, RATE, Measure, by_sex, mean_gap, median_gap, only, share
from scop_analytics.law import Rules
from scop_analytics.statistics.bands import levels, quarters

GAPS = {"mean": mean_gap, "median": median_gap}


def variable_mean_gap_hourly(person_calendar: Columns, rules: Rules) -> Measure:
    """Gap between men's and women's mean hourly variable pay, among recipients; positive when men earn more."""
    return _among_recipients("mean", person_calendar.hourly_variable, RATE, person_calendar, rules)


def variable_mean_gap_annual(person_calendar: Columns, rules: Rules) -> Measure:
    """Gap between men's and women's mean annual variable pay, among recipients; positive when men earn more."""
    return _among_recipients("mean", person_calendar.pay_variable, CENTS, person_calendar, rules)


def variable_median_gap_hourly(person_calendar: Columns, rules: Rules) -> Measure:
    """Gap between men's and women's median hourly variable pay, among recipients; positive when men earn more."""
    return _among_recipients("median", person_calendar.hourly_variable, RATE, person_calendar, rules)


def variable_median_gap_annual(person_calendar: Columns, rules: Rules) -> Measure:
    """Gap between men's and women's median annual variable pay, among recipients; positive when men earn more."""
    return _among_recipients("median", person_calendar.pay_variable, CENTS, person_calendar, rules)


def variable_mean_gap_hourly_everyone(person_calendar: Columns, rules: Rules) -> Measure:
    """The same gap of hourly means over everyone, zero for who got nothing."""
    return _over_everyone("mean", person_calendar.hourly_variable, RATE, person_calendar, rules)


def variable_mean_gap_annual_everyone(person_calendar: Columns, rules: Rules) -> Measure:
    """The same gap of annual means over everyone, zero for who got nothing."""
    return _over_everyone("mean", person_calendar.pay_variable, CENTS, person_calendar, rules)


def variable_median_gap_hourly_everyone(person_calendar: Columns, rules: Rules) -> Measure:
    """The same gap of hourly medians over everyone; undefined when more than half of the men got nothing."""
    return _over_everyone("median", person_calendar.hourly_variable, RATE, person_calendar, rules)


def variable_median_gap_annual_everyone(person_calendar: Columns, rules: Rules) -> Measure:
    """The same gap of annual medians over everyone; undefined when more than half of the men got nothing."""
    return _over_everyone("median", person_calendar.pay_variable, CENTS, person_calendar, rules)


def variable_pay_share(person_calendar: Columns) -> Measure:
    """Percent of the people (by sex: of that sex, never of all recipients) who got variable pay."""
    known = person_calendar.in_gap & person_calendar.pay_variable.is_not_null()
    return share(person_calendar.pay_variable > 0, among=known)


def mean_gap_hourly_shared(person_calendar: Columns, rules: Rules) -> Measure:
    """Gap of mean hourly pay, labour share and profit sharing inside; positive when men earn more."""
    women, men = by_sex(person_calendar.hourly_shared, person_calendar.sex, among=person_calendar.in_gap)
    return read_with_care(mean_gap(women, men, RATE), women, men, person_calendar, rules)


def median_gap_hourly_shared(person_calendar: Columns, rules: Rules) -> Measure:
    """Gap of median hourly pay, labour share and profit sharing inside; positive when men earn more."""
    women, men = by_sex(person_calendar.hourly_shared, person_calendar.sex, among=person_calendar.in_gap)
    return read_with_care(median_gap(women, men, RATE), women, men, person_calendar, rules)


def mean_gap_annual_shared(person_calendar: Columns, rules: Rules) -> Measure:
    """Gap of mean annual pay, labour share and profit sharing inside; positive when men earn more."""
    women, men = by_sex(person_calendar.pay_shared, person_calendar.sex, among=person_calendar.in_gap)
    return read_with_care(mean_gap(women, men, CENTS), women, men, person_calendar, rules)


def median_gap_annual_shared(person_calendar: Columns, rules: Rules) -> Measure:
    """Gap of median annual pay, labour share and profit sharing inside; positive when men earn more."""
    women, men = by_sex(person_calendar.pay_shared, person_calendar.sex, among=person_calendar.in_gap)
    return read_with_care(median_gap(women, men, CENTS), women, men, person_calendar, rules)


@gives(
    "pay_quarter_headcount_annual", "women_in_pay_quarter_annual",
    reads={"person_calendar": ("sex", "in_gap", "pay_total")},
)  # fmt: skip
def annual_pay_quarters(person_calendar: pl.LazyFrame) -> Block:
    """Women and men in four groups as equal as possible, from the least to the best paid over the year."""
    counted = person_calendar.filter(pl.col("in_gap") & pl.col("pay_total").is_not_null())
    return Block(quarters(levels(counted, "pay_total").collect().lazy(), "_annual"))


def _among_recipients(kind: str, pay: pl.Expr, per: int, people: Columns, rules: Rules) -> Measure:
    women, men = by_sex(pay, people.sex, among=people.in_gap & (people.pay_variable > 0))
    return read_with_care(GAPS[kind](women, men, per), women, men, people, rules)


def _over_everyone(kind: str, pay: pl.Expr, per: int, people: Columns, rules: Rules) -> Measure:
    """Masking looks at the recipients: a mean over many people who got nothing still tells what one person got."""
    women, men = by_sex(pay, people.sex, among=people.in_gap)
    measure = read_with_care(GAPS[kind](women, men, per), women, men, people, rules)
    given = people.pay_variable > 0
    sides = ((women.mask & given).sum(), (men.mask & given).sum())
    amounts = only(pay, women.mask | men.mask)
    return replace(measure, sides=sides, amounts=amounts)
