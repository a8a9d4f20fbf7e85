"""Workbooks of other programs and other years: .xls, .ods, days counted from 1904, titles above, several sheets."""

from __future__ import annotations

import zipfile
from datetime import date, datetime
from pathlib import Path

import openpyxl
import polars as pl
import pytest
import xlwt
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from scop_analytics.config import parse
from scop_analytics.dossier import Dossier, load

SETTINGS = parse(
    {"identity": {"entity_id": "732829320"}, "fiscal_years": [{"start": date(2025, 1, 1), "end": date(2025, 12, 31)}]}
)
HEADER = ("matricule", "sexe", "date d'entrée")
ROWS = (("A1", "F", date(2020, 2, 1)), ("A2", "H", date(2021, 9, 15)))
KEPT = [("A1", "F", date(2020, 2, 1)), ("A2", "M", date(2021, 9, 15))]


def people(dossier: Dossier) -> list[tuple[object, ...]]:
    assert dossier.reading.findings.filter(pl.col("severity") != "note").is_empty()
    return dossier.tables["employees"].select("person_id", "sex", "contract_start").rows()


def old(path: Path) -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("Salariés")
    day = xlwt.easyxf(num_format_str="DD/MM/YYYY")
    sheet.write(0, 0, "Registre du personnel")
    for column, cell in enumerate(HEADER):
        sheet.write(2, column, cell)
    for line, row in enumerate(ROWS, start=3):
        for column, cell in enumerate(row):
            sheet.write(line, column, cell, day) if isinstance(cell, date) else sheet.write(line, column, cell)
    book.save(str(path))


def opened(path: Path) -> None:
    """The least OpenDocument spreadsheet: a mimetype, a manifest, one table."""

    def cell(value: object) -> str:
        if isinstance(value, date):
            return f'<table:table-cell office:value-type="date" office:date-value="{value}"><text:p>{value:%d/%m/%Y}</text:p></table:table-cell>'
        return f'<table:table-cell office:value-type="string"><text:p>{value}</text:p></table:table-cell>'

    lines = "".join(f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in (HEADER, *ROWS))
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    content = f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {spaces}><office:body><office:spreadsheet><table:table table:name="salaries">{lines}</table:table></office:spreadsheet></office:body></office:document-content>'
    manifest = '<?xml version="1.0" encoding="UTF-8"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/><manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        packed.writestr("content.xml", content)
        packed.writestr("META-INF/manifest.xml", manifest)


def from_1904(path: Path) -> None:
    book = openpyxl.Workbook()
    book.epoch = CALENDAR_MAC_1904
    sheet = book.active
    sheet.title = "salaries"
    for row in (HEADER, *((who, sex, datetime(day.year, day.month, day.day)) for who, sex, day in ROWS)):  # noqa: DTZ001 - a cell has no zone
        sheet.append(row)
    book.save(path)


@pytest.mark.parametrize(
    ("name", "write"), [("salaries.xls", old), ("salaries.ods", opened), ("salaries.xlsx", from_1904)]
)
def test_people_and_days_of_other_workbooks_are_those_written(tmp_path: Path, name: str, write: object) -> None:
    write(tmp_path / name)  # type: ignore[operator]  # one of the three writers above
    dossier = load(tmp_path, config=SETTINGS)
    assert people(dossier) == KEPT
    assert dossier.reading.files[0].form == name.split(".")[1]
