"""Points obtained out of a maximum: a dark bar inside a hollow one as long as the maximum, all on one scale. No gauge."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from scop_analytics.figures.drawing import Chart, Drawing, Margin, sheet_pair
from scop_analytics.figures.tokens import colour, size

ROW: Final = {True: 46, False: 60}
BAR: Final = 22
DROP: Final = 12  # on a phone the bar stands this many pixels under the middle of its row


@dataclass(frozen=True)
class BulletRow:
    """A row: its name, what was obtained (``None`` = nothing can be), out of how much, and both in words."""

    label: str
    points: float | None
    most: float
    text: str


def bullet_rows(rows: Sequence[BulletRow]) -> Chart:
    """The greatest maximum fills the width."""
    return sheet_pair("bullet_rows", lambda wide: _draw(wide, rows))


def _draw(wide: bool, rows: Sequence[BulletRow]) -> Drawing:
    margin = Margin(232, 132, 2, 2) if wide else Margin(1, 1, 2, 2)
    most = max((row.most for row in rows), default=1) or 1
    sheet = Drawing(wide, ROW[wide] * len(rows) + 4, margin, (0, most), (len(rows) - 0.5, -0.5))
    for level, row in enumerate(rows):
        _row(sheet, row, level)
    return sheet


def _row(sheet: Drawing, row: BulletRow, level: int) -> None:
    wide = sheet.wide
    middle = level if wide else level + DROP / ROW[wide]
    half, up = BAR / ROW[wide] / 2, 0 if wide else 18
    counted = row.points is not None
    ink = colour("ink" if counted else "text2")
    sheet.margin_text(row.label, level, size=size("row"), ink=ink, shift=(0, up))
    rim = colour("mid" if counted else "rule")
    sheet.box((0, middle - half), (row.most, middle + half), colour("paper"), rim=rim, rim_width=1)
    if row.points:
        sheet.bar(0, row.points, middle, colour("ink"), thick=2 * half)
    style = {"size": size("value") - (0 if counted else 2), "ink": ink, "bold": counted}
    if wide:
        sheet.text(row.text, 1, level, paper="x", shift=(14, 0), **style)
    else:
        sheet.end_text(row.text, level, shift=(0, up), **style)
