"""Statistics of a group without one of its members, for every member at once: means, smoothed quantiles, percentile bands.

A smoothed quantile never shows one co-operative: around the place ``p × (n − 1)`` it averages five order statistics (three in
groups below nine), and it leaves out the lowest and the highest. Between two places it is interpolated.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from scop_analytics.benchmarking import settings

Floats = np.ndarray[Any, np.dtype[np.float64]]
Ints = np.ndarray[Any, np.dtype[np.int64]]


@dataclass(frozen=True)
class Members:
    """Values by group, sorted: group after group, each in order. ``place`` is where each entry given came to stand."""

    values: Floats
    weights: Floats
    starts: Ints  # of each group
    sizes: Ints
    sums: Floats
    weighted: Floats
    loads: Floats
    place: Ints

    def others(self, group: Ints) -> Ints:
        """How many stand in each group besides the reader."""
        return np.asarray(self.sizes[group] - 1)

    def mean(self, group: Ints, own: Floats) -> Floats:
        """The mean of the others."""
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray((self.sums[group] - own) / (self.sizes[group] - 1))

    def weighted_mean(self, group: Ints, own: Floats, weight: Floats) -> Floats:
        """The mean of the others, each by its weight."""
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray((self.weighted[group] - own * weight) / (self.loads[group] - weight))

    def quantile(self, group: Ints, at: Ints | None, share: float) -> Floats:
        """The smoothed quantile of each group; ``at`` is the place of the reader in :attr:`values`, left out."""
        n = self.sizes[group] - (at is not None)
        told = settings.percentiles()
        half = np.where(n < told["many"], told["few_half"], told["many_half"])
        lowest, highest = half + 1, n - 2 - half
        spot = np.clip(share * (n - 1), lowest, np.maximum(highest, lowest))
        floor = np.floor(spot).astype(np.int64)
        part = spot - floor
        low = self._window(group, at, floor, half)
        high = self._window(group, at, np.minimum(floor + 1, np.maximum(highest, floor)), half)
        return np.asarray(np.where(n >= 2 * half + 3, low + part * (high - low), np.nan))

    def _window(self, group: Ints, at: Ints | None, centre: Ints, half: Ints) -> Floats:
        """The mean of the order statistics from ``centre − half`` to ``centre + half``, the reader left out."""
        total = np.zeros(len(group))
        reader = np.full(len(group), np.iinfo(np.int64).max) if at is None else at - self.starts[group]
        for step in range(-int(half.max(initial=0)), int(half.max(initial=0)) + 1):
            rank = centre + step
            rank = self.starts[group] + rank + (rank >= reader)
            inside = np.abs(step) <= half
            total += np.where(inside, self.values[np.clip(rank, 0, len(self.values) - 1)], 0.0)
        return np.asarray(total / (2 * half + 1))

    def percentile(self, group: Ints, at: Ints) -> Floats:
        """100 × (how many are lower + half of those equal, the reader among them) ÷ all: never 0, never 100."""
        fresh = np.diff(self.values, prepend=np.nan) != 0
        fresh[self.starts[self.starts < len(fresh)]] = True
        first = np.flatnonzero(fresh)
        tie = np.cumsum(fresh) - 1  # the run of equal values that each entry stands in
        length = np.diff(first, append=len(self.values))
        below = first[tie[at]] - self.starts[group]
        return np.asarray(100 * (below + 0.5 * length[tie[at]]) / self.sizes[group])


def members(group: Ints, values: Floats, weights: Floats, groups: int) -> Members:
    """Entries (one per member of a group) put in order; ``groups`` is how many groups there are."""
    order = np.lexsort((values, group))
    sizes = np.bincount(group, minlength=groups)
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.arange(len(order))
    return Members(
        values[order],
        weights[order],
        np.concatenate(([0], np.cumsum(sizes)[:-1])),
        sizes,
        _summed(group, values, groups),
        _summed(group, np.where(np.isnan(weights), 0, values * weights), groups),
        _summed(group, np.nan_to_num(weights), groups),
        place,
    )


def _summed(group: Ints, numbers: Floats, groups: int) -> Floats:
    return np.asarray(np.bincount(group, numbers, groups), dtype=np.float64)


def band(percentile: Floats, n: Ints) -> tuple[Ints, Ints]:
    """The band of a percentile: quarters in small groups, tenths from thirty co-operatives; never the percentile itself."""
    width = np.where(n < settings.percentiles()["tenths"], 25, 10)
    low = np.minimum(np.floor(percentile / width).astype(np.int64), 100 // width - 1) * width
    return low, low + width
