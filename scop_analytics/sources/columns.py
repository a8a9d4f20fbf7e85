"""One column of a file → one column of a table: exchanged values, units, types, in that order."""

from __future__ import annotations

from datetime import date
from typing import Final

import polars as pl

from scop_analytics.config import Entry
from scop_analytics.sources import codes, dates, numbers, texts
from scop_analytics.sources.parsed import Bad, Parsed
from scop_analytics.tables import Column
from scop_analytics.tables import header_key as fold

DATED: Final = {"year": dates.year, "date": dates.day, "yearmonth": dates.month}
FOUR_DIGITS: Final = 1000  # below, a year is written in two digits
UNKNOWN_DAYS: Final = [date.fromisoformat(day) for day in dates.UNKNOWN]


def understand(raw: pl.Series, column: Column, entry: Entry, file_decimal: str) -> Parsed:
    """The column in its storage type, with the rows that could not be understood."""
    raw = _texts(raw) if _as_text(raw, column) else raw
    if entry.values and raw.dtype == pl.String:
        raw = exchanged(raw, entry)
    return _typed(raw, column, entry) if raw.dtype != pl.String else _text(raw, column, entry, file_decimal)


def _as_text(raw: pl.Series, column: Column) -> bool:
    """Whether a value that came with a type (from a frame) is read through its text."""
    if column.type == "string":
        return raw.dtype != pl.String
    return isinstance(raw.dtype, pl.Categorical | pl.Enum | pl.Object | pl.Null)


def _texts(raw: pl.Series) -> pl.Series:
    if raw.dtype == pl.Boolean:
        return raw.cast(pl.Int8).cast(pl.String)
    if raw.dtype.is_float():
        whole = raw.drop_nulls().drop_nans()
        if (whole == whole.round(0)).all():
            return raw.cast(pl.Int64, strict=False).cast(pl.String)
    return raw.cast(pl.String, strict=False)


def exchanged(raw: pl.Series, entry: Entry) -> pl.Series:
    """``raw`` with the values that ``scop.toml`` exchanges, compared without case, accents or spaces."""
    wanted = {fold(old): new for old, new in entry.values.items()}
    different = raw.unique().to_list()
    known = {old: wanted[fold(old or "")] for old in different if fold(old or "") in wanted}
    return raw.replace(list(known), list(known.values())) if known else raw


def _typed(raw: pl.Series, column: Column, entry: Entry) -> Parsed:
    """A column that came with a type: from a plain CSV, a spreadsheet or a frame."""
    if column.birth and raw.dtype.is_numeric() and bool((raw < FOUR_DIGITS).any()):
        return _text(_texts(raw), column, entry, ".")
    if raw.dtype.is_numeric() and column.type in ("number", "integer"):
        return numbers.finish(raw.cast(pl.Float64), column, entry)
    if raw.dtype.is_integer() and column.type == "year":
        return Parsed(raw.cast(pl.Int64))
    if raw.dtype.is_temporal() and column.type in ("date", "yearmonth"):
        days = raw.cast(pl.Date)
        return _known_days(days) if column.type == "date" else Parsed(days.dt.month_start())
    if raw.dtype == pl.Boolean and column.type == "boolean":
        return Parsed(raw)
    return _text(_texts(raw), column, entry, ".")


def _known_days(days: pl.Series) -> Parsed:
    unknown = days.is_in(UNKNOWN_DAYS).fill_null(value=False)
    return Parsed(days.set(unknown, None), (Bad("date_unknown", unknown, "warn"),)) if unknown.any() else Parsed(days)


def _text(raw: pl.Series, column: Column, entry: Entry, file_decimal: str) -> Parsed:
    if dated := DATED.get("year" if column.birth else column.type):
        return dated(raw, column, entry)
    if column.type in ("number", "integer"):
        return numbers.from_text(raw, column, entry, file_decimal)
    if column.type == "boolean":
        return codes.boolean(raw, column)
    if column.enum:
        return codes.enumerated(raw, column)
    return texts.text(codes.recoded(raw, column) if column.codes else raw, column)


def constant(column: Column, entry: Entry, height: int) -> Parsed:
    """A column that has one value for the whole file."""
    one = understand(pl.Series([entry.constant]), column, Entry(date_format=entry.date_format, decimal="."), ".")
    return Parsed(
        one.values.new_from_index(0, height),
        tuple(Bad(bad.rule, bad.mask.new_from_index(0, height), "refuse", bad.facts) for bad in one.bad),
    )
