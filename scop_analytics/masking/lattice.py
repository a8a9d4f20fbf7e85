"""The lattice of cells: every level of every dimension crossed, with all margins, over one set of finest cells.

Cells of several tables are one system: the finest crossing of all dimensions, published or not, holds the unknowns.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from scipy import sparse

from scop_analytics.errors import UsageError
from scop_analytics.masking.contributions import TOTAL, Asked

Hierarchies = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class Lattice:
    """``cells``: one row per published cell (dimensions, ``node``); ``inner``: the finest cells (dimensions, ``inner``).

    ``member`` has one row per pair of node and finest cell inside it; cells with the same finest cells share one node.
    """

    cells: pl.DataFrame
    inner: pl.DataFrame
    member: pl.DataFrame
    matrix: Any

    @property
    def nodes(self) -> int:
        """How many distinct cells the system has."""
        return int(self.matrix.shape[0])


def ancestors(dim: str, codes: Sequence[str], parents: Mapping[str, str]) -> pl.DataFrame:
    """Each code with itself, its parents up the tree and the total: columns ``dim`` and ``up``."""
    rows = []
    for code in codes:
        path, up = [code], parents.get(code)
        while up is not None and up != TOTAL:
            if up in path:
                raise UsageError("masking_cycle", column=dim, code=up)
            path.append(up)
            up = parents.get(up)
        rows += [(code, node) for node in (*path, TOTAL)]
    return pl.DataFrame(rows, schema={dim: pl.String, "up": pl.String}, orient="row")


def lattice(rows: pl.DataFrame, asked: Asked, hierarchies: Hierarchies) -> Lattice:
    """The cells that have a contribution. A cell without any is known to be empty and is no unknown."""
    _known(hierarchies, asked)
    dims = list(asked.dims)
    inner = rows.select(dims).unique().sort(dims).with_row_index("inner")
    trees = {dim: _tree(dim, inner, hierarchies) for dim in dims}
    pairs = pl.concat([_pairs(inner, table, dims, trees) for table in asked.tables]).unique()
    keys = pairs.group_by(dims).agg(pl.col("inner").unique().sort()).sort(dims)
    keys = keys.with_columns(pl.col("inner").cast(pl.List(pl.String)).list.join(",").rank("dense").alias("node") - 1)
    cells = keys.select(*dims, pl.col("node").cast(pl.Int64))
    nodes = keys.unique("node").select(pl.col("node").cast(pl.Int64), "inner")
    member = nodes.explode("inner", empty_as_null=False, keep_nulls=False).sort("node", "inner")
    places = (member.get_column("node").to_numpy(), member.get_column("inner").cast(pl.Int64).to_numpy())
    matrix = sparse.csr_array((np.ones(member.height), places), shape=(nodes.height, inner.height))
    return Lattice(cells, inner, member, matrix)


def _known(hierarchies: Hierarchies, asked: Asked) -> None:
    for dim in hierarchies:
        if dim not in asked.dims:
            raise UsageError("masking_hierarchy", column=dim, valid=list(asked.dims))


def _tree(dim: str, inner: pl.DataFrame, hierarchies: Hierarchies) -> pl.DataFrame:
    codes = inner.get_column(dim).unique().sort().to_list()
    parents = {str(code): str(up) for code, up in hierarchies.get(dim, {}).items()}
    both = sorted({*codes} & {*parents.values()})
    if both:  # its own contributions would be a cell without a name
        raise UsageError("masking_leaf", column=dim, code=both[0])
    return ancestors(dim, codes, parents)


def _pairs(
    inner: pl.DataFrame, table: Sequence[str], dims: Sequence[str], trees: Mapping[str, pl.DataFrame]
) -> pl.DataFrame:
    """Each cell of one table with its finest cells; the dimensions that the table does not have are at their total."""
    found = inner
    for dim in table:
        found = found.join(trees[dim], on=dim).drop(dim).rename({"up": dim})
    others = [pl.lit(TOTAL).alias(dim) for dim in dims if dim not in table]
    return found.with_columns(others).select(*dims, "inner")
