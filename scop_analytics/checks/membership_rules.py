"""Rules on members and their capital: sums that must meet, categories that must agree with contracts."""

from __future__ import annotations

from typing import Final

import polars as pl

PLACE: Final = ("entity_id", "source_file", "source_line")
YEAR: Final = pl.col("fiscal_year").cast(pl.Int32).alias("year")
EURO: Final = 100
KEY: Final = ("entity_id", "fiscal_year")


def share_identity(members: pl.LazyFrame) -> pl.LazyFrame:
    """Rows where the capital held is not shares times nominal value."""
    product = pl.col("shares_held") * pl.col("share_nominal")
    return members.filter(product != pl.col("capital_amount")).select(
        *PLACE, YEAR, pl.col("capital_amount").alias("value")
    )


def capital_sum(members: pl.LazyFrame, entity: pl.LazyFrame) -> pl.LazyFrame:
    """Company-years in which members' capital does not add up to the capital of the balance sheet, to one euro."""
    held = _at_closing(members, entity).group_by(KEY).agg(pl.col("capital_amount").sum().alias("held"))
    both = entity.select(*KEY, "capital_closing").drop_nulls().join(held, on=KEY)
    wrong = (pl.col("held") - pl.col("capital_closing")).abs() > EURO
    direction = pl.when(pl.col("held") > pl.col("capital_closing")).then(pl.lit("+")).otherwise(pl.lit("-"))
    return both.filter(wrong).select("entity_id", YEAR, direction.alias("direction"))


def _at_closing(members: pl.LazyFrame, entity: pl.LazyFrame) -> pl.LazyFrame:
    ends = entity.select(*KEY, pl.col("fiscal_year_end").alias("end"))
    dated = members.join(ends, on=KEY)
    admitted = pl.col("admission_date").fill_null(pl.col("end")) <= pl.col("end")
    return dated.filter(admitted, pl.col("exit_date").is_null() | (pl.col("exit_date") > pl.col("end")))


def employee_without_contract(members: pl.LazyFrame, live: pl.LazyFrame, entity: pl.LazyFrame) -> pl.LazyFrame:
    """Members of category EMPLOYEE without a live contract at closing."""
    counted = _at_closing(members, entity).filter(pl.col("category") == "EMPLOYEE").drop_nulls("person_id")
    return counted.join(live, on=["person_key", "fiscal_year"], how="anti").select(*PLACE, YEAR)


def contract_but_former(members: pl.LazyFrame, live: pl.LazyFrame, entity: pl.LazyFrame) -> pl.LazyFrame:
    """Members said to be former employees who hold a live contract at closing."""
    former = _at_closing(members, entity).filter(pl.col("category").str.starts_with("FORMER")).drop_nulls("person_id")
    return former.join(live, on=["person_key", "fiscal_year"], how="semi").select(*PLACE, YEAR)
