"""Survey answers by level: every level of the scale is a row, even when nobody chose it."""

from __future__ import annotations

from typing import Final

import polars as pl

COMPANY: Final = ("entity_id", "fiscal_year")
SHORT_SCALE: Final = 5  # answers from 1 to 5; a longer scale runs from 0 to 10
LONG_SCALE: Final = 10


def by_level(answers: pl.LazyFrame) -> pl.LazyFrame:
    """Counts by company, year, question and level; ``denominator`` holds the valid answers to the question."""
    question = [*COMPANY, "item_code"]
    valid = answers.filter(pl.col("valid") & pl.col("level").is_not_null())
    counted = valid.group_by(*question, "level").agg(pl.len().cast(pl.Int64).alias("people"))
    scale = counted.group_by(question).agg(pl.col("people").sum().alias("all"), pl.col("level").max().alias("longest"))
    long = pl.col("longest") > SHORT_SCALE
    levels = pl.int_ranges(
        pl.when(long).then(0).otherwise(1), pl.when(long).then(LONG_SCALE + 1).otherwise(SHORT_SCALE + 1)
    )
    every = scale.with_columns(levels.alias("level")).explode("level").with_columns(pl.col("level").cast(pl.Int64))
    found = every.join(counted.with_columns(pl.col("level").cast(pl.Int64)), on=[*question, "level"], how="left")
    people = pl.col("people").fill_null(0)
    segment = pl.concat_str(
        pl.lit('{"answer":"'), pl.col("level").cast(pl.String), pl.lit('","item":"'), pl.col("item_code"), pl.lit('"}')
    )
    return (
        found.sort(*question, "level")
        .select(
            *COMPANY,
            pl.lit("survey_answers").alias("indicator"),
            segment.alias("segment"),
            people.cast(pl.Float64).alias("numerator"),
            pl.col("all").cast(pl.Float64).alias("denominator"),
            pl.col("all").alias("people"),
            pl.when(people > 0).then(people).alias("least"),
            (pl.col("people") == pl.col("all")).any().over(question).alias("unanimous"),
        )
        .with_columns(pl.when(pl.col("unanimous").fill_null(False)).then(1).otherwise(2).alias("distinct"))
    )
