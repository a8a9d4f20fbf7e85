"""Lists on a terminal: aligned columns for people, JSON for programs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from decimal import Decimal

import polars as pl

GAP = "  "


def render(frame: pl.DataFrame, columns: Sequence[str], *, as_json: bool) -> str:
    """``frame`` as JSON (every column), or its ``columns`` as aligned text."""
    rows = frame.to_dicts()
    if as_json:
        return json.dumps(rows, ensure_ascii=False, indent=2, default=_plain)
    return aligned([[_text(row[column]) for column in columns] for row in rows])


def aligned(rows: Sequence[Sequence[str]]) -> str:
    """Texts under each other; the last column is free, so that long labels do not push the others."""
    if not rows:
        return ""
    widths = [max(len(row[position]) for row in rows) for position in range(len(rows[0]))]
    return "\n".join(
        GAP.join(text.ljust(width) for text, width in zip(row[:-1], widths, strict=False)) + GAP + row[-1] for row in rows
    )


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _plain(value: object) -> object:
    return float(value) if isinstance(value, Decimal) else str(value)
