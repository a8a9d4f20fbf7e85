"""Exact time: a month is one, whatever its length, and a day is the 28th to 31st part of it, in whole numbers.

Shares of months are counted in ``MONTH`` parts, the least common multiple of 28, 29, 30 and 31: every share of days is then
an integer, sums are exact, and the same digits come out of any engine.
"""

from __future__ import annotations

import math
from typing import Final

import polars as pl

MONTH: Final = math.lcm(28, 29, 30, 31)
RATE: Final = 10_000
"""Working-time rates are whole ten-thousandths."""
THOUSANDTHS: Final = 1_000
"""Decimals of the files that are neither money, hours nor rates are whole thousandths."""
DAYS_IN_YEAR: Final = 365.25
GRAIN: Final = 2**20
FINE: Final = 10_000
"""Amounts are kept in ten-thousandths of a cent until the last division."""


def month_number(day: pl.Expr) -> pl.Expr:
    """Months since year 0: neighbours differ by one."""
    return day.dt.year().cast(pl.Int32) * 12 + day.dt.month().cast(pl.Int32) - 1


def parts(day: pl.Expr) -> pl.Expr:
    """The instant at which ``day`` begins, in parts of a month since year 0."""
    elapsed = (day.dt.day().cast(pl.Int64) - 1) * (pl.lit(MONTH, pl.Int64) // day.dt.days_in_month().cast(pl.Int64))
    return month_number(day).cast(pl.Int64) * MONTH + elapsed


def span(first: pl.Expr, last: pl.Expr) -> pl.Expr:
    """Parts of months from ``first`` to ``last``, both days included; nothing when ``last`` comes before."""
    return (parts(last.dt.offset_by("1d")) - parts(first)).clip(lower_bound=0)


def month_ends(first: pl.Expr, last: pl.Expr) -> pl.Expr:
    """How many last days of a month lie between ``first`` and ``last``, both included."""
    return (month_number(last.dt.offset_by("1d")) - month_number(first)).clip(lower_bound=0)


def whole_months(since: pl.Expr, until: pl.Expr) -> pl.Expr:
    """Full months from ``since`` to ``until``; the month that is not over does not count."""
    months = month_number(until) - month_number(since)
    return (months - (until.dt.day() < since.dt.day()).cast(pl.Int32)).cast(pl.Int64).clip(lower_bound=0)


def share(over: pl.Expr, under: pl.Expr, scale: int = 1) -> pl.Expr:
    """``scale × over / under`` to the nearest integer (halves upwards), exactly; null when ``under`` is not positive."""
    above, below = over.cast(pl.Int128) * (2 * scale), under.cast(pl.Int128)
    exact = (above + below) // (2 * below)
    return pl.when(under > 0).then(exact).cast(pl.Int64)


def quotient(over: pl.Expr, by: float) -> pl.Expr:
    """``over / by`` in floats, truly divided.

    Dividing by a bare literal multiplies by its inverse, except on a single row: a company computed alone would then
    differ in the last digit from itself among others.
    """
    return over / (over * 0 + by)


def years(days: pl.Expr) -> pl.Expr:
    """Days as years, to the nearest 2⁻²⁰ (half a minute): floats whose sums are exact, in whatever order they are added."""
    return quotient((quotient(days, DAYS_IN_YEAR) * GRAIN).round(), GRAIN)
