"""Great-expectations expectations as polars expressions: the same verdict and the same failing rows, without importing it.

Each compiler follows great-expectations on pandas: nulls are left out of a column test, a pair or a set of columns is
left out as its ``ignore_row_if`` says (always stated, because the default differs between its engines). A type absent
from :data:`ROW_TESTS` and :data:`TABLE_TESTS`, or an argument not in its list, is left to great-expectations itself.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import reduce
from operator import add, and_, or_
from typing import Any, Final

import polars as pl

Scales = Mapping[str, int]
Kwargs = Mapping[str, Any]
NEUTRAL: Final = frozenset({"mostly", "ignore_row_if", "condition_parser"})


@dataclass(frozen=True)
class RowTest:
    """``failing`` marks the rows in breach, ``counted`` those tested; ``suspects`` counts faster, zero when there is none."""

    failing: pl.Expr
    counted: pl.Expr
    suspects: pl.Expr


def row_test(failing: pl.Expr, counted: pl.Expr) -> RowTest:
    """A test of rows: in breach where ``failing`` holds among those ``counted``."""
    exact = failing & counted
    return RowTest(exact, counted, exact.sum())


def bound(value: Any, scale: int, *, upwards: bool) -> Any:
    """``value`` in the storage unit: the nearest integer inside the bound, a day for a day written as text."""
    if isinstance(value, str):
        return date.fromisoformat(value[:10])
    if isinstance(value, date) or not scale:
        return float(value) if isinstance(value, Decimal) else value
    exact = Decimal(str(value)) * scale
    return math.ceil(exact) if upwards else math.floor(exact)


def _between(kwargs: Kwargs, scales: Scales) -> RowTest:
    column, scale = pl.col(kwargs["column"]), scales.get(kwargs["column"], 0)
    low, high = kwargs.get("min_value"), kwargs.get("max_value")
    tests = [pl.lit(False)]
    if low is not None:
        strict = bool(kwargs.get("strict_min"))
        edge = bound(low, scale, upwards=not strict)
        tests.append(column <= edge if strict else column < edge)
    if high is not None:
        strict = bool(kwargs.get("strict_max"))
        edge = bound(high, scale, upwards=strict)
        tests.append(column >= edge if strict else column > edge)
    return row_test(reduce(or_, tests), column.is_not_null())


def _members(kwargs: Kwargs, scales: Scales) -> list[Any]:
    scale = scales.get(kwargs["column"], 0)
    if not scale:
        return list(kwargs["value_set"])
    exact = [Decimal(str(value)) * scale for value in kwargs["value_set"]]
    return [int(value) for value in exact if value == value.to_integral_value()]


def _in_set(kwargs: Kwargs, scales: Scales) -> RowTest:
    column = pl.col(kwargs["column"])
    return row_test(~column.is_in(_members(kwargs, scales)), column.is_not_null())


def _not_in_set(kwargs: Kwargs, scales: Scales) -> RowTest:
    column = pl.col(kwargs["column"])
    return row_test(column.is_in(_members(kwargs, scales)), column.is_not_null())


def _matches(kwargs: Kwargs, _: Scales) -> RowTest:
    column = pl.col(kwargs["column"])
    return row_test(~column.str.contains(_pattern(kwargs["regex"])), column.is_not_null())


def _matches_not(kwargs: Kwargs, _: Scales) -> RowTest:
    column = pl.col(kwargs["column"])
    return row_test(column.str.contains(_pattern(kwargs["regex"])), column.is_not_null())


def _matches_list(kwargs: Kwargs, _: Scales) -> RowTest:
    column = pl.col(kwargs["column"])
    found = [column.str.contains(_pattern(regex)) for regex in kwargs["regex_list"]]
    join = and_ if kwargs.get("match_on") == "all" else or_
    return row_test(~reduce(join, found), column.is_not_null())


def _pattern(regex: str) -> str:
    """``regex`` when both engines read it alike; look-around and back-references are left to great-expectations."""
    if re.search(r"\(\?[=!<]|\\[1-9]", regex):
        raise NotCompiledError
    return regex


def _lengths(kwargs: Kwargs, _: Scales) -> RowTest:
    column = pl.col(kwargs["column"])
    size = column.str.len_chars()
    low, high = (kwargs.get("value"),) * 2 if "value" in kwargs else (kwargs.get("min_value"), kwargs.get("max_value"))
    short = size < low if low is not None else pl.lit(False)
    return row_test(short | (size > high if high is not None else pl.lit(False)), column.is_not_null())


def _not_null(kwargs: Kwargs, _: Scales) -> RowTest:
    column = pl.col(kwargs["column"])
    return RowTest(column.is_null(), pl.lit(True), column.null_count())


def _null(kwargs: Kwargs, _: Scales) -> RowTest:
    column = pl.col(kwargs["column"])
    return row_test(column.is_not_null(), pl.lit(True))


def _unique(kwargs: Kwargs, _: Scales) -> RowTest:
    column = pl.col(kwargs["column"])
    twice = pl.len() - column.null_count() - column.drop_nulls().n_unique()
    return RowTest(column.is_duplicated() & column.is_not_null(), column.is_not_null(), twice)


def _compound_unique(kwargs: Kwargs, _: Scales) -> RowTest:
    names = list(kwargs["column_list"])
    counted = _kept(names, kwargs["ignore_row_if"])
    # hashes first: several times faster than grouping on the columns, and equal hashes are confirmed afterwards
    key = reduce(add, (pl.col(name).hash(seed) for seed, name in enumerate(names, start=1)))
    return RowTest(pl.struct(names).is_duplicated() & counted, counted, pl.len() - key.n_unique())


def _within_record(kwargs: Kwargs, scales: Scales) -> RowTest:
    names = list(kwargs["column_list"])
    _same_scale(names, scales)
    same = [pl.col(a).eq_missing(pl.col(b)) for i, a in enumerate(names) for b in names[i + 1 :]]
    return row_test(reduce(or_, same), _kept(names, kwargs["ignore_row_if"]))


def _kept(names: list[str], ignore: str) -> pl.Expr:
    """The rows a test of several columns looks at."""
    nulls = [pl.col(name).is_null() for name in names]
    if ignore in ("both_values_are_missing", "all_values_are_missing"):
        return ~reduce(and_, nulls)
    if ignore in ("either_value_is_missing", "any_value_is_missing"):
        return ~reduce(or_, nulls)
    return pl.lit(True)


def _same_scale(names: list[str], scales: Scales) -> None:
    if len({scales.get(name, 0) for name in names}) > 1:
        raise NotCompiledError


def _pair(kwargs: Kwargs, scales: Scales) -> tuple[pl.Expr, pl.Expr, pl.Expr]:
    names = [kwargs["column_A"], kwargs["column_B"]]
    first, second = (scales.get(name, 0) or 1 for name in names)
    left = pl.col(names[0]) if first == second else pl.col(names[0]) * second
    right = pl.col(names[1]) if first == second else pl.col(names[1]) * first
    return left, right, _kept(names, kwargs["ignore_row_if"])


def _pair_greater(kwargs: Kwargs, scales: Scales) -> RowTest:
    left, right, counted = _pair(kwargs, scales)
    holds = left >= right if kwargs.get("or_equal") else left > right
    return row_test(~holds.fill_null(False), counted)


def _pair_equal(kwargs: Kwargs, scales: Scales) -> RowTest:
    left, right, counted = _pair(kwargs, scales)
    return row_test(~(left == right).fill_null(False), counted)


def _pair_in_set(kwargs: Kwargs, scales: Scales) -> RowTest:
    names = [kwargs["column_A"], kwargs["column_B"]]
    if any(scales.get(name, 0) for name in names):
        raise NotCompiledError
    pairs = [
        pl.col(names[0]).eq_missing(pl.lit(first)) & pl.col(names[1]).eq_missing(pl.lit(second))
        for first, second in kwargs["value_pairs_set"]
    ]
    return row_test(~reduce(or_, pairs), _kept(names, kwargs["ignore_row_if"]))


class NotCompiledError(Exception):
    """The expectation says something polars is not taught: great-expectations runs it."""


def _count_between(kwargs: Kwargs, _: Scales) -> pl.Expr:
    low, high = kwargs.get("min_value"), kwargs.get("max_value")
    return (pl.len() >= (low or 0)) & (pl.len() <= high if high is not None else pl.lit(True))


def _count_equal(kwargs: Kwargs, _: Scales) -> pl.Expr:
    return pl.len().eq(kwargs["value"])


BOUNDS: Final = ("min_value", "max_value", "strict_min", "strict_max")
Compiler = tuple[Callable[[Kwargs, Scales], RowTest], tuple[str, ...]]
ROW_TESTS: Final[Mapping[str, Compiler]] = {
    "expect_column_values_to_be_between": (_between, ("column", *BOUNDS)),
    "expect_column_values_to_be_in_set": (_in_set, ("column", "value_set")),
    "expect_column_values_to_not_be_in_set": (_not_in_set, ("column", "value_set")),
    "expect_column_values_to_match_regex": (_matches, ("column", "regex")),
    "expect_column_values_to_not_match_regex": (_matches_not, ("column", "regex")),
    "expect_column_values_to_match_regex_list": (_matches_list, ("column", "regex_list", "match_on")),
    "expect_column_value_lengths_to_be_between": (_lengths, ("column", "min_value", "max_value")),
    "expect_column_value_lengths_to_equal": (_lengths, ("column", "value")),
    "expect_column_values_to_not_be_null": (_not_null, ("column",)),
    "expect_column_values_to_be_null": (_null, ("column",)),
    "expect_column_values_to_be_unique": (_unique, ("column",)),
    "expect_compound_columns_to_be_unique": (_compound_unique, ("column_list",)),
    "expect_select_column_values_to_be_unique_within_record": (_within_record, ("column_list",)),
    "expect_column_pair_values_a_to_be_greater_than_b": (_pair_greater, ("column_A", "column_B", "or_equal")),
    "expect_column_pair_values_to_be_equal": (_pair_equal, ("column_A", "column_B")),
    "expect_column_pair_values_to_be_in_set": (_pair_in_set, ("column_A", "column_B", "value_pairs_set")),
}
TABLE_TESTS: Final[Mapping[str, tuple[Callable[[Kwargs, Scales], pl.Expr], tuple[str, ...]]]] = {
    "expect_table_row_count_to_be_between": (_count_between, ("min_value", "max_value")),
    "expect_table_row_count_to_equal": (_count_equal, ("value",)),
}


def compile_expectation(type_: str, kwargs: Kwargs, scales: Scales) -> RowTest | pl.Expr | None:
    """The polars test of an expectation, or ``None`` when great-expectations itself must run it."""
    known = ROW_TESTS.get(type_) or TABLE_TESTS.get(type_)
    if known is None:
        return None
    compiler, accepted = known
    if set(kwargs) - NEUTRAL - set(accepted):
        return None
    try:
        return compiler(kwargs, scales)
    except NotCompiledError:
        return None
