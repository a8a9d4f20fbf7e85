"""Funnels: what a co-operative of each size would show by chance around the target of the network.

Four frames. ``funnels``: one row per year and indicator: ``target, phi, tau2, over_dispersed, spread, n``; ``spread`` is the standard
deviation of one person, so that a figure of ``people`` has the standard error ``spread/√people``. ``limits``: the curves, at fixed numbers
of people. ``points``: one row per co-operative, for itself alone; its target is that of the others; ``outside`` is ``none``,
``limit_95`` or ``limit_998``; ``shrunk`` below thirty people; ``rank_low`` and ``rank_high`` a band of percentiles, never a rank. ``bins``: dots
that may be drawn, each of three co-operatives or more. A fifth frame stays with the union: who stands ``behind`` each funnel, and in
which window of sizes its dot is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import polars as pl

from scop_analytics.benchmarking import settings
from scop_analytics.benchmarking.ordered import Ints
from scop_analytics.benchmarking.spread import (
    Dispersion,
    Floats,
    dispersion,
    exact_limits,
    normal_limits,
    rank_bands,
    shrunk,
)

GRID: Final = (5, 7, 10, 15, 20, 30, 50, 70, 100, 150, 200, 300, 500, 1000)
HEAD: Final[dict[str, pl.DataType]] = {"year": pl.Int32(), "indicator": pl.String()}
LIMITS: Final = ("low_95", "high_95", "low_998", "high_998")
FUNNELS: Final = HEAD | {
    "target": pl.Float64(), "phi": pl.Float64(), "tau2": pl.Float64(), "over_dispersed": pl.Boolean(),
    "spread": pl.Float64(), "n": pl.Int64(),
}  # fmt: skip
CURVES: Final = HEAD | {"people": pl.Int64()} | dict.fromkeys(LIMITS, pl.Float64())
POINTS: Final = (
    {"company": pl.String()} | HEAD | dict.fromkeys(("value", "people", "target", *LIMITS), pl.Float64())
    | {"outside": pl.String()} | dict.fromkeys(("shrunk", "rank_low", "rank_high"), pl.Float64())
)  # fmt: skip
BINS: Final = HEAD | {"people": pl.Int64(), "value": pl.Float64(), "n": pl.Int64()}
BEHIND: Final = HEAD | {"company": pl.String(), "window": pl.Int64()}  # of sizes, null where no dot is drawn
SCHEMAS: Final = {"funnels": FUNNELS, "limits": CURVES, "points": POINTS, "bins": BINS, "behind": BEHIND}


@dataclass(frozen=True)
class Funnels:
    """The five frames of this module."""

    funnels: pl.DataFrame
    limits: pl.DataFrame
    points: pl.DataFrame
    bins: pl.DataFrame
    behind: pl.DataFrame


@dataclass(frozen=True)
class Funnel:
    """One figure of one year: values, people, standard errors, and the target each co-operative is held against."""

    value: Floats
    people: Floats
    s: Floats
    whole: float
    targets: Floats  # that of the others, for each
    dispersion: Dispersion
    spread: float
    proportion: bool

    def limits(self, target: Floats | float, people: Floats, s: Floats) -> dict[str, Floats]:
        """Both pairs of limits; exact ones for a proportion of few people that chance alone explains."""
        made: dict[str, Floats] = {}
        few = people < settings.peers()["funnel"]["exact_below"]
        for level, name in zip(settings.peers()["funnel"]["limits"], ("95", "998"), strict=True):
            low, high = normal_limits(target, s, float(level), self.dispersion.tau2)
            if self.proportion:
                low, high = np.maximum(low, 0.0), np.minimum(high, 100.0)
                sharp = few & (self.dispersion.tau2 == 0)
                exact = exact_limits(np.clip(np.asarray(target) / 100, 0, 1), people, float(level))
                low, high = (
                    np.where(sharp, 100 * tight, loose) for tight, loose in zip(exact, (low, high), strict=True)
                )
            made[f"low_{name}"], made[f"high_{name}"] = low, high
        return made


def funnels(rows: pl.DataFrame) -> Funnels:
    """The funnels of the figures of :func:`uncertain.uncertain`."""
    told = settings.peers()["funnel"]
    parts: dict[str, list[pl.DataFrame]] = {name: [] for name in SCHEMAS}
    for (year, indicator), own in rows.group_by("year", "indicator", maintain_order=True):
        if own.height - 1 < told["fewest"]:
            continue
        found = _funnel(own, proportion=indicator in told["proportions"])
        head = {"year": year, "indicator": indicator}
        parts["funnels"].append(_framed(head, FUNNELS, _summary(found)))
        parts["limits"].append(_framed(head, CURVES, _curves(found)))
        parts["points"].append(_framed(head, POINTS, {"company": own["company"].to_list()} | _points(found)))
        windows = _windows(found)
        parts["bins"].append(_framed(head, BINS, _bins(found, windows)))
        names, places = own["company"].to_list(), _places(own.height, windows)
        parts["behind"].append(_framed(head, BEHIND, {"company": names, "window": places}))
    whole = {name: pl.concat(made) if made else pl.DataFrame(schema=SCHEMAS[name]) for name, made in parts.items()}
    return Funnels(**whole)


def _framed(head: dict[str, Any], schema: dict[str, pl.DataType], columns: dict[str, Any]) -> pl.DataFrame:
    frame = pl.DataFrame(columns, strict=False).with_columns(pl.lit(value).alias(name) for name, value in head.items())
    return frame.select(pl.col(name).cast(kind) for name, kind in schema.items())


def _funnel(rows: pl.DataFrame, *, proportion: bool) -> Funnel:
    value, people = rows["value"].to_numpy(), rows["people"].cast(pl.Float64).to_numpy()
    if proportion:
        whole, targets = _targets(value, people)
        spread = float(np.sqrt(np.clip(whole * (100 - whole), 0.0, None)))
    else:
        own = rows["s"].to_numpy()
        spread = float(np.sqrt(np.mean(own**2 * people)))
        whole, targets = _targets(value, people)
    s = np.maximum(spread, 1e-9) / np.sqrt(people)
    return Funnel(value, people, s, whole, targets, dispersion(value, s, whole), spread, proportion)


def _targets(value: Floats, weight: Floats) -> tuple[float, Floats]:
    """The weighted mean of all, and that of the others for each; plain means when one weighs more than it may."""
    limit = settings.minima("peers")["weight"]
    first = np.sort(weight)[-1]
    second = np.sort(weight)[-2]
    heavy = np.where(weight == first, second, first) * 100 > limit * (weight.sum() - weight)
    load = np.ones_like(weight) if heavy.any() else weight
    whole = float((value * load).sum() / load.sum())
    return whole, np.asarray(((value * load).sum() - value * load) / (load.sum() - load))


def _summary(found: Funnel) -> dict[str, Any]:
    scattered = found.dispersion
    told = {"target": found.whole, "phi": scattered.phi, "tau2": scattered.tau2, "spread": found.spread}
    return {name: [round(number, 2)] for name, number in told.items()} | {
        "over_dispersed": [scattered.clear],
        "n": [len(found.value)],
    }


def _curves(found: Funnel) -> dict[str, Any]:
    people = np.array(GRID, dtype=float)
    target = round(found.whole, 1)
    s = np.maximum(found.spread, 1e-9) / np.sqrt(people)
    return {"people": list(GRID)} | {
        name: np.round(curve, 1) for name, curve in found.limits(target, people, s).items()
    }


def _points(found: Funnel) -> dict[str, Any]:
    limits = found.limits(found.targets, found.people, found.s)
    beyond = {
        name: (found.value < limits[f"low_{name}"] - 1e-9) | (found.value > limits[f"high_{name}"] + 1e-9)
        for name in ("95", "998")
    }
    outside = np.where(beyond["998"], "limit_998", np.where(beyond["95"], "limit_95", "none"))
    drawn = shrunk(found.value, found.s, found.targets, found.dispersion.tau2)
    few = found.people < settings.peers()["funnel"]["shrunk_below"]
    low, high = rank_bands(drawn, found.s)
    return {
        "value": found.value,
        "people": found.people,
        "target": np.round(found.targets, 1),
        **{name: np.round(curve, 1) for name, curve in limits.items()},
        "outside": outside.tolist(),
        "shrunk": [round(number, 1) if small else None for number, small in zip(drawn, few, strict=True)],
        "rank_low": np.floor(low / 5) * 5,
        "rank_high": np.ceil(high / 5) * 5,
    }


def _windows(found: Funnel) -> list[Ints]:
    """Co-operatives of about the same size, nine or more; none when they are too few to be drawn."""
    told = settings.peers()["funnel"]
    count, size = len(found.value), told["bin"]
    if count < told["points_from"]:
        return []
    width = max(size * size, int(np.ceil(count / np.sqrt(count / size))))
    return np.array_split(np.argsort(found.people, kind="stable"), count // width)


def _bins(found: Funnel, windows: list[Ints]) -> dict[str, Any]:
    """Within each window, dots of three co-operatives or more of about the same figure: which ones they are, nobody is told."""
    size = settings.peers()["funnel"]["bin"]
    chunks = [
        chunk
        for window in windows
        for chunk in np.array_split(window[np.argsort(found.value[window], kind="stable")], len(window) // size)
    ]
    return {
        "people": [int(5 * max(1, round(found.people[chunk].mean() / 5))) for chunk in chunks],
        "value": [float(round(found.value[chunk].mean())) for chunk in chunks],
        "n": [len(chunk) for chunk in chunks],
    }


def _places(count: int, windows: list[Ints]) -> list[int | None]:
    """The number of the window of each co-operative; null where no dot is drawn."""
    places: list[int | None] = [None] * count
    for number, window in enumerate(windows):
        for place in window.tolist():
            places[place] = number
    return places
