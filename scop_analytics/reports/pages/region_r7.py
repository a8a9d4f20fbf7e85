"""R7 « Écart de rémunération dans le réseau »: the mean co-operative and all people together, chance by size, how many stand where."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from scop_analytics import words
from scop_analytics.figures.funnel import FunnelPlot, FunnelWords, funnel
from scop_analytics.figures.interval_rows import IntervalRow, Sides, interval_rows, reach
from scop_analytics.reports.facts import status_text
from scop_analytics.reports.objects import Block, Cell, Column, Figure, Page, Say, Table
from scop_analytics.reports.pages.benchmark_b4 import curves, gap_text, gap_ticks, limits_table
from scop_analytics.reports.pages.region_counted import CUT, count_cell, share_cell, uncounted
from scop_analytics.reports.region.region import ALL, Region, Row, shown

KINDS: Final = ("size_band", "sector")
ANSWERS: Final = ("below", "within", "outside")


def page(region: Region) -> Page:
    """Both pooled gaps, the funnel without names, how many co-operatives stand where; never one of them."""
    gaps = [name for name in shown()["R7"]["gaps"] if _known(region, name)]
    counted = region.cut(CUT).get("gap")
    blocks: list[Block] = [_figure(region, gaps)] if gaps else [_absent(region)]
    if gaps:
        plot = next((name for name in gaps if _funnel(region, name)), None)
        blocks.append(_plot(region, plot) if plot else Say(region.say("r7.no_funnel")))
        blocks += _strata(region, gaps[0])
    blocks.append(_counts(region, counted) if counted else uncounted(region, "r7.no_counts"))
    keys = ("r7.method.model", "r7.method.payroll", "r7.method.limits") if gaps else ()
    return region.region_page(
        "R7",
        title=_title(region, gaps),
        subtitle=region.say("r7.subtitle", n=_row(region, gaps[0])["n"]) if gaps else region.say("r7.subtitle_none"),
        blocks=blocks,
        ids=gaps,
        n=_row(region, gaps[0])["n"] if gaps else None,
        method=[*(region.say(key) for key in keys), *([region.say("r7.method.threshold")] if counted else [])],
    )


def _rows(region: Region, name: str) -> list[Row]:
    return [row for row in region.tree["pooled"] if row["indicator"] == name]


def _row(region: Region, name: str, kind: str = ALL, stratum: str = "") -> Mapping[str, Any]:
    return next((row for row in _rows(region, name) if (row["kind"], row["stratum"]) == (kind, stratum)), {})


def _known(region: Region, name: str) -> bool:
    row = _row(region, name)
    return any(row.get(part) is not None for part in ("estimate", "payroll"))


def _absent(region: Region) -> Say:
    there = any(region.stratum(name) for name in shown()["R7"]["gaps"])
    return Say(region.say("r7.hidden" if there else "r7.absent", minimum=region.least("mean")))


def _title(region: Region, gaps: list[str]) -> str:
    """The gap of the mean co-operative with the word of its direction; that of all people when there is no other."""
    if not gaps:
        return region.say("r7.title_none")
    row = _row(region, gaps[0])
    part = "estimate" if row["estimate"] is not None else "payroll"
    value = float(row[part])
    side = "none" if not value else "women" if value > 0 else "men"
    low, high = row["low"], row["high"]
    unsure = part == "estimate" and low <= 0 <= high
    return region.say(f"r7.title_{part}_{'unsure' if unsure else side}", gap=gap_text(region, abs(value)))


def _figure(region: Region, gaps: list[str]) -> Figure:
    rows = [_interval(region, name, part) for name in gaps for part in ("estimate", "payroll")]
    half = reach(rows)
    ends = {end: words.percent(end, region.lang, 0) for end in (-half, half)}
    row = _row(region, gaps[0])
    bounded = row["estimate"] is not None
    facts = {
        name: gap_text(region, row[name]) for name in ("estimate", "low", "high", "payroll") if row[name] is not None
    }
    return Figure(
        chart=interval_rows(
            rows, Sides(region.say("e3.equality"), region.say("e3.left"), region.say("e3.right")), ends
        ),
        data=_pooled(region, gaps),
        title=region.say("r7.figure"),
        measure=region.say("r7.measure"),
        reading=region.say("r7.reading" if bounded else "r7.reading_payroll", **facts),
        alternative=region.say("r7.alternative", gap=facts.get("estimate") or facts["payroll"]),
        n=region.co_ops(row["n"]),
        ids=tuple(gaps),
        repeated=True,
    )


def _interval(region: Region, name: str, part: str) -> IntervalRow:
    row = _row(region, name)
    value = row[part]
    bounds = (row["low"], row["high"]) if part == "estimate" and value is not None else None
    text = gap_text(region, value) if value is not None else status_text("suppressed", region.lang)
    said = words.interval(bounds, region.lang).removesuffix("%").rstrip(words.GLUE) if bounds else ""
    low, high = bounds or (None, None)
    return IntervalRow(region.say(f"r7.row.{name}.{part}"), value, low, high, text, said)


def _pooled(region: Region, gaps: list[str]) -> Table:
    """Both gaps of every measure, with what each says."""
    rows = tuple(_line(region, region.say(f"e3.measure.{name}"), _row(region, name)) for name in gaps)
    return Table(region.say("r7.table.pooled"), _columns(region, "r7.head.measure"), rows)


def _line(region: Region, label: str, row: Mapping[str, Any], *, strong: bool = False) -> tuple[Cell, ...]:
    hidden = status_text("suppressed", region.lang)
    bounds = words.interval((row["low"], row["high"]), region.lang) if row["low"] is not None else ""
    cells = [
        Cell(hidden) if row[part] is None else Cell(gap_text(region, row[part]), row[part], "one", note=note)
        for part, note in (("estimate", bounds), ("payroll", ""))
    ]
    return (Cell(label, strong=strong), count_cell(region, row["n"]), *cells)


def _columns(region: Region, first: str) -> tuple[Column, ...]:
    heads = (first, "r7.head.coops", "r7.head.estimate", "r7.head.payroll")
    widths = (34, 16, 28, 22)
    return tuple(
        Column(region.say(head), "right" if place else "left", width)
        for place, (head, width) in enumerate(zip(heads, widths, strict=True))
    )


def _strata(region: Region, name: str) -> list[Block]:
    """The first gap by size and by sector: every stratum that has it, hidden ones included."""
    rows = [
        _line(region, region.named(kind, stratum), row)
        for kind in KINDS
        for stratum in region.strata(kind)
        if (row := _row(region, name, kind, stratum))
    ]
    if not rows:
        return []
    whole = _line(region, region.named(ALL, ""), _row(region, name), strong=True)
    measure = region.say("r7.strata_measure", minimum=region.least("mean"))
    caption = region.say("r7.table.strata", label=region.say(f"e3.measure.{name}"))
    return [Table(caption, _columns(region, "r7.head.group"), (whole, *rows), measure=measure)]


def _funnel(region: Region, name: str) -> dict[str, Any] | None:
    """What is told of the funnel of a gap: target, limits, dots."""
    told = region.tree["funnels"]
    own = next((row for row in told["funnels"] if row["indicator"] == name), None)
    parts = {part: [row for row in told[part] if row["indicator"] == name] for part in ("limits", "bins")}
    return {**own, **parts} if own and parts["limits"] else None


def _plot(region: Region, name: str) -> Figure:
    told = _funnel(region, name) or {}
    limits, dots = curves(told)
    plot = FunnelPlot(limits, float(told["target"]), None, dots, gap_ticks(region, limits))
    at = next((one for one in told["limits"] if one["people"] == shown()["R7"]["read_at"]), told["limits"][-1])
    said = {"n": at["people"], "low": gap_text(region, at["low_95"]), "high": gap_text(region, at["high_95"])}
    text = FunnelWords(
        region.fact(name).short, region.say("b4.axis"), region.say("b4.target", value=gap_text(region, told["target"])),
        region.say("b4.limit_inner"), region.say("b4.limit_outer"),
    )  # fmt: skip
    return Figure(
        chart=funnel(plot, text),
        data=limits_table(region, told),
        title=region.say("r7.funnel"),
        measure=region.say("b4.measure_dots" if dots else "b4.measure"),
        reading=region.say("r7.funnel_reading", **said),
        alternative=region.say("r7.funnel_alternative", **said),
        n=region.co_ops(told["n"]),
        ids=(name,),
    )


def _counts(region: Region, told: Mapping[str, Any]) -> Table:
    """Computable and not; of those computable, below the threshold, above it and within chance, above it and beyond."""
    n, everybody = int(told["n"]), region.answered
    percent = words.percent(told["threshold"], region.lang, 0)
    lines = [
        (region.say("r7.count.known"), n, everybody),
        (region.say("r7.count.unknown"), everybody - n, everybody),
        *((region.say(f"r7.count.{name}", percent=percent), told["answers"][name], n) for name in ANSWERS),
    ]
    rows = tuple(
        (Cell(label, note=region.say("r7.of_all" if place < 2 else "r7.of_known")), count_cell(region, count), share_cell(region, count, whole))  # noqa: PLR2004 - the first two
        for place, (label, count, whole) in enumerate(lines)
    )  # fmt: skip
    columns = region.columns("r7.head.place", "r7.head.coops", "r7.head.share")
    measure = region.say("r7.counts_measure", label=region.say(f"e3.measure.{told['indicator']}"))
    return Table(region.say("r7.counts"), columns, rows, measure=measure)
