"""Where each co-operative stands among its peers: one row per figure, for that co-operative alone.

:data:`POSITIONS`: the peers never include the reader, whose own value would otherwise be an equation on theirs. ``finer``
tells how many others stood at each finer level that was not used. ``position`` is above or below the middle half of the peers;
``reading`` says whether that is favourable, by the direction of the indicator, and is null where it has none. A percentile
is a band of quarters or tenths, never a rank. What a minimum forbids is null; ``status`` is ``suppressed`` when not even a
mean may be given.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import polars as pl

from scop_analytics.benchmarking import settings
from scop_analytics.benchmarking.ordered import Floats, Ints, Members, band, members
from scop_analytics.benchmarking.peer_groups import COARSE, Plan
from scop_analytics.benchmarking.rounding import rounded
from scop_analytics.results import reason

POSITIONS: Final[dict[str, pl.DataType]] = {
    "company": pl.String(), "year": pl.Int32(), "indicator": pl.String(), "code": pl.String(), "segment": pl.String(),
    "unit": pl.String(), "polarity": pl.String(), "value": pl.Float64(), "status": pl.String(), "reason": pl.String(),
    "level": pl.String(), "group": pl.String(), "others": pl.Int64(), "finer": pl.String(),
    "mean": pl.Float64(), "median": pl.Float64(), "p10": pl.Float64(), "p25": pl.Float64(), "p75": pl.Float64(),
    "p90": pl.Float64(), "person_weighted": pl.Float64(), "band_low": pl.Int64(), "band_high": pl.Int64(),
    "position": pl.String(), "reading": pl.String(),
}  # fmt: skip
SHARES: Final = {"p10": 0.1, "p25": 0.25, "median": 0.5, "p75": 0.75, "p90": 0.9}
NEEDS: Final = {"p10": "deciles", "p25": "quartiles", "median": "median", "p75": "quartiles", "p90": "deciles"}


def positions(found: Plan, audience: str = "peers", hidden: Ints | None = None) -> pl.DataFrame:
    """The position of every figure of every co-operative, in the columns of :data:`POSITIONS`.

    ``hidden`` are nodes that may not be published now (they differ by too few from what was published before).
    """
    group, entry, own = entries(found)
    rows = found.rows
    value = rows.get_column("value").to_numpy()
    peers = members(entry["group"], value[entry["row"]], _weights(rows)[entry["row"]], own["groups"])
    at = peers.place[own["entry"]]
    columns = _statistics(peers, group, at, value, _weights(rows), settings.minima(audience))
    low, high = band(peers.percentile(group, at), peers.sizes[group])
    distant = _oriented(rows)
    apart = members(entry["group"], distant[entry["row"]], _weights(rows)[entry["row"]], own["groups"])
    near, far = (apart.quantile(group, apart.place[own["entry"]], share) for share in (0.25, 0.75))
    facts = pl.DataFrame(columns | {"others": peers.others(group), "behind": _load(peers, group, _weights(rows)), "band_low": low, "band_high": high, "distance": distant, "near": near, "far": far})  # fmt: skip
    table = found.table.select("level", "group")[found.served]
    return _told(pl.concat([rows, facts, table, _finer(found)], how="horizontal"), audience, found, hidden)


def entries(found: Plan) -> tuple[Ints, dict[str, Ints], dict[str, Any]]:
    """The group of each row, and the members of all groups: (group, row), with the entry of each row in its own group."""
    served = found.served
    nodes, group = np.unique(served, return_inverse=True)
    number = np.full(found.table.height, -1, dtype=np.int64)
    number[nodes] = np.arange(len(nodes))
    groups, rows = [], []
    for name in COARSE:
        node = found.nodes[name]
        there = np.flatnonzero((node >= 0) & (number[np.maximum(node, 0)] >= 0))
        groups.append(number[node[there]])
        rows.append(there)
    entry = {"group": np.concatenate(groups), "row": np.concatenate(rows)}
    mine = np.empty(found.rows.height, dtype=np.int64)
    own = np.flatnonzero(entry["group"] == group[entry["row"]])
    mine[entry["row"][own]] = own
    return group, entry, {"entry": mine, "groups": len(nodes)}


def _weights(rows: pl.DataFrame) -> Floats:
    return rows.get_column("weight").cast(pl.Float64).fill_null(float("nan")).to_numpy()


def _load(peers: Members, group: Ints, weight: Floats) -> Floats:
    """The people of the others of a group."""
    return np.asarray(peers.loads[group] - np.nan_to_num(weight))


def _statistics(
    peers: Members, group: Ints, at: Ints, value: Floats, weight: Floats, minima: dict[str, int]
) -> dict[str, Floats]:
    """The statistics of the others, each where enough of them stand behind it."""
    n = peers.others(group)
    made = {"mean": np.where(n >= minima["mean"], peers.mean(group, value), np.nan)}
    for name, share in SHARES.items():
        made[name] = np.where(n >= minima[NEEDS[name]], peers.quantile(group, at, share), np.nan)
    known = ~np.isnan(weight)
    load = _load(peers, group, weight)
    heaviest = _heaviest(peers, group, np.nan_to_num(weight))
    light = known & (n >= minima["mean"]) & (load > 0) & (100 * heaviest <= minima["weight"] * load)
    made["person_weighted"] = np.where(light, peers.weighted_mean(group, value, np.nan_to_num(weight)), np.nan)
    return made


def _heaviest(peers: Members, group: Ints, own: Floats) -> Floats:
    """The largest weight among the others of a group."""
    first, second = np.zeros(len(peers.sizes)), np.zeros(len(peers.sizes))
    member = np.repeat(np.arange(len(peers.sizes)), peers.sizes)
    order = np.lexsort((np.nan_to_num(peers.weights), member))
    ends = peers.starts + peers.sizes - 1
    ranked = np.nan_to_num(peers.weights)[order]
    first[:] = ranked[ends]
    second[:] = np.where(peers.sizes > 1, ranked[np.maximum(ends - 1, 0)], 0.0)
    return np.asarray(np.where(own == first[group], second[group], first[group]))


def _oriented(rows: pl.DataFrame) -> Floats:
    """Values turned so that the middle half has a meaning: distances from zero, or from balance, where that is the aim."""
    balance = pl.when(pl.col("unit") == "percent").then(float(settings.peers()["compared"]["balance"])).otherwise(0.0)
    aim = pl.when(pl.col("polarity") == "towards_balance").then(balance).when(pl.col("polarity") == "towards_zero").then(0.0)  # fmt: skip
    turned = rows.select(pl.when(aim.is_not_null()).then((pl.col("value") - aim).abs()).otherwise("value"))
    return np.asarray(turned.to_series().to_numpy())


def _finer(found: Plan) -> pl.DataFrame:
    """For each row the number of others at each finer level that was not used, as JSON."""
    sizes = np.append(found.table.get_column("n").to_numpy(), 0)
    told = {}
    for place, name in enumerate(COARSE):
        node = found.nodes[name]
        told[name] = pl.Series(np.where((place > found.level) & (node >= 0), sizes[node] - 1, -1))
    pieces = [
        pl.when(pl.col(name) >= 0).then(pl.concat_str(pl.lit(f'"{name}":'), pl.col(name).cast(pl.String)))
        for name in reversed(COARSE)
    ]
    joined = pl.concat_str(pl.lit("{"), pl.concat_str(pieces, separator=",", ignore_nulls=True), pl.lit("}"))
    return pl.DataFrame(told).select(joined.alias("finer"))


def _told(rows: pl.DataFrame, audience: str, found: Plan, hidden: Ints | None) -> pl.DataFrame:
    """Rounded for publication, with the words of each position."""
    minima = settings.minima(audience)
    few = pl.col("others") < minima["mean"]
    near = pl.Series("near_published", np.isin(found.served, [] if hidden is None else hidden))
    shown = [pl.when(~(few | pl.col("near_published"))).then(rounded(name, "behind")).alias(name) for name in ("mean", *SHARES, "person_weighted")]  # fmt: skip
    settled = rows.with_columns(near).with_columns(
        *shown,
        pl.when(few | pl.col("near_published")).then(pl.lit("suppressed")).otherwise(pl.lit("ok")).alias("status"),
        pl.when(few).then(reason("too_few_peers", {"minimum": minima["mean"]}))
        .when("near_published").then(reason("near_published", {"minimum": settings.peers()["differencing"]["peers"]}))
        .alias("reason"),
    )  # fmt: skip
    placed = settled.with_columns(_position()).with_columns(_reading())
    bands = [pl.when(pl.col("p25").is_not_null()).then(name).alias(name) for name in ("band_low", "band_high")]
    order = ["year", "indicator", "segment", "company"]
    return placed.with_columns(bands).select(pl.col(name).cast(kind) for name, kind in POSITIONS.items()).sort(order)


def _position() -> pl.Expr:
    """Below, within or above the middle half of the peers, as it is published."""
    low, high, own = pl.col("p25"), pl.col("p75"), pl.col("value")
    return (
        pl.when(low.is_null() | high.is_null()).then(None)
        .when(own < low).then(pl.lit("below"))
        .when(own > high).then(pl.lit("above"))
        .otherwise(pl.lit("within")).alias("position")
    )  # fmt: skip


def _reading() -> pl.Expr:
    """What the position means by the direction of the indicator; nothing is said where it has none."""
    way, where = pl.col("polarity"), pl.col("position")
    good = ((way == "up") & (where == "above")) | ((way == "down") & (where == "below"))
    bad = ((way == "up") & (where == "below")) | ((way == "down") & (where == "above"))
    aimed = way.is_in(["towards_zero", "towards_balance"])
    return (
        pl.when(where.is_null() | (way == "context")).then(None)
        .when(pl.when(aimed).then(pl.col("distance") < pl.col("near")).otherwise(good)).then(pl.lit("favourable"))
        .when(pl.when(aimed).then(pl.col("distance") > pl.col("far")).otherwise(bad)).then(pl.lit("unfavourable"))
        .otherwise(pl.lit("usual")).alias("reading")
    )  # fmt: skip
