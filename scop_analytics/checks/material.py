"""What the rules look at: the tables of a dossier in memory, its fiscal years, and the legal values they compare with."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import polars as pl

from scop_analytics import tables
from scop_analytics.checks.spells import DERIVED
from scop_analytics.dossier import Dossier

MONTHS = "period_months"  # 1 for a monthly payslip, 12 for a yearly row
KEY = pl.col("entity_id").hash(1) + pl.col("person_id").hash(2)
PERSON = pl.when(pl.col("person_id").is_not_null()).then(KEY).alias("person_key")


@dataclass(frozen=True)
class Material:
    """Frames by table with a ``person_key`` (64-bit key of company and person, faster to join than two texts)."""

    frames: Mapping[str, pl.DataFrame]
    columns: Mapping[str, Collection[str]]
    years: pl.DataFrame
    law: Mapping[str, Any]
    made: dict[str, pl.DataFrame] = field(default_factory=dict)

    @cached_property
    def contracts(self) -> Mapping[str, tables.Contract]:
        """The contracts of the tables present."""
        known = tables.load_all()
        return {name: known[name] for name in self.frames if name in known}

    def has(self, name: str) -> bool:
        """Whether the argument ``name`` of a rule can be given."""
        if name in DERIVED:
            return all(map(self.has, DERIVED[name].tables)) and self.finds(DERIVED[name].needs)
        return name in self.frames or name in self.law or name == "years"

    def found(self, table: str, column: str) -> bool:
        """Whether the files really hold ``column`` of ``table``."""
        return table in self.frames and column in self.columns.get(table, ())

    def finds(self, needs: Iterable[str]) -> bool:
        """Whether the files hold every ``table.column`` of ``needs``."""
        return all(self.found(*need.split(".", 1)) for need in needs)

    def get(self, name: str) -> Any:
        """The argument ``name`` of a rule."""
        if name in DERIVED:
            return self._derived(name).lazy()
        if name == "years":
            return self.years.lazy()
        return self.frames[name].lazy() if name in self.frames else self.law[name]

    def _derived(self, name: str) -> pl.DataFrame:
        """A frame made from others, once."""
        if name not in self.made:
            frames = (self.frames[table].lazy() for table in DERIVED[name].tables)
            self.made[name] = DERIVED[name].make(*frames).collect(engine="streaming")  # cheaper for sums by key
        return self.made[name]

    def file(self, table: str) -> str:
        """The first file of a table, where a finding about the whole table is placed."""
        frame = self.frames.get(table)
        if frame is None or frame.is_empty():
            return table
        return str(frame["source_file"][0] or table)


def gather(dossier: Dossier, law: Mapping[str, Any]) -> Material:
    """The material of a dossier: its tables collected once."""
    lazy = {name: _placed(name, frame.lazy()) for name, frame in dossier.tables.items()}
    frames = dict(zip(lazy, pl.collect_all(list(lazy.values()), engine="in-memory"), strict=True))
    years = dossier.fiscal_years.lazy().collect(engine="in-memory")
    return Material(frames, dossier.columns, years, law)


def _placed(table: str, frame: pl.LazyFrame) -> pl.LazyFrame:
    """``frame`` with its key of persons and a file and line for every row, even when it was given as a frame."""
    names = frame.collect_schema().names()
    added = [PERSON] if {"entity_id", "person_id"} <= set(names) else []
    if table == "payroll" and MONTHS not in names:
        added.append(pl.lit(1, pl.Int8).alias(MONTHS))
    if "source_file" not in names:
        added.append(pl.lit(table).alias("source_file"))
    if "source_line" not in names:
        added.append(pl.int_range(1, pl.len() + 1, dtype=pl.Int64).alias("source_line"))
    return frame.with_columns(added)
