"""Quarters of pay under every population: women and men of each, its highest pay, and their shares as each rule writes them."""

from __future__ import annotations

from typing import Final

import polars as pl

from scop_analytics.official.lines import alternatives
from scop_analytics.official.variants import KEYS, OURS, PER, population
from scop_analytics.statistics.bands import levels, mix

BANDS: Final = 4
RANKED: Final = "hourly_total"  # the column that bands are cut on


def quarters(people: pl.LazyFrame) -> pl.DataFrame:
    """``entity_id, fiscal_year, measure, pay, people, share, band, threshold, count_women, count_men, share_women, share_men``."""
    known = set(people.collect_schema())
    found = [
        _cut(people.filter(population(name), pl.col(column).is_not_null()), column, basis, pay, name)
        for name in alternatives()["people"]
        for pay, told in alternatives()["pay"].items()
        for basis, column in told["global"].items()  # type: ignore[attr-defined]  # a table of the data file
        if column in known and not told.get("hours")
    ]
    return pl.concat(pl.collect_all(found))


def _cut(people: pl.LazyFrame, column: str, basis: str, pay: str, name: str) -> pl.LazyFrame:
    ranked = levels(people.select(*KEYS, "sex", pl.col(column).alias(RANKED)))
    counted = mix(ranked, BANDS).with_columns(
        end=pl.col("people").cum_sum().over(*KEYS), all=pl.col("people").sum().over(*KEYS)
    )
    highest = (
        counted.select(*KEYS, "band", last="end")
        .join(ranked.select(*KEYS, RANKED, "end"), on=list(KEYS))
        .filter(pl.col("end") >= pl.col("last"))
        .group_by(*KEYS, "band")
        .agg(threshold=pl.col(RANKED).min() / PER[basis])
    )
    whole = {OURS: pl.col("people"), "quarter_of_all": pl.col("all") / BANDS}
    rows = counted.join(highest, on=[*KEYS, "band"])
    return pl.concat(
        [
            rows.select(
                *KEYS, measure=pl.lit(f"quarter_{basis}"), pay=pl.lit(pay), share=pl.lit(kind), band=pl.col("band").cast(pl.Int64),
                threshold="threshold", count_women="women", count_men="men",
                share_women=pl.col("women") / size, share_men=pl.col("men") / size, people=pl.lit(name),
            )
            for kind, size in whole.items()
        ]
    )  # fmt: skip
