"""The whole law known to the package, across time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Final

import polars as pl

from scop_analytics.errors import UsageError, closest
from scop_analytics.law.days import as_date
from scop_analytics.law.reading import read_folder
from scop_analytics.law.rules import Rules
from scop_analytics.law.values import Calendar, Dated, Entry, Scale

HERE: Final = Path(__file__).parent
PUBLICATION: Final = "publication_calendar"


@dataclass(frozen=True)
class Law:
    """All legal values with all their dates, by key."""

    entries: Mapping[str, Entry]
    _days: dict[date, Rules] = field(default_factory=dict, repr=False, compare=False)  # what `at` already answered

    def at(self, day: date | str) -> Rules:
        """The law of ``day`` (a date, or ``"2026-01-01"``)."""
        asked = as_date(day)
        if asked not in self._days:
            self._days[asked] = Rules(asked, self.entries)
        return self._days[asked]

    def entry(self, key: str) -> Entry:
        """One legal value with all its versions; a name that does not exist is refused with the closest one."""
        if key not in self.entries:
            raise UsageError("unknown_law_key", name=key, suggestion=closest(key, self.entries) or "—")
        return self.entries[key]

    def last_day(self, key: str, version: Dated) -> date | None:
        """The last day of a version of ``key``: the one its text says, or the eve of the next; none while it runs."""
        following = next((later.start for later in self.entry(key).values if later.start > version.start), None)
        return version.until or (following - timedelta(days=1) if following else None)

    def published(self, key: str, end: date) -> date:
        """The day a figure of the period ending on ``end`` is published, in the year after, by the calendar beside ``key``.

        Without a calendar in the same file, the end of the period.
        """
        beside = self.entries.get(f"{key.partition('.')[0]}.{PUBLICATION}")
        calendar = beside.values[-1].value if beside else None
        return calendar.cycles[0].first.replace(year=end.year + 1) if isinstance(calendar, Calendar) else end

    def frame(self, key: str, scale: int | None = None) -> pl.DataFrame:
        """Every dated value of ``key``: columns ``from``, ``until`` (last day, null while it runs) and ``value``.

        ``value`` is a float, or with ``scale`` the exact integer of ``1 / scale`` (100: cents), for joins by month.
        """
        versions = self.entry(key).values
        dtype = pl.Float64 if scale is None else pl.Int64
        return pl.DataFrame(
            {
                "from": [version.start for version in versions],
                "until": [self.last_day(key, version) for version in versions],
                "value": [_number(version, key, scale) for version in versions],
            },
            schema={"from": pl.Date, "until": pl.Date, "value": dtype},
        )


@cache
def load() -> Law:
    """The law files of the package, read once."""
    return Law(read_folder(HERE))


def at(day: date | str) -> Rules:
    """The law of ``day``: ``at("2026-01-01")["minimum_wage.hourly"]``."""
    return load().at(day)


def _number(version: Dated, key: str, scale: int | None) -> int | float:
    if isinstance(version.value, Scale | Calendar):
        raise UsageError("law_not_one_number", name=key)
    if scale is None:
        return float(version.value)
    exact = Fraction(version.value if isinstance(version.value, Fraction) else Decimal(version.value)) * scale
    if exact.denominator != 1:
        raise UsageError("law_not_exact", name=key, scale=scale)
    return exact.numerator
