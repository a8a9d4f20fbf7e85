"""Lines of a DSN as arrays: rubric, place of the value, and whether the line opens a new instance of its block.

A line is ``S21.G00.30.001,'value'``: fourteen signs, then everything between the first ``,'`` and the last ``'``. A new instance
begins when the block changes, or when the rubric is not above the previous one of the same block.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa

from scop_analytics.sources.dsn.rubrics import STEPS

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
WIDTH: Final = 16  # signs before the value
# The first eight signs of almost every line, then the signs that stand at fixed places in the next eight.
USUAL: Final = np.frombuffer(b"S21.G00.", dtype="<u8")[0]
USUAL_BLOCK: Final = 210_000_000
MASK: Final = np.frombuffer(b"\x00\x00\xff\x00\x00\x00\xff\xff", dtype="<u8")[0]
MARKS: Final = np.frombuffer(b"\x00\x00.\x00\x00\x00,'", dtype="<u8")[0]
EARLY_MARKS: Final = {0: "S", 3: ".", 4: "G", 7: "."}
EARLY: Final = (1, 2, 5, 6)
LATE: Final = (8, 9, 11, 12, 13)
FEED, RETURN, SPACE, QUOTE, LAST_ASCII = 10, 13, 32, 39, 127


@dataclass(frozen=True)
class Lines:
    """The well-formed lines of one piece, and those that are not: ``ill`` are their numbers in the file."""

    data: npt.NDArray[np.uint8]
    code: Ints
    begin: Ints
    end: Ints
    number: Ints
    ill: Ints
    last: int  # number of the last line of the piece

    @cached_property
    def block(self) -> Ints:
        """The block of each line, as one whole number."""
        return self.code // STEPS

    @cached_property
    def opens(self) -> Flags:
        """Whether the line opens a new instance of its block."""
        if not len(self.code):
            return np.zeros(0, dtype=bool)
        same = self.block[1:] == self.block[:-1]
        rising = self.code[1:] > self.code[:-1]
        return np.concatenate([np.ones(1, dtype=bool), ~(same & rising)])

    def texts(self, rows: Ints) -> pl.Series:
        """The values of some lines; empty ones are missing."""
        begin, lengths = self.begin[rows], self.end[rows] - self.begin[rows]
        offsets = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(lengths)])
        held = self.data[np.repeat(begin - offsets[:-1], lengths) + np.arange(offsets[-1])]
        if len(held) and held.max() > LAST_ASCII:
            cells = bytes(held)
            texts = [decoded(cells[a:b]) for a, b in pairwise(offsets.tolist())]
            series = pl.Series(texts, dtype=pl.String)
        else:
            buffers = [None, pa.py_buffer(offsets), pa.py_buffer(held)]
            arrow: Any = pa.LargeStringArray.from_buffers(len(rows), buffers[1], buffers[2])
            series = pl.Series(pl.from_arrow(arrow))
        return series.str.strip_chars().replace("", None)


def decoded(value: bytes) -> str:
    """A value in UTF-8, else in Windows-1252, which holds the ISO-8859-1 of the norm."""
    try:
        return value.decode()
    except UnicodeDecodeError:
        return value.decode("cp1252", errors="replace")


def parse(piece: bytes, before: int = 0) -> Lines:
    """The lines of one piece that follows ``before`` lines of the file; blank lines are left out, but numbered."""
    data = np.frombuffer(piece + b"\n" + bytes(WIDTH), dtype=np.uint8)
    breaks = np.flatnonzero(data == FEED)
    if piece.endswith(b"\n"):
        breaks = breaks[:-1]
    begin = np.concatenate([np.zeros(1, dtype=np.int64), breaks[:-1] + 1])[: len(breaks)]
    end = _trimmed(data, begin, breaks)
    number = before + np.arange(1, len(breaks) + 1)
    filled = end > begin
    begin, end, number = begin[filled], end[filled], number[filled]
    heads = np.lib.stride_tricks.sliding_window_view(data, WIDTH)[begin]
    code, sound = _rubrics(heads)
    close = _closing(piece, data, begin, end, sound)
    good = sound & (close >= begin + WIDTH)
    return Lines(data, code[good], begin[good] + WIDTH, close[good], number[good], number[~good], before + len(breaks))


def _trimmed(data: npt.NDArray[np.uint8], begin: Ints, end: Ints) -> Ints:
    """The end of each line without carriage returns and spaces."""
    end = end.copy()
    rows = np.arange(len(end))
    while len(rows):
        last = data[np.maximum(end[rows] - 1, 0)]
        rows = rows[(end[rows] > begin[rows]) & ((last == RETURN) | (last == SPACE))]
        end[rows] -= 1
    return end


def _rubrics(heads: npt.NDArray[np.uint8]) -> tuple[Ints, Flags]:
    """The rubric of each line as a whole number, and whether the line begins as the norm says."""
    halves = heads.view("<u8")
    usual = halves[:, 0] == USUAL
    sound = (halves[:, 1] & MASK) == MARKS
    code = np.full(len(heads), USUAL_BLOCK, dtype=np.int64)
    rare = np.flatnonzero(~usual)
    code[rare], sound[rare] = _rare(heads[rare], sound[rare])
    scale = 10 ** (len(LATE) - 1)
    for place in LATE:
        digit = heads[:, place] - ord("0")  # wraps round below zero
        sound &= digit <= 9  # noqa: PLR2004 - a digit
        code += digit * np.int64(scale)
        scale //= 10
    return code, sound


def _rare(heads: npt.NDArray[np.uint8], sound: Flags) -> tuple[Ints, Flags]:
    """The first half of rubrics outside ``S21.G00``."""
    code = np.zeros(len(heads), dtype=np.int64)
    for place, sign in EARLY_MARKS.items():
        sound = sound & (heads[:, place] == ord(sign))
    for place in EARLY:
        digit = heads[:, place] - ord("0")
        sound = sound & (digit <= 9)  # noqa: PLR2004 - a digit
        code = code * 10 + digit
    return code * 10 ** len(LATE), sound


def _closing(piece: bytes, data: npt.NDArray[np.uint8], begin: Ints, end: Ints, sound: Flags) -> Ints:
    """The place of the last quote of each line; most often its last sign."""
    close = end - 1
    for row in np.flatnonzero(sound & (data[np.maximum(close, 0)] != QUOTE)):
        close[row] = piece.rfind(b"'", begin[row], end[row])
    return close
