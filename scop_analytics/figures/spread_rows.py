"""The spread of co-operatives, a row a group: a grey band for the middle half, a dark dot for the median, all on one axis.

A group too small for its quarters keeps its dot alone; one too small for its median keeps its words alone.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from scop_analytics.figures.drawing import Chart, Drawing, Margin, sheet_pair
from scop_analytics.figures.placing import label_room
from scop_analytics.figures.tokens import colour, size

ROW: Final = {True: 40, False: 58}
HEAD: Final = {True: 30, False: 32}  # pixels of a row that only names a set of groups
DROP: Final = {True: 0.0, False: 12.0}  # pixels: on a phone the band stands under its label
LIFT: Final = {True: 0, False: 20}
LONGEST: Final = 38  # letters that a phone has room for beside the number
LINE: Final = 17  # pixels of a further line of a label
BAND: Final = 16
TOP: Final = {True: 30, False: 28}
BOTTOM: Final = 26


@dataclass(frozen=True)
class SpreadRow:
    """A group: its name, how many stand in it, its quarters and median (``None``: not shown), its text; without ``text``, a heading."""

    label: str
    count: str = ""
    low: float | None = None
    middle: float | None = None
    high: float | None = None
    text: str = ""
    strong: bool = False


@dataclass(frozen=True)
class SpreadAxis:
    """From where to where the axis runs, its ticks, a line across at a value with its words, and the key of band and dot."""

    span: tuple[float, float]
    ticks: Sequence[tuple[float, str]]
    band: str
    middle: str
    line: tuple[float, str] | None = None


def spread_rows(rows: Sequence[SpreadRow], axis: SpreadAxis) -> Chart:
    """One row a group, in the order given."""
    return sheet_pair("spread_rows", lambda wide: _draw(wide, rows, axis))


def _draw(wide: bool, rows: Sequence[SpreadRow], axis: SpreadAxis) -> Drawing:
    margin = (
        Margin(label_room(row.label for row in rows), 88, TOP[wide], BOTTOM)
        if wide
        else Margin(12, 12, TOP[wide], BOTTOM)
    )
    heights = [_height(row, wide) for row in rows]
    total = sum(heights)
    sheet = Drawing(wide, total + margin.top + margin.bottom, margin, axis.span, (total, 0))
    _axis(sheet, axis, total)
    start = 0.0
    for row, height in zip(rows, heights, strict=True):
        start += height
        _row(sheet, row, start - (ROW[wide] if row.text else HEAD[wide]) / 2)
    return sheet


def _height(row: SpreadRow, wide: bool) -> int:
    if not row.text:
        return HEAD[wide]
    return ROW[wide] + LINE * (len(_lines(row, wide)) - 1)


def _lines(row: SpreadRow, wide: bool) -> list[str]:
    """The label: beside its number on a phone, so that a long one takes two lines."""
    if wide:
        return [row.label]
    both = f"{row.label} ({row.count})"
    return [both] if row.count and len(both) <= LONGEST else textwrap.wrap(row.label, LONGEST)


def _axis(sheet: Drawing, axis: SpreadAxis, total: float) -> None:
    for place, (value, text) in enumerate(axis.ticks):
        sheet.rule((value, 0), (value, total), colour("grid"))
        inner = sheet.wide or 0 < place < len(axis.ticks) - 1
        anchor, edge = ("center", 0) if inner else (("left", -12) if place == 0 else ("right", 12))
        style = {"size": size("tick"), "ink": colour("text3"), "anchor": anchor, "valign": "top"}
        sheet.text(text, value, total, shift=(edge, -5), **style)
    if axis.line:
        value, text = axis.line
        left = sheet.pixels(value) > sheet.margin.left + sheet.plot_width / 2
        sheet.rule((value, 0), (value, total), colour("ink"), 2, dash="2px,3px")
        style = {"ink": colour("ink"), "anchor": "right" if left else "left", "valign": "bottom"}
        sheet.text(text, value, 0, shift=(4 if left else -4, 5), **style)
    else:
        key = f"<b>▭</b> {axis.band}    <b>●</b> {axis.middle}"
        sheet.text(key, 0, 1, paper="xy", valign="bottom", shift=(-sheet.margin.left, 8), ink=colour("text2"))


def _row(sheet: Drawing, row: SpreadRow, centre: float) -> None:
    strong = {"bold": True} if row.strong or not row.text else {}
    if not row.text:
        sheet.margin_text(row.label, centre, size=size("note"), ink=colour("text2"), shift=(0, -4), **strong)
        return
    middle = centre + DROP[sheet.wide]
    sheet.rule((sheet.x[0], middle), (sheet.x[1], middle), colour("rule"))
    if row.low is not None and row.high is not None:
        box = ((row.low, middle - BAND / 2), (row.high, middle + BAND / 2))
        sheet.box(*box, colour("band_soft"), rim=colour("mid"), rim_width=1)
    if row.middle is not None:
        sheet.points([row.middle], [middle], colour("ink"), size=13)
    _words(sheet, row, centre, strong)


def _words(sheet: Drawing, row: SpreadRow, centre: float, strong: dict[str, bool]) -> None:
    lines = _lines(row, sheet.wide)
    up = LIFT[sheet.wide] + (8 if sheet.wide and row.count else 0) + LINE * (len(lines) - 1) / 2
    sheet.margin_text("<br>".join(lines), centre, size=size("row"), ink=colour("ink"), shift=(0, up), **strong)
    if sheet.wide and row.count:
        sheet.margin_text(row.count, centre, size=size("tick"), ink=colour("text2"), shift=(0, up - 17))
    shown = row.middle is not None
    style = {"size": size("value" if shown else "note"), "ink": colour("ink"), "bold": shown}
    if sheet.wide:
        sheet.text(row.text, 1, centre, paper="x", shift=(14, 0), **style)
    else:
        sheet.end_text(row.text, centre, shift=(0, LIFT[False]), **style)
