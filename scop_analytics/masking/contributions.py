"""Contributions read once, strictly: whose they are, the cell they fall in, whole numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import polars as pl

from scop_analytics.errors import DataError, UsageError, closest

TOTAL: Final = "total"
COUNT: Final = "count"  # the variable of numbers of units, beside columns of magnitudes
RESERVED: Final = (COUNT, "status", "rule", "kind", "units", "value", "table")
Dims = Sequence[str] | Sequence[Sequence[str]]
Value = str | None | Sequence[str | None] | Mapping[str, tuple[str | None, str | None]]


@dataclass(frozen=True)
class Asked:
    """What is to be published: the tables (dimensions of each), the variables, the ratios of two variables."""

    tables: tuple[tuple[str, ...], ...]
    variables: tuple[str, ...]
    ratios: Mapping[str, tuple[str, str]]

    @property
    def dims(self) -> tuple[str, ...]:
        """Every dimension once, in order of appearance."""
        return tuple(dict.fromkeys(dim for table in self.tables for dim in table))


def asked_for(dims: Dims, value: Value) -> Asked:
    """The tables and variables asked for, whatever the short form they were asked in."""
    if not dims or isinstance(dims, str):
        raise UsageError("masking_dims")
    several: list[Any] = [dims] if isinstance(dims[0], str) else list(dims)
    tables = tuple(tuple(str(dim) for dim in table) for table in several)
    if any(not table or len(set(table)) != len(table) for table in tables):
        raise UsageError("masking_dims")
    ratios: dict[str, tuple[str, str]] = {}
    if isinstance(value, Mapping):
        ratios = {name: (above or COUNT, below or COUNT) for name, (above, below) in value.items()}
        wanted = [name for pair in ratios.values() for name in pair]
    else:
        wanted = [name or COUNT for name in ([value] if value is None or isinstance(value, str) else value)]
    found = Asked(tables, tuple(dict.fromkeys(wanted)), ratios)
    clash = sorted({*found.dims, *ratios} & {*RESERVED} | {*ratios} & {*found.dims, *found.variables})
    if clash or not found.variables:
        raise UsageError("masking_names", names=clash or [COUNT])
    return found


def contributions(frame: pl.DataFrame, asked: Asked) -> pl.DataFrame:
    """One row per protected unit and finest cell: dimensions as text, ``person``, ``coop``, ``people``, the variables.

    What is unknown is null. ``coop`` is the holding where there is one, so that its co-operatives count once.
    """
    _need(frame, [*asked.dims, *(name for name in asked.variables if name != COUNT)])
    if not {"person_id", "entity_id"} & {*frame.columns}:
        raise UsageError("masking_units")
    _whole(frame, [name for name in (*asked.variables, "people") if name in frame.columns])
    _filled(frame, [*asked.dims, *(name for name in ("person_id", "entity_id") if name in frame.columns)])
    text = [pl.col(dim).cast(pl.String) for dim in asked.dims]
    held = pl.col("people").cast(pl.Int64) if "people" in frame.columns else pl.lit(None, pl.Int64)
    people = pl.lit(1, pl.Int64) if "person_id" in frame.columns else held
    magnitudes = [pl.col(name) for name in asked.variables if name != COUNT]
    read = frame.select(*text, _person(frame), _coop(frame), people.alias("people"), *magnitudes)
    found = _one_each(read, asked)
    for dim in asked.dims:
        if (found.get_column(dim) == TOTAL).any():
            raise DataError("masking_total", column=dim, code=TOTAL)
    return found


def _one_each(read: pl.DataFrame, asked: Asked) -> pl.DataFrame:
    """One row per protected unit and finest cell: amounts added up, what is true of somebody said once."""
    names = [name for name in asked.variables if name != COUNT]
    added = [
        (pl.col(name).max() if read.schema[name] == pl.Boolean else pl.col(name).sum()).cast(pl.Int64) for name in names
    ]
    named = read.get_column("person").null_count() == 0
    held = (
        pl.col("people").max() if named else pl.when(pl.col("people").is_not_null().all()).then(pl.col("people").sum())
    )
    return read.group_by(*asked.dims, "person", "coop", maintain_order=True).agg(held, *added)


def _person(frame: pl.DataFrame) -> pl.Expr:
    """The person, told apart between co-operatives; null where the rows are co-operatives."""
    if "person_id" not in frame.columns:
        return pl.lit(None, pl.String).alias("person")
    parts = [pl.col(name).cast(pl.String) for name in ("entity_id", "person_id") if name in frame.columns]
    return pl.concat_str(parts, separator="\x1f").alias("person")


def _coop(frame: pl.DataFrame) -> pl.Expr:
    if "entity_id" not in frame.columns:
        return pl.lit(None, pl.String).alias("coop")
    own = pl.concat_str(pl.lit("e\x1f"), pl.col("entity_id").cast(pl.String))
    if "holding_id" not in frame.columns:
        return own.alias("coop")
    return pl.coalesce(pl.concat_str(pl.lit("h\x1f"), pl.col("holding_id").cast(pl.String)), own).alias("coop")


def _need(frame: pl.DataFrame, names: Sequence[str]) -> None:
    for name in names:
        if name not in frame.columns:
            raise UsageError("masking_column", column=name, suggestion=closest(name, frame.columns))


def _whole(frame: pl.DataFrame, names: Sequence[str]) -> None:
    """Magnitudes are integers (cents) or true/false: a float would make the audit inexact."""
    for name in names:
        column = frame.get_column(name)
        if not (column.dtype.is_integer() or column.dtype == pl.Boolean):
            raise DataError("masking_integer", column=name)
        if column.null_count():
            raise DataError("masking_null", column=name, count=column.null_count())
    if "people" in names and (frame.get_column("people") < 0).any():
        raise DataError("masking_integer", column="people")


def _filled(frame: pl.DataFrame, names: Sequence[str]) -> None:
    for name in names:
        count = frame.get_column(name).null_count()
        if count:
            raise DataError("masking_null", column=name, count=count)


def shares(frame: pl.DataFrame, asked: Asked) -> frozenset[str]:
    """The variables that count those for whom something is true (Boolean columns): both sides of them need the minimum."""
    return frozenset(name for name in asked.variables if name != COUNT and frame.schema[name] == pl.Boolean)
