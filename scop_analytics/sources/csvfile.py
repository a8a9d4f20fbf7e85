"""One CSV file: its text, its layout, its header, then its rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from scop_analytics import tables
from scop_analytics.config import Config
from scop_analytics.sources import admission, decode, headers, layouts, raw, wide
from scop_analytics.sources.faults import Faults, Place
from scop_analytics.sources.folder import Source
from scop_analytics.sources.layout import Layout, layout
from scop_analytics.sources.original import Original
from scop_analytics.sources.part import Part, build


def parts(source: Source, config: Config, faults: Faults) -> Iterator[tuple[str, Part]]:
    """The table that a CSV file fills; a wide file fills several."""
    content = decode.content(source.path)
    found = _layout(content, source, config)
    place = Place(source.name, source.table, source.company)
    _say_encoding(content, place, faults)
    for table in source.tables:
        spot = replace(place, table=table)
        part = _part(source, content, found, wide.settings(config, source.wide), spot, faults)
        if part:
            yield table, part


def _layout(content: decode.Content, source: Source, config: Config) -> Layout:
    """How the file is laid out; what ``scop.toml`` says comes first, then what is known of the product it names."""
    vendor = layouts.forced(config, source.table)
    delimiter = config.choice(source.table).delimiter or (vendor.delimiter if vendor else "")
    found = layout(content.head, admission.known(source.tables, config), whole=content.whole, delimiter=delimiter)
    return replace(found, decimal=found.decimal or (vendor.decimal if vendor else ""))


def _part(
    source: Source, content: decode.Content, found: Layout, config: Config, place: Place, faults: Faults
) -> Part | None:
    contract = tables.contract(place.table)
    entries = layouts.entries(found.header, config, place, faults)
    admission.nameless(found.header, found.sample, place, faults)
    matched = headers.match(found.header, contract, entries, place, faults, wide=source.wide is not None)
    chosen, items = wide.questions(found.header, source.wide, matched.matches, place, faults)
    if not admission.acceptable(replace(matched, matches=chosen), contract, config, place, faults):
        return None
    rows = raw.read(content, found, chosen, contract, extra={**matched.witnesses, **items})
    if rows.content is not content:
        _say_encoding(rows.content, place, faults)
    _say_ragged(rows, found, place, faults)
    frame = wide.melted(rows.frame, items)
    part = build(
        frame, chosen, contract, config, place, faults,
        decimal=found.decimal, ragged=rows.ragged, stored=rows.stored,
        months=wide.months(source.wide), witnesses=matched.witnesses,
    )  # fmt: skip
    if not part.read:
        faults.whole(place, "only_header", "warn")
    facts = {"form": "csv", "encoding": rows.content.encoding, "delimiter": found.delimiter, "decimal": found.decimal}
    return replace(part, facts=facts)


def texts(source: Source, config: Config) -> Iterator[Original]:
    """The rows of a CSV file as they are written, for each table it fills, cell by cell."""
    content = decode.content(source.path)
    found = _layout(content, source, config)
    content = decode.any_encoding(source.path) if content.encoding.startswith("utf-8") else content
    frame = raw.slowly(content, found).frame
    for table in source.tables:
        place = Place(source.name, table, source.company)
        entries = layouts.entries(found.header, config, place, Faults())
        matched = headers.match(found.header, tables.contract(table), entries, place, Faults())
        _, items = wide.questions(found.header, source.wide, (), place, Faults())
        yield Original(place, found.header, wide.plain(matched.matches, items), frame, tuple(items))


def _say_encoding(content: decode.Content, place: Place, faults: Faults) -> None:
    if content.mixed:
        faults.whole(place, "encodings_mixed", "warn", count=content.mixed, facts={"n": content.mixed})
    if content.damaged:
        faults.whole(place, "text_damaged", "warn")


def _say_ragged(rows: raw.Raw, found: Layout, place: Place, faults: Faults) -> None:
    for line, cells in zip(rows.ragged, rows.ragged_cells, strict=True):
        facts = {"cells": cells, "expected": len(found.header)}
        faults.whole(place, "cells_wrong", "set_aside", line=line, facts=facts)
