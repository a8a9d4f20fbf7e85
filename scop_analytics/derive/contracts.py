"""Contracts and the people behind them, in each company-year during which they ran at least one day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from scop_analytics.derive import inputs
from scop_analytics.derive.clock import span
from scop_analytics.derive.rules import names

if TYPE_CHECKING:
    from scop_analytics.dossier import Dossier

KEYS: Final = ("entity_id", "fiscal_year", "person_id", "contract_id")
ATTRIBUTES: Final = (
    "sex", "birth_year", "age", "contract_type", "contract_start", "contract_end", "seniority_date", "exit_reason", "csp",
    "job_level", "job_family", "fte_rate", "work_site", "work_site_region", "situation", "value_category",
    "collective_agreement", "part_time_reason", "disability_status", "remote_days",
)  # fmt: skip


def in_fiscal_years(dossier: Dossier, years: pl.DataFrame) -> pl.DataFrame:
    """One row per contract and fiscal year, from that year's snapshot; a row without year holds for every year.

    ``cy`` is the row of ``years``, ``py`` the person-year, ``first`` and ``last`` the days of the contract inside the period.
    Source: table ``employees``.
    """
    rows = _rows(dossier)
    keys = years.select("cy", "entity_id", "fiscal_year", "start", "end").lazy()
    dated = rows.filter(pl.col("fiscal_year").is_not_null()).join(
        keys, on=["entity_id", "fiscal_year"], maintain_order="left"
    )
    undated = (
        rows.filter(pl.col("fiscal_year").is_null())
        .drop("fiscal_year")
        .join(keys, on="entity_id", maintain_order="left")
    )
    return _within(pl.concat([dated, undated], how="diagonal"))


def in_calendar_years(dossier: Dossier, years: pl.DataFrame) -> pl.DataFrame:
    """One row per contract and calendar year, for companies that close at another date.

    The fiscal year of the same label ends inside the calendar year; what happened after it (hires, ends of contract) is
    read in the next snapshot when there is one. Source: table ``employees``.
    """
    rows = _rows(dossier)
    keys = years.select("cy", "entity_id", "start", "end", label="fiscal_year").lazy()
    undated = (
        rows.filter(pl.col("fiscal_year").is_null())
        .drop("fiscal_year")
        .join(keys, on="entity_id", maintain_order="left")
    )
    dated = rows.filter(pl.col("fiscal_year").is_not_null()).join(keys, on="entity_id", maintain_order="left")
    dated = dated.with_columns(later=pl.col("fiscal_year") - pl.col("label")).filter(pl.col("later").is_in([0, 1]))
    known = ["cy", "person_id", "contract_id"]
    merged = (
        dated.sort("later")
        .group_by(known, maintain_order=True)
        .agg(pl.exclude("contract_end").first(), contract_end=pl.col("contract_end").drop_nulls().last())
    )
    both = pl.concat([merged.drop("later", "fiscal_year"), undated], how="diagonal_relaxed").rename(
        {"label": "fiscal_year"}
    )
    return _within(both.with_columns(age=pl.col("fiscal_year").cast(pl.Int64) - pl.col("birth_year")))


def _rows(dossier: Dossier) -> pl.LazyFrame:
    excluded = names("headcount", "excluded_contract_types")
    rows = inputs.table(dossier, "employees", [*KEYS, *ATTRIBUTES]).with_columns(pl.col("fiscal_year").cast(pl.Int32))
    return rows.with_columns(
        is_staff=~pl.col("contract_type").is_in(excluded).fill_null(value=False), sex=pl.col("sex").fill_null("NR")
    )


def _within(rows: pl.LazyFrame) -> pl.DataFrame:
    """Keep what ran inside the period, cut to it, and number the people; the main contract of each comes first."""
    start, end = pl.col("contract_start"), pl.col("contract_end")
    running = (start.is_null() | (start <= pl.col("end"))) & (end.is_null() | (end >= pl.col("start")))
    cut = rows.filter(running).with_columns(
        first=pl.max_horizontal(start, "start"),
        last=pl.min_horizontal(end, "end"),
        is_open=end.is_null() | (end >= pl.col("end")),
    )
    cut = cut.with_columns(whole=span(pl.col("first"), pl.col("last")))
    kept = cut.collect()
    people = kept.group_by("cy", "person_id", maintain_order=True).agg(pl.len()).drop("len")
    if people.height == kept.height:
        number = pl.int_range(pl.len(), dtype=pl.UInt32)
        return kept.with_columns(py=number, cr=number, is_main=pl.lit(value=True))
    people = people.with_columns(py=pl.int_range(pl.len(), dtype=pl.UInt32))
    several = kept.join(people, on=["cy", "person_id"], maintain_order="left")
    order = ["is_staff", "is_open", "last", "fte_rate", "first"]
    ordered = several.sort("py", *order, "contract_id", descending=[False, *[True] * 5, False], nulls_last=True)
    return ordered.with_columns(cr=pl.int_range(pl.len(), dtype=pl.UInt32), is_main=pl.col("py").is_first_distinct())
