"""How a text file is laid out: its delimiter, its decimal mark, and the line of its header below any title."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from scop_analytics.sources import marks

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


def headed(rows: Sequence[Sequence[str]], known: Known) -> tuple[int, tuple[str, ...]]:
    """The last row of the header and its cells; two rows whose cells make known headers when read together are one."""
    if not rows:
        return 0, ()
    at = find_header(rows, known)
    found = [(at, tuple(rows[at]))]
    if at + 1 < len(rows) and not any(sign.isdigit() for sign in "".join(rows[at + 1])):
        found.append((at + 1, _read_together(rows[at], rows[at + 1], known)))
    if at:
        found.append((at, _read_together(rows[at - 1], rows[at], known)))
    last, header = max(found, key=lambda one: (len({cell for cell in one[1] if known(cell)}), -one[0]))
    return last, _named(header, rows[last + 1 :])


def _read_together(upper: Sequence[str], lower: Sequence[str], known: Known) -> tuple[str, ...]:
    """``Salaire`` over ``de base``; a merged title holds for the blank cells on its right."""
    title, cells = "", []
    for index in range(max(len(upper), len(lower))):
        above, below = ((row[index].strip() if index < len(row) else "") for row in (upper, lower))
        title = above or title
        tries = [cell for cell in (below, above, f"{title} {below}".strip()) if cell]
        cells.append(next((cell for cell in tries if known(cell)), below or above))
    return tuple(cells)


def _named(header: Sequence[str], body: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """The header without the names that a program made up for columns that hold nothing."""
    made_up = re.compile(rf"^(?:{'|'.join(marks.words('made_up'))})[\s:_]*\d*$", re.IGNORECASE)
    empty = {i for i in range(len(header)) if not any(i < len(row) and row[i].strip() for row in body)}
    return tuple("" if i in empty and made_up.match(cell.strip()) else cell for i, cell in enumerate(header))


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
    at, header = headed(rows, known)
    body = rows[at + 1 :]
    return Layout(delimiter, at, header, find_decimal(body), tuple(tuple(row) for row in body))
