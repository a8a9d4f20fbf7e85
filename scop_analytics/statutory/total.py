"""The index: points of the computable indicators, out of one hundred; what it obliges to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import polars as pl

from scop_analytics.statutory.exactness import NOISE
from scop_analytics.statutory.settling import GIVEN, INHERITED, Case, Facts, Told, given, settled

INDICATORS: Final = ("pay_gap", "raise", "promotion", "raise_or_promotion", "leave_return", "top_ten")
CATCHING_UP: Final = ("raise", "promotion", "raise_or_promotion")


def caught_up(company: pl.DataFrame) -> pl.DataFrame:
    """Full points for a gap in raises or promotions that favours the sex worse paid by a pay gap below its full points."""
    gap = pl.col("pay_gap.tenths").sign()
    corrects = given("pay_gap") & (pl.col("pay_gap.points") < pl.col("pay_gap.maximum")) & (gap != 0)
    for name in CATCHING_UP:
        catches = corrects & given(name) & (pl.col(f"{name}.tenths").sign() == -gap)
        full = pl.when(catches).then(f"{name}.maximum").otherwise(f"{name}.points")
        company = company.with_columns(catches.alias(f"{name}.caught_up"), full.alias(f"{name}.points"))
    return company


def blanked(company: pl.DataFrame) -> pl.DataFrame:
    """No number where there is a reason for none."""
    own = {name: [c for c in company.columns if c.startswith(f"{name}.")] for name in INDICATORS}
    kept = ("status", "reason", "people", "heads", "valid_heads", "told", "mode")
    return company.with_columns(
        pl.when(given(name)).then(column).alias(column)
        for name, columns in own.items()
        for column in columns
        if column.partition(".")[2] not in kept
    )


def scored(
    company: pl.DataFrame, common: list[Case], rules: Mapping[str, Any], absent: Mapping[str, Told] | None = None
) -> pl.DataFrame:
    """The columns ``total.…``: points, maximum, exact index, index half up, duties."""
    out_of = int(rules["equity_index.points_total"])
    points, most = (
        pl.sum_horizontal(pl.col(f"{name}.{part}").fill_null(0) for name in INDICATORS).cast(pl.Int64)
        for part in ("points", "maximum")
    )
    company = company.with_columns(points.alias("total.points"), most.alias("total.maximum"))
    points, most = pl.col("total.points"), pl.col("total.maximum")
    company = company.with_columns(settled("total", [*common, *_cases(rules)], absent))
    rounded = (2 * out_of * points + most) // pl.when(most > 0).then(2 * most)
    exact = (out_of * points.cast(pl.Float64)) / pl.when(most > 0).then(most).cast(pl.Float64)
    company = company.with_columns(
        pl.when(given("total")).then(exact.round(NOISE)).alias("total.value"),
        pl.when(given("total")).then(rounded).alias("total.index"),
        pl.when(pl.col("total.status").is_in([*GIVEN, "not_computable"])).then(points).alias("total.points"),
        pl.when(pl.col("total.status").is_in([*GIVEN, "not_computable"])).then(most).alias("total.maximum"),
    )
    return company.with_columns(duties(rules))


def _cases(rules: Mapping[str, Any]) -> list[Case]:
    """A total needs all that could be known, and enough points that can be obtained."""
    least = int(rules["equity_index.points_minimum"])
    absent = pl.coalesce(
        pl.when(pl.col(f"{name}.status") == "missing").then(pl.col(f"{name}.reason")) for name in INDICATORS
    )
    too_few: Facts = {"points": pl.col("total.maximum"), "minimum": least}
    careful = pl.any_horizontal(pl.col(f"{name}.status") == "caution" for name in INDICATORS)
    why = pl.coalesce(
        pl.when(pl.col(f"{name}.status") == "caution").then(pl.col(f"{name}.reason")) for name in INDICATORS
    )
    return [
        Case("missing", absent.is_not_null(), INHERITED, {"told": absent}),
        Case("not_computable", pl.col("total.maximum") < least, "index_points_minimum", too_few),
        Case("caution", careful, INHERITED, {"told": why}),
    ]


def duties(rules: Mapping[str, Any]) -> list[pl.Expr]:
    """Corrective measures below one threshold, progress objectives below another, and each objective still open.

    ``total.objectives_on`` names the computable indicators that are not at their maximum, when objectives are due.
    """
    index, below = pl.col("total.index"), rules.get("equity_index.objectives_below")
    objectives = index < int(below) if below is not None else pl.when(index.is_not_null()).then(pl.lit(value=False))
    short = pl.concat_list(
        pl.when(pl.col(f"{name}.points") < pl.col(f"{name}.maximum")).then(pl.lit(name)) for name in INDICATORS
    ).list.drop_nulls()
    return [
        (index < int(rules["equity_index.corrective_below"])).alias("total.corrective"),
        objectives.alias("total.objectives"),
        pl.when(objectives).then(short).otherwise(pl.lit([], dtype=pl.List(pl.String))).alias("total.objectives_on"),
    ]
