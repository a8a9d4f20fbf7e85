"""Two shares a row on one 0–100 % axis: women a violet circle, men an ochre diamond, their fractions on the right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from scop_analytics.figures.drawing import Chart, Drawing, Margin, sheet_pair
from scop_analytics.figures.placing import SHARE_TICKS
from scop_analytics.figures.tokens import colour, size

ROW: Final = {True: 46, False: 72}
WHOLE: Final = 100
TOP: Final = 30
BOTTOM: Final = 28
LINE: Final = 17  # pixels from one fraction to the other
DROP: Final = 20  # on a phone the axis of a row stands this many pixels under its middle
SIZES: Final = {"women": 12, "men": 19}  # two equal shares: the points of the diamond show around the circle
SIDES: Final = (("women", "women", "circle"), ("men", "men_text", "diamond"))


@dataclass(frozen=True)
class SexDots:
    """A row: its name, the share of women and of men concerned in percent, and both as fractions."""

    label: str
    women: float
    men: float
    women_text: str
    men_text: str


def sex_dots(rows: Sequence[SexDots], names: tuple[str, str], ticks: Sequence[str]) -> Chart:
    """``names`` of both sexes stand above, in the order of the fractions; ``ticks`` = texts of 0, 25, 50, 75, 100 %."""
    return sheet_pair("sex_dots", lambda wide: _draw(wide, rows, names, ticks))


def _draw(wide: bool, rows: Sequence[SexDots], names: tuple[str, str], ticks: Sequence[str]) -> Drawing:
    margin = Margin(208, 128, TOP, BOTTOM) if wide else Margin(14, 14, TOP, BOTTOM)
    height = len(rows) * ROW[wide] + margin.top + margin.bottom
    sheet = Drawing(wide, height, margin, (0, 100), (len(rows) - 0.5, -0.5))
    _grid(sheet, len(rows), ticks)
    _key(sheet, names)
    for level, row in enumerate(rows):
        _row(sheet, row, level)
    levels = [_middle(wide, level) for level in range(len(rows))]
    for role, _, symbol in reversed(SIDES):  # women over men
        shares = [getattr(row, role) for row in rows]
        sheet.points(shares, levels, colour(role), symbol=symbol, size=SIZES[role], rim_width=1.5)
    return sheet


def _middle(wide: bool, level: int) -> float:
    return level if wide else level + DROP / ROW[False]


def _grid(sheet: Drawing, rows: int, ticks: Sequence[str]) -> None:
    for share, text in zip(SHARE_TICKS, ticks, strict=True):
        for level in range(rows):
            middle = _middle(sheet.wide, level)
            reach = 0.5 if sheet.wide else 0.12
            sheet.rule((share, middle - reach), (share, middle + reach), colour("grid" if sheet.wide else "rule"))
        anchor = "center" if sheet.wide or 0 < share < WHOLE else ("left" if share == 0 else "right")
        edge = 0 if anchor == "center" else (-12 if share == 0 else 12)
        style = {"size": size("tick"), "ink": colour("text3"), "valign": "top", "anchor": anchor}
        sheet.text(text, share, rows - 0.5, shift=(edge, -5), **style)


def _key(sheet: Drawing, names: tuple[str, str]) -> None:
    """The two symbols and their names, above the axis."""
    across = 0.0
    for (role, ink, _), name, sign in zip(SIDES, names, ("●", "◆"), strict=True):
        text = f"<b>{sign}</b> {name}"
        sheet.text(text, 0, 1, paper="y", valign="bottom", shift=(across, 8), ink=colour(ink), size=size("note"))
        across += 30 + 8 * len(name) if role == "women" else 0


def _row(sheet: Drawing, row: SexDots, level: int) -> None:
    middle = _middle(sheet.wide, level)
    sheet.rule((0, middle), (100, middle), colour("rule"))
    low, high = sorted((row.women, row.men))
    sheet.rule((low, middle), (high, middle), colour("mid"), 3)
    up = 0 if sheet.wide else 14
    sheet.margin_text(row.label, level, size=size("row"), ink=colour("ink"), shift=(0, up))
    texts = zip((row.women_text, row.men_text), SIDES, (LINE / 2, -LINE / 2), strict=True)
    for text, (_, ink, _symbol), lift in texts:
        style = {"size": size("value") - 0.5, "ink": colour(ink), "bold": True}
        if sheet.wide:
            sheet.text(text, 1, level, paper="x", shift=(18, lift), **style)
        else:
            sheet.end_text(text, level, shift=(0, up + lift), **style)
