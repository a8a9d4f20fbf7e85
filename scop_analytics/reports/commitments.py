"""What the co-operative promised: its commitments of the year, those given up in the last three, and the targets in force.

Texts and numbers are the co-operative's own; whether a promise is kept is judged by the page, from published results.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from scop_analytics.tables import contract

if TYPE_CHECKING:
    from scop_analytics.reports.context import Subject

TABLE: Final = "commitments"
DROPPED: Final = "DROPPED"
KEPT: Final = "KEPT"
LISTED: Final = 3  # fiscal years for which a commitment given up stays listed, the year it was included


def promised(subject: Subject) -> dict[str, Any]:
    """``commitments``: one entry each, in the order of their numbers; ``targets``: the value aimed at, by indicator."""
    rows = subject.rows(TABLE, of_year=False)
    recent = rows.filter(pl.col("fiscal_year").is_between(subject.year - LISTED + 1, subject.year))
    latest = recent.sort("fiscal_year").unique("commitment_id", keep="last", maintain_order=True).sort("commitment_id")
    ended = _ended(rows)
    plain = latest.with_columns(pl.col(name) / contract(TABLE).column(name).scale for name in ("baseline", "target"))
    entries = [_entry(row, ended.get(row["commitment_id"])) for row in plain.iter_rows(named=True)]
    shown = [entry for entry in entries if _stays(entry, subject.year)]
    return {"commitments": shown, "targets": _targets(shown, subject.year)}


def _entry(row: dict[str, Any], ended: int | None) -> dict[str, Any]:
    names = ("commitment_id", "fiscal_year", "commitment", "indicator", "baseline", "target", "due_date", "owner")
    told = {name: row[name].isoformat() if isinstance(row[name], date) else row[name] for name in names}
    return {**told, "declared": row["status"], "reason": row["reason"], "ended": ended}


def _ended(rows: pl.DataFrame) -> dict[str, int]:
    """The year in which each commitment given up was first said to be."""
    given_up = rows.filter(pl.col("status") == DROPPED).group_by("commitment_id").agg(pl.col("fiscal_year").min())
    return dict(given_up.iter_rows())


def _stays(entry: dict[str, Any], year: int) -> bool:
    """Of the year; given up less than three years ago; or told last year, not kept, and untold since."""
    if entry["declared"] == DROPPED:
        return year - int(entry["ended"] or year) < LISTED
    if entry["fiscal_year"] == year:
        return True
    return bool(entry["fiscal_year"] == year - 1 and entry["declared"] != KEPT)


def _targets(entries: list[dict[str, Any]], year: int) -> dict[str, float]:
    """The target of each indicator; of several for one indicator, the first that falls due."""
    live = [entry for entry in entries if entry["fiscal_year"] == year and entry["declared"] != DROPPED]
    aimed = [entry for entry in live if entry["indicator"] and entry["target"] is not None]
    later_first = sorted(aimed, key=lambda entry: entry["due_date"] or "9999", reverse=True)
    return {entry["indicator"]: float(entry["target"]) for entry in later_first}
