"""Contracts and memberships told once: yearly files repeat them, and the latest year knows how they ended."""

from __future__ import annotations

from typing import Final

import polars as pl

FOREVER: Final = pl.date(9999, 1, 1)


def contracts(employees: pl.LazyFrame) -> pl.LazyFrame:
    """Each dated contract of each person once, as the latest year tells it."""
    dated = employees.drop_nulls("contract_start").sort("fiscal_year", nulls_last=False)
    return dated.unique(["person_key", "contract_id", "contract_start"], keep="last", maintain_order=True)


def memberships(members: pl.LazyFrame) -> pl.LazyFrame:
    """Each member's days of admission and exit, as the latest year tells them."""
    ordered = members.sort("fiscal_year")
    return ordered.group_by("entity_id", "member_id").agg(
        pl.col("admission_date").min().alias("admitted"), pl.col("exit_date").last().alias("left")
    )
