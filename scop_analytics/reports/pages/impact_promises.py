"""How far each commitment is, judged from published results and its due date; what the co-operative declares where not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from scop_analytics import words
from scop_analytics.reports.commitments import DROPPED
from scop_analytics.reports.facts import SHEET_FORMATS, Fact, quantity
from scop_analytics.reports.pages.impact_words import ROUNDED
from scop_analytics.reports.run import Run

DECLARED: Final = {"KEPT": "kept", "IN_PROGRESS": "on_track", "LATE": "late", DROPPED: "dropped"}
STATES: Final = ("kept", "on_track", "late", "dropped", "untold", "hidden", "unsaid")
MIDDLE: Final = 50
OPEN: Final = ("company", "role")  # classes whose past values say nothing about people


@dataclass(frozen=True)
class Promise:
    """A commitment with the figure that measures it, and where it stands."""

    told: Mapping[str, Any]
    fact: Fact | None
    state: str

    @property
    def id(self) -> str:
        """Its number in the co-operative's table."""
        return str(self.told["commitment_id"])

    @property
    def declared(self) -> str:
        """What the co-operative says of it, in the same words as what is computed."""
        return DECLARED.get(str(self.told.get("declared")), "")

    @property
    def target(self) -> float | None:
        """The value aimed at, in the unit of the figure."""
        return self.told.get("target")

    @property
    def goal(self) -> str:
        """Whether the target is a floor or a ceiling; empty when nothing says it."""
        return _goal(self.fact, self.target, self.told.get("baseline"))


def promises(run: Run) -> list[Promise]:
    """The commitments of the year in the order of their numbers."""
    return [_promise(run, told) for told in run.context.get("commitments", [])]


def _promise(run: Run, told: Mapping[str, Any]) -> Promise:
    measured = str(told.get("indicator") or "")
    fact = run.fact(measured) if measured in run.context.get("catalogue", {}) else None
    return Promise(told, fact, _state(run, told, fact))


def _state(run: Run, told: Mapping[str, Any], fact: Fact | None) -> str:
    declared = DECLARED.get(str(told.get("declared")), "")
    if declared == "dropped":
        return declared
    if told["fiscal_year"] != run.year:
        return "untold"
    if fact is not None and fact.status == "suppressed":
        return "hidden"
    met = _met(fact, told.get("target"), told.get("baseline"))
    if met is None:
        return declared or "unsaid"
    if met:
        return "kept"
    due = told.get("due_date")
    passed = bool(due) and date.fromisoformat(str(due)) <= run.end
    return "late" if passed or declared == "late" else "on_track"


def _met(fact: Fact | None, target: float | None, baseline: float | None) -> bool | None:
    goal = _goal(fact, target, baseline)
    if fact is None or fact.value is None or target is None or not goal:
        return None
    value = abs(fact.value) if fact.entry.get("polarity") == "towards_zero" else fact.value
    return value >= target if goal == "at_least" else value <= target


def _goal(fact: Fact | None, target: float | None, baseline: float | None) -> str:
    if fact is None or target is None:
        return ""
    polarity = str(fact.entry.get("polarity", "context"))
    if polarity == "context":
        start = target if baseline is None else baseline
        return "" if start == target else ("at_least" if target > start else "at_most")
    rising = polarity == "up" or (polarity == "towards_balance" and target <= MIDDLE)
    return "at_least" if rising else "at_most"


def start_shown(run: Run, promise: Promise) -> bool:
    """Whether readers may see the starting value: it is exact, and these readers may only know rounded figures."""
    fact = promise.fact
    if fact is None or promise.told.get("baseline") is None or fact.status == "suppressed":
        return False
    return str(fact.entry.get("disclosure")) in OPEN or (fact.known and run.audience not in ROUNDED)


def in_unit(promise: Promise, value: float) -> str:
    """A number of the commitment as its figure is written, with the decimals it was given."""
    fact = promise.fact
    if fact is None:
        return ""
    digits = fact.digits if float(value).is_integer() else max(fact.digits, 1)
    if fact.unit.startswith("tonne"):
        return quantity(value, "tonne", fact.lang, digits)
    return quantity(value, fact.unit, fact.lang, digits)


def sheet_format(promise: Promise) -> str:
    """How a spreadsheet keeps the numbers of a commitment."""
    return SHEET_FORMATS.get(promise.fact.unit, "one") if promise.fact else ""


def own_words(run: Run, promise: Promise) -> str:
    """The commitment as the co-operative wrote it, or as its notes say it in the language of the report."""
    note = run.context.get("notes", {}).get(promise.id)
    return words.typography(str(note or promise.told.get("commitment") or promise.id), run.lang)
