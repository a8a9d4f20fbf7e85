"""Percentiles that are nobody's value: means of neighbours in order, then rounded; never the least nor the greatest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final, Literal

import numpy as np
import polars as pl

from scop_analytics.errors import UsageError
from scop_analytics.masking.parameters import Parameters, parameters_of

NEIGHBOURS: Final = (3, 5)  # below nine contributions, and from nine
ENOUGH: Final = 9
NAMED: Final = {50: "median", 25: "quartile", 75: "quartile", 10: "decile", 90: "decile"}
Bands = Literal["halves", "quarters", "tenths"]
PARTS: Final[Mapping[str, int]] = {"halves": 2, "quarters": 4, "tenths": 10}
QUARTERS_UP_TO: Final = 30  # values: fewer are told by quarters, so that bands do not become ranks
TENTHS_UP_TO: Final = 100


def smoothed_percentile(
    values: Iterable[float], percent: int, parameters: str | Mapping[str, Any] | Parameters = "public", *, step: int = 1
) -> int | None:
    """The mean of the five values in order around a percentile (three below nine values), rounded half up to ``step``.

    ``percent`` is 10, 25, 50, 75 or 90; no minimum nor maximum exists. Same unit as ``values``. Null when fewer contributions
    than the audience asks for that percentile. Values are one per protected unit, the reader's own left out.
    """
    given = parameters_of(parameters)
    if percent not in NAMED or step < 1:
        raise UsageError("masking_percentile", percent=percent, valid=sorted(NAMED))
    ordered = np.sort(np.array([float(value) for value in values]))
    if len(ordered) < max(NEIGHBOURS[0], int(getattr(given, NAMED[percent]))):
        return None
    width = NEIGHBOURS[len(ordered) >= ENOUGH]
    place = (len(ordered) - 1) * percent / 100
    first = min(max(0, round(place - width / 2 + 0.5 - 1e-9)), len(ordered) - width)
    return int(np.floor(ordered[first : first + width].mean() / step + 0.5)) * step


def percentile_rank(values: pl.Expr) -> pl.Expr:
    """Position among the values, in percent: those lower and half of those equal, one's own among the equal; never 0 or 100."""
    lower = values.rank("min") - 1
    equal = values.rank("max") - lower
    return (lower + equal / 2) * 100 / values.count()


def percentile_bands(values: pl.Expr) -> pl.Expr:
    """The band of each value, from 1, lowest first; equal values share a band. Quarters below 30 values, tenths below 100.

    Ranks are never told: from 100 values, hundredths would still be bands of one, so tenths stay the finest.
    """
    parts = pl.when(values.count() < QUARTERS_UP_TO).then(PARTS["quarters"]).otherwise(PARTS["tenths"])
    return (percentile_rank(values) * parts / 100).floor().cast(pl.Int64).clip(0, parts - 1) + 1
