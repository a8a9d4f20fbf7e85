"""Texts of rubrics become amounts, days and numbers; one that cannot is missing, and counted."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

MOST: Final = 10.0**11  # hundredths: a thousand million, more than the norm can write for one person
DAY: Final = "%d%m%Y"
YEARS: Final = (1900, 2200)


@dataclass
class Unread:
    """Values that are no amount, day or number: rubric → how many, the first line, and one value for its shape."""

    found: dict[int, tuple[int, int, str]] = field(default_factory=dict)

    def compare(self, rubric: int, texts: pl.Series, values: pl.Series, lines: npt.NDArray[np.int64]) -> None:
        """Count the texts of a rubric that gave no value; ``lines`` are those where their blocks begin."""
        bad = (values.is_null() & texts.is_not_null()).arg_true()
        if len(bad):
            count, line, value = self.found.get(rubric, (0, int(lines[bad[0]]), str(texts[bad[0]])))
            self.found[rubric] = (count + len(bad), line, value)


def converted(texts: pl.Series, kind: str) -> pl.Series:
    """Texts as amounts in hundredths, days or whole numbers; texts otherwise."""
    if not kind:
        return texts
    return texts.to_frame("text").select(_read(pl.col("text"), kind)).to_series()


def _read(text: pl.Expr, kind: str) -> pl.Expr:
    if kind == "day":
        day = text.str.to_date(DAY, strict=False)
        return pl.when(day.dt.year().is_between(*YEARS)).then(day)
    if kind == "whole":
        return text.cast(pl.Int64, strict=False)
    number = text.str.replace(",", ".", literal=True).cast(pl.Float64, strict=False) * 100
    return pl.when(number.abs() <= MOST).then(number.round(0)).cast(pl.Int64, strict=False)


def month(day: pl.Expr) -> pl.Expr:
    """The first day of the month of a day."""
    return day.dt.truncate("1mo")
