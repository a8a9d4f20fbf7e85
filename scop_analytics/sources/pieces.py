"""Columns of one frame cut at the same rows: a frame whose columns are cut differently is copied whole by the next query on it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

import polars as pl


def cut_alike(columns: Sequence[pl.Series]) -> pl.DataFrame:
    """``columns`` as one frame, cut where most pieces are; nothing is copied unless two columns are cut in other ways."""
    cuts = max((column.chunk_lengths() for column in columns), key=len, default=[])
    return pl.DataFrame([cut(column, cuts) for column in columns])


def cut(column: pl.Series, lengths: Sequence[int]) -> pl.Series:
    """``column`` in pieces of these ``lengths``, views of the same memory where it is in one piece."""
    if column.chunk_lengths() == list(lengths) or sum(lengths) != len(column) or len(lengths) <= 1:
        return column
    starts = accumulate(lengths, initial=0)
    whole = column.rechunk()
    pieces = [whole.slice(start, length) for start, length in zip(starts, lengths, strict=False)]
    return pl.concat(pieces, rechunk=False)
