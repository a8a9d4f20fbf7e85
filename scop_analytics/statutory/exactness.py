"""Legal rounding without a binary tie: floats for everyone, exact fractions for the few results next to a tie."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Final

import numpy as np
from numpy.typing import NDArray

from scop_analytics.law import Scale

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
TENTHS: Final = 10
# A result this close to a tie (in tenths) is computed again exactly; floats are off by less than a thousandth of it.
NEAR: Final = 1e-7
NOISE: Final = 9  # decimals of a value kept in results: those beyond depend on the order of additions


def half_up(value: Fraction) -> int:
    """``value`` to the nearest whole number, halves away from zero."""
    size = (2 * abs(value.numerator) + value.denominator) // (2 * value.denominator)
    return size if value > 0 else -size


def tenths(values: Floats, exactly: Callable[[int], Fraction]) -> Integers:
    """``values`` in tenths, halves away from zero; ``exactly(place)`` gives the true value of one of them."""
    size = np.abs(np.nan_to_num(values)) * TENTHS
    rounded = np.sign(values, where=np.isfinite(values), out=np.zeros_like(values)) * np.floor(size + 0.5)
    for place in np.flatnonzero(np.abs(size - np.floor(size) - 0.5) < NEAR):
        rounded[place] = half_up(exactly(int(place)) * TENTHS)
    return rounded.astype(np.int64)


def half_up_quotient(top: Integers, bottom: Integers) -> Integers:
    """``top / bottom`` to the nearest whole number, halves away from zero, on whole numbers; 0 where ``bottom`` is 0."""
    safe = np.where(bottom == 0, 1, bottom)
    return np.where(bottom == 0, 0, np.sign(top) * ((2 * np.abs(top) + safe) // (2 * safe)))


def quotient(top: Floats | Integers, bottom: Floats | Integers) -> Floats:
    """``top / bottom``; not a number where ``bottom`` is 0."""
    safe = np.where(bottom == 0, np.nan, bottom)
    return np.asarray(np.divide(top, safe), dtype=np.float64)


def total(slots: Integers, values: Floats | Integers, count: int) -> Floats:
    """The sum of ``values`` in each of ``count`` slots, added in order: a company alone gets the same digits as among others."""
    return np.bincount(slots, weights=values.astype(np.float64), minlength=count).astype(np.float64)


def points(sizes: Integers, scale: Scale) -> Integers:
    """The points of results in tenths (their size: a gap scores the same whoever it favours)."""
    bounds = np.array([int(bound * TENTHS) for bound, _ in scale.steps], dtype=np.int64)
    given = np.array([*(int(step) for _, step in scale.steps), int(scale.beyond)], dtype=np.int64)
    return given[np.searchsorted(bounds, np.abs(sizes), side="left")]


def most(scale: Scale) -> int:
    """The greatest number of points a scale gives."""
    return max(int(scale.beyond), *(int(step) for _, step in scale.steps))
