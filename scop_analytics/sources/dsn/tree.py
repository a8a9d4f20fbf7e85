"""Blocks of a piece as frames: one row per instance, its rubrics as columns, its owner and declaration by their numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import polars as pl

from scop_analytics.sources.dsn.lines import USUAL_BLOCK, Flags, Ints, Lines
from scop_analytics.sources.dsn.rubrics import STEPS, Block, blocks, is_known
from scop_analytics.sources.dsn.values import Unread, converted

Frames = dict[str, pl.DataFrame]
Columns = dict[str, dict[str, pl.Series]]
TRANSPORT: Final = (5, 6, 95, 96)  # structures S05, S06, S95, S96 around the envelopes of a lot
STRUCTURE: Final = 10_000
USUAL_SPAN: Final = 100_000  # rubrics of S21.G00


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


@dataclass(frozen=True)
class Prepared:
    """What a piece tells by itself: its lines, where its blocks begin, and the rubrics read."""

    lines: Lines
    marks: Mapping[str, Flags]
    filled: Columns


def prepared(lines: Lines, unread: Unread) -> Prepared:
    """The rubrics of one piece with their values; ``unread`` counts what is no value."""
    opens, block = lines.opens, lines.block
    marks = {name: opens & (block == entry.number) for name, entry in blocks().items()}
    return Prepared(lines, marks, _filled(lines, marks, unread))


def frames(piece: Prepared, at: Position) -> Frames:
    """The frames of one piece, by block; ``at`` moves to the end of the piece."""
    lines, marks = piece.lines, piece.marks
    envelope = at.envelope + np.cumsum(marks["envelope"])
    declaration = at.declaration + np.cumsum(marks["declaration"])
    owners = {name: np.cumsum(marks[name]) - 1 for name in ("person", "contract", "pay")}
    numbers = {"line": lines.number, "envelope": envelope, "declaration": declaration} | owners
    found = {}
    for name in blocks():
        first = np.flatnonzero(marks[name])
        found[name] = pl.DataFrame(
            [*(pl.Series(key, held[first]) for key, held in numbers.items()), *piece.filled[name].values()]
        )
    _count(lines, envelope, at)
    at.line = lines.last
    at.envelope = int(envelope[-1]) if len(envelope) else at.envelope
    at.declaration = int(declaration[-1]) if len(declaration) else at.declaration
    at.orphans += sum(_orphans(found[name], entry) for name, entry in blocks().items())
    return found


def _filled(lines: Lines, marks: Mapping[str, Flags], unread: Unread) -> Columns:
    """Every rubric that is read, as a column of its block: all texts are taken at once, all values of a kind read at once."""
    rows = np.flatnonzero(_wanted(lines.code))
    at = np.full(len(lines.code), len(rows), dtype=np.int64)
    at[rows] = np.arange(len(rows))
    texts = lines.texts(rows).extend_constant(None, 1)
    kinds: dict[str, list[tuple[str, int, str, Ints]]] = {}
    for name, entry in blocks().items():
        for rubric, column, place in _places(lines, entry, marks[name], at, len(rows)):
            kinds.setdefault(entry.types.get(column, ""), []).append((name, rubric, column, place))
    found: Columns = {name: {} for name in blocks()}
    for kind, cells in kinds.items():
        together = texts.gather(np.concatenate([place for *_, place in cells]))
        read = converted(together, kind)
        odd = read.null_count() > together.null_count()
        start = 0
        for name, rubric, column, place in cells:
            found[name][column] = read.slice(start, len(place)).alias(column)
            if odd:
                unread.compare(
                    rubric, together.slice(start, len(place)), found[name][column], lines.number[marks[name]]
                )
            start += len(place)
    return found


def _wanted(code: Ints) -> Flags:
    """Whether the value of each line is read."""
    rubrics = [entry.number * STEPS + rubric for entry in blocks().values() for rubric in entry.rubrics]
    usual = np.zeros(USUAL_SPAN + 1, dtype=bool)  # the last place stands for all other structures
    usual[[rubric - USUAL_BLOCK for rubric in rubrics if 0 <= rubric - USUAL_BLOCK < USUAL_SPAN]] = True
    place = code - USUAL_BLOCK
    place = np.where((place >= 0) & (place < USUAL_SPAN), place, USUAL_SPAN)
    others = place == USUAL_SPAN
    found = usual[place]
    found[others] = np.isin(code[others], rubrics)
    return found


def _places(lines: Lines, entry: Block, opens: Flags, at: Ints, none: int) -> Iterator[tuple[int, str, Ints]]:
    """For each rubric of a block: where the text of each instance is among the texts; ``none`` where it has none."""
    rows = np.flatnonzero(lines.block == entry.number)
    instance = np.cumsum(opens[rows]) - 1
    rubric = lines.code[rows] % STEPS
    height = int(opens.sum())
    for wanted, column in entry.rubrics.items():
        hits = np.flatnonzero(rubric == wanted)
        place = np.full(height, none, dtype=np.int64)
        place[instance[hits]] = at[rows[hits]]
        yield entry.number * STEPS + wanted, column, place


def _count(lines: Lines, envelope: Ints, at: Position) -> None:
    """Lines of each envelope, ill-formed ones too; rubrics that no norm knows."""
    inside = ~np.isin(lines.block // STRUCTURE, TRANSPORT)
    place = np.searchsorted(lines.number, lines.ill) - 1
    ill = (
        np.where(place >= 0, envelope[np.maximum(place, 0)], at.envelope)
        if len(envelope)
        else np.full_like(place, at.envelope)
    )
    counted = np.bincount(np.concatenate([envelope[inside], ill]) - at.envelope)
    at.rubrics.update({at.envelope + number: int(count) for number, count in enumerate(counted) if count})
    at.ill.extend(lines.ill.tolist())
    for code, count in _met(lines.code):
        if not is_known(code):
            at.unknown[code] += count


def _met(code: Ints) -> Iterator[tuple[int, int]]:
    """Each rubric met and how often; most are of ``S21.G00``, counted without sorting."""
    usual = (code >= USUAL_BLOCK) & (code < USUAL_BLOCK + USUAL_SPAN)
    counts = np.bincount(code[usual] - USUAL_BLOCK)
    rubrics = np.flatnonzero(counts)
    yield from zip((rubrics + USUAL_BLOCK).tolist(), counts[rubrics].tolist(), strict=True)
    others, often = np.unique(code[~usual], return_counts=True)
    yield from zip(others.tolist(), often.tolist(), strict=True)


def _orphans(frame: pl.DataFrame, entry: Block) -> int:
    """Instances that no owner precedes."""
    owned = entry.parent or ("declaration" if entry.name == "person" else "")
    return int((frame[owned] < 0).sum()) if owned else 0
