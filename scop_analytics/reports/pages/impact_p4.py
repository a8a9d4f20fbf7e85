"""P4 « Décider ensemble »: women at each level of decision, turnout at the annual meeting, bodies, consultations."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Final, TypeAlias

from scop_analytics import words
from scop_analytics.figures.dot_rows import DotRow, Reference, dot_rows
from scop_analytics.figures.lines import Line, Trend, lines
from scop_analytics.figures.placing import SHARE_TICKS
from scop_analytics.reports.facts import Fact
from scop_analytics.reports.method_changes import broken
from scop_analytics.reports.objects import Block, Cell, Column, Figure, Page, Say, Table
from scop_analytics.reports.pages.courses import course_title
from scop_analytics.reports.pages.impact_p4_process import CAME, PATH, RENEWAL, VOTED, path, seats, turnout_groups
from scop_analytics.reports.pages.impact_words import quoted
from scop_analytics.reports.run import Run

LEVELS: Final = ("women_in_workforce", "women_among_members", "women_on_board", "women_leaders")
BOARD: Final = "women_on_board"
WORKFORCE: Final = "women_in_workforce"
TURNOUT: Final = "meeting_turnout"
PRESENT: Final = "meeting_attendance"
Meetings: TypeAlias = list[tuple[Fact, Fact]]  # of each annual meeting, those who voted and those who were there
ALIKE: Final = 5.0  # points: « une part voisine », said with both fractions beside it


def page(run: Run) -> Page:
    """Fractions only; a co-operative without a board keeps the rest of the page."""
    parts = [_levels(run), _bodies(run), seats(run), _turnout(run), turnout_groups(run), path(run), _consultations(run)]
    blocks: list[Block] = [part for part in parts if part]
    board, turnout = run.fact(BOARD), run.fact(TURNOUT)
    n = ", ".join(
        _counted(run, fact.whole, key) for fact, key in ((board, "seats"), (turnout, "members")) if fact.whole
    )
    return run.page(
        "P4",
        title=_title(run),
        subtitle=run.say("p4.subtitle", company=run.company, date=run.end),
        blocks=blocks,
        ids=(*LEVELS, TURNOUT, PRESENT, *RENEWAL, VOTED, CAME, *PATH),
        n=n,
        sources=("assemblies", "mandates", "members", "consultations"),
        method=[run.say(f"p4.method.{part}") for part in ("shares", "turnout", "bodies")],
    )


def _counted(run: Run, n: int | None, key: str) -> str:
    return run.say(f"p4.n_{key}", n=n)


def _title(run: Run) -> str:
    turnout, board = run.fact(TURNOUT), run.fact(BOARD)
    facts = {"p": turnout.part, "q": turnout.whole, "f": board.part, "t": board.whole}
    if turnout.known and board.known:
        return run.say("p4.title", n=turnout.part, **facts)
    if turnout.known:
        return run.say("p4.title_no_board", n=turnout.part, **facts)
    return run.say("p4.title_board", n=board.part, **facts) if board.known else run.say("p4.title_unknown")


def _levels(run: Run) -> Figure | None:
    known = [(name, run.fact(name)) for name in LEVELS]
    shown = [(name, fact) for name, fact in known if fact.status != "not_applicable"]
    if not any(fact.known for _, fact in shown):
        return None
    rows = [
        DotRow(
            run.say(f"p4.level.{name}"),
            fact.value,
            fact.fraction,
            f"({fact.text})" if fact.known else "",
            name == BOARD,
        )
        for name, fact in shown
    ]
    whole, board = run.fact(WORKFORCE), run.fact(BOARD)
    references = [Reference(50, words.percent(50, run.lang, 0), run.say("p4.parity"))]
    if whole.known:
        references.append(Reference(whole.value or 0, whole.text, run.say("p4.of_workforce"), dotted=True))
    table = Table(
        run.say("p4.levels_caption"),
        run.columns("p4.level", "p4.women_of", "p4.share"),
        tuple((run.cell(run.say(f"p4.level.{name}")), run.cell(fact.fraction), fact.cell) for name, fact in shown),
        phone="table",
    )
    return Figure(
        chart=dot_rows(rows, references, run.percents(*SHARE_TICKS)),
        data=table,
        title=_levels_title(run),
        measure=run.say("p4.levels_measure"),
        reading=_levels_reading(run),
        alternative=run.say("p4.levels_alternative", board=board.full if board.known else board.status_text),
        n=str(board.whole or whole.whole or ""),
        ids=tuple(name for name, _ in shown),
    )


def _distance(run: Run) -> float | None:
    board, whole = run.fact(BOARD).value, run.fact(WORKFORCE).value
    return None if board is None or whole is None else board - whole


def _levels_title(run: Run) -> str:
    distance = _distance(run)
    if distance is None:
        return run.say("p4.levels_caption")
    return run.say("p4.alike" if abs(distance) < ALIKE else ("p4.more" if distance > 0 else "p4.fewer"))


def _levels_reading(run: Run) -> str:
    board, whole, distance = run.fact(BOARD), run.fact(WORKFORCE), _distance(run)
    if distance is None:
        first = next(run.fact(name) for name in LEVELS if run.fact(name).known)
        return run.say("p4.reading_level", date=run.end, level=run.say(f"p4.level.{first.id}").lower(), full=first.full)
    key = "alike" if abs(distance) < ALIKE else ("more" if distance > 0 else "fewer")
    facts = {"f": board.part, "t": board.whole, "share": board.text, "whole": whole.full}
    return run.say(f"p4.reading_{key}", date=run.end, n=board.part or 0, **facts)


def _bodies(run: Run) -> Table | None:
    bodies = run.context.get("bodies", [])
    if not bodies:
        return None
    heads = ("body", "seats", "women", "men", "employed", "tenure", "renewal")
    columns = run.columns(*(f"p4.bodies.{head}" for head in heads))
    rows = []
    for body in bodies:
        tenure = body.get("tenure")
        years = Cell(words.number(tenure, run.lang, 1), tenure, "one") if tenure is not None else run.cell("")
        renewal = words.month_year(date.fromisoformat(body["renewal"]), run.lang) if body.get("renewal") else ""
        counts = [run.cell(body.get(key)) for key in ("seats", "women", "men", "employed")]
        rows.append((run.cell(run.say(f"body.{body['body_type']}")), *counts, years, run.cell(renewal)))
    return Table(run.say("p4.bodies_caption", date=run.end), columns, tuple(rows))


def _turnout(run: Run) -> Figure | Table | Say | None:
    history = [(voted, run.fact(PRESENT, voted.year)) for voted in run.history(TURNOUT)]
    known = [(voted, there) for voted, there in history if voted.known]
    if not known:
        reason = run.fact(TURNOUT).why
        return Say(reason, run.say("p4.turnout_first")) if reason else None
    voted = known[-1][0]
    if len(known) == 1:  # two dots are no course
        return replace(
            _meetings(run, known), caption=run.say("p4.turnout_first"), measure=run.say("p4.turnout_measure")
        )
    return Figure(
        chart=lines(_trend(run, known)),
        data=_meetings(run, known),
        title=_turnout_title(run, known),
        measure=run.say("p4.turnout_measure"),
        reading=_turnout_reading(run, known),
        alternative=run.say("p4.turnout_alternative", first=str(known[0][0].year), full=voted.full),
        n=str(voted.whole),
        ids=(TURNOUT, PRESENT),
    )


def _trend(run: Run, known: Meetings) -> Trend:
    """Who voted above, who was in the room below, and between them those who gave a proxy."""
    (first, first_there), (voted, there) = known[0], known[-1]
    voters, present = tuple(fact.value for fact, _ in known), tuple(fact.value for _, fact in known)
    return Trend(
        years=tuple(fact.year for fact, _ in known),
        lines=(
            Line(voters, run.say("p4.voters_end"), voted.fraction, first.fraction),
            Line(present, run.say("p4.present_end"), there.fraction, str(first_there.part or ""), "second"),
        ),
        span=(0, 104),
        ticks=((0, "0"), (25, "25"), (50, "50"), (75, "75"), (100, words.percent(100, run.lang, 0))),
        between=run.say("p4.represented"),
        **broken(run, (TURNOUT, PRESENT)),
    )


def _meetings(run: Run, known: Meetings) -> Table:
    rows = tuple((run.cell(str(fact.year)), fact.fraction_cell, other.fraction_cell) for fact, other in known)
    columns = run.columns("word.year", "p4.voters", "p4.present")
    return Table(run.say("p4.turnout_measure"), columns, rows, phone="table")


def _since(known: Meetings) -> dict[str, str]:
    first = known[0][0]
    return {"since": str(first.year), "before": first.fraction}


def _turnout_title(run: Run, known: Meetings) -> str:
    return course_title(run, "p4.turnout", [voted for voted, _ in known], told=_way)


def _way(first: Fact, last: Fact) -> str:
    """Less than a point is no move: one voter more or less."""
    step = (last.value or 0) - (first.value or 0)
    return "flat" if abs(step) < 1 else ("up" if step > 0 else "down")


def _turnout_reading(run: Run, known: Meetings) -> str:
    voted, there = known[-1]
    by_proxy = (voted.part or 0) - (there.part or 0)
    read = run.say("p4.turnout_reading", n=voted.part, p=voted.part, q=voted.whole, there=there.part, by_proxy=by_proxy)
    return f"{read} {run.say('p4.turnout_before', **_since(known))}" if len(known) > 1 else read


def _consultations(run: Run) -> Table | Say:
    log = run.context.get("consultations", [])
    if not log:
        return Say(run.say("p4.no_consultation"))
    heads = ("subject", "note", "consulted", "decided_by", "mode", "follow_up")
    columns = tuple(
        Column(run.say(f"p4.log.{head}"), "right" if head == "consulted" else "left", line=head != "subject")
        for head in heads
    )
    rows = []
    for entry in log:
        day = words.typography(_day(run, entry["date"]), run.lang) if entry.get("date") else ""
        consulted = words.fraction(entry["respondents"], entry["eligible"], run.lang) if entry.get("eligible") else ""
        cells = (
            run.cell(bool(entry.get("note_published"))),
            run.cell(consulted),
            run.cell(run.say(f"decision_body.{entry['body']}") if entry.get("body") else ""),
            run.cell(run.say(f"decision_outcome.{entry['outcome']}") if entry.get("outcome") else ""),
            run.cell(_follow_up(run, entry)),
        )
        rows.append((quoted(run, entry["subject"], day), *cells))
    return Table(run.say("p4.log_caption"), columns, tuple(rows))


def _day(run: Run, day: str) -> str:
    return words.long_date(date.fromisoformat(day), run.lang).rsplit(" ", 1)[0]


def _follow_up(run: Run, entry: dict[str, object]) -> str:
    implemented = entry.get("implemented")
    if implemented is None:
        return run.say("p4.log.feedback") if entry.get("feedback") else ""
    return run.say("p4.log.implemented" if implemented else "p4.log.pending")
