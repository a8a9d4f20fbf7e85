"""Staff numbers whose leading zeros a spreadsheet took away in one file and left in another."""

from __future__ import annotations

from typing import Final

import polars as pl

from scop_analytics.sources.faults import Faults, Place
from scop_analytics.sources.part import FILE

OWNER: Final = ["entity_id", "person_id"]


def reconciled(joined: dict[str, pl.DataFrame], faults: Faults) -> dict[str, pl.DataFrame]:
    """Every table with the staff numbers of ``employees``, where only zeros differ and one person alone can be meant."""
    if "employees" not in joined:
        return joined
    known = joined["employees"].select(OWNER).unique().drop_nulls()
    bare = known.with_columns(bare=pl.col("person_id").str.strip_chars_start("0"))
    bare = bare.filter(pl.col("bare").str.contains(r"^\d+$") & (pl.len().over("entity_id", "bare") == 1))
    return {table: _one(table, frame, known, bare, faults) for table, frame in joined.items()}


def _one(table: str, frame: pl.DataFrame, known: pl.DataFrame, bare: pl.DataFrame, faults: Faults) -> pl.DataFrame:
    if table == "employees" or "person_id" not in frame.columns or bare.is_empty():
        return frame
    strange = frame.select(OWNER).unique().drop_nulls().join(known, on=OWNER, how="anti")
    meant = strange.with_columns(bare=pl.col("person_id").str.strip_chars_start("0"))
    meant = meant.join(bare.rename({"person_id": "meant"}), on=["entity_id", "bare"])
    meant = meant.filter(pl.len().over("entity_id", "meant") == 1)
    if meant.is_empty():
        return frame
    told = frame.join(meant.select(*OWNER, "meant"), on=OWNER, how="left", maintain_order="left")
    _say(told, table, faults)
    return told.with_columns(person_id=pl.coalesce("meant", "person_id")).drop("meant")


def _say(told: pl.DataFrame, table: str, faults: Faults) -> None:
    counted = told.filter(pl.col("meant").is_not_null()).group_by(pl.col(FILE).cast(pl.String)).agg(pl.len().alias("n"))
    for file, count in counted.sort(FILE).iter_rows():
        faults.whole(Place(file, table), "person_zeros", "warn", column="person_id", count=count, facts={"n": count})
