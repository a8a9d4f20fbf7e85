"""Percentiles that are nobody's value: means of neighbours in order, then rounded; never the least nor the greatest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

import numpy as np
import polars as pl

from scop_analytics.errors import UsageError
from scop_analytics.masking.parameters import Parameters, parameters_of, percentiles

NAMED: Final = {50: "median", 25: "quartile", 75: "quartile", 10: "decile", 90: "decile"}
QUARTERS: Final = 4
TENTHS: Final = 10


def smoothed_percentile(
    values: Iterable[float], percent: int, parameters: str | Mapping[str, Any] | Parameters = "public", *, step: int = 1
) -> int | None:
    """The mean of the five values in order around a percentile (three below nine values), rounded half up to ``step``.

    ``percent`` is 10, 25, 50, 75 or 90; no minimum nor maximum exists. Same unit as ``values``. Null when fewer contributions
    than the audience asks for that percentile. Values are one per protected unit, the reader's own left out.
    """
    given, told = parameters_of(parameters), percentiles()
    if percent not in NAMED or step < 1:
        raise UsageError("masking_percentile", percent=percent, valid=sorted(NAMED))
    ordered = np.sort(np.array([float(value) for value in values]))
    width = 2 * told["many_half" if len(ordered) >= told["many"] else "few_half"] + 1
    if len(ordered) < max(width, int(getattr(given, NAMED[percent]))):
        return None
    place = (len(ordered) - 1) * percent / 100
    first = min(max(0, round(place - width / 2 + 0.5 - 1e-9)), len(ordered) - width)
    return int(np.floor(ordered[first : first + width].mean() / step + 0.5)) * step


def percentile_rank(values: pl.Expr) -> pl.Expr:
    """Position among the values, in percent: those lower and half of those equal, one's own among the equal; never 0 or 100."""
    lower = values.rank("min") - 1
    equal = values.rank("max") - lower
    return (lower + equal / 2) * 100 / values.count()


def percentile_bands(values: pl.Expr) -> pl.Expr:
    """The band of each value, from 1, lowest first; equal values share a band. Quarters below 30 values, tenths from 30.

    Ranks are never told: from 100 values, hundredths would still be bands of one, so tenths stay the finest.
    """
    parts = pl.when(values.count() < percentiles()["tenths"]).then(QUARTERS).otherwise(TENTHS)
    return (percentile_rank(values) * parts / 100).floor().cast(pl.Int64).clip(0, parts - 1) + 1
