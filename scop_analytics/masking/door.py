"""``protect``: a table with margins in which nobody's figure can be worked out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import polars as pl

from scop_analytics.masking.audit import audit
from scop_analytics.masking.contributions import COUNT, TOTAL, Asked, Dims, Value, asked_for, contributions, shares
from scop_analytics.masking.elimination import eliminated
from scop_analytics.masking.lattice import Hierarchies, Lattice, lattice
from scop_analytics.masking.optimum import Tables, fewest
from scop_analytics.masking.parameters import Parameters, parameters_of
from scop_analytics.masking.recheck import Book
from scop_analytics.masking.system import Flags, System, system
from scop_analytics.masking.unsafe import totals, unsafe
from scop_analytics.masking.witnesses import protected, told
from scop_analytics.sources.frames import polars

SUPPRESSED: Final = "suppressed"
Witnesses = list[list[dict[tuple[str, ...], float]]]


@dataclass(frozen=True)
class Protected:
    """Published cells and the confidential log of one masking.

    ``public`` has one row per cell: the dimensions (``total`` for all), the variables and ratios (null where hidden) and
    ``status``, ``ok`` or ``suppressed`` alike for every hidden cell. ``log`` names each hidden cell with ``kind`` (primary,
    complementary), ``rule``, ``units`` (persons, coops) and ``value``: it stays confidential. ``version`` is of the rules.

    Numbers of people are rounded as the audience reads them; amounts and ratios are exact. Round them where they are
    printed: an exact amount over an exact mean gives the number of people back.
    """

    public: pl.DataFrame
    log: pl.DataFrame
    audience: str
    version: str


def protect(
    units: Any, dims: Dims, hierarchies: Hierarchies | None = None, value: Value = None,
    parameters: str | Mapping[str, Any] | Parameters = "public",
) -> Protected:  # fmt: skip
    """The cells of every level and margin, those hidden from which a person or a co-operative could be worked out.

    ``units``: a polars or pandas frame, one row per contribution, with ``person_id`` or ``entity_id`` or both, optionally
    ``holding_id`` (its co-operatives count once) and ``people`` (persons behind a row). ``dims``: columns crossed with all
    margins, or several such lists, linked tables protected together. ``hierarchies``: for a dimension, code → containing
    code. ``value``: an integer column (cents), a Boolean one (people for whom it is true), null for numbers of people, a
    list of them, or ``{"name": (numerator, denominator)}``; all share one pattern of hidden cells. ``parameters``: an
    audience, or a mapping that changes it. A cell without contributions is known to be empty and is left out.

    Raises :class:`UsageError` or :class:`DataError` for what cannot be read, :class:`DisclosureError` (nothing is returned)
    when the audit, which has its own rules, equations and bounds, can work out a hidden figure.
    """
    given, asked, frame = parameters_of(parameters), asked_for(dims, value), polars(units, "units")
    trees = {dim: dict(tree) for dim, tree in (hierarchies or {}).items()}
    rows, sides = contributions(frame, asked), shares(frame, asked)
    weights = frozenset(below for _, below in asked.ratios.values())
    cells = lattice(rows, asked, trees)
    summed = totals(rows, cells, asked.variables)
    breaches = unsafe(rows, cells, asked.variables, given, sides, weights)
    linked = system(rows, cells, summed, breaches, given, asked.variables)
    hidden, tables = _hidden(linked, given)
    public = _public(cells, linked, hidden, asked)
    book = Book(rows, asked.dims, asked.variables, trees)
    audit(book, public, given, sides, weights, _named(cells, tables))
    return Protected(_rounded(public, given), _log(cells, hidden, breaches), given.audience, given.version)


def _hidden(linked: System, given: Parameters) -> tuple[Flags, Tables]:
    """Which cells to hide, with the tables that prove it enough; by the exact programme where the table is small."""
    if not linked.primary.any():
        return linked.primary, [[] for _ in linked.values]
    hidden, tables = protected(linked, eliminated(linked))
    if linked.sizes.sum() <= given.exact_cells:
        hidden, tables = fewest(linked, hidden, tables, given.rounds)
    return told(linked, hidden, tables), tables


def _public(cells: Lattice, linked: System, hidden: Flags, asked: Asked) -> pl.DataFrame:
    """The frame that leaves: exact, one mark whatever the reason."""
    nodes = cells.cells.get_column("node").to_numpy()
    sums = np.rint(linked.matrix @ linked.values.T).astype(np.int64)
    found = cells.cells.drop("node").with_columns(
        pl.Series("_hidden", hidden[nodes]),
        *[pl.Series(name, sums[nodes, place]) for place, name in enumerate(asked.variables)],
    )
    shown = [pl.when(~pl.col("_hidden")).then(pl.col(name)).alias(name) for name in asked.variables]
    ratios = [_ratio(name, *pair) for name, pair in asked.ratios.items()]
    status = pl.when("_hidden").then(pl.lit(SUPPRESSED)).otherwise(pl.lit("ok")).alias("status")
    return found.with_columns(shown).with_columns(*ratios, status).drop("_hidden")


def _ratio(name: str, above: str, below: str) -> pl.Expr:
    return pl.when(pl.col(below) != 0).then(pl.col(above) / pl.col(below)).alias(name)


def _rounded(public: pl.DataFrame, given: Parameters) -> pl.DataFrame:
    """Numbers of people as the audience reads them, half up; the rest is rounded where it is printed."""
    if given.counts_to == 1 or COUNT not in public.columns:
        return public
    step = given.counts_to
    return public.with_columns((pl.col(COUNT) * 2 + step) // (2 * step) * step)


def _log(cells: Lattice, hidden: Flags, breaches: pl.DataFrame) -> pl.DataFrame:
    """Each hidden cell with every rule that it breaks, or as complementary to others."""
    marked = cells.cells.filter(pl.Series(hidden[cells.cells.get_column("node").to_numpy()]))
    rules = breaches.select("node", "rule", "units", pl.col("variable").alias("value")).unique()
    kind = pl.when(pl.col("rule").is_null()).then(pl.lit("complementary")).otherwise(pl.lit("primary")).alias("kind")
    found = marked.join(rules, on="node", how="left").with_columns(kind).drop("node")
    return found.sort(found.columns, nulls_last=True)


def _named(cells: Lattice, tables: Sequence[Sequence[Any]]) -> Witnesses:
    """The witnesses by the names of their finest cells: the audit has its own order."""
    names = cells.inner.drop("inner").rows()
    return [
        [{names[place]: float(table[place]) for place in np.flatnonzero(table)} for table in found] for found in tables
    ]


__all__ = ["TOTAL", "Protected", "protect"]
