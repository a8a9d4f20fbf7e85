"""Smoothed percentiles: right by hand, nobody's value; bands with ties."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from scipy.optimize import linprog

from scop_analytics.errors import UsageError
from scop_analytics.masking import percentile_bands, percentile_rank, smoothed_percentile

LOOSE = {"audience": "members", "median": 3, "quartile": 5, "decile": 9}


@pytest.mark.parametrize(
    ("values", "percent", "expected"),
    [
        ([10, 20, 60, 40, 50], 50, 37),  # 20, 40, 50: 36.67
        ([10, 20, 30, 40, 50, 60, 70, 80, 99], 50, 50),  # the five in the middle
        ([10, 20, 30, 40, 50, 60, 70, 80, 99], 10, 30),  # the first five: never the least alone
        ([10, 20, 30, 40, 50, 60, 70, 80, 90], 90, 70),
        ([10, 20, 30], 50, 20),
        ([10, 20], 50, None),
        ([10, 20, 30, 40], 25, None),  # five asked for
    ],
)
def test_by_hand(values, percent, expected):
    assert smoothed_percentile(values, percent, LOOSE) == expected


def test_rounded_half_up_and_minimum_of_the_audience():
    assert smoothed_percentile([2010, 2020, 2045, 2080, 2200], 50, "members", step=50) == 2050  # 2 048.3
    assert smoothed_percentile([2000] * 9, 50, "public") is None
    assert smoothed_percentile([2000] * 11, 25, "members") is None
    assert smoothed_percentile([2000] * 12, 25, "members") == 2000
    assert [smoothed_percentile([2000] * n, 10, "members") for n in (29, 30)] == [None, 2000]


@pytest.mark.parametrize("percent", [0, 1, 99, 100])
def test_no_extreme(percent):
    with pytest.raises(UsageError):
        smoothed_percentile(range(100), percent, "members")


def spans(count, windows, published, step):
    """Room left to each value in order, by all that was published: narrowest relative to the value."""
    rows, limits = [], []
    for place in range(count - 1):  # in order
        rows.append(np.eye(count)[place] - np.eye(count)[place + 1])
        limits.append(0)
    for (first, width), told in zip(windows, published, strict=True):
        mean = np.zeros(count)
        mean[first : first + width] = 1 / width
        rows += [mean, -mean]
        limits += [told + step / 2, step / 2 - told]
    ends = []
    for place in range(count):
        aim = np.eye(count)[place]
        low, high = (linprog(sign * aim, A_ub=rows, b_ub=limits, bounds=(0, 1e6)).fun * sign for sign in (1, -1))
        ends.append((low, high))
    return ends


@pytest.mark.parametrize(
    ("count", "windows"),  # by hand: percentiles that the audience allows, first value and number of values averaged
    [(5, {50: (1, 3)}), (9, {50: (2, 5)}), (15, {25: (1, 5), 50: (5, 5), 75: (8, 5)})],
)
def test_groups_of_five_nine_and_fifteen_tell_no_value(count, windows):
    dice = np.random.default_rng(count)
    for _ in range(20):
        pays = np.sort(np.rint(np.exp(dice.normal(7.7, 0.3, count))))
        published = [smoothed_percentile(pays, percent, "members", step=50) for percent in windows]
        expected = [pays[first : first + width].mean() for first, width in windows.values()]
        assert published == pytest.approx(expected, abs=25.01)
        for value, (low, high) in zip(pays, spans(count, windows.values(), published, 50), strict=True):
            assert low - 1e-6 <= value <= high + 1e-6
            assert high - low > 0.1 * value


def test_ranks_and_bands_with_ties():
    frame = pl.DataFrame({"v": [1, 2, 2, 4, 5, 6, 7, 8]})
    assert frame.select(percentile_rank(pl.col("v"))).to_series().to_list() == [
        6.25, 25.0, 25.0, 43.75, 56.25, 68.75, 81.25, 93.75,
    ]  # fmt: skip
    assert frame.select(percentile_bands(pl.col("v"))).to_series().to_list() == [1, 2, 2, 2, 3, 3, 4, 4]


def test_bands_are_quarters_below_thirty_then_tenths():
    for count, most in ((29, 4), (30, 10), (400, 10)):
        bands = pl.DataFrame({"v": range(count)}).select(percentile_bands(pl.col("v"))).to_series()
        assert (bands.min(), bands.max()) == (1, most)


def test_all_equal_is_the_middle():
    frame = pl.DataFrame({"v": [3, 3, 3]})
    assert frame.select(percentile_rank(pl.col("v"))).to_series().to_list() == [50, 50, 50]
    assert frame.select(percentile_bands(pl.col("v"))).to_series().n_unique() == 1
