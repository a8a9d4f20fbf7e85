"""What a file is by its first lines, whatever its name ends with: a DSN begins with rubrics, a FEC with its own headers."""

from __future__ import annotations

import codecs
import re
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Final

from scop_analytics import datafiles

OWN: Final = (".dsn", ".edi")  # nothing else ends so
SUFFIXES: Final = (*OWN, ".txt")
RUBRIC: Final = re.compile(rb"^\s*S\d\d\.G\d\d\.\d\d\.\d{3},'", re.MULTILINE)
HEAD: Final = 4096
LISTED: Final = (*SUFFIXES, ".csv", ".tsv", ".fec")  # what accounting software names its entries


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


@cache
def fec() -> datafiles.Tree:
    """How a file of accounting entries is known and written."""
    return datafiles.read_packaged(Path(__file__).with_name("fec.toml"))


def fec_words(name: str) -> tuple[str, ...]:
    """A list of ``fec.toml``."""
    return tuple(map(str, fec()[name]))


def fec_name(path: Path) -> tuple[str, date | None]:
    """The company and the closing day that the name of a file of accounting entries gives; empty where it gives none."""
    found = re.match(str(fec()["name"]), path.stem)
    if not found:
        return "", None
    try:
        return found[1], datetime.strptime(found[2], "%Y%m%d").date()  # noqa: DTZ007 - a day, in no time zone
    except ValueError:
        return found[1], None


def is_fec(path: Path) -> bool:
    """Whether the first line has headers that only a file of accounting entries has together."""
    if path.suffix.lower() not in LISTED:
        return False
    with path.open("rb") as source:
        head = source.read(HEAD)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        head = head.decode("utf-16", errors="replace").encode()
    first = head.removeprefix(codecs.BOM_UTF8).lstrip().split(b"\n", 1)[0].lower()
    return all(mark.lower().encode() in first for mark in fec_words("marks"))
