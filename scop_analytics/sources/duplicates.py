"""The same row twice: the first stays, the second is set aside, whether it repeats everything or only the key."""

from __future__ import annotations

from typing import Final

import polars as pl

from scop_analytics.sources.faults import Faults, Place
from scop_analytics.sources.part import FILE, MANY_ROWS
from scop_analytics.sources.raw import LINE
from scop_analytics.tables import Contract

FIRST: Final = 1_000
HIDDEN = (LINE, FILE)
# A correction of a month stands beside the payslip it corrects, under the same key.
BESIDE = "is_correction"


def first_only(frame: pl.DataFrame, contract: Contract, faults: Faults) -> pl.DataFrame:
    """``frame`` with one row per primary key."""
    key = [column for column in contract.primary_key if column in frame.columns]
    if not key or frame.height < 2:  # noqa: PLR2004 - a single row has no double
        return frame
    key = [*key, BESIDE] if BESIDE in frame.columns else key
    if _in_order(frame, key) or frame.select(key).hash_rows().n_unique() == frame.height:
        return frame
    first = frame.select(pl.struct(key).is_first_distinct().alias("first"))["first"]
    if first.all():
        return frame
    data = [column for column in frame.columns if column not in HIDDEN]
    same = ~frame.select(pl.struct(data).is_first_distinct().alias("same"))["same"]
    for rule, mask in (("duplicate_row", ~first & same), ("duplicate_key", ~first & ~same)):
        _say(frame.filter(mask), contract, rule, faults)
    _say_months(frame, key, contract, faults)
    return frame.filter(first)


def _in_order(frame: pl.DataFrame, key: list[str]) -> bool:
    """Whether the months of each person follow each other, each person in one place: then no key comes twice.

    Payroll files mostly come so; comparing neighbours is cheaper than looking at every key.
    """
    if frame.height < MANY_ROWS or "period" not in key[1:]:
        return False
    whose = key[: key.index("period")]
    if _follows(frame.head(FIRST), whose)["opens"].all():  # month after month: the keys themselves are as cheap
        return False
    found = _follows(frame, whose)
    if not found["follows"].all():
        return False
    people = frame.select(whose).filter(found["opens"])
    return people.hash_rows().n_unique() == people.height


def _follows(frame: pl.DataFrame, whose: list[str]) -> pl.DataFrame:
    """Which rows open a person, and which follow the row before: of another person, or of a later month."""
    changes = pl.any_horizontal(pl.col(name).ne_missing(pl.col(name).shift()) for name in whose)
    later = (pl.col("period").cast(pl.Int32).diff() > 0).fill_null(value=False)
    first = pl.int_range(pl.len()) == 0
    return frame.select((first | changes).alias("opens"), (first | changes | later).alias("follows"))


def _say(rows: pl.DataFrame, contract: Contract, rule: str, faults: Faults) -> None:
    facts = {"key": list(contract.primary_key)}
    for (file,), group in rows.group_by(pl.col(FILE).cast(pl.String), maintain_order=True):
        companies = group["entity_id"] if "entity_id" in group.columns else None
        faults.rows(Place(str(file), contract.name), rule, "set_aside", group[LINE], companies=companies, facts=facts)


def _say_months(frame: pl.DataFrame, key: list[str], contract: Contract, faults: Faults) -> None:
    """A month that two files hold for the same people: one of them is probably an older version."""
    if "period" not in key or frame[FILE].n_unique() < 2:  # noqa: PLR2004 - two files or more
        return
    twice = (
        frame.group_by([*key])
        .agg(pl.col(FILE).cast(pl.String).unique().sort().alias("files"))
        .filter(pl.col("files").list.len() > 1)
        .group_by("entity_id", "period")
        .agg(pl.col("files").first(), pl.len().alias("rows"))
        .sort("entity_id", "period")
    )
    for row in twice.iter_rows(named=True):
        facts = {"month": f"{row['period']:%Y-%m}", "files": row["files"], "n": row["rows"]}
        place = Place(row["files"][-1], contract.name, row["entity_id"] or "")
        faults.whole(place, "month_twice", "warn", column="period", count=row["rows"], facts=facts)
