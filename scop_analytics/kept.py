"""What a run keeps for the next one, in the user's cache: results of slow reading, each under the digest of what was read.

Nothing here is data of a co-operative, and nothing is lost with it: whatever is absent or damaged is made again.
"""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path


def made_once(kind: str, sources: Iterable[bytes], make: Callable[[], bytes]) -> bytes:
    """What ``make`` gives for these sources: from the cache when every byte of them is the same."""
    digest = hashlib.sha256(b"\0".join(sources)).hexdigest()
    name = f"{kind}-{digest[:32]}"
    with suppress(OSError, RuntimeError):  # no copy yet, or nobody's home
        sealed, _, content = (_folder() / name).read_bytes().partition(b"\n")
        if sealed == _seal(content):
            return content
    content = make()
    with suppress(OSError, RuntimeError):
        _keep(_folder() / name, _seal(content) + b"\n" + content)
    return content


def _seal(content: bytes) -> bytes:
    """What tells a whole copy from a damaged one."""
    return hashlib.sha256(content).hexdigest().encode()


def _folder() -> Path:
    """Where this system keeps what may be lost without harm."""
    base = os.environ.get("XDG_CACHE_HOME") or (os.environ.get("LOCALAPPDATA") if sys.platform == "win32" else None)
    return Path(base) / "scop_analytics" if base else Path.home() / ".cache" / "scop_analytics"


def _keep(place: Path, content: bytes) -> None:
    """Write beside, then rename: two runs at once never read half a file."""
    import tempfile  # lazily: only the first run writes

    place.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=place.parent, suffix=".tmp")
    with os.fdopen(handle, "wb") as target:
        target.write(content)
    Path(name).replace(place)
