"""Numbers of co-operatives that a page of a region tells: hidden ones keep their word, a missing count its reason."""

from __future__ import annotations

import json
from typing import Final

from scop_analytics import words
from scop_analytics.reports.facts import share_digits, status_text
from scop_analytics.reports.objects import Cell, Say
from scop_analytics.reports.region.region import Region

CUT: Final = "answers"


def count_cell(region: Region, count: int | None) -> Cell:
    """How many co-operatives, or that it is hidden."""
    return Cell(status_text("suppressed", region.lang)) if count is None else region.cell(count)


def share_text(region: Region, count: int | None, whole: int) -> str:
    """Their share of ``whole``, without decimals below a hundred; nothing of a hidden number."""
    if count is None:
        return status_text("suppressed", region.lang)
    return (
        words.percent(100 * count / whole, region.lang, share_digits(whole))
        if whole
        else words.say("word.none", region.lang)
    )


def share_cell(region: Region, count: int | None, whole: int) -> Cell:
    """The same for a table."""
    value = None if count is None or not whole else 100 * count / whole
    return Cell(share_text(region, count, whole), value, "one")


def uncounted(region: Region, key: str) -> Say:
    """Why there is no count: too near an earlier publication, or nobody sent what it needs."""
    told = region.cut(CUT)
    if told.get("status") == "suppressed":
        facts = json.loads(told["reason"])
        return Say(region.say(f"reason.{facts.pop('key')}", **facts))
    return Say(region.say(key, minimum=region.least("mean")))
