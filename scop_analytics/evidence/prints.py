"""Fingerprints: the SHA-256 of a file as it stands on the disk, and of a table whatever the order of its rows."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

import polars as pl

CHUNK: Final = 1 << 20
WHERE: Final = ("source_file", "source_line")


def of_file(path: Path) -> str:
    """The SHA-256 of a file's bytes."""
    found = hashlib.sha256()
    with path.open("rb") as source:
        while piece := source.read(CHUNK):
            found.update(piece)
    return found.hexdigest()


def of_files(folder: Path, paths: Iterable[Path]) -> dict[str, dict[str, Any]]:
    """Each file by its path in ``folder``: ``sha256`` and ``bytes``, in order of name."""
    return {
        path.relative_to(folder).as_posix(): {"sha256": of_file(path), "bytes": path.stat().st_size}
        for path in sorted(paths)
    }


def of_frame(frame: pl.DataFrame) -> str:
    """The SHA-256 of a table: its columns and rows in order of name and content, numbers as polars writes them."""
    columns = sorted(column for column in frame.columns if column not in WHERE)
    kept = frame.select(pl.col(columns)).with_columns(pl.selectors.categorical().cast(pl.String))
    return (
        hashlib.sha256(kept.sort(columns).write_csv().encode()).hexdigest() if columns else hashlib.sha256().hexdigest()
    )


def of_tables(tables: Mapping[str, pl.DataFrame | pl.LazyFrame]) -> str:
    """One SHA-256 for all the tables read: it tells that something changed, and too much enters it to be guessed."""
    found = hashlib.sha256()
    for name, table in sorted(tables.items()):
        found.update(f"{name} {of_frame(table.lazy().collect())}\n".encode())
    return found.hexdigest()
