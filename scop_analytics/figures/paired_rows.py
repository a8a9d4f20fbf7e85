"""Two shares of each group side by side, a dark bar over a pale one: few co-operatives hold most of the jobs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from scop_analytics.figures.drawing import Chart, Drawing, Margin, sheet_pair
from scop_analytics.figures.placing import label_room
from scop_analytics.figures.tokens import colour, size

ROW: Final = {True: 56, False: 82}
THICK: Final = 17
APART: Final = 10  # pixels from the middle of a row to that of each bar
DROP: Final = {True: 0, False: 14}
TOP: Final = 30
FULL: Final = 100.0
LETTER: Final = 7.6


@dataclass(frozen=True)
class PairedRow:
    """A group: its name, both shares in percent (``None``: hidden) and the text at the end of each bar."""

    label: str
    first: float | None
    second: float | None
    first_text: str
    second_text: str


def paired_rows(rows: Sequence[PairedRow], names: tuple[str, str]) -> Chart:
    """``names`` of both bars stand in the key, in the order of the bars."""
    return sheet_pair("paired_rows", lambda wide: _draw(wide, rows, names))


def _draw(wide: bool, rows: Sequence[PairedRow], names: tuple[str, str]) -> Drawing:
    longest = max((len(text) for row in rows for text in (row.first_text, row.second_text)), default=0)
    margin = (
        Margin(label_room(row.label for row in rows), LETTER * longest + 12, TOP, 2)
        if wide
        else Margin(1, LETTER * longest + 12, TOP, 2)
    )
    most = max([share for row in rows for share in (row.first, row.second) if share is not None] or [FULL])
    total = ROW[wide] * len(rows)
    sheet = Drawing(wide, total + TOP + 2, margin, (0, most), (total, 0))
    _key(sheet, names)
    for place, row in enumerate(rows):
        middle = ROW[wide] * (place + 0.5)
        sheet.margin_text(row.label, middle, size=size("row"), ink=colour("ink"), shift=(0, 0 if wide else 26))
        _bar(sheet, row.first, row.first_text, middle + DROP[wide] - APART, "ink")
        _bar(sheet, row.second, row.second_text, middle + DROP[wide] + APART, "band")
    return sheet


def _bar(sheet: Drawing, share: float | None, text: str, middle: float, fill: str) -> None:
    if share:
        outline = {} if fill == "ink" else {"rim": colour("mid")}
        sheet.bar(0, share, middle, colour(fill), thick=THICK, **outline)
    sheet.text(text, share or 0, middle, shift=(7, 0), size=size("note"), ink=colour("ink"), bold=fill == "ink")


def _key(sheet: Drawing, names: tuple[str, str]) -> None:
    across = -sheet.margin.left
    for name, fill in zip(names, ("ink", "band"), strict=True):
        sheet.swatch(across, TOP / 2, colour(fill), colour("mid"))
        sheet.text(name, 0, 1, paper="xy", shift=(across + 18, TOP / 2), ink=colour("text2"))
        across += 18 + LETTER * len(name) + 16
