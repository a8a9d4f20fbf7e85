"""A file in pieces of bounded size, each cut where a person begins: memory stays the same whatever the size of the file."""

from __future__ import annotations

import codecs
import io
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final

SIZE: Final = 8 * 1024 * 1024
LONGEST: Final = 16  # pieces without the beginning of a person, more than any employer writes about one
OPENINGS: Final = (b"\nS21.G00.30.001,", b"\nS21.G00.30.002,", b"\nS20.G00.05.001,", b"\nS10.G00.00.001,")
UTF16: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
HEAD: Final = 64 * 1024


def pieces(path: Path, size: int = SIZE) -> Iterator[bytes]:
    """The bytes of a file, without mark, lines ended by a line feed, cut before the first line of a person."""
    with path.open("rb") as source:
        head = source.read(HEAD)
        source.seek(0)
        if head.startswith(UTF16):
            text = source.read().decode("utf-16", errors="replace").encode()
            yield from _cut(io.BytesIO(text), size, old_mac=b"\n" not in text)
            return
        if head.startswith(codecs.BOM_UTF8):
            source.seek(len(codecs.BOM_UTF8))
        yield from _cut(source, size, old_mac=b"\n" not in head and b"\r" in head)


def _cut(source: BinaryIO, size: int, *, old_mac: bool) -> Iterator[bytes]:
    rest = b""
    while block := source.read(size):
        piece = rest + (block.replace(b"\r", b"\n") if old_mac else block)
        if len(block) < size:  # the end of the file: nothing follows that would need a clean cut
            yield piece
            return
        place = next((found for mark in OPENINGS if (found := piece.rfind(mark)) >= 0), -1) + 1
        if not place and len(piece) > LONGEST * size:
            place = piece.rfind(b"\n") + 1 or len(piece)
        if place:
            yield piece[:place]
        rest = piece[place:]
    if rest:
        yield rest
