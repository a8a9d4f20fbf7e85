"""Writing the tables of a sample dossier as real exports come: separators, decimals, dates, encodings and headers differ."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Final

from scop_analytics import tables
from scop_analytics.samples.worlds import Row, Rows


@dataclass(frozen=True)
class Style:
    """How one kind of export writes the same facts."""

    delimiter: str
    decimal: str
    day: str
    month: str
    yes: str
    no: str
    encoding: str
    line_end: str = "\n"
    french_headers: bool = False
    split_payroll: bool = False


STYLES: Final = {
    "french": Style(";", ",", "%d/%m/%Y", "%m/%Y", "oui", "non", "utf-8"),
    "iso": Style(",", ".", "%Y-%m-%d", "%Y-%m", "true", "false", "utf-8"),
    "old_office": Style(
        ";", ",", "%d/%m/%Y", "%m/%Y", "O", "N", "cp1252", "\r\n", french_headers=True, split_payroll=True
    ),
}


def write(folder: Path, name: str, rows: Rows, style: Style) -> None:
    """Write one table, in one file or in one file per year of payslips."""
    contract = tables.contract(name)
    stem = contract.files[0] if style.french_headers else name
    if name == "payroll" and style.split_payroll:
        for year, part in _by_year(rows).items():
            _file(folder / f"{stem}_{year}.csv", contract, part, style)
    else:
        _file(folder / f"{stem}.csv", contract, rows, style)


def _by_year(rows: Rows) -> dict[str, Rows]:
    parts: dict[str, Rows] = defaultdict(list)
    for row in rows:
        parts[str(row["period"])[:4]].append(row)
    return parts


def _file(path: Path, contract: tables.Contract, rows: Rows, style: Style) -> None:
    """A column nobody filled is left out, as in a real export."""
    names = [name for name in rows[0] if any(row[name] is not None for row in rows)]
    columns = [contract.column(name) for name in names]
    headers = [column.title["fr"] for column in columns] if style.french_headers else names
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=style.delimiter, lineterminator=style.line_end)
    writer.writerow(headers)
    writer.writerows(_cells(row, columns, style) for row in rows)
    path.write_bytes(text.getvalue().encode(style.encoding))


def _cells(row: Row, columns: Iterable[tables.Column], style: Style) -> list[str]:
    return [cell(row[column.name], column, style) for column in columns]


def cell(value: object, column: tables.Column, style: Style) -> str:
    """One value in the style's way of writing."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return style.yes if value else style.no
    if isinstance(value, date):
        return value.strftime(style.day)
    if column.type == "yearmonth":
        return date.fromisoformat(f"{value}-01").strftime(style.month)
    if column.type == "number":
        return _number(Decimal(str(value)), column, style)
    return str(value)


def _number(value: Decimal, column: tables.Column, style: Style) -> str:
    text = f"{value:.2f}" if column.unit == "EUR" else f"{value:f}"
    if column.unit != "EUR" and "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.replace(".", style.decimal)
