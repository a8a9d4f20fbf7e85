"""Where the method of a figure changed between two years: its calculation, its definition, its unit or the law behind it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final, Protocol

import polars as pl

from scop_analytics import law, words

if TYPE_CHECKING:
    from collections.abc import Collection

MONEY: Final = "EUR"
GIVEN: Final = ("ok", "caution")
WHOLE: Final = "{}"
Marks = Mapping[int, Mapping[str, str]]
Texts = Iterable[Mapping[str, Any]]


class Told(Protocol):
    """What is asked of a run here: its context, its years, its words and its figures."""

    @property
    def context(self) -> Mapping[str, Any]:
        """What the run wrote."""

    @property
    def lang(self) -> str:
        """Language of the report."""

    @property
    def years(self) -> list[int]:
        """Fiscal years with results."""

    def say(self, key: str, /, **facts: object) -> str:
        """A sentence of the locale."""

    def fact(self, indicator: str, year: int | None = None, /, **segment: str) -> Any:
        """One result."""


def method_changes(
    frame: pl.DataFrame, entries: Mapping[str, Any], marks: Marks, moved: Collection[tuple[str, int]]
) -> list[dict[str, Any]]:
    """One line a figure and a year whose method is not that of the year known before: ``indicator, year, cause, texts``.

    ``marks`` are the definitions under which earlier years were published. A definition that was rewritten and still gives
    the published number (not in ``moved``) is no change of method.
    """
    rows = frame.filter(pl.col("segment") == WHOLE, pl.col("status").is_in(GIVEN)).sort("indicator", "year")
    found: list[dict[str, Any]] = []
    for (name,), years in rows.group_by("indicator", maintain_order=True):
        entry = entries.get(str(name))
        if entry is not None:
            for before, after in pairwise(years.iter_rows(named=True)):
                found += _between(before, after, entry, marks, moved)
    return found


def _between(
    before: Mapping[str, Any], after: Mapping[str, Any], entry: Any, marks: Marks, moved: Collection[tuple[str, int]]
) -> Iterator[dict[str, Any]]:
    name = entry.id
    told = {"indicator": name, "year": after["year"]}
    first, second = (_mark(row, entry, marks) for row in (before, after))
    rewritten = first and second and first != second
    if before["method"] != after["method"] or before["unit"] != after["unit"]:
        yield {**told, "cause": "method", "texts": []}
    elif rewritten and any((name, row["year"]) in moved for row in (before, after)):
        yield {**told, "cause": "definition", "texts": []}
    texts = changed_texts(json.loads(before["law"] or "[]"), json.loads(after["law"] or "[]"))
    if texts:
        yield {**told, "cause": "law", "texts": texts}


def _mark(row: Mapping[str, Any], entry: Any, marks: Marks) -> str | None:
    """The definition a figure was computed under; unknown for a year published without it."""
    year = row["year"]
    return marks[year].get(entry.id) if year in marks else entry.mark


def changed_texts(before: Texts, after: Texts) -> list[str]:
    """The legal values whose rule is not the same in both: another value, a value that came or went.

    An amount in euros (minimum wage, ceiling of social security) is revised by its own rule: the rule has not changed.
    """
    entries = law.load().entries
    first, second = ({str(text["key"]): str(text["from"]) for text in texts} for texts in (before, after))
    keys = [key for key in sorted({*first, *second}) if key in entries and not entries[key].unit.startswith(MONEY)]
    return [key for key in keys if _value(key, first.get(key)) != _value(key, second.get(key))]


def _value(key: str, start: str | None) -> Any:
    found = [version.value for version in law.load().entry(key).values if version.start.isoformat() == start]
    return found[0] if found else None


def broken(run: Told, ids: Iterable[str]) -> dict[str, Any]:
    """The arguments of a line figure that draw the years of another method: ``breaks`` and ``break_text``."""
    wanted = set(ids)
    years = sorted({int(found["year"]) for found in run.context.get("breaks", []) if found["indicator"] in wanted})
    return {"breaks": tuple(years), "break_text": run.say("trend.break")}


def told(run: Told, ids: Iterable[str]) -> list[str]:
    """Each change of method of these figures as a sentence; the same change of several figures is told once."""
    wanted = list(dict.fromkeys(ids))
    groups: dict[tuple[int, str, tuple[str, ...]], list[str]] = {}
    for found in run.context.get("breaks", []):
        if found["indicator"] in wanted and int(found["year"]) in run.years[1:]:
            key = (int(found["year"]), str(found["cause"]), tuple(found["texts"]))
            groups.setdefault(key, []).append(run.fact(str(found["indicator"])).label)
    return [_sentence(run, key, names) for key, names in sorted(groups.items())]


def _sentence(run: Told, key: tuple[int, str, tuple[str, ...]], names: list[str]) -> str:
    year, cause, texts = key
    entries = law.load().entries
    what = words.listed([words.typography(entries[text].label[run.lang], run.lang) for text in texts], run.lang)
    quoted = words.listed([run.say("trend.named", name=name) for name in names], run.lang)
    return run.say(f"trend.changed_{cause}", n=len(names), when=str(year), names=quoted, what=what)
