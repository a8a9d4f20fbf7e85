"""One to four years of one or two measures: lines with their last value named beside them, nothing interpolated."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from scop_analytics.figures.drawing import Chart, Drawing, Margin, sheet_pair
from scop_analytics.figures.tokens import colour, size

HEIGHT: Final = 170
TOP: Final = 24  # room for the label of a first value at the top of the axis
TWO: Final = 2
APART: Final = 42  # pixels under which two end labels are pushed away from each other
BETWEEN_ROOM: Final = 18  # pixels the words between two lines need
LABEL_ROOM: Final = 26
EDGE: Final = -4  # half a label of two lines, less the margin above the plot
STYLES: Final = {
    "focus": ("ink", "ink", 3, "solid"),
    "second": ("text3", "paper", 2, "solid"),
    "women": ("women", "women", 3, "solid"),
    "men": ("men", "men", 3, "6px,4px"),
    "target": ("target", "paper", 2, "2px,3px"),
}
LIGHT: Final = ("second", "target")  # drawn hollow and named in plain letters


@dataclass(frozen=True)
class Line:
    """One measure: a value a year (``None`` where unknown), the two lines of its end label, the label of its first value."""

    values: tuple[float | None, ...]
    end: str
    end_note: str = ""
    first: str = ""
    style: str = "focus"  # focus, second, women, men, target (a path the co-operative has given itself)


@dataclass(frozen=True)
class Level:
    """A horizontal reference: a voted target (``target``) or a legal threshold (``alert``), named at its right end."""

    value: float
    text: str
    role: str = "target"


@dataclass(frozen=True)
class Trend:
    """Years, lines, the axis (lowest and highest value, the ticks and their texts) and what stands behind the lines."""

    years: tuple[int, ...]
    lines: tuple[Line, ...]
    span: tuple[float, float]
    ticks: tuple[tuple[float, str], ...]
    levels: tuple[Level, ...] = ()
    between: str = ""  # names the room between the first two lines
    band: tuple[tuple[float, ...], tuple[float, ...]] | None = None  # low and high, one a year
    band_text: str = ""
    breaks: tuple[int, ...] = ()  # first years of a changed method
    break_text: str = ""


def lines(trend: Trend) -> Chart:
    """The trend, wide and for a phone."""
    whole = _every_year(trend)
    return sheet_pair("lines", lambda wide: _draw(wide, whole))


def _every_year(trend: Trend) -> Trend:
    """A year without a number keeps its place on the axis and breaks the lines: nothing is drawn across it."""
    years = tuple(range(min(trend.years), max(trend.years) + 1))
    if years == trend.years:
        return trend
    place = {year: trend.years.index(year) for year in trend.years}
    spread = [
        replace(line, values=tuple(line.values[place[year]] if year in place else None for year in years))
        for line in trend.lines
    ]
    return replace(trend, years=years, lines=tuple(spread), band=None)


def _draw(wide: bool, trend: Trend) -> Drawing:
    margin = Margin(52, 150, TOP, 30) if wide else Margin(46, 104, TOP, 30)
    edge = 0.15 if len(trend.years) > 1 else 0.5
    sheet = Drawing(wide, HEIGHT + TOP, margin, (-edge, len(trend.years) - 1 + edge * 0.2), trend.span)
    _axis(sheet, trend)
    places = list(range(len(trend.years)))
    if trend.band:
        sheet.area(places, *trend.band, fill=colour("pale"))
    _between(sheet, trend, places)
    for level in trend.levels:
        _level(sheet, level)
    for line in reversed(trend.lines):
        _line(sheet, line, places, trend)
    _ends(sheet, trend)
    return sheet


def _axis(sheet: Drawing, trend: Trend) -> None:
    for value, text in trend.ticks:
        sheet.rule((0, value), (1, value), colour("grid"), paper="x")
        style = {"size": size("tick"), "ink": colour("text3"), "anchor": "right"}
        sheet.text(text, 0, value, paper="x", shift=(-6, 0), **style)
    for place, year in enumerate(trend.years):
        style = {"size": size("note"), "ink": colour("text2"), "anchor": "center", "valign": "top"}
        sheet.text(str(year), place, 0, paper="y", shift=(0, -4), **style)
    for year in trend.breaks:
        _break(sheet, trend, year)


def _break(sheet: Drawing, trend: Trend, year: int) -> None:
    """A dashed line before the first year of another method; years on both sides are not compared as if nothing changed."""
    if year not in trend.years[1:]:
        return
    cut = trend.years.index(year) - 0.5
    sheet.rule((cut, 0), (cut, 1), colour("text3"), 1, dash="4px,3px", paper="y")
    left = cut > (len(trend.years) - 1) / 2
    style = {"anchor": "right" if left else "left", "shift": (-4 if left else 4, 0), "valign": "top"}
    sheet.text(trend.break_text, cut, 0.3, paper="y", size=size("tick"), **style)


def _between(sheet: Drawing, trend: Trend, places: list[int]) -> None:
    if not trend.between or len(trend.lines) < TWO:
        return
    high, low = trend.lines[0].values, trend.lines[1].values
    known = [
        (place, bottom, top) for place, bottom, top in zip(places, low, high, strict=True) if None not in (bottom, top)
    ]
    if len(known) < TWO or len(known) < len(places):
        return
    sheet.area([p for p, _, _ in known], [b or 0 for _, b, _ in known], [t or 0 for _, _, t in known], colour("pale"))
    middle = (known[0][0] + known[-1][0]) / 2
    first, last = (next(row for row in known if row[0] == place) for place in (int(middle), int(middle + 0.5)))
    heights = [((row[1] or 0) + (row[2] or 0)) / 2 for row in (first, last)]
    room = min((row[2] or 0) - (row[1] or 0) for row in (first, last)) * sheet.plot_height / (sheet.y[1] - sheet.y[0])
    if room < BETWEEN_ROOM:  # between two close lines the words would cross them: the end labels name both
        return
    sheet.text(trend.between, middle, sum(heights) / 2, anchor="center", size=size("tick"))


def _level(sheet: Drawing, level: Level) -> None:
    sheet.rule((0, level.value), (1, level.value), colour(level.role), 2, dash="5px,3px", paper="x", layer="above")
    if sheet.wide:
        sheet.text(level.text, 1, level.value, paper="x", ink=colour(level.role), shift=(8, 0))
    else:  # over its end: the margin of a phone is too narrow for the words
        sheet.end_text(level.text, level.value, ink=colour(level.role), valign="bottom", shift=(0, 3))


def _line(sheet: Drawing, line: Line, places: list[int], trend: Trend) -> None:
    ink, fill, width, dash = STYLES[line.style]
    sheet.line(*_cut(trend, line, places), colour(ink), width, dash)
    rim = colour(ink) if fill == "paper" else colour("paper")
    symbol = "diamond" if line.style == "men" else "circle"
    width = 2 if fill == "paper" else 1
    marked = line.values if line.style != "target" else (*(None for _ in places[:-1]), line.values[-1])
    sheet.points(places, marked, colour(fill), rim=rim, rim_width=width, size=9, symbol=symbol)
    first = next((place for place, value in enumerate(line.values) if value is not None), None)
    if line.first and first is not None and first != len(places) - 1:
        above = line.style not in LIGHT and not _under_a_level(sheet, line.values[first] or 0, trend.levels)
        style = {"anchor": "center", "valign": "bottom" if above else "top", "ink": colour("ink")}
        sheet.text(line.first, first, line.values[first] or 0, shift=(0, 7 if above else -7), **style)


def _cut(trend: Trend, line: Line, places: list[int]) -> tuple[list[float], list[float | None]]:
    """The points of a line, interrupted before each year of another method."""
    points: list[tuple[float, float | None]] = []
    for place, year, value in zip(places, trend.years, line.values, strict=True):
        points += [(place - 0.5, None)] if year in trend.breaks and line.style != "target" else []
        points.append((place, value))
    return [across for across, _ in points], [up for _, up in points]


def _under_a_level(sheet: Drawing, value: float, levels: Sequence[Level]) -> bool:
    """Whether a label above ``value`` would meet a reference line."""
    scale = sheet.plot_height / (sheet.y[1] - sheet.y[0])
    return any(0 < (level.value - value) * scale < LABEL_ROOM for level in levels)


def _ends(sheet: Drawing, trend: Trend) -> None:
    """End labels beside their last value, pushed apart when these are close, and kept on the sheet."""
    ends = [(line, next((v for v in reversed(line.values) if v is not None), None)) for line in trend.lines]
    known = sorted(((line, value) for line, value in ends if value is not None), key=lambda pair: -pair[1])
    scale = sheet.plot_height / (trend.span[1] - trend.span[0])
    places = [(value - trend.span[0]) * scale for _, value in known]
    for (line, value), place, shown in zip(known, places, _apart(places, sheet.plot_height), strict=True):
        strong = line.style not in LIGHT
        text = f"<b>{line.end}</b>" if strong else line.end
        note = (f"<b>{line.end_note}</b>" if strong else line.end_note) if line.end_note else ""
        light = "target" if line.style == "target" else "text2"
        style = {"size": size("value") - 1, "ink": colour("ink" if strong else light)}
        sheet.text(f"{text}<br>{note}" if note else text, 1, value, paper="x", shift=(10, shown - place), **style)


def _apart(places: Sequence[float], tall: float) -> list[float]:
    """Heights from the highest down, at least :data:`APART` from each other, around where they were."""
    if not places:
        return []
    groups = [[place] for place in places]
    merged: list[list[float]] = []
    for group in groups:
        merged.append(group)
        while len(merged) > 1 and _lowest(merged[-2]) - _highest(merged[-1]) < APART:
            lower = merged.pop()
            merged[-1] = merged[-1] + lower
    spread = [_middle(group) + APART * ((len(group) - 1) / 2 - rank) for group in merged for rank in range(len(group))]
    above = max(spread[0] - (tall - EDGE), 0)
    return [height - above for height in spread]


def _middle(group: Sequence[float]) -> float:
    return sum(group) / len(group)


def _lowest(group: Sequence[float]) -> float:
    return _middle(group) - APART * (len(group) - 1) / 2


def _highest(group: Sequence[float]) -> float:
    return _middle(group) + APART * (len(group) - 1) / 2
