"""Pay of women and men: gaps, pay quarters, the ten best paid."""

from __future__ import annotations

import polars as pl

from scop_analytics.indicators.arguments import Columns
from scop_analytics.indicators.blocks import Block
from scop_analytics.indicators.conditions import read_with_care
from scop_analytics.indicators.library import gives
from scop_analytics.indicators.measures import CENTS, RATE, Group, Measure, by_sex, mean, mean_gap, median, median_gap
from scop_analytics.indicators.reasons import not_computable
from scop_analytics.law import Rules
from scop_analytics.statistics.bands import halves, levels, quarters

TEN = 10


def mean_gap_hourly(person_calendar: Columns, rules: Rules) -> Measure:
    """Gap between men's and women's mean hourly pay, in percent of men's; positive when men earn more."""
    women, men = _hourly(person_calendar)
    return read_with_care(mean_gap(women, men, RATE), women, men, person_calendar, rules)


def mean_gap_annual(person_calendar: Columns, rules: Rules) -> Measure:
    """Gap between men's and women's mean annual pay, working time included; positive when men earn more."""
    women, men = _annual(person_calendar)
    return read_with_care(mean_gap(women, men, CENTS), women, men, person_calendar, rules)


def median_gap_hourly(person_calendar: Columns, rules: Rules) -> Measure:
    """Gap between men's and women's median hourly pay, in percent of men's; positive when men earn more."""
    women, men = _hourly(person_calendar)
    return read_with_care(median_gap(women, men, RATE), women, men, person_calendar, rules)


def median_gap_annual(person_calendar: Columns, rules: Rules) -> Measure:
    """Gap between men's and women's median annual pay, working time included; positive when men earn more."""
    women, men = _annual(person_calendar)
    return read_with_care(median_gap(women, men, CENTS), women, men, person_calendar, rules)


def women_mean_hourly(person_calendar: Columns) -> Measure:
    """Women's mean hourly pay."""
    return _of_one_sex(mean(_hourly(person_calendar)[0]), 0, RATE)


def men_mean_hourly(person_calendar: Columns) -> Measure:
    """Men's mean hourly pay."""
    return _of_one_sex(mean(_hourly(person_calendar)[1]), 1, RATE)


def women_median_hourly(person_calendar: Columns) -> Measure:
    """Women's median hourly pay."""
    return _of_one_sex(median(_hourly(person_calendar)[0], smooth=True), 0, RATE)


def men_median_hourly(person_calendar: Columns) -> Measure:
    """Men's median hourly pay."""
    return _of_one_sex(median(_hourly(person_calendar)[1], smooth=True), 1, RATE)


def women_mean_annual(person_calendar: Columns) -> Measure:
    """Women's mean annual pay."""
    return _of_one_sex(mean(_annual(person_calendar)[0]), 0, CENTS)


def men_mean_annual(person_calendar: Columns) -> Measure:
    """Men's mean annual pay."""
    return _of_one_sex(mean(_annual(person_calendar)[1]), 1, CENTS)


def women_median_annual(person_calendar: Columns) -> Measure:
    """Women's median annual pay."""
    return _of_one_sex(median(_annual(person_calendar)[0], smooth=True), 0, CENTS)


def men_median_annual(person_calendar: Columns) -> Measure:
    """Men's median annual pay."""
    return _of_one_sex(median(_annual(person_calendar)[1], smooth=True), 1, CENTS)


def women_among_ten_best_paid(person_calendar: Columns) -> Measure:
    """How many of the ten best paid hourly are women; people tied with the tenth share the last places by their mix."""
    everyone = person_calendar.in_gap & person_calendar.hourly_total.is_not_null()
    pay = pl.when(everyone).then(person_calendar.hourly_total)
    tenth = pay.sort(descending=True, nulls_last=True).get(TEN - 1, null_on_oob=True)
    above, tied = pay > tenth, pay == tenth
    women, tied_women = ((group & (person_calendar.sex == "F")).sum().cast(pl.Int64) for group in (above, tied))
    places, block = TEN - above.sum().cast(pl.Int64), tied.sum().cast(pl.Int64)
    among_tied = pl.when(block == 0).then(0).otherwise((2 * places * tied_women + block) // (2 * block))
    too_few = not_computable(everyone.sum() < TEN, "fewer_than_ten", people=everyone.sum())
    return Measure(women + among_tied, population=everyone, amounts=pay).when(too_few)


@gives(
    "pay_quarter_headcount", "women_in_pay_quarter", "pay_half_headcount",
    reads={"person_calendar": ("sex", "in_gap", "hourly_total")},
)  # fmt: skip
def pay_bands_by_sex(person_calendar: pl.LazyFrame) -> Block:
    """Women and men in four (and two) groups as equal as possible, from the least to the best paid."""
    counted = levels(person_calendar.filter(pl.col("in_gap") & pl.col("hourly_total").is_not_null())).collect().lazy()
    return Block(pl.concat([quarters(counted), halves(counted)], how="diagonal"))


def _hourly(people: Columns) -> tuple[Group, Group]:
    return by_sex(people.hourly_total, people.sex, among=people.in_gap)


def _annual(people: Columns) -> tuple[Group, Group]:
    return by_sex(people.pay_total, people.sex, among=people.in_gap)


def _of_one_sex(measure: Measure, side: int, per: int) -> Measure:
    """The pay of one sex, in euros; masking looks at the people of that sex."""
    sides = (measure.population.sum(), None) if side == 0 else (None, measure.population.sum())  # type: ignore[union-attr]
    return Measure(**{**vars(measure), "sides": sides}).divided(per)
