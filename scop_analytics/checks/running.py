"""Suites over frames: counted first in one pass, failing rows looked up only where the count is not zero."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal

import polars as pl

from scop_analytics import tables
from scop_analytics.checks import native
from scop_analytics.checks.compiled import RowTest, compile_expectation
from scop_analytics.checks.expectations import Expectation, Outcome
from scop_analytics.errors import UsageError, closest

Engine = Literal["polars", "great-expectations"]
ENGINES: Final = ("polars", "great-expectations")


def run(
    frame: pl.DataFrame, expectations: Sequence[Expectation], contract: tables.Contract, engine: Engine = "polars"
) -> list[Outcome]:
    """The outcome of each expectation on one table; what polars is not taught, great-expectations runs."""
    if engine not in ENGINES:
        raise UsageError("unknown_engine", engine=engine, suggestion=closest(engine, ENGINES), valid=list(ENGINES))
    if engine == "great-expectations":
        return native.run(frame, expectations, contract)
    scales = {column.name: column.scale for column in contract.columns}
    compiled = {number: compile_expectation(e.type, e.kwargs, scales) for number, e in enumerate(expectations)}
    taught = {number: test for number, test in compiled.items() if test is not None}
    found = _polars(frame, {number: (expectations[number], test) for number, test in taught.items()})
    others = [number for number, test in compiled.items() if test is None]
    answers = native.run(frame, [expectations[number] for number in others], contract)
    found |= dict(zip(others, answers, strict=True))
    return [found[number] for number in range(len(expectations))]


def _polars(frame: pl.DataFrame, tests: dict[int, tuple[Expectation, RowTest | pl.Expr]]) -> dict[int, Outcome]:
    if not tests:
        return {}
    quick = [(t.suspects if isinstance(t, RowTest) else t).alias(str(number)) for number, (_, t) in tests.items()]
    first = frame.lazy().select(quick).collect(engine="in-memory").row(0, named=True)
    return {number: _verdict(frame, item, test, first[str(number)]) for number, (item, test) in tests.items()}


def _verdict(frame: pl.DataFrame, expectation: Expectation, test: RowTest | pl.Expr, first: object) -> Outcome:
    if not isinstance(test, RowTest):
        return Outcome(expectation, bool(first))
    nothing = pl.Series("row", [], dtype=pl.UInt32)
    if not first:
        return Outcome(expectation, success=True, rows=nothing)
    rows = frame.select(test.failing.arg_true().alias("row")).to_series()
    return Outcome(expectation, _enough(frame, expectation, test, len(rows)), rows)


def _enough(frame: pl.DataFrame, expectation: Expectation, test: RowTest, failing: int) -> bool:
    """Whether the share of good rows reaches ``mostly`` (all of them unless it is said)."""
    mostly = float(expectation.kwargs.get("mostly", 1))
    if failing == 0 or mostly >= 1:
        return failing == 0
    counted = frame.filter(test.counted).height
    return (counted - failing) / counted >= mostly
