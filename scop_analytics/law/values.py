"""One legal value through time: what it is, and what it was worth from each day on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Final

CONVENTION: Final = "convention"  # the status of a choice of this package
HOME: Final = "FR"
JURISDICTIONS: Final = (HOME, "EU", "GB")  # whose law a file holds: codes of countries (ISO 3166), EU for the Union


@dataclass(frozen=True)
class Scale:
    """A table of points: the points of the first step whose bound is not exceeded, the last points above all bounds."""

    steps: tuple[tuple[int | Decimal, int | Decimal], ...]
    beyond: int | Decimal

    def points(self, value: int | Decimal) -> int | Decimal:
        """The points given for ``value``; a value equal to a bound still belongs to its step."""
        return next((points for bound, points in self.steps if value <= bound), self.beyond)


Value = int | Decimal | Fraction | Scale


@dataclass(frozen=True)
class Dated:
    """A value from a day on (``until`` its last day, when a text ends it), with its text and its link."""

    start: date
    value: Value
    source: str
    url: str
    status: str
    until: date | None = None


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
        begun = [version for version in self.values if version.start <= day]
        current = begun[-1] if begun else None
        return current if current and (current.until is None or day <= current.until) else None
