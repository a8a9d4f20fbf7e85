"""Women and men of each group on one axis, men as the reference: a circle, a diamond, the distance between them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from scop_analytics.figures.drawing import Chart, Drawing, Margin, sheet_pair
from scop_analytics.figures.tokens import colour, size

ROW: Final = {True: 50, False: 66}
DROP: Final = 16  # pixels between the middle of a row and its points on a phone, where the words stand above
STEP: Final = 5  # the axis runs by fives around the reference
LEAST: Final = 10  # … and shows at least this much on both sides
FAR: Final = 20  # from there on a tick every ten
REFERENCE: Final = 100


@dataclass(frozen=True)
class DumbbellRow:
    """A group: women's level when men's is 100 (``None``: not shown), its words at the right end and under its name.

    A phone has one line for both ends, and no note: ``whole`` is the name with what the note adds to it, ``brief`` the number alone.
    """

    label: str
    women: float | None
    text: str
    note: str = ""
    strong: bool = False
    whole: str = ""
    brief: str = ""


@dataclass(frozen=True)
class DumbbellWords:
    """The names of both marks, and the meaning of 100."""

    women: str
    men: str
    reference: str


def dumbbell_rows(rows: Sequence[DumbbellRow], words: DumbbellWords) -> Chart:
    """Rows from the largest group to the smallest."""
    return sheet_pair("dumbbell_rows", lambda wide: _draw(wide, rows, words))


def reach(rows: Sequence[DumbbellRow]) -> int:
    """How far the axis goes on each side of 100: the next five beyond the farthest women's level."""
    far = max((abs(row.women - REFERENCE) for row in rows if row.women is not None), default=0)
    return max(STEP * math.ceil((far + 1) / STEP), LEAST)


def _draw(wide: bool, rows: Sequence[DumbbellRow], words: DumbbellWords) -> Drawing:
    half = reach(rows)
    margin = Margin(252, 168, 34, 46) if wide else Margin(10, 10, 34, 46)
    height = margin.top + margin.bottom + ROW[wide] * len(rows)
    sheet = Drawing(wide, height, margin, (REFERENCE - half, REFERENCE + half), (len(rows) - 0.5, -0.5))
    _axis(sheet, half, len(rows), words)
    for level, row in enumerate(rows):
        _row(sheet, row, level)
    shown = [(row.women, _middle(wide, level)) for level, row in enumerate(rows) if row.women is not None]
    men = [REFERENCE] * len(shown)
    sheet.points(men, [level for _, level in shown], colour("men"), symbol="diamond", size=15)
    sheet.points([women for women, _ in shown], [level for _, level in shown], colour("women"))
    return sheet


def _middle(wide: bool, level: int) -> float:
    return level if wide else level + DROP / ROW[False]


def _axis(sheet: Drawing, half: int, rows: int, words: DumbbellWords) -> None:
    step = STEP if half <= FAR else 2 * STEP
    step = step if sheet.wide or half <= LEAST else 2 * step
    first = REFERENCE - half // step * step
    for tick in range(first, REFERENCE + half + 1, step):
        sheet.rule((tick, -0.5), (tick, rows - 0.5), colour("grid"))
        edge = not sheet.wide and abs(tick - REFERENCE) == half  # a phone has no room beyond the last tick
        anchor = ("left" if tick < REFERENCE else "right") if edge else "center"
        style = {"size": size("tick"), "ink": colour("text3"), "anchor": anchor, "valign": "top"}
        sheet.text(str(tick), tick, rows - 0.5, shift=(0, -4), **style)
    sheet.rule((REFERENCE, -0.5), (REFERENCE, rows - 0.5), colour("text3"), 1.4)
    sheet.text(words.reference, REFERENCE, rows - 0.5, anchor="center", valign="top", shift=(0, -24))
    ink = {"women": colour("women"), "men": colour("men_text")}
    above = {"paper": "y", "valign": "bottom", "bold": True}
    sheet.text(f"● {words.women}", REFERENCE, 1, anchor="right", shift=(-8, 8), ink=ink["women"], **above)
    sheet.text(f"◆ {words.men}", REFERENCE, 1, shift=(8, 8), ink=ink["men"], **above)


def _row(sheet: Drawing, row: DumbbellRow, level: int) -> None:
    middle = _middle(sheet.wide, level)
    if row.women is not None:
        sheet.rule((row.women, middle), (REFERENCE, middle), colour("mid"), 3)
    up = 8 if sheet.wide else 18
    style = {"ink": colour("ink"), "bold": row.strong}
    label = row.label if sheet.wide else row.whole or row.label
    sheet.margin_text(label, level, size=size("row"), shift=(0, up if row.note else up - 8), **style)
    if row.note and sheet.wide:
        sheet.margin_text(row.note, level, size=size("note"), ink=colour("text2"), shift=(0, -10))
    if sheet.wide:
        sheet.text(row.text, 1, level, paper="x", shift=(16, 0), size=size("value") - 0.5, **style)
    else:
        sheet.end_text(row.brief or row.text, level, shift=(0, up), size=size("value") - 1, **style)
