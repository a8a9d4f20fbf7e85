"""The catalogue files read once: a copy in the user's cache spares the next run a slow parse of the same text."""

from __future__ import annotations

import hashlib
import json
import os
import sys
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

from scop_analytics import datafiles

Tree = dict[str, Any]


def read(paths: Iterable[Path]) -> list[Tree]:
    """The content of each file, from the cache when every byte is the same; decimals are floats, exact in examples."""
    sources = list(paths)
    digest = hashlib.sha256(b"\0".join(path.read_bytes() for path in sources)).hexdigest()
    kept = _folder() / f"catalogue-{digest[:32]}.json"
    with suppress(OSError, ValueError):
        trees: list[Tree] = json.loads(kept.read_text(encoding="utf-8"))
        return trees
    trees = [json.loads(json.dumps(datafiles.read(path), default=_plain)) for path in sources]
    _keep(kept, json.dumps(trees, ensure_ascii=False))
    return trees


def _plain(value: object) -> object:
    """Dates as text, decimals as floats: an example has nothing finer."""
    return str(value) if hasattr(value, "isoformat") else float(str(value))


def _folder() -> Path:
    """Where this system keeps what may be lost without harm."""
    base = os.environ.get("XDG_CACHE_HOME") or (os.environ.get("LOCALAPPDATA") if sys.platform == "win32" else None)
    return Path(base) / "scop_analytics" if base else Path.home() / ".cache" / "scop_analytics"


def _keep(kept: Path, text: str) -> None:
    """Write beside, then rename: two runs at once never read half a file. No cache is no harm."""
    with suppress(OSError):
        kept.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=kept.parent, suffix=".tmp")
        with os.fdopen(handle, "w", encoding="utf-8") as target:
            target.write(text)
        Path(name).replace(kept)
