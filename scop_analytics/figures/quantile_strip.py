"""How pay is spread: tenths, quarters and the middle on one axis, this year large and labelled, past years thin."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from scop_analytics.figures.drawing import Chart, Drawing, Margin, sheet_pair
from scop_analytics.figures.tokens import colour, size

FIRST: Final = {True: 130, False: 134}
ROW: Final = 37
AXIS: Final = 30
MIDDLE: Final = 76  # pixels from the top to the line of the first row


@dataclass(frozen=True)
class Quantiles:
    """One year: the first tenth, quarter, middle, third quarter and last tenth, in euros, with their texts."""

    label: str
    values: tuple[float, float, float, float, float]
    texts: tuple[str, str, str, str, str] = ("", "", "", "", "")


@dataclass(frozen=True)
class StripWords:
    """What stands at the ends, the middle and the box: « 1 sur 10<br>gagne moins »…"""

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
    _words(sheet, rows[0], words)
    return sheet


def _axis(sheet: Drawing, ticks: Sequence[tuple[float, str]], height: float, top: float) -> None:
    kept = ticks if sheet.wide or len(ticks) <= 3 else ticks[::2]
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
    ends = ((low, words.low, row.texts[0]), (high, words.high, row.texts[4]))
    for value, text, amount in ends:
        anchor = above if sheet.wide or value == low else {"anchor": "right", "valign": "bottom"}
        across = 0 if sheet.wide or value == low else 14
        sheet.text(f"{text}<br><b>{amount}</b>", value, MIDDLE, shift=(across, 14), **anchor)
    if sheet.wide:
        sheet.text(words.middle, median, MIDDLE, shift=(0, 32), **above)
    sheet.text(
        row.texts[2], median, MIDDLE, size=size("focus") - 1, ink=colour("ink"), bold=True, shift=(0, 13), **above
    )
    below = {"anchor": "center", "valign": "top"}
    sheet.text(row.texts[1], quarter, MIDDLE, shift=(0, -13), **below)
    sheet.text(row.texts[3], third, MIDDLE, shift=(0, -13), **below)
    sheet.text(words.half, (quarter + third) / 2, MIDDLE, shift=(0, -13 if sheet.wide else -30), **below)
