"""What the index asks of a co-operative: duties by result, or what to read instead under the legal size."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from scop_analytics import words
from scop_analytics.law import Rules
from scop_analytics.reports.objects import Block, Cell, Column, Say, Table
from scop_analytics.reports.pages.equity_law import owed
from scop_analytics.reports.pages.impact_words import citation
from scop_analytics.reports.run import Run

LAW: Final = "equity_index"
INDEX: Final = "index"  # among the duties
SCORE: Final = "index_score"
SIZE: Final = "average_headcount"
USEFUL: Final = ("E8", "E10")  # pages that answer the same questions under the legal size


def legal(rules: Rules, name: str) -> int:
    """A whole number of the law of the index."""
    return int(str(rules[f"{LAW}.{name}"]))


def under_size(run: Run, rules: Rules) -> str:
    """The legal size beside ours: nothing is declared below it."""
    least, size = legal(rules, "workforce_minimum"), run.fact(SIZE)
    if not size.known:
        return run.say("e9.small_unsaid", n=least)
    return run.say("e9.small", n=least, size=words.number(size.value, run.lang))


def instead(run: Run, rules: Rules) -> list[Block]:
    """Under the legal size: what answers the same questions."""
    rows = tuple(
        (Cell(where), Cell(run.say(f"page.{where}")), Cell(run.say(f"e9.instead.{where}"))) for where in USEFUL
    )
    columns = (
        Column(run.say("e8.page"), "left", 10),
        Column(run.say("e9.title_head"), "left", 36),
        Column(run.say("e9.answers"), "left", 54, line=True),
    )
    said = Say(f"{under_size(run, rules)} {run.say('e9.small_voluntary')}")
    return [said, Table(run.say("e9.instead"), columns, rows)]


def duties(run: Run, rules: Rules) -> Table:
    """What the result asks for: publication always, measures and objectives under their thresholds."""
    score = run.fact(SCORE).value
    first = _duty(run, "publish" if score is not None else "reasons", applies=True, source="")
    rows = [(replace(first[0], note=_by(run)), *first[1:]), _duty(run, "council", applies=True, source="")]
    for name in ("corrective", "objectives"):
        key = f"{LAW}.{name}_below"
        if key in rules and score is not None:
            least = legal(rules, f"{name}_below")
            source = rules.version(key).source
            rows.append(_duty(run, name, applies=score < least, source=source, n=least, years=_years(rules)))
    columns = (
        Column(run.say("e9.duty"), "left", 54),
        Column(run.say("equity.law.for_us"), "left", 12),
        Column(run.say("e9.text"), "left", 34, line=True),
    )
    return Table(run.say("e9.duties"), columns, tuple(rows))


def _by(run: Run) -> str:
    """« au plus tard le 1er mars 2026 »."""
    index = next((duty for duty in owed(run) if duty.name == INDEX), None)
    return run.say("e9.by", date=index.due) if index and index.due else ""


def _years(rules: Rules) -> int:
    return legal(rules, "corrective_years") if f"{LAW}.corrective_years" in rules else 0


def _duty(run: Run, name: str, *, applies: bool, source: str, **facts: object) -> tuple[Cell, ...]:
    text = citation(run, source or run.say(f"e9.text.{name}"))
    return Cell(run.say(f"e9.duty.{name}", **facts)), Cell(run.say("word.yes" if applies else "word.no")), Cell(text)
