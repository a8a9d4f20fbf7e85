"""Opens one file, whatever it really is, and hands its rows over; a file that cannot be read is refused with its reason."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from scop_analytics import tables
from scop_analytics.config import Config
from scop_analytics.sources import decode, headers, raw
from scop_analytics.sources.faults import Faults, Place
from scop_analytics.sources.folder import Source
from scop_analytics.sources.headers import Headers
from scop_analytics.sources.layout import Layout, layout
from scop_analytics.sources.part import Part, build
from scop_analytics.tables import Contract
from scop_analytics.tables import header_key as fold


def parts(source: Source, config: Config, faults: Faults) -> Iterator[tuple[str, Part]]:
    """The tables that one file fills, each with its part; nothing when the file is refused."""
    place = Place(source.name, source.table, source.company)
    kind = decode.kind(decode.read_head(source.path))
    if kind == "empty":
        faults.whole(place, "file_empty", "refuse")
    elif kind == "zip":
        from scop_analytics.sources import excel

        yield from excel.parts(source, config, faults)
    elif source.path.suffix.lower() in (".xlsx", ".xlsm") and kind != "text":
        faults.whole(place, "workbook_broken", "refuse")
    elif kind != "text":
        faults.whole(place, "not_a_table", "refuse", facts={"kind": kind})
    else:
        yield from _csv(source, config, faults)


def _csv(source: Source, config: Config, faults: Faults) -> Iterator[tuple[str, Part]]:
    place = Place(source.name, source.table, source.company)
    content = decode.content(source.path)
    wanted = _known(source, config)
    found = layout(content.head, wanted, whole=content.whole, delimiter=config.choice(source.table).delimiter)
    _say_encoding(content, place, faults)
    for table in source.wide.tables if source.wide else (source.table,):
        spot = replace(place, table=table)
        contract = tables.contract(table)
        matched = headers.match(found.header, contract, config.entries(table), spot, faults, wide=source.wide is not None)
        if not acceptable(matched, contract, config, spot, faults):
            continue
        rows = raw.read(content, found, matched.matches, contract)
        if rows.content is not content:
            content = rows.content
            _say_encoding(content, place, faults)
        _say_ragged(rows, found, spot, faults)
        part = build(rows.frame, matched.matches, contract, config, spot, faults, decimal=found.decimal, ragged=rows.ragged)
        if not part.read:
            faults.whole(spot, "only_header", "warn")
        facts = {"form": "csv", "encoding": content.encoding, "delimiter": found.delimiter, "decimal": found.decimal}
        yield table, replace(part, facts=facts)


def _known(source: Source, config: Config) -> headers.Known:
    names = source.wide.tables if source.wide else (source.table,)
    declared = {fold(entry.header) for name in names for entry in config.entries(name).values() if entry.header}
    folded = declared | {header for name in names for header in headers.known_headers(name)}
    return lambda cell: fold(cell) in folded


def _say_encoding(content: decode.Content, place: Place, faults: Faults) -> None:
    if content.mixed:
        faults.whole(place, "encodings_mixed", "warn", count=content.mixed, facts={"n": content.mixed})
    if content.damaged:
        faults.whole(place, "text_damaged", "warn")


def _say_ragged(rows: raw.Raw, found: Layout, place: Place, faults: Faults) -> None:
    for line, cells in zip(rows.ragged, rows.ragged_cells, strict=True):
        facts = {"cells": cells, "expected": len(found.header)}
        faults.whole(place, "cells_wrong", "set_aside", line=line, facts=facts)


def acceptable(matched: Headers, contract: Contract, config: Config, place: Place, faults: Faults) -> bool:
    """Whether the file has what its table cannot do without; all that misses is said at once."""
    if matched.refused:
        return False
    found = {match.column for match in matched.matches}
    if not found:
        faults.whole(place, "header_not_found", "refuse", facts={"table": contract.name, "headers": needed(contract)})
        return False
    given = {column for column, entry in config.entries(contract.name).items() if entry.has_constant}
    if config.company or place.company:
        given.add("entity_id")
    missing = [c for c in contract.columns if c.required and c.name not in found | given | derived(contract, found, config)]
    for column in missing:
        facts = {"column": column.name, "title": dict(column.title), "table": contract.name, "headers": list(column.spellings)[:6]}
        faults.whole(place, "column_missing", "refuse", column=column.name, facts=facts)
    return not missing


def derived(contract: Contract, found: Iterable[str], config: Config) -> set[str]:
    """Required columns that follow from others: the label of a year from its closing day, or the only year of ``scop.toml``."""
    only_year = len({year.label for year in config.fiscal_years}) == 1
    return {"fiscal_year"} if only_year or "fiscal_year_end" in set(found) else set()


def needed(contract: Contract) -> list[str]:
    """The headers of the required columns of a table."""
    return [column.title["fr"] for column in contract.columns if column.required]

