"""Audit of a release, on another path than the masking: linear algebra over what was published.

The masking counts hidden cells; the audit asks whether the published equations determine a hidden cell. It reads the
released rows and the full ones, and stops the run when they disagree with the rules.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import polars as pl

from scop_analytics.errors import DisclosureError
from scop_analytics.privacy.cells import wholes
from scop_analytics.privacy.equations import Cell, Table, determined
from scop_analytics.privacy.support import KEY

EMPTY: Final = ("value", "rounded", "numerator", "denominator", "people", "low", "high")
FLAGS: Final = ("shown", "real", "tested", "some")
GIVEN: Final = ("ok", "caution")


def audit(released: pl.DataFrame, full: pl.DataFrame, marked: pl.DataFrame) -> list[int]:
    """The rows (by place) that are hidden and could be recovered; nothing may be written unless there is none.

    Raises :class:`DisclosureError` when a hidden number is published, or a published one is below its minimum.

    ``marked`` gives the class and the minimum of each row; rows are in the same order in the three frames.
    """
    if released.height != full.height or not released.select(KEY).equals(full.select(KEY)):
        raise DisclosureError("audit_rows")
    hidden = pl.col("status") == "suppressed"
    left = pl.any_horizontal(pl.col(EMPTY).is_not_null())
    count, still = released.select(hidden.sum(), (hidden & left).sum().alias("still")).row(0)
    if still:
        raise DisclosureError("audit_published", count=still)
    if not count:
        return []
    _minimum(released, marked)
    found = recoverable(released, marked)
    # An empty cell that is hidden only serves others: it may be guessed.
    secret = (pl.col("kind") == "primary") | (pl.col("n") > 0).fill_null(True)
    return marked[found].filter(secret).get_column("ix").to_list() if found else []


def _minimum(released: pl.DataFrame, marked: pl.DataFrame) -> None:
    """No published row of a tested class has fewer people than its class asks for."""
    empty = pl.col("zero") & ((pl.col("n") == 0) | (pl.col("value") == 0))
    few = pl.col("tested") & (pl.col("n").fill_null(0) < pl.max_horizontal("need", "fewest")) & ~empty.fill_null(False)
    below = int(marked.select((few & released.get_column("status").is_in(GIVEN)).sum()).item())
    if below:
        raise DisclosureError("audit_minimum", count=below)


def recoverable(released: pl.DataFrame, marked: pl.DataFrame) -> list[int]:
    """The places of the hidden rows that the published rows of their indicator determine."""
    cut = marked.lazy().filter(pl.col("keys") > 0).select("indicator").unique()
    rows = (
        marked.lazy()
        .select("ix", *KEY, "n", "tested", "always", pl.col("status").alias("was"), released.get_column("status"))
        .join(cut, on="indicator", how="semi")
        .filter(pl.col("was").is_in((*GIVEN, "not_computable")), ~pl.col("always").fill_null(False))
        .with_columns(
            pl.col("status").is_in(GIVEN).alias("shown"),
            (pl.col("was").is_in(GIVEN) | (pl.col("n") > 0)).fill_null(True).alias("real"),
        )
        .collect()
    )
    table = ["company", "year", "indicator"]
    mixed = (~pl.col("shown") & pl.col("real")).any() & pl.col("shown").any() & (pl.len() > 1)
    partly = rows.lazy().group_by(table).agg(mixed.alias("mixed")).filter("mixed").select(table)
    cells = (
        rows.lazy().join(partly, on=table, how="semi").with_columns((pl.col("n") > 0).fill_null(False).alias("some"))
    )
    kept = cells.collect()
    flags = [pl.col(flag).cast(pl.Int8) for flag in FLAGS]
    shape = pl.concat_str([*flags, pl.col("same"), pl.col("segment")])
    shapes = (
        kept.with_columns(_same(kept, table))
        .lazy()
        .group_by(table)
        .agg(shape.sort().str.join("\n").alias("shape"), pl.struct("segment", "ix").alias("cells"))
    )
    return _places(shapes.collect())


def _same(cells: pl.DataFrame, table: Sequence[str]) -> pl.Series:
    """For each cell the keys along which it has as many people as its whole, joined by commas."""
    totals = cells.select(*table, pl.col("segment").alias("rest_segment"), "n")
    pairs = cells.select(*table, "segment", "n", "ix").join(wholes(cells), on="segment")
    equal = pairs.join(totals, on=[*table, "rest_segment", "n"], how="semi")
    keys = equal.group_by("ix").agg(pl.col("key").sort().str.join(",").alias("same"))
    return cells.select("ix").join(keys, on="ix", how="left", maintain_order="left").get_column("same").fill_null("")


def _places(shapes: pl.DataFrame) -> list[int]:
    """The same places hidden and shown give the same answer: each pattern is solved once, for all companies."""
    patterns = shapes.get_column("shape").unique(maintain_order=True).to_list()
    answers = pl.DataFrame(
        {"shape": patterns, "segment": [determined(_table(text)) for text in patterns]},
        schema={"shape": pl.String, "segment": pl.List(pl.String)},
    ).explode("segment", empty_as_null=False, keep_nulls=False)
    exposed = shapes.explode("cells").select("shape", pl.col("cells").struct.unnest())
    return exposed.join(answers, on=["shape", "segment"], how="semi").get_column("ix").sort().to_list()


def _table(shape: str) -> Table:
    """Segment → cell, from the text of a pattern."""
    table = {}
    for line in shape.split("\n"):
        shown, real, tested, some = (mark == "1" for mark in line[: len(FLAGS)])
        keys, _, segment = line[len(FLAGS) :].partition("{")
        table["{" + segment] = Cell(shown, real, tested, some, frozenset(keys.split(",")))
    return table
