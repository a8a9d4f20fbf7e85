"""P10 « Accueillir et transmettre »: from applications to people hired, and what these were shown of the co-operative."""

from __future__ import annotations

from typing import Final

from scop_analytics.figures.exclusion_funnel import Step, exclusion_funnel
from scop_analytics.figures.stacked_rows import Part, StackedRow, stacked_rows
from scop_analytics.reports.facts import Fact
from scop_analytics.reports.objects import Block, Cell, Column, Figure, Page, Say, Table
from scop_analytics.reports.pages.courses import cuts
from scop_analytics.reports.pages.impact_words import ROUNDED, absence, counted, lacking, value_cell
from scop_analytics.reports.run import Run

BOTH: Final = "hires_met_and_told"
HIRED: Final = "recruits"
STEPS: Final = {
    "candidates": "women_among_candidates",
    "interviewed_candidates": "women_among_interviewed",
    "finalists": "women_among_finalists",
    HIRED: "women_among_recruits",
}
SHOWN: Final = ("finalists_met_team", "finalists_told_model", "hires_met_team", "hires_told_model", BOTH)
YEARLY: Final = ("candidates", HIRED, BOTH, "time_to_offer", "trials_ended", "time_to_membership")
TIMES: Final = {"time_to_offer": "days", "time_to_membership": "months"}
SEVERAL: Final = 2
TOLD: Final = ("concluded", "shown", "sex", "ranges")


def page(run: Run) -> Page:
    """The funnel, what people hired were shown, and the years; without a register of applications, the file it needs."""
    hired = run.fact(HIRED)
    figures = [run.fact(name) for name in (*STEPS, *SHOWN, *YEARLY)]
    parts = [_funnel(run), _shown(run), _by_sex(run), _yearly(run)]
    blocks: list[Block] = [part for part in parts if part]
    known = any(fact.known for fact in figures[: len(STEPS) + len(SHOWN)])
    if not known:
        blocks.insert(0, Say(absence(run, run.fact(BOTH))))
    rounded = ("rounded",) if run.audience in ROUNDED else ()
    return run.page(
        "P10",
        title=_title(run),
        subtitle=run.say("p10.subtitle", company=run.company),
        blocks=[*blocks, *(lacking(run, figures) if known else [])],
        ids=(BOTH, *STEPS, *SHOWN[:-1], *YEARLY[3:]),
        n=run.say("p10.n", n=int(hired.value)) if hired.value is not None else "",
        sources=("recruitments", "employees", "members"),
        method=[run.say(f"p10.method.{part}") for part in (*TOLD, *rounded)],
    )


def _title(run: Run) -> str:
    both, hired = run.fact(BOTH), run.fact(HIRED)
    if hired.value == 0 or (both.status == "not_computable" and not hired.known):
        return run.say("p10.title_nobody")
    if both.known and both.part is not None and both.whole:
        return run.say(f"p10.title_{_many(both.part, both.whole)}", n=both.part, whole=both.whole)
    if hired.value is not None:
        return run.say("p10.title_hired", n=int(hired.value))
    return run.say("p10.title_hidden" if both.status == "suppressed" else "p10.title_missing")


def _many(part: int, whole: int) -> str:
    """Which sentence counts them: the only one, none, all of them, some."""
    if whole == 1:
        return "one_yes" if part else "one_no"
    if not part:
        return "none"
    return "all" if part == whole else "some"


def _funnel(run: Run) -> Figure | None:
    """A bar a stage; a hidden stage is a word in its place."""
    facts = [run.fact(name) for name in STEPS]
    if not facts[0].known or not any(fact.known for fact in facts[1:]):
        return None
    steps = [_step(run, fact) for fact in facts]
    columns = run.columns("p10.stage", "p2.people", "word.women", "word.men")
    rows = tuple((run.cell(run.say(f"p10.stage.{name}")), *_sexes(run, name)) for name in STEPS)
    first, last = facts[0], facts[-1]
    said = {"applications": run.say("p10.applications", n=int(first.value or 0))}
    said["hires"] = run.say("p10.hires", n=int(last.value or 0))
    key = "funnel" if last.known else "funnel_hidden"
    return Figure(
        chart=exclusion_funnel(steps),
        data=Table(run.say("p10.funnel"), columns, rows, phone="table"),
        title=run.say("p10.funnel"),
        measure=run.say("p10.funnel_measure"),
        reading=run.say(f"p10.{key}_reading", **said),
        alternative=run.say(f"p10.{key}_alternative", **said),
        n=first.text,
        ids=tuple(STEPS),
    )


def _step(run: Run, fact: Fact) -> Step:
    women = run.fact(STEPS[fact.id])
    told = women.known and women.part is not None and women.whole
    count = int(fact.value) if fact.value is not None else None
    return Step(
        run.say(f"p10.stage.{fact.id}"),
        count,
        fact.text,
        lost=run.say("p10.women_of", fraction=women.fraction) if told else "",
        focus=fact.id == HIRED,
    )


def _sexes(run: Run, name: str) -> tuple[Cell, ...]:
    return tuple(value_cell(run, run.fact(name, **sex)) for sex in ({}, {"sex": "F"}, {"sex": "M"}))


def _shown(run: Run) -> Figure | None:
    """Of each year's people hired, those who met the team and were told of the model, and the others."""
    years = [fact for fact in reversed(run.history(BOTH)) if fact.known and fact.part is not None and fact.whole]
    if not years or years[0].year != run.year:
        return None
    told = cuts(run, (BOTH,), [fact.year for fact in years])
    rows = [_bar(fact, told.get(fact.year, "")) for fact in years]
    names = [run.say(f"p10.{key}") for key in ("both", "not_both")]
    short = [run.say(f"p10.short.{key}") for key in ("both", "not_both")]
    table = tuple(
        (run.cell(str(fact.year)), run.cell(fact.part), run.cell((fact.whole or 0) - (fact.part or 0)))
        for fact in years
    )
    now = years[0]
    parts = [run.say("p10.shown_reading", n=now.part or 0, whole=now.whole or 0)]
    parts += (
        [run.say("p10.shown_before", since=str(years[-1].year), before=years[-1].fraction)] if len(years) > 1 else []
    )
    drawn = [any(row.parts[place].share for row in rows) for place in range(len(names))]  # in whatever year
    over, narrow = ([name if seen else "" for name, seen in zip(each, drawn, strict=True)] for each in (names, short))
    return Figure(
        chart=stacked_rows(rows, over, short_names=narrow),
        data=Table(run.say("p10.shown"), run.columns("word.year", "p10.both", "p10.not_both"), table, phone="table"),
        title=run.say("p10.shown"),
        measure=run.say("p10.shown_measure" if len(years) >= SEVERAL else "p10.shown_measure_first"),
        reading=" ".join(parts),
        alternative=run.say("p10.shown_alternative", n=now.part or 0, whole=now.whole or 0),
        n=str(now.whole),
        ids=(BOTH,),
    )


def _bar(fact: Fact, cut: str) -> StackedRow:
    part, whole = fact.part or 0, fact.whole or 1
    counts = (part, whole - part)
    parts = tuple(Part(round(100 * count / whole, 1), str(count) if count else "") for count in counts)
    return StackedRow(str(fact.year), parts, cut=cut)


def _by_sex(run: Run) -> Table | None:
    """What finalists and people hired were shown, in all and by declared sex."""
    facts = [run.fact(name) for name in SHOWN]
    if all(fact.status in ("missing", "not_computable") for fact in facts):
        return None
    rows = tuple((run.cell(fact.label), *_sexes(run, fact.id)) for fact in facts if fact.status != "missing")
    hidden = any("■" in cell.text for row in rows for cell in row)
    columns = (Column("", "left", 52), *(Column(run.say(head)) for head in ("word.all", "word.women", "word.men")))
    measure = run.say("p10.details_hidden" if hidden else "p10.details_measure")
    return Table(run.say("p10.details"), columns, rows, measure=measure, phone="blocks")


def _yearly(run: Run) -> Table | None:
    """Year by year; one year alone compares nothing and still says how long a recruitment takes."""
    facts = {name: run.history(name) for name in YEARLY}
    shown = {name: past for name, past in facts.items() if any(fact.status != "missing" for fact in past)}
    if not shown:
        return None
    columns = (Column("", "left", 40), *(Column(str(year)) for year in run.years))
    rows = tuple((run.cell(past[-1].label), *(_past(run, fact) for fact in past)) for past in shown.values())
    return Table(run.say("p10.years"), columns, rows, phone="table")


def _past(run: Run, fact: Fact) -> Cell:
    if fact.known and fact.id in TIMES:
        return Cell(counted(run, fact, TIMES[fact.id]), fact.value, "one")
    return value_cell(run, fact)
