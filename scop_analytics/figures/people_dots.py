"""One dot, one person: for groups of fifteen at most, which the eye can count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from scop_analytics.errors import PackageError
from scop_analytics.figures.drawing import Chart, Drawing, Margin, sheet_pair
from scop_analytics.figures.tokens import colour, size

PHONE_ROOM: Final = 352
MOST: Final = 15
STEP: Final = {True: 36, False: 27}
BETWEEN: Final = {True: 18, False: 14}


@dataclass(frozen=True)
class Dots:
    """A group: how many, what they did, and whether they are drawn full."""

    people: int
    text: str
    full: bool = True


def people_dots(groups: Sequence[Dots]) -> Chart:
    """Groups side by side, wrapped on a phone when they do not fit one line."""
    if sum(group.people for group in groups) > MOST:
        raise PackageError("too_many_dots", most=MOST)
    return sheet_pair("people_dots", lambda wide: _draw(wide, groups))


def _draw(wide: bool, groups: Sequence[Dots]) -> Drawing:
    step, between = STEP[wide], BETWEEN[wide]
    needed = sum(group.people for group in groups) * step + between * (len(groups) - 1)
    stacked = not wide and needed > PHONE_ROOM
    lines = len(groups) if stacked else 1
    width = 672 if wide else 358
    sheet = Drawing(wide, 62 * lines + 4, Margin(0, 0, 0, 0), (0, width), (62 * lines + 4, 0))
    across, top = 2.0, 0.0
    for group in groups:
        style = {"size": size("row") - 0.5, "ink": colour("ink" if group.full else "text2"), "bold": group.full}
        sheet.text(group.text, across, top + 14, **style)
        places = [across + step * (place + 0.5) - (step - 26) / 2 for place in range(group.people)]
        fill, rim = (colour("ink"), colour("ink")) if group.full else (colour("paper"), colour("text3"))
        sheet.points(places, [top + 44] * group.people, fill, rim=rim, rim_width=1.8, size=24 if wide else 18)
        if stacked:
            top += 62
        else:
            across += max(group.people * step + between, len(group.text) * 7.6 + between)
    return sheet
