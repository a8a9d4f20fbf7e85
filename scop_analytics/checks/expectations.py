"""One expectation of a suite: a great-expectations type, its arguments in human units, and what a breach means here.

A suite says euros, hours and percents. Frames hold fixed-point integers; the compiler scales the bounds, so that the
comparison is exact.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

import polars as pl

GX_SEVERITY: Final = {
    "refuse": "critical",
    "set_aside": "critical",
    "block": "critical",
    "warn": "warning",
    "note": "info",
}


@dataclass(frozen=True)
class Expectation:
    """A statement about one table; ``rule`` and ``severity`` say how a breach is reported."""

    table: str
    type: str
    kwargs: Mapping[str, Any]
    rule: str
    severity: str
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns it speaks of, in order; empty for a statement about the whole table."""
        several = self.kwargs.get("column_list") or self.kwargs.get("column_set") or ()
        single = (self.kwargs.get(key) for key in ("column", "column_A", "column_B"))
        return (*(name for name in single if name), *several)

    @property
    def whole_table(self) -> bool:
        """Whether a breach is about the table rather than about rows."""
        return self.type.startswith("expect_table_")

    def as_json(self) -> dict[str, Any]:
        """The entry of a great-expectations suite file."""
        return {
            "type": self.type,
            "kwargs": {key: plain(value) for key, value in self.kwargs.items()},
            "meta": {"rule": self.rule, "severity": self.severity, **self.facts},
            "severity": GX_SEVERITY[self.severity],
        }


@dataclass(frozen=True)
class Outcome:
    """What one expectation found: ``rows`` are the positions of the failing rows, ``None`` when it is not about rows."""

    expectation: Expectation
    success: bool
    rows: pl.Series | None = None


def plain(value: Any) -> Any:
    """``value`` as JSON knows it: exact decimals become numbers, days become ISO text."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [plain(item) for item in value]
    return value
