"""Women and men side by side in 100 % bars, best paid first, counts inside, the whole workforce as a line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from scop_analytics.figures.drawing import Chart, Drawing, Margin, joined, sheet_pair
from scop_analytics.figures.tokens import colour, size

ROW: Final = {True: 58, False: 68}
BAR: Final = {True: 36, False: 32}
PLATE: Final = 104  # pixels kept plain under the men's label
TIGHT: Final = 36
NARROW: Final = 84  # a bar under this many pixels shows its number without a noun


@dataclass(frozen=True)
class SexRow:
    """A group: how many women and men, with the nouns of the language; ``None`` = hidden, said by ``note``."""

    label: str
    women: int | None
    men: int | None
    women_text: str = ""
    men_text: str = ""
    strong: bool = False
    note: str = ""


def sex_rows(rows: Sequence[SexRow], share: float | None, strong_text: str, text: str) -> Chart:
    """``share`` = women in the whole, in percent, drawn across the bars and named by the two texts."""
    return sheet_pair("sex_rows", lambda wide: _draw(wide, rows, share, (strong_text, text)))


def _draw(wide: bool, rows: Sequence[SexRow], share: float | None, words: tuple[str, str]) -> Drawing:
    margin = Margin(190, 2, 30, 4) if wide else Margin(1, 1, 0, 30)
    height = len(rows) * ROW[wide] + margin.top + margin.bottom
    sheet = Drawing(wide, height, margin, (0, 100), (len(rows) - 0.5, -0.5))
    for level, row in enumerate(rows):
        _row(sheet, row, level)
    if share is not None:
        _whole(sheet, round(share, 1), words, [level for level, row in enumerate(rows) if row.women is not None])
    return sheet


def _middle(sheet: Drawing, level: int) -> float:
    return level if sheet.wide else level + 14 / ROW[False]


def _row(sheet: Drawing, row: SexRow, level: int) -> None:
    middle = _middle(sheet, level)
    up = 0 if sheet.wide else 21
    sheet.margin_text(row.label, level, size=size("row"), ink=colour("ink"), bold=row.strong, shift=(0, up))
    if row.women is None or row.men is None or not row.women + row.men:
        sheet.text(row.note, 0, middle, shift=(2, 0), ink=colour("text2"), size=size("note"))
        return
    cut = round(100 * row.women / (row.women + row.men), 1)  # less than a pixel, and no finer than what is said
    thick = BAR[sheet.wide] / ROW[sheet.wide]
    gap = 100 / sheet.plot_width
    if row.women:
        sheet.bar(0, cut - (gap if row.men else 0), middle, colour("women"), thick=thick)
        _inside(sheet, (0, cut), middle, "women", (row.women, row.women_text))
    if row.men:
        start = cut + (gap if row.women else 0)
        sheet.bar(start, 100 - start, middle, colour("men"), thick=thick, hatch=colour("men_hatch"))
        _inside(sheet, (start, 100), middle, "men", (row.men, row.men_text))


def _inside(sheet: Drawing, ends: tuple[float, float], middle: float, role: str, words: tuple[int, str]) -> None:
    """The count inside its bar: white on violet; on a plain plate as high as the bar over the hatch."""
    count, text = words
    wide_enough = (ends[1] - ends[0]) / 100 * sheet.plot_width
    if wide_enough < NARROW:
        text = str(count)
    pixel = 100 / sheet.plot_width
    if role == "men":
        plate = min(PLATE if wide_enough >= NARROW else 28, wide_enough)
        half = BAR[sheet.wide] / ROW[sheet.wide] / 2
        sheet.box((100 - plate * pixel, middle - half), (100, middle + half), colour("men"), layer="above")
    words_shown = text.replace(str(count), f"<b>{count}</b>", 1)
    ink, across = (colour("paper"), 12) if role == "women" else (colour("on_men"), -12)
    if wide_enough < TIGHT:
        across = across // 2
    place, anchor = (ends[0], "left") if role == "women" else (ends[1], "right")
    sheet.text(words_shown, place, middle, anchor=anchor, shift=(across, 0), size=size("value"), ink=ink)


def _whole(sheet: Drawing, share: float, words: tuple[str, str], levels: Sequence[int]) -> None:
    """The line is drawn twice, white under ink, and passes six pixels beyond each bar: it shows on violet too."""
    reach = (BAR[sheet.wide] / 2 + 7) / ROW[sheet.wide]
    for level in levels:
        middle = _middle(sheet, level)
        ends = (share, middle - reach), (share, middle + reach)
        sheet.rule(*ends, colour("paper"), 6, layer="above")
        sheet.rule(*ends, colour("ink"), 2, layer="above")
    text = joined(f"<b>{words[0]}</b>", words[1])
    room = 150  # pixels half a label needs
    at = sheet.pixels(share)
    anchor = "center" if room < at < sheet.width - room else ("left" if at <= room else "right")
    across = {"center": 0, "left": -6, "right": 6}[anchor]
    style = {"anchor": anchor, "ink": colour("ink"), "paper": "y"}
    if sheet.wide:
        sheet.text(text, share, 1, valign="bottom", shift=(across, 6), **style)
    else:
        sheet.text(text, share, 0, valign="top", shift=(across, -8), **style)
