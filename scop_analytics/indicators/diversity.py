"""Ages, and the employment of disabled workers."""

from __future__ import annotations

import polars as pl

from scop_analytics.indicators.arguments import Columns
from scop_analytics.indicators.measures import Measure, share
from scop_analytics.indicators.reasons import Condition, caution


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


def _band(bands: pl.Expr, band: str, person: Columns) -> Measure:
    present = person.is_present
    known = present & bands.is_not_null()
    unknown = (present & bands.is_null()).sum()
    nobody = Condition((present.sum() > 0) & (known.sum() == 0), "missing", "no_value")
    return share(bands == band, among=known).when(nobody, caution(unknown > 0, "age_unknown", people=unknown))


def _nobody_told(person: Columns) -> Condition:
    return Condition(person.is_disabled.is_not_null().sum() == 0, "missing", "no_value")
