"""Workbooks: one sheet per table, or one sheet; every cell is read as the text it shows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import polars as pl

from scop_analytics import tables
from scop_analytics.config import Config
from scop_analytics.sources import admission, headers, layouts, wide
from scop_analytics.sources.faults import Faults, Place
from scop_analytics.sources.folder import Source, table_of
from scop_analytics.sources.layout import find_decimal, headed
from scop_analytics.sources.original import Original
from scop_analytics.sources.part import Part, build
from scop_analytics.sources.raw import LINE, name
from scop_analytics.tables import header_key as fold

SAMPLE = 400
# Sheets that the model workbook adds for people, not for us.
FOR_PEOPLE = ("dictionnaire", "dictionary", "lisezmoi", "readme", "listes", "lists")


def parts(source: Source, config: Config, faults: Faults) -> Iterator[tuple[str, Part]]:
    """The tables that the sheets of one workbook fill."""
    import fastexcel  # lazily: only workbooks pay for it

    place = Place(source.name, source.table, source.company)
    try:
        book = fastexcel.read_excel(source.path)
        sheets = {sheet: _cells(book, sheet) for sheet in book.sheet_names}
    except Exception:  # noqa: BLE001 - the reader raises many kinds for a broken workbook; all mean the same to people
        faults.whole(place, "workbook_broken", "refuse")
        return
    filled = {sheet: frame for sheet, frame in sheets.items() if frame.height and fold(sheet) not in FOR_PEOPLE}
    if not filled:
        faults.whole(place, "file_empty", "refuse")
    settings = wide.settings(config, source.wide)
    sizes = []
    for table, sheet in _chosen(source, config, list(filled), place, faults):
        part = _sheet(source, settings, faults, table, sheet, filled[sheet], alone=len(filled) == 1)
        sizes.append(part.read if part else -1)
        if part and part.read:  # unfilled sheets of the model say nothing
            yield table, part
    if sizes and not any(sizes):
        faults.whole(place, "only_header", "warn")


def texts(source: Source, config: Config) -> Iterator[Original]:
    """The rows of each sheet that fills a table, each cell as the text it shows."""
    import fastexcel  # lazily, as above

    book = fastexcel.read_excel(source.path)
    sheets = {sheet: _cells(book, sheet) for sheet in book.sheet_names}
    filled = {sheet: frame for sheet, frame in sheets.items() if frame.height and fold(sheet) not in FOR_PEOPLE}
    whole = Place(source.name, source.table, source.company)
    for table, sheet in _chosen(source, config, list(filled), whole, Faults()):
        place = _place(source, table, sheet, alone=len(filled) == 1)
        cells = filled[sheet]
        sample = [[cell or "" for cell in row] for row in cells.head(SAMPLE).rows()]
        at, header = headed(sample, admission.known([table], config))
        cells_of_header = [cell.strip() for cell in header]
        entries = layouts.entries(cells_of_header, config, place, Faults())
        matched = headers.match(cells_of_header, tables.contract(table), entries, place, Faults())
        _, items = wide.questions(cells_of_header, source.wide, (), place, Faults())
        plain = wide.plain(matched.matches, items)
        yield Original(place, tuple(cells_of_header), plain, _body(cells, at), tuple(items))


def _place(source: Source, table: str, sheet: str, *, alone: bool) -> Place:
    """A sheet is named beside its file, unless it is the only one."""
    return Place(source.name if alone else f"{source.name} [{sheet}]", table, source.company)


def _cells(book: object, sheet: str) -> pl.DataFrame:
    """All cells of one sheet as texts, from its first row on."""
    loaded = book.load_sheet(sheet, header_row=None, dtypes="string")  # type: ignore[attr-defined]  # fastexcel has no stubs
    frame: pl.DataFrame = loaded.to_polars()
    return frame.rename({column: name(i) for i, column in enumerate(frame.columns)})


def _chosen(source: Source, config: Config, sheets: list[str], place: Place, faults: Faults) -> list[tuple[str, str]]:
    """Which sheet fills which table: the declared one, the sheets named like tables, or all of a file named like one."""
    declared = config.choice(source.table).sheet if source.table else ""
    if declared:
        if declared in sheets:
            return [(source.table, declared)]
        faults.whole(place, "sheet_absent", "refuse", facts={"sheet": declared, "sheets": sheets})
        return []
    if source.wide:
        return [(table, sheets[0]) for table in source.wide.tables if sheets]
    known = [(table, sheet) for sheet in sheets if (table := table_of(sheet))]
    others = [sheet for sheet in sheets if not table_of(sheet)]
    if source.table and not any(table == source.table for table, _ in known):
        return [*known, *_alike(source.table, others, place, faults)]
    for sheet in others:
        faults.whole(place, "sheet_unknown", "note", facts={"sheet": sheet})
    return known


def _alike(table: str, sheets: list[str], place: Place, faults: Faults) -> list[tuple[str, str]]:
    """All sheets of a workbook named like a table: one, or one for each month."""
    if len(sheets) > 1:
        faults.whole(place, "several_sheets", "warn", count=len(sheets), facts={"sheets": sheets, "n": len(sheets)})
    return [(table, sheet) for sheet in sheets]


def _sheet(
    source: Source, config: Config, faults: Faults, table: str, sheet: str, cells: pl.DataFrame, *, alone: bool
) -> Part | None:
    """One sheet as a part of ``table``."""
    place = _place(source, table, sheet, alone=alone)
    contract = tables.contract(table)
    known = admission.known([table], config)
    sample = [[cell or "" for cell in row] for row in cells.head(SAMPLE).rows()]
    at, cells_of_header = headed(sample, known)
    header = [cell.strip() for cell in cells_of_header]
    admission.nameless(header, sample[at + 1 :], place, faults)
    entries = layouts.entries(header, config, place, faults)
    matched = headers.match(header, contract, entries, place, faults, wide=source.wide is not None)
    chosen, items = wide.questions(header, source.wide, matched.matches, place, faults)
    if not admission.acceptable(replace(matched, matches=chosen), contract, config, place, faults):
        return None
    decimal = find_decimal(sample[at + 1 :])
    body = wide.melted(_body(cells, at), items)
    part = build(
        body, chosen, contract, config, place, faults,
        decimal=decimal or ".", months=wide.months(source.wide), witnesses=matched.witnesses,
    )  # fmt: skip
    return replace(part, facts={"form": source.path.suffix.lower().lstrip("."), "decimal": decimal})


def _body(cells: pl.DataFrame, at: int) -> pl.DataFrame:
    """The rows below the header, numbered as the spreadsheet shows them, blank ones left out."""
    numbered = cells.with_columns(pl.int_range(1, pl.len() + 1, dtype=pl.Int64).alias(LINE)).slice(at + 1)
    cleaned = numbered.with_columns(pl.col(pl.String).replace("", None))
    return cleaned.filter(~pl.all_horizontal(pl.exclude(LINE).str.strip_chars().replace("", None).is_null()))
