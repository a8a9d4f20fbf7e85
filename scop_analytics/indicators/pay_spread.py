"""The pay scale: how far apart pays are, whoever earns them, on full-time full-year pay."""

from __future__ import annotations

import polars as pl

from scop_analytics.indicators.arguments import Columns
from scop_analytics.indicators.blocks import Block
from scop_analytics.indicators.library import gives
from scop_analytics.indicators.measures import (
    CENTS,
    Group,
    Measure,
    Shown,
    Verdict,
    group,
    largest_over_smallest,
    only,
    quantile,
)
from scop_analytics.indicators.measures import gini as gini_of
from scop_analytics.indicators.reasons import at_least, exact, not_computable, whole
from scop_analytics.law import Rules
from scop_analytics.statistics.scale import pay_bands

MONTHS = 12
TENTH = 10
HIGH, LOW = ("CADRE", "DIRIGEANT"), ("OUVRIER", "EMPLOYE")


def pay_spread(person: Columns) -> Measure:
    """The highest full-time pay over the lowest."""
    pay = _scale(person)
    return _of_several(largest_over_smallest(pay), pay)


def pay_decile_ratio(person: Columns) -> Measure:
    """The pay nine in ten are below over the pay one in ten is below."""
    pay = _scale(person)
    high, low = (pay.amounts.quantile(position, "linear") for position in (0.9, 0.1))
    return _of_several(Measure(high, low, population=pay.mask, amounts=pay.amounts), pay)


def pay_top_to_bottom(person: Columns) -> Measure:
    """Mean pay of the best paid tenth over mean pay of the least paid tenth (a tenth rounded up to whole people)."""
    pay = _scale(person)
    known = pay.amounts.drop_nulls().sort()
    tenth = (known.len() + TENTH - 1) // TENTH
    top, bottom = known.tail(tenth).sum(), known.head(tenth).sum()  # as many on each side: sums compare as means
    return _of_several(Measure(top, bottom, population=pay.mask, amounts=pay.amounts), pay)


def pay_managers_to_workers(person: Columns, rules: Rules) -> Measure:
    """Mean full-time pay of managers over mean full-time pay of workers and clerical staff."""
    managers, workers = (group(person.pay_fte, among=person.in_spread & person.csp.is_in(csp)) for csp in (HIGH, LOW))
    sums = managers.amounts.sum(), workers.amounts.sum()
    shown = Shown(sums[0], managers.people, CENTS), Shown(sums[1], workers.people, CENTS)
    measure = Measure(
        sums[0] * workers.people, sums[1] * managers.people, population=managers.mask | workers.mask,
        amounts=pl.coalesce(managers.amounts, workers.amounts), people=pl.min_horizontal(managers.people, workers.people),
        shown=shown,
    )  # fmt: skip
    fewest = rules["social_duties.pay_group_minimum"]
    return measure.when(at_least(fewest, key="too_few_managers", managers=managers, workers=workers))


def total_pay_ratio(person: Columns) -> Measure:
    """The highest total pay over the median of all the others, the best paid left out."""
    pay = group(person.pay_total, among=person.in_spread)
    others = pay.amounts.drop_nulls().sort().slice(0, pay.mask.sum() - 1)
    twice_median = (2 * others.median()).round().cast(pl.Int64)  # twice a median of whole cents is whole
    return _of_several(Measure(2 * pay.amounts.max(), twice_median, population=pay.mask, amounts=pay.amounts), pay)


def pay_gini(person: Columns) -> Measure:
    """Gini's index of full-time pay: 0 when all earn the same."""
    return gini_of(_scale(person))


def lowest_pay_to_minimum_wage(person: Columns, rules: Rules) -> Measure:
    """The lowest full-time pay over the full-time minimum wage of the same months."""
    counted = _compared_with_minimum(person)
    ratio = only(person.pay_fte / person.minimum_pay, counted)
    # Amounts of the person whose ratio is lowest (the smaller amounts when two are equal), divided once at the end.
    lowest, beside = (amount.filter(ratio == ratio.min()).min() for amount in (person.pay_fte, person.minimum_pay))
    nobody_below = (_below_minimum(person, rules) & counted).sum() == 0
    judged = Verdict(pl.lit(1), "at_least", nobody_below)
    amounts = only(person.pay_fte, counted)
    return Measure(lowest, beside, population=counted, amounts=amounts, verdict=judged).of_cents()


def people_below_minimum_wage(person: Columns, rules: Rules) -> Measure:
    """People whose full-time pay is below the full-time minimum wage of the same months."""
    counted = _compared_with_minimum(person)
    below = (_below_minimum(person, rules) & counted).sum()
    measure = Measure(below.cast(pl.Int64), people=counted.sum(), population=counted)
    return measure.against(at_most=0)


def pay_p10(person: Columns) -> Measure:
    """The monthly full-time pay one person in ten is below."""
    return _monthly(person, 0.1)


def pay_p25(person: Columns) -> Measure:
    """The monthly full-time pay a quarter of the people are below."""
    return _monthly(person, 0.25)


def pay_median(person: Columns) -> Measure:
    """The monthly full-time pay half of the people are below."""
    return _monthly(person, 0.5)


def pay_p75(person: Columns) -> Measure:
    """The monthly full-time pay three quarters of the people are below."""
    return _monthly(person, 0.75)


def pay_p90(person: Columns) -> Measure:
    """The monthly full-time pay nine people in ten are below."""
    return _monthly(person, 0.9)


@gives("pay_band_headcount", reads={"person": ("in_spread", "pay_fte")})
def people_by_pay_band(person: pl.LazyFrame) -> Block:
    """People by band of monthly full-time pay, neighbouring bands joined until each has five people."""
    counted = person.filter(pl.col("in_spread") & pl.col("pay_fte").is_not_null())
    return Block(pay_bands(counted))


def _scale(person: Columns) -> Group:
    """Full-time pays of employees and paid officers; apprentices, trainees and very short stays are left out."""
    return group(person.pay_fte, among=person.in_spread)


def _monthly(person: Columns, position: float) -> Measure:
    return quantile(_scale(person), position, smooth=True).divided(CENTS * MONTHS)


def _of_several(measure: Measure, pay: Group) -> Measure:
    """A ratio between pays needs two people at least."""
    return measure.of_cents().when(not_computable(pay.people == 1, "one_person"))


def _compared_with_minimum(person: Columns) -> pl.Expr:
    return person.in_spread & person.pay_fte.is_not_null() & person.minimum_pay.is_not_null()


def _below_minimum(person: Columns, rules: Rules) -> pl.Expr:
    """Below by more than rounding can explain: the tolerance is by month, the pay by year."""
    tolerance = whole(exact(rules["conventions.minimum_wage_tolerance"]) * CENTS * MONTHS)
    return person.pay_fte + tolerance < person.minimum_pay
