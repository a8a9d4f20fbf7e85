"""The rows of a CSV file before they are understood, each with its line as a spreadsheet shows it.

Where the first rows prove a plain form (``1234,56``, ``2025-01-31``) the file is read with types by several threads; if any
row contradicts it, the file is read again as text. Both ways give the same values.
"""

from __future__ import annotations

import csv
import io
import mmap
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import polars as pl
from polars.exceptions import PolarsError

from scop_analytics.sources import decode
from scop_analytics.sources.decode import Content
from scop_analytics.sources.headers import Match
from scop_analytics.sources.layout import Layout
from scop_analytics.tables import Column, Contract

TYPES: Final = {"number": pl.Float64, "whole": pl.Int64, "day": pl.Date, "logical": pl.Boolean}
LINE: Final = "source_line"
DECIMAL: Final = {mark: re.compile(rf"^-?\d+({re.escape(mark)}\d+)?$") for mark in ",."}
WHOLE: Final = re.compile(r"^-?\d{1,15}$")
ISO_DAY: Final = re.compile(r"^\d{4}-\d{2}-\d{2}$")
MOST_RETRIES: Final = 6
TYPED_BY: Final = 50  # rows that suggest a type; any later row may contradict it
LOGICAL: Final = re.compile(r"^(true|false)$")


@dataclass(frozen=True)
class Raw:
    """Columns ``c0``, ``c1`` … as in the file, texts or plain numbers and days."""

    frame: pl.DataFrame
    content: Content
    ragged: tuple[int, ...] = ()  # lines whose number of cells is wrong, not in frame
    ragged_cells: tuple[int, ...] = ()


def name(index: int) -> str:
    """The name a column has before it is understood."""
    return f"c{index}"


def read(
    content: Content,
    layout: Layout,
    matches: Iterable[Match],
    contract: Contract,
    extra: Mapping[int, str] | None = None,
) -> Raw:
    """All rows below the header, blank ones left out; ``extra`` columns come as text beside the matched ones."""
    wanted = {match.index: match for match in matches if match.index < len(layout.header)}
    wanted |= {index: Match("", index, header) for index, header in (extra or {}).items()}
    types = typed_columns(content, layout, wanted, contract)
    frame = _typed(content, layout, wanted, types)
    if frame is not None:
        return _complete(Raw(frame, content), layout, wanted)
    frame, _ = _scan(content, layout, wanted, {})
    if frame is None and isinstance(content.source, Path):
        content = decode.any_encoding(content.source)
        frame, _ = _scan(content, layout, wanted, {})
    return slowly(content, layout) if frame is None else _complete(Raw(frame, content), layout, wanted)


def _typed(content: Content, layout: Layout, wanted: Mapping[int, Match], types: dict[int, str]) -> pl.DataFrame | None:
    """The file with types, save the columns of which some row is no plain value; ``None`` when they are too many."""
    for _ in range(MOST_RETRIES):
        if not types:
            return None
        frame, culprit = _scan(content, layout, wanted, types)
        if frame is not None or culprit not in types:
            return frame
        types = {index: kind for index, kind in types.items() if index != culprit}
    return None


def typed_columns(content: Content, layout: Layout, wanted: Mapping[int, Match], contract: Contract) -> dict[int, str]:
    """Columns whose first rows are plain: ``number``, ``whole``, ``day``, ``logical``."""
    mark = layout.decimal
    safe = mark == "." or (mark == "," and not _contains(content, b"."))
    found = {}
    for index, match in wanted.items():
        if (
            not match.column
            or match.entry.values
            or match.entry.date_format
            or match.entry.currency
            or match.entry.decimal
        ):
            continue
        cells = [row[index].strip() for row in layout.sample[:TYPED_BY] if index < len(row) and row[index]]
        kind = _kind(contract.column(match.column), cells, mark if safe else "")
        if kind:
            found[index] = kind
    return found


def _kind(column: Column, cells: list[str], mark: str) -> str:
    if column.type == "number":
        return "number" if mark and all(DECIMAL[mark].match(cell) for cell in cells) else ""
    pattern, kind = {
        "integer": (WHOLE, "whole"),
        "year": (WHOLE, "whole"),
        "date": (ISO_DAY, "day"),
        "boolean": (LOGICAL, "logical"),
    }.get(column.type, (None, ""))
    return kind if pattern and cells and all(pattern.match(cell) for cell in cells) else ""


def _contains(content: Content, mark: bytes) -> bool:
    if isinstance(content.source, bytes):
        return mark in content.source
    with content.source.open("rb") as source, mmap.mmap(source.fileno(), 0, access=mmap.ACCESS_READ) as view:
        return view.find(mark) >= 0


def _scan(
    content: Content, layout: Layout, wanted: Mapping[int, Match], types: Mapping[int, str]
) -> tuple[pl.DataFrame | None, int]:
    """The wanted columns; or ``None`` when some row is not as announced, and the first column at fault (−1: unknown)."""
    last = len(layout.header) - 1
    schema = {name(i): TYPES.get(types.get(i, ""), pl.String) for i in range(len(layout.header))}
    source = content.source if isinstance(content.source, Path) else io.BytesIO(content.source)
    kept = sorted({*wanted, last})
    try:
        scan = pl.scan_csv(
            source,
            separator=layout.delimiter,
            has_header=False,
            skip_rows=layout.header_row + 1,
            schema=schema,
            decimal_comma=layout.decimal == "," and bool(types),
        )
        frame = scan.select(pl.col(name(i)) for i in kept).collect(engine="in-memory")
        first = (
            layout.header_row + 2
        )  # numbering afterwards is cheaper than while reading, and the order is that of the file
        lines = pl.int_range(first, first + frame.height, dtype=pl.Int64, eager=True)
        return frame.with_columns(lines.alias(LINE)), -1
    except PolarsError as fault:
        named = re.search(r"at column 'c(\d+)'", str(fault))
        return None, int(named.group(1)) if named else -1


def _complete(raw: Raw, layout: Layout, wanted: Mapping[int, Match]) -> Raw:
    """Without blank lines; read cell by cell when a line is too short."""
    last = name(len(layout.header) - 1)
    frame = raw.frame
    nulls = frame[last].null_count()
    if nulls == 0:
        return raw
    columns = [name(i) for i in wanted]
    blank = frame.select(pl.all_horizontal(pl.col([*columns, last]).is_null()).alias("blank"))["blank"]
    if not _full_lines(raw.content, layout, frame.height, int(blank.sum())):
        return slowly(raw.content, layout)
    return Raw(frame.filter(~blank), raw.content) if blank.any() else raw


def _full_lines(content: Content, layout: Layout, rows: int, blank: int) -> bool:
    """Whether every line has as many cells as the header; blank lines, filled with delimiters or not, do not count."""
    if _contains(content, b'"'):
        return False
    source = content.source if isinstance(content.source, Path) else io.BytesIO(content.source)
    lines = pl.scan_lines(source, name="line").slice(layout.header_row + 1)
    cells = lines.select(
        full=(pl.col("line").str.count_matches(layout.delimiter, literal=True) == len(layout.header) - 1).sum(),
        filled=(pl.col("line").str.strip_chars(layout.delimiter + " \r\t").str.len_bytes() > 0).sum(),
        empty=(pl.col("line").str.strip_chars(" \r").str.len_bytes().fill_null(0) == 0).sum(),
    ).collect()
    full, filled, empty = cells.row(0)
    return bool(filled == rows - blank and full == rows - empty)


def slowly(content: Content, layout: Layout) -> Raw:
    """The file read cell by cell: a line with the wrong number of cells is kept apart instead of shifting its neighbours."""
    data = content.source.read_bytes() if isinstance(content.source, Path) else content.source
    text = data.decode("utf-8-sig", errors="replace")
    width = len(layout.header)
    lines, kept, ragged, cells = [], [], [], []
    for number, row in enumerate(_records(text, layout.delimiter), start=1):
        if number <= layout.header_row + 1 or not any(cell.strip() for cell in row):
            continue
        if len(row) == width or (len(row) > width and not any(cell.strip() for cell in row[width:])):
            lines.append(number)
            kept.append([cell or None for cell in row[:width]])
        else:
            ragged.append(number)
            cells.append(len(row))
    columns = list(zip(*kept, strict=True)) if kept else [()] * width
    frame = pl.DataFrame({name(i): pl.Series(columns[i], dtype=pl.String) for i in range(width)})
    frame = frame.with_columns(pl.Series(LINE, lines, dtype=pl.Int64))
    return Raw(frame, content, ragged=tuple(ragged), ragged_cells=tuple(cells))


def _records(text: str, delimiter: str) -> Iterator[list[str]]:
    """The records of a text. A quote that nothing closes would swallow the rows after it: then quotes are plain signs."""
    csv.field_size_limit(max(csv.field_size_limit(), len(text) + 1))
    source = io.StringIO(text, newline="")
    if text.count('"') % 2 == 0:
        yield from csv.reader(source, delimiter=delimiter)
        return
    for row in csv.reader(source, delimiter=delimiter, quoting=csv.QUOTE_NONE):
        yield [cell.strip('"') for cell in row]
