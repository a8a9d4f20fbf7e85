"""Several shares of each group on one 0–100 % axis, each with its own sign: from the workforce to the chair, row by row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from scop_analytics.figures.drawing import Chart, Drawing, Margin, sheet_pair
from scop_analytics.figures.placing import SHARE_TICKS, label_room
from scop_analytics.figures.tokens import colour, size

ROW: Final = {True: 42, False: 60}
TOP: Final = {True: 34, False: 56}
BOTTOM: Final = 26
DROP: Final = {True: 0, False: 13}
SIGNS: Final = ("circle", "square", "diamond", "triangle-up")
GLYPHS: Final = ("●", "□", "◆", "△")
SIZES: Final = (13, 12, 14, 14)
PALE: Final = ("women", "paper", "women", "paper")  # full and hollow signs in turn: they part in black and white too
PARITY: Final = 50
FULL: Final = 100


@dataclass(frozen=True)
class MarkRow:
    """A group: its name and its shares in percent, in the order of the names (``None``: hidden or absent)."""

    label: str
    shares: Sequence[float | None]
    strong: bool = False


def mark_rows(rows: Sequence[MarkRow], names: Sequence[str], ticks: Sequence[str]) -> Chart:
    """``names`` of the shares, at most four, stand in the key; ``ticks`` = the texts of 0, 25, 50, 75 and 100 %."""
    return sheet_pair("mark_rows", lambda wide: _draw(wide, rows, names, ticks))


def _draw(wide: bool, rows: Sequence[MarkRow], names: Sequence[str], ticks: Sequence[str]) -> Drawing:
    margin = (
        Margin(label_room(row.label for row in rows), 26, TOP[wide], BOTTOM)
        if wide
        else Margin(12, 14, TOP[wide], BOTTOM)
    )
    total = ROW[wide] * len(rows)
    sheet = Drawing(wide, total + margin.top + BOTTOM, margin, (0, 100), (total, 0))
    for share, text in zip(SHARE_TICKS, ticks, strict=True):
        pen = (colour("text3"), 1.2) if share == PARITY else (colour("grid"), 1.0)
        sheet.rule((share, 0), (share, total), *pen)
        last = share == FULL and not wide
        style = {"size": size("tick"), "ink": colour("text3"), "valign": "top", "anchor": "right" if last else "center"}
        sheet.text(text, share, total, shift=(12 if last else 0, -5), **style)
    for place, row in enumerate(rows):
        middle = ROW[wide] * (place + 0.5)
        sheet.margin_text(
            row.label, middle, size=size("row"), ink=colour("ink"), bold=row.strong, shift=(0, 18 if not wide else 0)
        )
        sheet.rule((0, middle + DROP[wide]), (100, middle + DROP[wide]), colour("rule"))
    _marks(sheet, rows, len(names))
    _key(sheet, names)
    return sheet


def _marks(sheet: Drawing, rows: Sequence[MarkRow], count: int) -> None:
    for number in range(count):
        own = [
            (row.shares[number], ROW[sheet.wide] * (place + 0.5) + DROP[sheet.wide])
            for place, row in enumerate(rows)
            if row.shares[number] is not None
        ]
        style = {"size": SIZES[number], "symbol": SIGNS[number], "rim": colour("women")}
        sheet.points([x for x, _ in own], [y for _, y in own], colour(PALE[number]), **style)


def _key(sheet: Drawing, names: Sequence[str]) -> None:
    """The signs and their names, on one line, or two on a phone."""
    signs = [f"<b>{glyph}</b> {name}" for glyph, name in zip(GLYPHS, names, strict=False)]
    lines = [signs] if sheet.wide else [signs[:2], signs[2:]]
    for place, line in enumerate(line for line in lines if line):
        up = 10 if sheet.wide else 30 - 20 * place
        sheet.text(
            "    ".join(line), 0, 1, paper="xy", valign="bottom", shift=(-sheet.margin.left, up), ink=colour("text2")
        )
