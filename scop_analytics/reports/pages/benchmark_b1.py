"""The cover and B1 of a sheet: the co-operative at a glance among its peers, never ranked."""

from __future__ import annotations

from collections import Counter
from datetime import date

from scop_analytics.reports.network.sheet import Sheet, shown
from scop_analytics.reports.objects import Block, Cover, Page, Say
from scop_analytics.reports.pages.benchmark_words import figure, main_group, method, source, table


def cover(sheet: Sheet) -> Cover:
    """Whose sheet, of which year, made when; nothing tells who the co-operative is but its pseudonym."""
    made = date.fromisoformat(sheet.context["established"])
    lines = (sheet.say("b.cover"), sheet.say("cover.established", date=made, version=f"scop_analytics {sheet.version}"))
    return Cover("B0", sheet.company, sheet.say("b.title"), lines)


def page(sheet: Sheet) -> Page:
    """Up to ten figures, each on its own scale, then the numbers."""
    rows = sheet.positions(shown()["B1"]["figures"], shown()["B1"]["most"])
    drawn = figure(sheet, rows, "b1")
    places = Counter(one.row["position"] for one in rows if one.banded)
    counts = {"within": places["within"], "above": places["above"], "below": places["below"]}
    blocks: list[Block] = [drawn] if drawn else [Say(sheet.say("peers.too_few"))]
    return sheet.sheet_page(
        "B1",
        title=sheet.say("b1.title", n=counts["within"], **counts) if drawn else sheet.say("b1.title_none"),
        subtitle=sheet.say("b1.subtitle", group=main_group(rows)) if rows else sheet.say("b1.subtitle_none"),
        blocks=[*blocks, *([table(sheet, rows, "b1.table")] if rows else [])],
        rows=rows,
        method=method(sheet, rows),
        source=source(sheet),
    )
