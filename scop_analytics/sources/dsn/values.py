"""Texts of rubrics become amounts, days and numbers; one that cannot is missing, and counted."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import polars as pl

from scop_analytics.sources.dsn.rubrics import STEPS, Block

MOST: Final = 10.0**11  # hundredths: a thousand million, more than the norm can write for one person
DAY: Final = "%d%m%Y"


@dataclass
class Unread:
    """Values that are no amount, day or number: rubric → how many, the first line, and one value for its shape."""

    found: dict[int, tuple[int, int, str]] = field(default_factory=dict)

    def add(self, rubric: int, lines: pl.Series, values: pl.Series) -> None:
        """Count some more of them."""
        count, line, value = self.found.get(rubric, (0, int(lines[0]), str(values[0])))
        self.found[rubric] = (count + len(lines), line, value)


def typed(frame: pl.DataFrame, block: Block, unread: Unread) -> pl.DataFrame:
    """The frame of a block with its amounts in hundredths, its days as days and its numbers whole."""
    if frame.is_empty():
        return frame.with_columns(_read(name, kind) for name, kind in block.types.items())
    read = frame.with_columns(_read(name, kind) for name, kind in block.types.items())
    for rubric, name in block.rubrics.items():
        if name in block.types and read[name].null_count() > frame[name].null_count():
            bad = read[name].is_null() & frame[name].is_not_null()
            unread.add(block.number * STEPS + rubric, frame["line"].filter(bad), frame[name].filter(bad))
    return read


def _read(name: str, kind: str) -> pl.Expr:
    text = pl.col(name)
    if kind == "day":
        day = text.str.to_date(DAY, strict=False)
        return pl.when(day.dt.year().is_between(1900, 2200)).then(day).alias(name)
    if kind == "whole":
        return text.cast(pl.Int64, strict=False)
    number = text.str.replace(",", ".", literal=True).cast(pl.Float64, strict=False) * 100
    return pl.when(number.abs() <= MOST).then(number.round(0)).cast(pl.Int64, strict=False).alias(name)


def month(day: pl.Expr) -> pl.Expr:
    """The first day of the month of a day."""
    return day.dt.truncate("1mo")
