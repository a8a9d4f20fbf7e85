"""A co-operative among its peers: a grey band for the middle half of the peers, a tick for their middle, a dark dot for the reader.

The dot of last year is hollow, joined to this year's. With an axis, rows are shares on one scale; without, each row has its
own scale around the middle of the peers, and rows do not compare with each other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from scop_analytics.figures.drawing import Chart, Drawing, Margin, sheet_pair
from scop_analytics.figures.tokens import colour, size

ROW: Final = {True: 46, False: 66}
DROP: Final = {True: 0.0, False: 0.2}  # of a row: on a phone the band stands under its label
BAND: Final = 18  # pixels, the height of the band
TICK: Final = 13  # pixels of the tick of the middle above and below
LIFT: Final = {True: 8, False: 20}
UNDER: Final = {True: -10, False: 4}
TOP: Final = {True: 54, False: 76}
HALF: Final = 0.55  # of half the width, from the middle of the peers to the farther quarter


@dataclass(frozen=True)
class PeerRow:
    """A row: its name and direction, the quarters and middle of the peers, the reader now and before, and both texts at its end."""

    label: str
    way: str
    low: float
    middle: float
    high: float
    now: float
    before: float | None
    text: str
    place: str
    strong: bool = False


@dataclass(frozen=True)
class PeerWords:
    """The key (now, before or empty, band, middle) and the three words over the rows, or the texts of 0, 50 and 100 %."""

    now: str
    before: str
    band: str
    middle: str
    ends: tuple[str, str, str]
    shares: bool = False


def peer_rows(rows: Sequence[PeerRow], words: PeerWords) -> Chart:
    """One row an indicator, in the order given."""
    return sheet_pair("peer_rows", lambda wide: _draw(wide, rows, words))


def own_scale(row: PeerRow, value: float) -> float:
    """Where a value stands between −1 and 1: 0 is the middle of the peers; beyond the ends it stays at the end."""
    reach = max(row.high - row.middle, row.middle - row.low)
    if reach <= 0:
        return float((value > row.middle) - (value < row.middle)) * HALF
    return max(-1.0, min(1.0, HALF * (value - row.middle) / reach))


def _draw(wide: bool, rows: Sequence[PeerRow], words: PeerWords) -> Drawing:
    margin = Margin(216, 172, TOP[wide], 4) if wide else Margin(10, 10, TOP[wide], 4)
    span = (0.0, 100.0) if words.shares else (-1.0, 1.0)
    sheet = Drawing(wide, ROW[wide] * len(rows) + margin.top + 4, margin, span, (len(rows) - 0.5, -0.5))
    _key(sheet, words)
    for place, text in zip((span[0], sum(span) / 2, span[1]), words.ends, strict=True):
        anchor = "center" if span[0] < place < span[1] else ("left" if place == span[0] else "right")
        sheet.text(text, place, 1, paper="y", anchor=anchor, valign="bottom", shift=(0, 4), size=size("tick"))
    for level, row in enumerate(rows):
        _row(sheet, row, level, shares=words.shares)
    return sheet


def _row(sheet: Drawing, row: PeerRow, level: int, *, shares: bool) -> None:
    middle, thick = level + DROP[sheet.wide], BAND / ROW[sheet.wide]
    low, tick, high, now = (
        value if shares else own_scale(row, value) for value in (row.low, row.middle, row.high, row.now)
    )
    sheet.rule((sheet.x[0], middle), (sheet.x[1], middle), colour("rule"))
    sheet.box(
        (low, middle - thick / 2), (high, middle + thick / 2), colour("band_soft"), rim=colour("mid"), rim_width=1
    )
    half = TICK / ROW[sheet.wide]
    sheet.rule((tick, middle - half), (tick, middle + half), colour("text3"), 3)
    if row.before is not None:
        earlier = row.before if shares else own_scale(row, row.before)
        sheet.line([earlier, now], [middle, middle], colour("ink"), 1.4)
        sheet.points([earlier], [middle], colour("paper"), size=10, rim=colour("ink"))
    sheet.points([now], [middle], colour("ink"), size=15)
    _words(sheet, row, level)


def _words(sheet: Drawing, row: PeerRow, level: int) -> None:
    sheet.margin_text(row.label, level, size=size("row"), ink=colour("ink"), shift=(0, LIFT[sheet.wide]))
    if sheet.wide:
        sheet.margin_text(row.way, level, size=size("tick"), ink=colour("text2"), shift=(0, UNDER[True]))
        sheet.text(row.text, 1, level, paper="x", shift=(14, 0), bold=True, ink=colour("ink"), size=size("value"))
        sheet.end_text(row.place, level, bold=row.strong, ink=colour("ink" if row.strong else "text2"))
    else:
        place = f"<b>{row.place}</b>" if row.strong else row.place
        sheet.end_text(f"<b>{row.text}</b> {place}", level, shift=(0, LIFT[False]), ink=colour("ink"))


def _key(sheet: Drawing, words: PeerWords) -> None:
    """Dot, ring, band and tick with their names, on one line, or two on a phone."""
    signs = [("●", words.now), *([("○", words.before)] if words.before else []), ("▭", words.band), ("|", words.middle)]
    lines = [signs] if sheet.wide else [signs[:-2], signs[-2:]]
    for place, line in enumerate(lines):
        text = "    ".join(f"<b>{sign}</b> {name}" for sign, name in line)
        up = 42 - 20 * place if not sheet.wide else 30
        sheet.text(text, 0, 1, paper="xy", valign="bottom", shift=(-sheet.margin.left, up), ink=colour("text2"))
