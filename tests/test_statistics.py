"""Stability of gaps: deterministic draws, and the effect of one person against leaving each one out in turn."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rows import compute, frame

from scop_analytics.statistics import stability
from scop_analytics.statistics.intervals import one_person_effects, with_intervals

PAYS = st.lists(st.integers(1_000, 9_000), min_size=2, max_size=12)
CHANCE = np.random.default_rng(7)
WOMEN, MEN = CHANCE.normal(30_000, 4_000, 20), CHANCE.normal(40_000, 4_000, 25)


def by_hand(women, men, statistic):
    """The smallest and largest gap with each person left out in turn."""
    gaps = [100 * (statistic(men) - statistic(np.delete(women, i))) / statistic(men) for i in range(len(women))]
    for i in range(len(men)):
        others = statistic(np.delete(men, i))
        gaps.append(100 * (others - statistic(women)) / others)
    return min(gaps), max(gaps)


@settings(max_examples=60, deadline=None)
@given(PAYS, PAYS)
def test_one_person_effect_is_leaving_each_one_out(women, men):
    mean, median = stability.mean_one_person(women, men), stability.median_one_person(women, men)
    assert (mean.low, mean.high) == pytest.approx(by_hand(women, men, np.mean))
    assert (median.low, median.high) == pytest.approx(by_hand(women, men, np.median))


def test_nobody_is_left_of_a_group_of_one():
    assert stability.mean_one_person([1], [2, 3]) is None


@pytest.mark.parametrize("interval", [stability.mean_interval, stability.median_interval])
def test_the_interval_does_not_depend_on_the_order(interval):
    again = CHANCE.permutation(WOMEN), CHANCE.permutation(MEN)
    assert interval(WOMEN, MEN) == interval(*again)


def test_the_interval_holds_the_gap_and_records_its_seed():
    found = stability.mean_interval(WOMEN, MEN)
    assert found.low < stability.mean_gap(WOMEN, MEN) < found.high
    assert (found.draws, found.seed) == (4_999, stability.SEED)
    # The textbook interval of a ratio of means (delta method) is within a point of it.
    ratio = WOMEN.mean() / MEN.mean()
    spread = (
        100 * ratio * np.sqrt(WOMEN.var() / len(WOMEN) / WOMEN.mean() ** 2 + MEN.var() / len(MEN) / MEN.mean() ** 2)
    )
    assert found.high - found.low == pytest.approx(2 * 1.96 * spread, rel=0.1)


def test_fewer_than_ten_of_one_sex_have_no_interval():
    assert stability.mean_interval(WOMEN[:9], MEN) is None
    assert stability.mean_interval(WOMEN[:10], MEN[:10]) is not None


def test_large_groups_are_drawn_in_parts(monkeypatch):
    monkeypatch.setattr(stability, "CHUNK", 1_000)
    small = stability.mean_interval(WOMEN, MEN)
    assert small.low < stability.mean_gap(WOMEN, MEN) < small.high


def test_one_person_can_change_the_sign_or_cross():
    assert stability.OnePerson(-1, 2).changes_sign()
    assert stability.OnePerson(0, 2).changes_sign()
    assert not stability.OnePerson(1, 2).changes_sign()
    assert stability.OnePerson(4, 5).crosses(5)
    assert not stability.OnePerson(5, 6).crosses(5)


def people(women, men):
    rows = [("F", int(pay * 100)) for pay in women] + [("M", int(pay * 100)) for pay in men]
    return frame(
        [
            {"sex": sex, "pay_total": pay, "in_gap": True, "approached": False, "pay_method": "clean_month"}
            for sex, pay in rows
        ]
    )


def test_results_receive_their_interval():
    rows = people(WOMEN, MEN)
    found = with_intervals(compute({"person_calendar": rows}, "mean_gap_annual"), rows)
    low, high = found.select("low", "high").row(0)
    assert low < found["value"].item() < high
    assert found["status"].item() == "ok"  # far from zero, and no threshold asked


@pytest.mark.parametrize(
    ("women", "threshold", "key"), [(MEN[:20] * 0.99, None, "unstable"), (WOMEN, 25.0, "spans_threshold")]
)
def test_an_interval_that_says_little_calls_for_caution(women, threshold, key):
    rows = people(women, MEN)
    found = with_intervals(compute({"person_calendar": rows}, "mean_gap_annual"), rows, threshold)
    assert found["status"].item() == "caution"
    assert key in found["reason"].item()


def test_a_table_without_gaps_is_left_alone():
    results = compute({"person": frame([{"is_present": True}])}, "headcount")
    untouched = with_intervals(results, people(WOMEN, MEN))
    assert untouched.equals(results)


def test_the_effect_of_one_person_by_result():
    rows = people([10, 20], [20, 30])
    effects = one_person_effects(compute({"person_calendar": rows}, "mean_gap_annual"), rows)
    effect = effects["A", 2025, "mean_gap_annual", "{}"]
    # Means 15 and 25; without the best paid man 20: 25 %; without the best paid woman 10: 60 %.
    assert (effect.low, effect.high) == pytest.approx((20, 60))
