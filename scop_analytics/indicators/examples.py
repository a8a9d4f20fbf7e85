"""Worked examples: the three or four rows of a catalogue entry, computed by the engine that computes everything else."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

import polars as pl

from scop_analytics import law
from scop_analytics.indicators import catalogue
from scop_analytics.indicators.catalogue import Indicator
from scop_analytics.indicators.engine import Material, Request, run
from scop_analytics.indicators.law_in_use import InForce
from scop_analytics.indicators.ruling import Ruling

COMPANY: Final = "A"
YEAR: Final = 2025
APART: Final = ("rules", "expect", "verdict", "segment")


def frames(entry: Indicator) -> dict[str, pl.LazyFrame]:
    """The frames of the example; company and year are filled in where the rows do not say them."""
    given = {name: _frame(columns) for name, columns in entry.example.items() if name not in APART}
    years = pl.concat([frame.select("entity_id", "fiscal_year") for frame in given.values()]).unique()
    label = pl.col("fiscal_year")
    beside = years.with_columns(start=pl.date(label, 1, 1), end=pl.date(label, 12, 31))
    return {"company_year": beside, "company": beside.select("entity_id", "fiscal_year")} | given


def _frame(columns: Mapping[str, list[Any]]) -> pl.LazyFrame:
    rows = len(next(iter(columns.values())))
    filled: dict[str, list[Any]] = {"entity_id": [COMPANY] * rows, "fiscal_year": [YEAR] * rows, **columns}
    frame = pl.LazyFrame({name: [_cell(value) for value in values] for name, values in filled.items()})
    return frame.with_columns(pl.col("fiscal_year").cast(pl.Int32))


def _rules(given: Mapping[str, Any]) -> dict[str, Any]:
    """The legal values of an example, exact: decimals and fractions are read from their text; ``on`` is the law of a day."""
    if "on" in given:
        return InForce(dict(law.at(given["on"])))
    return {key: Fraction(value) if isinstance(value, str) else Decimal(str(value)) for key, value in given.items()}


def _cell(value: Any) -> Any:
    """Dates are written as text in the catalogue; an empty text is an unknown value."""
    if isinstance(value, str) and value[:4].isdigit() and value[4:5] == "-":
        return date.fromisoformat(value)
    return None if value == "" else value


def compute(name: str, given: Mapping[str, pl.LazyFrame] | None = None) -> pl.DataFrame:
    """The results of one indicator on its own example (or on ``given`` frames)."""
    entry = catalogue.get(name)
    used = frames(entry) if given is None else given
    rulings = [Ruling(_rules(entry.example.get("rules", {})))]
    return run(Material(used), rulings, Request({name: entry}))[0]


def row(name: str, given: Mapping[str, pl.LazyFrame] | None = None) -> dict[str, Any]:
    """The row the example speaks of: the latest year, the segment it names."""
    from scop_analytics.indicators.segments import canonical

    wanted = canonical(catalogue.get(name).example.get("segment", {}))
    kept = compute(name, given).filter(pl.col("segment") == wanted).sort("year")
    return kept.row(-1, named=True)
