"""Answers on both sides of a line: agreement to the right from grey to ink, the rest hatched to the left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from scop_analytics.figures.drawing import Chart, Drawing, Margin, sheet_pair
from scop_analytics.figures.tokens import colour, size

ROW: Final = {True: 58, False: 70}
BAR: Final = {True: 31, False: 30}
STYLES: Final[tuple[dict[str, Any], ...]] = (  # from « pas du tout » to « tout à fait »
    {"fill": "paper", "rim": "text2", "hatch": "text2", "solidity": 0.4, "ink": "ink"},
    {"fill": "paper", "rim": "mid", "hatch": "mid", "solidity": 0.3, "ink": "ink"},
    {"fill": "paper", "rim": "mid", "ink": "ink"},
    {"fill": "mid", "ink": "on_men"},
    {"fill": "ink", "ink": "paper"},
)
LEFT: Final = 3  # levels drawn left of the line, the middle one included
NARROW: Final = 18


@dataclass(frozen=True)
class AnswerRow:
    """A group and its five counts, from the least to the most favourable answer."""

    label: str
    counts: tuple[int, int, int, int, int]


def diverging(rows: Sequence[AnswerRow], left_text: str, right_text: str, names: Sequence[str]) -> Chart:
    """``left_text`` and ``right_text`` name the sides; ``names`` = the five answers, the key over the bars."""
    return sheet_pair("diverging", lambda wide: _draw(wide, rows, left_text, right_text, names))


def _draw(wide: bool, rows: Sequence[AnswerRow], left_text: str, right_text: str, names: Sequence[str]) -> Drawing:
    key = 30 if wide else 62
    margin = Margin(94, 8, key + 34, 4) if wide else Margin(2, 2, key + 34, 4)
    left = max(sum(_shares(row)[:LEFT]) for row in rows)
    right = max(sum(_shares(row)[LEFT:]) for row in rows)
    height = margin.top + margin.bottom + ROW[wide] * len(rows)
    sheet = Drawing(wide, height, margin, (-left - 1, right + 1), (len(rows) - 0.5, -0.5))
    for level, row in enumerate(rows):
        middle = level if wide else level + 14 / ROW[wide]
        style = {"size": size("row"), "ink": colour("ink"), "bold": True}
        sheet.margin_text(row.label, level, shift=(0, 0 if wide else 21), **style)
        _bars(sheet, row, middle)
    sheet.rule((0, -0.5), (0, len(rows) - 0.5), colour("ink"), 1.5, layer="above")
    sheet.text(left_text, 0, 1, paper="y", anchor="right", shift=(-6, 10), valign="bottom")
    sheet.text(right_text, 0, 1, paper="y", shift=(6, 10), valign="bottom")
    _key(sheet, names, key)
    return sheet


def _shares(row: AnswerRow) -> list[float]:
    return [100 * count / (sum(row.counts) or 1) for count in row.counts]


def _bars(sheet: Drawing, row: AnswerRow, middle: float) -> None:
    shares = _shares(row)
    start = -sum(shares[:LEFT])
    scale = sheet.plot_width / (sheet.x[1] - sheet.x[0])
    gap = 2 / scale
    for style, share, count in zip(STYLES, shares, row.counts, strict=True):
        if share:
            paint = {name: colour(style[name]) for name in ("rim", "hatch") if name in style}
            solidity = {"solidity": style["solidity"]} if "solidity" in style else {}
            thick = BAR[sheet.wide] / ROW[sheet.wide]
            sheet.bar(start, share - gap, middle, colour(style["fill"]), thick=thick, **paint, **solidity)
        if share * scale >= NARROW:
            plate = {"plate": colour("paper")} if "hatch" in style else {}
            words = {"ink": colour(style["ink"]), "size": size("value"), "anchor": "center", **plate}
            sheet.text(str(count), start + share / 2, middle, **words)
        start += share


def _key(sheet: Drawing, names: Sequence[str], height: float) -> None:
    """A line of swatches in the order of the data; two lines on a phone."""
    per_line = 5 if sheet.wide else 3
    for place, (style, name) in enumerate(zip(STYLES, names, strict=True)):
        line, column = divmod(place, per_line)
        across = column * (sheet.width / per_line)
        up = height + 20 - line * 26
        words = {"size": size("note"), "ink": colour("text2"), "paper": "xy", "valign": "middle"}
        if "hatch" in style:
            sheet.text(
                "▨", 0, 1, shift=(across - sheet.margin.left, up), **{**words, "ink": colour(style["rim"]), "size": 16}
            )
        else:
            sheet.swatch(
                across - sheet.margin.left + 1, up, colour(style["fill"]), colour(style.get("rim", style["fill"]))
            )
        sheet.text(name, 0, 1, shift=(across - sheet.margin.left + 18, up), **words)
