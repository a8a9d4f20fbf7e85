"""The key of the pseudonyms: drawn once, kept beside the user's settings and never among the outputs, readable by its owner alone.

The same key gives the same pseudonyms next year. ``SCOP_PSEUDONYM_KEY`` names another file.
"""

from __future__ import annotations

import os
import secrets
import stat
import sys
from pathlib import Path
from typing import Final

from scop_analytics.errors import UsageError

VARIABLE: Final = "SCOP_PSEUDONYM_KEY"
NAME: Final = "pseudonyms.key"
BYTES: Final = 32
OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO


def place() -> Path:
    """Where the key is kept on this machine."""
    if named := os.environ.get(VARIABLE):
        return Path(named)
    base = os.environ.get("XDG_CONFIG_HOME") or (os.environ.get("APPDATA") if sys.platform == "win32" else None)
    return (Path(base) if base else Path.home() / ".config") / "scop_analytics" / NAME


def key(path: Path | None = None) -> bytes:
    """The key in ``path``, or in its usual place; drawn when there is none."""
    try:
        file = path or place()
        if not file.exists():
            _draw(file)
        return _held(file)
    except (OSError, RuntimeError) as fault:  # nobody's home, or a folder nobody may write
        raise UsageError("pseudonym_key_place", where=str(path or VARIABLE), variable=VARIABLE) from fault


def _held(file: Path) -> bytes:
    if os.name == "posix" and file.stat().st_mode & OTHERS:
        raise UsageError("pseudonym_key_open", where=str(file))
    try:
        held = bytes.fromhex(file.read_text(encoding="ascii").strip())
    except ValueError:
        held = b""
    if len(held) < BYTES:
        raise UsageError("pseudonym_key_broken", where=str(file))
    return held


def _draw(file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as target:
        target.write(secrets.token_hex(BYTES) + "\n")
