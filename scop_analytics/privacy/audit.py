"""Audit of a release, on another path than the masking: linear algebra over what was published.

The masking counts hidden cells; the audit asks whether the published equations determine a hidden cell. It reads the
released rows and the full ones, and stops the run when they disagree with the rules.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Final

import polars as pl

from scop_analytics.errors import DisclosureError
from scop_analytics.privacy.cells import canonical
from scop_analytics.privacy.policy import policy
from scop_analytics.privacy.support import KEY

EMPTY: Final = ("value", "rounded", "numerator", "denominator", "people", "low", "high")
FLAGS: Final = ("shown", "real", "tested", "some")
Table = Mapping[str, Mapping[str, bool]]
GIVEN: Final = ("ok", "caution")


def audit(released: pl.DataFrame, full: pl.DataFrame, marked: pl.DataFrame) -> list[int]:
    """The rows (by place) that are hidden and could be recovered; nothing may be written unless there is none.

    Raises :class:`DisclosureError` when a hidden number is published, or a published one is below its minimum.

    ``marked`` gives the class and the minimum of each row; rows are in the same order in the three frames.
    """
    if released.height != full.height or not released.select(KEY).equals(full.select(KEY)):
        raise DisclosureError("audit_rows")
    hidden = released.filter(pl.col("status") == "suppressed")
    if not hidden.select(pl.all_horizontal(pl.col(EMPTY).is_null()).all()).item():
        raise DisclosureError("audit_published", count=hidden.height)
    if hidden.is_empty():
        return []
    _minimum(released, marked)
    return recoverable(released, marked)


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
    shape = pl.concat_str([pl.col(flag).cast(pl.Int8) for flag in FLAGS] + [pl.col("segment")])
    shapes = cells.group_by(table).agg(
        shape.sort().str.join("\n").alias("shape"), pl.struct("segment", "ix").alias("cells")
    )
    return _places(shapes.collect())


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
    """Segment → flags, from the text of a pattern."""
    pairs = ((line[: len(FLAGS)], line[len(FLAGS) :]) for line in shape.split("\n"))
    return {name: {flag: mark == "1" for flag, mark in zip(FLAGS, marks, strict=True)} for marks, name in pairs}


def determined(table: Table) -> list[str]:
    """The hidden segments of one table whose number follows from the others and from the totals.

    Each whole gives an equation: the sum of its parts less the whole is zero. A whole that the table does not hold is
    taken as known. A hidden cell is determined when it stands alone in a row of the reduced equations.
    """
    groups = _groups(table)
    told = {name for (rest, _), parts in groups.items() for name in _told(table, rest, parts)}
    hidden = [name for name, cell in table.items() if cell["real"] and not cell["shown"] and name not in told]
    column = {name: place for place, name in enumerate(hidden)}
    rows = []
    for (rest, _), parts in groups.items():
        if any(table[name]["shown"] for name in (*parts, rest) if name in table):
            rows.append({column[name]: Fraction(1) for name in parts if name in column})
            rows[-1] |= {column[rest]: Fraction(-1)} if rest in column else {}
    return [hidden[next(iter(row))] for row in _reduced(rows) if len(row) == 1]


def _groups(table: Iterable[str]) -> dict[tuple[str, str], list[str]]:
    """The parts of each whole along each key."""
    groups: dict[tuple[str, str], list[str]] = {}
    for name in table:
        pairs = json.loads(name)
        for key in sorted(pairs.keys() - policy().apart):
            rest = {other: value for other, value in pairs.items() if other != key}
            groups.setdefault((canonical(rest), key), []).append(name)
    return groups


def _told(table: Table, rest: str, parts: Sequence[str]) -> list[str]:
    """The only people of a whole that everybody may read, whatever its size, are that whole: nothing is left to protect."""
    some = [name for name in parts if table[name]["some"]]
    free = rest in table and table[rest]["shown"] and not table[rest]["tested"]
    return some if free and len(some) == 1 else []


def _reduced(rows: Iterable[dict[int, Fraction]]) -> list[dict[int, Fraction]]:
    """Rows in reduced echelon form (exact, sparse)."""
    basis: dict[int, dict[int, Fraction]] = {}
    for source in rows:
        row = dict(source)
        for pivot in [place for place in row if place in basis]:
            row = _less(row, basis[pivot], row[pivot])
        if not row:
            continue
        lead = min(row)
        row = {place: value / row[lead] for place, value in row.items()}
        for pivot, other in list(basis.items()):
            if lead in other:
                basis[pivot] = _less(other, row, other[lead])
        basis[lead] = row
    return list(basis.values())


def _less(row: dict[int, Fraction], other: dict[int, Fraction], factor: Fraction) -> dict[int, Fraction]:
    """``row`` less ``factor`` times ``other``, without its zeros."""
    places = {
        place: row.get(place, Fraction(0)) - factor * other.get(place, Fraction(0))
        for place in row.keys() | other.keys()
    }
    return {place: value for place, value in places.items() if value}
