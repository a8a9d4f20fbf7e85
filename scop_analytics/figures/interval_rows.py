"""Gaps with their stability intervals on one symmetric axis: a dot, a bar, equality as a line, the numbers beside."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from scop_analytics.figures.drawing import Chart, Drawing, Margin, sheet_pair
from scop_analytics.figures.tokens import colour, size

ROW: Final = {True: 44, False: 58}
LEAST: Final = 15.0  # the axis reaches at least 15 % on both sides; it grows by tens and never clips an interval
FEW: Final = 30  # percent up to which every ten is a tick
DROP: Final = 12


@dataclass(frozen=True)
class IntervalRow:
    """A measure: its value and bounds in percent (``None`` = not shown), and their texts."""

    label: str
    value: float | None
    low: float | None
    high: float | None
    text: str
    bounds_text: str = ""


@dataclass(frozen=True)
class Sides:
    """The words of the axis: equality, both directions, and a threshold with its meaning."""

    equality: str
    left: str
    right: str
    threshold: float | None = None
    threshold_text: str = ""


def interval_rows(rows: Sequence[IntervalRow], sides: Sides, tick_text: dict[int, str] | None = None) -> Chart:
    """``tick_text`` overrides the text of a tick (the outer ones carry the unit)."""
    return sheet_pair("interval_rows", lambda wide: _draw(wide, rows, sides, tick_text or {}))


def reach(rows: Sequence[IntervalRow]) -> int:
    """Half-width of the axis, in percent: the next ten beyond the farthest bound."""
    far = [abs(number) for row in rows for number in (row.value, row.low, row.high) if number is not None]
    return max(10 * math.ceil((max(far, default=0) + 0.5) / 10), math.ceil(LEAST / 10) * 10)


def _draw(wide: bool, rows: Sequence[IntervalRow], sides: Sides, tick_text: dict[int, str]) -> Drawing:
    half = reach(rows)
    margin = Margin(190, 170, 26, 50) if wide else Margin(4, 4, 40, 50)
    height = margin.top + margin.bottom + ROW[wide] * len(rows)
    sheet = Drawing(wide, height, margin, (-half, half), (len(rows) - 0.5, -0.5))
    _axis(sheet, half, sides, len(rows), tick_text)
    for level, row in enumerate(rows):
        _row(sheet, row, level)
    known = [(row.value, _middle(wide, level)) for level, row in enumerate(rows) if row.value is not None]
    sheet.points([value for value, _ in known], [level for _, level in known], colour("ink"), size=15)
    return sheet


def _middle(wide: bool, level: int) -> float:
    return level if wide else level + DROP / ROW[False]


def _axis(sheet: Drawing, half: int, sides: Sides, rows: int, tick_text: dict[int, str]) -> None:
    step = half // (3 if half <= FEW else 2) if sheet.wide else half
    step = max(10 * round(step / 10), 10)
    for tick in range(-half, half + 1, step):
        sheet.rule((tick, -0.5), (tick, rows - 0.5), colour("grid"))
        style = {"size": size("tick"), "ink": colour("text3"), "valign": "top"}
        anchor = "center" if sheet.wide or abs(tick) < half else ("left" if tick < 0 else "right")
        sheet.text(
            tick_text.get(tick, str(tick).replace("-", "\u2212")),
            tick,
            rows - 0.5,
            anchor=anchor,
            shift=(0, -4),
            **style,
        )
    _cross(sheet, 0, rows, colour("ink"), "solid", 1.6)
    sheet.text(sides.left, 0, rows - 0.5, anchor="right", valign="top", shift=(-10, -26), size=size("note"))
    sheet.text(sides.right, 0, rows - 0.5, valign="top", shift=(10, -26), size=size("note"))
    style = {"paper": "y", "valign": "bottom"}
    anchor = "right" if sides.threshold is None or sides.threshold >= 0 else "left"
    sheet.text(
        sides.equality, 0, 1, anchor=anchor, shift=(-3 if anchor == "right" else 3, 6), ink=colour("ink"), **style
    )
    if sides.threshold is not None:
        _cross(sheet, sides.threshold, rows, colour("alert"), "3px,3px", 1.4)
        text = sides.threshold_text if sheet.wide else sides.threshold_text.replace(", ", ",<br>", 1)
        sheet.text(text, sides.threshold, 1, shift=(2, 6), ink=colour("alert"), **style)


def _cross(sheet: Drawing, at: float, rows: int, ink: str, dash: str, width: float) -> None:
    """Continuous when wide; a segment a row on a phone, so that it never crosses a label."""
    if sheet.wide:
        sheet.rule((at, -0.5), (at, rows - 0.5), ink, width, dash=dash)
        return
    for level in range(rows):
        middle = _middle(sheet.wide, level)
        sheet.rule((at, middle - 0.22), (at, middle + 0.22), ink, width, dash=dash)


def _row(sheet: Drawing, row: IntervalRow, level: int) -> None:
    middle = _middle(sheet.wide, level)
    up = 0 if sheet.wide else DROP
    sheet.margin_text(row.label, level, size=size("row"), ink=colour("ink"), shift=(0, up))
    if row.low is not None and row.high is not None:
        half = 3.5 / ROW[sheet.wide]
        sheet.box((row.low, middle - half), (row.high, middle + half), colour("mid"))
    style = {"size": size("value") - 0.5, "ink": colour("ink")}
    if sheet.wide:
        sheet.text(row.text, 1, level, paper="x", shift=(16, 0), bold=row.value is not None, **style)
        sheet.end_text(row.bounds_text, level, size=size("note"), ink=colour("text2"))
    else:
        sheet.end_text(f"<b>{row.text}</b> {row.bounds_text}", level, shift=(0, up), **style)
