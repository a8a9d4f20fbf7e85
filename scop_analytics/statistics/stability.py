"""How far a gap could plausibly have been from what it is: stability interval and effect of one person.

A payroll is complete, so this is no sampling error: the interval is the range the gap would have taken under normal
turnover in who holds which job (bootstrap drawn within each sex, percentiles 2.5 and 97.5, recorded seed). Gaps are in
percent of men's pay, positive when men earn more.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

Pays = NDArray[np.float64]
DRAWS: Final = 4_999
SEED: Final = 20_231_201
FEWEST: Final = 10  # of each sex; below, a bootstrap says too little
CHUNK: Final = 4_000_000  # amounts drawn at a time
TAILS: Final = (2.5, 97.5)


@dataclass(frozen=True)
class Interval:
    """Stability interval of a gap, in percent, with what made it."""

    low: float
    high: float
    draws: int = DRAWS
    seed: int = SEED

    def contains(self, value: float) -> bool:
        """Whether ``value`` lies inside, bounds included."""
        return self.low <= value <= self.high


@dataclass(frozen=True)
class OnePerson:
    """Smallest and largest gap obtained by leaving one person out. Exact values are for the employer only."""

    low: float
    high: float

    def changes_sign(self) -> bool:
        """Whether one person is enough to change the sign of the gap."""
        return self.low < 0 < self.high or (self.low == 0) != (self.high == 0)

    def crosses(self, threshold: float) -> bool:
        """Whether one person is enough to cross ``threshold``."""
        return self.low < threshold <= self.high


def mean_gap(women: ArrayLike, men: ArrayLike) -> float:
    """Men's mean less women's, in percent of men's."""
    return float(_gap(np.mean(_sorted(women)), np.mean(_sorted(men))))


def median_gap(women: ArrayLike, men: ArrayLike) -> float:
    """Men's median less women's, in percent of men's."""
    return float(_gap(np.median(_sorted(women)), np.median(_sorted(men))))


def mean_interval(women: ArrayLike, men: ArrayLike, fewest: int = FEWEST) -> Interval | None:
    """Stability interval of the gap of means; nothing with fewer than ``fewest`` people of one sex."""
    return _interval(_sorted(women), _sorted(men), _row_means, fewest)


def median_interval(women: ArrayLike, men: ArrayLike, fewest: int = FEWEST) -> Interval | None:
    """Stability interval of the gap of medians; nothing with fewer than ``fewest`` people of one sex."""
    return _interval(_sorted(women), _sorted(men), _row_medians, fewest)


def mean_one_person(women: ArrayLike, men: ArrayLike) -> OnePerson | None:
    """One-person effect on the gap of means, in closed form: only the extremes of each sex can give it."""
    return _effect(_sorted(women), _sorted(men), np.mean, _means_without_one)


def median_one_person(women: ArrayLike, men: ArrayLike) -> OnePerson | None:
    """One-person effect on the gap of medians: a median without one person takes three values at most."""
    return _effect(_sorted(women), _sorted(men), np.median, _medians_without_one)


def _sorted(pays: ArrayLike) -> Pays:
    """Sorted first: the draws do not depend on the order of the files."""
    return np.sort(np.asarray(pays, dtype=np.float64))


def _gap(women: Pays | np.floating, men: Pays | np.floating) -> Pays | np.floating:
    return 100 * (men - women) / men


def _interval(women: Pays, men: Pays, statistic: Callable[[Pays], Pays], fewest: int) -> Interval | None:
    if min(len(women), len(men)) < fewest:
        return None
    draw = np.random.default_rng(SEED)
    gaps = _gap(_drawn(women, statistic, draw), _drawn(men, statistic, draw))
    low, high = np.percentile(gaps, TAILS)
    return Interval(float(low), float(high))


def _drawn(pays: Pays, statistic: Callable[[Pays], Pays], draw: np.random.Generator) -> Pays:
    """The statistic of as many people drawn with replacement, once per draw."""
    size, parts = max(1, CHUNK // len(pays)), []
    for start in range(0, DRAWS, size):
        rows = min(size, DRAWS - start)
        parts.append(statistic(pays[draw.integers(0, len(pays), (rows, len(pays)), dtype=np.uint32)]))
    return np.concatenate(parts)


def _row_means(rows: Pays) -> Pays:
    return np.asarray(rows.mean(axis=1))


def _row_medians(rows: Pays) -> Pays:
    return np.asarray(np.median(rows, axis=1))


def _effect(
    women: Pays, men: Pays, statistic: Callable[[Pays], np.floating], without_one: Callable[[Pays], Pays]
) -> OnePerson | None:
    if min(len(women), len(men)) < 2:  # noqa: PLR2004 - nobody is left of a group of one
        return None
    gaps = np.r_[_gap(without_one(women), statistic(men)), _gap(statistic(women), without_one(men))]
    return OnePerson(float(gaps.min()), float(gaps.max()))


def _means_without_one(pays: Pays) -> Pays:
    return np.asarray((pays.sum() - pays[[0, -1]]) / (len(pays) - 1), dtype=np.float64)


def _medians_without_one(pays: Pays) -> Pays:
    middle = len(pays) // 2
    if len(pays) % 2 == 0:
        return pays[[middle - 1, middle]]
    before, at, after = pays[middle - 1], pays[middle], pays[middle + 1]
    return np.array([(before + at) / 2, (before + after) / 2, (at + after) / 2])
