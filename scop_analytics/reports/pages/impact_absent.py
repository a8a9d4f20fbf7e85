"""Figures a page cannot give, gathered by their reason: many rows with one cause become one line, and none is dropped."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from scop_analytics import words
from scop_analytics.reports.facts import Fact
from scop_analytics.reports.objects import Cell, Column, Table
from scop_analytics.reports.pages.impact_words import absence
from scop_analytics.reports.run import Run

REASON_WIDTH: Final = 44


def unsaid(run: Run, caption: str, facts: Iterable[Fact], name: Callable[[Fact], str]) -> Table | None:
    """One row a reason, with the names of all the figures it concerns; nothing when every figure is known."""
    grouped: dict[str, list[str]] = {}
    for fact in facts:
        grouped.setdefault(absence(run, fact), []).append(name(fact))
    if not grouped:
        return None
    columns = (
        Column(run.say("absent.reason"), "left", REASON_WIDTH),
        Column(run.say("absent.figures"), "left", 100 - REASON_WIDTH, line=True),
    )
    rows = tuple((Cell(reason), Cell(joined(run, names))) for reason, names in grouped.items())
    return Table(caption, columns, rows, phone="table", dense=True)


def joined(run: Run, names: Iterable[str]) -> str:
    """Names one after the other; they may hold commas."""
    return words.typography(run.semicolon.join(names), run.lang)
