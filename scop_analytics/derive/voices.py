"""What people said, and the right to parental leave: survey answers, surveys, people entitled in the year."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from scop_analytics.derive import inputs
from scop_analytics.derive.meetings import in_year
from scop_analytics.derive.membership import YEAR
from scop_analytics.derive.norms import in_force
from scop_analytics.derive.periods import last_closing
from scop_analytics.derive.rules import names

if TYPE_CHECKING:
    from scop_analytics.dossier import Dossier
    from scop_analytics.law import Law

ITEM = ["entity_id", "survey_id", "item_code"]
TOP = {"1_5": 5, "0_10": 10}


def answers(dossier: Dossier, years: pl.DataFrame, law: Law) -> pl.LazyFrame:
    """One row per respondent and question: ``level`` (the number answered), ``valid``, ``favourable``.

    « Don't know » and what is off the scale are not valid. A question without survey sheet belongs to the company's last
    year. Sources: tables ``survey``, ``survey_meta``.
    """
    sheets = inputs.table(dossier, "survey_meta", [*ITEM, "fiscal_year", "scale"])
    sheets = sheets.unique(ITEM, keep="last", maintain_order=True)
    last = years.lazy().group_by("entity_id").agg(last_year=pl.col("fiscal_year").max())
    rows = inputs.table(dossier, "survey").join(sheets, on=ITEM, how="left").join(last, on="entity_id")
    spoken = pl.col("answer").is_in(["OUI", "NON"])
    rows = rows.with_columns(
        fiscal_year=pl.coalesce(pl.col("fiscal_year").cast(pl.Int32), "last_year"),
        level=pl.col("answer").cast(pl.Int64, strict=False),
    )
    rows = rows.join(_guessed(rows, spoken), on=ITEM, how="left")
    rows = rows.with_columns(scale=pl.coalesce("scale", "guess", pl.lit("1_5")))
    rows = rows.join(years.lazy().select(YEAR), on=YEAR, how="semi")
    by_scale = pl.col("scale").replace_strict(TOP, default=None, return_dtype=pl.Int64)
    graded = (pl.col("level") <= by_scale) & (pl.col("level") >= (pl.col("scale") == "1_5").cast(pl.Int64))
    valid = pl.when(pl.col("scale") == "yes_no").then(spoken).otherwise(graded)
    return rows.with_columns(valid=valid.fill_null(value=False)).select(
        *YEAR, "survey_id", "item_code", "respondent_id", "sex", "csp", "work_site", "answer", "scale", "level", "valid",
        favourable=pl.col("valid") & _favourable(years, law),
    )  # fmt: skip


def _guessed(rows: pl.LazyFrame, spoken: pl.Expr) -> pl.LazyFrame:
    """The scale of the questions whose sheet does not say it, from their answers."""
    above = (pl.col("level") > TOP["1_5"]).any()
    scale = pl.when(spoken.any()).then(pl.lit("yes_no")).when(above).then(pl.lit("0_10"))
    return rows.filter(pl.col("scale").is_null()).group_by(ITEM).agg(guess=scale)


def _favourable(years: pl.DataFrame, law: Law) -> pl.Expr:
    day = last_closing(years)
    least = {
        scale: int(in_force(law, f"conventions.{key}", day))
        for scale, key in (("1_5", "favourable_level"), ("0_10", "favourable_mark"))
    }
    bound = pl.col("scale").replace_strict(least, default=None, return_dtype=pl.Int64)
    return (
        pl.when(pl.col("scale") == "yes_no")
        .then(pl.col("answer") == "OUI")
        .otherwise(pl.col("level") >= bound)
        .fill_null(value=False)
    )


def surveys(dossier: Dossier, years: pl.DataFrame, answered: pl.LazyFrame) -> pl.LazyFrame:
    """One row per question asked: ``invited``, ``respondents`` (any answer, « don't know » too), ``valid_answers``, wording.

    Sources: tables ``survey_meta``, ``survey``.
    """
    counts = answered.group_by(*YEAR, "survey_id", "item_code").agg(
        respondents=pl.col("answer").is_not_null().sum().cast(pl.Int64),
        valid_answers=pl.col("valid").sum().cast(pl.Int64),
    )
    rows = inputs.table(dossier, "survey_meta").with_columns(pl.col("fiscal_year").cast(pl.Int32))
    rows = rows.join(years.lazy().select(YEAR), on=YEAR, how="semi").join(
        counts, on=[*YEAR, "survey_id", "item_code"], how="left"
    )
    return rows.select(
        *YEAR, "survey_id", "item_code", "scale", "wording", "open_date", "close_date", "invited_women", "invited_men",
        invited="invited_count",
        respondents=pl.col("respondents").fill_null(0),
        valid_answers=pl.col("valid_answers").fill_null(0),
    )  # fmt: skip


def leave_rights(dossier: Dossier, years: pl.DataFrame, people: pl.LazyFrame, law: Law) -> pl.LazyFrame:
    """One row per person who became entitled to parental leave in the year, and whether they started one (``took``).

    Entitled: a birth or adoption in the year, and the seniority the law asks for on that day. Sources: tables
    ``child_events``, ``employees``, ``leaves``.
    """
    events = in_year(inputs.table(dossier, "child_events"), years, "event_date")
    known = people.select(*YEAR, "person_id", "sex", "tenure_days")
    rows = events.join(known, on=[*YEAR, "person_id"])
    months = int(in_force(law, "parental_leave.seniority_months", last_closing(years)))
    since = pl.col("end") - pl.duration(days=pl.col("tenure_days"))
    rows = rows.filter(since.dt.offset_by(f"{months}mo") <= pl.col("event_date"))
    taken = inputs.table(dossier, "leaves", ["entity_id", "person_id", "leave_type", "start_date"])
    taken = in_year(taken.filter(pl.col("leave_type").is_in(names("parental", "leaves"))), years, "start_date")
    taken = taken.select(*YEAR, "person_id", took=pl.lit(value=True)).unique()
    once = rows.group_by(*YEAR, "person_id", maintain_order=True).agg(pl.col("sex", "event_date").first())
    return once.join(taken, on=[*YEAR, "person_id"], how="left").with_columns(pl.col("took").fill_null(value=False))
