"""Lists on a terminal: aligned columns for people, JSON for programs."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import polars as pl

from scop_analytics import words
from scop_analytics.cli.terminal import Terminal

GAP = "  "
PLAIN = re.compile(r"(?<![/\d])\d+(?:\.(\d+))?(?![/\d])")  # a number, not a part of a fraction
CALENDAR = "calendar"
CYCLE = re.compile(r"(\d+): ([\d-]+)/(\d+)")  # a size, its first day, the years between two


def as_json_text(frame: pl.DataFrame) -> str:
    """Every column of every row."""
    return json.dumps(frame.to_dicts(), ensure_ascii=False, indent=2, default=_plain)


def by_text(values: pl.DataFrame, day: date, voice: Terminal) -> str:
    """The law of a day for a person: under each jurisdiction its texts, under each text its values."""
    drafts = values.filter(pl.col("status").is_in(["draft", "provisional"])).height
    lines = [voice.text("rules.head", day=day, n=values.height, drafts=drafts)]
    for (country,), own in values.group_by("jurisdiction", maintain_order=True):
        lines += ["", words.say(f"jurisdiction.{country}", voice.lang)]
        for (source, url), held in own.group_by("source", "url", maintain_order=True):
            lines += ["", *(words.typography(str(part), voice.lang) for part in (source, url) if part)]
            lines += [line for row in held.iter_rows(named=True) for line in _law_value(row, voice)]
    return "\n".join(lines)


def _law_value(row: dict[str, Any], voice: Terminal) -> tuple[str, str]:
    status = words.say(f"law.status.{row['status']}", voice.lang)
    span = voice.text("rules.until" if row["until"] else "rules.since", since=row["from"], last=row["until"])
    key = f"{row['key']} [{row['reading']}]" if row.get("reading") else row["key"]
    told = f"    {key} = {_amount(row['value'], row['unit'], voice)} · {status} · {span}"
    return f"  {words.typography(row['label'], voice.lang)}", told


def _amount(value: str, unit: str, voice: Terminal) -> str:
    """A legal value with the word of its unit (a plain count or a rate has none); a calendar size by size."""
    if unit == CALENDAR:
        return words.typography("; ".join(_cycle(found, voice) for found in CYCLE.finditer(value)), voice.lang)
    name = f"law.unit.{unit}"
    shown = PLAIN.sub(lambda found: words.number(Decimal(found[0]), voice.lang, len(found[1] or "")), value)
    return f"{shown} {words.say(name, voice.lang)}" if words.known(name, voice.lang) else shown


def _cycle(found: re.Match[str], voice: Terminal) -> str:
    least, first, every = found.groups()
    return voice.text("rules.cycle", n=int(every), least=int(least), first=date.fromisoformat(first))


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
