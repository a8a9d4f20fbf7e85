"""Peer groups: sector × size × region and what they fall back to, chosen so that no two of them give one co-operative away.

A *cell* is one figure of one year (year, indicator, segment); its rows are the co-operatives that have it. At each level
(``peers.toml``) the rows of a cell fall into *nodes*. A node passes when, for every member, enough others stand in it for
quartiles and none of them weighs too much. A node opens, or closes, after two years of passing, or failing, in a row. A
co-operative is served by its finest open node.

Open nodes make a tree: below one sector and size either regions or subsectors are used, below everything either sectors or
sizes, whichever serves more. Of a tree, an attacker who knows the sum of every open node learns the sum over the rows that
each node alone serves, and nothing else. So no node may alone serve one or two co-operatives: nodes inside it are closed
until it serves none or three.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import polars as pl

from scop_analytics.benchmarking import settings

CELL: Final = ("year", "indicator", "segment")
KEYS: Final = ("sector", "division", "size_band", "region")
COARSE: Final = ("L6", "L5", "L4", "L3", "L2", "L1", "L0")  # from the widest to the finest
BRANCHES: Final = (("L3", "L1", "L2"), ("L6", "L4", "L5"))  # below the first, either the second or the third
Ints = np.ndarray[Any, np.dtype[np.int64]]
Flags = np.ndarray[Any, np.dtype[np.bool_]]


@dataclass(frozen=True)
class Plan:
    """Rows (figures with their profile) and the nodes they fall in.

    ``nodes[level]`` is the node of each row at that level, −1 where its profile does not say; ``opened`` tells which nodes
    may be published; ``level`` is the place in :data:`COARSE` of the one that serves each row. ``table`` has one row per
    node: ``node, level, group, n, passes``, and its cell.
    """

    rows: pl.DataFrame
    nodes: dict[str, Ints]
    opened: Flags
    level: Ints
    table: pl.DataFrame

    @property
    def served(self) -> Ints:
        """The node that serves each row."""
        stacked = np.stack([self.nodes[name] for name in COARSE])
        return np.asarray(stacked[self.level, np.arange(self.rows.height)])

    @property
    def published(self) -> Flags:
        """The nodes of which something is told to somebody: they serve a row, and enough others stand in them."""
        serving = np.zeros(self.table.height, dtype=bool)
        serving[self.served] = True
        fewest = settings.minima("peers")["mean"]
        return np.asarray(serving & (self.table.get_column("n").to_numpy().astype(np.int64) > fewest))


def plan(figures: pl.DataFrame, profiles: pl.DataFrame, audience: str = "peers") -> Plan:
    """The peer groups of every figure of every co-operative."""
    unknown = settings.sectors()["unknown"]["code"]
    known = profiles.select("company", "year", *(pl.when(pl.col(key) != unknown).then(key).alias(key) for key in KEYS))
    ordered = figures.sort(*CELL, "company")
    rows = ordered.join(known, on=["company", "year"], how="left", maintain_order="left")
    nodes, table = _nodes(rows)
    passing = _passing(rows, nodes, table, settings.minima(audience))
    steady = _steady(table.with_columns(pl.Series("passes", passing)))
    opened = steady & ~_off_branch(nodes, table.height, steady)
    level = _separated(nodes, opened, table)
    return Plan(rows, nodes, opened, level, table.with_columns(pl.Series("passes", passing), pl.Series("open", opened)))


def _nodes(rows: pl.DataFrame) -> tuple[dict[str, Ints], pl.DataFrame]:
    """Each row's node at each level, numbered through all levels, and the table of nodes."""
    levels = settings.peers()["levels"]
    nodes: dict[str, Ints] = {}
    tables, start = [], 0
    for name in COARSE:
        keys = levels[name]
        group = pl.concat_str(keys, separator="|") if keys else pl.lit("")
        named = rows.select(*CELL, group.alias("group"))
        distinct = named.filter(pl.col("group").is_not_null()).group_by(*CELL, "group", maintain_order=True).len("n")
        numbered = distinct.with_row_index("node", start).with_columns(pl.col("node").cast(pl.Int64))
        placed = named.join(
            numbered.select(*CELL, "group", "node"), on=[*CELL, "group"], how="left", maintain_order="left"
        )
        nodes[name] = placed.get_column("node").fill_null(-1).to_numpy()
        tables.append(numbered.with_columns(pl.lit(name).alias("level")))
        start += distinct.height
    return nodes, pl.concat(tables)


def _passing(rows: pl.DataFrame, nodes: dict[str, Ints], table: pl.DataFrame, minima: dict[str, int]) -> Flags:
    """Whether every member of a node finds enough others in it, none of them too heavy."""
    weights = rows.get_column("weight").fill_null(0).to_numpy()
    heaviest = pl.concat(
        [
            pl.DataFrame({"node": nodes[name], "w": weights})
            .filter(pl.col("node") >= 0)
            .group_by("node")
            .agg(pl.col("w").sum().alias("sum"), pl.col("w").top_k(2).sort(descending=True).alias("top"))
            for name in COARSE
        ]
    )
    joined = table.join(heaviest, on="node", how="left", maintain_order="left").with_columns(
        pl.col("top").list.get(0, null_on_oob=True).alias("first"),
        pl.col("top").list.get(1, null_on_oob=True).fill_null(0).alias("second"),
    )
    total, first, second = pl.col("sum"), pl.col("first"), pl.col("second")
    limit = minima["weight"]
    # Without its second, the first weighs most; the first itself faces the second.
    light = (100 * first <= limit * (total - second)) & (100 * second <= limit * (total - first))
    enough = pl.col("n") - 1 >= minima["quartiles"]
    return np.asarray(joined.select(enough & light.fill_null(False)).to_series().to_numpy(), dtype=bool)


def _steady(table: pl.DataFrame) -> Flags:
    """Which nodes are open: as they passed two years in a row, else as the year before; the first year decides at once.

    The widest level is always open; where not even a mean may be given, a node is closed at once.
    """
    fewest = settings.minima("peers")["mean"]
    same = ["indicator", "segment", "level", "group"]
    ordered = table.sort([*same, "year"])
    before = pl.col("passes").shift(1).over(same)
    decided = pl.when(before.is_null() | (before == pl.col("passes"))).then("passes")
    held = ordered.with_columns(decided.forward_fill().over(same).alias("held")).sort("node")
    root, alive = pl.col("level") == COARSE[0], pl.col("n") - 1 >= fewest
    return np.asarray(held.select(root | (pl.col("held") & alive)).to_series().to_numpy(), dtype=bool)


def _off_branch(nodes: dict[str, Ints], count: int, opened: Flags) -> Flags:
    """The nodes of the branch that is not used: the one that serves fewer rows below each node where two branches part."""
    off = np.zeros(count, dtype=bool)
    for parent, first, second in BRANCHES:
        counts = []
        for name in (first, second):
            own = nodes[name]
            there = (own >= 0) & opened[np.maximum(own, 0)] & (nodes[parent] >= 0)
            counts.append(np.bincount(nodes[parent][there], minlength=count))
        for name, loses in ((first, counts[0] < counts[1]), (second, counts[0] >= counts[1])):
            known = (nodes[name] >= 0) & (nodes[parent] >= 0)
            off[nodes[name][known]] |= loses[nodes[parent][known]]
    return off


def _separated(nodes: dict[str, Ints], opened: Flags, table: pl.DataFrame) -> Ints:
    """The level that serves each row once no node alone serves one or two; ``opened`` loses the nodes that are closed."""
    apart = settings.peers()["differencing"]["peers"]
    while True:
        level = _finest(nodes, opened)
        served = np.stack([nodes[name] for name in COARSE])[level, np.arange(len(level))]
        own = np.bincount(served, minlength=table.height)
        faulty = opened & (own > 0) & (own < apart) & (own < table.get_column("n").to_numpy())
        if not faulty.any():
            return level
        opened[_children(nodes, opened, faulty, own)] = False


def _finest(nodes: dict[str, Ints], opened: Flags) -> Ints:
    level = np.zeros(len(nodes[COARSE[0]]), dtype=np.int64)
    for place, name in enumerate(COARSE):
        own = nodes[name]
        level[(own >= 0) & opened[np.maximum(own, 0)]] = place
    return level


def _children(nodes: dict[str, Ints], opened: Flags, faulty: Flags, own: Ints) -> Ints:
    """For each faulty node, one node directly inside it: the one that alone serves fewest, at least one if any does."""
    pairs = []
    current = np.full(len(nodes[COARSE[0]]), -1, dtype=np.int64)  # the open node that a row stands in, one level above
    for name in COARSE:
        node = nodes[name]
        there = (node >= 0) & opened[np.maximum(node, 0)]
        inside = there & (current >= 0) & faulty[np.maximum(current, 0)]
        pairs.append(pl.DataFrame({"parent": current[inside], "child": node[inside]}).unique())
        current = np.where(there, node, current)
    found = pl.concat(pairs)
    alone = own[found.get_column("child").to_numpy()]
    ranked = found.with_columns(pl.Series("alone", alone)).sort(pl.col("alone") == 0, "alone", "child")
    return ranked.unique("parent", keep="first", maintain_order=True).get_column("child").to_numpy()
