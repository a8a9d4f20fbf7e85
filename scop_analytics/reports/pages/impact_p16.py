"""P16 « Glossaire et accessibilité »: the words of the report, what was done for every reader, how to ask for another form."""

from __future__ import annotations

from typing import Final

from scop_analytics.reports.facts import status_text
from scop_analytics.reports.objects import Cell, Column, Page, Say, Table
from scop_analytics.reports.run import Run

TERMS: Final = (
    "member", "membership", "share_capital", "surplus", "labour_share", "reserves", "review", "fte", "workforce", "median",
    "gap", "stability", "minimum_wage", "ghg", "scop", "scic", "cae", "social_economy",
)  # fmt: skip
STATUSES: Final = ("ok", "caution", "not_computable", "suppressed", "missing", "not_applicable")
STATEMENT: Final = ("done", "checked", "unchecked", "formats")


def page(run: Run) -> Page:
    """Two lists of words, then what a reader who meets an obstacle may do."""
    statement = [Say(run.say(f"p16.statement.{part}"), run.say(f"p16.label.{part}")) for part in STATEMENT]
    return run.page(
        "P16",
        title=run.say("p16.title", n=len(TERMS)),
        subtitle=run.say("p16.subtitle"),
        blocks=[_terms(run), _statuses(run), *statement, Say(_contact(run), run.say("p16.label.contact"))],
        ids=(),
        method=[run.say("p16.method")],
        annex=True,
    )


def _terms(run: Run) -> Table:
    rows = tuple((Cell(run.say(f"p16.term.{name}")), Cell(run.say(f"p16.means.{name}"))) for name in TERMS)
    return _pairs(run, "words", rows)


def _statuses(run: Run) -> Table:
    rows = tuple((Cell(status_text(name, run.lang)), Cell(run.say(f"p16.status.{name}"))) for name in STATUSES)
    return _pairs(run, "statuses", rows)


def _pairs(run: Run, name: str, rows: tuple[tuple[Cell, Cell], ...]) -> Table:
    columns = (
        Column(run.say(f"p16.head.{name}"), "left", 30),
        Column(run.say("p16.head.means"), "left", 70, line=True),
    )
    return Table(run.say(f"p16.table.{name}"), columns, rows, phone="table")


def _contact(run: Run) -> str:
    """As the co-operative says it in its own note on this page, or in general."""
    note = str(run.context.get("notes", {}).get("P16", ""))
    return run.say("p16.contact_note", contact=note) if note else run.say("p16.contact")
