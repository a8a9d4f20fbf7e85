"""The catalogue files read once: a copy in the user's cache spares the next run a slow parse of the same text."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from scop_analytics import datafiles
from scop_analytics.kept import made_once

Tree = dict[str, Any]


def read(paths: Iterable[Path]) -> list[Tree]:
    """The content of each file, from the cache when every byte is the same; decimals are floats, exact in examples."""
    sources = list(paths)
    trees: list[Tree] = json.loads(
        made_once("catalogue", (path.read_bytes() for path in sources), lambda: _json(sources))
    )
    return trees


def _json(paths: Iterable[Path]) -> bytes:
    return json.dumps([datafiles.read(path) for path in paths], ensure_ascii=False, default=_plain).encode()


def _plain(value: object) -> object:
    """Dates as text, decimals as floats: an example has nothing finer."""
    return str(value) if hasattr(value, "isoformat") else float(str(value))
