"""One function from a size and a year to duties; which duties exist is ``pay_equity.toml``, their numbers the law files."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Final

from scop_analytics import datafiles
from scop_analytics.law.law import Law, load
from scop_analytics.law.values import READINGS, Calendar, Entry

Size = int | float | Decimal | Fraction
TABLE: Final = Path(__file__).with_name("pay_equity.toml")
KEYS: Final = ("calendar", "least", "below", "within")
OUTSIDE: Final = ("no", "voluntary")
DECEMBER: Final = (12, 31)


@dataclass(frozen=True)
class _Asked:
    size: Size | None
    year: int
    day: date
    reading: str


@dataclass(frozen=True)
class Duty:
    """An obligation as an employer of one size meets it.

    ``applies``: ``yes``; ``no`` or ``voluntary`` (outside the sizes concerned); ``ended`` (its text no longer runs on the
    day it would be due); ``unknown`` (no size given, and the size decides). ``least`` is the smallest size concerned, 0 when
    all are, and ``below`` the size at which another duty takes over. ``due`` is the day it is next due, in the year asked
    or after, and ``every`` the years from one to the next: where it is voluntary, those of the smallest size concerned.
    ``last`` is the last day of its text, ``months`` the time to answer a request.
    """

    name: str
    jurisdiction: str
    applies: str
    status: str
    source: str
    url: str
    least: int = 0
    below: int | None = None
    due: date | None = None
    every: int | None = None
    last: date | None = None
    months: int | None = None

    @property
    def provisional(self) -> bool:
        """Whether it rests on a text that is not final."""
        return self.status in ("draft", "provisional")


def duties(
    size: Size | None,
    year: int,
    *,
    known: date | None = None,
    reading: str = READINGS[0],
    jurisdictions: Collection[str] = ("FR", "EU"),
) -> tuple[Duty, ...]:
    """The duties of an employer of ``size`` people, each with the day it is next due in ``year`` or after.

    ``size`` is the yearly average workforce, compared exactly (99.97 is under 100). The law is the one in force at the end
    of ``year``, or on the day ``known`` if that is earlier: what was published later is not foreseen. A duty without a
    text on that day is left out. ``reading`` chooses among the readings of a draft.
    """
    law, last = load(), date(year, *DECEMBER)
    day = last if known is None else min(known, last)
    asked = _Asked(size, year, day, reading)
    made = (_duty(law, name, row, asked) for name, row in _table().items())
    return tuple(duty for duty in made if duty is not None and duty.jurisdiction in jurisdictions)


@cache
def _table() -> Mapping[str, Mapping[str, str]]:
    table = datafiles.read_packaged(TABLE)
    for name, row in table.items():
        where = f"{TABLE.name} [{name}]"
        datafiles.require(row, ("outside",), where)
        datafiles.refuse_unknown(row, (*KEYS, "outside"), where)
        datafiles.refuse_unknown({row["outside"]: ""}, OUTSIDE, where)
    return table


def _duty(law: Law, name: str, row: Mapping[str, str], asked: _Asked) -> Duty | None:
    """One duty on the day asked, or nothing when a number of it has no text by then."""
    held = {key: law.entry(row[key]) for key in KEYS if key in row}
    texts = {key: text.under(asked.reading) for key, entry in held.items() if (text := entry.latest(asked.day))}
    if len(texts) < len(held):
        return None
    lead = next(iter(held))
    text = texts[lead]
    duty = Duty(name, held[lead].jurisdiction, "yes", text.status, text.source, text.url, last=text.until)
    match text.value:
        case Calendar():
            return _dated(duty, row["outside"], held[lead], text.value, asked)
        case months if lead == "within":
            return replace(duty, months=int(str(months)))
    return _sized(duty, row["outside"], {key: int(str(text.value)) for key, text in texts.items()}, asked.size)


def _dated(duty: Duty, outside: str, entry: Entry, calendar: Calendar, asked: _Asked) -> Duty:
    """A duty with a calendar; one whose text no longer runs on its day has ended, as far as the texts are final."""
    cycle = calendar.cycles[0] if asked.size is None else calendar.of(asked.size)
    applies = "unknown" if asked.size is None else "yes" if cycle else outside
    shown = cycle or calendar.cycles[0]
    due = shown.due(asked.year)
    if duty.last is not None and due > duty.last:
        return replace(duty, applies="ended", least=calendar.least, status=entry.status)
    if applies == "no":
        return replace(duty, applies=applies, least=calendar.least)
    return replace(duty, applies=applies, least=calendar.least, due=due, every=shown.every)


def _sized(duty: Duty, outside: str, sizes: Mapping[str, int], size: Size | None) -> Duty:
    """A duty without a date, from one size on and below another."""
    least, below = sizes["least"], sizes.get("below")
    if size is None:
        return replace(duty, applies="unknown", least=least)
    concerned = size >= least and (below is None or size < below)
    return replace(duty, applies="yes" if concerned else outside, least=least, below=below)
