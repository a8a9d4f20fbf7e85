"""What follows a category gap at the threshold: the co-operative's own reasons and actions, and what the directive asks.

A reason or an action is a row of the table `notes`; its subject is the page, the category and the word: ``E6/CADRE C3/raison``
(or ``reason``) for the objective reason, ``E6/CADRE C3/action`` for the action.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from scop_analytics import law, words
from scop_analytics.reports.objects import Cell, Column, Say, Table
from scop_analytics.reports.pages.equity_law import owed
from scop_analytics.reports.pages.equity_words import titled
from scop_analytics.reports.run import Run

PAGE: Final = "E6"
REASON: Final = ("raison", "reason")
ACTION: Final = ("action",)
ALERT: Final = "pay_equity.alert_percent"
MONTHS: Final = "pay_equity.assessment_remedy_months"


def limit(run: Run) -> str:
    """The threshold as people read it; empty when no text gave one at the end of the fiscal year."""
    rules = law.at(run.end)
    return words.percent(float(str(rules[ALERT])), run.lang, 0) if ALERT in rules else ""


def reasons(run: Run, reached: Sequence[str]) -> list[Table]:
    """The categories at the threshold with the reason and the action the co-operative gave, or that none was given."""
    if not reached:
        return []
    rows = tuple((_headed(run, name), _told(run, name, REASON), _told(run, name, ACTION)) for name in reached)
    columns = (
        Column(run.say("e6.head.category"), "left", 26),
        Column(run.say("e6.head.reason"), "left", 37, line=True),
        Column(run.say("e6.head.action"), "left", 37, line=True),
    )
    return [Table(run.say("e6.reasons"), columns, rows, measure=run.say("e6.reasons_measure"))]


def _headed(run: Run, name: str) -> Cell:
    """The category in words, and under it the name its notes go by, where that is another."""
    title = titled(run, name)
    return Cell(title, note="" if title == name else name)


def _told(run: Run, category: str, kinds: Sequence[str]) -> Cell:
    notes = run.context.get("notes", {})
    found = next((notes[key] for kind in kinds if (key := f"{PAGE}/{category}/{kind}") in notes), "")
    return run.cell(str(found)) if found else Cell(run.say("e6.none_given"))


def next_steps(run: Run, *, reached: bool) -> list[Say]:
    """The three conditions of the joint assessment, all needed, then what a co-operative of this size owes, and when."""
    rules = law.at(date.fromisoformat(run.context["established"]))
    if not reached or MONTHS not in rules:
        return []
    months = int(str(rules[MONTHS]))
    said = [run.say("e6.next", limit=limit(run), months=months), *_owed(run, months)]
    if rules.version(MONTHS).status == "draft":
        said.append(run.say("e6.draft"))
    return [Say(" ".join(said))]


def _owed(run: Run, months: int) -> list[str]:
    """When the categories are next declared and corrected by, and who only has to bargain."""
    found = {duty.name: duty for duty in owed(run)}
    declared, procedure = found.get("categories"), found.get("procedure")
    said: list[str] = []
    if declared and declared.due and declared.applies == "yes":
        said.append(run.say("e6.due", day=declared.due, until=_later(declared.due, months)))
    elif declared and declared.applies == "voluntary":
        said.append(run.say("e6.voluntary", least=declared.least))
    if procedure and procedure.applies == "no":
        said.append(run.say("e6.no_procedure", least=procedure.least))
    return said


def _later(day: date, months: int) -> date:
    """The same day of the month, ``months`` later (the declaration falls on a first)."""
    place = day.month - 1 + months
    return day.replace(year=day.year + place // 12, month=place % 12 + 1)
