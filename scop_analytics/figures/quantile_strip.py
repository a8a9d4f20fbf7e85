"""How pay is spread: tenths, quarters and the middle on one axis, this year large and labelled, past years thin."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from scop_analytics.figures.drawing import Chart, Drawing, Margin, sheet_pair
from scop_analytics.figures.tokens import colour, size
from scop_analytics.figures.year_breaks import year_break

FIRST: Final = {True: 130, False: 134}
ROW: Final = 37
AXIS: Final = 30
PHONE_TICKS: Final = 3
#: Pixels between the first tenth and the middle under which their labels would meet, on a wide sheet or a narrow one.
APART: Final = {True: 88, False: 76}
ROOMY: Final = 112  # what the two lines over the middle need on each side
BESIDE: Final = 62  # between the amounts of the two quarters
HALF: Final = 132  # what stands between them on one line
MIDDLE: Final = 76  # pixels from the top to the line of the first row


@dataclass(frozen=True)
class Quantiles:
    """One year: the first tenth, quarter, middle, third quarter and last tenth, in euros, with their texts."""

    label: str
    values: tuple[float, float, float, float, float]
    texts: tuple[str, str, str, str, str] = ("", "", "", "", "")
    cut: str = ""  # words of a change of method between this year and the later one above


@dataclass(frozen=True)
class StripWords:
    """What stands at the ends, the middle and the box: « 1 sur 10<br>gagne moins »."""

    low: str
    middle: str
    high: str
    half: str


def quantile_strip(rows: Sequence[Quantiles], words: StripWords, ticks: Sequence[tuple[float, str]]) -> Chart:
    """The first row is the latest year."""
    return sheet_pair("quantile_strip", lambda wide: _draw(wide, rows, words, ticks))


def _draw(wide: bool, rows: Sequence[Quantiles], words: StripWords, ticks: Sequence[tuple[float, str]]) -> Drawing:
    margin = Margin(60, 16, 0, AXIS) if wide else Margin(46, 14, 0, AXIS)
    height = FIRST[wide] + ROW * (len(rows) - 1)
    values = [value for row in rows for value in row.values] + [value for value, _ in ticks]
    room = (max(values) - min(values)) * (0.10 if wide else 0.06)
    sheet = Drawing(wide, height + AXIS, margin, (min(values) - room, max(values) + room / 2), (height, 0))
    _axis(sheet, ticks, height, top=FIRST[wide] if len(rows) > 1 else MIDDLE)
    for place, row in enumerate(rows):
        middle = MIDDLE if place == 0 else FIRST[wide] + ROW * (place - 0.5)
        _strip(sheet, row, middle, first=place == 0)
        year_break(sheet, row.cut, FIRST[wide] + ROW * (place - 1))
    _words(sheet, rows[0], words)
    return sheet


def _axis(sheet: Drawing, ticks: Sequence[tuple[float, str]], height: float, top: float) -> None:
    kept = ticks if sheet.wide or len(ticks) <= PHONE_TICKS else ticks[::2]
    for value, text in kept:
        sheet.rule((value, top), (value, height), colour("grid"))
        style = {"size": size("tick"), "ink": colour("text3"), "anchor": "center", "valign": "top"}
        sheet.text(text, value, height, shift=(0, -4), **style)


def _strip(sheet: Drawing, row: Quantiles, middle: float, *, first: bool) -> None:
    low, quarter, median, third, high = row.values
    ink, width, half, cap = (colour("ink"), 2, 10, 6) if first else (colour("mid"), 1.4, 5, 3)
    sheet.margin_text(row.label, middle, size=size("row"), ink=colour("ink" if first else "text2"), bold=first)
    for ends in ((low, quarter), (third, high)):  # in two pieces: a line through the box would show
        sheet.rule((ends[0], middle), (ends[1], middle), ink, width)
    for end in (low, high):
        sheet.rule((end, middle - cap), (end, middle + cap), ink, width)
    fill = colour("band" if first else "pale")
    sheet.bar(quarter, third - quarter, middle, fill, thick=2 * half, rim=colour("mid"))
    reach = half + (3 if first else 1)
    sheet.rule((median, middle - reach), (median, middle + reach), colour("ink"), 4 if first else 2.5, layer="above")


def _words(sheet: Drawing, row: Quantiles, words: StripWords) -> None:
    low, quarter, median, third, high = row.values
    above = {"anchor": "center", "valign": "bottom"}
    before, after = (sheet.pixels(end) - sheet.pixels(start) for start, end in ((low, median), (median, high)))
    ends = ((low, words.low, row.texts[0]), (high, words.high, row.texts[4]))
    for value, text, amount in ends:
        place = _end(sheet, left=value == low, tight=before < APART[sheet.wide])
        sheet.text(f"{text}<br><b>{amount}</b>", value, MIDDLE, valign="bottom", **place)
    if sheet.wide and min(before, after) >= ROOMY:
        sheet.text(words.middle, median, MIDDLE, shift=(0, 32), **above)
    sheet.text(
        row.texts[2], median, MIDDLE, size=size("focus") - 1, ink=colour("ink"), bold=True, shift=(0, 13), **above
    )
    _below(sheet, (quarter, third), (row.texts[1], row.texts[3]), words.half)


def _end(sheet: Drawing, *, left: bool, tight: bool) -> dict[str, Any]:
    """Where the label of the first or last tenth stands: away from the middle's amount when they are close."""
    if left and tight:
        return {"anchor": "right", "shift": (10 if sheet.wide else -2, 14)}
    if left:
        return {"anchor": "center", "shift": (0, 14)}
    return {"anchor": "center", "shift": (0, 14)} if sheet.wide else {"anchor": "right", "shift": (14, 14)}


def _below(sheet: Drawing, quarters: tuple[float, float], texts: tuple[str, str], half: str) -> None:
    """The amounts under the box, pushed outwards when it is short, and what the box is."""
    low, high = quarters
    box = sheet.pixels(high) - sheet.pixels(low)
    outwards = max(BESIDE - box, 0) / 2
    style = {"anchor": "center", "valign": "top"}
    sheet.text(texts[0], low, MIDDLE, shift=(-outwards, -13), **style)
    sheet.text(texts[1], high, MIDDLE, shift=(outwards, -13), **style)
    between = sheet.wide and box >= BESIDE + HALF
    sheet.text(half, (low + high) / 2, MIDDLE, shift=(0, -13 if between else -30), **style)
