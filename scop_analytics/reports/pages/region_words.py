"""What the pages of a region share: medians and spread of strata as a figure and as tables, and why there is none."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, floor, log10
from typing import Final

from scop_analytics import words
from scop_analytics.figures.placing import SHARE_TICKS
from scop_analytics.figures.spread_rows import SpreadAxis, SpreadRow, spread_rows
from scop_analytics.reports.facts import SHEET_FORMATS, Fact, statistic, statistic_digits, status_text
from scop_analytics.reports.objects import Cell, Column, Figure, Say, Table
from scop_analytics.reports.region.region import ALL, Region, covered

KINDS: Final = ("size_band", "sector")
STEPS: Final = (1, 2, 2.5, 5, 10)
MOST_TICKS: Final = 5
Line = tuple[float, str]


def said(fact: Fact) -> str:
    """A statistic with its unit, or its status in words."""
    return fact.status_text if fact.value is None else statistic(fact.value, fact.unit, fact.lang)


def said_cell(fact: Fact) -> Cell:
    """The same for a table, with the number that a spreadsheet keeps."""
    return Cell(said(fact), fact.value, SHEET_FORMATS.get(fact.unit, "two" if fact.unit == "ratio" else "one"))


def half(region: Region, indicator: str, kind: str = ALL, stratum: str = "") -> str:
    """« 40 à 75 % »: between which values the middle half of the co-operatives stands, or why it is not shown."""
    low, high = (region.stat(indicator, name, kind, stratum) for name in ("p25", "p75"))
    if low.value is None or high.value is None:
        return low.status_text
    if low.value == high.value:
        return said(low)
    bare = low.unit in ("percent", "ratio", "index")
    first = words.number(low.value, region.lang, statistic_digits(low.value, low.unit)) if bare else said(low)
    return region.say("peers.range", low=first, high=said(high))


def jobs_share(region: Region, percent: int | None) -> str:
    """The percent of jobs that is covered, or that it is hidden."""
    return status_text("suppressed", region.lang) if percent is None else words.percent(percent, region.lang, 0)


def strata_shown(region: Region, indicator: str, kind: str) -> list[str]:
    """The strata of a kind of which the median may be told."""
    return [name for name in region.strata(kind) if region.stat(indicator, "median", kind, name).known]


def spread_figure(
    region: Region, indicator: str, key: str, *, kinds: Sequence[str] = KINDS, line: Line | None = None
) -> Figure | None:
    """Median and middle half of one figure: all co-operatives, then each stratum of ``kinds``; ``None`` when not even all may be told.

    ``key`` names the sentence of the title; ``line`` is a value to compare with and its words.
    """
    if not region.stat(indicator).known:
        return None
    strata = _strata(region, indicator, kinds)
    rows = _rows(region, indicator, strata)
    first = strata[1] if len(strata) > 1 else strata[0]
    facts = {
        "label": region.fact(indicator).short,
        "named": region.named(*first),
        "n": _n(region, indicator, *first),
        "range": half(region, indicator, *first),
        "median": said(region.stat(indicator, "median", *first)),
    }
    shown = region.stat(indicator, "p25", *first).known
    return Figure(
        chart=spread_rows(rows, _axis(region, indicator, strata, line)),
        data=strata_table(region, indicator, kinds),
        title=region.say(key),
        measure=region.say("region.spread.measure", label=region.fact(indicator).label),
        reading=region.say("region.spread.reading" if shown else "region.spread.reading_median", **facts),
        alternative=region.say("region.spread.alternative", label=facts["label"]),
        n=region.co_ops(_n(region, indicator, ALL, "")),
        ids=(indicator,),
    )


def strata_table(region: Region, indicator: str, kinds: Sequence[str] = KINDS) -> Table:
    """One row a stratum, those that are hidden included: co-operatives, median, middle half, mean."""
    strata = [(ALL, ""), *((kind, name) for kind in kinds for name in _there(region, indicator, kind))]
    rows = tuple(
        (
            Cell(region.named(*one), strong=one[0] == ALL, note=region.stat(indicator, "median", *one).why),
            _count_cell(region, indicator, *one),
            said_cell(region.stat(indicator, "median", *one)),
            Cell(half(region, indicator, *one)),
            said_cell(region.stat(indicator, "mean", *one)),
        )
        for one in strata
    )
    heads = ("group", "coops", "median", "half", "mean")
    caption = region.say("region.table.strata", label=region.fact(indicator).short)
    return Table(caption, region.columns(*(f"region.head.{name}" for name in heads)), rows)


def figures_table(region: Region, indicators: Sequence[str], caption: str) -> Table:
    """One row a figure, all co-operatives together: how many, median, middle half, mean. Figures nobody sent are left out."""
    rows = tuple(
        (
            Cell(region.fact(name).label, note=region.stat(name).why),
            _count_cell(region, name, ALL, ""),
            said_cell(region.stat(name)),
            Cell(half(region, name)),
            said_cell(region.stat(name, "mean")),
        )
        for name in sent(region, indicators)
    )
    heads = ("figure", "coops", "median", "half", "mean")
    columns = tuple(
        Column(region.say(f"region.head.{name}"), "right" if place else "left", 36 if not place else 16)
        for place, name in enumerate(heads)
    )
    return Table(region.say(caption), columns, rows)


def sent(region: Region, indicators: Sequence[str]) -> list[str]:
    """Those of the figures that some co-operative sent."""
    return [name for name in indicators if region.stratum(name) is not None]


def absent(region: Region, indicator: str) -> Say:
    """Why a figure of the page is not there: nobody sent it, or too few did."""
    fact, label = region.stat(indicator), region.fact(indicator).label
    if region.stratum(indicator) is None:
        return Say(region.say("region.not_sent", label=label or indicator))
    return Say(region.say("region.not_shown", label=label, why=fact.why or fact.status_text))


def method(region: Region, *more: str) -> list[str]:
    """How a median of co-operatives is made and what is hidden, with the sentences of the page."""
    careful = any(region.careful(kind, name) for kind in (ALL, *KINDS) for name in ("", *region.strata(kind)))
    keys = ("region.method.median", "region.method.hidden", *(("region.method.careful",) if careful else ()), *more)
    return [region.say(key, minimum=covered()) for key in keys]


def _there(region: Region, indicator: str, kind: str) -> list[str]:
    return [name for name in region.strata(kind) if region.stratum(indicator, kind, name) is not None]


def _strata(region: Region, indicator: str, kinds: Sequence[str]) -> list[tuple[str, str]]:
    return [(ALL, ""), *((kind, name) for kind in kinds for name in strata_shown(region, indicator, kind))]


def _rows(region: Region, indicator: str, strata: Sequence[tuple[str, str]]) -> list[SpreadRow]:
    rows, last = [], ALL
    for kind, name in strata:
        if kind != last:
            rows.append(SpreadRow(region.say(f"region.by.{kind}")))
            last = kind
        low, middle, high = (region.stat(indicator, part, kind, name) for part in ("p25", "median", "p75"))
        mark = f" {low.status_text[0]}" if middle.status == "caution" else ""
        count = region.co_ops(_n(region, indicator, kind, name))
        text = f"{said(middle)}{mark}"
        rows.append(
            SpreadRow(region.named(kind, name), count, low.value, middle.value, high.value, text, strong=kind == ALL)
        )
    return rows


def _axis(region: Region, indicator: str, strata: Sequence[tuple[str, str]], line: Line | None) -> SpreadAxis:
    facts = [region.stat(indicator, part, *one) for one in strata for part in ("p25", "median", "p75")]
    values = [fact.value for fact in facts if fact.value is not None] + ([line[0]] if line else [])
    unit = facts[0].unit
    places = (
        [*map(float, SHARE_TICKS)]
        if unit == "percent" and min(values) >= 0 and max(values) <= SHARE_TICKS[-1]
        else ticks(values)
    )
    texts = [statistic(place, unit, region.lang) for place in places]
    key = (region.say("region.spread.band"), region.say("region.spread.median"))
    return SpreadAxis((places[0], places[-1]), list(zip(places, texts, strict=True)), *key, line)


def ticks(values: Sequence[float]) -> list[float]:
    """Round values that hold all of ``values``, at most five steps apart."""
    low, high = min(values), max(values)
    wide = high - low or abs(high) or 1.0
    scale = 10.0 ** floor(log10(wide / MOST_TICKS))
    step = next(size * scale for size in (*STEPS, 20) if wide / (size * scale) <= MOST_TICKS - 1)
    first, last = floor(low / step), ceil(high / step)
    return [round(place * step, 6) for place in range(first, max(last, first + 1) + 1)]


def _n(region: Region, indicator: str, kind: str, stratum: str) -> int:
    row = region.stratum(indicator, kind, stratum)
    return 0 if row is None or row["n"] is None else int(row["n"])


def _count_cell(region: Region, indicator: str, kind: str, stratum: str) -> Cell:
    n = _n(region, indicator, kind, stratum)
    return region.cell(n) if n else region.cell("")
