"""P1 « L'essentiel »: what improved, what worsened, what cannot be said; eight key figures; what changed and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from scop_analytics import words
from scop_analytics.reports.facts import Fact, quantity
from scop_analytics.reports.objects import Block, Card, Cards, Cell, Column, Page, Say, Table
from scop_analytics.reports.pages.impact_words import absence, people
from scop_analytics.reports.run import Run

GAP: Final = "median_gap_hourly"
HALVES: Final = "pay_half_headcount"
EIGHT: Final = (
    "headcount", "employee_membership_rate", "women_on_board", "meeting_turnout",
    "pay_spread", "labour_share", GAP, "ghg_per_fte",
)  # fmt: skip
INSTEAD: Final = {"pay_spread": "permanent_contract_share", GAP: "tenure_median"}  # in a team of fewer than ten
SMALL_TEAM: Final = 10
BETTER: Final = {"up": 1, "down": -1}


@dataclass(frozen=True)
class Move:
    """A figure beside last year's: better, worse, same, unsaid, or context (neither good nor bad by itself)."""

    fact: Fact
    before: Fact | None
    way: str

    @property
    def compared(self) -> bool:
        """Whether both years have a number."""
        return self.fact.known and self.before is not None and self.before.known


def page(run: Run) -> Page:
    """The three sentences are always there, the third one first of all."""
    moves = [_move(run, name) for name in _names(run)]
    headcount, members = run.fact("headcount"), run.fact("employee_membership_rate")
    blocks: list[Block] = [*_sentences(run, moves), Cards(tuple(_card(run, move) for move in moves))]
    table = _changes(run, moves)
    size = run.say("p1.of_members", n=members.part, people=people(run, headcount.value)) if members.part else ""
    return run.page(
        "P1",
        title=_title(run, moves),
        subtitle=run.say(
            "p1.subtitle" if len(run.years) > 1 else "p1.subtitle_first",
            company=run.company,
            before=str(run.year - 1),
            size=size or people(run, headcount.value) or run.say("p1.size_unsaid"),
        ),
        blocks=[*blocks, *([table] if table else [])],
        ids=[move.fact.id for move in moves],
        n=people(run, headcount.value),
        sources=("payroll", "members", "assemblies", "surplus_allocation", "environment"),
        method=[run.say(f"p1.method.{part}") for part in ("direction", "unsaid", "reasons")],
    )


def _names(run: Run) -> list[str]:
    headcount = run.fact("headcount").value
    small = headcount is None or headcount < SMALL_TEAM
    return [INSTEAD.get(name, name) if small else name for name in EIGHT]


def _move(run: Run, name: str) -> Move:
    fact, before = run.fact(name), run.before(name)
    if fact.status == "not_applicable":
        return Move(fact, before, "context")
    if not fact.known or name == GAP:
        return Move(fact, before, "same" if name == GAP and _distinct(fact) else "unsaid")
    if before is None or not before.known:
        return Move(fact, before, "context")
    step = words.rounded(fact.value or 0, fact.digits) - words.rounded(before.value or 0, before.digits)
    return Move(fact, before, _way(fact, before, float(step)))


def _way(fact: Fact, before: Fact, step: float) -> str:
    polarity = str(fact.entry.get("polarity", "context"))
    if polarity == "towards_balance":
        nearer = abs((before.value or 0) - 50) - abs((fact.value or 0) - 50)
        step, polarity = (nearer if step else 0), "up"
    if polarity not in BETTER:
        return "context"
    return "same" if not step else ("better" if step * BETTER[polarity] > 0 else "worse")


def _distinct(gap: Fact) -> bool:
    """Whether the gap stands apart from none at all."""
    return gap.known and gap.bounds is not None and not gap.bounds[0] <= 0 <= gap.bounds[1]


def _of(moves: list[Move], way: str) -> list[Move]:
    return [move for move in moves if move.way == way]


def _title(run: Run, moves: list[Move]) -> str:
    if not any(move.compared for move in moves):
        return run.say("p1.title_first", n=sum(move.fact.known for move in moves))
    counts = [(way, len(_of(moves, way))) for way in ("better", "worse", "unsaid")]
    told = [(way, n) for way, n in counts if n]
    if not told:
        return run.say("p1.title_same")
    parts = [run.say(f"p1.{way}{'_first' if place == 0 else ''}", n=n) for place, (way, n) in enumerate(told)]
    return words.listed(parts, run.lang)


def _sentences(run: Run, moves: list[Move]) -> list[Say]:
    compared = any(move.compared for move in moves)
    said = [] if not compared else [_moved(run, way, _of(moves, way)) for way in ("better", "worse")]
    return [*said, Say(_unsaid(run, moves, compared=compared), run.say("p1.label.unsaid"))]


def _moved(run: Run, way: str, moves: list[Move]) -> Say:
    label = run.say(f"p1.label.{way}")
    if not moves:
        return Say(run.say(f"p1.none_{way}"), label)
    first, *others = [_clause(run, move, first=place == 0) for place, move in enumerate(moves)]
    return Say(run.say("p1.sentence", text=words.listed([f"{first[:1].upper()}{first[1:]}", *others], run.lang)), label)


def _clause(run: Run, move: Move, *, first: bool) -> str:
    before, now = _plain(move.before or move.fact), _plain(move.fact)
    what = run.say(f"p1.noun.{move.fact.id}")
    return run.say("p1.clause_first" if first else "p1.clause", what=what, before=before, now=now)


def _plain(fact: Fact) -> str:
    """A value inside a sentence: « 23 sur 30 », « 2,4 », « 46 € »."""
    if fact.id == "labour_share":
        return words.euros(fact.value, fact.lang)
    if fact.unit == "ratio":
        return words.number(fact.value, fact.lang)
    return fact.fraction if fact.unit == "percent" else _value(fact)


def _value(fact: Fact) -> str:
    if fact.unit.startswith("tonne"):
        return quantity(fact.value or 0, "tonne", fact.lang, 1)
    return fact.text


def _unsaid(run: Run, moves: list[Move], *, compared: bool) -> str:
    parts = []
    gap = run.fact(GAP)
    if gap.known and not _distinct(gap):
        parts.append(_chance(run, gap))
    hidden = [run.say(f"p1.noun.{move.fact.id}") for move in moves if not move.fact.known and move.way == "unsaid"]
    if not gap.known and gap.status != "missing" and GAP not in [move.fact.id for move in moves]:
        hidden.append(run.say(f"p1.noun.{GAP}"))
    if hidden:
        parts.append(run.say("p1.hidden", n=len(hidden), what=words.listed(hidden, run.lang)))
    if not compared:
        parts.append(run.say("p1.first_year"))
    return " ".join(parts) or run.say("p1.nothing_unsaid")


def _chance(run: Run, gap: Fact) -> str:
    cells = [run.fact(HALVES, half=half, sex=sex) for sex in ("F", "M") for half in ("1", "2")]
    if gap.bounds is None or any(cell.value is None for cell in cells):
        return run.say("p1.chance_unsaid")
    women, men = (int(sum(cell.value or 0 for cell in part)) for part in (cells[:2], cells[2:]))
    return run.say("p1.chance", women=run.say("unit.women", n=women), men=run.say("unit.men", n=men))


def _card(run: Run, move: Move) -> Card:
    fact, name = move.fact, move.fact.id
    if not fact.known:
        card = run.card(name)
        return Card(card.label, card.value, absence(run, fact), "", "")
    shown = words.euros(fact.value, run.lang) if name == "labour_share" else _shown(fact)
    card = run.card(name, denominator=_denominator(run, fact), shown=shown, target=_target(run, fact))
    return Card(card.label, card.value, card.denominator, _change(run, move), card.status, card.target)


def _shown(fact: Fact) -> str:
    return _value(fact) if fact.unit != "percent" else fact.fraction


def _denominator(run: Run, fact: Fact) -> str:
    if fact.id == "headcount":
        fte = run.fact("average_fte")
        return run.say("p1.of.headcount_fte", fte=fte.value) if fte.known else run.say("p1.of.headcount")
    if fact.id == GAP:
        side = "none" if not fact.value else ("women" if fact.value > 0 else "men")
        return run.say(f"sign.{side}")
    return run.say(f"p1.of.{fact.id}", share=fact.text)


def _target(run: Run, fact: Fact) -> str:
    target = run.context.get("targets", {}).get(fact.id)
    if target is None:
        return ""
    return run.say("p1.target", value=quantity(float(target), fact.unit, run.lang, fact.digits))


def _change(run: Run, move: Move) -> str:
    fact, before = move.fact, move.before
    if not move.compared or before is None:
        return run.change(fact.id) if before is None else ""
    step = words.rounded(fact.value or 0, fact.digits) - words.rounded(before.value or 0, before.digits)
    if not step:
        return run.say("change.none")
    if fact.id == "headcount":
        return run.say("p1.step_people", n=abs(int(step)), value=words.signed(step, run.lang, 0))
    if fact.id == "labour_share":
        return ("+" if step > 0 else "") + words.euros(step, run.lang)
    if fact.id == GAP:
        return run.say("change.before", value=before.text, year=str(before.year))
    return run.change(fact.id)


def _changes(run: Run, moves: list[Move]) -> Table | None:
    """The figures whose display differs from last year's, with the co-operative's own words."""
    rows = [move for move in moves if move.compared and move.fact.id != GAP and _step(run, move)]
    if not rows:
        return None
    notes = run.context.get("notes", {})
    why = any(notes.get(move.fact.id) for move in rows)
    columns = [
        Column(run.say("word.indicator"), "left", 25 if why else 0),
        Column(str(run.year - 1), "right"),
        Column(str(run.year), "right"),
        Column(run.say("word.change"), "right"),
        *([Column(run.say("p1.why"), "left", 34, line=True)] if why else []),
    ]
    lines = tuple(_line(run, move, str(notes.get(move.fact.id, "")), why=why) for move in rows)
    return Table(run.say("p1.changes", before=str(run.year - 1)), tuple(columns), lines, phone="change")


def _step(run: Run, move: Move) -> bool:
    return _change(run, move) != run.say("change.none")


def _line(run: Run, move: Move, note: str, *, why: bool) -> tuple[Cell, ...]:
    before = move.before or move.fact
    step = _change(run, move)
    if move.fact.unit == "ratio":
        exact = words.rounded(move.fact.value or 0, 1) - words.rounded(before.value or 0, 1)
        step = words.signed(exact, run.lang)
    cells = (_cell(before), _cell(move.fact), Cell(step))
    return (Cell(move.fact.short), *cells, *([Cell(words.typography(note, run.lang))] if why else []))


def _cell(fact: Fact) -> Cell:
    kept = fact.fraction_cell
    text = words.euros(fact.value, fact.lang) if fact.id == "labour_share" else _shown(fact)
    return Cell(text, kept.value, kept.format)
