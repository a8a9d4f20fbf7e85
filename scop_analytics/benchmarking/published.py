"""The register of published groups: who stood in each, so that a later publication never differs from it by too few.

:data:`MEMBERSHIPS`, private to the union: one row per published group of a figure and co-operative in it. A late pack, a withdrawal or a
changed profile moves a group by one or two co-operatives: the difference of two means would be theirs. Such a group is not
published again until enough have moved.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
import polars as pl

from scop_analytics.benchmarking import settings
from scop_analytics.benchmarking.ordered import Ints
from scop_analytics.benchmarking.peer_groups import CELL, Flags, Plan

MEMBERSHIPS: Final[dict[str, pl.DataType]] = {
    "year": pl.Int32(), "indicator": pl.String(), "segment": pl.String(), "level": pl.String(), "group": pl.String(),
    "company": pl.String(),
}  # fmt: skip


def memberships(found: Plan, used: Flags | None = None) -> pl.DataFrame:
    """Who stands in each published group, or in each of those that ``used`` marks."""
    return standing(found.rows, found.nodes, found.table, found.published if used is None else used)


def standing(rows: pl.DataFrame, nodes: Mapping[str, Ints], table: pl.DataFrame, used: Flags) -> pl.DataFrame:
    """The members of the nodes that ``used`` marks; ``table`` has one row per node: its figure, ``level`` and ``group``."""
    parts = []
    for node in nodes.values():
        there = np.flatnonzero((node >= 0) & used[np.maximum(node, 0)])
        parts.append(
            pl.concat(
                [table.select(*CELL, "level", "group")[node[there]], rows.select("company")[there]], how="horizontal"
            )
        )
    return pl.concat(parts).select(pl.col(name).cast(kind) for name, kind in MEMBERSHIPS.items())


def near(now: pl.DataFrame, table: pl.DataFrame, before: pl.DataFrame | None) -> Ints:
    """The nodes that differ from some published group of the same figure and year by too few co-operatives, but do differ.

    ``now`` are memberships, ``table`` names the node of each group, ``before`` are the memberships published earlier: of one
    publication, or of several that one more column keeps apart.
    """
    if before is None or before.is_empty():
        return np.empty(0, dtype=np.int64)
    key = [*CELL, "level", "group"]
    placed = now.join(table.select(*key, "node"), on=key, nulls_equal=True)
    apart = [*key, *(name for name in before.columns if name not in MEMBERSHIPS)]
    old = before.with_columns(pl.struct(apart).rank("dense").alias("old"), pl.len().over(apart).alias("old_n"))
    sized = placed.with_columns(pl.len().over("node").alias("new_n"))
    both = sized.select(*CELL, "company", "node", "new_n").join(
        old.select(*CELL, "company", "old", "old_n"), on=[*CELL, "company"]
    )
    pairs = both.group_by("node", "old").agg(pl.len().alias("shared"), pl.col("new_n", "old_n").first())
    moved = pl.col("new_n").cast(pl.Int64) + pl.col("old_n").cast(pl.Int64) - 2 * pl.col("shared").cast(pl.Int64)
    close = pairs.filter(moved > 0, moved < settings.peers()["differencing"]["peers"])
    return close.get_column("node").unique().sort().cast(pl.Int64).to_numpy()
