"""The rows of results of the index: one per company, year and figure, under the ids of the catalogue."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import polars as pl

from scop_analytics.results import reason
from scop_analytics.statutory.exactness import NOISE, TENTHS
from scop_analytics.statutory.settling import GIVEN

PERCENT: Final = 100


@dataclass(frozen=True)
class Figure:
    """One figure: the indicator whose status it has, and the columns it reads."""

    of: str
    value: str
    rounded: str | None = None
    per: int = 1  # the rounded figure is held in 1 / per
    top: str | None = None
    bottom: str | None = None


def _scored(name: str) -> Figure:
    return Figure(name, f"{name}.points", f"{name}.points", 1, f"{name}.points", f"{name}.maximum")


FIGURES: Final[Mapping[str, Figure]] = {
    "index_score": Figure("total", "total.value", "total.index", 1, "total.points", "total.maximum"),
    "index_points": Figure("points", "total.points", "total.points", 1, "total.points", "total.maximum"),
    "index_pay_gap": Figure("pay_gap", "pay_gap.value", "pay_gap.tenths", TENTHS),
    "index_pay_gap_points": _scored("pay_gap"),
    "index_raise_gap": Figure("raise", "raise.value", "raise.tenths", TENTHS),
    "index_raise_gap_points": _scored("raise"),
    "index_promotion_gap": Figure("promotion", "promotion.value", "promotion.tenths", TENTHS),
    "index_promotion_gap_points": _scored("promotion"),
    "index_raise_or_promotion_gap": Figure(
        "raise_or_promotion", "raise_or_promotion.value", "raise_or_promotion.tenths", TENTHS
    ),
    "index_raise_or_promotion_people": Figure(
        "raise_or_promotion", "raise_or_promotion.employees", "raise_or_promotion.employee_tenths", TENTHS
    ),
    "index_raise_or_promotion_points": _scored("raise_or_promotion"),
    "index_leave_return": Figure("leave_return", "leave_return.value", None, 1, "rewarded", "granted"),
    "index_leave_return_points": _scored("leave_return"),
    "index_top_ten": Figure("top_ten", "top_ten.value", "top_ten.value", 1, "top_ten.value", "top_total"),
    "index_top_ten_points": _scored("top_ten"),
    "index_population": Figure("population", "heads", "heads"),
    "index_coverage": Figure("population", "coverage", None, 1, "valid_heads", "heads"),
}


def rows(company: pl.DataFrame, rules: Mapping[str, Any]) -> pl.DataFrame:
    """The rows of every figure of :data:`FIGURES`; where there is no number, its reason."""
    wide = company.with_columns(
        (PERCENT * pl.col("valid_heads").cast(pl.Float64) / pl.col("heads")).round(NOISE).alias("coverage"),
        (pl.col("top_women") + pl.col("top_men")).alias("top_total"),
        *_points_status(),
    )
    return pl.concat([_rows(wide, name, figure) for name, figure in FIGURES.items()]).with_columns(_judged(rules))


def _points_status() -> list[pl.Expr]:
    """Points obtained exist even when too few can be obtained for an index."""
    some = (pl.col("total.status") == "not_computable") & (pl.col("total.maximum") > 0)
    return [
        pl.when(some).then(pl.lit("ok")).otherwise("total.status").alias("points.status"),
        pl.when(~some).then("total.reason").alias("points.reason"),
    ]


def _rows(wide: pl.DataFrame, name: str, figure: Figure) -> pl.DataFrame:
    given = pl.col(f"{figure.of}.status").is_in(GIVEN)

    def number(column: str | None, per: int = 1) -> pl.Expr:
        return (
            pl.lit(None, pl.Float64)
            if column is None
            else pl.when(given).then((pl.col(column).cast(pl.Float64) / per).round(NOISE))
        )

    return wide.select(
        "entity_id",
        "fiscal_year",
        pl.lit(name).alias("indicator"),
        pl.lit("{}").alias("segment"),
        number(figure.value).alias("value"),
        number(figure.rounded, figure.per).alias("rounded"),
        number(figure.top).alias("numerator"),
        number(figure.bottom).alias("denominator"),
        pl.when(given).then("heads").alias("people"),
        pl.col(f"{figure.of}.status").alias("status"),
        pl.col(f"{figure.of}.reason").alias("reason"),
    )


def _judged(rules: Mapping[str, Any]) -> list[pl.Expr]:
    """The verdict of the index: under the threshold of corrective measures the law gives time."""
    least, score = int(rules["equity_index.corrective_below"]), pl.col("indicator") == "index_score"
    reached = pl.when(pl.col("rounded") >= least).then(pl.lit("complies")).otherwise(pl.lit("deferred"))
    verdict = pl.when(pl.col("rounded").is_not_null()).then(reached).otherwise(pl.lit("not_tested"))
    return [
        pl.when(score).then(verdict).alias("verdict"),
        pl.when(score).then(pl.lit(float(least))).alias("threshold"),
        pl.when(score).then(pl.lit("at_least")).alias("direction"),
    ]


def out_of_force(company: pl.DataFrame, law: str) -> pl.DataFrame:
    """The same rows for years without this index: not applicable."""
    said = company.select("entity_id", "fiscal_year").with_columns(
        pl.lit("{}").alias("segment"),
        *(
            pl.lit(None, pl.Float64).alias(name)
            for name in ("value", "rounded", "numerator", "denominator", "threshold")
        ),
        pl.lit(None, pl.Int64).alias("people"),
        pl.lit("not_applicable").alias("status"),
        reason("index_not_in_force", {"law": law}).alias("reason"),
        *(pl.lit(None, pl.String).alias(name) for name in ("verdict", "direction")),
    )
    return pl.concat([said.with_columns(pl.lit(name).alias("indicator")) for name in FIGURES])
