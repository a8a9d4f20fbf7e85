"""One published result as a page speaks of it: its number or its reason, its fraction, its change since last year."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from scop_analytics import words
from scop_analytics.reports.objects import Cell
from scop_analytics.results import in_unit

GLYPHS: Final = {
    "ok": "●",
    "caution": "◐",
    "not_computable": "○",
    "suppressed": "■",
    "missing": "–",
    "not_applicable": "∅",
}
WITH_VALUE: Final = frozenset({"ok", "caution"})
WHOLE_UNITS: Final = ("people", "count", "seats", "EUR", "EUR_per_month", "EUR_per_year")
FEW: Final = 10  # people, seats or votes below which a change of a share is counted and no trend
FINE_UNITS: Final = ("per_thousand_hours", "per_200000_hours")  # small numbers, read to the hundredth
WHOLE_PERCENT_BELOW: Final = 100  # under a hundred people a share has no decimal
SHEET_FORMATS: Final = {
    **dict.fromkeys(WHOLE_UNITS, "integer"),
    **dict.fromkeys(FINE_UNITS, "two"),
    "EUR_per_hour": "two",
    "index": "two",
}


@dataclass(frozen=True)
class Fact:
    """A row of the results with the words of one language. ``value`` is ``None`` unless the status carries a number."""

    row: Mapping[str, Any]
    lang: str
    entry: Mapping[str, Any]

    @property
    def value(self) -> float | None:
        """The published number."""
        return self.row["value"] if self.status in WITH_VALUE else None

    @property
    def status(self) -> str:
        """One of the six of the closed list."""
        return str(self.row["status"])

    @property
    def id(self) -> str:
        """Stable name in the catalogue."""
        return str(self.row["indicator"])

    @property
    def code(self) -> str:
        """Short code of the catalogue, ``GOV-01``."""
        return str(self.row["code"])

    @property
    def unit(self) -> str:
        """Unit of ``value``."""
        return str(self.row["unit"])

    @property
    def year(self) -> int:
        """Fiscal year, by its closing."""
        return int(self.row["year"])

    @property
    def segment(self) -> dict[str, str]:
        """``{}`` for the whole."""
        return dict(json.loads(self.row["segment"] or "{}"))

    @property
    def part(self) -> int | None:
        """Numerator as a whole number of people or seats, when there is one."""
        return _whole(self.row["numerator"])

    @property
    def whole(self) -> int | None:
        """Denominator as a whole number."""
        return _whole(self.row["denominator"])

    @property
    def bounds(self) -> tuple[float, float] | None:
        """Stability interval."""
        low, high = self.row["low"], self.row["high"]
        return None if low is None or high is None else (low, high)

    @property
    def known(self) -> bool:
        """Whether there is a number to print."""
        return self.value is not None

    @property
    def label(self) -> str:
        """Name in the catalogue."""
        return words.typography(str(self.entry.get("label") or self.id), self.lang)

    @property
    def short(self) -> str:
        """Name on a card."""
        return words.typography(str(self.entry.get("short") or self.label), self.lang)

    @property
    def digits(self) -> int:
        """Decimals of the display: none for counts, euros and shares of less than a hundred, one otherwise."""
        if self.unit in WHOLE_UNITS:
            return 0
        if self.unit == "percent" and self.whole is not None and self.part is not None:
            return share_digits(self.whole) if self.entry.get("counted", True) else 1
        return 2 if self.unit in FINE_UNITS else 1

    @property
    def text(self) -> str:
        """The number with its unit, or the status in words with its glyph."""
        return self.status_text if self.value is None else quantity(self.value, self.unit, self.lang, self.digits)

    @property
    def fraction(self) -> str:
        """``4 sur 9`` when both terms are known and count something (people, seats, votes), else :attr:`text`."""
        counts = self.unit == "percent" and self.entry.get("counted", True)
        known = self.known and counts and self.part is not None and self.whole is not None
        return words.fraction(self.part, self.whole, self.lang) if known else self.text

    @property
    def full(self) -> str:
        """``4 sur 9 (44 %)``: a share with what it is made of."""
        return self.text if self.fraction == self.text else f"{self.fraction} ({self.text})"

    @property
    def status_text(self) -> str:
        """Glyph and word."""
        return status_text(self.status, self.lang)

    @property
    def reason(self) -> dict[str, Any]:
        """Key and facts of why there is no number, or why to be careful."""
        return dict(json.loads(self.row["reason"] or "{}"))

    @property
    def why(self) -> str:
        """The reason as a sentence, empty when the status says it all."""
        facts = self.reason
        key = f"reason.{facts.pop('key', '')}"
        return words.typography(words.say(key, self.lang, **facts), self.lang) if words.known(key, self.lang) else ""

    @property
    def cell(self) -> Cell:
        """For a table: the text, and the number a spreadsheet keeps."""
        return Cell(self.text, self.value, SHEET_FORMATS.get(self.unit, "one"))

    @property
    def fraction_cell(self) -> Cell:
        """For a table: the fraction, and the share a spreadsheet keeps."""
        return Cell(self.fraction, self.value, SHEET_FORMATS.get(self.unit, "one"))


def share_digits(whole: int) -> int:
    """Decimals of a share of ``whole`` people: none below a hundred."""
    return 0 if whole < WHOLE_PERCENT_BELOW else 1


def _whole(number: float | None) -> int | None:
    return int(number) if number is not None and float(number).is_integer() else None


def status_text(status: str, lang: str) -> str:
    """``■ Masqué``."""
    return f"{GLYPHS[status]}{words.GLUE}{words.say(f'status.{status}', lang)}"


def quantity(value: float, unit: str, lang: str, digits: int) -> str:
    """A number with its unit as people write it."""
    simple = {"percent": words.percent, "points": words.points, "ratio": words.ratio}
    if unit in simple:
        return simple[unit](value, lang, digits)
    if unit == "coverage_band":
        return in_unit(value, unit, lang)
    if unit.startswith("EUR"):
        return words.euros(value, lang, 2 if unit == "EUR_per_hour" else digits)
    text = words.number(value, lang, digits)
    family = next((stem for stem in ("year", "month", "tonne") if unit.startswith(stem)), "")
    if not family:
        return text
    return words.say(f"unit.{family}s", lang, n=int(abs(value)), value=text).replace(" ", words.GLUE)


def of_few(now: Fact, before: Fact) -> bool:
    """Whether one of two shares is of fewer than ten: a seat of nine is eleven points, and no trend."""
    wholes = [fact.whole for fact in (now, before) if fact.unit == "percent" and fact.fraction != fact.text]
    return any(whole is not None and whole < FEW for whole in wholes)


def statistic(value: float, unit: str, lang: str) -> str:
    """A statistic of co-operatives, already rounded, with its unit: a ratio is a bare number, points are written short.

    « 1 à 2,4 » would be read as a range of co-operatives.
    """
    digits = statistic_digits(value, unit)
    if unit == "ratio":
        return words.number(value, lang, digits)
    if unit == "points":
        return words.typography(words.say("peers.points", lang, value=words.number(value, lang, digits)), lang)
    return quantity(value, unit, lang, digits)


def statistic_digits(value: float, unit: str) -> int:
    """What rounding left: none for whole shares and monthly euros, two for small numbers."""
    if unit in ("percent", "points"):
        return 0 if round(value, 1).is_integer() else 1
    if unit in ("EUR_per_month", "EUR_per_year"):
        return 0
    return 2 if unit in ("ratio", "index", "EUR_per_hour") or 0 < abs(value) < 1 else 1


def change(now: Fact, before: Fact | None) -> str:
    """Change since last year: points for shares, the same unit otherwise; « sans changement » when display is equal."""
    if before is None or now.value is None or before.value is None:
        return words.say("change.first", now.lang) if before is None else ""
    step = words.rounded(now.value, now.digits) - words.rounded(before.value, now.digits)
    if not step:
        return words.say("change.none", now.lang)
    if now.unit == "ratio" or of_few(now, before):
        return words.say("change.before", now.lang, value=before.fraction, year=str(before.year))
    if now.unit in ("percent", "points"):
        return words.points(step, now.lang, now.digits)
    return quantity_signed(float(step), now.unit, now.lang, now.digits)


def quantity_signed(value: float, unit: str, lang: str, digits: int) -> str:
    """:func:`quantity` with its sign always written."""
    return ("+" if value > 0 else "") + quantity(value, unit, lang, digits)
