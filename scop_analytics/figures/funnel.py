"""What chance alone would give by size: limits that narrow as co-operatives grow, and the reader's dot, when there is a reader.

The horizontal axis is the number of people, in powers of ten. Grey dots stand for three co-operatives or more each, placed by
groups of sizes; they are drawn only when many co-operatives compare.
"""

from __future__ import annotations

import math
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from scop_analytics.figures.drawing import Chart, Drawing, Margin, sheet_pair
from scop_analytics.figures.tokens import colour, size

HEIGHT: Final = {True: 300, False: 320}
RIGHT_HALF: Final = 0.55
TICKS: Final = (5, 10, 20, 50, 100, 200, 500, 1000)
PHONE_TICKS: Final = (5, 20, 100, 500)
DASHED: Final = "5px,4px"
LINE: Final = 18  # pixels between two names at the right
LONGEST: Final = 46  # letters of the name of an axis that a phone has room for


@dataclass(frozen=True)
class Limits:
    """The limits at one number of people: outer low, inner low, inner high, outer high."""

    people: float
    low_998: float
    low_95: float
    high_95: float
    high_998: float


@dataclass(frozen=True)
class FunnelWords:
    """The measure over the plot, the axis below it, the target, both limits, and the reader in two lines, if any."""

    measure: str
    axis: str
    target: str
    inner: str
    outer: str
    own: str = ""
    own_people: str = ""


@dataclass(frozen=True)
class FunnelPlot:
    """What is drawn: limits by size, the target, the reader (or nobody) and the dots as (people, value), the vertical axis with its texts."""

    limits: Sequence[Limits]
    target: float
    own: tuple[float, float] | None
    dots: Sequence[tuple[float, float]]
    ticks: Sequence[tuple[float, str]]

    @property
    def reach(self) -> tuple[float, float]:
        """The ends of the vertical axis: every tick, limit and dot is inside."""
        inside = [
            *([self.own[1]] if self.own else []),
            *(value for _, value in self.dots),
            *(value for value, _ in self.ticks),
        ]
        return min([one.low_998 for one in self.limits] + inside), max([one.high_998 for one in self.limits] + inside)


def funnel(plot: FunnelPlot, words: FunnelWords) -> Chart:
    """Limits, target, grey dots when there are some, and the reader's dot."""
    return sheet_pair("funnel", lambda wide: _draw(wide, plot, words))


def _draw(wide: bool, plot: FunnelPlot, words: FunnelWords) -> Drawing:
    margin = Margin(58, 128, 66, 50) if wide else Margin(44, 6, 106, 64)
    across = [math.log10(one.people) for one in plot.limits]
    low, high = plot.reach
    room = (high - low) * 0.03
    sheet = Drawing(wide, HEIGHT[wide], margin, (across[0], across[-1]), (low - room, high + room))
    sheet.area(across, [one.low_95 for one in plot.limits], [one.high_95 for one in plot.limits], colour("faint"))
    _grid(sheet, plot, words)
    for name, dash in (("low_95", DASHED), ("high_95", DASHED), ("low_998", "solid"), ("high_998", "solid")):
        sheet.line(across, [getattr(one, name) for one in plot.limits], colour("text3"), 1.4, dash)
    for level, ink in ((plot.target, colour("text3")), (0.0, colour("ink"))):
        if sheet.y[0] < level < sheet.y[1]:
            sheet.line([across[0], across[-1]], [level, level], ink, 1.2)
    if plot.dots:
        places = [math.log10(people) for people, _ in plot.dots]
        sheet.points(places, [value for _, value in plot.dots], colour("mid"), size=8, rim_width=1)
    if plot.own:
        _own(sheet, plot.own, words)
    _names(sheet, plot, words)
    return sheet


def _grid(sheet: Drawing, plot: FunnelPlot, words: FunnelWords) -> None:
    first, last = sheet.x
    for value, text in plot.ticks:
        sheet.rule((first, value), (last, value), colour("grid"))
        sheet.text(text, first, value, anchor="right", shift=(-6, 0), size=size("tick"), ink=colour("text3"))
    for people in TICKS if sheet.wide else PHONE_TICKS:
        if first <= math.log10(people) <= last:
            style = {"anchor": "center", "valign": "top", "size": size("tick"), "ink": colour("text3")}
            sheet.text(str(people), math.log10(people), 0, paper="y", shift=(0, -4), **style)
    axis = words.axis if sheet.wide else "<br>".join(textwrap.wrap(words.axis, LONGEST))
    sheet.text(axis, 0.5, 0, paper="xy", anchor="center", valign="top", shift=(0, -24))
    sheet.text(words.measure, 0, 1, paper="xy", valign="bottom", shift=(-sheet.margin.left, sheet.margin.top - 20))


def _own(sheet: Drawing, own: tuple[float, float], words: FunnelWords) -> None:
    """The reader's dot, a line up to its name over the plot."""
    people, value = own
    place = min(max(math.log10(people), sheet.x[0]), sheet.x[1])
    sheet.rule((place, value), (place, sheet.y[1]), colour("ink"), 1.4)
    sheet.points([place], [value], colour("ink"), size=15)
    share = (place - sheet.x[0]) / (sheet.x[1] - sheet.x[0])
    anchor = "right" if share > RIGHT_HALF else "left"
    text = f"<b>{words.own}</b><br>{words.own_people}"
    sheet.text(text, place, 1, paper="y", anchor=anchor, valign="bottom", shift=(0, 2), ink=colour("ink"))


def _names(sheet: Drawing, plot: FunnelPlot, words: FunnelWords) -> None:
    """The target beside its line and the limits beside theirs; on a phone all three stand over the plot."""
    if not sheet.wide:
        text = f"– – {words.inner}    —— {words.outer}<br>{words.target.replace('<br>', ' ')}"
        sheet.text(text, 0, 1, paper="xy", valign="bottom", shift=(-sheet.margin.left, 42))
        return
    last = plot.limits[-1]
    apart = [(last.high_998, words.outer), (last.high_95, words.inner), (plot.target, words.target)]
    height = sheet.plot_height / (sheet.y[1] - sheet.y[0])
    below = math.inf
    for value, text in apart:
        up = (value - sheet.y[0]) * height
        place = min(up, below - LINE * (1.5 if "<br>" in text else 1))
        sheet.text(text, 1, value, paper="x", shift=(10, place - up))
        below = place
