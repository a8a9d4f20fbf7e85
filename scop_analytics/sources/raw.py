"""The rows of a CSV file before they are understood, each with its line as a spreadsheet shows it.

Where the first rows prove a plain form (``1234,56``, ``2025-01-31``) the file is read with types by several threads; if any
row contradicts it, the file is read again as text. Both ways give the same values.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import polars as pl
from polars.exceptions import PolarsError

from scop_analytics.sources import decode, numbers
from scop_analytics.sources.decode import Content
from scop_analytics.sources.headers import Match
from scop_analytics.sources.layout import Layout
from scop_analytics.sources.pieces import cut_alike
from scop_analytics.sources.plain import Plan, contains, scales, typed_columns
from scop_analytics.tables import Contract

LINE: Final = "source_line"
MOST_RETRIES: Final = 6
TEXT: Final = Plan({})


@dataclass(frozen=True)
class Raw:
    """Columns ``c0``, ``c1`` … as in the file, texts or plain numbers and days; ``stored`` ones are in storage units."""

    frame: pl.DataFrame
    content: Content
    ragged: tuple[int, ...] = ()  # lines whose number of cells is wrong, not in frame
    ragged_cells: tuple[int, ...] = ()
    stored: frozenset[str] = frozenset()


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
    typed = _typed(content, layout, wanted, Plan(types, scales(layout, wanted, types, contract)))
    if typed is not None:
        return _complete(typed, layout, wanted)
    frame, _ = _scan(content, layout, wanted, TEXT)
    if frame is None and isinstance(content.source, Path):
        content = decode.any_encoding(content.source)
        frame, _ = _scan(content, layout, wanted, TEXT)
    return slowly(content, layout) if frame is None else _complete(Raw(frame, content), layout, wanted)


def _typed(content: Content, layout: Layout, wanted: Mapping[int, Match], plan: Plan) -> Raw | None:
    """The file with types, save the columns of which some row is no plain value; ``None`` when they are too many."""
    tried: Plan | None = plan
    for _ in range(MOST_RETRIES):
        if tried is None or not tried.types:
            return None
        frame, next_plan = _scan(content, layout, wanted, tried)
        if frame is not None:
            return _mended(Raw(frame, content, stored=frozenset(map(name, tried.scales))), layout, tried)
        tried = next_plan
    return None


def _mended(raw: Raw, layout: Layout, plan: Plan) -> Raw:
    """Columns that are not what their first rows announced are read again, as they are written."""
    odd = plan.odd(raw.frame)
    again = None
    if odd:
        again, _ = _scan(raw.content, layout, dict.fromkeys(odd), Plan(plan.types))
    if again is None:
        return raw
    columns = [name(index) for index in odd]
    return replace(raw, frame=raw.frame.with_columns(again.select(columns)), stored=raw.stored.difference(columns))


def _scan(
    content: Content, layout: Layout, wanted: Iterable[int], plan: Plan
) -> tuple[pl.DataFrame | None, Plan | None]:
    """The wanted columns; or, when some row is not as announced, what to try instead."""
    last = len(layout.header) - 1
    schema = {name(i): plan.dtype(i) for i in range(len(layout.header))}
    source = content.source if isinstance(content.source, Path) else io.BytesIO(content.source)
    try:
        scan = pl.scan_csv(
            source,
            separator=layout.delimiter,
            has_header=False,
            skip_rows=layout.header_row + 1,
            schema=schema,
            decimal_comma=layout.decimal == "," and bool(plan.types),
        )
        columns = [_column(i, plan) for i in sorted({*wanted, last})]
        frame = scan.select(columns).collect(engine="in-memory" if content.whole else "streaming")
    except PolarsError as fault:
        return None, plan.after(fault)
    first = layout.header_row + 2  # numbered afterwards: cheaper, and the order is that of the file
    lines = pl.int_range(first, first + frame.height, dtype=pl.Int64, eager=True)
    return cut_alike([*frame, lines.alias(LINE)]), None


def _column(index: int, plan: Plan) -> pl.Expr:
    """A column as it is written, or in storage units: converted piece by piece, no column of floats is ever built."""
    written = pl.col(name(index))
    scale = plan.scales.get(index)
    return written if scale is None else numbers.steps(written, scale.steps).cast(pl.Int64)


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
    return replace(raw, frame=frame.filter(~blank)) if blank.any() else raw


def _full_lines(content: Content, layout: Layout, rows: int, blank: int) -> bool:
    """Whether every line has as many cells as the header; blank lines, filled with delimiters or not, do not count."""
    if contains(content, b'"'):
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
