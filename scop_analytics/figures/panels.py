"""Several measures over the years, side by side on one scale: a line, its band, its first and last value."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from scop_analytics.figures.drawing import Chart, Drawing, Margin, sheet_pair
from scop_analytics.figures.tokens import colour, size

HEIGHT: Final = {True: 140, False: 132}
HEAD: Final = 46
FOOT: Final = 28
LEFT: Final = 46
GAP: Final = 26
PER_LINE: Final = {True: 4, False: 2}


@dataclass(frozen=True)
class Panel:
    """One measure: two lines of title, a value a year (``None`` = unknown), band, texts of the first and last value."""

    title: str
    subtitle: str
    values: tuple[float | None, ...]
    first: str
    last: str
    low: tuple[float | None, ...] = ()
    high: tuple[float | None, ...] = ()
    breaks: tuple[int, ...] = ()  # first years of a changed method


@dataclass(frozen=True)
class Scale:
    """The common axis: its span, its ticks and their texts; a line is drawn at zero when it is inside."""

    span: tuple[float, float]
    ticks: tuple[tuple[float, str], ...]


def panels(measures: Sequence[Panel], years: Sequence[int], scale: Scale) -> Chart:
    """Four abreast, two on a phone, all on the same scale."""
    return sheet_pair("panels", lambda wide: _draw(wide, measures, years, scale))


def _draw(wide: bool, measures: Sequence[Panel], years: Sequence[int], scale: Scale) -> Drawing:
    per_line = PER_LINE[wide]
    lines = -(-len(measures) // per_line)
    each = HEAD + HEIGHT[wide] + FOOT
    width = 672 if wide else 358
    sheet = Drawing(wide, each * lines, Margin(0, 0, 0, 0), (0, width), (each * lines, 0))
    room = (width - LEFT - 14 - GAP * (per_line - 1)) / per_line
    for place, panel in enumerate(measures):
        line, column = divmod(place, per_line)
        box = (LEFT + column * (room + GAP), line * each + HEAD, room)
        _panel(sheet, panel, years, scale, box, ticks=column == 0)
    return sheet


def _panel(
    sheet: Drawing, panel: Panel, years: Sequence[int], scale: Scale, box: tuple[float, float, float], *, ticks: bool
) -> None:
    left, top, room = box
    tall = HEIGHT[sheet.wide]
    low, high = scale.span

    def down(value: float) -> float:
        return top + (high - min(max(value, low), high)) / (high - low) * tall

    span = max(years[-1] - years[0], 1)  # a year without results keeps its room
    places = [left + 8 + (room - 16) * (year - years[0]) / span for year in years]
    sheet.text(f"<b>{panel.title}</b><br>{panel.subtitle}", left, top - 10, valign="bottom", ink=colour("ink"))
    for value, text in scale.ticks:
        ink, width, layer = (colour("ink"), 1.4, "above") if value == 0 else (colour("grid"), 1, "below")
        sheet.rule((left, down(value)), (left + room, down(value)), ink, width, layer=layer)
        if ticks:
            sheet.text(text, left, down(value), anchor="right", shift=(-6, 0), size=size("tick"), ink=colour("text3"))
    banded = [
        place for place in range(len(panel.low)) if panel.low[place] is not None and panel.high[place] is not None
    ]
    if len(banded) > 1:
        lows, highs = ([down(bounds[place] or 0) for place in banded] for bounds in (panel.low, panel.high))
        sheet.area([places[place] for place in banded], lows, highs, colour("pale"))
    heights = [None if value is None else down(value) for value in panel.values]
    _trace(sheet, (places, heights), years, panel.breaks, (top, top + tall))
    _ends(sheet, panel, places, heights)
    for place in sorted({0, len(years) - 1}):
        style = {"anchor": "center", "valign": "top", "size": size("tick"), "ink": colour("text2")}
        sheet.text(str(years[place]), places[place], top + tall, shift=(0, -6), **style)


def _trace(
    sheet: Drawing,
    points: tuple[list[float], list[float | None]],
    years: Sequence[int],
    breaks: Sequence[int],
    ends: tuple[float, float],
) -> None:
    """The line, interrupted at a year without results and at a dashed rule before each year of another method."""
    across, up = list(points[0][:1]), list(points[1][:1])
    for place in range(1, len(years)):
        cut = (points[0][place - 1] + points[0][place]) / 2
        if years[place] in breaks:
            sheet.rule((cut, ends[0]), (cut, ends[1]), colour("text3"), 1, dash="4px,3px")
        if years[place] in breaks or years[place] - years[place - 1] > 1:
            across, up = [*across, cut], [*up, None]
        across, up = [*across, points[0][place]], [*up, points[1][place]]
    sheet.line(across, up, colour("ink"), 2.4)


def _ends(sheet: Drawing, panel: Panel, places: list[float], heights: list[float | None]) -> None:
    known = [place for place, height in enumerate(heights) if height is not None]
    if not known:
        return
    first, last = known[0], known[-1]
    sheet.points([places[last]], [heights[last]], colour("ink"), size=9, rim_width=1)
    style = {"anchor": "center", "valign": "bottom"}
    sheet.text(
        panel.last, places[last], heights[last] or 0, shift=(0, 6), ink=colour("ink"), bold=True, size=14, **style
    )
    if first != last:
        sheet.text(panel.first, places[first], heights[first] or 0, shift=(2, 5), **style)
