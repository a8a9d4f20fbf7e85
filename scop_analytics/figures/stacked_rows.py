"""Parts of a whole, a row a year or a group: ordered parts from ink to pale, the first row larger, losses in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from scop_analytics.figures.drawing import Chart, Drawing, Margin, sheet_pair
from scop_analytics.figures.tokens import colour, size
from scop_analytics.figures.year_breaks import year_break

FIRST: Final = 84  # pixels of the first row, its part names included
ROW: Final = {True: 50, False: 48}
THICK: Final = (46, 27)  # of the first bar and of the others
BRACKET: Final = 44
NEARER: Final = 3  # pixels: the middle of the free room under the first, thicker bar
STYLES: Final = (("ink", "paper"), ("mid", "on_men"), ("pale", "ink"), ("faint", "ink"))
SPACIOUS: Final = 46
TIGHT: Final = 36  # pixels under which a part is written small
SHORT: Final = 4  # letters of a label that a phone gives less room
NARROW: Final = 28  # a part under this many pixels keeps its name above only


@dataclass(frozen=True)
class Part:
    """A part: its length in percent of the row and what is written in it."""

    share: float
    text: str


@dataclass(frozen=True)
class StackedRow:
    """A row: its name and its parts; without parts, ``note`` says why (« exercice déficitaire »)."""

    label: str
    parts: tuple[Part, ...] = ()
    note: str = ""
    cut: str = ""  # words of a change of method between this year and the later one above


def stacked_rows(
    rows: Sequence[StackedRow],
    names: Sequence[str],
    *,
    short_names: Sequence[str] = (),
    bracket: tuple[int, str] | None = None,
) -> Chart:
    """``names`` of the parts stand over the first row (``short_names`` on a phone).

    ``bracket`` = (how many parts from the left it joins, its text), drawn under a single row.
    """
    over = {True: names, False: short_names or names}
    return sheet_pair("stacked_rows", lambda wide: _draw(wide, rows, over[wide], bracket))


def _draw(wide: bool, rows: Sequence[StackedRow], names: Sequence[str], bracket: tuple[int, str] | None) -> Drawing:
    labelled = any(row.label for row in rows)
    below = BRACKET if bracket else 4
    long = any(len(row.label) > SHORT for row in rows)
    margin = Margin((60 if wide or long else 48) if labelled else 1, 1, 0, 0)
    height = FIRST + ROW[wide] * (len(rows) - 1) + below  # the bracket is inside the axis: outside it would vanish
    sheet = Drawing(wide, height, margin, (0, 100), (height, 0))
    middles = [FIRST - THICK[0] / 2 - 6, *(FIRST + ROW[wide] * (place + 0.5) for place in range(len(rows) - 1))]
    for place, (row, middle) in enumerate(zip(rows, middles, strict=True)):
        _row(sheet, row, middle, first=place == 0)
        year_break(sheet, row.cut, FIRST + ROW[wide] * (place - 1) + (NEARER if place == 1 else 0))
    if rows and rows[0].parts:
        _names(sheet, rows[0], names, middles[0] - THICK[0] / 2)
        if bracket:
            _bracket(sheet, sum(part.share for part in rows[0].parts[: bracket[0]]), bracket[1], middles[0])
    return sheet


def _row(sheet: Drawing, row: StackedRow, middle: float, *, first: bool) -> None:
    label_size = size("row") if first else size("row") - 1
    ink = colour("ink" if first else "text2")
    sheet.margin_text(row.label, middle, size=label_size, ink=ink, bold=first)
    if not row.parts:
        sheet.text(row.note, 0, middle, shift=(2, 0), ink=colour("text2"), size=size("note"))
    start, gap, thick = 0.0, 200 / sheet.plot_width, THICK[0 if first else 1]
    for (fill, text_ink), part, last in zip(STYLES, row.parts, _lasts(len(row.parts)), strict=False):
        length = max(part.share - (0 if last else gap), 0)
        outline = {"rim": colour("mid")} if fill in ("pale", "faint") else {}
        if part.share:
            sheet.bar(start, length, middle, colour(fill), thick=thick, **outline)
        if part.share / 100 * sheet.plot_width >= NARROW:
            _inside(sheet, part, (start, start + length), middle, colour(text_ink), first=first, last=last)
        start += part.share


def _lasts(count: int) -> list[bool]:
    return [place == count - 1 for place in range(count)]


def _inside(
    sheet: Drawing, part: Part, ends: tuple[float, float], middle: float, ink: str, *, first: bool, last: bool
) -> None:
    room = (ends[1] - ends[0]) / 100 * sheet.plot_width
    large = first and room > SPACIOUS
    small = size("note") if room > TIGHT else size("minimum")
    style = {"size": size("focus") if large else small, "ink": ink, "bold": first}
    edge = 10 if room > SPACIOUS else (4 if room > TIGHT else 1)
    if last:
        sheet.text(part.text, ends[1], middle, anchor="right", shift=(-edge, 0), **style)
    else:
        sheet.text(part.text, ends[0], middle, shift=(edge, 0), **style)


def _names(sheet: Drawing, row: StackedRow, names: Sequence[str], top: float) -> None:
    """Over their parts; the last one ends at the right edge so that a narrow part keeps its name."""
    start = 0.0
    for name, part, last in zip(names, row.parts, _lasts(len(row.parts)), strict=False):
        style = {"size": size("note") + 0.5, "ink": colour("ink"), "valign": "bottom"}
        if last:
            sheet.text(name, 100, top, anchor="right", shift=(0, 5), **style)
        else:
            sheet.text(name, start, top, shift=(1, 5), **style)
        start += part.share


def _bracket(sheet: Drawing, end: float, text: str, middle: float) -> None:
    top, bottom = middle + THICK[0] / 2 + 6, middle + THICK[0] / 2 + 13
    for start, stop in (((0, top), (0, bottom)), ((0, bottom), (end, bottom)), ((end, top), (end, bottom))):
        sheet.rule(start, stop, colour("ink"), 1.4, layer="above")
    sheet.text(text, 0, bottom, size=size("row") - 0.5, ink=colour("ink"), bold=True, valign="top", shift=(0, -5))
