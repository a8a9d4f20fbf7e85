"""The worlds of the sample co-operatives (``worlds/*.toml``) and the one source of chance used to fill them."""

from __future__ import annotations

import random
from collections.abc import MutableSequence, Sequence
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any, Final, TypeVar

from scop_analytics import datafiles
from scop_analytics.years import FiscalYear

T = TypeVar("T")
Row = dict[str, object]
Rows = list[Row]
Tables = dict[str, Rows]

FOLDER: Final = Path(__file__).with_name("worlds")
NAMES: Final = ("coop_9", "coop_42", "coop_180")
CENT: Final = Decimal("0.01")


class Chance:
    """Draws that depend on ``random()`` alone, the one stream Python promises to keep: same seed, same files for ever."""

    def __init__(self, seed: int) -> None:
        self._draw = random.Random(seed).random  # noqa: S311 - imaginary people, not secrets

    def happens(self, probability: object) -> bool:
        """Whether an event of this probability takes place."""
        return self._draw() < float(str(probability))

    def number(self, low: int, high: int) -> int:
        """A whole number from ``low`` to ``high``, both included."""
        return low + int(self._draw() * (high - low + 1))

    def one(self, items: Sequence[T]) -> T:
        """One of ``items``."""
        return items[int(self._draw() * len(items))]

    def some(self, items: Sequence[T], count: int) -> list[T]:
        """``count`` different ones of ``items``, in their own order."""
        order = list(range(len(items)))
        self.mix(order)
        return [items[place] for place in sorted(order[:count])]

    def mix(self, items: MutableSequence[T]) -> None:
        """Shuffle ``items`` where they stand."""
        for last in range(len(items) - 1, 0, -1):
            other = int(self._draw() * (last + 1))
            items[last], items[other] = items[other], items[last]

    def day(self, first: date, last: date) -> date:
        """A day from ``first`` to ``last``."""
        return first + timedelta(days=self.number(0, (last - first).days))


class World:
    """One imaginary co-operative: what its TOML file or ``told`` says, its fiscal years, and its draws."""

    def __init__(self, name: str, told: dict[str, Any] | None = None) -> None:
        self.name = name
        shared = datafiles.read(FOLDER / "common.toml")
        self.data: dict[str, Any] = shared | (told or datafiles.read(FOLDER / f"{name}.toml"))
        self.chance = Chance(int(self.data["seed"]))
        self.siren = str(self.data["siren"])

    def __getitem__(self, key: str) -> Any:
        return self.data[key]

    def get(self, key: str, default: Any = None) -> Any:
        """What the world says under ``key``, or ``default``."""
        return self.data.get(key, default)

    @cached_property
    def years(self) -> list[FiscalYear]:
        """The fiscal years of the dossier, oldest first."""
        start: date = self["calendar"]["first_start"]
        starts = [start.replace(year=start.year + place) for place in range(len(self["calendar"]["years"]) + 1)]
        return [FiscalYear(first, after - timedelta(days=1)) for first, after in pairwise(starts)]

    @property
    def payroll_end(self) -> date:
        """The last day for which payslips exist; after the last closing when that is not in December."""
        end: date = self["calendar"]["payroll_end"]
        return end

    def of_year(self, section: str, key: str, year: int, default: Any = 0) -> Any:
        """A value of ``[section] key = { 2025 = … }``."""
        return self[section].get(key, {}).get(str(year), default)


def cents(amount: object) -> Decimal:
    """``amount`` rounded to the cent, half up, as payroll software does."""
    return Decimal(str(amount)).quantize(CENT, ROUND_HALF_UP)


def month_starts(first: date, last: date) -> list[date]:
    """The first day of every month from ``first``'s to ``last``'s."""
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    places = [first.year * 12 + first.month - 1 + place for place in range(count)]
    return [date(place // 12, place % 12 + 1, 1) for place in places]


def month_end(start: date) -> date:
    """The last day of the month that begins on ``start``."""
    return add_months(start, 1) - timedelta(days=1)


def add_months(day: date, months: int) -> date:
    """The same day ``months`` later, or the last day of that month when it is shorter."""
    place = day.year * 12 + day.month - 1 + months
    year, month = place // 12, place % 12 + 1
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month, min(day.day, last))
        except ValueError:
            continue
    raise AssertionError(day)  # pragma: no cover - every month has 28 days
