"""Typed columns back to the text of a French CSV: decimal comma, ISO days, « oui » and « non », codes as the contracts write them."""

from __future__ import annotations

from typing import Final

import polars as pl

from scop_analytics.tables import Column, Contract

CENTS: Final = 100
DAYS: Final = {"date": "%Y-%m-%d", "yearmonth": "%Y-%m"}
FORMULA: Final = r"^([=+\-@\t\r])"
NUMBER: Final = r"^[+\-]?\d+(?:[.,]\d+)?$"


def written(frame: pl.DataFrame, contract: Contract, names: list[str]) -> pl.DataFrame:
    """The columns ``names`` of a table as the texts of a copy; null is an empty cell."""
    return frame.select(_text(contract.column(name)).alias(name) for name in names)


def guarded(text: pl.Expr) -> pl.Expr:
    """A text that a spreadsheet would run as a formula, with an apostrophe in front; plain numbers are none."""
    return pl.when(text.str.contains(NUMBER)).then(text).otherwise(text.str.replace(FORMULA, "'${1}"))


def _text(column: Column) -> pl.Expr:
    value = pl.col(column.name)
    if column.scale:
        return _decimal(value, column.scale)
    if column.type in DAYS:
        return value.dt.strftime(DAYS[column.type])
    if column.type == "boolean":
        return pl.when(value).then(pl.lit("oui")).when(~value).then(pl.lit("non"))
    return guarded(value) if column.type == "string" else value.cast(pl.String)


def _decimal(value: pl.Expr, scale: int) -> pl.Expr:
    """``1234,56``. Three decimals alone could be read as thousands: a fourth follows them."""
    digits = len(str(scale)) - 1
    sign = pl.when(value < 0).then(pl.lit("-")).otherwise(pl.lit(""))
    rest = (value.abs() % scale).cast(pl.String).str.zfill(digits)
    if scale != CENTS:
        rest = rest.str.strip_chars_end("0")
        rest = pl.when(rest.str.len_chars() == len("000")).then(rest + pl.lit("0")).otherwise(rest)
    mark = pl.when(rest == "").then(pl.lit("")).otherwise(pl.lit(","))
    return pl.when(value.is_not_null()).then(sign + (value.abs() // scale).cast(pl.String) + mark + rest)
