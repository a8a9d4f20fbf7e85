"""Rules on whole years of payroll: every month there, hours given, working time that adds up."""

from __future__ import annotations

from typing import Final

import polars as pl

from scop_analytics.checks.spells import FOREVER

MONTHS: Final = 12
MONTH: Final = pl.col("period").dt.strftime("%Y-%m")
YEAR: Final = pl.col("period").dt.year().cast(pl.Int32).alias("year")


def months_not_covered(
    payroll_months: pl.LazyFrame, years: pl.LazyFrame, contracts: pl.LazyFrame | None = None
) -> pl.LazyFrame:
    """Months of a fiscal year without any payslip though somebody had a contract; years without payroll are left alone."""
    given = payroll_months.select("entity_id", "period", (pl.col("monthly") < pl.col("payslips")).alias("yearly"))
    touched = years.join(given.filter(~pl.col("yearly")).select("entity_id").unique(), on="entity_id", how="semi")
    first, last = (pl.col(name).dt.truncate("1mo") for name in ("start", "end"))
    months = pl.date_ranges(first, last, interval="1mo").alias("period")
    wanted = touched.select("entity_id", "fiscal_year", months).explode("period")
    lacking = wanted.join(given, on=["entity_id", "period"], how="anti")
    covered = wanted.join(given, on=["entity_id", "period"], how="semi").select("entity_id", "fiscal_year").unique()
    partial = lacking.join(covered, on=["entity_id", "fiscal_year"], how="semi")
    if contracts is not None:
        partial = _staffed(partial, contracts)
    count, named = pl.len().cast(pl.Int64).alias("count"), MONTH.sort().str.join(", ").alias("months")
    return partial.group_by("entity_id", "fiscal_year").agg(count, named)


def _staffed(months: pl.LazyFrame, contracts: pl.LazyFrame) -> pl.LazyFrame:
    """Those of ``months`` in which a contract of the company is open."""
    spans = contracts.select("entity_id", "contract_start", pl.col("contract_end").fill_null(FOREVER))
    key = ["entity_id", "fiscal_year", "period"]
    open_ = months.join(spans, on="entity_id").filter(
        pl.col("contract_start") <= pl.col("period"), pl.col("contract_end") >= pl.col("period").dt.month_end()
    )
    return open_.select(key).unique()


def months_outside_years(payroll_months: pl.LazyFrame, years: pl.LazyFrame) -> pl.LazyFrame:
    """Months of payroll that belong to no declared fiscal year: another year's file, or a year not declared."""
    spans = years.group_by("entity_id").agg(pl.col("start").min().dt.truncate("1mo"), pl.col("end").max())
    outside = payroll_months.join(spans, on="entity_id").filter(~pl.col("period").is_between("start", "end"))
    months = [MONTH.min().alias("first_month"), MONTH.max().alias("last_month")]
    return outside.group_by("entity_id").agg(pl.col("payslips").sum().alias("count"), *months)


def hours_seldom_given(payroll_months: pl.LazyFrame) -> pl.LazyFrame:
    """Company-years with hours worked for fewer than 95 % of the months worked: accident rates rest on estimated hours."""
    shares = payroll_months.group_by("entity_id", YEAR).agg(pl.col("worked", "given").sum())
    poor = shares.filter(pl.col("given") > 0, pl.col("given") * 100 < pl.col("worked") * 95)
    return poor.select("entity_id", "year", (pl.col("worked") - pl.col("given")).alias("count"))


def unlikely_yearly_hours(payroll_months: pl.LazyFrame) -> pl.LazyFrame:
    """Calendar years in which hours worked per full-time equivalent fall outside 1,200 to 1,900."""
    usable = payroll_months.filter(pl.col("fte") > 0)
    sums = usable.group_by("entity_id", YEAR).agg(pl.col("hours", "fte").sum(), pl.col("period").n_unique())
    # hours / 100 divided by (FTE-months / 10 000 / 12), compared in integers
    per_fte = pl.col("hours") * 100 * MONTHS
    unlikely = (per_fte < 1200 * pl.col("fte")) | (per_fte > 1900 * pl.col("fte"))
    return sums.filter(unlikely, pl.col("period") == MONTHS).select("entity_id", "year")
