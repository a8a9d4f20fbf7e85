"""Deciding as data: from the leader's note to the decision and its feedback, who was asked, what was told to everybody."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

import polars as pl

from scop_analytics import tables
from scop_analytics.derive import inputs
from scop_analytics.derive.meetings import in_year
from scop_analytics.derive.membership import YEAR

if TYPE_CHECKING:
    from scop_analytics.dossier import Dossier

STEPS: Final = ("note_date", "board_date", "open_date", "close_date", "decision_date")


def consultations(dossier: Dossier, years: pl.DataFrame) -> pl.LazyFrame:
    """One row per staff consultation, in the year of its decision, else of its last known step. Source: ``consultations``.

    ``days_to_decision`` run from the note to the decision; ``days_open`` count the day it opens and the day it closes;
    ``all_steps`` when note, board, opening, closing and decision are dated and follow one another (the same day is in order).
    """
    rows = inputs.table(dossier, "consultations").with_columns(decided=pl.coalesce(STEPS[::-1]))
    days = (pl.col("decision_date") - pl.col("note_date")).dt.total_days()
    length = (pl.col("close_date") - pl.col("open_date")).dt.total_days() + 1
    in_turn = pl.all_horizontal(pl.col(first) <= pl.col(then) for first, then in pairwise(STEPS))
    rows = rows.with_columns(
        days_to_decision=pl.when(days >= 0).then(days),
        days_open=pl.when(length > 0).then(length),
        all_steps=in_turn.fill_null(value=False),
    )
    columns = (*tables.contract("consultations").schema(), "fiscal_year", "days_to_decision", "days_open", "all_steps")
    return in_year(rows, years, "decided").select(columns)


def consulted_groups(dossier: Dossier, years: pl.DataFrame) -> pl.LazyFrame:
    """One row per consultation of the year and group of the staff: people asked and people who answered.

    ``sex`` is the group of those cut by sex, null for the others. Sources: tables ``consultation_groups``,
    ``consultations``.
    """
    held = consultations(dossier, years).select(*YEAR, "consultation_id")
    rows = inputs.table(dossier, "consultation_groups").join(held, on=["entity_id", "consultation_id"])
    sex = pl.when(pl.col("group_kind") == "sex").then("group_value")
    said = ["consultation_id", "group_kind", "group_value", "eligible", "respondents"]
    return rows.select(*YEAR, *said, sex=sex)


def documents(dossier: Dossier, years: pl.DataFrame) -> pl.LazyFrame:
    """One row per document or meeting due in the year: ``published`` by the closing, ``on_time`` by the day it was due.

    Source: table ``transparency``.
    """
    rows = in_year(inputs.table(dossier, "transparency"), years, "due")
    given = pl.col("published_date")
    return rows.select(
        *YEAR, "item", "kind", "due", "published_date",
        published=(given <= pl.col("end")).fill_null(value=False),
        on_time=(given <= pl.col("due")).fill_null(value=False),
    )  # fmt: skip
