"""The ``scop.toml`` of a copy: without what only told how the old files were written."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Final

from scop_analytics.errors import UsageError

HEADING: Final = re.compile(r"^\s*\[\[?\s*([A-Za-z_]+)")
LEFT_OUT: Final = ("mapping", "files")


def without_spellings(path: Path) -> str:
    """The text of a ``scop.toml`` less ``[mapping]`` and ``[files]``; refused when the rest no longer says the same."""
    text = path.read_text(encoding="utf-8")
    kept, keep = [], True
    for line in text.splitlines(keepends=True):
        if heading := HEADING.match(line):
            keep = heading[1] not in LEFT_OUT
        if keep:
            kept.append(line)
    wanted = {key: value for key, value in tomllib.loads(text).items() if key not in LEFT_OUT}
    try:
        left = tomllib.loads("".join(kept))
    except tomllib.TOMLDecodeError as fault:
        raise UsageError("fix_settings", where=str(path)) from fault
    if left != wanted:
        raise UsageError("fix_settings", where=str(path))
    return "".join(kept)
