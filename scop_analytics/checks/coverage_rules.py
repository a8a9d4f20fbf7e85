"""Rules on whole years of payroll: every month there, hours given, working time that adds up."""

from __future__ import annotations

from typing import Final

import polars as pl

MONTHS: Final = 12
IS_MONTHLY: Final = pl.col("period_months") == 1  # a yearly row covers its year
MONTH: Final = pl.col("period").dt.strftime("%Y-%m")


def months_not_covered(payroll: pl.LazyFrame, years: pl.LazyFrame) -> pl.LazyFrame:
    """Fiscal years for which some months have no payslip at all, in companies whose payroll touches that year."""
    given = payroll.filter(IS_MONTHLY).select("entity_id", "period").unique()
    wanted = years.select("entity_id", "fiscal_year", *_months_of_year()).explode("period")
    both = wanted.join(given.with_columns(pl.lit(True).alias("there")), on=["entity_id", "period"], how="left")
    lacking = pl.col("there").is_null()
    per_year = both.group_by("entity_id", "fiscal_year").agg(
        lacking.sum().cast(pl.Int64).alias("count"),
        pl.len().alias("length"),
        pl.col("period").filter(lacking).sort().dt.strftime("%Y-%m").str.join(", ").alias("months"),
    )
    partial = per_year.filter(pl.col("count").is_between(1, pl.col("length") - 1, closed="both"))
    return partial.select("entity_id", "fiscal_year", "count", "months")


def _months_of_year() -> tuple[pl.Expr, ...]:
    first, last = (pl.col(name).dt.truncate("1mo") for name in ("start", "end"))
    return (pl.date_ranges(first, last, interval="1mo").alias("period"),)


def months_outside_years(payroll: pl.LazyFrame, years: pl.LazyFrame) -> pl.LazyFrame:
    """Months of payroll that belong to no declared fiscal year: another year's file, or a year not declared."""
    given = payroll.group_by("entity_id", "period").agg(pl.len().cast(pl.Int64).alias("count"))
    spans = years.group_by("entity_id").agg(pl.col("start").min().dt.truncate("1mo"), pl.col("end").max())
    outside = given.join(spans, on="entity_id").filter(
        (pl.col("period") < pl.col("start")) | (pl.col("period") > pl.col("end"))
    )
    per_company = outside.group_by("entity_id").agg(
        pl.col("count").sum(), MONTH.min().alias("first_month"), MONTH.max().alias("last_month")
    )
    return per_company.select("entity_id", "count", "first_month", "last_month")


def hours_seldom_given(payroll: pl.LazyFrame) -> pl.LazyFrame:
    """Company-years with hours worked for fewer than 95 % of the months worked: accident rates cannot be computed."""
    worked = pl.col("fte_month").fill_null(0) > 0
    given = worked & pl.col("hours_worked").is_not_null()
    year = pl.col("period").dt.year().cast(pl.Int32)
    shares = payroll.group_by("entity_id", year.alias("year")).agg(
        worked.sum().cast(pl.Int64).alias("worked"), given.sum().cast(pl.Int64).alias("given")
    )
    poor = shares.filter(pl.col("given") > 0, pl.col("given") * 100 < pl.col("worked") * 95)
    return poor.select("entity_id", "year", (pl.col("worked") - pl.col("given")).alias("count"))


def unlikely_yearly_hours(payroll: pl.LazyFrame) -> pl.LazyFrame:
    """Calendar years in which hours worked per full-time equivalent fall outside 1,200 to 1,900."""
    year = pl.col("period").dt.year().cast(pl.Int32)
    usable = payroll.filter(IS_MONTHLY, pl.col("hours_worked").is_not_null(), pl.col("fte_month") > 0)
    sums = usable.group_by("entity_id", year.alias("year")).agg(
        pl.col("hours_worked").sum().alias("hours"), pl.col("fte_month").sum().alias("fte"), pl.col("period").n_unique()
    )
    # hours / 100 divided by (FTE-months / 10 000 / 12), compared in integers
    per_fte = pl.col("hours") * 100 * MONTHS
    unlikely = (per_fte < 1200 * pl.col("fte")) | (per_fte > 1900 * pl.col("fte"))
    return sums.filter(unlikely, pl.col("period") == MONTHS).select("entity_id", "year")
