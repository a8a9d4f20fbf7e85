"""What lets a reader trace a report: what was checked and found, what is hidden, whose law was used. Shared by annexes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import polars as pl

from scop_analytics import words
from scop_analytics.reports.objects import Cell, Column, Say, Table
from scop_analytics.reports.pages.impact_words import pairs
from scop_analytics.reports.run import Run

CAUSES: Final = 12  # causes of findings told here; the quality report tells them all
WAIVED: Final = "waived"


def checks(run: Run) -> Table | Say:
    """How many rules ran, and what they found, one line a cause."""
    findings = run.context.get("findings", {})
    ran = int(findings.get("ran", 0))
    causes = list(findings.get("causes", []))
    failed = len({(cause["table"], cause["rule"]) for cause in causes})
    if not causes:
        return Say(run.say("p15.all_passed", n=ran) if ran else run.say("p15.unchecked"))
    measure = run.say("p15.checks_measure", n=ran, passed=max(ran - failed, 0), failed=failed)
    columns = (
        Column(run.say("p15.rule"), "left"),
        Column(run.say("p15.found"), "right", 10),
        Column(run.say("p15.severity"), "left", 18),
        Column(run.say("p15.where"), "left", 30, line=True),
    )
    rows = tuple(_cause(run, cause) for cause in causes[:CAUSES])
    more = len(causes) - CAUSES
    caption = run.say("p15.checks")
    return Table(caption, columns, rows, measure=f"{measure} {run.say('p15.more', n=more)}" if more > 0 else measure)


def _cause(run: Run, cause: Mapping[str, Any]) -> tuple[Cell, ...]:
    severity = run.say("p15.waived") if cause.get(WAIVED) else str(cause.get("severity_name") or cause["severity"])
    where = str(cause.get("where") or "")
    return (
        Cell(str(cause["what"]), note=str(cause["rule"])),
        run.cell(int(cause["count"])),
        Cell(severity),
        Cell(where),
    )


def masking(run: Run) -> Table:
    """How many figures these readers may not see, and the thresholds; never which group, never how far from them."""
    rows = run.frame.filter(pl.col("year") == run.year)
    hidden = rows.filter(pl.col("status") == "suppressed").height
    told = run.context.get("masking", {})
    minima = dict(told.get("minimum", {}))
    named = [
        (run.say(f"p15.class.{name}"), run.say("p15.at_least", n=int(least)))
        for name, least in minima.items()
        if least and words.known(f"p15.class.{name}", run.lang)
    ]
    lines = [
        (run.say("cover.audience_label"), run.say(f"profile.{run.audience}")),
        (run.say("p15.figures"), words.number(rows.height, run.lang, 0)),
        (run.say("p15.hidden"), words.number(hidden, run.lang, 0)),
        *named,
        (run.say("p15.masking_rules"), str(told.get("version") or "")),
    ]
    return pairs(run.say("p15.masking"), lines, run.say("p15.masking_measure"))
