"""Blocks: functions of whole frames of all companies that return the rows of several indicators."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from scop_analytics.indicators import tidy
from scop_analytics.indicators.arguments import Formula
from scop_analytics.indicators.measures import Measure
from scop_analytics.indicators.segments import COMPANY
from scop_analytics.indicators.settle import reason
from scop_analytics.privacy.support import SUPPORT
from scop_analytics.results import SCHEMA

if TYPE_CHECKING:
    from scop_analytics.indicators.catalogue import Indicator
    from scop_analytics.indicators.engine import Ruling
    from scop_analytics.indicators.gaps_in_data import Absences
    from scop_analytics.indicators.library import Library

# What a block gives for each row; facts of masking may follow under their own names.
COLUMNS: Final = (*COMPANY, "indicator", "segment", "value", "numerator", "denominator", "people")


@dataclass(frozen=True)
class Block:
    """``results``: the rows (:data:`COLUMNS`, optional facts of masking); ``steps``: how they were reached, for explain."""

    results: pl.LazyFrame
    steps: tuple[str, ...] = ()
    reads: tuple[tuple[str, str], ...] = ()


def run_blocks(
    functions: Library,
    frames: Mapping[str, pl.LazyFrame],
    skeleton: pl.DataFrame,
    entries: Mapping[str, Indicator],
    absences: Absences,
    ruling: Ruling,
) -> list[tidy.Pair]:
    """The rows of every block that gives something asked."""
    pairs = []
    for function in {functions.blocks[name]: None for name in entries if name in functions.blocks}:
        frame = function.frame
        asked = {name: entries[name] for name in function.gives if name in entries}
        for name, entry in asked.items():
            read = Formula(Measure(pl.lit(None)), frame, frozenset((frame, column) for column in function.reads), ())
            absent = absences.static(entry.needs, read)
            rows = None if absent else function(frames[frame]).results.filter(pl.col("indicator") == name).collect()
            why = reason(absent.key, absent.facts) if absent else None
            pairs.append(_pair(entry, rows, skeleton, why, ruling))
    return pairs


def _pair(entry: Indicator, rows: pl.DataFrame | None, skeleton: pl.DataFrame, why: pl.Expr | None, ruling: Ruling) -> tidy.Pair:
    """The rows of one indicator, and one reason for each company-year without any."""
    base = skeleton.filter(pl.col("ruled")).select(*COMPANY)
    if rows is None:
        rows = pl.DataFrame(schema={"entity_id": pl.String, "fiscal_year": pl.Int32})
        status, told = "missing", why
    else:
        status, told = "not_computable", reason("too_few_for_groups")
    found = base.join(rows, on=list(COMPANY), how="left")
    absent = pl.col("segment").is_null() if "segment" in found.columns else pl.lit(True)
    constants: dict[str, Any] = tidy.constant(entry, ruling.versions)
    columns = {
        **{name: _or_null(found, name) for name in ("value", "numerator", "denominator", "people")},
        "company": pl.col("entity_id"),
        "year": pl.col("fiscal_year"),
        "indicator": pl.lit(entry.id),
        "segment": _or_null(found, "segment").cast(pl.String).fill_null("{}"),
        "status": pl.when(absent).then(pl.lit(status)).otherwise(pl.lit("ok")),
        "reason": pl.when(absent).then(told),
        **constants,
    }
    results = found.select(columns.get(name, pl.lit(None)).cast(kind).alias(name) for name, kind in SCHEMA.items())
    facts = found.select(
        columns.get(name, _or_null(found, name)).cast(kind).alias(name) for name, kind in SUPPORT.items()
    )
    return results, facts


def _or_null(found: pl.DataFrame, name: str) -> pl.Expr:
    return pl.col(name) if name in found.columns else pl.lit(None)
