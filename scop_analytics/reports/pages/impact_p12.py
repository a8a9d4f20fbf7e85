"""P12 « Durer et s'ancrer »: reserves nobody may share, age and jobs, local roots, what goes to other co-operatives."""

from __future__ import annotations

from typing import Final

from scop_analytics.figures.pay_bands import Band, pay_bands
from scop_analytics.reports.facts import Fact
from scop_analytics.reports.movement import survival
from scop_analytics.reports.objects import Block, Cell, Column, Figure, Page, Table
from scop_analytics.reports.pages.courses import course_title, cuts
from scop_analytics.reports.pages.impact_absent import unsaid
from scop_analytics.reports.pages.impact_words import counted, value_cell
from scop_analytics.reports.run import Run

RESERVES: Final = "indivisible_reserves_amount"
MONTHS: Final = "indivisible_reserves_months"
ROOTS: Final = "local_jobs_share"
TABLES: Final = {
    "last": (
        "cooperative_age", "indivisible_reserves", MONTHS, "financial_autonomy", "investment_rate", "research_rate",
        "succession",
    ),
    "roots": ("headcount", "net_job_creation", ROOTS, "local_purchases", "social_purchases"),
    "support": (
        "solidarity_investment", "solidarity_to_equity", "called_to_committed", "firms_supported", "jobs_supported",
        "turned_cooperative", "cooperative_dues", "joint_projects", "gifts", "solidarity_hours",
    ),
}  # fmt: skip
SHOWN: Final = (RESERVES, *(name for names in TABLES.values() for name in names))
SEVERAL: Final = 2
YEAR_WIDTH: Final = 14


def page(run: Run) -> Page:
    """What is known in tables of years; what is not, once, with its reason."""
    facts = [run.fact(name) for name in SHOWN]
    silent = [fact for fact in facts if not fact.known]
    parts = [_figure(run), *(_table(run, name) for name in TABLES), unsaid(run, run.say("p12.unsaid"), silent, _name)]
    blocks: list[Block] = [part for part in parts if part]
    return run.page(
        "P12",
        title=_title(run),
        subtitle=run.say("p12.subtitle"),
        blocks=blocks,
        ids=[fact.id for fact in facts if fact.known] or [RESERVES],
        sources=("entity", "employees", "purchases", "investments", "solidarity_actions"),
        method=[run.say("p12.method.reserves"), run.say("p12.method.local"), *_movement(run)],
    )


def _name(fact: Fact) -> str:
    return fact.label


def _title(run: Run) -> str:
    reserves, months, roots = (run.fact(name) for name in (RESERVES, MONTHS, ROOTS))
    if reserves.known and not reserves.value:
        return run.say("p12.title_none")
    if reserves.known:
        held = {"reserves": reserves.text, "months": counted(run, months, "months") if months.known else ""}
        return run.say("p12.title" if months.known else "p12.title_reserves", **held)
    if roots.known:
        return run.say("p12.title_roots", jobs=roots.fraction)
    return run.say("p12.title_hidden" if reserves.status == "suppressed" else "p12.title_missing")


def _figure(run: Run) -> Figure | None:
    """Reserves at each closing; one year alone is told by the title."""
    known = [fact for fact in reversed(run.history(RESERVES)) if fact.known]
    if len(known) < SEVERAL or known[0].year != run.year or not any(fact.value for fact in known):
        return None
    last, first = known[0], known[-1]
    said = {"now": last.text, "before": first.text, "since": str(first.year)}
    told = cuts(run, (RESERVES,), [fact.year for fact in known])
    return Figure(
        chart=pay_bands([Band(str(fact.year), fact.value, fact.text, told.get(fact.year, "")) for fact in known]),
        data=Table(
            run.say("p12.reserves_measure"),
            run.columns("word.year", "p12.reserves"),
            tuple((Cell(str(fact.year)), fact.cell) for fact in known),
            phone="table",
        ),
        title=course_title(run, "p12.reserves", known[::-1]),
        measure=run.say("p12.reserves_measure"),
        reading=run.say("p12.reserves_reading", **said),
        alternative=run.say("p12.reserves_alternative", **said),
        n=str(len(known)),
        ids=(RESERVES,),
    )


def _table(run: Run, part: str) -> Table | None:
    """One row a figure known this year, its years side by side."""
    known = [name for name in TABLES[part] if run.fact(name).known]
    if not known:
        return None
    columns = (
        Column(run.say("word.indicator"), "left"),
        *(Column(str(year), "right", YEAR_WIDTH) for year in run.years),
    )
    return Table(run.say(f"p12.table.{part}"), columns, tuple(_row(run, name) for name in known))


def _row(run: Run, name: str) -> tuple[Cell, ...]:
    facts = run.history(name)
    return (Cell(facts[-1].label), *(value_cell(run, fact) for fact in facts))


def _movement(run: Run) -> list[str]:
    published = survival(run.year, run.lang)
    if published is None:
        return []
    told = {"when": str(published.year), "ours": published.cooperatives, "firms": published.firms}
    return [run.say("p12.method.survival", source=published.source, **told)]
