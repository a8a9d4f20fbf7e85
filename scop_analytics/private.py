"""Files that one person alone may read, keys above all: where this system keeps them, how they are made."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path
from typing import Final

OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO
OWNER_ONLY: Final = stat.S_IRUSR | stat.S_IWUSR


def folder() -> Path:
    """Where this system keeps what belongs to one person alone: beside no dossier, in no output."""
    base = os.environ.get("XDG_CONFIG_HOME") or (os.environ.get("APPDATA") if sys.platform == "win32" else None)
    return (Path(base) if base else Path.home() / ".config") / "scop_analytics"


def draw(file: Path, content: bytes) -> None:
    """Write a new file that its owner alone may read; one that is there already is not touched (``FileExistsError``)."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=stat.S_IRWXU)
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY)
    with os.fdopen(handle, "wb") as target:
        target.write(content)


def open_to_others(file: Path) -> bool:
    """Whether somebody else on this machine may read or change the file; never said where systems have no such modes."""
    return os.name == "posix" and bool(file.stat().st_mode & OTHERS)
