"""One legal value through time: what it is, and what it was worth from each day on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Final

CONVENTION: Final = "convention"  # the status of a choice of this package
HOME: Final = "FR"
READINGS: Final = ("portal", "small_every_three_years", "every_three_years")  # of the French bill; the first by default
JURISDICTIONS: Final = (HOME, "EU", "GB")  # whose law a file holds: codes of countries (ISO 3166), EU for the Union


@dataclass(frozen=True)
class Scale:
    """A table of points: the points of the first step whose bound is not exceeded, the last points above all bounds."""

    steps: tuple[tuple[int | Decimal, int | Decimal], ...]
    beyond: int | Decimal

    def points(self, value: int | Decimal) -> int | Decimal:
        """The points given for ``value``; a value equal to a bound still belongs to its step."""
        return next((points for bound, points in self.steps if value <= bound), self.beyond)


@dataclass(frozen=True)
class Cycle:
    """From a size on: the first day something is due, and the years from one time to the next."""

    least: int
    first: date
    every: int

    def due(self, year: int) -> date:
        """The day it is next due, in ``year`` or after."""
        late = max(year - self.first.year, 0)
        return self.first.replace(year=self.first.year + -(-late // self.every) * self.every)


@dataclass(frozen=True)
class Calendar:
    """Who owes something and when, by size, the smallest first: a company follows the last cycle whose size it reaches."""

    cycles: tuple[Cycle, ...]

    @property
    def least(self) -> int:
        """The smallest size concerned."""
        return self.cycles[0].least

    def of(self, size: float | Decimal | Fraction) -> Cycle | None:
        """The cycle of a company, its exact size compared with each threshold: 99.97 is under 100."""
        return next((cycle for cycle in reversed(self.cycles) if size >= cycle.least), None)


Value = int | Decimal | Fraction | Scale | Calendar


@dataclass(frozen=True)
class Dated:
    """A value from a day on (``until`` its last day, when a text ends it), with its text and its link."""

    start: date
    value: Value
    source: str
    url: str
    status: str
    until: date | None = None
    readings: Mapping[str, Dated] = field(default_factory=dict)  # other readings of a text that is not settled, by name

    def under(self, reading: str) -> Dated:
        """The version as one reading of the text has it; itself where that reading says nothing else."""
        return self.readings.get(reading, self)


@dataclass(frozen=True)
class Entry:
    """A legal value and all its dated versions, oldest first.

    ``by`` says which date selects the version: the start or end of the period, the month, the event or the publication.
    ``status`` is ``in_force``, ``provisional`` or ``draft`` (both printed as provisional), or ``convention``: a choice of
    this package where the texts leave one. ``jurisdiction`` is the country whose law it is, or ``EU``.
    """

    key: str
    label: Mapping[str, str]
    unit: str
    by: str
    checked_on: date
    status: str
    values: tuple[Dated, ...]
    jurisdiction: str = HOME

    def on(self, day: date) -> Dated | None:
        """The version in force on ``day``, or nothing."""
        current = self.latest(day)
        return current if current and (current.until is None or day <= current.until) else None

    def latest(self, day: date) -> Dated | None:
        """The last version begun on ``day``, whether it still runs or not."""
        begun = [version for version in self.values if version.start <= day]
        return begun[-1] if begun else None
