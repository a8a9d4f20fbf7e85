"""E12 « Vos droits »: what an employee may ask about pay, how, how soon, and what the size of a group forbids to say."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from scop_analytics.answers.computing import delay
from scop_analytics.answers.letter import PROVISIONAL
from scop_analytics.reports.objects import Block, Cell, Column, Page, Say, Table
from scop_analytics.reports.pages.equity_words import titled
from scop_analytics.reports.rights import LISTED
from scop_analytics.reports.run import Run

SEXES: Final = ("F", "M")
HEADS: Final = ("e12.head.category", "e12.head.F", "e12.head.M")


def page(run: Run) -> Page:
    """The right to ask for everyone; the categories compared for those who work here, or speak for them."""
    told: Mapping[str, Any] = run.context.get("rights") or {}
    inside = run.audience in LISTED
    table = _table(run, told) if inside and told.get("categories") else None
    blocks: list[Block] = [*_sentences(run, told, inside=inside), *([table] if table else [])]
    if inside and table is None:
        blocks.append(Say(run.say("e12.no_category")))
    return run.page(
        "E12",
        title=_title(run, told, inside=inside),
        subtitle=run.say("e12.subtitle"),
        blocks=blocks,
        ids=(),
        sources=("payroll", "employees"),
        method=_method(run, told, inside=inside),
    )


def _method(run: Run, told: Mapping[str, Any], *, inside: bool) -> list[str]:
    hidden = [run.say("e12.method.hidden")] if inside else []
    unnamed = [run.say("e12.method.unnamed", fewest=told["fewest"])] if inside and told.get("others") else []
    return [run.say("e12.method.pay"), *hidden, *unnamed]


def _given(told: Mapping[str, Any]) -> tuple[int, int]:
    """Categories for which both means may be told, and all that are named."""
    rows = told.get("categories", [])
    return sum(all(row[sex] for sex in SEXES) for row in rows), len(rows)


def _title(run: Run, told: Mapping[str, Any], *, inside: bool) -> str:
    if not inside:
        return run.say("e12.title_outside")
    both, named = _given(told)
    if not both:
        return run.say("e12.title_none")
    whole = both == named and not told.get("others")
    return run.say("e12.title_all" if whole else "e12.title_some", n=both)


def _sentences(run: Run, told: Mapping[str, Any], *, inside: bool) -> list[Say]:
    """What may be asked, how, how soon, of whom; how jobs are compared; what cannot be said and why."""
    how = "answer" if run.audience == "employer" else "how"
    parts = [("ask", run.say("e12.ask")), (how, _how(run, inside=inside))]
    if soon := _delay(run):
        parts.append(("delay", soon))
    if inside:
        parts.append(("criteria", run.say(f"e12.grid.{told.get('grid', 'csp_level')}")))
        parts.append(("limits", run.say("e12.limits", least=told.get("least", 0))))
    return [Say(text, run.say(f"e12.label.{name}")) for name, text in parts]


def _delay(run: Run) -> str:
    """How long the law leaves to answer, on the day of the report; a draft is said to be one."""
    law = delay(date.fromisoformat(run.context["established"]))
    if not law:
        return ""
    said = run.say("e12.delay", n=law["months"])
    return f"{said} {run.say('answer.draft')}" if law["status"] in PROVISIONAL else said


def _how(run: Run, *, inside: bool) -> str:
    """To whom to write: as the co-operative says it (its own note on this page), or in general; the employer, how to answer."""
    if run.audience == "employer":
        return run.say("e12.how_employer")
    if not inside:
        return run.say("e12.how_outside")
    contact = str(run.context.get("notes", {}).get("E12", ""))
    return run.say("e12.how_note", contact=contact) if contact else run.say("e12.how")


def _table(run: Run, told: Mapping[str, Any]) -> Table:
    """For each category, whether the mean of each sex may be told to somebody of it who asks."""
    columns = tuple(Column(run.say(head), "left", width) for head, width in zip(HEADS, (50, 25, 25), strict=True))
    rows = [(Cell(titled(run, row["value_category"])), *(_cell(run, told=row[sex]) for sex in SEXES)) for row in told["categories"]]  # fmt: skip
    if told.get("others"):
        rows.append((Cell(run.say("e12.others")), *(_cell(run, told=False) for _ in SEXES)))
    return Table(run.say("e12.caption"), columns, tuple(rows), phone="table")


def _cell(run: Run, *, told: bool) -> Cell:
    return Cell(run.say("e12.told" if told else "e12.untold"))
