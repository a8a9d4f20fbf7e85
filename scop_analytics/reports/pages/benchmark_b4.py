"""B4 « Égalité et emploi »: whether the gap is one that chance gives at this size, then contracts, departures and training, three leads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from scop_analytics.figures.funnel import FunnelPlot, FunnelWords, Limits, funnel
from scop_analytics.reports.facts import quantity
from scop_analytics.reports.network.sheet import Sheet, shown
from scop_analytics.reports.objects import Block, Cell, Figure, Page, Say, Table
from scop_analytics.reports.pages.benchmark_leads import closing
from scop_analytics.reports.pages.benchmark_words import figure, main_group, method, source, table
from scop_analytics.reports.run import Run

BOUNDS: Final = ("low_998", "low_95", "high_95", "high_998")
LEAST: Final = 5  # people from which limits are drawn


def page(sheet: Sheet) -> Page:
    """The funnel of the first gap that has one, and the figures of employment."""
    found = next(
        ((name, sheet.tree["funnels"][name]) for name in shown()["B4"]["funnel"] if name in sheet.tree["funnels"]), None
    )
    rows = sheet.positions(shown()["B4"]["others"])
    blocks: list[Block] = [_figure(sheet, *found)] if found else [Say(sheet.say("b4.no_gap"))]
    drawn = figure(sheet, rows, "b4.others")
    return sheet.sheet_page(
        "B4",
        title=sheet.say(f"b4.{found[1]['own']['outside']}") if found else sheet.say("b4.title_none"),
        subtitle=sheet.say("b4.subtitle", n=found[1]["n"])
        if found
        else sheet.say("b4.subtitle_none", group=_group(sheet)),
        blocks=[
            *blocks,
            *([drawn] if drawn else []),
            *([table(sheet, rows, "b4.table")] if rows else []),
            closing(sheet),
        ],
        rows=rows,
        method=[*([sheet.say("b4.method")] if found else []), *method(sheet, rows)],
        source=source(sheet),
    )


def _group(sheet: Sheet) -> str:
    rows = sheet.positions(shown()["B4"]["others"])
    return main_group(rows) if rows else sheet.say("peers.everybody")


def _figure(sheet: Sheet, name: str, told: Mapping[str, Any]) -> Figure:
    own = told["own"]
    limits, dots = curves(told)
    plot = FunnelPlot(
        limits, float(told["target"]), (float(own["people"]), float(own["value"])), dots, gap_ticks(sheet, limits)
    )
    gap, people = gap_text(sheet, own["value"]), round(own["people"])
    said = {
        "n": people,
        "own": gap,
        "low": gap_text(sheet, own["low_95"]),
        "high": gap_text(sheet, own["high_95"]),
    }
    return Figure(
        chart=funnel(plot, _words(sheet, name, told, gap, people)),
        data=limits_table(sheet, told),
        title=sheet.say("b4.figure"),
        measure=sheet.say("b4.measure_dots" if dots else "b4.measure"),
        reading=sheet.say("b4.reading" if own["outside"] == "none" else "b4.reading_outside", **said),
        alternative=sheet.say("b4.alternative", **said),
        n=sheet.say("peers.count", n=told["n"]),
        ids=(name,),
    )


def _words(sheet: Sheet, name: str, told: Mapping[str, Any], gap: str, people: int) -> FunnelWords:
    return FunnelWords(
        sheet.fact(name).short,
        sheet.say("b4.axis"),
        sheet.say("b4.target", value=gap_text(sheet, told["target"])),
        sheet.say("b4.limit_inner"),
        sheet.say("b4.limit_outer"),
        sheet.say("b4.own", value=gap),
        sheet.say("b4.people", n=people),
    )


def curves(told: Mapping[str, Any]) -> tuple[list[Limits], list[tuple[float, float]]]:
    """The limits at each size, and the dots that may be drawn."""
    limits = [
        Limits(float(one["people"]), *(float(one[bound]) for bound in BOUNDS))
        for one in told["limits"]
        if one["people"] >= LEAST
    ]
    return limits, [(float(one["people"]), float(one["value"])) for one in told["bins"]]


def limits_table(sheet: Run, told: Mapping[str, Any]) -> Table:
    """The limits at each size: what the curves draw."""
    rows = tuple(
        (sheet.cell(one["people"]), *(Cell(gap_text(sheet, one[bound]), one[bound], "one") for bound in BOUNDS))
        for one in told["limits"]
        if one["people"] >= LEAST
    )
    heads = ("b4.head.people", *(f"b4.head.{bound}" for bound in BOUNDS))
    return Table(sheet.say("b4.data"), sheet.columns(*heads), rows)


def gap_text(sheet: Run, value: float) -> str:
    """A gap with its decimal."""
    return quantity(value, "percent", sheet.lang, 1)


def gap_ticks(sheet: Run, limits: list[Limits]) -> list[tuple[float, str]]:
    """Round values from the lowest limit to the highest, zero among them, few enough to be read."""
    low, high = min(one.low_998 for one in limits), max(one.high_998 for one in limits)
    chosen = shown()["axis"]
    step = next((step for step in chosen["steps"] if (high - low) / step <= chosen["most"]), chosen["steps"][-1])
    first, last = int(low // step) + 1, int(high // step)
    return [(float(step * place), quantity(step * place, "percent", sheet.lang, 0)) for place in range(first, last + 1)]
