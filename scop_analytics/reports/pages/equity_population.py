"""A population of E2: from everyone in the files to those counted, step by step, and by which rule the others are not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from scop_analytics import words
from scop_analytics.figures.exclusion_funnel import Step, exclusion_funnel
from scop_analytics.reports.objects import Cell, Column, Figure, Table
from scop_analytics.reports.run import Run


@dataclass(frozen=True)
class Population:
    """``name`` in the context of the run; ``words``: the root of its sentences; ``rules``: where each reason is written."""

    name: str
    words: str
    rules: Mapping[str, str]
    ids: tuple[str, ...]
    title: str = ""

    def told(self, run: Run) -> Mapping[str, Any]:
        """What these readers may know of it."""
        return (run.context.get("exclusions") or {}).get(self.name) or {}


FILES: Final = {  # rules on the files, the same for every population
    "working_time_unknown": "employees.fte_rate",
    "no_payslip": "payroll.period",
    "period_not_covered": "payroll.period",
    "pay_not_positive": "payroll.base_pay",
    "sex_unknown": "employees.sex",
    "too_short": "conventions.rebuild_fte_months_minimum",
    "working_time_out_of_range": "conventions.fte_rate_minimum",
    "contract_twice": "conventions.fte_months_year_maximum",
}
GAP: Final = Population(
    "gap", "e2", {**FILES, "contract": "populations.pay", "situation": "populations.pay"}, ("mean_gap_hourly",)
)
INDEX: Final = Population(
    "index",
    "e2.index",
    {
        **FILES,
        **dict.fromkeys(("contract", "officer", "situation", "former_trainee"), "populations.index"),
        "absent": "pay_equity.presence_minimum",
    },
    (),
    "e2.index.title",
)


def funnel(run: Run, population: Population, **more: object) -> Figure:
    """A bar a step; ``more`` are facts of the sentence that reads it."""
    told = population.told(run)
    counted, everyone = int(told["counted"]), int(told["all"])
    facts = {"n": counted, "all": everyone, **more}
    rows = [(run.say(f"{population.words}.in_payroll"), everyone)]
    rows += [(_after(run, str(reason["reason"])), left) for reason, left in _left(told)]
    table = Table(
        run.say(f"{population.words}.steps"),
        run.columns("e2.step", "e2.people"),
        tuple((run.cell(name), run.cell(people)) for name, people in rows),
        phone="table",
    )
    return Figure(
        chart=exclusion_funnel(_steps(run, population)),
        data=table,
        reading=run.say(f"{population.words}.reading", **facts),
        alternative=run.say(f"{population.words}.alternative", **facts),
        title=run.say(population.title) if population.title else "",
        caption=run.say(f"{population.words}.steps"),
        n=str(everyone),
        ids=population.ids,
        repeated=bool(told["reasons"]),  # the table of reasons, right below, holds the same numbers
    )


def _left(told: Mapping[str, Any]) -> list[tuple[Mapping[str, Any], int]]:
    """Each reason with the people who remain after it."""
    remain, found = int(told["all"]), []
    for reason in told["reasons"]:
        remain -= int(reason["people"])
        found.append((reason, remain))
    return found


def _steps(run: Run, population: Population) -> list[Step]:
    told = population.told(run)
    everyone, flow = int(told["all"]), _left(told)
    entered = run.say(f"{population.words}.in_payroll")
    steps = [Step(entered, everyone, words.number(everyone, run.lang, 0), focus=not flow)]
    for place, (reason, remain) in enumerate(flow):
        last = place == len(flow) - 1
        label = run.say(f"{population.words}.counted") if last else _after(run, str(reason["reason"]))
        lost = run.say(f"e2.lost.{reason['reason']}", n=int(reason["people"]))
        shown = words.number(remain, run.lang, 0)
        steps.append(Step(label, remain, shown, f"{words.MINUS}{lost}", focus=last))
    return steps


def _after(run: Run, reason: str) -> str:
    return run.say(f"e2.after.{reason}")


def reasons(run: Run, population: Population) -> Table | None:
    """Who is left out, by reason, and by sex for those who may read it."""
    found = list(population.told(run).get("reasons") or [])
    if not found:
        return None
    by_sex = all(reason["women"] is not None and reason["men"] is not None for reason in found)
    names = ("women", "men", "people") if by_sex else ("people",)
    heads = ("e2.reason", *(f"e2.head.{name}" for name in names))
    columns = (*run.columns(*heads), Column(run.say("e2.rule"), "left", 30))
    columns = (Column(columns[0].head, "left", 36 if by_sex else 46), *columns[1:])
    rows = [
        (
            run.cell(_reason(run, str(reason["reason"]))),
            *(run.cell(int(reason[name])) for name in names),
            run.cell(population.rules.get(str(reason["reason"]), "")),
        )
        for reason in found
    ]
    total = [run.cell(sum(int(reason[name]) for reason in found)) for name in names]
    rows.append((run.cell(run.say(f"{population.words}.total")), *total, Cell("")))
    measure = "" if by_sex else run.say("e2.sex_hidden")
    return Table(run.say(f"{population.words}.reasons"), columns, tuple(rows), measure=measure, total=True)


def _reason(run: Run, reason: str) -> str:
    key = f"exclusion.{reason}"
    return run.say(key if words.known(key, run.lang) else "e2.other")
