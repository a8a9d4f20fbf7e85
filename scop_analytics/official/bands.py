"""Quarters of pay under every population: women and men of each, its highest pay, and their shares as each rule writes them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import polars as pl

from scop_analytics.official.lines import alternatives
from scop_analytics.official.variants import KEYS, OURS, PER, population
from scop_analytics.statistics.bands import levels, mix

BANDS: Final = 4
PLACES: Final = (*KEYS, "size", "women", "begin", "end", "all")  # what a level of pay has beside its pay
APART: Final = "|"  # between a company and the definition it stands under
RANKED: Final = "hourly_total"  # the column that bands are cut on


def quarters(people: pl.LazyFrame, names: Iterable[str], pays: Iterable[str]) -> pl.DataFrame:
    """``entity_id, fiscal_year, measure, pay, people, share, band, threshold, count_women, count_men, share_women, share_men``.

    All definitions are cut at once: each company stands as many times as there are definitions, under a name of its own.
    """
    known = set(people.collect_schema())
    stacked = [
        people.filter(population(name), pl.col(column).is_not_null()).select(
            pl.concat_str("entity_id", pl.lit(f"{APART}{basis}{APART}{pay}{APART}{name}")).alias("entity_id"),
            "fiscal_year", "sex", (pl.col(column) * (PER["hourly"] // PER[basis])).alias(RANKED),
        )
        for name in names
        for pay in pays
        for basis, column in alternatives()["pay"][pay]["global"].items()  # type: ignore[attr-defined]  # a table of the data file
        if column in known and not alternatives()["pay"][pay].get("hours")
    ]  # fmt: skip
    return _named(_cut(levels(pl.concat(stacked)).collect().lazy())).collect()


def _cut(ranked: pl.LazyFrame) -> pl.LazyFrame:
    """Women and men of each quarter, and its highest pay in euros."""
    counted = mix(ranked, BANDS).with_columns(
        end=pl.col("people").cum_sum().over(*KEYS), all=pl.col("people").sum().over(*KEYS)
    )
    pay = next(name for name in ranked.collect_schema() if name not in PLACES)
    highest = (
        counted.select(*KEYS, "band", last="end")
        .join(ranked.select(*KEYS, "end", level=pay), on=list(KEYS))
        .filter(pl.col("end") >= pl.col("last"))
        .group_by(*KEYS, "band")
        .agg(threshold=pl.col("level").min() / PER["hourly"])
    )
    return counted.join(highest, on=[*KEYS, "band"])


def _named(rows: pl.LazyFrame) -> pl.LazyFrame:
    """Under the definition it was made by, each share written in both ways."""
    parts = pl.col("entity_id").str.split(APART)
    basis, pay, name = (parts.list.get(place) for place in (1, 2, 3))
    whole = {OURS: pl.col("people"), "quarter_of_all": pl.col("all") / BANDS}
    return pl.concat(
        [
            rows.select(
                parts.list.get(0).alias("entity_id"), "fiscal_year", measure=pl.concat_str(pl.lit("quarter_"), basis),
                pay=pay, share=pl.lit(kind), band=pl.col("band").cast(pl.Int64), threshold="threshold",
                count_women="women", count_men="men", share_women=pl.col("women") / size,
                share_men=pl.col("men") / size, people=name,
            )
            for kind, size in whole.items()
        ]
    )  # fmt: skip
