"""B2 « Pouvoir et sociétariat » and B3 « Valeur et salaires »: shares on one axis, other figures each on its own scale."""

from __future__ import annotations

from collections import Counter

from scop_analytics.reports.network.sheet import Position, Sheet, shown
from scop_analytics.reports.objects import Block, Page, Say
from scop_analytics.reports.pages.benchmark_words import figure, main_group, method, source, table


def page(sheet: Sheet) -> Page:
    """Membership, votes, women and men in the bodies."""
    return _two(sheet, "B2")


def value(sheet: Sheet) -> Page:
    """How the surplus is shared, how pay is spread."""
    return _two(sheet, "B3")


def _two(sheet: Sheet, number: str) -> Page:
    key, chosen = number.lower(), shown()[number]
    shares, others = sheet.positions(chosen["shares"]), sheet.positions(chosen["others"])
    rows = shares + others
    drawn = (figure(sheet, shares, f"{key}.shares", shares=True), figure(sheet, others, f"{key}.others"))
    blocks: list[Block] = [one for one in drawn if one] or [Say(sheet.say("peers.too_few"))]
    return sheet.sheet_page(
        number,
        title=_title(sheet, key, rows),
        subtitle=sheet.say(f"{key}.subtitle", group=main_group(rows)) if rows else sheet.say("b1.subtitle_none"),
        blocks=[*blocks, *([table(sheet, rows, f"{key}.table")] if rows else [])],
        rows=rows,
        method=method(sheet, rows),
        source=source(sheet),
    )


def _title(sheet: Sheet, key: str, rows: list[Position]) -> str:
    """How many figures stand out of the usual range; those that do are named when they are few."""
    banded = [one for one in rows if one.banded]
    if not banded:
        return sheet.say(f"{key}.title_none")
    places = Counter(one.row["position"] for one in banded)
    return sheet.say(f"{key}.title", n=places["within"], all=len(banded), above=places["above"], below=places["below"])
