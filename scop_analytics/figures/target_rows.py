"""How far each promise is: a dark bar for the value now, a blue tick for the target, a grey one for the start.

Rows measure unlike things: each has its own scale, from zero, and rows do not compare with each other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from scop_analytics.figures.drawing import Chart, Drawing, Margin, sheet_pair
from scop_analytics.figures.tokens import colour, size

ROW: Final = {True: 62, False: 90}
BAR: Final = 20
DROP: Final = {True: 0, False: 10}  # on a phone the bar stands under its label
BEYOND: Final = 6  # pixels of a tick above and below the bar
END: Final = 0.94  # of the width is reached by the greatest number of a row
LEFT_HALF: Final = 0.5


@dataclass(frozen=True)
class TargetRow:
    """A row: its name, the value now, the target, the start when it may be said, and both first in words."""

    label: str
    now: float
    target: float
    start: float | None
    text: str
    aim: str


def target_rows(rows: Sequence[TargetRow]) -> Chart:
    """One row a commitment, in the order given."""
    return sheet_pair("target_rows", lambda wide: _draw(wide, rows))


def _draw(wide: bool, rows: Sequence[TargetRow]) -> Drawing:
    margin = Margin(250, 112, 4, 2) if wide else Margin(2, 2, 4, 2)
    sheet = Drawing(wide, ROW[wide] * len(rows) + 6, margin, (0, 1), (len(rows) - 0.5, -0.5))
    for level, row in enumerate(rows):
        _row(sheet, row, level)
    return sheet


def _row(sheet: Drawing, row: TargetRow, level: int) -> None:
    high = sheet.wide
    middle = level + (DROP[high] - 4) / ROW[high]
    half = BAR / ROW[high] / 2
    numbers = [row.now, row.target, *([] if row.start is None else [row.start])]
    least, most = min(0.0, *numbers), max(0.0, *numbers)
    places = [END * (number - least) / ((most - least) or 1) for number in (0.0, *numbers)]
    zero, now, target, *start = places
    sheet.margin_text(row.label, level, size=size("row"), ink=colour("ink"), shift=(0, 4 if high else 26))
    sheet.bar(min(zero, now), abs(now - zero), middle, colour("ink"), thick=2 * half)
    for place in start:
        _tick(sheet, place, middle, half, colour("mid"))
    _tick(sheet, target, middle, half, colour("target"))
    side = ("right", -4) if target > LEFT_HALF else ("left", 4)
    below = {"size": size("note"), "ink": colour("target"), "valign": "top"}
    sheet.text(row.aim, target, middle + half, anchor=side[0], shift=(side[1] // 4, -BEYOND), **below)
    style = {"size": size("value"), "ink": colour("ink"), "bold": True}
    if high:
        sheet.text(row.text, 1, level, paper="x", shift=(14, 4), **style)
    else:
        sheet.end_text(row.text, level, shift=(0, 26), **style)


def _tick(sheet: Drawing, place: float, middle: float, half: float, ink: str) -> None:
    """Twice, white under colour, so that it is seen on the bar."""
    more = BEYOND / ROW[sheet.wide]
    ends = ((place, middle - half - more), (place, middle + half + more))
    sheet.rule(*ends, colour("paper"), 6, layer="above")
    sheet.rule(*ends, ink, 3, layer="above")
