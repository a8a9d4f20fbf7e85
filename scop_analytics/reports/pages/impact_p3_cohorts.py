"""P3, how long each year's hires took to become members: one bar a year of hire."""

from __future__ import annotations

from typing import Final

from scop_analytics.figures.pay_bands import Band, pay_bands
from scop_analytics.reports.facts import Fact
from scop_analytics.reports.objects import Figure, Table
from scop_analytics.reports.pages.impact_words import counted, value_cell
from scop_analytics.reports.run import Run

COHORTS: Final = "time_to_membership_by_cohort"
SHOWN: Final = 8  # years of hire drawn, the latest
FEWEST: Final = 2  # bars: one alone compares nothing


def cohorts(run: Run) -> Figure | None:
    """Median months from hire to membership, the latest years of hire; years masked for these readers say so."""
    facts = [fact for fact in run.facts(COHORTS) if fact.segment.get("hire_year", "").isdigit()]
    held = [fact for fact in facts if fact.known or fact.status == "suppressed"][-SHOWN:]
    known = [fact for fact in held if fact.known]
    if len(known) < FEWEST:
        return None
    rows = tuple(
        (run.cell(fact.segment["hire_year"]), run.cell(_members(fact)), value_cell(run, fact, fraction=False))
        for fact in held
    )
    slowest = max(known, key=lambda fact: fact.value or 0)
    facts_told = {"hired": slowest.segment["hire_year"], "time": counted(run, slowest, "months")}
    return Figure(
        chart=pay_bands([_bar(run, fact) for fact in held]),
        data=Table(run.say("p3.cohorts"), run.columns("p3.hired", "p3.line.all", "p3.median"), rows, phone="table"),
        title=run.say("p3.cohorts"),
        measure=run.say("p3.cohorts_measure", date=run.end),
        reading=run.say("p3.cohorts_reading", n=_members(slowest) or 0, date=run.end, **facts_told),
        alternative=run.say("p3.cohorts_alternative", **facts_told),
        n=str(sum(_members(fact) or 0 for fact in known)),
        ids=(COHORTS,),
    )


def _bar(run: Run, fact: Fact) -> Band:
    label = run.say("p3.hired_in", hired=fact.segment["hire_year"])
    return Band(label, fact.value, counted(run, fact, "months")) if fact.known else Band(label, None, fact.status_text)


def _members(fact: Fact) -> int | None:
    people = fact.row.get("people") if fact.known else None
    return None if people is None else int(people)
