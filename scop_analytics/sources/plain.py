"""Columns that the first rows prove plain (``1234,56``, ``2025-01-31``) are read with types, decimals straight into storage units."""

from __future__ import annotations

import mmap
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import polars as pl
from polars.exceptions import InvalidOperationError, PolarsError

from scop_analytics.sources import numbers
from scop_analytics.sources.decode import Content
from scop_analytics.sources.headers import Match
from scop_analytics.sources.layout import Layout
from scop_analytics.tables import Column, Contract

TYPES: Final = {"number": pl.Float64, "whole": pl.Int64, "day": pl.Date, "logical": pl.Boolean}
DECIMAL: Final = {mark: re.compile(rf"^-?\d+({re.escape(mark)}\d+)?$") for mark in ",."}
WHOLE: Final = re.compile(r"^-?\d{1,15}$")
ISO_DAY: Final = re.compile(r"^\d{4}-\d{2}-\d{2}$")
LOGICAL: Final = re.compile(r"^(true|false)$")
PLAIN: Final = {
    "integer": (WHOLE, "whole"),
    "year": (WHOLE, "whole"),
    "date": (ISO_DAY, "day"),
    "boolean": (LOGICAL, "logical"),
}
YEAR_DIGITS: Final = 4
TYPED_BY: Final = 50  # rows that suggest a type; any later row may contradict it
CULPRIT: Final = re.compile(r"(?:at|in) column 'c(\d+)'")


@dataclass(frozen=True)
class Scale:
    """How many storage units make one, and the largest amount (in storage units) that needs no second look."""

    steps: int
    most: float


@dataclass(frozen=True)
class Plan:
    """How each column is read, by its place: its type, and for plain decimals the storage unit."""

    types: Mapping[int, str]
    scales: Mapping[int, Scale] = field(default_factory=dict)

    def dtype(self, index: int) -> type[pl.DataType]:
        """What the reader makes of the column."""
        return TYPES.get(self.types.get(index, ""), pl.String)

    def after(self, fault: PolarsError) -> Plan | None:
        """The plan without what a row contradicts; ``None`` when no planned column is at fault."""
        named = CULPRIT.search(str(fault))
        culprit = int(named.group(1)) if named else -1
        scales = {index: scale for index, scale in self.scales.items() if index != culprit}
        if isinstance(fault, InvalidOperationError):  # read as a number, too large or none for the storage
            return Plan(self.types, scales if culprit in self.scales else {}) if self.scales else None
        if culprit not in self.types:
            return None
        return Plan({index: kind for index, kind in self.types.items() if index != culprit}, scales)

    def odd(self, frame: pl.DataFrame) -> set[int]:
        """Columns with an amount so large that the unit of the whole column must be settled with care."""
        if not self.scales or frame.is_empty():
            return set()
        held = frame.select(f"c{index}" for index in self.scales)
        ends = zip(self.scales.items(), held.min().row(0), held.max().row(0), strict=True)
        return {index for (index, scale), low, high in ends if max(abs(low or 0), abs(high or 0)) > scale.most}


def typed_columns(content: Content, layout: Layout, wanted: Mapping[int, Match], contract: Contract) -> dict[int, str]:
    """Columns whose first rows are plain: ``number``, ``whole``, ``day``, ``logical``."""
    mark = layout.decimal
    safe = mark == "." or (mark == "," and not contains(content, b"."))
    found = {}
    for index, match in wanted.items():
        entry = match.entry
        if not match.column or entry.values or entry.date_format or entry.currency or entry.decimal:
            continue
        if contract.column(match.column).birth and any(len(cell) < YEAR_DIGITS for cell in _cells(layout, index)):
            continue
        kind = _kind(contract.column(match.column), _cells(layout, index), mark if safe else "")
        if kind:
            found[index] = kind
    return found


def _cells(layout: Layout, index: int) -> list[str]:
    return [row[index].strip() for row in layout.sample[:TYPED_BY] if index < len(row) and row[index]]


def _kind(column: Column, cells: list[str], mark: str) -> str:
    if column.type == "number":
        return "number" if mark and all(DECIMAL[mark].match(cell) for cell in cells) else ""
    pattern, kind = PLAIN.get(column.type, (None, ""))
    return kind if pattern and cells and all(pattern.match(cell) for cell in cells) else ""


def scales(
    layout: Layout, wanted: Mapping[int, Match], types: Mapping[int, str], contract: Contract
) -> dict[int, Scale]:
    """Plain decimals whose storage unit is known before they are read: no other unit declared, rates no percentages."""
    found = {}
    for index, kind in types.items():
        column = contract.column(wanted[index].column)
        if kind != "number" or not column.scale or wanted[index].entry.unit:
            continue
        most = numbers.MOST
        if column.unit == "rate":  # beyond, the middle of the column says whether it is written in percent
            most = numbers.MOST_RATIO * column.scale
            if any(float(cell.replace(",", ".")) > numbers.MOST_RATIO for cell in _cells(layout, index)):
                continue
        found[index] = Scale(column.scale, most)
    return found


def contains(content: Content, mark: bytes) -> bool:
    """Whether a text holds the sign ``mark`` anywhere."""
    if isinstance(content.source, bytes):
        return mark in content.source
    path: Path = content.source
    with path.open("rb") as source, mmap.mmap(source.fileno(), 0, access=mmap.ACCESS_READ) as view:
        return view.find(mark) >= 0
