"""Frames that somebody already holds (polars or pandas) become parts of a dossier, by the same rules as files."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import polars as pl

from scop_analytics import tables
from scop_analytics.config import Config
from scop_analytics.errors import UsageError, closest
from scop_analytics.sources import admission, headers, layouts
from scop_analytics.sources.faults import Faults, Place
from scop_analytics.sources.part import Part, build
from scop_analytics.sources.raw import LINE, name


def polars(frame: Any, table: str) -> pl.DataFrame:
    """``frame`` as a polars frame; pandas is only imported by who brought it."""
    if isinstance(frame, pl.DataFrame):
        return frame
    if isinstance(frame, pl.LazyFrame):
        return frame.collect()
    if type(frame).__module__.split(".")[0] == "pandas":
        return pl.from_pandas(frame)
    if isinstance(frame, dict | list):
        return pl.DataFrame(frame)
    raise UsageError("frame_kind", table=table, kind=type(frame).__name__)


def part(table: str, frame: Any, config: Config, faults: Faults) -> Part | None:
    """The rows of one frame, numbered from 1, or ``None`` when it cannot fill the table."""
    known = tables.load_all()
    if table not in known:
        raise UsageError("unknown_table", name=table, suggestion=closest(table, known), valid=sorted(known))
    held = polars(frame, table)
    contract = known[table]
    place = Place(f"{table}=", table, config.company)
    matched = headers.match(held.columns, contract, layouts.entries(held.columns, config, place, faults), place, faults)
    if not admission.acceptable(matched, contract, config, place, faults):
        return None
    renamed = held.rename({column: name(i) for i, column in enumerate(held.columns)})
    rows = renamed.with_columns(pl.int_range(1, pl.len() + 1, dtype=pl.Int64).alias(LINE))
    built = build(rows, matched.matches, contract, config, place, faults, decimal=".", witnesses=matched.witnesses)
    return replace(built, facts={"form": "frame"})
