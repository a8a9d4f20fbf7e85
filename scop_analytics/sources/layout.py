"""How a text file is laid out: its delimiter, its decimal mark, and the line of its header below any title."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

Known = Callable[[str], bool]
DELIMITERS: Final = (";", "\t", ",", "|")
TITLE_LINES: Final = 25
SAMPLE_ROWS: Final = 200
PROOF: Final = 100  # amounts with a mark, enough to know it
COMMA_DECIMAL: Final = re.compile(r"^[+-]?[\d. \u00a0\u202f\u2009']*\d,(\d{1,2}|\d{4,})$")
DOT_DECIMAL: Final = re.compile(r"^[+-]?[\d, \u00a0\u202f\u2009']*\d\.(\d{1,2}|\d{4,})$")


@dataclass(frozen=True)
class Layout:
    """Delimiter, header row (from 0), its cells, and the decimal mark the first rows prove (empty: nothing proves one)."""

    delimiter: str
    header_row: int
    header: tuple[str, ...]
    decimal: str
    sample: tuple[tuple[str, ...], ...]


def records(text: str, delimiter: str, *, whole: bool) -> list[list[str]]:
    """The first records of a text; the last one is left out unless ``text`` is the ``whole`` file (it may be cut)."""
    rows = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        for row in reader:
            rows.append(row)
            if len(rows) > SAMPLE_ROWS:
                return rows[:-1]
    except csv.Error:
        return rows
    return rows if whole else rows[:-1]


def find_delimiter(text: str, known: Known, *, whole: bool) -> str:
    """The sign that shows most known headers in one line; failing that, most lines of the same number of cells."""
    first = text[: text.find("\n") + 1]
    for delimiter in DELIMITERS:
        cells = first.split(delimiter) if '"' not in first else []
        if len(cells) > 1 and all(known(cell) for cell in cells):
            return delimiter
    return _likeliest(text, known, whole=whole)


def _likeliest(text: str, known: Known, *, whole: bool) -> str:
    scores = {}
    for delimiter in DELIMITERS:
        rows = records(text, delimiter, whole=whole)
        headed = max((sum(1 for cell in row if known(cell)) for row in rows[:TITLE_LINES]), default=0)
        widths = Counter(len(row) for row in rows[:60] if any(row))
        width, lines = max(widths.items(), key=lambda item: (item[0] > 1, item[1], item[0]), default=(1, 0))
        scores[delimiter] = (headed, width > 1, lines, width)
    best = max(DELIMITERS, key=lambda delimiter: scores[delimiter])
    return best if scores[best][:2] != (0, False) else ";"


def find_header(rows: Sequence[Sequence[str]], known: Known) -> int:
    """The row (from 0) whose cells are best known as headers; failing that, the first with two words or more."""
    best, best_score = -1, 0
    for number, row in enumerate(rows[:TITLE_LINES]):
        filled = [cell for cell in row if cell.strip()]
        score = sum(1 for cell in filled if known(cell))
        if score > best_score:
            best, best_score = number, score
        if best_score and best_score == len(filled):
            return best
    if best >= 0:
        return best
    wordy = (n for n, row in enumerate(rows[:TITLE_LINES]) if sum(bool(re.search(r"[^\W\d]", c)) for c in row) > 1)
    return next(wordy, next((n for n, row in enumerate(rows[:TITLE_LINES]) if any(c.strip() for c in row)), 0))


def find_decimal(rows: Sequence[Sequence[str]]) -> str:
    """The decimal mark that most of the first amounts prove (``12,5``, ``1 234,56``); empty when nothing proves one."""
    commas = dots = 0
    for row in rows:
        for cell in row:
            if cell and cell[-1].isdigit():
                commas += "," in cell and bool(COMMA_DECIMAL.match(cell.strip()))
                dots += "." in cell and bool(DOT_DECIMAL.match(cell.strip()))
        if commas + dots > PROOF:
            break
    if not commas and not dots:
        return ""
    return "," if commas >= dots else "."


def layout(text: str, known: Known, *, whole: bool, delimiter: str = "") -> Layout:
    """The layout that the first rows of a text show; a ``delimiter`` declared in ``scop.toml`` is taken as it is."""
    delimiter = delimiter or find_delimiter(text, known, whole=whole)
    rows = records(text, delimiter, whole=whole)
    at = find_header(rows, known)
    header = tuple(rows[at]) if rows else ()
    body = rows[at + 1 :]
    return Layout(delimiter, at, header, find_decimal(body), tuple(tuple(row) for row in body))
