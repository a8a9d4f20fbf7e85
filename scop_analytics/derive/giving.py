"""Solidarity: money placed in the social economy, purchases, time and gifts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from scop_analytics.derive import inputs
from scop_analytics.derive.meetings import in_year
from scop_analytics.derive.membership import YEAR
from scop_analytics.derive.rules import names

if TYPE_CHECKING:
    from scop_analytics.dossier import Dossier


def investments(dossier: Dossier, years: pl.DataFrame) -> pl.LazyFrame:
    """One row per investment committed by the closing: ``placed`` = called less returned, in cents; ``is_social``, ``is_firm``.

    The register holds one state of each investment, the latest: earlier years read the same amounts. Without a date of
    commitment an investment counts in every year. Source: table ``investments``.
    """
    rows = inputs.table(dossier, "investments").join(years.lazy().select(*YEAR, "end"), on="entity_id")
    rows = rows.filter(pl.col("commit_date").is_null() | (pl.col("commit_date") <= pl.col("end")))
    kind = pl.col("target_kind")
    return rows.select(
        *YEAR, "investment_id", "target_kind", "committed", "called", "returned", "jobs_supported", "target_turned_coop",
        placed=pl.col("called") - pl.col("returned").fill_null(0),
        is_social=pl.coalesce("is_social_economy", kind.is_in(names("solidarity", "social"))),
        is_firm=kind.is_in(names("solidarity", "firms")),
    )  # fmt: skip


def purchases(dossier: Dossier, years: pl.DataFrame) -> pl.LazyFrame:
    """One row per purchase of the year, amount in cents. Source: table ``purchases``."""
    rows = in_year(inputs.table(dossier, "purchases"), years, "date")
    return rows.select(*YEAR, "purchase_id", "supplier_kind", "is_social_economy", "is_local", "amount")


def actions(dossier: Dossier, years: pl.DataFrame) -> pl.LazyFrame:
    """One row per solidarity action of the year: hours in hundredths, amount in cents, and what it is.

    Source: table ``solidarity_actions``.
    """
    rows = in_year(inputs.table(dossier, "solidarity_actions"), years, "date")
    kinds = {
        f"is_{name}": pl.col("kind").is_in(names("solidarity", key))
        for name, key in (("time", "time"), ("gift", "gifts"), ("due", "dues"), ("joint", "joint"))
    }
    return rows.select(*YEAR, "action_id", "kind", "hours", "amount", **kinds)
