"""What a union published before, kept in its folder: the memberships of the groups of every publication, in order.

A publication is named by the packs it rests on. Made again, it finds those before it, never itself: the same packs give the
same bytes, and an interrupted run goes on as it began. It is noted before the first sheet is written, so that a sheet
that left in a run that was given up counts as published.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import polars as pl

from scop_analytics.errors import DisclosureError
from scop_analytics.evidence import write_whole

FOLDER: Final = "published"
PLACE: Final = "publication"  # the column that keeps the groups of different publications apart
DIGITS: Final = 4
MARK: Final = 16


def mark(marks: Iterable[str], *terms: str) -> str:
    """The name of the publication that rests on what has these prints, under these terms (audience, rules of comparison)."""
    lines = [*terms, *sorted(marks)]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def before(union: Path, named: str) -> pl.DataFrame | None:
    """The memberships of all publications before the one of this name; ``None`` when there are none.

    Raises :class:`DisclosureError` (exit 5) when one cannot be read: nothing could be compared with it.
    """
    earlier = []
    for path in _kept(union):
        if path.stem.endswith(named[:MARK]):
            break
        earlier.append(_memberships(path).with_columns(pl.lit(path.stem).alias(PLACE)))
    return pl.concat(earlier) if earlier else None


def note(union: Path, named: str, memberships: pl.DataFrame) -> None:
    """Keep the memberships of a publication after those before it; one already kept stays as it is."""
    kept = _kept(union)
    if any(path.stem.endswith(named[:MARK]) for path in kept):
        return
    with write_whole(union / FOLDER) as room:
        memberships.write_parquet(room.folder / f"{len(kept) + 1:0{DIGITS}d}-{named[:MARK]}.parquet")


def _memberships(path: Path) -> pl.DataFrame:
    try:
        return pl.read_parquet(path)
    except (pl.exceptions.PolarsError, OSError) as fault:
        raise DisclosureError("published_unreadable", where=str(path)) from fault


def _kept(union: Path) -> list[Path]:
    return sorted((union / FOLDER).glob("*.parquet"))
