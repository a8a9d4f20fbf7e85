"""Rows that are not data, and rows that cannot be kept: totals, repeated headers, absent keys, values not understood."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

import polars as pl

from scop_analytics.sources import marks, totals
from scop_analytics.sources.faults import Faults, Place
from scop_analytics.sources.headers import Match
from scop_analytics.sources.parsed import Bad, Parsed
from scop_analytics.sources.raw import LINE, name
from scop_analytics.tables import Contract

UNSTATED: Final = "NR"
TOTAL_STARTS: Final = ("Total", "TOTAL", "total", "Sous", "SOUS", "sous")


@dataclass(frozen=True)
class Sheet:
    """The rows of one file as they came (``raw``) and as they were understood (``parsed``)."""

    raw: pl.DataFrame
    matches: Sequence[Match]
    parsed: Mapping[str, Parsed]
    contract: Contract
    place: Place
    company: str  # the only company this dossier is about; empty for a network

    @property
    def texts(self) -> list[Match]:
        """The columns that came as text."""
        return [match for match in self.matches if self.raw[name(match.index)].dtype == pl.String]

    def shown(self, column: str) -> str:
        """A column as the file calls it."""
        return next((match.header for match in self.matches if match.column == column), column)

    def cells(self, column: str) -> pl.Series | None:
        """What the file holds in a column; ``None`` for a constant."""
        return next((self.raw[name(match.index)] for match in self.matches if match.column == column), None)


def kept(sheet: Sheet, faults: Faults) -> pl.Series:
    """Which rows stay; each of the others is said once for each cause."""
    causes = [(column, bad) for column, item in sheet.parsed.items() for bad in item.bad]
    causes += [*_keyless(sheet), *_elsewhere(sheet)]
    aside = any_of([bad.mask for _, bad in causes if bad.severity == "set_aside"], sheet.raw.height)
    left_out, total = _not_data(sheet, aside | _labelled(sheet), faults)
    data = ~left_out
    for column, bad in [*causes, *_unstated(sheet)]:
        _say(sheet, column, bad, data, faults)
    if any(bad.severity == "refuse" for _, bad in causes):
        return any_of([], sheet.raw.height)
    keep = data & ~aside
    if total.any():
        matches = {match.column: match for match in sheet.matches if match.column in sheet.parsed}
        totals.compare(sheet.raw, matches, sheet.parsed, sheet.contract, sheet.place, total, keep, faults)
    return keep


def any_of(masks: Sequence[pl.Series], height: int) -> pl.Series:
    """Rows for which one of ``masks`` holds."""
    if not masks:
        return pl.Series([False]).new_from_index(0, height)
    frame = pl.DataFrame({str(number): mask for number, mask in enumerate(masks)})
    return frame.select(pl.any_horizontal(pl.all()).fill_null(value=False).alias("any"))["any"]


def _say(sheet: Sheet, column: str, bad: Bad, data: pl.Series, faults: Faults) -> None:
    hit = bad.mask & data
    cells, facts = sheet.cells(column), {"column": sheet.shown(column), **bad.facts}
    shown = None if cells is None else cells.filter(hit)
    if bad.severity == "refuse" or bad.whole:
        told = {"n": int(hit.sum())} if bad.whole else {}
        faults.whole(
            sheet.place, bad.rule, bad.severity,
            column=column, count=int(hit.sum()), sample=shown, facts={**facts, **told},
        )  # fmt: skip
    elif hit.any():
        known = "entity_id" in sheet.parsed and not sheet.company
        companies = sheet.parsed["entity_id"].values.filter(hit) if known else None
        lines = sheet.raw[LINE].filter(hit)
        faults.rows(
            sheet.place, bad.rule, bad.severity, lines, column=column, raw=shown, companies=companies, facts=facts
        )


def _keyless(sheet: Sheet) -> list[tuple[str, Bad]]:
    """Rows without a required value; rows whose value was not understood are said elsewhere."""
    found = []
    for column in sheet.contract.columns:
        item = sheet.parsed.get(column.name)
        if item is None or not column.required or column.enum or not item.values.null_count():
            continue
        absent = item.values.is_null() & ~any_of([bad.mask for bad in item.bad], sheet.raw.height)
        if absent.any():
            found.append((column.name, Bad("key_missing", absent)))
    return found


def _elsewhere(sheet: Sheet) -> list[tuple[str, Bad]]:
    """Rows of another company than the one this dossier is about."""
    if not sheet.company or "entity_id" not in sheet.parsed:
        return []
    other = (sheet.parsed["entity_id"].values != sheet.company).fill_null(value=False)
    return [("entity_id", Bad("other_company", other))] if other.any() else []


def _unstated(sheet: Sheet) -> list[tuple[str, Bad]]:
    """People whose sex the file leaves empty: they stay, as « not stated », and are counted."""
    found = []
    for column in sheet.contract.columns:
        item = sheet.parsed.get(column.name)
        if item is not None and column.required and UNSTATED in column.enum and item.values.null_count():
            empty = item.values.is_null() & ~any_of([bad.mask for bad in item.bad], sheet.raw.height)
            found.append((column.name, Bad("sex_missing", empty, "warn")))
    return found


@cache
def _total() -> str:
    labels = sorted((str(label) for label in marks.marks()["total_labels"]), key=len, reverse=True)
    return rf"(?i)^\W*(?:{'|'.join(re.escape(label) for label in labels)})\b"


def _labelled(sheet: Sheet) -> pl.Series:
    """Rows whose first text says « total » although all their keys are filled."""
    if not sheet.texts:
        return any_of([], sheet.raw.height)
    place = name(min(match.index for match in sheet.texts))
    last = sheet.raw[place].max()
    if not isinstance(last, str) or last < min(TOTAL_STARTS):  # no text sorts as late as the words looked for
        return any_of([], sheet.raw.height)
    first = pl.col(place)
    starts = pl.any_horizontal(first.str.starts_with(word) for word in TOTAL_STARTS)
    return sheet.raw.select(starts.fill_null(value=False).alias("total"))["total"]


def _not_data(sheet: Sheet, candidates: pl.Series, faults: Faults) -> tuple[pl.Series, pl.Series]:
    """Total rows and headers repeated at the top of each page, left out and counted; and those that are totals."""
    cells = [(pl.col(name(match.index)), match.header.lower()) for match in sheet.texts]
    if not cells or not candidates.any():
        return any_of([], sheet.raw.height), any_of([], sheet.raw.height)
    few = sheet.raw.filter(candidates)
    total = any_of([few.select(cell.str.contains(_total())).to_series() for cell, _ in cells], few.height)
    same = [cell.str.strip_chars().str.to_lowercase() == header for cell, header in cells]
    repeated = few.select((pl.sum_horizontal(same) >= min(2, len(same))).fill_null(value=False)).to_series() & ~total
    for rule, mask in (("total_row", total), ("repeated_header", repeated)):
        faults.rows(sheet.place, rule, "note", few[LINE].filter(mask))
    lines = sheet.raw[LINE]
    return lines.is_in(few[LINE].filter(total | repeated).implode()), lines.is_in(few[LINE].filter(total).implode())
