"""P14 « Tous les indicateurs »: one row an indicator, years side by side, status, standards it answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from scop_analytics.reports.facts import Fact
from scop_analytics.reports.objects import Block, Cell, Column, Page, Table
from scop_analytics.reports.run import Run

STANDARDS: Final = ("VSME", "ESRS", "GRI", "SDG")


def page(run: Run) -> Page:
    """Every indicator of the run, masked and absent ones included: an auditor must see that each was considered."""
    catalogue: Mapping[str, Mapping[str, object]] = run.context["catalogue"]
    families = dict.fromkeys(str(entry["family"]) for entry in catalogue.values())
    blocks: list[Block] = []
    for family in families:
        ids = [name for name, entry in catalogue.items() if entry["family"] == family]
        blocks.append(_family(run, family, ids))
    shown = [run.fact(name) for name in catalogue]
    known = sum(fact.known for fact in shown)
    return run.page(
        "P14",
        title=run.say("p14.title", n=known, all=len(shown)),
        subtitle=run.say("p14.subtitle"),
        blocks=blocks,
        ids=(),
        method=[run.say("p14.method.statuses"), run.say("p14.method.same"), run.say("p14.method.standards")],
    )


def _family(run: Run, family: str, ids: list[str]) -> Table:
    years = run.years[-4:]
    width = 12 if len(years) < 4 else 11
    columns = (
        Column(run.say("word.indicator"), "left"),
        *(Column(str(year), "right", width) for year in years),
        Column(run.say("word.status"), "left", 20),
    )
    rows = tuple(_row(run, name, years) for name in ids)
    return Table(run.say(f"family.{family}"), columns, rows, phone="blocks")


def _row(run: Run, name: str, years: list[int]) -> tuple[Cell, ...]:
    now = run.fact(name)
    standards = dict(run.context["catalogue"][name].get("standards") or {})
    codes = [f"{standard} {standards[standard]}" for standard in STANDARDS if standards.get(standard)]
    note = " · ".join([now.code, *codes])
    return (Cell(now.label, note=note), *(_value(run, run.fact(name, year)) for year in years), Cell(now.status_text))


def _value(run: Run, fact: Fact) -> Cell:
    if not fact.known:
        return run.cell("")
    return fact.fraction_cell if fact.unit == "percent" else fact.cell
