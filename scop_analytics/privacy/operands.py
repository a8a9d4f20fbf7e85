"""What each figure computed from other figures reads: a hidden operand hides the figure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Protocol

import polars as pl

from scop_analytics.privacy.cells import canonical


class Operand(Protocol):
    """An indicator as a formula reads it: as it is, a year before, at one group or summed over a key."""

    @property
    def indicator(self) -> str:
        """The id."""

    @property
    def before(self) -> bool:
        """Whether the preceding year is read."""

    @property
    def at(self) -> tuple[tuple[str, str], ...]:
        """The group that is picked."""

    @property
    def over(self) -> tuple[str, ...]:
        """The keys summed over."""


def operands_frame(operands: Mapping[str, Iterable[Operand]]) -> pl.DataFrame:
    """What each second-pass indicator is computed from: ``indicator``, ``operand``, ``shift`` (years), ``picked``."""
    rows = [
        {
            "indicator": name,
            "operand": operand.indicator,
            "shift": int(operand.before),
            "picked": json.dumps([dict(operand.at), sorted(operand.over)], sort_keys=True),
        }
        for name, read in operands.items()
        for operand in read
    ]
    schema = {"indicator": pl.String, "operand": pl.String, "shift": pl.Int32, "picked": pl.String}
    return pl.DataFrame(rows, schema=schema)


def read_by(hidden: pl.DataFrame, operands: pl.DataFrame) -> pl.DataFrame:
    """Which segment of a formula reads a segment of its operand: the one without the groups the formula picks or sums."""
    rows = []
    for text in operands.get_column("picked").unique():
        picked, summed = json.loads(text)
        for segment in hidden.get_column("segment").unique():
            pairs = json.loads(segment)
            rest = {key: value for key, value in pairs.items() if key not in picked and key not in summed}
            if picked.items() <= pairs.items() and set(summed) <= pairs.keys():
                rows.append({"segment": segment, "picked": text, "reader": canonical(rest)})
    return pl.DataFrame(rows, schema={"segment": pl.String, "picked": pl.String, "reader": pl.String})
