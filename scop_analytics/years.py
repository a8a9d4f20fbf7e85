"""Fiscal years: a co-operative's year is often not the calendar year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Self


@dataclass(frozen=True, order=True)
class FiscalYear:
    """Twelve months as a rule (6 to 18 are lawful), labelled by the year in which they close."""

    start: date
    end: date

    @classmethod
    def calendar(cls, year: int) -> Self:
        """1 January to 31 December of ``year``."""
        return cls(date(year, 1, 1), date(year, 12, 31))

    @property
    def label(self) -> int:
        """The year of closing, the name people use."""
        return self.end.year

    @property
    def as_of(self) -> date:
        """The day on which people, seats and law are read: the closing day."""
        return self.end

    @property
    def months(self) -> int:
        """Length in whole months, both ends included."""
        return (self.end.year - self.start.year) * 12 + self.end.month - self.start.month + 1

    @property
    def is_calendar(self) -> bool:
        """Whether the year runs from 1 January to 31 December."""
        return (self.start, self.end) == (date(self.end.year, 1, 1), date(self.end.year, 12, 31))
