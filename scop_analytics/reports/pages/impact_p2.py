"""P2 « Notre coopérative en bref »: who works and who belongs, whose co-operative it is, whether it is a SCOP by law."""

from __future__ import annotations

from typing import Final

from scop_analytics import words
from scop_analytics.figures.lines import Line, Trend, lines
from scop_analytics.figures.stacked_rows import Part, StackedRow, stacked_rows
from scop_analytics.reports.facts import Fact
from scop_analytics.reports.method_changes import broken
from scop_analytics.reports.objects import Block, Cell, Column, Figure, Page, Say, Table
from scop_analytics.reports.pages.courses import course_title
from scop_analytics.reports.pages.impact_words import (
    ROUNDED,
    absence,
    law_source,
    pairs,
    people,
    threshold,
    verdict_text,
)
from scop_analytics.reports.run import Run

SEVERAL: Final = 2  # years that make a course
MARKS: Final = 6  # at most, on an axis
RATE: Final = "employee_membership_rate"
MEMBERS: Final = "members"
EMPLOYED: Final = "employees_among_members"
CAPITAL: Final = "cooperators_capital_share"
VOTES: Final = "cooperators_votes_share"
TESTS: Final = ("capital_control", "vote_control", "member_minimum", "board_outsiders_limit")
OF_SCIC: Final = ("scic_kinds", "scic_authorities", "scic_reserves")
OF_STARTER: Final = ("starter_capital", "starter_votes", *TESTS[2:])
# The rules of each status; the others follow those of a SCOP.
TESTS_OF: Final = {
    "SCIC": OF_SCIC,
    "SCOP_AMORCAGE": OF_STARTER,
    "CAE_SCOP": (*TESTS, "entrepreneurs_not_members"),
    "CAE_SCIC": (*OF_SCIC, "entrepreneurs_not_members"),
}
PARTS: Final = ("employee_members", "employees", "outside_members")


def page(run: Run) -> Page:
    """Each part stands alone: without a share register the people remain, without people the capital remains."""
    headcount = run.fact("headcount")
    parts = [_make_up(run), _identity(run), _tests(run), _trend(run)]
    blocks: list[Block] = [part for part in parts if part]
    rounded = ("rounded",) if run.audience in ROUNDED else ()
    return run.page(
        "P2",
        title=_title(run),
        subtitle=run.say("p2.subtitle", company=run.company, date=run.end),
        blocks=blocks,
        ids=("headcount", "average_fte", RATE, MEMBERS, CAPITAL, VOTES, *TESTS_OF.get(_status(run), TESTS)),
        n=people(run, headcount.value),
        sources=("employees", "members", "entity"),
        method=[run.say(f"p2.method.{part}") for part in ("headcount", "cooperators", "tests", *rounded)],
    )


def _title(run: Run) -> str:
    rate, headcount, capital, votes = (run.fact(name) for name in (RATE, "headcount", CAPITAL, VOTES))
    first = people(run, headcount.value)
    if first and rate.known and rate.part is not None:
        first = run.say("p2.title_members", n=rate.part, people=first)
    if capital.known and votes.known:
        held = run.say("p2.title_control", capital=capital.text, votes=_votes(run, votes))
        return run.say("p2.title", first=first, second=held) if first else held[:1].upper() + held[1:]
    return first or run.say("p2.title_unknown")


def _votes(run: Run, votes: Fact) -> str:
    if votes.part is None or votes.whole is None:
        return run.say("p2.votes_share", share=votes.text)
    return run.say("p2.votes", n=votes.part, whole=votes.whole)


def _make_up(run: Run) -> Figure | Say | None:
    """Employee-members, employees who are not members, members who are not employees: one person counted once."""
    rate, members, employed = run.fact(RATE), run.fact(MEMBERS), run.fact(EMPLOYED)
    if rate.part is None or rate.whole is None or not rate.known:
        return Say(absence(run, rate))
    outside = int(members.value) - employed.part if members.value is not None and employed.part is not None else None
    counts = [rate.part, rate.whole - rate.part, *([outside] if outside else [])]
    if min(counts) < 0:
        return None
    total = sum(counts)
    names = [run.say(f"p2.part.{name}") for name in PARTS[: len(counts)]]
    bar = StackedRow("", tuple(Part(100 * count / total, words.number(count, run.lang, 0)) for count in counts))
    rows = tuple((run.cell(name), run.cell(count)) for name, count in zip(names, counts, strict=True))
    room = 100 * sum(counts[1:]) / total
    wide, short = ([*_over(run, kind, len(counts), room < least)] for kind, least in (("part", 40), ("part_short", 55)))
    return Figure(
        chart=stacked_rows([bar], wide, short_names=short),
        data=Table(run.say("p2.make_up"), run.columns("p2.status", "p2.people"), rows, phone="table"),
        title=run.say("p2.make_up"),
        measure=run.say("p2.make_up_measure", n=total),
        reading=run.say("p2.make_up_reading", n=rate.part, date=run.end, whole=rate.whole)
        + (f" {run.say('p2.make_up_outside', n=outside)}" if outside else ""),
        alternative=run.say("p2.make_up_alternative", n=rate.part, whole=rate.whole),
        n=str(total),
        ids=(RATE, MEMBERS, EMPLOYED),
    )


def _over(run: Run, kind: str, parts: int, narrow: bool) -> list[str]:
    """Names over the parts; a narrow last part is named by « Lecture » alone."""
    names = [run.say(f"p2.{kind}.{name}") for name in PARTS[:parts]]
    return [*names[:-1], ""] if narrow and parts == len(PARTS) else names


def _status(run: Run) -> str:
    return str(run.context["identity"].get("coop_status") or "")


def _said(run: Run, key: str, code: str, otherwise: str) -> str:
    """The words of a code, where the code itself is not one of them."""
    return run.say(f"{key}.{code}") if words.known(f"{key}.{code}", run.lang) else otherwise


def _identity(run: Run) -> Table:
    known = run.context["identity"]
    naf, region = known.get("naf_code") or "", _region(run, str(known.get("region") or ""))
    status = _said(run, "p2.status", _status(run), _status(run))
    rows = [
        ("p2.legal_form", " · ".join(part for part in (status, str(known.get("legal_form") or "")) if part)),
        ("p2.siren", str(known.get("siren") or "")),
        ("p2.activity", str(naf)),
        ("p2.region", region),
        ("p2.closing", words.long_date(run.end, run.lang)),
        ("p2.headcount", _size(run)),
        ("p2.contracts", _shares(run, "permanent_contract_share", "part_time_share")),
        ("p2.movements", _movements(run)),
        ("p2.members", _members(run)),
        ("p2.perimeter", run.say("p2.perimeter_said")),
    ]
    return pairs(run.say("p2.identity"), [(run.say(key), text) for key, text in rows])


def _region(run: Run, code: str) -> str:
    key = f"p2.region.{code}"
    return run.say(key) if code and words.known(key, run.lang) else ""


def _size(run: Run) -> str:
    headcount, fte = run.fact("headcount"), run.fact("average_fte")
    if not headcount.known:
        return absence(run, headcount)
    return (
        run.say("p2.size", people=people(run, headcount.value), fte=fte.value)
        if fte.known
        else people(run, headcount.value)
    )


def _shares(run: Run, *names: str) -> str:
    known = [(name, run.fact(name)) for name in names]
    return ", ".join(run.say(f"p2.share.{name}", full=fact.full) for name, fact in known if fact.known)


def _movements(run: Run) -> str:
    hires, leavers = run.fact("hires"), run.fact("leavers")
    if hires.value is None or leavers.value is None:
        return ""
    return run.say("p2.hires", n=int(hires.value)) + ", " + run.say("p2.leavers", n=int(leavers.value))


def _members(run: Run) -> str:
    members, employed = run.fact(MEMBERS), run.fact(EMPLOYED)
    if members.value is None:
        return ""
    told = run.say("p2.members_said", n=int(members.value))
    return told if employed.part is None else f"{told}, {run.say('p2.members_employed', n=employed.part)}"


def _tests(run: Run) -> Table | Say:
    """Legal tests of the status: what the law asks, what is, the text, and the verdict in a word."""
    facts = [run.fact(name) for name in TESTS_OF.get(_status(run), TESTS)]
    judged = [fact for fact in facts if fact.known or fact.row.get("verdict")]
    if not judged:
        return Say(absence(run, facts[0]), _said(run, "p2.tests_of", _status(run), run.say("p2.tests")))
    columns = (
        Column(run.say("p2.rule"), "left", line=False),
        Column(run.say("p2.found"), "right", 19),
        Column(run.say("p2.result"), "left", 15),
        Column(run.say("p2.text"), "left", 31, line=True),
    )
    rows = tuple(_test(run, fact) for fact in judged)
    caption = _said(run, "p2.tests_of", _status(run), run.say("p2.tests"))
    return Table(caption, columns, rows, measure=run.say("p2.tests_measure", date=run.end))


def _test(run: Run, fact: Fact) -> tuple[Cell, ...]:
    asked = run.say(f"p2.test.{fact.id}", limit=threshold(run, fact))
    shown = fact.text if fact.id == "capital_control" else fact.full  # shares of people and seats with their fraction
    found = Cell(shown if fact.known else "–", fact.value, "one")
    verdict = verdict_text(run, fact)
    return (Cell(asked), found, Cell(verdict, strong=fact.row.get("verdict") == "breach"), Cell(law_source(run, fact)))


def _trend(run: Run) -> Figure | None:
    known = [fact for fact in run.history("headcount") if fact.known]
    if len(known) < SEVERAL or known[-1].year != run.year:
        return None
    values = [fact.value or 0 for fact in known]
    top = max(values) * 1.15
    step = _tick(max(values))
    marks = range(0, int(max(values)) + 1, step)
    trend = Trend(
        years=tuple(fact.year for fact in known),
        lines=(Line(tuple(values), people(run, values[-1]), first=known[0].text),),
        span=(0, top),
        ticks=tuple((mark, words.number(mark, run.lang, 0)) for mark in marks),
        **broken(run, ("headcount",)),
    )
    since = {"since": str(known[0].year), "before": people(run, values[0]), "now": people(run, values[-1])}
    rows = tuple((run.cell(str(fact.year)), fact.cell, run.fact("average_fte", fact.year).cell) for fact in known)
    heads = ("word.year", "p2.people", "p2.fte")
    return Figure(
        chart=lines(trend),
        data=Table(run.say("p2.trend_measure"), run.columns(*heads), rows, phone="table"),
        title=course_title(run, "p2.trend", known),
        measure=run.say("p2.trend_measure"),
        reading=run.say("p2.trend_reading", date=run.end, **since),
        alternative=run.say("p2.trend_alternative", **since),
        n=known[-1].text,
        ids=("headcount", "average_fte"),
    )


def _tick(most: float) -> int:
    """A round step that gives three to six marks."""
    return next((step for step in (1, 2, 5, 10, 20, 50, 100, 200, 500) if most / step <= MARKS), 1000)
