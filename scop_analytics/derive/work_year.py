"""The year of each employee at work: accidents and hours, absences, trainings, promotion.

A register that holds no row of a company, in any year, says nothing of it: its columns are null, never zero.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

import polars as pl

from scop_analytics.derive import inputs
from scop_analytics.derive.absences import PERSON, absent
from scop_analytics.derive.accidents import hours, hurt
from scop_analytics.derive.rules import names
from scop_analytics.derive.trainings import followed, promoted

if TYPE_CHECKING:
    from scop_analytics.dossier import Dossier
    from scop_analytics.law import Law

WHO: Final = (
    "sex", "age_band", "age_band_bs", "csp", "contract_type", "work_site", "is_present", "month_ends", "length",
)  # fmt: skip
REGISTERS: Final[Mapping[str, tuple[str, ...]]] = {
    "accidents": ("lost_time", "recordable", "diseases", "deaths", "commuting", "days_unknown", "days_lost"),
    "leaves": ("absence_days", "theoretical_days", "short_days", "short_spells"),
    "trainings": ("training_hours", "trained", "trained_in_cooperation"),
    "pay_changes": ("promoted",),
}
HOURS: Final = ("hours_known", "hours_estimated", "months_due", "months_unknown")


def work_years(
    dossier: Dossier, years: pl.DataFrame, people: pl.LazyFrame, law: Law, contracts: pl.LazyFrame
) -> pl.LazyFrame:
    """One row per employee and fiscal year, and one per person unknown to the staff who had an accident.

    ``contracts`` are those of the fiscal years. Hours in hundredths, days lost in thousandths, months in ten-thousandths of a full-time month.
    """
    excluded = names("headcount", "excluded_contract_types")
    staff = people.filter(~pl.col("contract_type").is_in(excluded).fill_null(value=False)).select(
        *PERSON, *WHO, "fte_rate"
    )
    made = {
        "accidents": lambda: hurt(dossier, years),
        "leaves": lambda: absent(dossier, years, law, contracts.collect()),
        "trainings": lambda: followed(dossier, years),
        "pay_changes": lambda: promoted(dossier, years),
    }
    rows = staff
    for table, columns in REGISTERS.items():
        rows = _recorded(rows, dossier, table, columns, made[table]() if table in dossier.tables else None)
    if "accidents" in dossier.tables:
        rows = rows.join(hours(dossier, years, staff, law), on=PERSON, how="left", maintain_order="left")
        return pl.concat([rows, _unknown(made["accidents"](), people)], how="diagonal_relaxed").drop("fte_rate")
    return rows.with_columns(pl.lit(None, pl.Int64).alias(name) for name in HOURS).drop("fte_rate")


def _recorded(
    rows: pl.LazyFrame, dossier: Dossier, table: str, columns: tuple[str, ...], part: pl.LazyFrame | None
) -> pl.LazyFrame:
    """``part`` beside the rows, zero for who is not in it, null for the companies that keep no such register."""
    if part is None:
        empty = [pl.lit(None, pl.Int64).alias(name) for name in columns]
        return rows.with_columns(
            *empty, *([pl.lit(None, pl.Boolean).alias("by_calendar")] if table == "leaves" else [])
        )
    kept = inputs.table(dossier, table, ["entity_id"]).unique().with_columns(recorded=pl.lit(value=True))
    found = rows.join(part, on=PERSON, how="left", maintain_order="left")
    found = found.join(kept, on="entity_id", how="left", maintain_order="left")
    filled = [pl.when("recorded").then(pl.col(name).fill_null(0)).alias(name) for name in columns]
    return found.with_columns(filled).drop("recorded")


def _unknown(hurt_people: pl.LazyFrame, people: pl.LazyFrame) -> pl.LazyFrame:
    """Accidents of people whom no contract of the year names: they count for the company, in no group."""
    lost = hurt_people.join(people.select(PERSON), on=PERSON, how="anti", nulls_equal=False)
    return lost.with_columns(sex=pl.lit("NR"), is_present=pl.lit(value=False), month_ends=pl.lit(0, pl.Int64))
