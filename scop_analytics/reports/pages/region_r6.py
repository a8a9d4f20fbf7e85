"""R6 « Salaires »: how many co-operatives stand in each band of pay spread, low pay beside the minimum wage, median pay by sector."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from scop_analytics import law, words
from scop_analytics.figures.pay_bands import Band, pay_bands
from scop_analytics.reports.facts import status_text
from scop_analytics.reports.objects import Block, Cell, Figure, Page, Say, Table
from scop_analytics.reports.pages.region_words import absent, figures_table, method, sent, spread_figure
from scop_analytics.reports.region.region import Region, shown

MONTHS: Final = 12
Row = Mapping[str, Any]


def page(region: Region) -> Page:
    """Bands of the first ratio that may be told, the first decile by size, the median by sector, then the numbers."""
    chosen = shown()["R6"]
    ratio = next((name for name in chosen["ratios"] if name in region.cut("bands")), "")
    blocks: list[Block] = [_bands(region, ratio) if ratio else Say(_why(region))]
    floor = _minimum_wage(region)
    line = (floor, region.say("r6.minimum_wage", value=words.euros(floor, region.lang)))
    blocks.append(Say(region.say("r6.lowest")))
    blocks.append(spread_figure(region, chosen["low"], "r6.figure.low", line=line) or absent(region, chosen["low"]))
    blocks.append(
        spread_figure(region, chosen["median"], "r6.figure.median", kinds=("sector",))
        or absent(region, chosen["median"])
    )
    ids = sent(region, [*chosen["ratios"], chosen["low"], chosen["median"], *chosen["others"]])
    if ids:
        blocks.append(figures_table(region, ids, "r6.table"))
    return region.region_page(
        "R6",
        title=_title(region, ratio),
        subtitle=region.say("r6.subtitle", n=region.answered),
        blocks=blocks,
        ids=ids,
        method=[
            *method(region),
            region.say("r6.method.bands", minimum=region.least("mean")),
            region.say("r6.method.euros"),
        ],
    )


def _minimum_wage(region: Region) -> float:
    """Gross monthly minimum wage at full time on the last day of the year, in euros."""
    rules = law.at(date(region.year, MONTHS, 31))
    return round(float(rules["minimum_wage.hourly"] * rules["minimum_wage.annual_hours"] / MONTHS))  # type: ignore[operator]


def _why(region: Region) -> str:
    if region.cut("bands").get("status"):
        return region.say("region.near")
    return region.say("r6.no_bands", minimum=region.least("mean"))


def _title(region: Region, ratio: str) -> str:
    """The band with most co-operatives."""
    if not ratio:
        return region.say("r6.title_none")
    told = region.cut("bands")[ratio]
    most = max(told["bands"], key=lambda band: band["n"] or 0)
    return region.say("r6.title", n=most["n"] or 0, all=told["n"], band=_band(region, most))


def _bands(region: Region, ratio: str) -> Figure:
    told = region.cut("bands")[ratio]
    bands: Sequence[Row] = told["bands"]
    rows = [Band(_band(region, band), band["n"], _text(region, band, told["n"])) for band in bands]
    label = region.fact(ratio).label
    first = bands[0]
    facts = {"n": first["n"] or 0, "all": told["n"], "label": label, "band": _band(region, first)}
    table = tuple(
        (Cell(_band(region, band)), region.cell(band["n"] or ""), Cell(_share(region, band, told["n"])))
        for band in bands
    )
    return Figure(
        chart=pay_bands(rows),
        data=Table(region.say("r6.data"), region.columns("r6.head.band", "region.head.coops", "r6.head.share"), table),
        title=region.say("r6.figure.bands"),
        measure=region.say("r6.measure", label=label),
        reading=region.say("r6.reading", **facts),
        alternative=region.say("r6.alternative", label=region.fact(ratio).short),
        n=region.co_ops(told["n"]),
        ids=(ratio,),
    )


def _text(region: Region, band: Row, whole: int) -> str:
    if band["n"] is None:
        return status_text("suppressed", region.lang)
    return f"{region.cell(band['n']).text} ({_share(region, band, whole)})"


def _share(region: Region, band: Row, whole: int) -> str:
    return words.percent(100 * band["n"] / whole, region.lang, 0) if band["n"] else region.say("word.none")


def _band(region: Region, band: Row) -> str:
    """« moins de 1,5 », « 1,5 à 2 », « 3 et plus »."""
    ends = [None if band[name] is None else _edge(band[name], region.lang) for name in ("low", "high")]
    if ends[0] is None:
        return region.say("r6.band.below", high=ends[1])
    return (
        region.say("r6.band.between", low=ends[0], high=ends[1]) if ends[1] else region.say("r6.band.from", low=ends[0])
    )


def _edge(value: float, lang: str) -> str:
    """An edge as it is written: « 2 », « 1,5 », « 1,75 »."""
    return words.number(value, lang, len(f"{value:g}".partition(".")[2]))
