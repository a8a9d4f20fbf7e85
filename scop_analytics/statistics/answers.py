"""Answers counted: by level of a question (levels nobody chose too), by group of the people asked, by outcome."""

from __future__ import annotations

from typing import Final

import polars as pl

COMPANY: Final = ("entity_id", "fiscal_year")
SHORT_SCALE: Final = 5  # answers from 1 to 5; a longer scale runs from 0 to 10
LONG_SCALE: Final = 10
KINDS: Final = {"tenure": "tenure_band"}  # a group whose key the catalogue calls otherwise


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


def by_group(groups: pl.LazyFrame) -> pl.LazyFrame:
    """Respondents of those asked by company, year and group (kind and value); ``people`` is the smallest group asked."""
    known = groups.filter(pl.col("eligible").is_not_null() & pl.col("respondents").is_not_null())
    summed = known.group_by(*COMPANY, "group_kind", "group_value", maintain_order=True).agg(
        numerator=pl.col("respondents").sum().cast(pl.Float64),
        denominator=pl.col("eligible").sum().cast(pl.Float64),
        people=pl.col("eligible").min(),
    )
    asked = summed.filter(pl.col("denominator") > 0)
    key = pl.col("group_kind").replace(KINDS)
    return asked.select(
        *COMPANY,
        "numerator",
        "denominator",
        "people",
        indicator=pl.lit("consultation_response_by_group"),
        segment=pl.concat_str(pl.lit('{"'), key, pl.lit('":"'), _escaped("group_value"), pl.lit('"}')),
    )


def by_outcome(decisions: pl.LazyFrame) -> pl.LazyFrame:
    """Decisions by company, year and outcome; ``denominator`` holds all decisions whose outcome is known."""
    known = decisions.filter(pl.col("decision_outcome").is_not_null())
    counted = known.group_by(*COMPANY, "decision_outcome", maintain_order=True).agg(
        pl.len().cast(pl.Int64).alias("found")
    )
    every = pl.col("found").sum().over(COMPANY)
    return counted.select(
        *COMPANY,
        indicator=pl.lit("decision_outcomes"),
        segment=pl.concat_str(pl.lit('{"decision_outcome":"'), _escaped("decision_outcome"), pl.lit('"}')),
        numerator=pl.col("found").cast(pl.Float64),
        denominator=every.cast(pl.Float64),
        people=every,
    )


def _escaped(column: str) -> pl.Expr:
    text = pl.col(column).str.replace_all("\\", "\\\\", literal=True)
    return text.str.replace_all('"', '\\"', literal=True)
