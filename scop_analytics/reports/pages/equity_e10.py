"""E10 « Parcours et accès »: raises, promotions, working time, membership and elected roles, women beside men."""

from __future__ import annotations

from typing import Final

from scop_analytics import law, words
from scop_analytics.figures.placing import SHARE_TICKS
from scop_analytics.figures.sex_dots import SexDots, sex_dots
from scop_analytics.reports.facts import Fact
from scop_analytics.reports.objects import Block, Cell, Column, Figure, Page, Say, Table
from scop_analytics.reports.pages.equity_words import sexes
from scop_analytics.reports.pages.impact_words import absence
from scop_analytics.reports.run import Run

PAIRS: Final = ("individual_raise_share", "promotion_share", "employee_membership_rate", "part_time_share")
PLACES: Final = (
    "women_in_workforce", "women_among_members", "women_on_board", "women_leaders", "women_among_ten_best_paid",
)  # fmt: skip
TRAINING: Final = "training_hours_per_employee"
TEN: Final = "women_among_ten_best_paid"
BEST_PAID: Final = 10
LEAVE: Final = "index_leave_return"
RATES: Final = "conventions.rates_minimum"


def page(run: Run) -> Page:
    """Rates of women and of men side by side from twenty people on; below, numbers of people in a table."""
    figure = _figure(run)
    blocks: list[Block] = [figure] if figure else [Say(run.say("e10.counts", n=_least(run)))]
    blocks += [_table(run), _places(run)]
    return run.page(
        "E10",
        title=_title(run),
        subtitle=run.say("e10.subtitle"),
        blocks=blocks,
        ids=(*PAIRS, *PLACES, LEAVE),
        sources=("payroll", "employees", "contracts", "members", "mandates", "leaves", "trainings"),
        method=[run.say(f"e10.method.{part}") for part in ("rates", "raises", "access")],
    )


def both_sexes(run: Run, name: str) -> tuple[Fact, Fact]:
    """The same share among women and among men."""
    return run.fact(name, sex="F"), run.fact(name, sex="M")


def concerned(run: Run, sex: str, fact: Fact) -> str:
    """« 14 femmes sur 18 », or « 78 % des femmes » where the numbers are not given; ``sex`` = ``women`` or ``men``."""
    if fact.part is None or fact.whole is None:
        return run.say(f"e10.share_{sex}", share=fact.text)
    return run.say(f"e10.of_{sex}", n=fact.part, whole=fact.whole)


def _said(run: Run, women: Fact, men: Fact) -> dict[str, str]:
    return {"women": concerned(run, "women", women), "men": concerned(run, "men", men)}


def _least(run: Run) -> int:
    return int(str(law.at(run.end)[RATES]))


def _rates(run: Run, women: Fact, men: Fact) -> bool:
    """Whether a rate may be written: both known, and people enough that one of them is worth less than five points."""
    if not women.known or not men.known:
        return False
    return women.whole is None or men.whole is None or women.whole + men.whole >= _least(run)


def _title(run: Run) -> str:
    """The first comparison in which somebody is concerned; without one, women among those elected."""
    found = sexes(run)
    if found and 0 in found:
        return run.say(f"e10.title_no_{'men' if found[0] else 'women'}")
    for name in PAIRS:
        women, men = both_sexes(run, name)
        if women.known and men.known and (women.value or men.value):
            return run.say(f"e10.title.{name}", **_said(run, women, men))
    for name in ("women_on_board", "women_leaders"):
        if (place := run.fact(name)).known:
            return run.say(f"e10.title_{name}", share=place.fraction)
    return run.say("e10.title_none")


def _figure(run: Run) -> Figure | None:
    """The shares that are rates, on one axis; nothing below twenty people."""
    pairs = {name: both_sexes(run, name) for name in PAIRS}
    drawn = {name: facts for name, facts in pairs.items() if _rates(run, *facts)}
    if not drawn:
        return None
    rows = [
        SexDots(run.say(f"e10.row.{name}"), women.value or 0, men.value or 0, women.fraction, men.fraction)
        for name, (women, men) in drawn.items()
    ]
    first = next((name for name, facts in drawn.items() if any(fact.value for fact in facts)), next(iter(drawn)))
    women, men = drawn[first]
    facts = {"what": run.say(f"e10.row.{first}"), **_said(run, women, men)}
    return Figure(
        chart=sex_dots(rows, (run.say("word.women"), run.say("word.men")), run.percents(*SHARE_TICKS)),
        data=_table(run),
        title=run.say("e10.figure"),
        measure=run.say("e10.measure"),
        reading=run.say("e10.reading", women_share=women.text, men_share=men.text, **facts),
        alternative=run.say("e10.alternative", **facts),
        n=str((women.whole or 0) + (men.whole or 0) or ""),
        ids=tuple(drawn),
        repeated=True,
    )


def _table(run: Run) -> Table:
    heads = ("e10.access", "word.women", "word.men", "e10.difference")
    columns = tuple(
        Column(run.say(head), "left" if place == 0 else "right", width)
        for place, (head, width) in enumerate(zip(heads, (40, 20, 20, 20), strict=True))
    )
    rows = (*(_row(run, name) for name in PAIRS), *_training(run))
    return Table(run.say("e10.table"), columns, rows)


def _row(run: Run, name: str) -> tuple[Cell, ...]:
    women, men = both_sexes(run, name)
    facts = (women, men)
    label = Cell(run.say(f"e10.row.{name}"), note="" if women.known and men.known else _why(run, facts))
    if not _rates(run, women, men):
        return label, *(_count(fact) for fact in facts), run.cell("")
    step = float(words.rounded((women.value or 0) - (men.value or 0), 1))
    return (
        label,
        *(Cell(fact.full, fact.value, "one") for fact in facts),
        Cell(words.points(step, run.lang, 0), step, "one"),
    )


def _training(run: Run) -> list[tuple[Cell, ...]]:
    """Hours of training a person, when a file of training was given."""
    facts = both_sexes(run, TRAINING)
    if all(fact.status == "missing" for fact in facts):
        return []
    shown = (Cell(fact.text, fact.value, "one") if fact.known else Cell(fact.status_text) for fact in facts)
    return [(Cell(run.say("e10.training"), note=_why(run, facts)), *shown, run.cell(""))]


def _count(fact: Fact) -> Cell:
    return fact.fraction_cell if fact.known else Cell(fact.status_text)


def _why(run: Run, facts: tuple[Fact, ...]) -> str:
    """One reason for the row, the first there is."""
    return next((why for fact in facts if not fact.known and (why := absence(run, fact))), "")


def _places(run: Run) -> Table:
    """Women in the bodies and in the highest pays, as fractions, whatever the size."""
    rows = [(Cell(run.say(f"e10.place.{name}")), _place(run, run.fact(name))) for name in PLACES]
    back = run.fact(LEAVE)
    rows.append((Cell(run.say("e10.leave")), _place(run, back)))
    columns = (Column(run.say("e10.where"), "left", 52), Column(run.say("e10.share"), "left", 48))
    return Table(run.say("e10.places"), columns, tuple(rows), phone="table")


def _place(run: Run, fact: Fact) -> Cell:
    if not fact.known:
        return Cell(fact.status_text, note=absence(run, fact))
    if fact.id == TEN and fact.value is not None:
        digits = 0 if float(fact.value).is_integer() else 1
        shown = words.number(fact.value, run.lang, digits)
        text = run.say("e10.of_ten", n=shown, whole=BEST_PAID)
        return Cell(text, fact.value, "one", note=run.say("e10.of_ten_note"))
    return fact.fraction_cell
