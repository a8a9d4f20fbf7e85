"""R4 « Sociétariat et gouvernance »: median and spread of membership and of votes, by size and by sector."""

from __future__ import annotations

from scop_analytics.reports.objects import Block, Page
from scop_analytics.reports.pages.region_words import absent, figures_table, half, method, said, sent, spread_figure
from scop_analytics.reports.region.region import Region, shown

SETS = ("membership", "governance")


def page(region: Region) -> Page:
    """A figure and a table each; the title gives the median and the spread, never a mean alone."""
    chosen = shown()["R4"]
    blocks: list[Block] = []
    for name in SETS:
        ids = chosen[name]
        blocks.append(spread_figure(region, ids[0], f"r4.figure.{name}") or absent(region, ids[0]))
        if sent(region, ids):
            blocks.append(figures_table(region, ids, f"r4.table.{name}"))
    first = chosen["membership"][0]
    return region.region_page(
        "R4",
        title=_title(region, first),
        subtitle=region.say("r4.subtitle", n=region.answered),
        blocks=blocks,
        ids=sent(region, [name for part in SETS for name in chosen[part]]),
        method=method(region),
    )


def _title(region: Region, indicator: str) -> str:
    median, low = region.stat(indicator), region.stat(indicator, "p25")
    if not median.known:
        return region.say("r4.title_none")
    if not low.known:
        return region.say("r4.title_median", median=said(median))
    return region.say("r4.title", median=said(median), range=half(region, indicator))
