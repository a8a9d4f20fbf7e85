"""What each figure computed from other figures reads: a hidden operand hides the figure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any, Final, Protocol

import polars as pl

from scop_analytics.privacy.cells import canonical
from scop_analytics.privacy.policy import policy


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


#: ``mutual``: the operand also gives nothing away only if the figure does not: each says what the other hides.
SCHEMA: Final = {
    "indicator": pl.String,
    "operand": pl.String,
    "shift": pl.Int32,
    "picked": pl.String,
    "mutual": pl.Boolean,
}


def operands_frame(operands: Mapping[str, Iterable[Operand]]) -> pl.DataFrame:
    """``indicator``, ``operand``, ``shift`` (years), ``picked`` (groups picked and keys summed), ``mutual``."""
    rows = [
        _row(name, operand.indicator, dict(operand.at), operand.over, shift=int(operand.before), mutual=False)
        for name, read in operands.items()
        for operand in read
    ]
    links = (_row(link.share, link.figure, {link.key: link.value}, (), shift=0, mutual=True) for link in policy().links)
    return pl.DataFrame([*rows, *links], schema=SCHEMA)


def _row(
    name: str, operand: str, at: Mapping[str, str], over: Iterable[str], *, shift: int, mutual: bool
) -> dict[str, Any]:
    picked = json.dumps([at, sorted(over)], sort_keys=True)
    return {"indicator": name, "operand": operand, "shift": shift, "picked": picked, "mutual": mutual}


def computed(state: pl.DataFrame, hidden: pl.DataFrame, operands: pl.DataFrame) -> pl.DataFrame:
    """Rows computed from a hidden row: the difference of a hidden and a published number publishes the hidden one."""
    concerned = [*operands.get_column("operand"), *operands.filter("mutual").get_column("indicator")]
    hidden = hidden.filter(pl.col("indicator").is_in(concerned))
    if hidden.is_empty():
        return state.select("ix", pl.lit("", pl.String).alias("added")).clear()
    picks = _picks(state, operands)
    cells = hidden.select("company", "year", "segment", "indicator")
    read = (
        cells.rename({"indicator": "operand"})
        .join(operands, on="operand")
        .join(picks, on=["segment", "picked"])
        .with_columns((pl.col("year") + pl.col("shift")).cast(state.schema["year"]), segment="reader")
        .select("company", "year", "segment", "indicator")
    )
    back = (
        cells.join(operands.filter("mutual"), on="indicator")
        .join(picks, left_on=["segment", "picked"], right_on=["reader", "picked"], suffix="_read")
        .select("company", "year", segment="segment_read", indicator="operand")
    )
    targets = pl.concat([read, back])
    found = state.filter("shown").join(targets, on=["company", "year", "segment", "indicator"], how="semi")
    return found.select("ix", pl.lit("inherited").alias("added"))


def _picks(state: pl.DataFrame, operands: pl.DataFrame) -> pl.DataFrame:
    """Which segment of a formula reads a segment of its operand: the one without the groups the formula picks or sums."""
    rows = []
    segments = [(name, json.loads(name)) for name in state.get_column("segment").unique()]
    for text in operands.get_column("picked").unique():
        picked, summed = json.loads(text)
        for segment, pairs in segments:
            rest = {key: value for key, value in pairs.items() if key not in picked and key not in summed}
            if picked.items() <= pairs.items() and set(summed) <= pairs.keys():
                rows.append({"segment": segment, "picked": text, "reader": canonical(rest)})
    return pl.DataFrame(rows, schema={"segment": pl.String, "picked": pl.String, "reader": pl.String})
