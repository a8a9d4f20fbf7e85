"""The words indicator functions are written with: count, share, mean, median, gap, verdict.

A word returns a :class:`Measure`: which rows stand behind a figure, its exact numerator and denominator, and what must
hold for the figure to be given. Amounts stay integers; the engine divides once, at the end.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from typing import Final, Protocol

import polars as pl

from scop_analytics.indicators.reasons import Condition, exact

CENTS: Final = 100
DAYS: Final = 36_525  # hundredths of days in a year
MANY: Final = 9  # people from which a smoothed quantile looks at five of them, and not three
RATE: Final = 10_000  # rates and hourly amounts are kept in ten-thousandths


class Numbered(Protocol):
    """Another indicator: it has an exact numerator."""

    @property
    def top(self) -> pl.Expr:
        """The numerator."""


@dataclass(frozen=True)
class Verdict:
    """A figure set against a legal threshold: ``top × times`` against ``threshold × bottom``, in integers."""

    threshold: Fraction | pl.Expr
    direction: str  # at_least, at_most, above, below
    holds: pl.Expr | None = None


@dataclass(frozen=True)
class Shown:
    """A number as people read it: ``amount / (by × per)``."""

    amount: pl.Expr
    by: pl.Expr | None = None
    per: float = 1


@dataclass(frozen=True)
class Measure:
    """``value = top × times / (bottom × per)``; ``population`` marks the rows (first pass) behind the figure."""

    top: pl.Expr
    bottom: pl.Expr | None = None
    times: int = 1
    per: int = 1
    population: pl.Expr | None = None
    amounts: pl.Expr | None = None
    people: pl.Expr | None = None
    behind: pl.Expr | None = None  # everybody behind the figure, where the rows of the frame are not people
    sides: tuple[pl.Expr | None, pl.Expr | None] = (None, None)  # women and men, where the figure compares the sexes
    least: pl.Expr | None = None  # smallest non-zero group of answers the figure lets be deduced
    shown: tuple[Shown, Shown] | None = None  # numerator and denominator people read, when not those computed
    smoothed: pl.Expr | None = None
    conditions: tuple[Condition, ...] = ()
    verdict: Verdict | None = None
    units: tuple[float, float] = (1, 1)  # what numerator and denominator are divided by to be read
    additive: bool = False  # a count or a sum: nobody gives zero, not « nobody to compute on »

    def shown_by(self, side: str) -> float:
        """What the shown numerator or denominator is divided by, besides its own column."""
        return 1 if self.shown is None else self.shown[side == "bottom"].per

    def divided(self, by: int) -> Measure:
        """The same figure in a unit ``by`` times larger (cents to euros, a year to a month)."""
        return replace(self, per=self.per * by, units=(self.units[0] * by, self.units[1]))

    def in_years(self) -> Measure:
        """The same figure, computed on days, in years of 365.25 days."""
        return replace(self, times=self.times * 100, per=self.per * DAYS, units=(DAYS / 100, self.units[1]))

    def of_cents(self) -> Measure:
        """The same quotient of two amounts, to be read in euros."""
        return replace(self, units=(CENTS, CENTS))

    def when(self, *conditions: Condition) -> Measure:
        """The same figure under further conditions, the first that fails giving the reason."""
        return replace(self, conditions=self.conditions + conditions)

    def against(self, *, at_least: object = None, at_most: object = None, above: object = None) -> Measure:
        """The same figure with its verdict against a threshold of the law, equality included unless ``above``."""
        limits = {"at_least": at_least, "at_most": at_most, "above": above}
        direction, limit = next((name, value) for name, value in limits.items() if value is not None)
        threshold = limit if isinstance(limit, pl.Expr) else exact(limit)
        return replace(self, verdict=Verdict(threshold, direction))


@dataclass(frozen=True)
class Group:
    """The pay of some people: amounts (null outside the group) and who they are."""

    amounts: pl.Expr
    mask: pl.Expr

    @cached_property
    def people(self) -> pl.Expr:
        """How many people the group has."""
        return self.mask.sum().cast(pl.Int64)


def number(operand: pl.Expr | Numbered) -> pl.Expr:
    """The exact number of an operand: the numerator of another indicator, or a column."""
    return operand if isinstance(operand, pl.Expr) else operand.top


def only(amounts: pl.Expr, among: pl.Expr) -> pl.Expr:
    """``amounts`` of the rows in ``among``, null elsewhere: what aggregations skip."""
    return pl.when(among).then(amounts)


def group(amounts: pl.Expr, among: pl.Expr) -> Group:
    """People ``among`` whose amount is known."""
    known = among & amounts.is_not_null()
    return Group(only(amounts, known), known)


def by_sex(amounts: pl.Expr, sex: pl.Expr, among: pl.Expr) -> tuple[Group, Group]:
    """Women, then men, ``among`` whom the amount is known."""
    return group(amounts, among & (sex == "F")), group(amounts, among & (sex == "M"))


# ── First pass: aggregations over the rows of a frame ─────────────────────────────────────────────────────────────────


def count(where: pl.Expr) -> Measure:
    """How many rows there are."""
    return Measure(where.sum().cast(pl.Int64), population=where, additive=True)


def total(amounts: pl.Expr, among: pl.Expr | None = None, *, givers: bool = False) -> Measure:
    """The sum of an integer amount; ``givers`` tells masking what the largest contributions are."""
    known = amounts.is_not_null() if among is None else among & amounts.is_not_null()
    asked = pl.len() if among is None else among.sum()
    unknown = Condition((asked > 0) & (known.sum() == 0), "missing", "no_value")
    summed = only(amounts, known)
    given = summed if givers else None
    return Measure(summed.sum(), population=known, amounts=given, conditions=(unknown,), additive=True)


def share(part: pl.Expr, among: pl.Expr) -> Measure:
    """Percent of the rows ``among`` that are also in ``part``."""
    return Measure((part & among).sum(), among.sum(), times=100, population=among)


def share_of_total(amounts: pl.Expr, part: pl.Expr, among: pl.Expr) -> Measure:
    """Percent of an amount held by the rows in ``part``."""
    held, whole = only(amounts, part & among), only(amounts, among)
    return Measure(held.sum(), whole.sum(), times=100, population=among)


def mean(people: Group) -> Measure:
    """The mean amount: an exact sum, divided once."""
    return Measure(people.amounts.sum(), people.mask.sum(), population=people.mask, amounts=people.amounts)


def median(people: Group, *, smooth: bool = False) -> Measure:
    """The middle amount, or the mean of the two middle ones."""
    return quantile(people, 0.5, smooth=smooth)


def quantile(people: Group, position: float, *, smooth: bool = False) -> Measure:
    """The quantile of Hyndman and Fan's type 7 (linear); ``smooth`` adds the value other audiences may read of a pay."""
    value = people.amounts.quantile(position, "linear")
    near = smoothed_quantile(people.amounts, position) if smooth else None
    return Measure(value, population=people.mask, amounts=people.amounts, smoothed=near)


def smoothed_quantile(amounts: pl.Expr, position: float) -> pl.Expr:
    """The mean of the five order statistics around the position, three when there are fewer than nine people."""
    known = amounts.drop_nulls()
    width = pl.when(known.len() < MANY).then(3).otherwise(5)
    centre = ((known.len() - 1) * position).round().cast(pl.Int64)
    start = (centre - width // 2).clip(0, pl.max_horizontal(known.len().cast(pl.Int64) - width, 0))
    return known.sort().slice(start, width).mean()


def largest_over_smallest(people: Group) -> Measure:
    """The largest amount over the smallest."""
    return Measure(people.amounts.max(), people.amounts.min(), population=people.mask, amounts=people.amounts)


def gini(people: Group) -> Measure:
    """Gini's index, 0 when all are equal: ``Σ (2i − n − 1) xᵢ / (n Σ x)`` over sorted amounts."""
    rank, size = people.amounts.rank("ordinal").cast(pl.Int64), people.mask.sum().cast(pl.Int64)
    weighted = ((2 * rank - size - 1) * people.amounts).sum()
    return Measure(weighted, size * people.amounts.sum(), population=people.mask, amounts=people.amounts)


def mean_gap(women: Group, men: Group, per: int = 1) -> Measure:
    """Men's mean less women's, in percent of men's; positive when men earn more."""
    sums = men.amounts.sum(), women.amounts.sum()
    sizes = men.people, women.people
    top, bottom = sums[0] * sizes[1] - sums[1] * sizes[0], sums[0] * sizes[1]
    shown = Shown(top, sizes[0] * sizes[1], per), Shown(sums[0], sizes[0], per)
    return _gap(women, men, top, bottom, shown)


def median_gap(women: Group, men: Group, per: int = 1) -> Measure:
    """Men's median less women's, in percent of men's; positive when men earn more."""
    of_men, of_women = (2 * people.amounts.median() for people in (men, women))  # twice a median is an integer
    top, bottom = (of_men - of_women).round().cast(pl.Int64), of_men.round().cast(pl.Int64)
    return _gap(women, men, top, bottom, (Shown(top, per=2 * per), Shown(bottom, per=2 * per)))


def _gap(women: Group, men: Group, top: pl.Expr, bottom: pl.Expr, shown: tuple[Shown, Shown]) -> Measure:
    everyone = women.mask | men.mask
    amounts = pl.coalesce(women.amounts, men.amounts)
    smaller = pl.min_horizontal(women.people, men.people)
    sides = (women.people, men.people)
    return Measure(top, bottom, 100, population=everyone, amounts=amounts, people=smaller, sides=sides, shown=shown)


# ── Second pass: expressions over other indicators and columns of the company ─────────────────────────────────────────


def fraction(top: pl.Expr | Numbered, bottom: pl.Expr | Numbered, times: int = 1) -> Measure:
    """One number over another."""
    return Measure(number(top), number(bottom), times)


def percent(top: pl.Expr | Numbered, bottom: pl.Expr | Numbered) -> Measure:
    """One number in percent of another."""
    return fraction(top, bottom, 100)


def difference(left: pl.Expr, right: pl.Expr) -> Measure:
    """One figure less another."""
    return Measure(left - right)


def plain(amount: pl.Expr) -> Measure:
    """A figure read as it stands in the books."""
    return Measure(amount)


def least_answers(part: pl.Expr, whole: pl.Expr) -> pl.Expr:
    """The smaller of the two groups of answers, those in ``part`` and the others, that is not empty."""
    rest = whole - part
    return pl.when(part == 0).then(rest).when(rest == 0).then(part).otherwise(pl.min_horizontal(part, rest))
