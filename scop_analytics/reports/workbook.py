"""The report as a workbook: « Lisez-moi », every indicator, one sheet a page, method, masking. Numbers are numbers."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from scop_analytics import words
from scop_analytics.reports.facts import status_text
from scop_analytics.reports.run import Run
from scop_analytics.reports.trail import sheets

FORMATS: Final = {
    "integer": "#,##0",
    "one": "#,##0.0",
    "two": "#,##0.00",
    "percent": '0.0" %"',
    "text": "@",
}
INDICATOR_COLUMNS: Final = (
    "indicator", "code", "label", "year", "segment", "value", "unit", "numerator", "denominator", "people", "low", "high",
    "status", "reason", "verdict", "threshold", "period", "law",
)  # fmt: skip
WIDTHS: Final = {"indicator": 28, "label": 44, "reason": 50, "segment": 24, "status": 22, "law": 30}
NUMBERS: Final = ("value", "numerator", "denominator", "low", "high", "threshold")
Payload = Mapping[str, Any]


def workbook(run: Run, pages: Sequence[Payload], masking: Sequence[Mapping[str, object]] = ()) -> bytes:
    """The bytes of the XLSX file; its dates come from the run, so that the same inputs give the same content."""
    import xlsxwriter  # lazily, and only here

    held = io.BytesIO()
    with xlsxwriter.Workbook(held, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        made_on = datetime.fromisoformat(str(run.context["established"])).replace(tzinfo=UTC)
        book.set_properties({"title": run.say(f"report.{run.name}"), "created": made_on.replace(tzinfo=None)})
        writer = Filled(run, book)
        writer.read_me(pages)
        writer.indicators()
        for page in pages:
            writer.page(page)
        for name, rows in sheets(run.context).items():
            writer.trail(name, rows)
        writer.method(pages)
        writer.masking(masking)
    return held.getvalue()


class Filled:
    """One workbook being filled, with its formats."""

    def __init__(self, run: Run, book: Any) -> None:
        self.run, self.book = run, book
        self.head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "bottom"})
        self.title = book.add_format({"bold": True, "font_size": 14})
        self.strong = book.add_format({"bold": True})
        self.wrap = book.add_format({"text_wrap": True, "valign": "top"})
        self.numbers = {name: book.add_format({"num_format": code, "valign": "top"}) for name, code in FORMATS.items()}

    def sheet(self, key: str) -> Any:
        """A new sheet named by a sentence."""
        made = self.book.add_worksheet(self.run.say(f"sheet.{key}")[:31])
        made.hide_gridlines(2)
        if self.run.draft:
            made.set_header(f"&C&B{self.run.say('report.draft')}")
            made.set_tab_color("black")
        return made

    def read_me(self, pages: Sequence[Payload]) -> None:
        """Whose figures these are, and which sheet holds what."""
        sheet = self.sheet("read_me")
        sheet.set_column(0, 0, 34)
        sheet.set_column(1, 1, 80)
        run = self.run
        sheet.write_string(0, 0, run.say(f"report.{run.name}"), self.title)
        drafted = [(run.say("report.draft"), "")] if run.draft else []
        lines = [
            *drafted,
            (run.company, run.context["identity"].get("siren") or ""),
            (run.say("rail.fiscal_year"), run.period),
            (run.say("cover.audience_label"), run.say(f"profile.{run.audience}")),
            (
                run.say("cover.established_label"),
                words.long_date(datetime.fromisoformat(run.context["established"]), run.lang),
            ),
            (run.say("cover.version"), f"scop_analytics {run.context['version']}"),
            (run.say("sheet.hash"), str(run.context["hash"])),
            (run.say("sheet.note_label"), run.say("sheet.note")),
        ]
        self._rows(sheet, 2, lines)
        contents = [(page["id"], f"{page['name']} – {page['title']}") for page in pages]
        self._rows(sheet, 4 + len(lines), contents)

    def indicators(self) -> None:
        """One row a result, the columns of the JSON file."""
        sheet = self.sheet("indicators")
        for place, name in enumerate(INDICATOR_COLUMNS):
            sheet.write_string(0, place, self.run.say(f"column.{name}"), self.head)
            sheet.set_column(place, place, WIDTHS.get(name, 12), self.wrap if name in ("label", "reason") else None)
        sheet.freeze_panes(1, 1)
        ordered = self.run.frame.sort("company", "year", "indicator", "segment")
        for line, row in enumerate(ordered.iter_rows(named=True), start=1):
            shown = {**row, **self._said(row)}
            for place, name in enumerate(INDICATOR_COLUMNS):
                self._value(sheet, line, place, shown[name], name)
        sheet.autofilter(0, 0, ordered.height, len(INDICATOR_COLUMNS) - 1)

    def _said(self, row: Mapping[str, Any]) -> dict[str, str]:
        """The columns of a row that are words."""
        fact = self.run.of_row(row)
        laws = json.loads(row["law"] or "[]")
        return {
            "label": fact.label,
            "status": fact.status_text,
            "reason": fact.why,
            "segment": ", ".join(f"{key} = {value}" for key, value in fact.segment.items()),
            "law": ", ".join(f"{law['key']} ({law['from']})" for law in laws),
        }

    def _value(self, sheet: Any, line: int, place: int, value: Any, name: str) -> None:
        if value is None or value == "":
            return
        if isinstance(value, str):
            sheet.write_string(line, place, value)
        else:
            sheet.write_number(
                line, place, value, self.numbers["two" if name in NUMBERS else "text"] if name in NUMBERS else None
            )

    def page(self, page: Payload) -> None:
        """Title, then the tables of the page, the data of its figures included."""
        sheet = self.book.add_worksheet(str(page["id"]))
        sheet.hide_gridlines(2)
        sheet.set_column(0, 0, 44)
        sheet.set_column(1, 12, 16)
        sheet.write_string(0, 0, page["title"], self.title)
        sheet.write_string(1, 0, page["subtitle"])
        line = 3
        for block in page["blocks"]:
            line = self._block(sheet, line, block)
        sheet.write_string(line, 0, f"{self.run.say('anatomy.source')} {page['source']}")
        sheet.write_string(line + 1, 0, " ".join(page["evidence"]))

    def _block(self, sheet: Any, line: int, block: Payload) -> int:
        kind = block["kind"]
        if kind == "table":
            return self._table(sheet, line, block)
        if kind == "figure":
            return line if block["repeated"] else self._table(sheet, line, block["data"])
        if kind == "cards":
            cards = [
                (card["label"], card["value"], card["denominator"], card["change"], card["status"])
                for card in block["cards"]
            ]
            return self._rows(sheet, line, cards) + 1
        return self._rows(sheet, line, [(f"{block['label']} {block['text']}".strip(),)]) + 1

    def _table(self, sheet: Any, line: int, table: Payload) -> int:
        sheet.write_string(line, 0, table["caption"], self.strong)
        if table["measure"]:
            line += 1
            sheet.write_string(line, 0, table["measure"])
        for place, column in enumerate(table["columns"]):
            sheet.write_string(line + 1, place, column["head"], self.head)
        for row_number, row in enumerate(table["rows"], start=line + 2):
            for place, cell in enumerate(row):
                self._cell(sheet, row_number, place, cell)
        return line + 3 + len(table["rows"])

    def _cell(self, sheet: Any, line: int, place: int, cell: Payload) -> None:
        if cell["value"] is not None:
            sheet.write_number(line, place, cell["value"], self.numbers[cell["format"] or "one"])
        else:
            note = f" ({cell['note']})" if cell["note"] else ""
            sheet.write_string(line, place, f"{cell['text']}{note}")

    def trail(self, name: str, rows: Sequence[Payload]) -> None:
        """One line a group, every number in full: what the employer redoes the calculation from."""
        sheet = self.sheet(name)
        heads = list(rows[0])
        for place, head in enumerate(heads):
            sheet.write_string(0, place, self.run.say(f"trail.{head}"), self.head)
            sheet.set_column(place, place, 28 if place == 0 else 16)
        sheet.freeze_panes(1, 1)
        for line, row in enumerate(rows, start=1):
            for place, head in enumerate(heads):
                self._traced(sheet, line, place, row[head])
        sheet.autofilter(0, 0, len(rows), len(heads) - 1)

    def _traced(self, sheet: Any, line: int, place: int, value: Any) -> None:
        if isinstance(value, bool):
            sheet.write_string(line, place, self.run.say(f"word.{'yes' if value else 'no'}"))
        elif isinstance(value, int | float):
            sheet.write_number(line, place, value)
        elif value is not None:
            sheet.write_string(line, place, str(value))

    def method(self, pages: Iterable[Payload]) -> None:
        """The method and limits of every page, and the definitions of every indicator."""
        sheet = self.sheet("method")
        sheet.set_column(0, 0, 28)
        sheet.set_column(1, 2, 80, self.wrap)
        lines = [(f"{page['id']} {page['name']}", text) for page in pages for text in page["method"]]
        end = self._rows(sheet, 0, lines)
        entries = self.run.context.get("catalogue", {})
        told = [
            (f"{entry['code']} {name}", entry.get("definition", ""), entry.get("formula", ""))
            for name, entry in entries.items()
        ]
        self._rows(sheet, end + 1, told)

    def masking(self, log: Sequence[Mapping[str, object]]) -> None:
        """How many results are hidden, by indicator; the rule and kind of each only where they may be read."""
        sheet = self.sheet("masking")
        sheet.set_column(0, 0, 60)
        hidden = self.run.frame.filter(self.run.frame["status"] == "suppressed")
        lines = [
            (status_text("suppressed", self.run.lang), str(hidden.height)),
            (self.run.say("sheet.masking_note"), ""),
        ]
        counts = hidden.group_by("indicator", "year").len().sort("indicator", "year")
        lines += [(f"{name} · {year}", str(count)) for name, year, count in counts.iter_rows()]
        end = self._rows(sheet, 0, lines)
        self._rows(sheet, end + 1, [tuple(str(value) for value in row.values()) for row in log])

    def _rows(self, sheet: Any, line: int, rows: Sequence[Sequence[object]]) -> int:
        for place, row in enumerate(rows, start=line):
            for column, text in enumerate(row):
                if text:
                    sheet.write_string(place, column, str(text))
        return line + len(rows)
