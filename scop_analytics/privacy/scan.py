"""Leak scan: the last look at every written file, in the temporary folder, before it takes its place.

Everything is searched as whole tokens: an identifier inside a longer word, a pay inside a hash are not hits. A message
names the file and the nature of the hit, never the value.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Final

from scop_analytics.errors import DisclosureError
from scop_analytics.privacy.secrets import Secrets
from scop_analytics.privacy.written import texts

SPACE: Final = "[ \u00a0\u202f]"
GAP: Final = r"[ \u00a0\u202f.\-]"
NIR: Final = re.compile(
    rf"(?<![\w.,]){GAP}?([1-478]){GAP}?(\d\d){GAP}?([0-9]\d){GAP}?(\d\d|2[ABab]){GAP}?(\d{{3}}){GAP}?(\d{{3}}){GAP}?(\d\d)(?!\w)"
)
WORD: Final = re.compile(r"[^\W_][\w.\-/]*")
NUMBER: Final = re.compile(
    r"(?<![\w.,])(€\u202f?)?-?(\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?:,\d{1,2})?|\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?|\d+(?:[.,]\d+)?)"
    r"(?![\w%])([ \u00a0\u202f]?(?:€|EUR|euros?))?"
)
NAME_SIGNS: Final = re.compile(r"[/_]")
PRECISE: Final = re.compile(r"-?\d+[.,]\d{3,}")
KEY_BASE: Final = 97
WEAK: Final = 3  # bare whole numbers that equal a pay: one may be a count of rows, three are a list of pays


@dataclass(frozen=True)
class Hit:
    """A forbidden token: in which file, of what nature (the value is not kept)."""

    file: str
    kind: str


def scan(folder: Path, secrets: Secrets | None = None, *, skip: Collection[str] = ()) -> None:
    """Raises :class:`DisclosureError` (exit 5) when a file under ``folder`` holds something that must not be written.

    Without ``secrets`` only social security numbers are looked for (files of the employer). ``skip`` names files, relative
    to ``folder``, that are not to be looked at.
    """
    hits = sorted(set(hits_in(folder, secrets or Secrets(), skip)), key=lambda hit: (hit.file, hit.kind))
    if hits:
        files, kinds = sorted({hit.file for hit in hits}), sorted({hit.kind for hit in hits})
        raise DisclosureError("leak_found", n=len(hits), files=files, kinds=kinds)


def hits_in(folder: Path, secrets: Secrets, skip: Collection[str] = ()) -> Iterator[Hit]:
    """Every forbidden token of every file."""
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and name not in skip:
            titled = set(_kinds(NAME_SIGNS.sub(" ", name), secrets))
            shown = f"*{path.suffix}" if titled else name  # the message must not repeat what the name of the file gives
            found = {*titled, *_kinds("\n\n".join(texts(path)), secrets)}
            yield from (Hit(shown, kind) for kind in found)


def _kinds(text: str, secrets: Secrets) -> Iterator[str]:
    if any(_is_nir(found) for found in NIR.finditer(text)):
        yield "nir"
    if secrets.people and not secrets.people.isdisjoint(_words(text)):
        yield "person"
    if secrets.names and _named(text, secrets.names):
        yield "name"
    if secrets.pays and _pays(text, secrets.pays):
        yield "pay"
    if secrets.masked and not secrets.masked.isdisjoint(_precise(text)):
        yield "masked"


def _precise(text: str) -> set[str]:
    """Numbers of three decimals and more, as Python writes them."""
    return {number.replace(",", ".") for number in PRECISE.findall(text)}


def _is_nir(found: re.Match[str]) -> bool:
    """Whether fifteen digits are a social security number: their key says so (Corsica counts as 19 and 18)."""
    *body, key = found.groups()
    digits = "".join(body).upper().replace("2A", "19", 1).replace("2B", "18", 1)
    return digits.isdigit() and int(key) == KEY_BASE - int(digits) % KEY_BASE


def _words(text: str) -> set[str]:
    """Whole words, and the parts of words joined by ``_ . - /``."""
    words = {word.strip(".-/") for word in WORD.findall(text)}
    return words | {part for word in words for part in re.split(r"[_./]", word)}


def _named(text: str, names: Collection[str]) -> bool:
    """Whether a full name is there, in either order, with or without accents."""
    plain = f" {' '.join(_bare(text))} "
    for name in names:
        parts = _bare(name)
        orders = (parts, parts[::-1]) if len(parts) > 1 else ()
        if any(f" {' '.join(order)} " in plain for order in orders):
            return True
    return False


def _bare(text: str) -> list[str]:
    letters = unicodedata.normalize("NFKD", text.lower())
    return re.findall(r"[a-z]+", "".join(sign for sign in letters if not unicodedata.combining(sign)))


def _pays(text: str, pays: Collection[int]) -> bool:
    """One exact amount of pay, or several bare whole numbers that are pays."""
    bare = set()
    for before, digits, after in set(NUMBER.findall(text)):
        number, decimals = _read(digits)
        if number in pays:
            if before or after or decimals:
                return True
            bare.add(number)
    return len(bare) >= WEAK


def _read(digits: str) -> tuple[int, bool]:
    """A written number in hundredths (−1 when it is finer), and whether it has decimals."""
    text = re.sub(SPACE, "", digits)
    if re.fullmatch(r"\d{1,3}(,\d{3})+(\.\d+)?", text):
        text = text.replace(",", "")
    hundredths = Decimal(text.replace(",", ".")) * 100
    return (int(hundredths) if hundredths == int(hundredths) else -1), "." in text or "," in text
