"""Statistics of comparisons, each against a hand computation or a second way of computing it."""

from __future__ import annotations

from fractions import Fraction
from math import comb, sqrt

import numpy as np
import polars as pl
import pytest

from scop_analytics.benchmarking.ordered import band, members
from scop_analytics.benchmarking.spread import (
    dispersion,
    exact_limits,
    normal_limits,
    random_effects,
    rank_bands,
    shrunk,
    winsorised,
)


def one_group(values, weights=None):
    numbers = np.array(values, dtype=float)
    weights = np.ones(len(numbers)) if weights is None else np.array(weights, dtype=float)
    return members(np.zeros(len(numbers), dtype=np.int64), numbers, weights, 1)


ZERO = np.zeros(1, dtype=np.int64)


@pytest.mark.parametrize(
    ("values", "share", "expected"),
    [
        (range(1, 13), 0.5, 6.5),  # place 5.5: between the means of 4…8 (6) and of 5…9 (7)
        (range(1, 13), 0.25, 4.0),  # place 2.75, brought to 3: the mean of 2…6, without the lowest
        (range(1, 13), 0.75, 9.0),  # place 8.25, brought to 8: the mean of 7…11, without the highest
        (range(1, 7), 0.5, 3.5),  # below nine, three values: the means of 2, 3, 4 and of 3, 4, 5
        ([1, 2, 3, 4, 100], 0.5, 3.0),  # the highest is never in it
        ([1, 2, 3, 4, 1000, 1000, 1000, 1000, 1000], 0.5, (3 + 4 + 3 * 1000) / 5),
    ],
)
def test_smoothed_quantiles_by_hand(values, share, expected):
    assert one_group(list(values)).quantile(ZERO, None, share)[0] == pytest.approx(expected)


def test_the_reader_is_left_out_wherever_it_stands():
    for reader in (0.5, 6.5, 99.0, 6.0):
        peers = one_group([*range(1, 13), reader])
        at = peers.place[[12]]
        own = np.array([reader])
        assert peers.quantile(ZERO, at, 0.5)[0] == pytest.approx(6.5)
        assert peers.quantile(ZERO, at, 0.25)[0] == pytest.approx(4.0)
        assert peers.mean(ZERO, own)[0] == pytest.approx(6.5)
        assert peers.others(ZERO)[0] == 12


def test_means_by_person_leave_the_reader_out():
    peers = one_group([10, 20, 60], [1, 3, 100])
    assert peers.weighted_mean(ZERO, np.array([60.0]), np.array([100.0]))[0] == (10 * 1 + 20 * 3) / 4


def test_a_smoothed_quantile_never_equals_one_value_of_the_group():
    """Groups of 5, 9 and 15 co-operatives: an exact median would be the figure of one of them."""
    draw = np.random.default_rng(5)
    for count in (5, 9, 15):
        for _ in range(200):
            values = draw.lognormal(3, 0.5, count)
            for share in (0.25, 0.5, 0.75):
                told = one_group(values).quantile(ZERO, None, share)[0]
                assert np.abs(values - told).min() > 0
    values = np.array([1.0, 2, 3, 4, 5])
    assert one_group(values).quantile(ZERO, None, 0.9)[0] < values.max()


def test_percentiles_with_ties_by_hand():
    peers = one_group([1, 2, 2, 3])
    assert peers.percentile(np.zeros(4, dtype=np.int64), peers.place).tolist() == [12.5, 50.0, 50.0, 87.5]


def test_percentiles_group_by_group():
    group = np.array([1, 0, 1, 0, 1])
    peers = members(group, np.array([5.0, 1.0, 5.0, 1.0, 9.0]), np.ones(5), 2)
    # In group 1, of 5, 5, 9: 100 × (0 + ½·2)/3 and 100 × (2 + ½)/3; in group 0, both are tied.
    assert peers.percentile(group, peers.place) == pytest.approx([100 / 3, 50, 100 / 3, 50, 250 / 3])


def test_bands_are_quarters_then_tenths():
    low, high = band(np.array([12.5, 50.0, 99.0, 50.0, 99.9]), np.array([4, 29, 29, 30, 200]))
    assert list(zip(low.tolist(), high.tolist(), strict=True)) == [(0, 25), (50, 75), (75, 100), (50, 60), (90, 100)]


def test_winsorising_by_hand():
    assert winsorised(np.arange(10.0), 0.1).tolist() == [1, 1, 2, 3, 4, 5, 6, 7, 8, 8]


def test_dispersion_by_hand():
    # z = ±2: φ = 4; ten weights of 1: Σw − Σw²/Σw = 9; τ² = (10·4 − 9)/9. χ² of nine degrees at 95 %: 16.9.
    found = dispersion(np.array([-2.0, 2.0] * 5), np.ones(10), 0.0)
    assert (found.phi, found.clear) == (4.0, True)
    assert found.tau2 == pytest.approx(31 / 9)
    calm = dispersion(np.array([-0.9, 0.9] * 5), np.ones(10), 0.0)
    assert (calm.clear, calm.tau2) == (False, 0.0)


def test_shrinkage_by_hand():
    # s² = τ²: half way. A figure without error stays; without variance between co-operatives, all go to the target.
    assert shrunk(np.array([10.0]), np.array([2.0]), 0.0, 4.0)[0] == 5.0
    assert shrunk(np.array([10.0]), np.array([2.0]), 3.0, 0.0)[0] == 3.0
    assert shrunk(np.array([10.0]), np.array([1e-9]), 3.0, 4.0)[0] == pytest.approx(10.0)


def test_normal_limits_by_hand():
    low, high = normal_limits(10.0, np.array([2.0]), 0.95)
    assert (low[0], high[0]) == pytest.approx((10 - 1.96 * 2, 10 + 1.96 * 2), abs=1e-3)
    low, high = normal_limits(10.0, np.array([2.0]), 0.998)
    assert high[0] - 10 == pytest.approx(3.09 * 2, abs=1e-3)
    assert normal_limits(0.0, np.array([3.0]), 0.95, tau2=16.0)[1][0] == pytest.approx(1.96 * 5, abs=1e-3)


@pytest.mark.parametrize(("n", "share"), [(10, 0.5), (7, 0.3), (29, 0.05), (5, 0.9)])
@pytest.mark.parametrize("level", [0.95, 0.998])
def test_exact_limits_against_a_sum_of_probabilities(n, share, level):
    """The smallest count whose cumulated probability reaches each tail, in exact fractions."""
    chance, tail = Fraction(str(share)), (1 - Fraction(str(level))) / 2
    total, first, last = Fraction(0), None, None
    for count in range(n + 1):
        total += comb(n, count) * chance**count * (1 - chance) ** (n - count)
        first = count if first is None and total >= tail else first
        last = count if last is None and total >= 1 - tail else last
    low, high = exact_limits(share, np.array([float(n)]), level)
    assert (low[0], high[0]) == pytest.approx((first / n, last / n))


def test_random_effects_by_hand():
    # Two figures 0 and 4 of error 1: fixed mean 2, Q = 8, τ² = (8 − 1)/(2 − 1) = 7, error √(8/2) = 2, I² = 7/8.
    found = random_effects(np.array([0.0, 4.0]), np.ones(2))
    assert (found.estimate, found.tau2, found.i2) == pytest.approx((2.0, 7.0, 87.5))
    assert (found.low, found.high) == pytest.approx((2 - 1.96 * 2, 2 + 1.96 * 2), abs=1e-3)


def test_random_effects_against_a_second_computation():
    draw = np.random.default_rng(3)
    for _ in range(20):
        y, s = draw.normal(5, 4, 12), draw.uniform(1, 6, 12)
        weight = [1 / e**2 for e in s]
        fixed = sum(w * v for w, v in zip(weight, y, strict=True)) / sum(weight)
        q = sum(w * (v - fixed) ** 2 for w, v in zip(weight, y, strict=True))
        tau2 = max(0.0, (q - 11) / (sum(weight) - sum(w * w for w in weight) / sum(weight)))
        loose = [1 / (e**2 + tau2) for e in s]
        mean = sum(w * v for w, v in zip(loose, y, strict=True)) / sum(loose)
        found = random_effects(y, s)
        assert (found.estimate, found.tau2) == pytest.approx((mean, tau2))
        assert found.high - found.estimate == pytest.approx(1.959964 * sqrt(1 / sum(loose)), rel=1e-5)


def test_ranks_are_narrow_when_certain_and_wide_when_not():
    low, high = rank_bands(np.arange(10.0), np.full(10, 1e-6))
    assert low == pytest.approx([5, 15, 25, 35, 45, 55, 65, 75, 85, 95])
    assert high == pytest.approx(low)
    low, high = rank_bands(np.zeros(10), np.ones(10))
    assert (low == 5).all()
    assert (high == 95).all()


def test_the_spread_of_pay_from_its_classes():
    """Everybody in one class: no spread. Half in each of two classes: that of their two middles."""
    from scop_analytics.benchmarking import settings
    from scop_analytics.benchmarking.uncertain import spreads

    edges = settings.pay_classes()["edges"]
    one, two = [0] * (len(edges) + 1), [0] * (len(edges) + 1)
    one[10] = 8
    two[5], two[25] = 4, 4
    rows = pl.DataFrame(
        {"company": ["a", "a"], "year": [2025, 2025], "sex": ["F", "M"], "counts": [one, two]},
        schema_overrides={"year": pl.Int32},
    )
    told = spreads(rows).row(0, named=True)
    low, high = sqrt(edges[4] * edges[5]), sqrt(edges[24] * edges[25])
    mean = (low + high) / 2
    assert told["cv2_women"] == pytest.approx(0, abs=1e-12)
    assert told["cv2_men"] == pytest.approx(8 / 7 * ((high - low) / 2) ** 2 / mean**2)
    assert (told["women_paid"], told["men_paid"]) == (8, 8)
