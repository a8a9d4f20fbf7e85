"""What the law asks of a co-operative of this size: each obligation, whether it applies, and when it is next due."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Final

from scop_analytics import law, words
from scop_analytics.law import HOME, READINGS
from scop_analytics.law.duties import Duty, duties
from scop_analytics.privacy import policy
from scop_analytics.reports.objects import Cell, Column, Table
from scop_analytics.reports.run import Run

SIZE: Final = "average_headcount"
INDICATORS: Final = "indicators"
BARGAINING: Final = "bargaining"
PROCEDURE: Final = "procedure"
REPRESENTATION: Final = "representation"
APART: Final = (BARGAINING, REPRESENTATION)  # told under another row; told to the largest only


def owed(run: Run) -> list[Duty]:
    """The duties of the year after the fiscal year, as the law stands on the day the report is made.

    Where readers only have a rounded workforce and the threshold lies within the rounding, the size decides: unknown.
    """
    least, most = (_duties(run, size) for size in _sizes(run))
    return [small if small == large else _unsure(small) for small, large in zip(least, most, strict=True)]


def _unsure(duty: Duty) -> Duty:
    return replace(duty, applies="unknown", due=None, every=None)


def _duties(run: Run, size: float | None) -> tuple[Duty, ...]:
    reading = run.context.get("transposition", READINGS[0])
    return duties(size, run.year + 1, known=_day(run), reading=reading, jurisdictions=(HOME,))


def _sizes(run: Run) -> tuple[float | None, float | None]:
    """The smallest and the largest workforce that these readers' figure may stand for."""
    size = run.fact(SIZE).value
    if size is None:
        return None, None
    step = policy().classes["visible"][run.audience].counts_to
    margin = step / 2 if step > 1 else 0
    return size - margin, size + margin


def _day(run: Run) -> date:
    return date.fromisoformat(run.context["established"])


def declaration(run: Run) -> Duty | None:
    """The next declaration of gaps: what a reader asks first."""
    return next((duty for duty in owed(run) if duty.name == INDICATORS), None)


def law_table(run: Run) -> Table | None:
    """« Ce que la loi demande à une coopérative de notre taille »."""
    found = owed(run)
    if not found:
        return None
    widths = (39, 24, 17, 20)
    heads = ("equity.law.duty", "equity.law.for_us", "equity.law.due", "equity.law.state")
    columns = tuple(Column(run.say(head), "left", width) for head, width in zip(heads, widths, strict=True))
    measure = run.say("equity.law.provisional") if any(duty.provisional for duty in found) else ""
    bargains = any(duty.name == BARGAINING and duty.applies == "yes" for duty in found)
    shown = [duty for duty in found if duty.name not in APART or (duty.name, duty.applies) == (REPRESENTATION, "yes")]
    rows = tuple(_row(run, duty, bargains=bargains) for duty in shown)
    return Table(run.say("equity.law.caption"), columns, rows, measure=measure)


def _row(run: Run, duty: Duty, *, bargains: bool) -> tuple[Cell, ...]:
    percent = law.at(run.end).get("pay_equity.alert_percent", 0)
    name = run.say(f"equity.law.{duty.name}", percent=int(str(percent)))
    due = run.cell(str(duty.due.year)) if duty.due else run.cell(_undated(run, duty))
    return Cell(name, note=_note(run, duty, bargains=bargains)), _for_us(run, duty), due, Cell(_state(run, duty))


def _note(run: Run, duty: Duty, *, bargains: bool) -> str:
    """Under the name: until when a scheme runs, or what a smaller co-operative does instead of the procedure."""
    if duty.name == PROCEDURE:
        return run.say("equity.law.bargaining_note") if bargains else ""
    key = f"equity.law.{duty.name}_note"
    return run.say(key, last=str(duty.last.year)) if duty.last and words.known(key, run.lang) else ""


def _for_us(run: Run, duty: Duty) -> Cell:
    if duty.applies == "ended" and duty.last:
        return Cell(run.say("equity.law.ended", last=str(duty.last.year)))
    key = f"equity.law.{duty.applies}"
    return Cell(run.say(f"{key}_under" if duty.applies in ("no", "voluntary") else key, n=duty.least))


def _undated(run: Run, duty: Duty) -> str:
    return run.say("equity.law.on_request", n=duty.months) if duty.months else ""


def _state(run: Run, duty: Duty) -> str:
    """In force, provisional or without object, in words."""
    if duty.applies == "no":
        return run.say("equity.law.not_applicable")
    return run.say("equity.law.draft" if duty.provisional else "equity.law.in_force")
