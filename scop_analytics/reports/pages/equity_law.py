"""What the law asks of a co-operative of this size: each obligation, whether it applies, and when it is next due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from scop_analytics import law, words
from scop_analytics.law import Rules
from scop_analytics.reports.objects import Cell, Column, Table
from scop_analytics.reports.run import Run

SIZE: Final = "average_headcount"
FILE: Final = "transparency"
INDEX: Final = "index"
INDICATORS: Final = "indicators"
CATEGORIES: Final = "categories"
PROCEDURE: Final = "procedure"
INFORMATION: Final = "information"


@dataclass(frozen=True)
class Duty:
    """An obligation: does it apply (``yes``, ``no``, ``voluntary``, ``unknown``), from which size, when next."""

    name: str
    applies: str
    least: int = 0
    year: int | None = None
    ended: int | None = None
    last: int | None = None


def duties(run: Run) -> list[Duty]:
    """As the law stands on the day the report is made; an obligation without a dated value is left out."""
    rules = law.at(date.fromisoformat(run.context["established"]))
    size = run.fact(SIZE).value
    made = [_index, _indicators, _categories, _procedure, _information]
    return [duty for build in made if (duty := build(run, rules, size)) is not None]


def declaration(run: Run) -> Duty | None:
    """The next declaration of gaps: what a reader asks first."""
    return next((duty for duty in duties(run) if duty.name == INDICATORS), None)


def provisional(run: Run) -> bool:
    """Whether a part of the table rests on a text that is not final."""
    day = date.fromisoformat(run.context["established"])
    rules = law.at(day)
    return any(rules.version(key).status == "draft" for key in rules if key.startswith(f"{FILE}."))


def _value(rules: Rules, name: str) -> int | None:
    key = f"{FILE}.{name}"
    return int(str(rules[key])) if key in rules else None


def _applies(size: float | None, least: int, otherwise: str = "voluntary") -> str:
    if size is None:
        return "unknown"
    return "yes" if size >= least else otherwise


def _index(run: Run, rules: Rules, size: float | None) -> Duty | None:
    least = _value(rules, "index_workforce_minimum")
    if least is None:
        return None
    due, last = run.year + 1, rules.version(f"{FILE}.index_workforce_minimum").until
    ended = last.year if last is not None and due > last.year else None
    applies = "no" if ended else _applies(size, least, "no")
    return Duty(INDEX, applies, least, due if applies == "yes" else None, ended, last.year if last else None)


def _indicators(run: Run, rules: Rules, size: float | None) -> Duty | None:
    least, first = _value(rules, "indicators_workforce_minimum"), _value(rules, "indicators_first_year")
    if least is None or first is None:
        return None
    return Duty(INDICATORS, _applies(size, least), least, max(first, run.year + 1))


def _categories(run: Run, rules: Rules, size: float | None) -> Duty | None:
    """Every year for the largest, every few years for the others, who start later the smaller they are."""
    least, first = _value(rules, "indicators_workforce_minimum"), _value(rules, "categories_first_year")
    early, start = _value(rules, "categories_early_minimum"), _value(rules, "indicators_first_year")
    yearly, step = _value(rules, "categories_yearly_minimum"), _value(rules, "categories_interval")
    if least is None or first is None or early is None or start is None or yearly is None or step is None:
        return None
    begin = start if size is not None and size >= early else first
    every = 1 if size is not None and size >= yearly else step
    late = max(run.year + 1 - begin, 0)
    return Duty(CATEGORIES, _applies(size, least), least, begin + -(-late // every) * every)


def _procedure(_run: Run, rules: Rules, size: float | None) -> Duty | None:
    least = _value(rules, "procedure_workforce_minimum")
    return None if least is None else Duty(PROCEDURE, _applies(size, least, "no"), least)


def _information(_run: Run, rules: Rules, _size: float | None) -> Duty | None:
    """For every employee, whatever the size."""
    months = _value(rules, "information_reply_months")
    return None if months is None else Duty(INFORMATION, "yes", months)


def law_table(run: Run) -> Table | None:
    """« Ce que la loi demande à une coopérative de notre taille »."""
    found = duties(run)
    if not found:
        return None
    widths = (39, 24, 17, 20)
    heads = ("equity.law.duty", "equity.law.for_us", "equity.law.due", "equity.law.state")
    columns = tuple(Column(run.say(head), "left", width) for head, width in zip(heads, widths, strict=True))
    measure = run.say("equity.law.provisional") if provisional(run) else ""
    return Table(run.say("equity.law.caption"), columns, tuple(_row(run, duty) for duty in found), measure=measure)


def _row(run: Run, duty: Duty) -> tuple[Cell, ...]:
    alert = law.at(run.end)
    percent = alert.get("pay_equity.alert_percent", 0)
    name = run.say(f"equity.law.{duty.name}", percent=int(str(percent)))
    key = f"equity.law.{duty.name}_note"
    note = run.say(key, n=duty.least, last=str(duty.last or "")) if words.known(key, run.lang) else ""
    due = run.cell(str(duty.year)) if duty.year else run.cell(_undated(run, duty))
    return Cell(name, note=note), _for_us(run, duty), due, Cell(_state(run, duty))


def _for_us(run: Run, duty: Duty) -> Cell:
    if duty.ended:
        return Cell(run.say("equity.law.ended", last=str(duty.ended)))
    key = f"equity.law.{duty.applies}"
    return Cell(run.say(f"{key}_under" if duty.applies in ("no", "voluntary") else key, n=duty.least))


def _undated(run: Run, duty: Duty) -> str:
    return run.say("equity.law.on_request", n=duty.least) if duty.name == INFORMATION else ""


def _state(run: Run, duty: Duty) -> str:
    """In force, provisional or without object, in words."""
    if duty.applies == "no":
        return run.say("equity.law.not_applicable")
    return run.say("equity.law.in_force" if duty.name == INDEX else "equity.law.draft")
