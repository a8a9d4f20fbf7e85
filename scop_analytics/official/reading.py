"""The official file of indicators A to F: read by the names of its columns, every fault said, no line lost in silence."""

from __future__ import annotations

import csv
import io
import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

import polars as pl

from scop_analytics.errors import UsageError
from scop_analytics.official.lines import SCALES, Line, lines
from scop_analytics.sources import decode
from scop_analytics.sources.faults import Faults, Place
from scop_analytics.sources.numbers import steps
from scop_analytics.tables import header_key

SIREN: Final = "siren"
DIGITS: Final = 9
HEADER_WITHIN: Final = 10  # the header stands below two lines of metadata, never further down
DELIMITERS: Final = ";\t,"
NUMBER: Final = r"^-?\d+(?:[.,]\d+)?$"
PERIOD: Final = ("datedebut", "datefin")
UNREADABLE: Final = ("pdf", "zip", "xls", "rtf", "html", "image", "gzip", "parquet", "binary", "empty")


@dataclass(frozen=True)
class Official:
    """``values``: one row per company and line of the form (``entity_id, line, official`` in storage units, ``source_line``).

    ``period``: first and last day the figures cover, when the file says so; ``findings``: what is wrong in it.
    """

    values: pl.DataFrame
    period: tuple[date, date] | None
    findings: pl.DataFrame
    name: str

    @property
    def year(self) -> int | None:
        """The calendar year of the figures."""
        return None if self.period is None else self.period[1].year


def read(path: str | Path) -> Official:
    """The official values of every company of the file; SIREN with its leading zero, an empty cell = not computable.

    Raises :class:`UsageError` when there is no such file. What is wrong inside is in ``findings``.
    """
    file = Path(path)
    if not file.is_file():
        raise UsageError("official_absent", where=str(path))
    faults, place = Faults(), Place(file.name)
    found = decode.kind(decode.read_head(file))
    if found in UNREADABLE:
        faults.whole(place, "official_not_text", "refuse", facts={"kind": found})
        return _nothing(file.name, faults)
    rows = _rows(decode.content(file))
    header = next((at for at, cells in enumerate(rows[:HEADER_WITHIN]) if SIREN in map(header_key, cells)), None)
    if header is None:
        faults.whole(place, "official_no_header", "refuse")
        return _nothing(file.name, faults)
    columns = _columns(rows[header], place, faults)
    values = _values(rows, header, columns, place, faults) if columns else _empty()
    return Official(values, _period(rows[:header], place, faults), faults.frame(), file.name)


def _rows(content: decode.Content) -> list[list[str]]:
    data = content.source.read_bytes() if isinstance(content.source, Path) else content.source
    text = data.decode("utf-8-sig", errors="replace")
    head = text.split("\n", HEADER_WITHIN)[:HEADER_WITHIN]
    delimiter = max(DELIMITERS, key=lambda sign: max(line.count(sign) for line in head))
    return [[cell.strip() for cell in row] for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)]


def _columns(header: Sequence[str], place: Place, faults: Faults) -> Mapping[int, Line | None]:
    """Which line of the form each column fills (``None`` for the SIREN): by name, whatever their number and order."""
    known: dict[str, Line | None] = {header_key(name): line for line in lines().values() for name in line.headers}
    known[SIREN] = None
    taken: dict[str, int] = {}
    columns: dict[int, Line | None] = {}
    for index, name in enumerate(header):
        key = header_key(name)
        if key not in known:
            if name:
                faults.whole(place, "official_column_new", "note", column=name)
            continue
        line = known[key]
        target = line.name if line else SIREN
        if target in taken:
            faults.whole(place, "official_column_twice", "refuse", column=name, facts={"first": header[taken[target]]})
            return {}
        taken[target], columns[index] = index, line
    _say_missing(taken, place, faults)
    return columns


def _say_missing(taken: Mapping[str, int], place: Place, faults: Faults) -> None:
    """Columns that are not there: raw counts of quartiles exist in newer files only, and are not missed."""
    wanted = [line for line in lines().values() if line.name not in taken and not line.of.startswith("count_")]
    for line in wanted:
        faults.whole(place, "official_column_missing", "warn", column=line.headers[0])


def _period(above: Sequence[Sequence[str]], place: Place, faults: Faults) -> tuple[date, date] | None:
    """The days the figures cover, from the two lines of metadata."""
    told = {
        header_key(name): value
        for names, values in itertools.pairwise(above)
        for name, value in zip(names, values, strict=False)
    }
    try:
        start, end = (date.fromisoformat(told[name]) for name in PERIOD)
    except (KeyError, ValueError):
        faults.whole(place, "official_no_period", "warn")
        return None
    return start, end


def _records(
    rows: Sequence[Sequence[str]], header: int, place: Place, faults: Faults
) -> Iterator[tuple[int, Sequence[str]]]:
    """Lines with as many cells as the header; blank ones are nothing, the others are set aside."""
    width = len(rows[header])
    for number, cells in enumerate(rows[header + 1 :], start=header + 2):
        if not any(cells):
            continue
        if len(cells) < width or any(cells[width:]):
            facts = {"cells": len(cells), "expected": width}
            faults.whole(place, "cells_wrong", "set_aside", line=number, facts=facts)
            continue
        yield number, cells


def _values(
    rows: Sequence[Sequence[str]], header: int, columns: Mapping[int, Line | None], place: Place, faults: Faults
) -> pl.DataFrame:
    """Every cell in storage units; a line with a cell that is no number, or a SIREN that stands twice, is set aside."""
    kept = list(_records(rows, header, place, faults))
    wide = pl.DataFrame(
        {
            "source_line": pl.Series([number for number, _ in kept], dtype=pl.Int64),
            **{
                line.name if line else "entity_id": pl.Series([cells[at] for _, cells in kept], dtype=pl.String)
                for at, line in columns.items()
            },
        }
    )
    wide = _numbered(_identified(wide, place, faults), place, faults)
    if wide.is_empty():
        faults.whole(place, "official_no_line", "refuse")
        return _empty()
    return wide.unpivot(index=["entity_id", "source_line"], variable_name="line", value_name="official")


def _identified(wide: pl.DataFrame, place: Place, faults: Faults) -> pl.DataFrame:
    """Lines that name one company, each once; a spreadsheet drops the zero a SIREN starts with: it is put back, and said."""
    digits = pl.col("entity_id").str.replace_all(r"[\s\u00a0]", "")
    told = digits.str.contains(r"^\d+$") & digits.str.len_chars().is_between(1, DIGITS)
    wide = wide.with_columns(entity_id=pl.when(told).then(digits.str.zfill(DIGITS)).otherwise("entity_id"), told=told.fill_null(value=False), short=digits.str.len_chars() < DIGITS)  # fmt: skip
    bad = wide.filter(~pl.col("told"))
    faults.rows(place, "official_siren", "set_aside", bad["source_line"], column="SIREN", raw=bad["entity_id"])
    short = wide.filter(pl.col("told") & pl.col("short"))
    faults.rows(place, "official_zero_lost", "warn", short["source_line"], column="SIREN")
    good = wide.filter("told").drop("told", "short")
    twice = good.filter(pl.col("entity_id").is_duplicated())
    faults.rows(place, "official_siren_twice", "set_aside", twice["source_line"], column="SIREN")
    return good.filter(~pl.col("entity_id").is_duplicated())


def _numbered(wide: pl.DataFrame, place: Place, faults: Faults) -> pl.DataFrame:
    """Cells as whole numbers of their storage unit, empty ones as nothing."""
    wrong = pl.Series([False]).new_from_index(0, wide.height)
    columns = []
    for name in _figures(wide):
        raw = wide[name].str.replace_all(r"[\s\u00a0\u202f]", "")
        bad = (raw != "") & ~raw.str.contains(NUMBER)
        faults.rows(place, "official_number", "set_aside", wide["source_line"].filter(bad), column=lines()[name].headers[0], raw=wide[name].filter(bad))  # fmt: skip
        wrong |= bad
        numbers = raw.str.replace(",", ".", literal=True).cast(pl.Float64, strict=False)
        columns.append(steps(numbers, SCALES[lines()[name].kind]).cast(pl.Int64, strict=False).alias(name))
    return wide.with_columns(columns).filter(~wrong)


def _figures(wide: pl.DataFrame) -> list[str]:
    return [name for name in wide.columns if name in lines()]


def _empty() -> pl.DataFrame:
    kinds = {"entity_id": pl.String, "source_line": pl.Int64, "line": pl.String, "official": pl.Int64}
    return pl.DataFrame(schema=kinds)


def _nothing(name: str, faults: Faults) -> Official:
    return Official(_empty(), None, faults.frame(), name)
