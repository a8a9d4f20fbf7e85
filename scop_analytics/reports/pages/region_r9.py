"""R9 « Emploi, formation, santé » and R10 « Empreinte »: median and spread by size and sector, and for how many it is known."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from scop_analytics.reports.objects import Block, Page, Say
from scop_analytics.reports.pages.region_counted import share_text
from scop_analytics.reports.pages.region_words import absent, figures_table, half, method, said, sent, spread_figure
from scop_analytics.reports.region.region import Region, shown

KINDS: Final = {"employment": ("size_band", "sector")}  # by size alone for the others: the page stays short


def page(region: Region) -> Page:
    """Work, training, health: a figure and a table each."""
    return _themes(region, "R9")


def footprint(region: Region) -> Page:
    """Emissions per full-time job, then energy, travel, waste."""
    return _themes(region, "R10")


def _themes(region: Region, number: str) -> Page:
    key, chosen = number.lower(), shown()[number]
    blocks: list[Block] = [block for name, ids in chosen.items() for block in _theme(region, key, name, ids)]
    ids = [name for part in chosen.values() for name in part]
    return region.region_page(
        number,
        title=_title(region, key, ids),
        subtitle=region.say(f"{key}.subtitle"),
        blocks=blocks,
        ids=sent(region, ids),
        method=method(region, f"{key}.method"),
    )


def _theme(region: Region, key: str, name: str, ids: Sequence[str]) -> list[Block]:
    """The first figure that may be told, drawn; how many sent it; the table of all. Or why there is nothing."""
    there = sent(region, ids)
    if not there:
        return [Say(region.say(f"{key}.nothing.{name}"))]
    first = next((one for one in there if region.stat(one).known), None)
    if first is None:
        return [absent(region, there[0]), figures_table(region, ids, f"{key}.table.{name}")]
    drawn = spread_figure(region, first, f"{key}.figure.{name}", kinds=KINDS.get(name, ("size_band",)))
    told: list[Block] = [drawn] if drawn else []
    return [*told, Say(_coverage(region, first)), figures_table(region, ids, f"{key}.table.{name}")]


def _coverage(region: Region, indicator: str) -> str:
    """For how many of the co-operatives the figure is known."""
    row = region.stratum(indicator) or {}
    n, whole = int(row["n"]), region.answered
    return region.say(
        "region.coverage", label=region.fact(indicator).label, n=n, whole=whole, share=share_text(region, n, whole)
    )


def _title(region: Region, key: str, ids: Sequence[str]) -> str:
    first = next((name for name in sent(region, ids) if region.stat(name).known), None)
    if first is None:
        return region.say(f"{key}.title_none")
    facts = {"label": region.fact(first).short, "median": said(region.stat(first))}
    if not region.stat(first, "p25").known:
        return region.say("region.title_median", **facts)
    return region.say("region.title_spread", range=half(region, first), **facts)
