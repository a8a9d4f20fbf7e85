"""Who stands in each group of a co-operative's figures, year by year: what masking compares between years and groups."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

import polars as pl

from scop_analytics.privacy import policy
from scop_analytics.privacy.neighbours import KEYS, SIDES, Counts, Neighbours, counts_given, group_name, group_of

if TYPE_CHECKING:
    from scop_analytics.derive.frames import Frames

POPULATIONS: Final = {"closing": ("person", "is_present"), "calendar": ("person_calendar", "in_gap")}
OPEN_TO_ALL: Final = "public"
YEAR: Final = "fiscal_year"
Standing = dict[int, dict[str, frozenset[str]]]


def neighbours(frames: Frames, rows: pl.DataFrame, folder: Path | None, audience: str) -> Neighbours | None:
    """The groups of every year of the dossier and of its archive; ``None`` for the employer, who reads everything.

    What these readers and everybody could read of earlier reports counts as given.
    """
    from scop_analytics.evidence import archive

    if not policy().change[audience]:
        return None
    marks = archive.marker(folder) if folder else str
    groups = {year: [found] for year, found in standing(frames, rows.get_column("segment").unique(), marks).items()}
    given: dict[tuple[int, str, str], Counts] = {}
    readable = [audience] if audience == OPEN_TO_ALL else [audience, OPEN_TO_ALL]
    for year in archive.years(folder) if folder else ():
        for reader in readable:
            groups.setdefault(year, []).append(archive.members(folder, reader, year))  # type: ignore[arg-type]
            given |= _given(archive.read(folder, reader, [year]))  # type: ignore[arg-type]
    return Neighbours(policy().change[audience], groups, given)


def standing(frames: Frames, segments: Iterable[str], marks: Callable[[str], str]) -> Standing:
    """By year and group name, the people of each group under the names that ``marks`` gives them."""
    wanted = {group_of(segment) for segment in segments}
    found: Standing = {}
    for kind, (name, chosen) in POPULATIONS.items():
        rows = frames[name].filter(chosen).select(YEAR, "person_id", *KEYS).collect()
        pseudonyms = {person: marks(str(person)) for person in rows.get_column("person_id").unique()}
        named = rows.with_columns(pl.col("person_id").replace_strict(pseudonyms, return_dtype=pl.String))
        for keys in {tuple(json.loads(segment)) for segment in wanted}:
            for segment, year, side, people in _grouped(named, keys):
                if segment in wanted:
                    found.setdefault(year, {})[group_name(kind, side, segment)] = people
    return found


def _grouped(rows: pl.DataFrame, keys: tuple[str, ...]) -> Iterable[tuple[str, int, str, frozenset[str]]]:
    """Each group along ``keys``, whole and by sex."""
    for values, part in rows.group_by(YEAR, *keys):
        segment = json.dumps(dict(zip(keys, values[1:], strict=True)), sort_keys=True, ensure_ascii=False, default=str)
        for side in SIDES:
            people = part if not side else part.filter(pl.col("sex") == side)
            yield group_of(segment), int(values[0]), side, frozenset(people.get_column("person_id"))


def _given(rows: pl.DataFrame | None) -> Mapping[tuple[int, str, str], Counts]:
    shown = rows.filter(pl.col("status").is_in(["ok", "caution"])).to_dicts() if rows is not None else []
    return {(row["year"], row["indicator"], row["segment"]): counts_given(row) for row in shown}
