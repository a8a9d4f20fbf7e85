"""Ages, and the employment of disabled workers."""

from __future__ import annotations

import polars as pl

from scop_analytics.indicators.arguments import Columns, Figure
from scop_analytics.indicators.library import ingredient
from scop_analytics.indicators.measures import RATE, Measure, share, total
from scop_analytics.indicators.reasons import Condition, caution, exact, not_applicable, whole
from scop_analytics.law import Rules

PERCENT = 100


def age_under_25_share(person: Columns) -> Measure:
    """Percent of the headcount under 25 years old."""
    return _band(person.age_band_bs, "under_25", person)


def age_25_34_share(person: Columns) -> Measure:
    """Percent of the headcount from 25 to 34 years old."""
    return _band(person.age_band_bs, "25_34", person)


def age_35_44_share(person: Columns) -> Measure:
    """Percent of the headcount from 35 to 44 years old."""
    return _band(person.age_band_bs, "35_44", person)


def age_45_54_share(person: Columns) -> Measure:
    """Percent of the headcount from 45 to 54 years old."""
    return _band(person.age_band_bs, "45_54", person)


def age_55_plus_share(person: Columns) -> Measure:
    """Percent of the headcount aged 55 and over."""
    return _band(person.age_band_bs, "55_plus", person)


def age_under_30_share(person: Columns) -> Measure:
    """Percent of the headcount under 30 years old."""
    return _band(person.age_band_esrs, "under_30", person)


def age_30_50_share(person: Columns) -> Measure:
    """Percent of the headcount from 30 to 50 years old, 50 included."""
    return _band(person.age_band_esrs, "30_50", person)


def age_over_50_share(person: Columns) -> Measure:
    """Percent of the headcount over 50 years old."""
    return _band(person.age_band_esrs, "over_50", person)


def disability_rate(person: Columns) -> Measure:
    """Percent of the headcount at closing who count for the duty to employ disabled workers."""
    known = person.is_present & person.is_disabled.is_not_null()
    return share(person.is_disabled.fill_null(False), among=known).when(_nobody_told(person))


@ingredient
def duty_workforce(person: Columns) -> Measure:
    """Full-time equivalents of the year the duty is counted on, apprentices apart, in ten-thousandths."""
    return total(person.fte_average, among=~person.contract_type.is_in(["APPRENTI", "PRO"]).fill_null(False))


@ingredient
def disabled_workforce(person: Columns) -> Measure:
    """Full-time equivalents of the year who count for the duty, in ten-thousandths."""
    disabled = pl.when(person.is_disabled.fill_null(False)).then(person.fte_average.fill_null(0)).otherwise(0)
    people = (disabled > 0).sum()
    return Measure(disabled.sum(), people=people, behind=people, additive=True).when(_nobody_told(person))


def disability_duty(duty_workforce: Figure, rules: Rules) -> Measure:
    """Disabled workers the law asks of the company for its average workforce, rounded down."""
    return Measure(_owed(duty_workforce, rules)).when(*_duty_applies(duty_workforce, rules))


def disability_duty_lacking(duty_workforce: Figure, disabled_workforce: Figure, rules: Rules) -> Measure:
    """Full-time equivalents of disabled workers that the company lacks to fulfil the duty by direct employment."""
    lacking = pl.max_horizontal(_owed(duty_workforce, rules) * RATE - disabled_workforce.top, 0)
    employed = Measure(lacking, behind=disabled_workforce.people).divided(RATE)
    return employed.when(*_duty_applies(duty_workforce, rules))


def _band(bands: pl.Expr, band: str, person: Columns) -> Measure:
    present = person.is_present
    known = present & bands.is_not_null()
    unknown = (present & bands.is_null()).sum()
    nobody = Condition((present.sum() > 0) & (known.sum() == 0), "missing", "no_value")
    return share(bands == band, among=known).when(nobody, caution(unknown > 0, "age_unknown", people=unknown))


def _nobody_told(person: Columns) -> Condition:
    return Condition(person.is_disabled.is_not_null().sum() == 0, "missing", "no_value")


def _owed(workforce: Figure, rules: Rules) -> pl.Expr:
    part = exact(rules["disability.duty_percent"]) / PERCENT
    return workforce.top * part.numerator // (part.denominator * RATE)


def _duty_applies(workforce: Figure, rules: Rules) -> tuple[Condition, ...]:
    least = whole(rules["disability.workforce_minimum"])
    small = not_applicable(workforce.top < least * RATE, "small_workforce", minimum=least)
    return small, caution(pl.lit(True), "duty_approached")
