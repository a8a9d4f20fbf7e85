"""Primary masking: what the rule of a class hides by itself, cell by cell."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

import polars as pl

from scop_analytics.privacy.cells import passes

RULES: Final = ("class", "extreme", "verdict", "quantile", "people", "answers", "unanimity", "smoothing")


def primary(cells: pl.DataFrame, allowed: Collection[str]) -> pl.DataFrame:
    """``cells`` with ``hides``: the name of the rule that hides the row, null when none does.

    ``allowed`` holds what the co-op itself decided: ``spread`` (a general meeting allowed the ratio between the highest
    and the lowest pay) and ``company`` (its own accounts may be public).
    """
    tested = pl.col("tested")
    pay = tested & (pl.col("disclosure") == "pay")
    opinion = tested & (pl.col("disclosure") == "opinion")
    permitted = pl.lit("spread" in allowed) & pl.col("is_permitted") & (pl.col("keys") == 0)
    undecided = (pl.col("rule_show") == "decision") & pl.lit("company" not in allowed)
    smooth = pay & pl.col("rule_smoothed") & pl.col("is_quantiles") & (pl.col("unit_kind") == "money")
    rule = (
        pl.when(pl.col("rule_show").is_null() | (pl.col("rule_show") == "never") | undecided)
        .then(pl.lit("class"))
        .when(pay & pl.col("is_verdict_only"))
        .then(pl.lit("verdict"))
        .when(pay & pl.col("is_extremes") & ~permitted)
        .then(pl.lit("extreme"))
        .when(pay & pl.col("is_quantiles") & ~_reaches("rule_quantile"))
        .then(pl.lit("quantile"))
        .when(opinion & ~_reaches("rule_people"))
        .then(pl.lit("people"))
        .when(tested & ~opinion & ~passes(pl.col("part"), pl.col("rest")))
        .then(pl.lit("people"))
        .when(opinion & (_least() < pl.col("rule_least")))
        .then(pl.lit("answers"))
        .when(opinion & ~pl.col("rule_unanimity") & _unanimous())
        .then(pl.lit("unanimity"))
        .when(smooth & pl.col("s_smoothed").is_null())
        .then(pl.lit("smoothing"))
    )
    return cells.with_columns(pl.when(pl.col("given")).then(rule).alias("hides"))


def _reaches(minimum: str) -> pl.Expr:
    return (pl.col("n") >= pl.col(minimum)).fill_null(False)


def _least() -> pl.Expr:
    """The smallest non-zero group of answers, from the support or else from the row itself."""
    part, rest = (pl.when(pl.col(name) > 0).then(pl.col(name)) for name in ("part", "rest"))
    return pl.min_horizontal(pl.col("s_least").cast(pl.Float64), part, rest)


def _unanimous() -> pl.Expr:
    """Everybody answered the same: the figure tells what each one answered."""
    same = (pl.col("s_distinct") == 1).fill_null(False)
    empty = ((pl.col("part") == 0) | (pl.col("rest") == 0)) & pl.col("rest").is_not_null()
    whole = (pl.col("unit_kind") == "people") & (pl.col("value") == pl.col("n"))
    return same | empty.fill_null(False) | whole.fill_null(False)
