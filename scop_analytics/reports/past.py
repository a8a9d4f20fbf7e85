"""Years N−3 to N−1 as they were published, beside the same years computed again from the files as they are today."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import polars as pl

from scop_analytics.evidence import archive
from scop_analytics.privacy.policy import policy
from scop_analytics.reports.method_changes import changed_texts, method_changes

EMPLOYER: Final = "employer"
CELL: Final = ("indicator", "year", "segment")
WHOLE: Final = "{}"
GIVEN: Final = ("ok", "caution")
CLOSE: Final = 1e-9
Entries = Mapping[str, Any]


@dataclass(frozen=True)
class Past:
    """The rows a report shows, and what it says of earlier years: ``republished`` and ``breaks`` of the context."""

    frame: pl.DataFrame
    told: dict[str, Any]


def past(folder: Path | None, audience: str, year: int, computed: pl.DataFrame, entries: Entries) -> Past:
    """Earlier years replaced by what the archive holds of them: what was published stays what was published.

    ``computed`` holds the released rows of one company, N−3 to N. A figure the archive does not know at all is filled in
    from it, unless these readers could tell a correction from the two together.
    """
    earlier = [before for before in sorted(computed["year"].unique()) if before < year]
    kept = _kept(folder, audience, earlier, computed)
    known = kept["year"].unique().implode()
    again = computed.filter(pl.col("year").is_in(known))
    open_to = [name for name, entry in entries.items() if _open(entry, audience)]
    filled = again.join(kept, on=["indicator", "year"], how="anti").filter(pl.col("indicator").is_in(open_to))
    frame = pl.concat([computed.filter(~pl.col("year").is_in(known)), kept, filled])
    marks = (
        {before: archive.definitions(folder, audience, before) for before in kept["year"].unique()} if folder else {}
    )
    pairs = _pairs(kept, again, entries, audience, marks)
    republished = {
        "years": sorted(kept["year"].unique()),
        "altered": archive.altered(folder, audience, earlier) if folder else [],
        "compared": _numbers(kept).join(_numbers(again), on=list(CELL), how="semi").height,
        "filled": filled.filter(pl.col("segment") == WHOLE).height,
        "pairs": pairs,
    }
    moved = frozenset((pair["indicator"], pair["year"]) for pair in pairs)
    return Past(frame, {"republished": republished, "breaks": method_changes(frame, entries, marks, moved)})


def _kept(folder: Path | None, audience: str, years: list[int], computed: pl.DataFrame) -> pl.DataFrame:
    """The archive's rows of the company with today's columns; one that an older version did not write is empty."""
    found = archive.read(folder, audience, years) if folder else None
    if found is None or computed.is_empty():
        return computed.clear()
    own = found.filter(pl.col("company") == computed["company"][0])
    return own.select(
        (pl.col(name) if name in own.columns else pl.lit(None)).cast(kind).alias(name)
        for name, kind in computed.schema.items()
    )


def _numbers(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.filter(pl.col("status").is_in(GIVEN))


def _open(entry: Any, audience: str) -> bool:
    return audience == EMPLOYER or entry.disclosure in policy().corrected


def _pairs(
    kept: pl.DataFrame, again: pl.DataFrame, entries: Entries, audience: str, marks: Mapping[int, Mapping[str, str]]
) -> list[dict[str, Any]]:
    """Published figures that the same calculation does not give today, with both rows and the cause when it shows."""
    both = kept.join(again, on=list(CELL), how="inner", suffix="_again")
    apart = (pl.col("value") - pl.col("value_again")).abs() > CLOSE
    moved = both.filter(
        pl.col("status").ne(pl.col("status_again")) | apart.fill_null(False)
        | pl.col("value").is_null().ne(pl.col("value_again").is_null())
    ).sort(CELL)  # fmt: skip
    return [_pair(row, entries, audience, marks.get(row["year"], {})) for row in moved.iter_rows(named=True)]


def _pair(row: Mapping[str, Any], entries: Entries, audience: str, marks: Mapping[str, str]) -> dict[str, Any]:
    entry = entries.get(row["indicator"])
    shown = entry is not None and _open(entry, audience)
    again = {name: row[f"{name}_again"] for name in ("value", "status")} if shown else None
    published = {name: row[name] for name in ("value", "status")}
    cause = _cause(row, entry, marks)
    return {**{name: row[name] for name in CELL}, "published": published, "recomputed": again, "cause": cause}


def _cause(row: Mapping[str, Any], entry: Any, marks: Mapping[str, str]) -> str:
    """Why a figure is no longer what was published: its method, its law, what may be shown, or else its data."""
    mark = marks.get(row["indicator"])
    if (
        row["unit"] != row["unit_again"]
        or row["method"] != row["method_again"]
        or (mark and entry and mark != entry.mark)
    ):
        return "method"
    if changed_texts(json.loads(row["law"] or "[]"), json.loads(row["law_again"] or "[]")):
        return "law"
    hidden = {row["status"], row["status_again"]} & {"suppressed"}
    return "masking" if hidden and row["status"] != row["status_again"] else "data"
