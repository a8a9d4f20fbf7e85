"""The regional report as a workbook: « Lisez-moi », every stratum with its statistics, one sheet a page, the method."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from scop_analytics.reports.region.region import STATISTICS, Region
from scop_analytics.reports.workbook import Filled

COLUMNS: Final = ("indicator", "code", "segment", "kind", "stratum", "unit", "n", *STATISTICS, "status")
WIDTHS: Final = {"indicator": 40, "stratum": 34, "segment": 16}


def workbook(run: Region, pages: Sequence[Mapping[str, Any]]) -> bytes:
    """The bytes of the XLSX file; its date comes from the run, so that the same inputs give the same content."""
    import xlsxwriter  # lazily, and only here

    held = io.BytesIO()
    with xlsxwriter.Workbook(held, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        made_on = datetime.fromisoformat(str(run.context["established"])).replace(tzinfo=UTC)
        book.set_properties({"title": run.title, "created": made_on.replace(tzinfo=None)})
        filled = Filled(run, book)
        filled.read_me(pages)
        _strata(run, filled)
        for page in pages:
            filled.page(page)
        filled.method(pages)
    return held.getvalue()


def _strata(run: Region, filled: Filled) -> None:
    """One row per figure and stratum, the rows of the JSON file; what is hidden has its word and no number."""
    sheet = filled.sheet("indicators")
    for place, name in enumerate(COLUMNS):
        sheet.write_string(0, place, run.say(f"region.column.{name}"), filled.head)
        sheet.set_column(place, place, WIDTHS.get(name, 12))
    sheet.freeze_panes(1, 1)
    rows = run.tree["strata"]
    for line, row in enumerate(rows, start=1):
        for place, value in enumerate(_told(run, row)):
            if isinstance(value, str):
                sheet.write_string(line, place, value)
            elif value is not None:
                sheet.write_number(line, place, value)
    sheet.autofilter(0, 0, max(len(rows), 1), len(COLUMNS) - 1)


def _told(run: Region, row: Mapping[str, Any]) -> list[Any]:
    fact = run.stat(row["indicator"], "mean", row["kind"], row["stratum"], row["segment"])
    words = {
        "indicator": fact.label,
        "kind": run.say(f"region.kind.{row['kind']}"),
        "stratum": run.named(row["kind"], row["stratum"]),
        "segment": ", ".join(f"{key} = {value}" for key, value in fact.segment.items()),
        "status": fact.status_text,
    }
    return [words.get(name, row.get(name)) for name in COLUMNS]
