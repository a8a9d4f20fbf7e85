"""The file of accounting entries (FEC): account, entry, day, journal and amounts of each line, for cross-checks only.

Labels, third parties and references of documents hold names of people: they never leave the line they stand in. Accounts are
cut to four digits, since a longer one can be one person's.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Final

import polars as pl

from scop_analytics import tables
from scop_analytics.config import Config
from scop_analytics.sources import decode, recognising
from scop_analytics.sources.faults import Faults, Place
from scop_analytics.sources.folder import FEC, Source
from scop_analytics.sources.headers import Match, known_headers
from scop_analytics.sources.part import Part, build
from scop_analytics.sources.raw import LINE, name
from scop_analytics.tables import header_key as fold

DIGITS: Final = r"^(\d{1,4})"
KEYS: Final = ("entity_id", "closing", "line")
ENTRY: Final = ("journal", "entry")


def parts(source: Source, config: Config, faults: Faults) -> Iterator[tuple[str, Part]]:
    """The lines of one file; nothing when it is refused: no accounting file, or that of another company."""
    place = Place(source.name, FEC, source.company)
    if decode.kind(decode.read_head(source.path)) != "text":
        faults.whole(place, "fec_not_text", "refuse")
        return
    content = decode.content(source.path)
    if isinstance(content.source, Path):
        content = decode.any_encoding(source.path)  # a letter beyond ASCII may stand far below the first lines
    first = next((line for line in content.head.splitlines() if line.strip()), "")
    separator = max(recognising.fec_words("separators"), key=first.count)
    header = [cell.strip(' "\ufeff') for cell in first.split(separator)]
    company, closing = recognising.fec_name(source.path)
    if _acceptable(header, company, config, place, faults):
        lines = _lines(content, header, separator)
        part = _part(lines, header, company or config.company or place.company, closing, (config, place, faults))
        _tell(part, closing, faults)
        yield (
            FEC,
            replace(part, facts={"form": "fec", "encoding": content.encoding, "delimiter": separator, "decimal": ","}),
        )


def _acceptable(header: Sequence[str], company: str, config: Config, place: Place, faults: Faults) -> bool:
    """Whether the file is this company's, and has what its lines cannot do without."""
    own = config.company or place.company
    if company and own and company != own:
        faults.whole(place, "fec_other_company", "refuse")
        return False
    if not (company or own):
        faults.whole(place, "fec_nobody", "refuse")
        return False
    found = _columns(header)
    both = {"debit", "credit"} <= set(found) or {"amount", "side"} <= set(found)
    absent = [*(column for column in recognising.fec_words("needed") if column not in found)]
    if absent or not both:
        contract = tables.contract(FEC)
        named = [contract.column(column).headers[0] for column in absent] + ([] if both else ["Debit", "Credit"])
        faults.whole(place, "fec_columns", "refuse", facts={"headers": named})
        return False
    return True


def _columns(header: Sequence[str]) -> dict[str, int]:
    """Our column → its place in the file; ``amount`` and ``side`` where one amount stands for two."""
    known = {spelling: column for spelling, column in known_headers(FEC).items() if column not in KEYS}
    known |= {fold(str(recognising.fec()[key])): key for key in ("amount", "side")}
    found: dict[str, int] = {}
    for index, cell in enumerate(header):
        if column := known.get(fold(cell)):
            found.setdefault(column, index)
    return found


def _lines(content: decode.Content, header: Sequence[str], separator: str) -> pl.DataFrame:
    """Number of cells, and the cells that are read, of each line below the header; blank lines left out."""
    source = content.source if isinstance(content.source, Path) else io.BytesIO(content.source)
    rows = pl.scan_lines(source, name="text").with_row_index(LINE, offset=1)
    filled = rows.with_columns(pl.col(LINE).cast(pl.Int64), pl.col("text").str.strip_chars("\r\ufeff"))
    body = filled.filter(pl.col("text").str.strip_chars(separator + " ").str.len_bytes() > 0).slice(1)
    cells = body.with_columns(cells=pl.col("text").str.split(separator))
    wanted = [
        pl.col("cells").list.get(place, null_on_oob=True).str.strip_chars(' "').replace("", None).alias(column)
        for column, place in _columns(header).items()
    ]
    return cells.select(LINE, *wanted, width=pl.col("cells").list.len().cast(pl.Int64)).collect()


def _part(
    lines: pl.DataFrame, header: Sequence[str], company: str, closing: date | None,
    told: tuple[Config, Place, Faults],
) -> Part:  # fmt: skip
    """The whole lines as rows of the table; those cut short or too long are set aside."""
    config, place, faults = told
    whole = lines["width"] == len(header)
    ragged = lines.filter(~whole)
    for line, width in ragged.select(LINE, "width").iter_rows():
        facts = {"cells": width, "expected": len(header)}
        faults.whole(place, "cells_wrong", "set_aside", line=line, facts=facts)
    rows = _two_amounts(lines.filter(whole), place, faults)
    rows = rows.with_columns(
        pl.col("account").str.extract(DIGITS),
        entity_id=pl.lit(company),
        closing=_closing(closing),
        line=pl.col(LINE),
    )
    contract = tables.contract(FEC)
    held = [column for column in contract.by_name if column in rows.columns]
    matches = [Match(column, number, _shown(header, column)) for number, column in enumerate(held)]
    raw = rows.select(*(pl.col(column).alias(name(number)) for number, column in enumerate(held)), LINE)
    return build(raw, matches, contract, config, place, faults, decimal=",", ragged=tuple(ragged[LINE]))


def _closing(told: date | None) -> pl.Expr:
    """The day of the name, else the last day of the month of the last entry."""
    last = pl.col("date").str.head(8).str.to_date("%Y%m%d", strict=False).max().dt.month_end()
    return last if told is None else pl.lit(told, pl.Date)


def _shown(header: Sequence[str], column: str) -> str:
    """A column as the file calls it."""
    place = _columns(header).get(column)
    return column if place is None else header[place]


def _two_amounts(rows: pl.DataFrame, place: Place, faults: Faults) -> pl.DataFrame:
    """One amount and its side as a debit and a credit; a side that is neither is said."""
    if "side" not in rows.columns or "debit" in rows.columns:
        return rows
    side = pl.col("side").str.to_uppercase()
    debit, credit = (side.is_in(recognising.fec_words(name)).fill_null(value=False) for name in ("debit", "credit"))
    odd = rows.filter(~debit & ~credit)
    faults.rows(place, "fec_side", "warn", odd[LINE], raw=odd["side"])
    return rows.with_columns(debit=pl.when(debit).then("amount"), credit=pl.when(credit).then("amount"))


def _tell(part: Part, closing: date | None, faults: Faults) -> None:
    """What shows that a file is cut, changed or badly named: entries and file that do not balance, days after its closing."""
    moved = part.frame.select(*ENTRY, LINE, balance=pl.col("debit").fill_null(0) - pl.col("credit").fill_null(0))
    entries = moved.group_by(ENTRY, maintain_order=True).agg(pl.col(LINE).first(), pl.col("balance").sum())
    faults.rows(part.place, "fec_unbalanced", "warn", entries.filter(pl.col("balance") != 0)[LINE])
    if moved["balance"].sum() != 0:
        faults.whole(part.place, "fec_incomplete", "warn")
    late = part.frame.filter(pl.col("date") > closing) if closing else part.frame.clear()
    if late.height:
        faults.whole(part.place, "fec_after_closing", "warn", count=late.height, column="date")
