"""The linked system in arrays: which finest cells each cell adds up, their values, what must stay uncertain, who knows what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from scop_analytics.masking.lattice import Lattice
from scop_analytics.masking.parameters import KINDS, Parameters
from scop_analytics.masking.unsafe import WHO

Flags = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]


@dataclass(frozen=True)
class System:
    """``matrix``: cells × finest cells, 0 or 1. ``values``: variables × finest cells. ``needs``: variables × cells, 0 where free.

    ``insiders``: for each attacker the cells of which it is the only contributor. ``costs``: what hiding a cell loses.
    """

    matrix: Any
    values: Numbers
    needs: Numbers
    insiders: tuple[Places, ...]
    costs: Numbers
    sizes: Numbers  # published cells behind each cell: those with the same contributors count as one here

    @property
    def primary(self) -> Flags:
        """The cells that are unsafe for one variable at least: all variables share one pattern of hidden cells."""
        return np.asarray((self.needs > 0).any(axis=0), dtype=np.bool_)

    @property
    def signed(self) -> Flags:
        """The variables that may be negative: nothing bounds their cells."""
        return np.asarray((self.values < 0).any(axis=1), dtype=np.bool_)


def system(rows: pl.DataFrame, cells: Lattice, summed: pl.DataFrame, breaches: pl.DataFrame, given: Parameters,
           variables: tuple[str, ...]) -> System:  # fmt: skip
    """The arrays of one call of ``protect``."""
    values = summed.select(variables).to_numpy().T.astype(np.float64)
    needs = np.zeros((len(variables), cells.nodes))
    most = breaches.group_by("variable", "node").agg(pl.col("need").max())
    for name, node, need in most.iter_rows():
        needs[variables.index(name), node] = need
    totals = np.abs(cells.matrix @ values.T).max(axis=1)
    sizes = np.bincount(cells.cells.get_column("node").to_numpy(), minlength=cells.nodes).astype(np.float64)
    return System(cells.matrix, values, needs, _insiders(rows, cells, given), np.log1p(totals) + 1.0, sizes)


def _insiders(rows: pl.DataFrame, cells: Lattice, given: Parameters) -> tuple[Places, ...]:
    """For each lone contributor the nodes it knows by itself, as a person and as a co-operative."""
    placed = rows.join(cells.inner, on=[name for name in cells.inner.columns if name != "inner"])
    found: set[tuple[int, ...]] = set()
    for kind in KINDS:
        who = WHO[kind]
        if given.rules(kind).active and placed.get_column(who).null_count() == 0:
            pairs = cells.member.join(placed.select("inner", who).unique(), on="inner").select("node", who).unique()
            alone = pairs.filter(pl.len().over("node") == 1).group_by(who).agg(pl.col("node").sort())
            found |= {tuple(nodes) for nodes in alone.get_column("node").to_list()}
    return tuple(np.array(nodes, dtype=np.int64) for nodes in sorted(found))
