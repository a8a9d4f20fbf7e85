"""Trainings begun in the fiscal year, by person and by seat of the board; promotions beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from scop_analytics.derive import inputs
from scop_analytics.derive.absences import PERSON
from scop_analytics.derive.meetings import in_year
from scop_analytics.derive.membership import YEAR
from scop_analytics.derive.rules import names

if TYPE_CHECKING:
    from scop_analytics.dossier import Dossier


def followed(dossier: Dossier, years: pl.DataFrame) -> pl.LazyFrame:
    """One row per person-year trained: ``training_hours`` (hundredths), ``trained``, ``trained_in_cooperation`` (1 or 0).

    Source: table ``trainings``.
    """
    rows = in_year(inputs.table(dossier, "trainings"), years, "start_date")
    own = rows.group_by(PERSON).agg(training_hours=pl.col("hours").sum(), topics=_cooperative().any())
    return own.select(
        *PERSON, "training_hours", trained=pl.lit(1, pl.Int64), trained_in_cooperation=pl.col("topics").cast(pl.Int64)
    )


def spent(dossier: Dossier, years: pl.DataFrame) -> pl.LazyFrame:
    """Cost of the trainings of each company-year, in cents (``trainings_cost``). Source: table ``trainings``."""
    rows = in_year(inputs.table(dossier, "trainings"), years, "start_date").filter(pl.col("cost").is_not_null())
    return rows.group_by(YEAR).agg(trainings_cost=pl.col("cost").sum())


def seats_trained(dossier: Dossier, years: pl.DataFrame, seats: pl.LazyFrame) -> pl.LazyFrame:
    """The seats at closing, and whether the holder followed a training on co-operative life in the year (``is_trained``).

    Null where the company records no training at all. Sources: tables ``mandates``, ``trainings``.
    """
    rows = in_year(inputs.table(dossier, "trainings"), years, "start_date").filter(_cooperative())
    trained = rows.select(*PERSON, trained=pl.lit(value=True)).unique()
    kept = inputs.table(dossier, "trainings", ["entity_id"]).unique().with_columns(recorded=pl.lit(value=True))
    found = seats.join(trained, on=PERSON, how="left").join(kept, on="entity_id", how="left")
    is_trained = pl.when("recorded").then(pl.col("trained").fill_null(value=False))
    return found.select(*YEAR, "body_id", "body_type", "holder_id", "sex", "is_board", is_trained=is_trained)


def promoted(dossier: Dossier, years: pl.DataFrame) -> pl.LazyFrame:
    """One row per person promoted in the year (``promoted`` = 1). Source: table ``pay_changes``."""
    rows = in_year(inputs.table(dossier, "pay_changes"), years, "date").filter(pl.col("kind") == "PROMOTION")
    return rows.select(PERSON).unique().with_columns(promoted=pl.lit(1, pl.Int64))


def _cooperative() -> pl.Expr:
    return pl.col("topic").is_in(names("trainings", "cooperative")).fill_null(value=False)
