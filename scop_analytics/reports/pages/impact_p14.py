"""P14 « Tous les indicateurs »: one row an indicator, years side by side, status, standards it answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from scop_analytics import words
from scop_analytics.reports.facts import Fact
from scop_analytics.reports.objects import Block, Cell, Column, Page, Table
from scop_analytics.reports.pages.impact_absent import joined
from scop_analytics.reports.run import Run

STATUS_WIDTH: Final = 14
FEWEST_YEARS: Final = 3
YEARS_WIDTH: Final = 33  # percent of the table shared by three years, or four
UNREAD: Final = f"{words.GLUE}*"
STANDARDS: Final = {"VSME": 6, "ESRS": 7, "GRI": 7, "SDG": 5}  # percent of the table


def page(run: Run) -> Page:
    """Every indicator of the run, masked and absent ones included: an auditor must see that each was considered."""
    catalogue: Mapping[str, Mapping[str, object]] = run.context["catalogue"]
    families = dict.fromkeys(str(entry["family"]) for entry in catalogue.values())
    blocks: list[Block] = []
    for family in families:
        ids = [name for name, entry in catalogue.items() if entry["family"] == family]
        blocks.append(_family(run, family, ids))
    shown = [latest(run, name) for name in catalogue]
    known = sum(fact.known for fact in shown)
    return run.page(
        "P14",
        title=run.say("p14.title", n=known, all=len(shown)),
        subtitle=run.say("p14.subtitle"),
        blocks=blocks,
        ids=(),
        method=[run.say("p14.method.statuses"), run.say("p14.method.same"), run.say("p14.method.standards")],
        annex=True,
    )


def _family(run: Run, family: str, ids: list[str]) -> Table:
    years = run.years[-4:]
    width = YEARS_WIDTH // max(len(years), FEWEST_YEARS)
    columns = (
        Column(run.say("word.indicator"), "left", 100 - STATUS_WIDTH - sum(STANDARDS.values()) - width * len(years)),
        *(Column(str(year), "right", width) for year in years),
        Column(run.say("word.status"), "left", STATUS_WIDTH),
        *(Column(_head(run, name), "left", part) for name, part in STANDARDS.items()),
    )
    none = run.cell("")
    empty = {name: latest(run, name) for name in ids if all(_value(run, name, year) == none for year in years)}
    return Table(
        run.say(f"family.{family}"),
        columns,
        tuple(_row(run, name, years) for name in ids),
        phone="blocks",
        dense=True,
        paper="register",
        folded=tuple(place for place, name in enumerate(ids) if name in empty),
        instead=_unvalued(run, list(empty.values())),
    )


def _unvalued(run: Run, facts: list[Fact]) -> str:
    """« ∅ Sans objet : … »: the indicators that no year has a value for, by status, each with its code."""
    named: dict[str, list[str]] = {}
    for fact in facts:
        named.setdefault(fact.status_text, []).append(f"{fact.short} ({fact.code})")
    parts = [run.say("p14.unvalued", status=status, names=joined(run, names)) for status, names in named.items()]
    return " ".join(parts)


def _head(run: Run, name: str) -> str:
    """The name of a standard, starred while its correspondence has not been read in the text itself."""
    from scop_analytics.indicators.explaining import standards  # lazily: only this page reads the list of standards

    return run.say(f"p14.standard.{name}") + ("" if standards()[name]["verified"] else UNREAD)


def _row(run: Run, name: str, years: list[int]) -> tuple[Cell, ...]:
    now = latest(run, name)
    standards = dict(run.context["catalogue"][name].get("standards") or {})
    codes = (Cell(str(standards.get(standard) or "")) for standard in STANDARDS)
    values = (_value(run, name, year) for year in years)
    return (Cell(now.label, note=now.code), *values, Cell(now.status_text), *codes)


def latest(run: Run, name: str) -> Fact:
    """The result for the whole; of an indicator that only has groups, one that has a value if any has."""
    groups = run.facts(name)
    whole = [fact for fact in groups if not fact.segment]
    known = [fact for fact in groups if fact.known]
    return next(iter([*whole, *known, *groups]), run.fact(name))


def _value(run: Run, name: str, year: int) -> Cell:
    fact = run.fact(name, year)
    if fact.known:
        return fact.fraction_cell
    groups = [group for group in run.facts(name, year) if group.segment and group.known]
    only_groups = groups and not any(not group.segment for group in run.facts(name, year))
    return run.cell(run.say("p14.groups", n=len(groups))) if only_groups else run.cell("")
