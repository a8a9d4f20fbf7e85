"""Blocks of a piece as frames: one row per instance, its rubrics as columns, its owner and declaration by their numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import polars as pl

from scop_analytics.sources.dsn.lines import Flags, Ints, Lines
from scop_analytics.sources.dsn.rubrics import STEPS, Block, blocks, is_known

Frames = dict[str, pl.DataFrame]
TRANSPORT: Final = (5, 6, 95, 96)  # structures S05, S06, S95, S96 around the envelopes of a lot
STRUCTURE: Final = 10_000


@dataclass
class Position:
    """What the next piece of a file must know of those before it."""

    line: int = 0
    envelope: int = -1
    declaration: int = -1
    rubrics: Counter[int] = field(default_factory=Counter)  # lines of each envelope, as S90 counts them
    unknown: Counter[int] = field(default_factory=Counter)
    ill: list[int] = field(default_factory=list)
    orphans: int = 0


def frames(lines: Lines, at: Position) -> Frames:
    """The frames of one piece, by block; ``at`` moves to the end of the piece."""
    opens, block = lines.opens, lines.block
    marks = {name: opens & (block == entry.number) for name, entry in blocks().items()}
    envelope = at.envelope + np.cumsum(marks["envelope"])
    declaration = at.declaration + np.cumsum(marks["declaration"])
    owners = {name: np.cumsum(marks[name]) - 1 for name in ("person", "contract", "pay")}
    found = {
        name: _frame(lines, entry, marks[name], {"envelope": envelope, "declaration": declaration} | owners)
        for name, entry in blocks().items()
    }
    _count(lines, envelope, at)
    at.line = lines.last
    at.envelope = int(envelope[-1]) if len(envelope) else at.envelope
    at.declaration = int(declaration[-1]) if len(declaration) else at.declaration
    at.orphans += sum(_orphans(found[name], entry) for name, entry in blocks().items())
    return found


def _frame(lines: Lines, entry: Block, opens: Flags, owners: Mapping[str, Ints]) -> pl.DataFrame:
    """One row per instance: its first line, the numbers of its owners, its rubrics as text."""
    first = np.flatnonzero(opens)
    rows = np.flatnonzero(lines.block == entry.number)
    instance = np.cumsum(opens[rows]) - 1
    rubric = lines.code[rows] % STEPS
    columns = [pl.Series("line", lines.number[first])]
    columns += [pl.Series(name, numbers[first]) for name, numbers in owners.items()]
    for wanted, name in entry.rubrics.items():
        hits = np.flatnonzero(rubric == wanted)
        columns.append(_placed(lines.texts(rows[hits]), instance[hits], len(first)).alias(name))
    return pl.DataFrame(columns)


def _placed(values: pl.Series, instance: Ints, height: int) -> pl.Series:
    """Values at the row of their instance, missing elsewhere."""
    if len(values) == height:
        return values
    place = np.full(height, len(values), dtype=np.int64)
    place[instance] = np.arange(len(values))
    return values.extend_constant(None, 1).gather(place)


def _count(lines: Lines, envelope: Ints, at: Position) -> None:
    """Lines of each envelope, ill-formed ones too; rubrics that no norm knows."""
    inside = ~np.isin(lines.block // STRUCTURE, TRANSPORT)
    place = np.searchsorted(lines.number, lines.ill) - 1
    ill = np.where(place >= 0, envelope[np.maximum(place, 0)], at.envelope) if len(envelope) else np.full_like(place, at.envelope)
    numbers, counts = np.unique(np.concatenate([envelope[inside], ill]), return_counts=True)
    at.rubrics.update(dict(zip(numbers.tolist(), counts.tolist(), strict=True)))
    at.ill.extend(lines.ill.tolist())
    codes, counts = np.unique(lines.code, return_counts=True)
    for code, count in zip(codes.tolist(), counts.tolist(), strict=True):
        if not is_known(code):
            at.unknown[code] += count


def _orphans(frame: pl.DataFrame, entry: Block) -> int:
    """Instances that no owner precedes."""
    owned = entry.parent or ("declaration" if entry.name == "person" else "")
    return int((frame[owned] < 0).sum()) if owned else 0
