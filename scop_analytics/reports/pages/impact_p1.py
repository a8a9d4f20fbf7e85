"""P1 « L'essentiel »: what improved, what worsened, what cannot be said; eight key figures; what changed and why."""

from __future__ import annotations

from typing import Final

from scop_analytics import words
from scop_analytics.reports.facts import Fact, quantity
from scop_analytics.reports.objects import Block, Card, Cards, Cell, Column, Page, Say, Table
from scop_analytics.reports.pages.impact_moves import GAP, Move, change, distinct, moves, plain, shown
from scop_analytics.reports.pages.impact_words import absence, people
from scop_analytics.reports.run import Run

DIRECTED: Final = ("better", "worse")  # what the table of changes lists
CLAUSES: Final = 2  # in a sentence; the table below has them all
HALVES: Final = "pay_half_headcount"


def page(run: Run) -> Page:
    """The three sentences are always there, the third one first of all."""
    figures = moves(run)
    table = _changes(run, figures)
    headcount, members = run.fact("headcount"), run.fact("employee_membership_rate")
    cards = Cards(tuple(_card(run, move) for move in figures))
    blocks: list[Block] = [*_sentences(run, figures), cards, *([table] if table else [])]
    size = run.say("p1.of_members", n=members.part, people=people(run, headcount.value)) if members.part else ""
    return run.page(
        "P1",
        title=_title(run, figures),
        subtitle=run.say(
            "p1.subtitle" if len(run.years) > 1 else "p1.subtitle_first",
            company=run.company,
            before=str(run.year - 1),
            size=size or people(run, headcount.value) or run.say("p1.size_unsaid"),
        ),
        blocks=blocks,
        ids=[move.fact.id for move in figures],
        sources=("payroll", "members", "assemblies", "surplus_allocation", "environment"),
        method=[run.say(f"p1.method.{part}", before=str(run.year - 1)) for part in ("direction", "unsaid")],
    )


def _of(figures: list[Move], way: str) -> list[Move]:
    return [move for move in figures if move.way == way]


def _title(run: Run, figures: list[Move]) -> str:
    if not any(move.compared for move in figures):
        return run.say("p1.title_first", n=sum(move.fact.known for move in figures))
    moved = [(way, len(_of(figures, way))) for way in DIRECTED]
    counts = [*moved, ("unsaid", len(_inconclusive(run, figures)))]
    told = [(way, n) for way, n in counts if n]
    if not told:
        return run.say("p1.title_same")
    parts = [run.say(f"p1.{way}{'_first' if place == 0 else ''}", n=n) for place, (way, n) in enumerate(told)]
    return words.listed(parts, run.lang)


def _sentences(run: Run, figures: list[Move]) -> list[Say]:
    compared = any(move.compared for move in figures)
    said = [] if not compared else [_moved(run, way, _of(figures, way)) for way in ("better", "worse")]
    return [*said, Say(_unsaid(run, figures, compared=compared), run.say("p1.label.unsaid"))]


def _moved(run: Run, way: str, figures: list[Move]) -> Say:
    label = run.say(f"p1.label.{way}")
    if not figures:
        return Say(run.say(f"p1.none_{way}"), label)
    first, *others = [_clause(run, move, first=place == 0) for place, move in enumerate(figures[:CLAUSES])]
    return Say(run.say("p1.sentence", text=words.listed([f"{first[:1].upper()}{first[1:]}", *others], run.lang)), label)


def _clause(run: Run, move: Move, *, first: bool) -> str:
    before, now = plain(move.before or move.fact), plain(move.fact)
    what = run.say(f"p1.noun.{move.fact.id}")
    return run.say("p1.clause_first" if first else "p1.clause", what=what, before=before, now=now)


def _inconclusive(run: Run, figures: list[Move]) -> list[Fact]:
    """What the title counts and the third sentence tells; the pay gap too where a small team has another key figure."""
    gap = run.fact(GAP)
    apart = all(move.fact.id != GAP for move in figures) and gap.status not in ("missing", "not_applicable")
    own = [gap] if apart and not distinct(gap) else []
    return [*(move.fact for move in figures if move.way == "unsaid"), *own]


def _unsaid(run: Run, figures: list[Move], *, compared: bool) -> str:
    parts = []
    facts = _inconclusive(run, figures)
    if any(fact.id == GAP and fact.known for fact in facts):
        parts.append(_chance(run))
    hidden = [run.say(f"p1.noun.{fact.id}") for fact in facts if not fact.known]
    if hidden:
        parts.append(run.say("p1.hidden", n=len(hidden), what=words.listed(hidden, run.lang)))
    if not compared:
        parts.append(run.say("p1.first_year"))
    return " ".join(parts) or run.say("p1.nothing_unsaid")


def _chance(run: Run) -> str:
    cells = [run.fact(HALVES, half=half, sex=sex) for sex in ("F", "M") for half in ("1", "2")]
    if any(cell.value is None for cell in cells):
        return run.say("p1.chance_uncounted")
    women, men = (int(sum(cell.value or 0 for cell in part)) for part in (cells[:2], cells[2:]))
    return run.say("p1.chance", women=run.say("unit.women", n=women), men=run.say("unit.men", n=men))


def _card(run: Run, move: Move) -> Card:
    fact, name = move.fact, move.fact.id
    if not fact.known:
        card = run.card(name)
        return Card(card.label, card.value, absence(run, fact), "", "")
    card = run.card(name, denominator=_denominator(run, fact), shown=shown(fact), target=_target(run, fact))
    return Card(card.label, card.value, card.denominator, change(run, move), card.status, card.target)


def _denominator(run: Run, fact: Fact) -> str:
    if fact.id == "headcount":
        fte = run.fact("average_fte")
        return run.say("p1.of.headcount_fte", fte=fte.value) if fte.known else run.say("p1.of.headcount")
    if fact.id == GAP:
        side = "none" if not fact.value else ("women" if fact.value > 0 else "men")
        return run.say(f"sign.{side}")
    total = run.fact("ghg_total")
    if fact.id == "ghg_per_fte" and total.value is not None:
        return run.say("p1.of.ghg_total", total=quantity(total.value, "tonne", run.lang, 1))
    return run.say(f"p1.of.{fact.id}", share=fact.text)


def _target(run: Run, fact: Fact) -> str:
    target = run.context.get("targets", {}).get(fact.id)
    if target is None:
        return ""
    return run.say("p1.target", value=quantity(float(target), fact.unit, run.lang, fact.digits))


def _changes(run: Run, figures: list[Move]) -> Table | None:
    """The figures whose display differs from last year's, with the co-operative's own words."""
    rows = [move for move in figures if move.way in DIRECTED]
    rows += _noted(run, {move.fact.id for move in rows})
    if not rows:
        return None
    why = any(_note(run, move.fact) for move in rows)
    columns = [
        Column(run.say("word.indicator"), "left", 22 if why else 0),
        Column(str(run.year - 1), "right"),
        Column(str(run.year), "right"),
        Column(run.say("word.change"), "right"),
        *([Column(run.say("p1.why"), "left", 43, line=True)] if why else []),
    ]
    lines = tuple(_line(run, move, _note(run, move.fact), why=why) for move in rows)
    return Table(run.say("p1.changes", before=str(run.year - 1)), tuple(columns), lines, phone="change")


def _noted(run: Run, listed: set[str]) -> list[Move]:
    """Other figures that the co-operative explains, when both years have one: its words are never lost."""
    told = [name for name in run.context.get("catalogue", {}) if name not in listed and _note(run, run.fact(name))]
    moved = [Move(run.fact(name), run.before(name), "context") for name in told]
    return [move for move in moved if move.compared]


def _note(run: Run, fact: Fact) -> str:
    """The co-operative's words on a figure, filed under its id or its code."""
    notes = run.context.get("notes", {})
    return str(notes.get(fact.id) or notes.get(fact.code) or "")


def _line(run: Run, move: Move, note: str, *, why: bool) -> tuple[Cell, ...]:
    before = move.before or move.fact
    step = change(run, move)
    if move.fact.unit == "ratio":
        exact = words.rounded(move.fact.value or 0, 1) - words.rounded(before.value or 0, 1)
        step = words.signed(exact, run.lang)
    cells = (_cell(before), _cell(move.fact), Cell(step))
    return (Cell(move.fact.short), *cells, *([Cell(words.typography(note, run.lang))] if why else []))


def _cell(fact: Fact) -> Cell:
    kept = fact.fraction_cell
    return Cell(shown(fact), kept.value, kept.format)
