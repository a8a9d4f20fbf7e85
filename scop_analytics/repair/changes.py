"""What differs between a file and its copy: file, line, column and kind of change, never a value."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

import polars as pl

from scop_analytics.sources.original import Original
from scop_analytics.sources.raw import LINE, name
from scop_analytics.tables import Column, Contract
from scop_analytics.tables import header_key as fold

SCHEMA: Final = {
    "file": pl.String,
    "line": pl.Int64,
    "table": pl.String,
    "column": pl.String,
    "change": pl.String,
    "count": pl.Int64,
}
DATED: Final = ("date", "yearmonth", "year")
NUMBERS: Final = ("number", "integer")


def of_file(
    original: Original, copy: pl.DataFrame, contract: Contract, elsewhere: Collection[int] = ()
) -> pl.DataFrame:
    """The changes of one file; ``copy`` holds ``source_line`` and the texts written. A change of a whole column is one row.

    ``elsewhere``: the columns that fill another table of the same file.
    """
    lines = original.frame.unique(LINE, keep="first")
    both = copy.unique(LINE, keep="first").join(lines, on=LINE, how="inner", maintain_order="left")
    filled = {match.column: match for match in original.matches if match.column in copy.columns}
    found = [_renamed(original, column, match.header) for column, match in filled.items() if match.header != column]
    found += [_cells(original, both, contract.column(c), name(match.index)) for c, match in filled.items()]
    added = [column for column in copy.columns if column not in filled and column != LINE]
    found += [_whole(original, column, "column_added", copy.height) for column in added]
    melted = [original.header[index] for index in original.melted]
    found += [_whole(original, question, "column_to_rows", original.frame.height) for question in melted]
    taken = {match.index for match in original.matches} | {*original.melted, *elsewhere}
    gone = [cell for index, cell in enumerate(original.header) if cell.strip() and index not in taken]
    found += [_whole(original, cell.strip(), "column_left_out", original.frame.height) for cell in gone]
    return pl.concat(found) if found else pl.DataFrame(schema=SCHEMA)


def _renamed(original: Original, column: str, header: str) -> pl.DataFrame:
    return _whole(original, column, "header_renamed" if fold(header) != fold(column) else "header_respelt", 1)


def _whole(original: Original, column: str, change: str, count: int) -> pl.DataFrame:
    row = (original.place.file, None, original.place.table, column, change, count)
    return pl.DataFrame([row], schema=SCHEMA, orient="row")


def _cells(original: Original, both: pl.DataFrame, column: Column, raw: str) -> pl.DataFrame:
    """The cells of one column that are written otherwise; all of them at once when each one is."""
    old, new = pl.col(raw).fill_null(""), pl.col(column.name).fill_null("")
    change = (
        pl.when(old == new)
        .then(None)
        .when(old.str.strip_chars() == "")
        .then(pl.lit("cell_filled"))
        .when(new == "")
        .then(pl.lit("cell_emptied"))
        .when(old.str.strip_chars() == new)
        .then(pl.lit("spaces_removed"))
        .otherwise(pl.lit(_kind(column)))
    )
    changed = both.select(pl.col(LINE).alias("line"), change.alias("change")).drop_nulls("change")
    kinds = changed["change"].unique()
    if len(kinds) == 1 and changed.height == both.height > 1:
        return _whole(original, column.name, str(kinds[0]), changed.height)
    return changed.select(
        pl.lit(original.place.file).alias("file"),
        pl.col("line").cast(pl.Int64),
        pl.lit(original.place.table).alias("table"),
        pl.lit(column.name).alias("column"),
        "change",
        pl.lit(1, pl.Int64).alias("count"),
    )


def _kind(column: Column) -> str:
    if column.type in NUMBERS:
        return "number_rewritten"
    if column.type in DATED:
        return "date_rewritten"
    return "code_rewritten" if column.enum or column.type == "boolean" else "text_rewritten"
