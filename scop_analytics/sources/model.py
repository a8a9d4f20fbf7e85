"""What a co-operative starts from: settings explained line by line, CSV models, and one workbook with the dictionary."""

from __future__ import annotations

import csv
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from scop_analytics import config, tables, words
from scop_analytics.errors import UsageError
from scop_analytics.sources.folder import DATA, table_of
from scop_analytics.tables import Column, Contract

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

MODELS: Final = {"fr": "modeles", "en": "models"}
ROWS: Final = 2000  # rows of a sheet that offer a list of values
LONGEST_SHEET: Final = 31
NARROWEST: Final = 14
WIDEST: Final = 60
MADE: Final = datetime(2026, 1, 1, tzinfo=UTC)  # a fixed date: the same model, byte for byte, each time
FORMATS: Final = {
    "date": "dd/mm/yyyy",
    "yearmonth": "@",
    "string": "@",
    "number": "#,##0.00",
    "integer": "0",
    "year": "0",
}


def write_model(folder: Path, lang: str = "fr") -> list[Path]:
    """Write ``scop.toml``, an empty ``donnees/``, a CSV model per table and one workbook; nothing existing is replaced."""
    settings = folder / config.NAME
    if settings.exists():
        raise UsageError("model_exists", where=str(settings))
    models = folder / MODELS[lang]
    models.mkdir(parents=True, exist_ok=True)
    (folder / DATA[0]).mkdir(exist_ok=True)
    settings.write_text(words.say("model.settings", lang), encoding="utf-8")
    made = [settings, *(_csv(models, contract, lang) for contract in _filled_in().values())]
    return [*made, _workbook(models / f"{words.say('model.workbook', lang)}.xlsx", lang)]


def _filled_in() -> dict[str, Contract]:
    """The tables that people fill in: not those that a product writes whole."""
    return {name: contract for name, contract in tables.load_all().items() if not contract.exported}


def _csv(folder: Path, contract: Contract, lang: str) -> Path:
    """A file with only its header, in the words of ``lang``, as a French spreadsheet opens it."""
    path = folder / f"{contract.name}.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as target:
        csv.writer(target, delimiter=";").writerow(column.title[lang] for column in contract.columns)
    return path


def _workbook(path: Path, lang: str) -> Path:
    """One sheet per table with lists of values, one sheet that explains every column, one that holds the lists."""
    import xlsxwriter  # lazily: only `init` pays for it

    with xlsxwriter.Workbook(path) as book:
        book.set_properties({"created": MADE.replace(tzinfo=None)})
        _dictionary(book, lang)
        sheets = {name: book.add_worksheet(sheet_title(contract, lang)) for name, contract in _filled_in().items()}
        lists = _lists(book, lang)
        for name, sheet in sheets.items():
            _table(book, sheet, tables.contract(name), lists, lang)
    return path


def sheet_title(contract: Contract, lang: str) -> str:
    """A sheet is named like its table in words, or by the table's name where the words are too long or say another one."""
    title = contract.title[lang]
    fits = len(title) <= LONGEST_SHEET and not set(title) & set("[]:*?/\\'")
    return title if fits and table_of(title) == contract.name else contract.name


def _dictionary(book: Workbook, lang: str) -> None:
    """Every column of every table: type, unit, values and meaning."""
    sheet = book.add_worksheet(words.say("model.dictionary", lang))
    heads = [
        words.say(f"model.head.{name}", lang)
        for name in ("table", "column", "name", "type", "unit", "required", "values", "meaning")
    ]
    rows = [_described(contract, column, lang) for contract in _filled_in().values() for column in contract.columns]
    sheet.write_row(0, 0, heads, book.add_format({"bold": True}))
    for number, row in enumerate(rows, start=1):
        sheet.write_row(number, 0, row)
    for number, cells in enumerate(zip(heads, *rows, strict=True)):
        sheet.set_column(number, number, min(WIDEST, max(map(len, cells)) + 2))
    sheet.freeze_panes(1, 2)
    sheet.autofilter(0, 0, len(rows), len(heads) - 1)


def _described(contract: Contract, column: Column, lang: str) -> list[str]:
    required = words.say("word.yes", lang) if column.required else ""
    values = ", ".join(column.enum)
    kind = words.say(f"model.type.{column.type}", lang)
    return [
        contract.title[lang],
        column.title[lang],
        column.name,
        kind,
        column.unit or "",
        required,
        values,
        column.description[lang],
    ]


def _lists(book: Workbook, lang: str) -> dict[tuple[str, ...], str]:
    """The closed lists, side by side on their own sheet: values → the range that holds them."""
    from xlsxwriter.utility import xl_range_abs  # lazily, as above

    title = words.say("model.lists", lang)
    sheet = book.add_worksheet(title)
    closed = {column.enum for contract in _filled_in().values() for column in contract.columns if column.enum}
    closed.add((words.say("word.yes", lang), words.say("word.no", lang)))
    ranges = {}
    for number, values in enumerate(sorted(closed)):
        sheet.write_column(0, number, values)
        ranges[values] = f"='{title}'!{xl_range_abs(0, number, len(values) - 1, number)}"
    return ranges


def _table(book: Workbook, sheet: Worksheet, contract: Contract, lists: dict[tuple[str, ...], str], lang: str) -> None:
    """The header of one table, each cell with its meaning as a comment, each column in its format."""
    yes_no = (words.say("word.yes", lang), words.say("word.no", lang))
    for number, column in enumerate(contract.columns):
        head: dict[str, Any] = {"bold": column.required, "bottom": 1, "text_wrap": True, "valign": "top"}
        shape = book.add_format({"num_format": FORMATS.get(column.type, "General")})
        sheet.set_column(number, number, max(NARROWEST, len(column.title[lang]) + 2), shape)
        sheet.write_string(0, number, column.title[lang], book.add_format(head))
        sheet.write_comment(0, number, column.description[lang], {"x_scale": 2})
        values = column.enum or (yes_no if column.type == "boolean" else ())
        if values:
            sheet.data_validation(1, number, ROWS, number, {"validate": "list", "source": lists[values]})
    sheet.freeze_panes(1, 0)
