"""P7 « Égalité femmes-hommes »: one page of the pay-equity report: the gap with its status, the scale of pay, the places."""

from __future__ import annotations

from typing import Final

from scop_analytics import words
from scop_analytics.figures.sex_rows import SexRow, sex_rows
from scop_analytics.reports.facts import Fact
from scop_analytics.reports.objects import Block, Cell, Column, Figure, Page, Say, Table
from scop_analytics.reports.pages.equity_e5 import bands_figure, finest
from scop_analytics.reports.pages.equity_words import (
    GAPS,
    WORKFORCE,
    chance,
    distinct,
    in_gap,
    side,
    size,
    unpublishable,
)
from scop_analytics.reports.pages.impact_words import ROUNDED, absence, pairs, value_cell
from scop_analytics.reports.run import Run

GAP: Final = "median_gap_hourly"
BOARD: Final = "women_on_board"
PLACES: Final = {  # what is counted by sex: a number of people, or the people a share counts
    "headcount": "value",
    "permanent_contract_share": "part",
    "part_time_share": "part",
    "employee_membership_rate": "part",
    "hires": "value",
}
MORE: Final = ("index_score", "categories_above_threshold", "parental_leave_take_up")
INDEX: Final = "index_score"


def page(run: Run) -> Page:
    """Without a gap that may be read, the reason, and where women and men are."""
    gap = run.fact(GAP)
    bands = finest(run)
    parts = [
        None if gap.known else Say(_reason(run)),
        bands_figure(run, bands, repeated=False) if bands else None,
        _places(run),
        Say(chance(run)) if gap.known and not distinct(gap) else None,
        _gaps(run),
        _more(run),
        Say(run.say("p7.report_said", file=_file(run)), run.say("p7.report")),
    ]
    blocks: list[Block] = [part for part in parts if part]
    rounded = ("rounded",) if run.audience in ROUNDED else ()
    return run.page(
        "P7",
        title=_title(run, gap),
        subtitle=run.say("p7.subtitle", company=run.company),
        blocks=blocks,
        ids=(*GAPS, WORKFORCE, *PLACES, BOARD),
        n=in_gap(run),
        sources=("payroll", "employees", "members", "mandates"),
        method=[run.say(f"p7.method.{part}") for part in ("gap", "interval", "places", "full", *rounded)],
    )


def _title(run: Run, gap: Fact) -> str:
    if not gap.known:
        return unpublishable(run, short=True)
    if not distinct(gap):
        return run.say("p7.title_chance", gap=size(gap), sign=run.say(f"sign.{side(gap)}"))
    return run.say(f"p7.title_{side(gap)}", gap=size(gap))


def _reason(run: Run) -> str:
    """Of a missing pay file, the file; of small groups, the sentence that goes with them."""
    gap = run.fact(GAP)
    return absence(run, gap) if gap.status == "missing" else unpublishable(run)


def _places(run: Run) -> Figure | None:
    """Women and men among all, permanent contracts, part-timers, members, hires and board seats: people, not rates."""
    rows = [(name, *_counts(run, name, kind)) for name, kind in PLACES.items()]
    rows = [*rows, (BOARD, *_board(run))]
    told = [(name, women, men) for name, women, men in rows if women is not None and men is not None and women + men]
    if not told:
        return None
    share = run.fact(WORKFORCE)
    both = share.known and 0 < (share.value or 0) < 100  # noqa: PLR2004 - percent
    drawn = [_row(run, name, women, men) for name, women, men in told]
    data = tuple((run.cell(run.say(f"p7.place.{name}")), run.cell(women), run.cell(men)) for name, women, men in told)
    _, women, men = told[0]
    said = {"women": run.say("unit.women", n=women), "men": run.say("unit.men", n=men)}
    first = run.say(f"p7.in.{told[0][0]}")
    return Figure(
        chart=sex_rows(drawn, share.value if both else None, share.text, run.say("p7.reference")),
        data=Table(run.say("p7.places"), run.columns("", "word.women", "word.men"), data, phone="table"),
        title=run.say("p7.places"),
        measure=run.say("p7.places_measure", date=run.end),
        reading=run.say("p7.places_reading", where=first, **said),
        alternative=run.say("p7.places_alternative", where=first, **said),
        n=str(women + men),
        ids=(*PLACES, BOARD),
    )


def _row(run: Run, name: str, women: int, men: int) -> SexRow:
    texts = (run.say("unit.women", n=women), run.say("unit.men", n=men))
    return SexRow(run.say(f"p7.place.{name}"), women, men, *texts, strong=name == "headcount")


def _counts(run: Run, name: str, kind: str) -> tuple[int | None, int | None]:
    facts = [run.fact(name, sex=sex) for sex in ("F", "M")]
    if kind == "part":
        numbers = [_part(fact) for fact in facts]
    else:
        numbers = [None if fact.value is None else int(fact.value) for fact in facts]
    return numbers[0], numbers[1]


def _part(fact: Fact) -> int | None:
    """The people a share counts; a sex that is not there counts nobody."""
    if fact.status == "not_computable" and fact.reason.get("key") == "nobody":
        return 0
    return fact.part if fact.known else None


def _board(run: Run) -> tuple[int | None, int | None]:
    board = run.fact(BOARD)
    if not board.known or board.part is None or board.whole is None:
        return None, None
    return board.part, board.whole - board.part


def _gaps(run: Run) -> Table:
    """Four gaps over the years, this year's with its stability interval and its status: never a gap alone."""
    columns = (
        Column(run.say("p7.gap"), "left", 34),
        *(Column(str(year)) for year in run.years),
        Column(run.say("word.status"), "left", 26),
    )
    rows = tuple(_gap(run, name) for name in GAPS)
    measured = run.say("p7.gaps_measure", n=in_gap(run)) if in_gap(run) else run.say("p7.gaps_measure_unsaid")
    return Table(run.say("p7.gaps"), columns, rows, measure=measured)


def _gap(run: Run, name: str) -> tuple[Cell, ...]:
    history = run.history(name)
    now = history[-1]
    interval = words.interval(now.bounds, run.lang) if now.known and now.bounds else ""
    note = run.say("p7.between", interval=interval) if interval else ""
    cells = [fact.cell if fact.known else run.cell("") for fact in history]
    return (Cell(now.label, note=note), *cells, Cell(now.status_text))


def _more(run: Run) -> Table | None:
    """What else the law or the page on families counts."""
    facts = [run.fact(name) for name in MORE]
    told = [(fact.label, _told(run, fact)) for fact in facts if fact.status != "missing"]
    return pairs(run.say("p7.more"), told) if told else None


def _told(run: Run, fact: Fact) -> str:
    if not fact.known:
        return fact.status_text if fact.status == "suppressed" else absence(run, fact)
    return run.say("p7.index", n=int(fact.value or 0)) if fact.id == INDEX else value_cell(run, fact).text


def _file(run: Run) -> str:
    """Name of the pay-equity report made from the same files for the same readers."""
    siren = str(run.context["identity"]["siren"] or "")
    return "_".join(part for part in ("equity", siren, str(run.year), run.audience, run.lang) if part) + ".html"
