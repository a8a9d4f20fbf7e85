"""Writing whole or not at all: files are made in a folder beside the target and take their place together at the end."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from scop_analytics.errors import UsageError

PREFIX: Final = ".scop-"
BEFORE: Final = ".before"


@dataclass
class Room:
    """The folder where a run writes; ``paths`` are the files in their final place, once they are there."""

    folder: Path
    paths: list[Path] = field(default_factory=list)


@contextmanager
def write_whole(target: Path) -> Iterator[Room]:
    """A folder to write into, whose files replace those of the same names in ``target`` when the block ends well.

    After an error or an interruption, ``target`` is as it was. Raises :class:`UsageError` when a file cannot be replaced
    (on Windows, one that is open); everything is put back first.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    room = Room(Path(tempfile.mkdtemp(prefix=PREFIX, dir=target.parent)))
    try:
        yield room
        room.paths = _in_place(room.folder, target)
    finally:
        shutil.rmtree(room.folder, ignore_errors=True)


def _in_place(room: Path, target: Path) -> list[Path]:
    """Every file moved to its place; what stood there is kept until the last one is moved."""
    made = sorted(path.relative_to(room) for path in room.rglob("*") if path.is_file())
    done: list[tuple[Path, Path]] = []
    try:
        for name in made:
            _replace(room / name, target / name, room / BEFORE / name, done)
    except OSError as fault:
        for place, kept in reversed(done):
            _restore(place, kept)
        raise UsageError("folder_busy", where=str(target)) from fault
    return [target / name for name in made]


def _replace(new: Path, place: Path, kept: Path, done: list[tuple[Path, Path]]) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    if place.exists():
        kept.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(place, kept)
    os.replace(new, place)  # noqa: PTH105 - the one call that replaces an existing file on every system
    done.append((place, kept))


def _restore(place: Path, kept: Path) -> None:
    if kept.exists():
        os.replace(kept, place)  # noqa: PTH105 - same
    else:
        place.unlink(missing_ok=True)
