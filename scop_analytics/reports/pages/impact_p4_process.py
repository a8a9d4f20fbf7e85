"""P4, who comes to the annual meeting group by group, how bodies renew themselves, and how decisions are made."""

from __future__ import annotations

from typing import Final

from scop_analytics import words
from scop_analytics.reports.facts import Fact
from scop_analytics.reports.objects import Cell, Column, Table
from scop_analytics.reports.pages.impact_words import counted, value_cell
from scop_analytics.reports.run import Run

CAME: Final = "attendance_by_group"
VOTED: Final = "turnout_by_group"
GROUPS: Final = {
    "sex": ("F", "M"),
    "csp": ("OUVRIER", "EMPLOYE", "TAM", "CADRE", "DIRIGEANT"),
    "tenure_band": ("under_2_years", "2_4_years", "5_9_years", "10_years_plus"),
}
RENEWAL: Final = ("mandate_tenure", "board_renewal", "vacant_seats", "candidates_per_seat", "board_attendance")
PATH: Final = (
    "consulted_decisions", "process_fidelity", "time_to_decision", "consultation_length", "consultation_response",
    "amended_proposals", "lifted_objections", "feedback_given",
)  # fmt: skip


def turnout_groups(run: Run) -> Table | None:
    """Turnout of the annual meeting, one key at a time; groups nobody belongs to are left out."""
    rows = []
    for key, names in GROUPS.items():
        for name in names:
            voted, came = (run.fact(indicator, **{key: name}) for indicator in (VOTED, CAME))
            if (voted.known and voted.whole) or voted.status == "suppressed":
                cells = (value_cell(run, voted), _share(run, voted), value_cell(run, came))
                rows.append((run.cell(run.say(f"p4.group.{key}.{name}")), *cells))
    if not rows:
        return None
    heads = ("p4.group", "p4.voters", "p4.turnout", "p4.present")
    return Table(
        run.say("p4.groups"), run.columns(*heads), tuple(rows), measure=run.say("p4.groups_measure"), phone="table"
    )


def seats(run: Run) -> Table | None:
    """How long the board sits, how it renews itself, how contested its seats are."""
    return _figures(run, "p4.seats", RENEWAL)


def path(run: Run) -> Table | None:
    """How decisions were prepared, consulted on and answered in the year."""
    return _figures(run, "p4.path", PATH)


def _figures(run: Run, key: str, names: tuple[str, ...]) -> Table | None:
    """One row a figure that is known; the others, which have a reason elsewhere, are left out."""
    known = [(name, run.fact(name)) for name in names]
    rows = tuple(
        (run.cell(run.say(f"p4.figure.{name}")), run.cell(_value(run, fact))) for name, fact in known if fact.known
    )
    columns = (Column("", "left"), Column(run.say("p4.figure")))
    return Table(run.say(key), columns, rows, phone="table") if rows else None


def _value(run: Run, fact: Fact) -> str:
    """A share as its fraction, days and years with their word, candidates for one seat as a plain number."""
    if fact.unit == "days":
        return counted(run, fact, "days")
    if fact.unit == "ratio":
        return words.number(fact.value or 0, run.lang, 1)
    return fact.fraction if fact.unit == "percent" and fact.fraction else fact.text


def _share(run: Run, fact: Fact) -> Cell:
    return fact.cell if fact.known else run.cell("")
