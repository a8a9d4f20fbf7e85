"""What chance alone does to a mean gap at a given size: published context, never a figure of a co-operative."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from scop_analytics import datafiles

FILE: Final = Path(__file__).with_suffix(".toml")


@dataclass(frozen=True)
class Crossing:
    """Times out of 100 that chance gives a gap of :attr:`Context.gap_percent` or more to ``people`` people."""

    people: int
    low: int
    high: int


@dataclass(frozen=True)
class Context:
    """The table, smallest size first, with what it supposes; ``detected`` = people it takes to see such a gap."""

    women_percent: int
    gap_percent: int
    spread: tuple[float, float]
    detected: tuple[int, int]
    crossings: tuple[Crossing, ...]

    def nearest(self, people: int) -> Crossing:
        """The row of the size closest to ``people``; of two as close, the smaller one."""
        return min(self.crossings, key=lambda row: (abs(row.people - people), row.people))


@cache
def context() -> Context:
    """``small_numbers.toml``, read strictly."""
    tree = datafiles.read(FILE)
    names = ("women_percent", "gap_percent", "spread", "detected", "crossing")
    datafiles.refuse_unknown(tree, names, FILE.name)
    datafiles.require(tree, names, FILE.name)
    return Context(
        tree["women_percent"],
        tree["gap_percent"],
        (float(tree["spread"]["low"]), float(tree["spread"]["high"])),
        (tree["detected"]["low"], tree["detected"]["high"]),
        tuple(Crossing(**row) for row in tree["crossing"]),
    )
