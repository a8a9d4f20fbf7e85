"""The law of one day as a table to read: what ``scop rules --on`` prints."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import polars as pl

from scop_analytics import words
from scop_analytics.errors import UsageError, closest
from scop_analytics.law.days import as_date
from scop_analytics.law.law import Law, load
from scop_analytics.law.values import CONVENTION, JURISDICTIONS, READINGS, Calendar, Entry, Scale, Value

SCHEMA = {
    "jurisdiction": pl.String,
    "key": pl.String,
    "reading": pl.String,
    "label": pl.String,
    "value": pl.String,
    "unit": pl.String,
    "from": pl.Date,
    "until": pl.Date,
    "source": pl.String,
    "url": pl.String,
    "status": pl.String,
    "checked_on": pl.Date,
}


def table(day: date | str, lang: str = "fr", law: Law | None = None, jurisdiction: str | None = None) -> pl.DataFrame:
    """Every value in force on ``day``, one row a key and ``reading`` of its text; ``value`` is exact text, decimal point.

    Sorted by jurisdiction (all of them, or the one asked), conventions of this package last, then by key. ``until`` is the last day when a text or the next
    version ends it. A day before the first value, and a jurisdiction that no file holds, are refused with the closest.
    """
    known, asked = law or load(), as_date(day)
    entries = list(_of(known.entries.values(), jurisdiction, lang))
    rows = [row for entry in entries for row in _rows(known, entry, asked, lang)]
    if not rows:
        first = min(entry.values[0].start for entry in entries)
        raise UsageError("law_before_all", day=asked, first=first)
    frame = pl.DataFrame(rows, schema=SCHEMA, orient="row")
    country = pl.col("jurisdiction").cast(pl.Enum(JURISDICTIONS))
    return frame.sort(country, pl.col("status") == CONVENTION, "key", maintain_order=True)


def _of(entries: Iterable[Entry], jurisdiction: str | None, lang: str) -> Iterator[Entry]:
    found = [entry for entry in entries if jurisdiction in (None, entry.jurisdiction)]
    if not found:
        held = sorted({entry.jurisdiction for entry in entries}, key=JURISDICTIONS.index)
        names = {words.say(f"jurisdiction.{code}", lang): code for code in held}
        codes = names | {code: code for code in held}
        valid = [f"{code} ({name})" for name, code in names.items()]
        suggestion = codes.get(closest(str(jurisdiction), codes), "—")
        raise UsageError("unknown_jurisdiction", asked=jurisdiction, suggestion=suggestion, valid=valid)
    yield from found


def _rows(law: Law, entry: Entry, day: date, lang: str) -> Iterator[tuple[Any, ...]]:
    """The value of a key on a day, then what other readings of its text would make of it."""
    version = entry.on(day)
    if version is None:
        return
    last = law.last_day(entry.key, version)
    main = READINGS[0] if version.readings else None
    for reading, read in ((main, version), *version.readings.items()):
        told = (entry.jurisdiction, entry.key, reading, entry.label[lang], written(read.value), entry.unit)
        yield (*told, read.start, last, read.source, read.url, read.status, entry.checked_on)


def written(value: Value) -> str:
    """A legal value as exact text: ``12.31``, ``1/3``, the steps of a table of points, or of a calendar.

    A step of a calendar is a size, its first day and the years between two (``250: 2027-06-01/1``).
    """
    match value:
        case Scale(steps, beyond):
            return "; ".join([*(f"<= {bound}: {points}" for bound, points in steps), f"> {steps[-1][0]}: {beyond}"])
        case Calendar(cycles):
            return "; ".join(f"{cycle.least}: {cycle.first.isoformat()}/{cycle.every}" for cycle in cycles)
        case Fraction():
            return f"{value.numerator}/{value.denominator}"
        case int() | Decimal():
            return str(value)
