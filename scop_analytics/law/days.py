"""The day a law is read at, as people write it."""

from __future__ import annotations

import calendar
import re
from datetime import date
from typing import Final

from scop_analytics.errors import UsageError

WRITTEN: Final = re.compile(r"\D*(\d{4})\D+(\d{1,2})\D+(\d{1,2})\D*")  # year first, as asked
FRENCH: Final = re.compile(r"\D*(\d{1,2})\D+(\d{1,2})\D+(\d{4})\D*")  # day first, as people write
MONTHS: Final = 12


def as_date(day: date | str) -> date:
    """``day`` as a date; a text that is not a day of the calendar is refused with the closest day."""
    if isinstance(day, date):
        return day
    try:
        return date.fromisoformat(day)
    except ValueError as fault:
        raise UsageError("not_a_day", value=day, suggestion=closest_day(day) or "—") from fault


def closest_day(text: str) -> str:
    """The day of the calendar that ``text`` most likely means (``2019-02-30``: the 28th), or an empty text."""
    if found := WRITTEN.fullmatch(text):
        year, month, day = (int(part) for part in found.groups())
    elif found := FRENCH.fullmatch(text):
        day, month, year = (int(part) for part in found.groups())
    else:
        return ""
    if not date.min.year <= year <= date.max.year:
        return ""
    month = min(max(month, 1), MONTHS)
    return date(year, month, min(max(day, 1), calendar.monthrange(year, month)[1])).isoformat()
