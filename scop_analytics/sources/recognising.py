"""Whether a file is a DSN: its first lines are rubrics, whatever its name ends with."""

from __future__ import annotations

import codecs
import re
from pathlib import Path
from typing import Final

OWN: Final = (".dsn", ".edi")  # nothing else ends so
SUFFIXES: Final = (*OWN, ".txt")
RUBRIC: Final = re.compile(rb"^\s*S\d\d\.G\d\d\.\d\d\.\d{3},'", re.MULTILINE)
HEAD: Final = 4096


def is_dsn(path: Path) -> bool:
    """Whether the file is named like a DSN, or is a text that begins like one."""
    suffix = path.suffix.lower()
    if suffix in OWN:
        return True
    return suffix in SUFFIXES and begins(path)


def begins(path: Path) -> bool:
    """Whether the first lines are rubrics of a DSN."""
    with path.open("rb") as source:
        head = source.read(HEAD)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        head = head.decode("utf-16", errors="replace").encode()
    return bool(RUBRIC.search(head.removeprefix(codecs.BOM_UTF8)))
