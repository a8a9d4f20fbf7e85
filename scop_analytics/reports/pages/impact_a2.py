"""A2 « Comment est-ce calculé ? »: formula, people counted, texts of law, standards and status of each figure of the report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from scop_analytics import words
from scop_analytics.reports.facts import GLYPHS, Fact
from scop_analytics.reports.objects import Block, Cell, Column, Page, Say, Table
from scop_analytics.reports.pages.impact_p14 import latest
from scop_analytics.reports.pages.impact_verdicts import texts_of
from scop_analytics.reports.run import Run

WIDTHS: Final = (("figure", 22), ("formula", 30), ("population", 28), ("rests", 20))
UNTOLD: Final = ("missing", "not_applicable")


def page(run: Run) -> Page:
    """From the catalogue and the law of the closing day: nothing here is written by hand for one report."""
    catalogue: Mapping[str, Mapping[str, Any]] = run.context["catalogue"]
    facts = {name: latest(run, name) for name in catalogue}
    shown = {name: fact for name, fact in facts.items() if fact.status not in UNTOLD}
    families = dict.fromkeys(str(catalogue[name]["family"]) for name in shown)
    blocks: list[Block] = [
        _table(run, family, [fact for name, fact in shown.items() if catalogue[name]["family"] == family])
        for family in families
    ]
    return run.page(
        "A2",
        title=run.say("a2.title", n=len(shown)) if shown else run.say("a2.title_none"),
        subtitle=run.say("a2.subtitle"),
        blocks=blocks or [Say(run.say("a2.nothing"))],
        ids=(),
        method=[
            run.say("a2.method.same"),
            run.say("a2.method.explain"),
            run.say("a2.method.others", n=len(facts) - len(shown)),
        ],
        annex=True,
    )


def _table(run: Run, family: str, facts: Sequence[Fact]) -> Table:
    columns = tuple(Column(run.say(f"a2.head.{name}"), "left", width, line=True) for name, width in WIDTHS)
    rows = tuple(_row(run, fact) for fact in facts)
    keys = tuple(fact.id for fact in facts)
    return Table(run.say(f"family.{family}"), columns, rows, phone="blocks", dense=True, paper="lines", keys=keys)


def _row(run: Run, fact: Fact) -> tuple[Cell, ...]:
    name = Cell(fact.short, note=f"{GLYPHS[fact.status]} {fact.code} · {fact.id}")
    formula, population = (
        Cell(words.typography(str(fact.entry.get(part) or ""), run.lang)) for part in ("formula", "population")
    )
    texts = texts_of(run, fact.entry.get("law") or ())
    return (name, formula, population, Cell(run.semicolon.join(texts) or run.say("a2.no_law"), note=_standards(fact)))


def _standards(fact: Fact) -> str:
    standards = dict(fact.entry.get("standards") or {})
    return " · ".join(f"{name}{words.GLUE}{code}" for name, code in standards.items())
