"""P11, the table of the voluntary standard and what the figures rest on: factors, their database, the part estimated."""

from __future__ import annotations

from typing import Final

from scop_analytics import words
from scop_analytics.reports.facts import Fact, quantity
from scop_analytics.reports.objects import Cell, Column, Table
from scop_analytics.reports.pages.impact_words import pairs, quoted, value_cell
from scop_analytics.reports.run import Run

LINES: Final = (
    "energy_used", "renewable_energy_share", "scope_1", "scope_2", "scope_3", "ghg_total", "ghg_per_fte", "ghg_per_turnover",
    "business_travel", "air_travel_share", "commuting", "waste", "recycled_waste_share", "water_used",
)  # fmt: skip
SCOPE: Final = "scope_"
TONNES: Final = ("tonne_co2e", "tonne_co2e_per_fte")
NAMED: Final = ("percent", "kilometres")  # units the label or the number already says
SPENT: Final = "ghg_spend_based_share"


def tonnes(run: Run, fact: Fact) -> str:
    """« 114,5 t »: as on the first page."""
    return quantity(fact.value or 0, "tonne", run.lang, 1) if fact.known else fact.status_text


def energy_text(run: Run, fact: Fact) -> str:
    """« 64 500 kWh »."""
    return run.say("p11.kwh", value=words.number(fact.value, run.lang, 0)) if fact.known else fact.status_text


def lines_of_the_standard(run: Run) -> Table | None:
    """Year by year, with the disclosure of the voluntary standard for small companies each line answers to."""
    shown = [(name, _history(run, name)) for name in LINES]
    told = [(name, past) for name, past in shown if any(fact.known or fact.status == "suppressed" for fact in past)]
    if not told:
        return None
    columns = (
        Column("", "left", 44),
        *(Column(str(year)) for year in run.years),
        Column(run.say("p8.standard"), "left", 9),
    )
    rows = tuple(
        (Cell(_label(run, name, past[-1])), *(_cell(run, fact) for fact in past), run.cell(_standard(past[-1])))
        for name, past in told
    )
    return Table(run.say("p11.table"), columns, rows, measure=run.say("p11.table_measure"))


def _history(run: Run, name: str) -> list[Fact]:
    if name.startswith(SCOPE):
        return run.history("ghg_total", scope=name.removeprefix(SCOPE))
    return run.history(name)


def _label(run: Run, name: str, fact: Fact) -> str:
    label = run.say(f"p11.line.{name}") if name.startswith(SCOPE) else fact.label
    unit = f"unit.name.{fact.unit}"
    return f"{label} ({run.say(unit)})" if fact.unit not in NAMED and words.known(unit, run.lang) else label


def _cell(run: Run, fact: Fact) -> Cell:
    if not fact.known:
        return value_cell(run, fact)
    if fact.unit == "percent":
        return fact.cell
    digits = 1 if fact.unit in (*TONNES, "kg_co2e_per_keur") else 0
    return Cell(words.number(fact.value, run.lang, digits), fact.value, "one" if digits else "integer")


def _standard(fact: Fact) -> str:
    return str(fact.entry.get("standards", {}).get("VSME", ""))


def rests_on(run: Run) -> Table:
    """Database of the factors, sources read, and how much of the figure comes from euros spent."""
    factors = run.context.get("footprint", {}).get("factors", {})
    named = [words.typography(str(name), run.lang) for name in factors.get("named", [])]
    spent = run.fact(SPENT)
    rows: list[tuple[str, str | Cell]] = [
        ("p11.factors", quoted(run, words.listed(named, run.lang)) if named else run.say("p11.factors_unnamed")),
        ("p11.sources", run.say("p11.sources_said", n=int(factors["sources"])) if factors.get("sources") else ""),
        ("p11.unnamed", run.say("p11.unnamed_said", n=int(factors["unnamed"])) if factors.get("unnamed") else ""),
        ("p11.spent", spent.text if spent.known else ""),
    ]
    return pairs(run.say("p11.rests_on"), [(run.say(key), text) for key, text in rows])
