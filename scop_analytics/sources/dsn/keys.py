"""The key of the pseudonyms: drawn once, kept beside the user's settings and never among the outputs, readable by its owner alone.

The same key gives the same pseudonyms next year. ``SCOP_PSEUDONYM_KEY`` names another file.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Final

from scop_analytics import private
from scop_analytics.errors import UsageError

VARIABLE: Final = "SCOP_PSEUDONYM_KEY"
NAME: Final = "pseudonyms.key"
BYTES: Final = 32


def place() -> Path:
    """Where the key is kept on this machine."""
    named = os.environ.get(VARIABLE)
    return Path(named) if named else private.folder() / NAME


def key(path: Path | None = None) -> bytes:
    """The key in ``path``, or in its usual place; drawn when there is none."""
    try:
        file = path or place()
        if not file.exists():
            private.draw(file, f"{secrets.token_hex(BYTES)}\n".encode("ascii"))
        return _held(file)
    except (OSError, RuntimeError) as fault:  # nobody's home, or a folder nobody may write
        raise UsageError("pseudonym_key_place", where=str(path or VARIABLE), variable=VARIABLE) from fault


def _held(file: Path) -> bytes:
    if private.open_to_others(file):
        raise UsageError("pseudonym_key_open", where=str(file))
    try:
        held = bytes.fromhex(file.read_text(encoding="ascii").strip())
    except ValueError:
        held = b""
    if len(held) < BYTES:
        raise UsageError("pseudonym_key_broken", where=str(file))
    return held
