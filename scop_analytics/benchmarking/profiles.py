"""The profile of a co-operative: sector, division, size band, region; what peers are chosen by."""

from __future__ import annotations

from typing import Final

import polars as pl

from scop_analytics.benchmarking import settings

SCHEMA: Final[dict[str, pl.DataType]] = {
    "company": pl.String(),
    "year": pl.Int32(),
    "sector": pl.String(),
    "division": pl.String(),
    "size_band": pl.String(),
    "region": pl.String(),
    "people": pl.Int64(),
}


def sector(naf: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    """``sector`` (section, A21) and ``division`` (A88) of a NAF code; the code of the unknown sector where it says nothing."""
    known = settings.sectors()
    names = {
        f"{number:02d}": letter
        for letter, item in known["sections"].items()
        for number in range(item["first"], item["last"] + 1)
    }
    unknown = pl.lit(known["unknown"]["code"])
    division = naf.str.slice(0, 2)
    told = division.replace_strict(names, default=None, return_dtype=pl.String)
    return (
        told.fill_null(unknown).alias("sector"),
        pl.when(told.is_not_null()).then(division).otherwise(unknown).alias("division"),
    )


def size_band(people: pl.Expr) -> pl.Expr:
    """The size band of a number of people at the closing; null when nobody knows it."""
    sizes = settings.peers()["sizes"]
    return people.cut(sizes["edges"], labels=sizes["names"], left_closed=True).cast(pl.String).alias("size_band")


def profiles(entity: pl.DataFrame, people: pl.DataFrame) -> pl.DataFrame:
    """One row per company and year in the columns of :data:`SCHEMA`.

    ``entity`` is the table of that name, ``people`` holds ``company``, ``year`` and ``people`` (at the closing).
    """
    unknown = settings.sectors()["unknown"]["code"]
    texts = {name: pl.col(name) if name in entity.columns else pl.lit(None) for name in ("naf_code", "region")}
    said = entity.select(
        pl.col("entity_id").cast(pl.String).alias("company"),
        pl.col("fiscal_year").cast(pl.Int32).alias("year"),
        *sector(texts["naf_code"].cast(pl.String)),
        texts["region"].cast(pl.String).fill_null(unknown).alias("region"),
    )
    counted = people.select("company", pl.col("year").cast(pl.Int32), pl.col("people").cast(pl.Int64))
    both = said.unique(["company", "year"]).join(counted, on=["company", "year"], how="left")
    return (
        both.with_columns(size_band(pl.col("people")).fill_null(unknown)).select(list(SCHEMA)).sort("company", "year")
    )
