"""The standardised gap: the gaps inside categories of equal value, averaged by how many people each holds."""

from __future__ import annotations

import polars as pl

from scop_analytics.indicators.blocks import Block
from scop_analytics.indicators.library import gives
from scop_analytics.indicators.measures import RATE
from scop_analytics.indicators.pay_categories import EVERYONE, PEOPLE
from scop_analytics.indicators.reasons import whole
from scop_analytics.indicators.segments import COMPANY
from scop_analytics.indicators.settle import reason
from scop_analytics.law import Rules
from scop_analytics.statistics import gaps

GROUP = (*COMPANY, "value_category")


@gives(
    "standardised_gap", "standardised_coverage",
    reads={"person_calendar": ("sex", "in_gap", "value_category", "hourly_total")},
)  # fmt: skip
def gap_at_equal_work(person_calendar: pl.LazyFrame, rules: Rules) -> Block:
    """Mean of the hourly gaps of the categories with enough women and men, weighted by their heads, and its coverage."""
    fewest = whole(rules["pay_equity.minimum_group"])
    people = person_calendar.filter(PEOPLE & pl.col("hourly_total").is_not_null())
    found = gaps.sums_by_sex(people, GROUP, {"total": ("hourly_total", EVERYONE)}).with_columns(
        heads=pl.col("women") + pl.col("men"), gap=gaps.in_parts(gaps.FINE)
    )
    used = pl.col("value_category").is_not_null() & (pl.min_horizontal("women", "men") >= fewest)
    cells = found.with_columns(used=used & pl.col("gap").is_not_null()).lazy()
    totals = cells.group_by(*COMPANY).agg(_totals()).sort(*COMPANY).collect()
    totals = totals.with_columns(
        gaps.quotient(totals["weighted"], totals["inside"] * gaps.FINE).alias("gap"),
        gaps.quotient(totals.select(_tenths())["tenths"], pl.repeat(gaps.TENTHS, len(totals), eager=True)).alias(
            "rounded"
        ),
        gaps.quotient(totals["inside"] * 100, totals["all"]).alias("coverage"),
    )
    return Block(
        pl.concat([_gap(totals, rules), _coverage(totals)], how="diagonal").lazy(), {"categories": _step(cells)}
    )


def _totals() -> list[pl.Expr]:
    used = pl.col("used")
    return [
        (pl.col("gap") * pl.col("heads")).filter(used).sum().alias("weighted"),
        pl.col("heads").filter(used).sum().alias("inside"),
        pl.col("heads").sum().alias("all"),
        pl.col("women", "men").sum().name.prefix("all_"),
        pl.col("women", "men").filter(used).min(),
    ]


def _tenths() -> pl.Expr:
    """The weighted mean in tenths of a percent, half away from zero; null without a category."""
    inside = gaps.FINE * pl.col("inside").cast(gaps.WIDE)
    inside = pl.when(inside > 0).then(inside)
    size = (2 * gaps.TENTHS * pl.col("weighted").abs() + inside) // (2 * inside)
    return (pl.col("weighted").sign() * size).cast(pl.Int64).alias("tenths")


def _gap(totals: pl.DataFrame, rules: Rules) -> pl.DataFrame:
    """Not computable without a category, or when the categories compared hold too small a part of the people.

    It may be read where each category behind it may: the others and their mean would give a hidden one away.
    """
    minimum = whole(rules["pay_equity.coverage_minimum"])
    none, low = pl.col("inside") == 0, pl.col("inside") * 100 < pl.col("all") * minimum
    small = pl.min_horizontal("women", "men") < whole(rules["conventions.caution_smaller_sex"])
    given = ~(none | low)
    why = (
        pl.when(none).then(reason("no_category_compared"))
        .when(low).then(reason("low_coverage", {"minimum": minimum}))
        .when(small).then(reason("small_category", {"minimum": whole(rules["conventions.caution_smaller_sex"])}))
    )  # fmt: skip
    kept = totals.filter(pl.col("all") > 0)
    return kept.select(
        *COMPANY, pl.lit("{}").alias("segment"), pl.lit("standardised_gap").alias("indicator"),
        pl.when(given).then("gap").alias("value"), pl.when(given).then("rounded").alias("rounded"),
        pl.when(given).then(pl.col("inside").cast(pl.Int64)).alias("people"), "women", "men",
        pl.when(~given).then(pl.lit("not_computable")).when(small).then(pl.lit("caution")).otherwise(pl.lit("ok"))
        .alias("status"), why.alias("reason"),
    )  # fmt: skip


def _coverage(totals: pl.DataFrame) -> pl.DataFrame:
    return totals.filter(pl.col("all") > 0).select(
        *COMPANY, pl.lit("{}").alias("segment"), pl.lit("standardised_coverage").alias("indicator"),
        pl.col("coverage").alias("value"), pl.col("inside").cast(pl.Float64).alias("numerator"),
        pl.col("all").cast(pl.Float64).alias("denominator"), pl.col("all").alias("people"),
        women="all_women", men="all_men",
    )  # fmt: skip


def _step(cells: pl.LazyFrame) -> pl.LazyFrame:
    """Each category with its heads, means in euros an hour, gap, and weight in the standardised gap."""
    means = [
        (pl.col(f"{sex}_sum") / pl.col(sex) / RATE).fill_nan(None).alias(f"{sex}_mean") for sex in ("women", "men")
    ]
    weight = pl.when("used").then(pl.col("heads") / pl.col("heads").filter("used").sum().over(COMPANY))
    gap = pl.col("gap").cast(pl.Float64) / gaps.FINE
    return cells.select(
        *GROUP, "women", "men", *means, gap.alias("gap"), "used", weight.alias("weight"),
        (weight * gap).alias("contribution"),
    )  # fmt: skip
