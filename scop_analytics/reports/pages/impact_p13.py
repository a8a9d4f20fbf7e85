"""P13 « Nos engagements »: each commitment beside what the results say of it, those given up included."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Final

from scop_analytics import words
from scop_analytics.figures.target_rows import TargetRow, target_rows
from scop_analytics.reports.objects import Block, Cell, Column, Figure, Page, Say, Table
from scop_analytics.reports.pages.impact_promises import (
    STATES,
    Promise,
    in_unit,
    own_words,
    promises,
    sheet_format,
    start_shown,
)
from scop_analytics.reports.pages.impact_words import quoted
from scop_analytics.reports.run import Run

DRAWN: Final = ("kept", "on_track", "late")
HEADS: Final = (("promise", 30, "left"), ("start", 11, "right"), ("now", 13, "right"), ("target", 11, "right"), ("due", 13, "left"), ("state", 22, "left"))  # fmt: skip


def page(run: Run) -> Page:
    """Bars for what can be measured, then every commitment; a co-operative without any reads how to write one."""
    found = promises(run)
    parts = [_figure(run, found), _table(run, found)]
    blocks: list[Block] = [part for part in parts if part]
    rules = ["state", "direction", "dropped", *(["hidden"] if any(one.state == "hidden" for one in found) else [])]
    return run.page(
        "P13",
        title=_title(run, found),
        subtitle=run.say("p13.subtitle"),
        blocks=blocks or [Say(run.say("p13.none"))],
        ids=list(dict.fromkeys(one.fact.id for one in found if one.fact)),
        sources=("commitments",),
        method=[run.say(f"p13.method.{rule}") for rule in rules],
    )


def _title(run: Run, found: list[Promise]) -> str:
    counts = Counter(one.state for one in found)
    told = [(state, counts[state]) for state in STATES if counts[state]]
    if not told:
        return run.say("p13.title_none")
    parts = [run.say(f"p13.{state}{'_first' if place == 0 else ''}", n=n) for place, (state, n) in enumerate(told)]
    return words.listed(parts, run.lang)


def _figure(run: Run, found: list[Promise]) -> Figure | None:
    """Only commitments with a published value and a target; one whose figure is masked has no bar."""
    drawn = [one for one in found if one.state in DRAWN and one.fact and one.fact.known and one.target is not None]
    if not drawn:
        return None
    first = drawn[0]
    said = {"promise": own_words(run, first), "now": _full(first), "aim": _aim(run, first)}
    return Figure(
        chart=target_rows([_bar(run, one) for one in drawn]),
        data=Table(
            run.say("p13.measure"),
            run.columns("p13.head.promise", "p13.head.now", "p13.head.target"),
            tuple((Cell(_measured(one)), _now(run, one), _number(one, one.target)) for one in drawn),
            phone="table",
        ),
        title=run.say("p13.figure"),
        measure=run.say("p13.measure"),
        reading=run.say("p13.reading", **said),
        alternative=run.say("p13.alternative", n=len(drawn)),
        n=str(len(drawn)),
        ids=tuple(dict.fromkeys(one.fact.id for one in drawn if one.fact)),
    )


def _measured(one: Promise) -> str:
    return one.fact.short if one.fact else ""


def _full(one: Promise) -> str:
    return one.fact.full if one.fact else ""


def _aim(run: Run, one: Promise) -> str:
    return run.say(f"p13.{one.goal or 'at_least'}", value=in_unit(one, one.target or 0))


def _bar(run: Run, one: Promise) -> TargetRow:
    fact = one.fact
    value = fact.value if fact and fact.value is not None else 0.0
    start = float(one.told["baseline"]) if start_shown(run, one) else None
    aim = run.say("p13.aim", value=in_unit(one, one.target or 0))
    return TargetRow(_measured(one), value, float(one.target or 0), start, fact.fraction if fact else "", aim)


def _table(run: Run, found: list[Promise]) -> Table | None:
    if not found:
        return None
    columns = tuple(
        Column(run.say(f"p13.head.{name}"), "left" if side == "left" else "right", width, line=name == "state")
        for name, width, side in HEADS
    )
    return Table(run.say("p13.table"), columns, tuple(_row(run, one) for one in found))


def _row(run: Run, one: Promise) -> tuple[Cell, ...]:
    owner = words.typography(str(one.told.get("owner") or run.say("p13.no_owner")), run.lang)
    note = " · ".join([one.id, *([one.fact.short] if one.fact else []), owner])
    due, told = one.told.get("due_date"), own_words(run, one)
    return (
        quoted(run, told, note) if one.id not in run.context.get("notes", {}) else Cell(told, note=note),
        _start(run, one),
        _now(run, one),
        _number(one, one.target) if one.fact else run.cell(""),
        run.cell(words.long_date(date.fromisoformat(str(due)), run.lang) if due else ""),
        Cell(run.say(f"p13.state.{one.state}"), note=_why(run, one), strong=True),
    )


def _start(run: Run, one: Promise) -> Cell:
    if one.told.get("baseline") is None or one.fact is None:
        return run.cell("")
    return _number(one, one.told["baseline"]) if start_shown(run, one) else Cell(run.say("p13.unpublished"))


def _now(run: Run, one: Promise) -> Cell:
    if one.fact is None or one.state == "untold":
        return run.cell("")
    return one.fact.fraction_cell if one.fact.known else Cell(one.fact.status_text)


def _number(one: Promise, value: float | None) -> Cell:
    return Cell(in_unit(one, value), float(value), sheet_format(one)) if value is not None else Cell("")


def _why(run: Run, one: Promise) -> str:
    """The co-operative's reason; that it says otherwise than the figures; or that nobody can check what it declares."""
    if one.state == "hidden":
        return ""
    reason = run.context.get("notes", {}).get(f"{one.id}/reason") or one.told.get("reason")
    lines = [words.typography(str(reason), run.lang)] if reason else []
    if one.state == "dropped":
        lines.insert(0, run.say("p13.since", when=str(one.told.get("ended") or one.told["fiscal_year"])))
    elif one.state in DRAWN and one.declared not in ("", one.state):
        lines.insert(0, run.say("p13.declared_otherwise", state=run.say(f"p13.state.{one.declared}").lower()))
    elif one.state in DRAWN and not (one.fact and one.fact.known and one.goal):
        lines.insert(0, run.say("p13.declared"))
    return " ".join(lines)
