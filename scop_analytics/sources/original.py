"""A file as it is written, before anything is understood: what a corrected copy is compared with."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from scop_analytics.sources.faults import Place
from scop_analytics.sources.headers import Match


@dataclass(frozen=True)
class Original:
    """The text of each cell (columns ``c0``, ``c1`` … and ``source_line``) and which column of the table each one fills."""

    place: Place
    header: tuple[str, ...]
    matches: tuple[Match, ...]
    frame: pl.DataFrame
    melted: tuple[int, ...] = ()  # columns whose cells become rows: the questions of a survey
