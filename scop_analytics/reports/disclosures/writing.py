"""The files of a framework's disclosures: whole or not at all, looked over like a report, with their manifest."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Final

import polars as pl

from scop_analytics.errors import UsageError
from scop_analytics.evidence import manifest, write_whole
from scop_analytics.privacy.scan import scan
from scop_analytics.reports.disclosures.filling import Disclosures
from scop_analytics.reports.publishing import CLOSED, CONFIDENTIAL, PUBLISHABLE, entry_of, secrets_of, stem
from scop_analytics.results import STATUSES

UNDATED: Final = datetime(2000, 1, 1)  # noqa: DTZ001 - a fixed day: the same figures give the same bytes
BYTE_ORDER_MARK: Final = "\ufeff"
WIDTHS: Final = {"section_label": 34, "label": 46, "why": 60, "group": 18, "indicator": 28, "reference": 22}


def write(told: Disclosures, output: str | Path, formats: Iterable[str]) -> list[Path]:
    """The files under ``output/publiable``, or ``confidentiel`` for the employer, with the manifest that ``scop verify`` reads."""
    forms = known(formats)
    run = told.run
    base = f"{told.framework.name}_{stem(run).partition('_')[2]}"
    closed = run.audience in CLOSED
    with write_whole(Path(output)) as room:
        folder = room.folder / (CONFIDENTIAL if closed else PUBLISHABLE)
        folder.mkdir(parents=True)
        for form in forms:
            FORMS[form](told, folder / f"{base}.{form}")
        scan(folder, None if closed else secrets_of(told.made))
        manifest.write(room.folder, replace(entry_of(told.made), name=base), Path(output))
    return room.paths


def known(formats: Iterable[str]) -> list[str]:
    """Formats we can write."""
    asked = list(dict.fromkeys(formats))
    for name in asked:
        if name not in FORMS:
            raise UsageError("disclosure_format", name=name, valid=list(FORMS))
    return asked


def table(told: Disclosures) -> pl.DataFrame:
    """The lines as a spreadsheet shows them, headers and statuses in words."""
    say = told.run.say
    statuses = {status: say(f"{_family(status)}.{status}") for status in told.frame["status"].unique()}
    units = {unit: say(f"unit.name.{unit}") for unit in told.frame["unit"].unique() if unit}
    checked = pl.when("checked").then(pl.lit(say("disclosure.checked"))).otherwise(pl.lit(say("disclosure.unchecked")))
    spoken = told.frame.with_columns(
        pl.col("status").replace(statuses), pl.col("unit").replace(units), checked.alias("reference")
    )
    shown = spoken.drop("section", "segment", "checked")
    return shown.rename({name: say(f"disclosure.column.{name}") for name in shown.columns})


def _family(status: str) -> str:
    return "status" if status in STATUSES else "disclosure.status"


def _csv(told: Disclosures, path: Path) -> None:
    french = told.run.lang == "fr"
    text = table(told).write_csv(separator=";" if french else ",", decimal_comma=french)
    path.write_text(f"{BYTE_ORDER_MARK}{text}", encoding="utf-8", newline="")


def _json(told: Disclosures, path: Path) -> None:
    path.write_text(f"{told.to_json()}\n", encoding="utf-8", newline="\n")


def _workbook(told: Disclosures, path: Path) -> None:
    import xlsxwriter

    say = told.run.say
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"created": UNDATED})
        table(told).write_excel(
            book,
            worksheet=told.framework.name,
            column_formats={say("disclosure.column.value"): "#,##0.00"},
            column_widths={say(f"disclosure.column.{name}"): 7 * width for name, width in WIDTHS.items()},
            freeze_panes=(1, 0),
        )


FORMS: Final[Mapping[str, Callable[[Disclosures, Path], None]]] = {"xlsx": _workbook, "csv": _csv, "json": _json}
