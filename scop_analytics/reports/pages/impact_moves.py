"""The eight figures of P1 beside last year's: which way each went, and how its value and its change are said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from scop_analytics import words
from scop_analytics.reports.facts import Fact, of_few, quantity
from scop_analytics.reports.method_changes import broken
from scop_analytics.reports.run import Run

GAP: Final = "median_gap_hourly"
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


def moves(run: Run) -> list[Move]:
    """The eight figures; in a team of fewer than ten, or of unsaid size, contracts and service replace pay."""
    return [_move(run, name) for name in _names(run)]


def _names(run: Run) -> list[str]:
    headcount = run.fact("headcount").value
    small = headcount is None or headcount < SMALL_TEAM
    return [INSTEAD.get(name, name) if small else name for name in EIGHT]


def _move(run: Run, name: str) -> Move:
    fact, before = run.fact(name), run.before(name)
    if fact.status == "not_applicable":
        return Move(fact, before, "context")
    if not fact.known or name == GAP:
        return Move(fact, before, "same" if name == GAP and distinct(fact) else "unsaid")
    if before is None or not before.known or _other_method(run, name):
        return Move(fact, before, "context")
    step = words.rounded(fact.value or 0, fact.digits) - words.rounded(before.value or 0, before.digits)
    return Move(fact, before, "context" if step and of_few(fact, before) else _way(fact, before, float(step)))


def _other_method(run: Run, name: str) -> bool:
    return run.year in broken(run, (name,))["breaks"]


def _way(fact: Fact, before: Fact, step: float) -> str:
    polarity = str(fact.entry.get("polarity", "context"))
    if polarity == "towards_balance":
        nearer = abs((before.value or 0) - 50) - abs((fact.value or 0) - 50)
        step, polarity = (nearer if step else 0), "up"
    if polarity not in BETTER:
        return "context"
    return "same" if not step else ("better" if step * BETTER[polarity] > 0 else "worse")


def distinct(gap: Fact) -> bool:
    """Whether the gap stands apart from none at all."""
    return gap.known and gap.bounds is not None and not gap.bounds[0] <= 0 <= gap.bounds[1]


def plain(fact: Fact) -> str:
    """A value inside a sentence: « 23 sur 30 », « 2,4 », « 46 € »."""
    if fact.id == "labour_share":
        return words.euros(fact.value, fact.lang)
    if fact.unit == "ratio":
        return words.number(fact.value, fact.lang)
    return fact.fraction if fact.unit == "percent" else value_text(fact)


def value_text(fact: Fact) -> str:
    """A value with its unit."""
    if fact.unit.startswith("tonne"):
        return quantity(fact.value or 0, "tonne", fact.lang, 1)
    return fact.text


def shown(fact: Fact) -> str:
    """A value standing alone, on a card or in a table: « 23 sur 30 », « 1 à 2,4 », « 46 € »."""
    if fact.id == "labour_share":
        return words.euros(fact.value, fact.lang)
    return value_text(fact) if fact.unit != "percent" else fact.fraction


def change(run: Run, move: Move) -> str:
    """What stands under the figure: « +4 points », « +2 personnes », « 1 à 2,5 en 2024 », « sans changement »."""
    fact, before = move.fact, move.before
    if before is None or not move.compared or _other_method(run, fact.id):
        return run.change(fact.id) if before is None or move.compared else ""
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
