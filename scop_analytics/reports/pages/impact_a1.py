"""A1 « Ce que dit la loi »: each rule of law with its verdict, the numbers it rests on, its text and the way to comply."""

from __future__ import annotations

import json
from collections import Counter
from typing import Final

from scop_analytics import words
from scop_analytics.figures.bullet_rows import BulletRow, bullet_rows
from scop_analytics.reports.facts import Fact
from scop_analytics.reports.objects import Block, Cell, Column, Figure, Page, Table
from scop_analytics.reports.pages.impact_absent import unsaid
from scop_analytics.reports.pages.impact_verdicts import FAMILIES, Rule, numbers, rules, texts_of
from scop_analytics.reports.run import Run

JUDGED: Final = ("breach", "deferred", "complies")
LISTED: Final = ("breach", "deferred", "complies", "measured")  # in the order of the page
SILENT: Final = ("not_tested", "hidden", "not_applicable")
SOURCES: Final = ("entity", "members", "mandates", "assemblies", "surplus_allocation", "labour_share_rows")


def page(run: Run) -> Page:
    """Breaches first; what does not concern the co-operative folded by its reason."""
    found = rules(run)
    listed = [_table(run, standing, _of(found, standing)) for standing in LISTED]
    parts = [_figure(run, found), *listed, *(_silent(run, standing, _of(found, standing)) for standing in SILENT)]
    blocks: list[Block] = [part for part in parts if part]
    judged = [rule for rule in found if rule.standing in JUDGED]
    return run.page(
        "A1",
        title=_title(run, found),
        subtitle=run.say("a1.subtitle"),
        blocks=blocks,
        ids=[rule.fact.id for rule in judged],
        sources=SOURCES,
        method=[run.say(f"a1.method.{part}") for part in ("verdict", "convention", "advice")],
        annex=True,
    )


def _of(found: list[Rule], standing: str) -> list[Rule]:
    return [rule for rule in found if rule.standing == standing]


def _title(run: Run, found: list[Rule]) -> str:
    counts = Counter(rule.standing for rule in found)
    judged = sum(counts[standing] for standing in JUDGED)
    if not judged:
        return run.say("a1.title_none")
    if counts["breach"]:
        return run.say("a1.title_breach", n=counts["breach"], judged=judged)
    if counts["deferred"]:
        return run.say("a1.title_deferred", n=judged, deferred=counts["deferred"])
    hidden = counts["hidden"]
    return run.say("a1.title_published" if hidden else "a1.title", n=judged, hidden=hidden)


def _figure(run: Run, found: list[Rule]) -> Figure | None:
    """One bar a family: the rules kept among those that could be judged."""
    judged = [rule for rule in found if rule.standing in JUDGED]
    if not judged:
        return None
    families = [name for name in FAMILIES if any(rule.family == name for rule in judged)]
    sides = {name: [rule for rule in judged if rule.family == name] for name in families}
    kept = {name: len(_of(group, "complies")) for name, group in sides.items()}
    texts = {name: words.fraction(kept[name], len(group), run.lang) for name, group in sides.items()}
    rows = [BulletRow(run.say(f"law.family.{name}"), kept[name], len(sides[name]), texts[name]) for name in families]
    first = families[0]
    said = {"family": run.say(f"law.family.{first}"), "kept": kept[first], "n": len(sides[first])}
    data = tuple((run.cell(row.label), run.cell(int(row.points or 0)), run.cell(int(row.most))) for row in rows)
    return Figure(
        chart=bullet_rows(rows),
        data=Table(run.say("a1.measure"), run.columns("a1.family", "a1.kept", "a1.judged"), data, phone="table"),
        title=run.say("a1.figure"),
        measure=run.say("a1.measure"),
        reading=run.say("a1.reading", **said),
        alternative=run.say("a1.alternative", kept=sum(kept.values()), n=len(judged)),
        n=str(len(judged)),
        ids=tuple(rule.fact.id for rule in judged),
    )


def _table(run: Run, standing: str, found: list[Rule]) -> Table | None:
    """The rule with its code, its numbers, its text; for a breach or a delay, the way to comply or why it may wait."""
    if not found:
        return None
    told = standing in ("breach", "deferred")
    heads = [("rule", 30 if told else 42), ("numbers", 20 if told else 26), ("article", 20 if told else 32)]
    last = [("answer" if standing == "breach" else "until", 30)] if told else []
    columns = tuple(Column(run.say(f"a1.head.{name}"), "left", width, line=True) for name, width in [*heads, *last])
    rows = tuple(_row(run, rule, told=told) for rule in found)
    return Table(run.say(f"a1.table.{standing}"), columns, rows, phone="blocks", dense=not told)


def _row(run: Run, rule: Rule, *, told: bool) -> tuple[Cell, ...]:
    fact = rule.fact
    cells = (
        Cell(fact.label, note=" · ".join(rule.codes)),
        Cell(numbers(run, fact)),
        run.cell(_text(run, fact)),
    )
    answer = fact.why if rule.standing == "deferred" else str(fact.entry.get("remedy") or "")
    return (*cells, run.cell(answer)) if told else cells


def _text(run: Run, fact: Fact) -> str:
    """The first text the figure is judged by; a choice of the package only where there is no text."""
    keys = [str(entry["key"]) for entry in json.loads(fact.row.get("law") or "[]")]
    ordered = sorted(keys, key=lambda key: key.startswith("conventions."))
    return next(iter(texts_of(run, ordered)), "")


def _silent(run: Run, standing: str, found: list[Rule]) -> Table | None:
    return unsaid(
        run,
        run.say(f"a1.table.{standing}", n=len(found)),
        [rule.fact for rule in found],
        lambda fact: _named(found, fact.id),
    )


def _named(found: list[Rule], name: str) -> str:
    rule = next(rule for rule in found if rule.fact.id == name)
    return f"{rule.codes[0]}{words.GLUE}{rule.fact.short}"
