"""Lists on a terminal: aligned columns for people, JSON for programs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction

import polars as pl

from scop_analytics import words
from scop_analytics.cli.terminal import Terminal

GAP = "  "


def as_json_text(frame: pl.DataFrame) -> str:
    """Every column of every row."""
    return json.dumps(frame.to_dicts(), ensure_ascii=False, indent=2, default=_plain)


def with_sources(values: pl.DataFrame, voice: Terminal) -> str:
    """Law values for a person: key and value, then label, text and link on a second line."""
    return "\n".join(_law_value(row, voice) for row in values.iter_rows(named=True))


def _law_value(row: dict[str, object], voice: Terminal) -> str:
    status = words.say(f"law.status.{row['status']}", voice.lang)
    since = row["from"].isoformat() if isinstance(row["from"], date) else row["from"]
    head = f"{row['key']} = {row['value']} {row['unit']} ({status}, {since})"
    return f"{head}\n    {' · '.join(str(part) for part in (row['label'], row['source'], row['url']) if part)}"


def aligned(rows: Sequence[Sequence[str]]) -> str:
    """Texts under each other; the last column is free, so that long labels do not push the others."""
    if not rows:
        return ""
    widths = [max(len(row[position]) for row in rows) for position in range(len(rows[0]))]
    return "\n".join(
        GAP.join(text.ljust(width) for text, width in zip(row[:-1], widths, strict=False)) + GAP + row[-1]
        for row in rows
    )


def _plain(value: object) -> object:
    return float(value) if isinstance(value, Decimal | Fraction) else str(value)
