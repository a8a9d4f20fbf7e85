"""Is a difference between co-operatives more than chance? Limits, over-dispersion, shrinkage, bands of ranks, pooled gaps.

Plain functions of arrays: ``y`` the figures, ``s`` their standard errors, in the same unit. Sources: Spiegelhalter (2005) on funnel
plots and over-dispersion; DerSimonian and Laird (1986) on random effects.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from scop_analytics.benchmarking import settings

Floats = np.ndarray[Any, np.dtype[np.float64]]


@dataclass(frozen=True)
class Dispersion:
    """``phi``: mean squared z score, winsorised. ``tau2``: variance between co-operatives beyond chance. ``clear``: proven."""

    phi: float
    tau2: float
    clear: bool


def dispersion(y: Floats, s: Floats, target: float) -> Dispersion:
    """How much more the figures vary than chance would have it; ``tau2`` is 0 unless clearly more."""
    from scipy.stats import chi2

    told = settings.peers()["funnel"]
    count = len(y)
    z = winsorised((y - target) / s, float(told["winsorised"]))
    phi = float(np.mean(z**2))
    weight = 1 / s**2
    scale = float(weight.sum() - (weight**2).sum() / weight.sum())
    clear = count > 1 and bool(count * phi > chi2.ppf(float(told["clearly"]), count - 1))
    tau2 = max(0.0, (count * phi - (count - 1)) / scale) if clear and scale > 0 else 0.0
    return Dispersion(phi, tau2, clear)


def winsorised(z: Floats, share: float) -> Floats:
    """The scores with the lowest and the highest ``share`` of them brought to the next one inside."""
    cut = int(np.floor(share * len(z)))
    ordered = np.sort(z)
    return np.asarray(np.clip(z, ordered[cut], ordered[len(z) - 1 - cut]))


def normal_limits(target: Floats | float, s: Floats, level: float, tau2: float = 0.0) -> tuple[Floats, Floats]:
    """The limits within which a share ``level`` of figures would fall by chance, and by what is common to all."""
    from scipy.stats import norm

    half = norm.ppf((1 + level) / 2) * np.sqrt(s**2 + tau2)
    return np.asarray(target - half), np.asarray(target + half)


def exact_limits(share: Floats | float, n: Floats, level: float) -> tuple[Floats, Floats]:
    """Exact binomial limits of a count among ``n``, as shares: a count on a limit is inside."""
    from scipy.stats import binom

    low, high = binom.ppf((1 - level) / 2, n, share), binom.ppf((1 + level) / 2, n, share)
    return np.asarray(np.maximum(low, 0) / n), np.asarray(high / n)


def shrunk(y: Floats, s: Floats, target: Floats | float, tau2: float) -> Floats:
    """The figures drawn to the target, the more the less certain they are: ``B·target + (1 − B)·y``, ``B = s²/(s² + τ²)``."""
    pull = s**2 / (s**2 + tau2)
    return np.asarray(pull * target + (1 - pull) * y)


def rank_bands(y: Floats, s: Floats) -> tuple[Floats, Floats]:
    """The band of percentiles in which each co-operative would stand nine times in ten, were the figures drawn again."""
    told = settings.peers()["ranks"]
    draw = np.random.default_rng(told["seed"])
    level, count = float(told["level"]), len(y)
    drawn = draw.normal(y, s, size=(told["draws"], count))
    ranks = np.argsort(np.argsort(drawn, axis=1), axis=1)
    share = 100 * (ranks + 0.5) / count
    low, high = np.quantile(share, [(1 - level) / 2, (1 + level) / 2], axis=0)
    return np.asarray(low), np.asarray(high)


@dataclass(frozen=True)
class Pooled:
    """A pooled figure, co-operatives as units: estimate with its 95 % interval, ``tau2`` between them, ``i2`` in percent."""

    estimate: float
    low: float
    high: float
    tau2: float
    i2: float


def random_effects(y: Floats, s: Floats) -> Pooled:
    """The mean of co-operatives that differ beyond chance, each by its certainty (DerSimonian and Laird)."""
    weight = 1 / s**2
    fixed = float((weight * y).sum() / weight.sum())
    q = float((weight * (y - fixed) ** 2).sum())
    free = len(y) - 1
    scale = float(weight.sum() - (weight**2).sum() / weight.sum())
    tau2 = max(0.0, (q - free) / scale) if scale > 0 else 0.0
    loose = 1 / (s**2 + tau2)
    estimate, error = float((loose * y).sum() / loose.sum()), float(np.sqrt(1 / loose.sum()))
    low, high = normal_limits(estimate, np.array([error]), 0.95)
    return Pooled(estimate, float(low[0]), float(high[0]), tau2, max(0.0, 100 * (q - free) / q) if q > 0 else 0.0)
