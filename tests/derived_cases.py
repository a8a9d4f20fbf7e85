"""Small dossiers for the tests of derived frames: rows as plain facts, every column of the contracts filled with nothing."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

import polars as pl

from scop_analytics import config, law, tables
from scop_analytics.derive import derive

COMPANY = "732829320"
Row = dict[str, Any]


def dossier(options: Row | None = None, **rows_by_table: list[Row]) -> SimpleNamespace:
    """A dossier of these rows; ``columns`` are those that the rows name, ``options`` those of its ``scop.toml``."""
    frames, columns = {}, {}
    for name, rows in rows_by_table.items():
        schema = tables.contract(name).schema()
        named = sorted({column for row in rows for column in row})
        kinds = {column: schema.get(column, pl.Int8) for column in named}
        frame = pl.DataFrame([{column: row.get(column) for column in named} for row in rows], schema=kinds)
        empty = [pl.lit(None, kind).alias(column) for column, kind in schema.items() if column not in named]
        frames[name] = frame.with_columns(empty)
        columns[name] = frozenset(named)
    years = frames["entity"].select("entity_id", "fiscal_year", start="fiscal_year_start", end="fiscal_year_end")
    settings = config.parse({"options": options or {}})
    return SimpleNamespace(tables=frames, columns=columns, fiscal_years=years, config=settings, configs={})


def entity(
    company: str = COMPANY, year: int = 2025, start: date | None = None, end: date | None = None, **more: Any
) -> Row:
    return {
        "entity_id": company,
        "fiscal_year": year,
        "fiscal_year_start": start or date(year, 1, 1),
        "fiscal_year_end": end or date(year, 12, 31),
        **more,
    }


def employee(person: str, company: str = COMPANY, year: int | None = 2025, **more: Any) -> Row:
    """A woman on a full-time permanent contract since 2020, unless said otherwise."""
    row = {"contract_type": "CDI", "contract_start": date(2020, 1, 1), "fte_rate": 10_000, "sex": "F"}
    return {"entity_id": company, "fiscal_year": year, "person_id": person, "contract_id": "1", **row, **more}


def payslip(person: str, month: int, euros: float | None, company: str = COMPANY, year: int = 2025, **more: Any) -> Row:
    """A payslip of ``euros`` of base pay; other amounts in cents."""
    cents = None if euros is None else round(euros * 100)
    row = {"entity_id": company, "person_id": person, "contract_id": "1", "period": date(year, month, 1)}
    return {**row, "base_pay": cents, **more}


def year_of(person: str, euros: float, months: range = range(1, 13), **more: Any) -> list[Row]:
    return [payslip(person, month, euros, **more) for month in months]


def frames(options: Row | None = None, **rows_by_table: list[Row]) -> Any:
    return derive(dossier(options, **rows_by_table), law.load())  # type: ignore[arg-type] # what derive reads of a dossier


def one(found: Any, frame: str = "person", **where: Any) -> Row:
    """The single row of ``frame`` for these values."""
    return (
        found[frame].collect().filter(**where).row(0, named=True)
        if where
        else found[frame].collect().row(0, named=True)
    )


def paid(slips: list[Row], **more: Any) -> Row:
    """The person-year of one person ``A`` with these payslips."""
    return one(frames(entity=[entity()], employees=[employee("A", **more)], payroll=slips))
