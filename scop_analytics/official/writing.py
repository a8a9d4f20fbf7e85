"""The files of a declaration: CSV for French spreadsheets, JSON, a workbook; in the confidential folder."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import polars as pl

from scop_analytics.errors import UsageError
from scop_analytics.evidence import write_whole
from scop_analytics.official.form import Declaration, say
from scop_analytics.privacy.scan import scan

FOLDER: Final = "confidentiel"
AUDIENCE: Final = "employer"
UNDATED: Final = datetime(2000, 1, 1)  # noqa: DTZ001 - a fixed day: the same figures give the same bytes
BYTE_ORDER_MARK: Final = "\ufeff"
SHOWN: Final = (
    "company", "year", "part", "line", "label", "category", "declared", "percent", "status", "why", "official", "difference",
    "cause", "evidence",
)  # fmt: skip
NUMBERS: Final = {
    "year": "0",
    "declared": "0.00##",
    "percent": "0.0",
    "official": "0.00##",
    "difference": "0.00##",
    "evidence": "0",
}
WIDTHS: Final = {"label": 52, "why": 44, "cause": 44, "part": 30, "line": 28}


def write(declared: Declaration, output: str | Path, formats: Iterable[str], lang: str) -> list[Path]:
    """The files of a declaration under ``output/confidentiel``, whole or not at all; one company is named in theirs."""
    forms = _known(formats)
    names = declared.companies
    base = "_".join(["declaration", *(names if len(names) == 1 else []), str(declared.year), AUDIENCE, lang])
    with write_whole(Path(output)) as room:
        folder = room.folder / FOLDER
        folder.mkdir(parents=True)
        for form in forms:
            FORMS[form](declared, folder / f"{base}.{form}", lang)
        scan(folder)
    return room.paths


def _known(formats: Iterable[str]) -> list[str]:
    asked = list(dict.fromkeys(formats))
    for name in asked:
        if name not in FORMS:
            raise UsageError("declare_format", name=name, valid=list(FORMS))
    return asked


def table(declared: Declaration, lang: str) -> pl.DataFrame:
    """The lines as a spreadsheet shows them, headers in ``lang``."""
    rows = [_row(row, lang) for row in declared.told(lang)]
    text = {name: pl.String for name in SHOWN if name not in NUMBERS}
    kinds = {name: text.get(name, pl.Int64 if name in ("year", "evidence") else pl.Float64) for name in SHOWN}
    frame = pl.DataFrame(rows, schema=kinds)
    return frame.rename({name: say(f"declare.column.{name}", lang) for name in SHOWN})


def _row(row: Mapping[str, Any], lang: str) -> dict[str, Any]:
    category = row["label"].partition(" · ")[2] if row["part"] == "G" else ""
    told = {
        "part": row["part_label"],
        "category": category,
        "cause": row["cause_label"],
        "status": say(f"status.{row['status']}", lang),
    }
    return {name: {**row, **told}[name] for name in SHOWN}


def _csv(declared: Declaration, path: Path, lang: str) -> None:
    text = table(declared, lang).write_csv(separator=";", decimal_comma=True)
    path.write_text(f"{BYTE_ORDER_MARK}{text}", encoding="utf-8", newline="")


def _json(declared: Declaration, path: Path, lang: str) -> None:
    path.write_text(f"{declared.to_json(lang)}\n", encoding="utf-8", newline="\n")


def _workbook(declared: Declaration, path: Path, lang: str) -> None:
    import xlsxwriter

    frame = table(declared, lang)
    heads = {name: say(f"declare.column.{name}", lang) for name in SHOWN}
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"created": UNDATED})
        frame.write_excel(
            book,
            worksheet=say("declare.sheet", lang),
            column_formats={heads[name]: form for name, form in NUMBERS.items()},
            column_widths={heads[name]: 7 * width for name, width in WIDTHS.items()},
            freeze_panes=(1, 0),
        )


FORMS: Final[Mapping[str, Callable[[Declaration, Path, str], None]]] = {"csv": _csv, "json": _json, "xlsx": _workbook}
