"""The four gaps over the years, side by side on one scale, each with its band of stability."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from scop_analytics import words
from scop_analytics.figures.interval_rows import IntervalRow, reach
from scop_analytics.figures.panels import Panel, Scale, panels
from scop_analytics.reports.facts import Fact
from scop_analytics.reports.method_changes import broken
from scop_analytics.reports.objects import Column, Figure, Table
from scop_analytics.reports.pages.courses import alike
from scop_analytics.reports.pages.equity_words import DIGITS, GAPS, in_gap
from scop_analytics.reports.run import Run

LED_BY: Final = "mean_gap_hourly"  # the measure the sentence tells


def over_time(run: Run) -> Figure | None:
    """One small chart a measure, all on one scale; nothing in a first year."""
    histories = {name: run.history(name) for name in GAPS}
    if sum(gap.known for gap in histories[LED_BY]) < 2:  # noqa: PLR2004 - a line needs two points
        return None
    measures = [_panel(run, name, facts) for name, facts in histories.items()]
    known = [gap for gap in histories[LED_BY] if gap.known]
    like, last = alike(run, known), known[-1]
    first, way = (known[0], "unlike") if len(like) == 1 else (like[0], _way(like[0], last))
    facts = {"first": first.text, "since": str(first.year), "last": last.text, "until": str(last.year)}
    return Figure(
        chart=panels(measures, run.years, _scale(run, measures)),
        data=_years(run, histories),
        title=run.say("trend.unlike", when=str(last.year)) if way == "unlike" else run.say(f"e3.time_{way}", **facts),
        measure=run.say("e3.time_measure_plain" if way == "plain" else "e3.time_measure"),
        reading=run.say(f"e3.time_reading_{way}", **facts),
        alternative=run.say("e3.time_alternative", **facts),
        n=in_gap(run),
        ids=GAPS,
    )


def _way(first: Fact, last: Fact) -> str:
    """``flat`` when each value may be chance beside the other's interval, ``moved`` otherwise, ``plain`` without interval."""
    if first.bounds is None or last.bounds is None:
        return "plain"
    beside = ((first.bounds, last.value or 0), (last.bounds, first.value or 0))
    return "flat" if any(low <= value <= high for (low, high), value in beside) else "moved"


def _panel(run: Run, name: str, facts: list[Fact]) -> Panel:
    known = [gap for gap in facts if gap.known]
    ends = [words.number(gap.value, run.lang, DIGITS) for gap in (known[0], known[-1])] if known else ["", ""]
    lows, highs = ([gap.bounds[end] if gap.known and gap.bounds else None for gap in facts] for end in (0, 1))
    breaks = broken(run, (name,))["breaks"]
    pay, measure = run.say(f"e3.pay.{name.rpartition('_')[2]}"), run.say(f"equity.measure.{name.partition('_')[0]}")
    return Panel(pay, measure, tuple(gap.value for gap in facts), ends[0], ends[1], tuple(lows), tuple(highs), breaks)


def _scale(run: Run, measures: list[Panel]) -> Scale:
    """Steps of ten that hold every band, a tick every twenty."""
    rows = [
        IntervalRow("", value, low, high, "")
        for panel in measures
        for value, low, high in zip(panel.values, panel.low, panel.high, strict=True)
    ]
    half = reach(rows)
    step = 20 if half > 20 else 10  # noqa: PLR2004 - few ticks
    ticks = [tick for tick in range(-half // step * step, half + 1, step) if -half <= tick <= half]
    texts = [
        words.percent(tick, run.lang, 0) if tick == max(ticks) else words.number(tick, run.lang, 0) for tick in ticks
    ]
    return Scale((-half, half), tuple(zip(map(float, ticks), texts, strict=True)))


def _years(run: Run, histories: Mapping[str, list[Fact]]) -> Table:
    columns = (Column(run.say("e3.head.measure_head"), "left"), *(Column(str(year)) for year in run.years))
    rows = tuple(
        (run.cell(run.say(f"e3.measure.{name}")), *(gap.cell for gap in facts)) for name, facts in histories.items()
    )
    return Table(run.say("e3.time_measure"), columns, rows, phone="table")
