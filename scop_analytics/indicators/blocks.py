"""Blocks: functions of whole frames of all companies that return the rows of several indicators."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl

from scop_analytics.indicators import tidy
from scop_analytics.indicators.arguments import Formula
from scop_analytics.indicators.gaps_in_data import aside
from scop_analytics.indicators.law_in_use import NotInForceError
from scop_analytics.indicators.measures import Measure
from scop_analytics.indicators.reasons import Condition
from scop_analytics.indicators.segments import COMPANY
from scop_analytics.indicators.settle import reason
from scop_analytics.privacy.support import SUPPORT
from scop_analytics.results import SCHEMA

Function = Callable[..., "Block"]

if TYPE_CHECKING:
    from scop_analytics.indicators.catalogue import Indicator
    from scop_analytics.indicators.gaps_in_data import Absences
    from scop_analytics.indicators.library import Library
    from scop_analytics.indicators.ruling import Ruling

# What a block gives for each row; facts of masking may follow under their own names.
COLUMNS: Final = (*COMPANY, "indicator", "segment", "numerator", "denominator", "people")
# What it may give besides: without ``value``, the numerator (in percent of the denominator for a share) is the value.
NO_FACTS: Final[Mapping[str, int | str]] = MappingProxyType({})
Told = tuple[str, pl.Expr]
OWN: Final = ("value", "rounded", "status", "reason", "verdict", "threshold", "direction", "method")


@dataclass(frozen=True)
class Block:
    """``results``: the rows (:data:`COLUMNS`, those of :data:`OWN` it decides itself, optional facts of masking).

    ``steps``: tables of intermediate values by name, each with company and year, for `explain` and the trail of the employer.
    """

    results: pl.LazyFrame
    steps: Mapping[str, pl.LazyFrame] = field(default_factory=dict)
    # Status, reason and its facts for the company-years of which ``results`` has no row.
    otherwise: tuple[str, str, Mapping[str, int | str]] = ("not_computable", "too_few_for_groups", NO_FACTS)


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
        marks = vars(function)
        read = frozenset((frame, column) for frame, columns in marks["reads"].items() for column in columns)
        probe = Formula(Measure(pl.lit(None)), None, read, ())
        asked = [entries[name] for name in marks["gives"] if name in entries]
        answer = _answer(function, frames, ruling) if absences.static((), probe) is None else None
        pairs += [_pair(entry, answer, absences.static(entry.needs, probe), skeleton, ruling) for entry in asked]
    return pairs


@dataclass(frozen=True)
class _Answer:
    """The rows of a block, and the status and reason of the company-years it says nothing about."""

    rows: pl.DataFrame
    otherwise: Told


def _answer(function: Function, frames: Mapping[str, pl.LazyFrame], ruling: Ruling) -> _Answer:
    """What a block answers; a legal value that did not exist at the time means that its question did not arise."""
    try:
        block = called(function, frames, ruling)
    except NotInForceError as absent:
        nothing = pl.DataFrame(schema={"entity_id": pl.String, "fiscal_year": pl.Int32, "indicator": pl.String})
        return _Answer(nothing, ("not_applicable", reason("not_in_force", {"law": absent.key})))
    status, key, facts = block.otherwise
    return _Answer(block.results.collect(), (status, reason(key, facts)))


def called(function: Function, frames: Mapping[str, pl.LazyFrame], ruling: Ruling) -> Block:
    """What a block answers under a ruling: each of its parameters is a frame, or the law."""
    asked = inspect.signature(function).parameters
    block: Block = function(**{name: ruling.rules if name == "rules" else frames[name] for name in asked})
    return block


def _rows(entry: Indicator, answer: _Answer | None, why: Condition | None) -> tuple[pl.DataFrame, Told]:
    """The rows of one indicator, and what to say of company-years without any.

    Where a file is lacking, only those remain to whom the question does not apply.
    """
    nothing = pl.DataFrame(schema={"entity_id": pl.String, "fiscal_year": pl.Int32})
    own = nothing if answer is None else answer.rows.filter(pl.col("indicator") == entry.id)
    if why is not None:
        exempt = own.filter(pl.col("status") == "not_applicable") if "status" in own.columns else nothing
        apart = answer is not None and answer.otherwise[0] == "not_applicable"
        return exempt, answer.otherwise if answer and apart else ("missing", reason(why.key, why.facts))
    return (
        (nothing, ("missing", reason("no_value"))) if answer is None else (_valued(own, entry.unit), answer.otherwise)
    )


def _pair(
    entry: Indicator, answer: _Answer | None, why: Condition | None, skeleton: pl.DataFrame, ruling: Ruling
) -> tidy.Pair:
    """The rows of one indicator, and one reason for each company-year without any."""
    set_aside = aside(entry.needs, skeleton.columns)
    base = skeleton.filter(pl.col("ruled")).select(*COMPANY, set_aside.alias("set_aside"))
    rows, (status, told) = _rows(entry, answer, why)
    told = pl.coalesce("set_aside", told)
    said = pl.when(pl.col("set_aside").is_not_null()).then(pl.lit("missing")).otherwise(pl.lit(status))
    sound = base.filter(pl.col("set_aside").is_null()).join(rows, on=list(COMPANY), how="inner")
    found = base.join(sound.drop("set_aside"), on=list(COMPANY), how="left")
    absent = pl.col("segment").is_null() if "segment" in found.columns else pl.lit(True)
    constants = {name: pl.lit(word, pl.String) for name, word in tidy.constant(entry, ruling.versions).items()}
    columns = {
        **{name: _or_null(found, name) for name in ("numerator", "denominator", "people", *OWN)},
        "company": pl.col("entity_id"),
        "year": pl.col("fiscal_year"),
        "segment": _or_null(found, "segment").cast(pl.String).fill_null("{}"),
        **_settled(found, absent, (said, told), drafted=bool(ruling.provisional & set(entry.law))),
        **constants,
    }
    results = found.select(columns.get(name, pl.lit(None)).cast(kind).alias(name) for name, kind in SCHEMA.items())
    facts = found.select(
        columns.get(name, _or_null(found, name)).cast(kind).alias(name) for name, kind in SUPPORT.items()
    )
    return results, facts


def _settled(
    found: pl.DataFrame, absent: pl.Expr, missing: tuple[pl.Expr, pl.Expr], *, drafted: bool
) -> dict[str, pl.Expr]:
    """Status and reason: those of an absent row, those the block gave, or caution for a verdict by a text not final."""
    own, why = _or_null(found, "status").fill_null("ok"), _or_null(found, "reason").cast(pl.String)
    judged = _or_null(found, "verdict").is_in(["complies", "breach"]).fill_null(False)
    draft = pl.lit(drafted) & judged & (own == "ok")
    return {
        "status": pl.when(absent).then(missing[0]).when(draft).then(pl.lit("caution")).otherwise(own),
        "reason": pl.when(absent).then(missing[1]).when(draft).then(reason("law_draft")).otherwise(why),
    }


def _valued(rows: pl.DataFrame, unit: str) -> pl.DataFrame:
    """The value of each row, unless the block gave it: its numerator, in percent of its denominator for a share.

    One division, by numpy: a company alone gets the same digits as among others.
    """
    if "value" in rows.columns or "numerator" not in rows.columns:
        return rows
    top, bottom = rows["numerator"].to_numpy(), rows["denominator"].to_numpy()
    return rows.with_columns(
        value=pl.Series(np.divide(top * 100, bottom) if unit == "percent" else top, dtype=pl.Float64)
    )


def _or_null(found: pl.DataFrame, name: str) -> pl.Expr:
    return pl.col(name) if name in found.columns else pl.lit(None)
