"""Legal rounding: half up, in decimal arithmetic, once, before any comparison."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import polars as pl
import pytest
from rows import compute, frame, only

from scop_analytics.indicators import settle
from scop_analytics.indicators.catalogue import get
from scop_analytics.indicators.measures import Measure
from scop_analytics.indicators.reasons import exact


def gap(women, men):
    """The mean annual gap between one woman and one man."""
    people = [
        {"sex": sex, "pay_total": pay, "in_gap": True, "approached": False, "pay_method": "clean_month"}
        for sex, pay in (("F", women), ("M", men))
    ]
    return only(compute({"person_calendar": frame(people)}, "mean_gap_annual"))


@pytest.mark.parametrize(
    ("women", "men", "rounded"),
    [
        (99_95, 100_00, 0.1),  # 0.05 %, a tie: up
        (100_05, 100_00, -0.1),  # −0.05 %, a tie: away from zero
        (94_95, 100_00, 5.1),  # 5.05 %: binary arithmetic holds 5.04999…
        (95_05, 100_00, 5.0),  # 4.95 % is shown 5.0, and is not below 5
        (94_96, 100_00, 5.0),
        (100_00, 100_00, 0.0),
        (89_85, 100_00, 10.2),
    ],
)
def test_ties_go_away_from_zero(women, men, rounded):
    assert gap(women, men)["rounded"] == rounded


def test_the_value_keeps_full_precision():
    assert gap(94_96, 100_00)["value"] == pytest.approx(5.04)


def test_a_gap_of_very_large_sums_is_still_exact():
    # A thousandth of a point below and at the tie, in sums of the size of a national payroll.
    men = 10**13
    assert gap(men - men * 505 // 10_000, men)["rounded"] == 5.1
    assert gap(men - men * 505 // 10_000 + 1, men)["rounded"] == 5.0


def judged(top, bottom, limit, direction, *, per=1, entry=None):
    """The verdict of one figure, as the engine gives it."""
    measure = Measure(pl.col("top"), pl.col("bottom"), 100, per=per).against(**{direction: limit})
    wide = pl.DataFrame({"top": [top], "bottom": [bottom], "x.status": pl.Series([0], dtype=pl.Int8)})
    subject = settle.Subject("x", entry, measure, {"top": "top", "bottom": "bottom"}, wide.schema)
    return wide.with_columns(settle.divided(subject, wide)).with_columns(settle.valued(subject))["x.verdict"].item()


@pytest.mark.parametrize(
    ("top", "bottom", "limit", "direction", "verdict"),
    [
        (51, 100, 51, "at_least", "complies"),
        (50_999_999, 100_000_000, 51, "at_least", "breach"),
        (1, 3, Fraction(100, 3), "at_most", "complies"),
        (333_334, 1_000_000, Fraction(100, 3), "at_most", "breach"),
        (333_333, 1_000_000, Fraction(100, 3), "at_most", "complies"),
        (0, 10, 0, "above", "breach"),
        (1, 10**15, 0, "above", "complies"),
        (5, 100, Decimal("5.0"), "at_most", "complies"),
    ],
)
def test_thresholds_are_compared_in_whole_numbers(top, bottom, limit, direction, verdict):
    assert judged(top, bottom, limit, direction) == verdict


def test_a_declared_rounding_comes_before_the_comparison():
    # 4.95 % rounds to 5.0, which reaches 5; without rounding it would not.
    assert judged(495, 10_000, 5, "at_least", entry=get("mean_gap_annual")) == "complies"
    assert judged(495, 10_000, 5, "at_least") == "breach"


def test_decimals_of_the_law_stay_exact():
    assert exact(Decimal("0.1")) == Fraction(1, 10)
    assert exact(Fraction(1, 3)) == Fraction(1, 3)
