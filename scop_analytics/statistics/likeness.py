"""How alike groups are: a small group and the whole it comes from, the rates of several groups of one whole."""

from __future__ import annotations

from typing import Final

import polars as pl

COMPANY: Final = ["entity_id", "fiscal_year"]


def dissimilarity(few: pl.LazyFrame, many: pl.LazyFrame, key: str) -> pl.LazyFrame:
    """``½ Σ |p − q|`` by company and year, as ``numerator / denominator``; people whose ``key`` is unknown are left out.

    0: the groups weigh the same on both sides; 1: no group is on both. ``Σ |b·N − n·B| / (2·B·N)``, where ``b`` of the ``B``
    few and ``n`` of the ``N`` many are in a group. ``people`` are the few.
    """
    counted = _counts(many, key, "n").join(_counts(few, key, "b"), on=[*COMPANY, key], how="left")
    counted = counted.with_columns(pl.col("b").fill_null(0))
    few_all, many_all = pl.col("b").sum(), pl.col("n").sum()
    return counted.group_by(COMPANY).agg(
        numerator=(pl.col("b") * many_all - pl.col("n") * few_all).abs().sum(),
        denominator=2 * few_all * many_all,
        people=few_all,
    )


def rate_range(people: pl.LazyFrame, part: str, key: str, least: int) -> pl.LazyFrame:
    """``range``: points between the highest and the lowest share of ``part`` of the groups of at least ``least`` people.

    One row per company-year, with the number of ``groups`` compared and the ``people`` of the smallest.
    """
    counted = people.group_by(*COMPANY, key).agg(members=pl.col(part).sum(), size=pl.len().cast(pl.Int64))
    enough = (pl.col("size") >= least) & pl.col(key).is_not_null()
    rates = (100 * pl.col("members") / pl.col("size")).filter(enough)
    return counted.group_by(COMPANY).agg(
        range=rates.max() - rates.min(), groups=enough.sum(), people=pl.col("size").filter(enough).min()
    )


def _counts(people: pl.LazyFrame, key: str, name: str) -> pl.LazyFrame:
    known = people.filter(pl.col(key).is_not_null())
    return known.group_by(*COMPANY, pl.col(key).cast(pl.String)).agg(pl.len().cast(pl.Int64).alias(name))
