"""Bytes become text: what kind of file it is, in which encoding, and a UTF-8 copy when it is in another one."""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

HEAD: Final = 128 * 1024
CHUNK: Final = 1024 * 1024
SIGNATURES: Final = (
    (b"%PDF", "pdf"),
    (b"PK\x03\x04", "zip"),
    (b"\xd0\xcf\x11\xe0", "xls"),
    (b"{\\rtf", "rtf"),
    (b"<!DOCTYPE", "html"),
    (b"<html", "html"),
    (b"\x89PNG", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"\x1f\x8b", "gzip"),
    (b"PAR1", "parquet"),
)
# Marks left when a text was decoded wrongly once and saved so: "Ã©" for "é", or U+FFFD.
DAMAGE: Final = ("\ufffd", "Ã©", "Ã¨", "Ã´", "Ã§", "Ã\xa0")

# What the first bytes of UTF-8 letters and signs look like in Windows-1252: without any, no line is UTF-8.
LEADS: Final = ("Ã", "Â", "Å", "â€", "â‚")
LEAD_BYTES: Final = tuple(lead.encode("cp1252") for lead in LEADS)
FIRST_LATIN: Final = 0xA0 - 0x100  # as a signed byte; from here on Windows-1252 is ISO-8859-1, which decodes faster


@dataclass(frozen=True)
class Content:
    """A text file ready for a CSV reader: the path itself when it is UTF-8, else its UTF-8 bytes."""

    source: Path | bytes
    encoding: str
    head: str
    whole: bool = False  # head is the whole text
    mixed: int = 0  # lines in another encoding than the rest
    damaged: bool = False


def kind(head: bytes) -> str:
    """``pdf``, ``zip``, ``xls`` … when the first bytes say that this is no text file; ``empty``; else ``text``."""
    if not head.strip(b"\xef\xbb\xbf\r\n\t ;,\x00"):
        return "empty"
    named = next((name for mark, name in SIGNATURES if head.lstrip()[: len(mark)].lower() == mark.lower()), "")
    return named or ("binary" if _is_binary(head) else "text")


def _is_binary(head: bytes) -> bool:
    if head[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        return False
    zeros = head[:4096].count(0)
    return zeros > 0 and not _looks_utf16(head)


def _looks_utf16(head: bytes) -> bool:
    """Spreadsheets save « Texte Unicode » as UTF-16, sometimes without its mark: every second byte is null."""
    sample = head[:4096]
    return max(sample[0::2].count(0), sample[1::2].count(0)) > max(1, len(sample) * 0.3)


def read_head(path: Path) -> bytes:
    """The first bytes of a file, enough to know what it is."""
    with path.open("rb") as source:
        return source.read(HEAD)


def content(path: Path) -> Content:
    """The text of ``path``: UTF-8 (with or without mark), UTF-16, or Windows-1252, found without asking."""
    head = read_head(path)
    if head[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) or _looks_utf16(head):
        return _utf16(path, head)
    encoding = "utf-8-sig" if head.startswith(codecs.BOM_UTF8) else "utf-8"
    text = _valid_utf8(head)
    if text is None:
        return any_encoding(path)
    return Content(path, encoding, text, len(head) < HEAD, damaged=_damaged(text))


def _valid_utf8(head: bytes) -> str | None:
    try:
        return codecs.getincrementaldecoder("utf-8-sig")().decode(head, final=len(head) < HEAD)
    except UnicodeDecodeError:
        return None


def _utf16(path: Path, head: bytes) -> Content:
    marked = head[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
    little = head[1:4096:2].count(0) >= head[0:4096:2].count(0)
    encoding = "utf-16" if marked else ("utf-16-le" if little else "utf-16-be")
    text = path.read_bytes().decode(encoding, errors="replace").lstrip("\ufeff")
    return Content(text.encode(), "utf-16", text[:HEAD], len(text) < HEAD, damaged=_damaged(text[:HEAD]))


def any_encoding(path: Path) -> Content:
    """The UTF-8 form of a file that is not UTF-8 throughout: what is UTF-8 stays, the rest is read as Windows-1252."""
    data = path.read_bytes()
    # One byte is looked for ten times faster than two: most files hold none of the first ones.
    if not data.isascii() and not any(lead[:1] in data and lead in data for lead in LEAD_BYTES):
        data = _windows(data).encode()
        head = _valid_utf8(data[:HEAD]) or ""
        return Content(data, "cp1252", head, len(data) < HEAD, 0, _damaged(head))
    return _line_by_line(path)


def _windows(data: bytes) -> str:
    own = (np.frombuffer(data, dtype=np.int8) < FIRST_LATIN).any()
    return data.decode("cp1252", errors="replace") if own else data.decode("iso-8859-1")


def _line_by_line(path: Path) -> Content:
    utf8 = legacy = 0
    parts: list[bytes] = []
    with path.open("rb") as source:
        while lines := source.readlines(CHUNK):
            changed, modern, old = _chunk(lines)
            parts.append(changed)
            utf8, legacy = utf8 + modern, legacy + old
    data = b"".join(parts).removeprefix(codecs.BOM_UTF8)
    head = _valid_utf8(data[:HEAD]) or ""
    encoding = "cp1252" if legacy else "utf-8"
    return Content(data, encoding, head, len(data) < HEAD, min(utf8, legacy), _damaged(head))


def _chunk(lines: list[bytes]) -> tuple[bytes, int, int]:
    """Some lines in UTF-8, how many were so already, and how many were in Windows-1252; plain ASCII says nothing."""
    chunk = b"".join(lines)
    if chunk.isascii():
        return chunk, 0, 0
    telling = sum(not line.isascii() for line in lines)
    old = chunk.decode("cp1252", errors="replace")
    if not any(mark in old for mark in LEADS):
        return old.encode(), 0, telling
    changed = [_to_utf8(line) for line in lines]
    legacy = sum(was_utf8 is False for _, was_utf8 in changed)
    return b"".join(line for line, _ in changed), telling - legacy, legacy


def _to_utf8(line: bytes) -> tuple[bytes, bool]:
    """A line in UTF-8, and whether it was so already."""
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return line.decode("cp1252", errors="replace").encode(), False
    return line, True


def _damaged(text: str) -> bool:
    return any(mark in text for mark in DAMAGE)
