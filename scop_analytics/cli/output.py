"""Results as people and programs take them: a list on a terminal, JSON, CSV in two flavours, Parquet, a workbook."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import polars as pl

from scop_analytics import __version__, words
from scop_analytics.cli.listing import aligned
from scop_analytics.evidence import write_whole
from scop_analytics.reports.facts import Fact
from scop_analytics.reports.results_json import rows
from scop_analytics.results import Results

ORDER: Final = ("company", "year", "indicator", "segment")
UNDATED: Final = datetime(2000, 1, 1)  # noqa: DTZ001 - a fixed day: the same results give the same bytes
BYTE_ORDER_MARK: Final = "\ufeff"


def text(results: Results, form: str, lang: str) -> str:
    """What goes to standard output: ``table``, ``json``, ``csv`` (machines) or ``csv-fr`` (French spreadsheets)."""
    match form:
        case "json":
            return _json(results)
        case "csv":
            return _ordered(results).write_csv()
        case "csv-fr":
            return _ordered(results).write_csv(separator=";", decimal_comma=True)
        case _:
            return _table(results, lang)


def write(results: Results, form: str, path: Path, lang: str) -> None:
    """The same in a file, whole or not at all; ``parquet`` and ``xlsx`` exist only so."""
    with write_whole(path.parent) as room:
        made = room.folder / path.name
        if form == "parquet":
            _ordered(results).write_parquet(made)
        elif form == "xlsx":
            _workbook(results, made)
        else:
            mark = BYTE_ORDER_MARK if form == "csv-fr" else ""
            made.write_text(f"{mark}{text(results, form, lang).rstrip()}\n", encoding="utf-8", newline="")


def _ordered(results: Results) -> pl.DataFrame:
    return results.frame.sort(ORDER)


def _json(results: Results) -> str:
    tree = {"version": __version__, "audience": results.audience, "results": rows(results.frame)}
    return json.dumps(tree, ensure_ascii=False, indent=1, sort_keys=True, allow_nan=False)


def _workbook(results: Results, path: Path) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"created": UNDATED})
        _ordered(results).write_excel(book, worksheet="results")


def _table(results: Results, lang: str) -> str:
    """Code, label, group, year and the number or the reason, for a person."""
    lines = []
    for row in _ordered(results).iter_rows(named=True):
        fact = Fact(row, lang, _words_of(results, row, lang))
        group = ", ".join(f"{key}={value}" for key, value in fact.segment.items())
        said = fact.full if fact.known else f"{fact.status_text} {fact.why}".strip()
        named = words.typography(results.catalogue[fact.id].label[lang], lang)
        lines.append([row["company"], str(fact.year), fact.code, named, group, said])
    alone = len({line[0] for line in lines}) == 1
    return aligned([line[1:] if alone else line for line in lines])


def _words_of(results: Results, row: Mapping[str, Any], lang: str) -> Mapping[str, Any]:
    entry = results.catalogue[row["indicator"]]
    return {"label": entry.label[lang], "short": entry.short[lang]}
