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
KEYS: Final = [*COMPANY, "indicator"]
NOTHING: Final = {"entity_id": pl.String, "fiscal_year": pl.Int32, "indicator": pl.String}
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
        alike: dict[tuple[str, ...], list[Indicator]] = {}
        for entry in asked:
            alike.setdefault(entry.needs, []).append(entry)
        pairs += [
            _pair(group, answer, absences.static(needs, probe), skeleton, ruling) for needs, group in alike.items()
        ]
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
        return _Answer(pl.DataFrame(schema=NOTHING), ("not_applicable", reason("not_in_force", {"law": absent.key})))
    status, key, facts = block.otherwise
    # Sorted: the same files give the same rows in the same order, whatever the threads did.
    return _Answer(block.results.collect().sort(*KEYS, "segment"), (status, reason(key, facts)))


def called(function: Function, frames: Mapping[str, pl.LazyFrame], ruling: Ruling) -> Block:
    """What a block answers under a ruling: each of its parameters is a frame, or the law."""
    asked = inspect.signature(function).parameters
    block: Block = function(**{name: ruling.rules if name == "rules" else frames[name] for name in asked})
    return block


def _rows(names: list[str], answer: _Answer | None, why: Condition | None) -> tuple[pl.DataFrame, Told]:
    """The rows of indicators that need the same files, and what to say of company-years without any.

    Where a file is lacking, only those remain to whom the question does not apply.
    """
    if answer is None:
        told = ("missing", reason(why.key, why.facts) if why else reason("no_value"))
        return pl.DataFrame(schema=NOTHING), told
    own = answer.rows.filter(pl.col("indicator").is_in(names))
    if why is None:
        return own, answer.otherwise
    exempt = _or_null(own, "status").eq_missing("not_applicable")
    apart = answer.otherwise[0] == "not_applicable"
    return own.filter(exempt), answer.otherwise if apart else ("missing", reason(why.key, why.facts))


def _pair(
    group: list[Indicator], answer: _Answer | None, why: Condition | None, skeleton: pl.DataFrame, ruling: Ruling
) -> tidy.Pair:
    """The rows of indicators that need the same files, and one reason for each company-year without any."""
    base = skeleton.filter("ruled").select(*COMPANY, aside(group[0].needs, skeleton.columns).alias("set_aside"))
    rows, (status, told) = _rows([entry.id for entry in group], answer, why)
    if base["set_aside"].has_nulls() and not base["set_aside"].is_null().all():
        rows = rows.join(base.filter(pl.col("set_aside").is_null()), on=list(COMPANY), how="semi")
    elif not base["set_aside"].has_nulls():
        rows = rows.clear()
    every = _constants(group, ruling).join(base, how="cross")
    found = every.join(rows.drop("method", strict=False), on=KEYS, how="left", maintain_order="left_right")
    found = _valued(found)
    said = pl.when(pl.col("set_aside").is_not_null()).then(pl.lit("missing")).otherwise(pl.lit(status))
    columns = {
        **{name: _or_null(found, name) for name in (*SCHEMA, *SUPPORT)},
        "company": pl.col("entity_id"),
        "year": pl.col("fiscal_year"),
        "segment": _or_null(found, "segment").cast(pl.String).fill_null("{}"),
        **_settled(found, (said, pl.coalesce("set_aside", told))),
    }
    made = found.with_columns(columns[name].cast(kind).alias(name) for name, kind in {**SUPPORT, **SCHEMA}.items())
    return made.select(*SCHEMA), made.select(pl.col(name).cast(kind) for name, kind in SUPPORT.items())


def _constants(group: list[Indicator], ruling: Ruling) -> pl.DataFrame:
    """One row per indicator: its words, and whether it counts in percent or rests on a text that is not final."""
    rows = [
        {
            **tidy.constant(entry, ruling.versions),
            "share": entry.unit == "percent",
            "drafted": bool(ruling.provisional & set(entry.law)),
        }
        for entry in group
    ]
    kinds = {**dict.fromkeys(tidy.CONSTANTS, pl.String), "share": pl.Boolean, "drafted": pl.Boolean}
    return pl.DataFrame(rows, schema=kinds)


def _settled(found: pl.DataFrame, missing: tuple[pl.Expr, pl.Expr]) -> dict[str, pl.Expr]:
    """Status and reason: those of an absent row, those the block gave, or caution for a verdict by a text not final."""
    absent = pl.col("segment").is_null() if "segment" in found.columns else pl.lit(True)
    own, why = _or_null(found, "status").fill_null("ok"), _or_null(found, "reason").cast(pl.String)
    judged = _or_null(found, "verdict").is_in(["complies", "breach"]).fill_null(False)
    draft = pl.col("drafted") & judged & (own == "ok")
    return {
        "status": pl.when(absent).then(missing[0]).when(draft).then(pl.lit("caution")).otherwise(own),
        "reason": pl.when(absent).then(missing[1]).when(draft).then(reason("law_draft")).otherwise(why),
    }


def _valued(rows: pl.DataFrame) -> pl.DataFrame:
    """The value of each row, unless the block gave it: its numerator, in percent of its denominator for a share.

    One division, by numpy: a company alone gets the same digits as among others.
    """
    if "value" in rows.columns or "numerator" not in rows.columns:
        return rows
    top, bottom = (rows[name].cast(pl.Float64).to_numpy() for name in ("numerator", "denominator"))
    with np.errstate(divide="ignore", invalid="ignore"):
        values = np.where(rows["share"].to_numpy(), np.divide(top * 100, bottom), top)
    return rows.with_columns(value=pl.Series(values, nan_to_null=True))


def _or_null(found: pl.DataFrame, name: str) -> pl.Expr:
    return pl.col(name) if name in found.columns else pl.lit(None)
