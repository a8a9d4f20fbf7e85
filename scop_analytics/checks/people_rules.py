"""Rules on people, contracts and leaves: who is counted, contracts that agree from year to year, leaves inside them."""

from __future__ import annotations

from typing import Final

import polars as pl

from scop_analytics.checks.spells import FOREVER

PLACE: Final = ("entity_id", "source_file", "source_line")
DAYS_AROUND_HIRE: Final = 60
YEAR: Final = pl.col("fiscal_year").cast(pl.Int32).alias("year")


def _present(employees: pl.LazyFrame, years: pl.LazyFrame) -> pl.LazyFrame:
    """One row per person in the headcount at each closing; a row without fiscal year holds for every year."""
    dated = years.select("entity_id", pl.col("fiscal_year").cast(pl.Int32).alias("year"), "end")
    both = employees.join(dated, on="entity_id").filter(YEAR.fill_null(pl.col("year")) == pl.col("year"))
    open_ = (pl.col("contract_start").fill_null(pl.col("end")) <= pl.col("end")) & (
        pl.col("contract_end").fill_null(pl.col("end")) >= pl.col("end")
    )
    kept = both.filter(open_, ~pl.col("contract_type").fill_null("CDI").is_in(["STAGE", "INTERIM"]))
    return kept.unique(["person_key", "year"])


def one_sex_only(employees: pl.LazyFrame, years: pl.LazyFrame) -> pl.LazyFrame:
    """Closings with several people, all women or all men: no gap can exist."""
    sexes = (
        _present(employees, years)
        .group_by("entity_id", "year")
        .agg(
            pl.len().cast(pl.Int64).alias("people"),
            (pl.col("sex") == "F").sum().alias("women"),
            (pl.col("sex") == "M").sum().alias("men"),
        )
    )
    one = (
        (pl.col("people") > 1) & ((pl.col("women") == 0) | (pl.col("men") == 0)) & (pl.col("women") + pl.col("men") > 0)
    )
    absent = pl.when(pl.col("women") == 0).then(pl.lit("F")).otherwise(pl.lit("M")).alias("absent")
    return sexes.filter(one).select("entity_id", "year", absent)


def single_person(employees: pl.LazyFrame, years: pl.LazyFrame) -> pl.LazyFrame:
    """Closings with one person: every figure would be that person's."""
    people = _present(employees, years).group_by("entity_id", "year").len()
    return people.filter(pl.col("len") == 1).select("entity_id", "year")


def sex_not_stated(employees: pl.LazyFrame) -> pl.LazyFrame:
    """People whose sex is not stated: counted, and left out of comparisons between women and men."""
    unknown = employees.filter(pl.col("sex").fill_null("NR") == "NR")
    return unknown.group_by("entity_id", YEAR).agg(pl.col("person_id").n_unique().cast(pl.Int64).alias("count"))


def sex_changes(employees: pl.LazyFrame) -> pl.LazyFrame:
    """Rows of one person that state both sexes: a typing mistake, or two people under one number."""
    stated = employees.filter(pl.col("sex").is_in(["F", "M"]))
    two = stated.group_by("person_key").agg(pl.col("sex").n_unique()).filter(pl.col("sex") > 1).select("person_key")
    return stated.join(two, on="person_key", how="semi").select(*PLACE, YEAR)


def vanished_contract(employees: pl.LazyFrame, years: pl.LazyFrame) -> pl.LazyFrame:
    """People present at a closing with an open contract, absent from the next year's file: headcounts cannot be chained."""
    dated = years.select("entity_id", pl.col("fiscal_year").cast(pl.Int64), "end")
    files = employees.select("entity_id", "fiscal_year").drop_nulls().unique()
    open_ = employees.join(dated, on=["entity_id", "fiscal_year"]).filter(
        pl.col("contract_start") <= pl.col("end"), pl.col("contract_end").is_null()
    )
    expected = open_.with_columns(pl.col("fiscal_year") + 1).join(files, on=["entity_id", "fiscal_year"], how="semi")
    there = employees.select("person_key", "fiscal_year").unique()
    return expected.join(there, on=["person_key", "fiscal_year"], how="anti").select(*PLACE, YEAR)


def leave_outside_contract(leaves: pl.LazyFrame, contracts: pl.LazyFrame) -> pl.LazyFrame:
    """Leaves that start before the first contract of the person or after the last one."""
    first, last = pl.col("contract_start").min(), pl.col("contract_end").fill_null(FOREVER).max()
    spans = contracts.group_by("person_key").agg(first.alias("first"), last.alias("last"))
    outside = ~pl.col("start_date").is_between("first", "last")
    return leaves.join(spans, on="person_key").filter(outside).select(*PLACE, "start_date")


def overlapping_leaves(leaves: pl.LazyFrame) -> pl.LazyFrame:
    """Two full-time leaves of one person on the same day: absence would be counted twice."""
    full = leaves.filter(pl.col("full_time").fill_null(True)).drop_nulls(["start_date", "end_date"])
    several = full.group_by("person_key").len().filter(pl.col("len") > 1).select("person_key")
    ordered = full.join(several, on="person_key", how="semi").sort("person_key", "start_date", "source_line")
    before = pl.col("end_date").cum_max().shift().over("person_key")
    return ordered.filter(pl.col("start_date") <= before).select(*PLACE, "start_date")


def day_rate_differs(employees: pl.LazyFrame) -> pl.LazyFrame:
    """Day-rate contracts whose working-time rate is not days / 218, by more than 0.02."""
    # rate in ten-thousandths, days in thousandths: |rate x 218 x 1000 - days x 10 000| against 0.02
    gap = (pl.col("fte_rate") * 218 * 1_000 - pl.col("annual_days") * 10_000).abs()
    return employees.filter(pl.col("annual_days") > 0, gap > 200 * 218 * 1_000).select(*PLACE, YEAR)


def hire_without_contract(recruitments: pl.LazyFrame, employees: pl.LazyFrame) -> pl.LazyFrame:
    """Candidates said to be hired without a contract of that person within 60 days of the start."""
    hired = recruitments.filter(pl.col("stage") == "EMBAUCHE").drop_nulls(["start_date", "person_id"])
    starts = employees.select("person_key", "contract_start").drop_nulls().unique()
    near = (pl.col("contract_start") - pl.col("start_date")).dt.total_days().abs() <= DAYS_AROUND_HIRE
    row = ["source_file", "source_line"]
    found = hired.join(starts, on="person_key").filter(near).select(row)
    return hired.join(found, on=row, how="anti").select(*PLACE, "start_date")
