"""How many people are paid within each band, lowest band at the bottom; a band too small to show says so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from scop_analytics.figures.drawing import Chart, Drawing, Margin, sheet_pair
from scop_analytics.figures.tokens import colour, size
from scop_analytics.figures.year_breaks import year_break

ROW: Final = {True: 42, False: 58}
BAR: Final = 26
LETTER: Final = 8.6  # pixels of a bold letter beside a bar
GAP: Final = 12


@dataclass(frozen=True)
class Band:
    """A band of pay: its bounds in words, its people (``None`` = hidden), the text in or beside the bar."""

    label: str
    people: float | None
    text: str
    cut: str = ""  # of rows of years: words of a change of method between this year and the later one above


def pay_bands(bands: Sequence[Band]) -> Chart:
    """Bars from zero, one a band, in the order given."""
    return sheet_pair("pay_bands", lambda wide: _draw(wide, bands))


def _draw(wide: bool, bands: Sequence[Band]) -> Drawing:
    room = LETTER * max((len(band.text) for band in bands), default=0) + GAP
    margin = Margin(190, max(90, room), 0, 2) if wide else Margin(1, max(60, room), 0, 2)
    most = max((band.people or 0 for band in bands), default=1) or 1
    sheet = Drawing(wide, ROW[wide] * len(bands) + 2, margin, (0, most), (len(bands) - 0.5, -0.5))
    for level, band in enumerate(bands):
        middle = level if wide else level + 12 / ROW[wide]
        sheet.margin_text(band.label, level, size=size("row"), ink=colour("ink"), shift=(0, 0 if wide else 16))
        year_break(sheet, band.cut, level - 0.5, None if wide else level - 16 / ROW[wide])
        if band.people:
            sheet.bar(0, band.people, middle, colour("mid"), thick=BAR / ROW[wide])
        style = {"size": size("value") if band.people is not None else size("note"), "ink": colour("ink")}
        sheet.text(band.text, band.people or 0, middle, shift=(8, 0), bold=band.people is not None, **style)
    return sheet
