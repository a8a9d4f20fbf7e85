"""The results as JSON: every row with the same identifiers as the pages and the workbook, in one fixed order."""

from __future__ import annotations

import json
from typing import Any, Final

import polars as pl

from scop_analytics.reports.run import Run

OPENED: Final = ("segment", "reason", "law")


def rows(frame: pl.DataFrame) -> list[dict[str, Any]]:
    """Rows sorted by company, year, indicator and segment; ``segment``, ``reason`` and ``law`` as objects."""
    ordered = frame.sort("company", "year", "indicator", "segment")
    return [
        {name: json.loads(value) if name in OPENED and value else value for name, value in row.items()}
        for row in ordered.iter_rows(named=True)
    ]


def results_json(run: Run) -> str:
    """What machines read; the same inputs, version and language give the same bytes."""
    context = run.context
    head = {
        name: context.get(name)
        for name in ("version", "year", "start", "end", "audience", "lang", "hash", "established")
    }
    company = {name: context["identity"].get(name) for name in ("name", "siren", "legal_form", "coop_status")}
    drafted = {"draft": True} if run.draft else {}
    tree = {"report": run.name, **drafted, **head, "company": company, "results": rows(run.frame)}
    return json.dumps(tree, ensure_ascii=False, indent=1, sort_keys=True, allow_nan=False) + "\n"
