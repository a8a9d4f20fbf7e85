"""Shares compared on one 0–100 % axis: a dot a row, its fraction on the right, reference lines across."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from scop_analytics.figures.drawing import Chart, Drawing, Margin, joined, sheet_pair
from scop_analytics.figures.placing import SHARE_TICKS
from scop_analytics.figures.tokens import colour, size

ROW: Final = {True: 46, False: 56}
TOP: Final = {True: 34, False: 30}
RIGHT_HALF: Final = 60  # percent beyond which a single label stands left of its line
WHOLE: Final = 100
BOTTOM: Final = {True: 28, False: 30}
LIFT: Final = 22  # on a phone the label stands this many pixels above its row


@dataclass(frozen=True)
class DotRow:
    """A row: its name, its share in percent (``None`` = masked or absent), and what stands at its right end."""

    label: str
    share: float | None
    strong_text: str
    text: str = ""
    strong: bool = False
    role: str = "women"


@dataclass(frozen=True)
class Reference:
    """A line across the rows at a share, with its label above: ``dotted`` for a measured one, plain for a norm."""

    share: float
    strong_text: str
    text: str
    dotted: bool = False


def dot_rows(rows: Sequence[DotRow], references: Sequence[Reference], ticks: Sequence[str]) -> Chart:
    """``ticks`` = the texts of 0, 25, 50, 75 and 100 %, in the reader's language."""
    return sheet_pair(
        "dot_rows", lambda wide: _draw(wide, rows, sorted(references, key=lambda line: line.share), ticks)
    )


def _draw(wide: bool, rows: Sequence[DotRow], references: Sequence[Reference], ticks: Sequence[str]) -> Drawing:
    margin = Margin(208, 158, TOP[wide], BOTTOM[wide]) if wide else Margin(14, 14, TOP[wide] + 6, BOTTOM[wide])
    height = len(rows) * ROW[wide] + margin.top + margin.bottom
    sheet = Drawing(wide, height, margin, (0, 100), (len(rows) - 0.5, -0.5))
    _grid(sheet, rows, ticks)
    for line in references:
        _reference(sheet, line, len(rows))
    _reference_labels(sheet, references)
    for level, row in enumerate(rows):
        _row(sheet, row, level)
    shown = [(level, row) for level, row in enumerate(rows) if row.share is not None]
    for role in dict.fromkeys(row.role for _, row in shown):
        own = [(row.share, level + _drop(wide)) for level, row in shown if row.role == role]
        sheet.points([share for share, _ in own], [level for _, level in own], colour(role))
    return sheet


def _drop(wide: bool) -> float:
    return 0 if wide else 12 / ROW[False]


def _grid(sheet: Drawing, rows: Sequence[DotRow], ticks: Sequence[str]) -> None:
    bottom = len(rows) - 0.5
    for share, text in zip(SHARE_TICKS, ticks, strict=True):
        if sheet.wide and share in (25, 75):
            sheet.rule((share, -0.5), (share, bottom), colour("grid"))
        elif not sheet.wide:
            for level in range(len(rows)):
                middle = level + _drop(sheet.wide)
                sheet.rule((share, middle - 0.15), (share, middle + 0.15), colour("rule"))
        anchor = "center" if sheet.wide or 0 < share < WHOLE else ("left" if share == 0 else "right")
        edge = 0 if anchor == "center" else (-12 if share == 0 else 12)
        style = {"size": size("tick"), "ink": colour("text3"), "anchor": anchor}
        sheet.text(text, share, bottom, valign="top", shift=(edge, -5), **style)


def _reference(sheet: Drawing, line: Reference, rows: int) -> None:
    ink, width, dash = (colour("ink"), 2, "2px,3px") if line.dotted else (colour("text3"), 1.2, "solid")
    if sheet.wide:
        sheet.rule((line.share, -0.5), (line.share, rows - 0.5), ink, width, dash=dash)
        return
    for level in range(rows):
        middle = level + _drop(sheet.wide)
        sheet.rule((line.share, middle - 0.22), (line.share, middle + 0.22), ink, width, dash=dash)


def _reference_labels(sheet: Drawing, references: Sequence[Reference]) -> None:
    """The left one ends at its line, the right one starts there: two labels five points apart do not meet."""
    for place, line in enumerate(references):
        left = (len(references) > 1 and place == 0) or (len(references) == 1 and line.share > RIGHT_HALF)
        anchor, across = ("right", 3) if left else ("left", -3)
        style = {"ink": colour("ink" if line.dotted else "text2"), "anchor": anchor, "valign": "bottom"}
        strong = f"<b>{line.strong_text}</b>" if line.dotted else line.strong_text
        words = joined(strong, line.text)
        sheet.text(words, line.share, 1, paper="y", shift=(-across if not left else across - 6, 6), **style)


def _row(sheet: Drawing, row: DotRow, level: int) -> None:
    middle = level + _drop(sheet.wide)
    sheet.rule((0, middle), (100, middle), colour("rule"))
    up = 0 if sheet.wide else LIFT - 12 + 2
    sheet.margin_text(row.label, level, size=size("row"), ink=colour("ink"), bold=row.strong, shift=(0, up))
    text = f"<b>{row.strong_text}</b>" + (f" {row.text}" if row.text else "")
    style = {"size": size("value"), "ink": colour("ink")}
    if sheet.wide:
        sheet.text(text, 1, level, paper="x", shift=(16, 0), **style)
    else:
        sheet.end_text(text, level, shift=(0, up), **style)
