"""Primary masking: what the rule of a class hides by itself, cell by cell."""

from __future__ import annotations

import polars as pl

from scop_analytics.privacy.cells import passes


def primary(cells: pl.LazyFrame) -> pl.LazyFrame:
    """``cells`` with ``hides``: the name of the rule that hides the row, null when none does."""
    tested, opinion = pl.col("tested"), pl.col("disclosure") == "opinion"
    small = ~(pl.col("n") >= pl.col("fewest")).fill_null(False)
    rule = (
        pl.when(pl.col("disclosure").is_null()).then(pl.lit("class"))
        .when(pl.col("forced").is_not_null()).then("forced")
        .when(pl.col("whole_only") & (pl.col("keys") > 0)).then(pl.lit("extreme"))
        .when(tested & (pl.col("fewest") > 0) & small).then("fewest_rule")
        .when(tested & ~opinion & ~passes(pl.col("part"), pl.col("rest"))).then(pl.lit("people"))
        .when(tested & opinion & (_least() < pl.col("least"))).then(pl.lit("answers"))
        .when(tested & ~pl.col("unanimity") & _unanimous()).then(pl.lit("unanimity"))
        .when(tested & pl.col("must_smooth") & pl.col("s_smoothed").is_null()).then(pl.lit("smoothing"))
    )  # fmt: skip
    return cells.with_columns(pl.when("given").then(rule).alias("hides"))


def _least() -> pl.Expr:
    """The smallest non-zero group of answers, from the support or else from the row itself."""
    part, rest = (pl.when(pl.col(name) > 0).then(pl.col(name)) for name in ("part", "rest"))
    return pl.min_horizontal(pl.col("s_least").cast(pl.Float64), part, rest)


def _unanimous() -> pl.Expr:
    """Everybody answered the same: the figure tells what each one answered."""
    share = pl.col("rest").is_not_null()
    same = ~share & (pl.col("s_distinct") == 1).fill_null(False)
    empty = share & ((pl.col("part") == 0) | (pl.col("rest") == 0))
    whole = pl.col("people_unit") & (pl.col("value") == pl.col("n"))
    return same | empty.fill_null(False) | whole.fill_null(False)
