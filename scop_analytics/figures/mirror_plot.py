"""Two shares of the same co-operatives, one along and one up: a dot for each band, with the band it stands for and the diagonal of equality."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from scop_analytics.figures.drawing import Chart, Drawing, Margin, sheet_pair
from scop_analytics.figures.placing import SHARE_TICKS
from scop_analytics.figures.tokens import colour, size

HEIGHT: Final = {True: 420, False: 330}
FULL: Final = 100.0
LIFT: Final = 13


@dataclass(frozen=True)
class Mirrored:
    """A band: from where to where along, how high up, and its words."""

    low: float
    high: float
    up: float
    text: str


@dataclass(frozen=True)
class MirrorWords:
    """The names of both axes, the words of the diagonal, and the texts of 0, 25, 50, 75 and 100 %."""

    along: str
    up: str
    equal: str
    ticks: Sequence[str]


def mirror_plot(bands: Sequence[Mirrored], names: MirrorWords) -> Chart:
    """Above the diagonal the share up is the larger one, below it the share along."""
    return sheet_pair("mirror_plot", lambda wide: _draw(wide, bands, names))


def _draw(wide: bool, bands: Sequence[Mirrored], names: MirrorWords) -> Drawing:
    margin = Margin(58, 60, 30, 52) if wide else Margin(50, 16, 30, 52)
    sheet = Drawing(wide, HEIGHT[wide], margin, (0, FULL), (0, FULL))
    for share, text in zip(SHARE_TICKS, names.ticks, strict=True):
        sheet.rule((share, 0), (share, FULL), colour("grid"))
        sheet.rule((0, share), (FULL, share), colour("grid"))
        style = {"size": size("tick"), "ink": colour("text3")}
        last = share == FULL and not wide
        along = {"anchor": "right" if last else "center", "shift": (14 if last else 0, -5)}
        sheet.text(text, share, 0, valign="top", **along, **style)
        sheet.text(text, 0, share, anchor="right", shift=(-7, 0), **style)
    sheet.rule((0, 0), (FULL, FULL), colour("ink"), 1.6, dash="2px,3px")
    sheet.text(names.equal, 96, 96, anchor="right", valign="bottom", shift=(-10, 2), ink=colour("ink"))
    sheet.text(names.up, 0, 1, paper="xy", valign="bottom", shift=(-margin.left, 8), ink=colour("text2"))
    sheet.text(names.along, 1, 0, paper="xy", anchor="right", valign="top", shift=(0, -28), ink=colour("text2"))
    for band in bands:
        sheet.rule((band.low, band.up), (band.high, band.up), colour("mid"), 3)
    sheet.points([(band.low + band.high) / 2 for band in bands], [band.up for band in bands], colour("women"), size=14)
    for band in bands:
        over = band.up < (band.low + band.high) / 2
        style = {"anchor": "center", "valign": "top" if over else "bottom", "ink": colour("ink"), "size": size("note")}
        sheet.text(
            band.text,
            (band.low + band.high) / 2,
            band.up,
            shift=(0, -LIFT if over else LIFT),
            plate=colour("paper"),
            **style,
        )
    return sheet
