"""Waivers: a finding somebody accepts, with who and why. It is kept, marked and counted; it no longer blocks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

import polars as pl

from scop_analytics.config import Waiver
from scop_analytics.errors import UsageError
from scop_analytics.sources import faults

FIELDS: Final = ("rule", "table", "column", "company", "year", "who", "why", "until")
FILE: Final = "scop.toml"


@dataclass(frozen=True)
class Waived(Waiver):
    """One waiver and how many findings it covers."""

    findings: int = 0
    expired: bool = False

    def covers(self) -> pl.Expr:
        """The findings it speaks of."""
        test = pl.col("rule") == self.rule
        for name in ("table", "column", "company"):
            if getattr(self, name):
                test &= pl.col(name) == getattr(self, name)
        return test if self.year is None else test & (pl.col("year") == self.year)


def read(given: Iterable[object]) -> tuple[Waived, ...]:
    """The waivers of ``scop.toml``; one without who or why is refused."""
    return tuple(_read(waiver) for waiver in given)


def _read(waiver: object) -> Waived:
    get = waiver.get if isinstance(waiver, Mapping) else lambda name, default=None: getattr(waiver, name, default)
    entry: dict[str, Any] = {name: get(name, None) for name in FIELDS}
    for name in ("rule", "who", "why"):
        if not str(entry[name] or "").strip():
            raise UsageError("waiver_incomplete", where=FILE, rule=entry["rule"] or "?", key=name)
    return Waived(**{name: value for name, value in entry.items() if value not in (None, "")})


def apply(frame: pl.DataFrame, given: Iterable[object], today: date) -> tuple[pl.DataFrame, tuple[Waived, ...]]:
    """``frame`` with a column ``waived`` (who and why), notes for waivers past or without object, and the waivers used."""
    marked, used = frame.with_columns(pl.lit(None, pl.String).alias("waived")), []
    for waiver in read(given):
        expired = waiver.until is not None and waiver.until < today
        count = int(marked.select(pl.col("count").filter(waiver.covers()).sum()).item() or 0)
        used.append(replace(waiver, findings=count, expired=expired))
        if not expired:
            label = pl.lit(f"{waiver.who} : {waiver.why}")
            marked = marked.with_columns(pl.when(waiver.covers()).then(label).otherwise("waived").alias("waived"))
    return pl.concat([marked, _notes(used)], how="diagonal"), tuple(used)


def _notes(used: Iterable[Waived]) -> pl.DataFrame:
    """Notes about waivers whose day has passed and about those that cover nothing."""
    told = faults.Faults()
    for waiver in used:
        code = "WVR-02" if waiver.expired else "WVR-01"
        if waiver.expired or not waiver.findings:
            facts = {"waived_rule": waiver.rule, "until": str(waiver.until or "")}
            told.whole(faults.Place(FILE), code, "note", facts=facts)
    return told.frame()


def frame(used: Iterable[Waived]) -> pl.DataFrame:
    """The waivers as rows: rule, where it holds, who, why, until, findings covered."""
    names = (*FIELDS, "findings", "expired")
    kinds = {"year": pl.Int32, "until": pl.Date, "findings": pl.Int64, "expired": pl.Boolean}
    rows = [{name: getattr(waiver, name) for name in names} for waiver in used]
    return pl.DataFrame(rows, schema={name: kinds.get(name, pl.String) for name in names})
