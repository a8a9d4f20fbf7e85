"""Absence of each person in the fiscal year: days absent and days due, by one calendar; short sickness spells.

Holidays, leave of every kind and strikes are not absences; a part-time leave is not one either, and a day counts once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from scop_analytics.derive import inputs
from scop_analytics.derive.membership import YEAR
from scop_analytics.derive.norms import in_force
from scop_analytics.derive.periods import last_closing
from scop_analytics.derive.rules import names
from scop_analytics.derive.workdays import calendar, with_days

if TYPE_CHECKING:
    from scop_analytics.dossier import Dossier
    from scop_analytics.law import Law

PERSON: Final = (*YEAR, "person_id")
OWNER: Final = ("entity_id", "person_id")
FOREVER: Final = pl.date(9999, 1, 1)
AGES: Final = 10_000_000  # days, more than any date counts


def absent(dossier: Dossier, years: pl.DataFrame, law: Law, contracts: pl.DataFrame) -> pl.LazyFrame:
    """One row per person-year: ``absence_days``, ``theoretical_days``, ``short_days``, ``short_spells``, ``by_calendar``.

    ``contracts`` are those of the fiscal years. Sources: tables ``leaves``, ``employees``, ``calendar``.
    """
    worked, known = presence(dossier, contracts).lazy(), calendar(dossier)
    leaves = full_time(dossier)
    away = _within(leaves.filter(pl.col("leave_type").is_in(names("absence_rate", "counted"))), worked)
    short = _short(leaves, int(in_force(law, "conventions.short_sickness_days", last_closing(years))))
    ill = _within(short, worked)
    begun = ill.filter(pl.col("first") == pl.col("start")).group_by("py").agg(short_spells=pl.len().cast(pl.Int64))
    days = pl.col("days").sum()
    due = (
        with_days(worked, known)
        .group_by("py")
        .agg(pl.col(PERSON).first(), theoretical_days=days, by_calendar=pl.col("by_calendar").all())
    )
    absent_days = with_days(_apart(away), known).group_by("py").agg(absence_days=days)
    for part in (absent_days, with_days(ill, known).group_by("py").agg(short_days=days), begun):
        due = due.join(part, on="py", how="left")
    return due.drop("py").with_columns(pl.col("absence_days", "short_days", "short_spells").fill_null(0))


def presence(dossier: Dossier, contracts: pl.DataFrame) -> pl.DataFrame:
    """Spans of days under a contract of the company inside each fiscal year, none twice, where absences are recorded.

    ``py`` numbers the people of each year.
    """
    recorded = inputs.table(dossier, "leaves", ["entity_id"]).unique()
    dated = (
        contracts.lazy().filter("is_staff", pl.col("first").is_not_null()).join(recorded, on="entity_id", how="semi")
    )
    spans = dated.select(*PERSON, "py", "work_site", "first", "last")
    return (spans if contracts["is_main"].all() else _apart(spans)).collect()


def full_time(dossier: Dossier) -> pl.LazyFrame:
    """Leaves during which the person does not work at all; one without end lasts. Source: table ``leaves``."""
    wanted = [*OWNER, "leave_type", "start_date", "end_date", "full_time"]
    rows = inputs.table(dossier, "leaves", wanted).filter(pl.col("full_time").fill_null(value=True))
    dated = rows.drop_nulls(["person_id", "start_date"])
    return dated.select(*OWNER, "leave_type", start="start_date", stop=pl.col("end_date").fill_null(FOREVER))


def reached(owner: pl.Expr, stop: pl.Expr) -> pl.Expr:
    """The last day (as a number) that earlier rows of the same owner reach, in rows sorted by owner and start.

    For the first row of an owner it lies ages before any day, so that one running maximum serves everybody.
    """
    return (owner.cast(pl.Int64) * AGES + stop.cast(pl.Int32)).cum_max().shift() - owner.cast(pl.Int64) * AGES


def joined(leaves: pl.LazyFrame) -> pl.LazyFrame:
    """Leaves sorted by person and ``start``, each with its ``spell``: what begins the day after another ends prolongs it."""
    ordered = leaves.sort(*OWNER, "start", "stop")
    changes = pl.any_horizontal(pl.col(name).ne_missing(pl.col(name).shift()) for name in OWNER)
    numbered = ordered.with_columns(owner=changes.cum_sum())
    before = reached(pl.col("owner"), pl.col("stop"))
    opens = before.is_null() | (pl.col("start").cast(pl.Int32) - before > 1)
    return numbered.with_columns(spell=opens.cum_sum()).drop("owner")


def _within(leaves: pl.LazyFrame, worked: pl.LazyFrame) -> pl.LazyFrame:
    """The parts of leaves that fall under a contract, in each fiscal year."""
    both = leaves.join(worked, on=OWNER)
    cut = both.with_columns(first=pl.max_horizontal("start", "first"), last=pl.min_horizontal("stop", "last"))
    return cut.filter(pl.col("first") <= pl.col("last")).select(
        "entity_id", "py", "work_site", "start", "first", "last"
    )


def _apart(spans: pl.LazyFrame) -> pl.LazyFrame:
    """The same days, each once: a span gives up the days that an earlier one of the person-year holds."""
    ordered = spans.sort("py", "first", "last")
    free = (reached(pl.col("py"), pl.col("last")) + 1).cast(pl.Int32).cast(pl.Date)
    cut = ordered.with_columns(first=pl.max_horizontal("first", free))
    return cut.filter(pl.col("first") <= pl.col("last"))


def _short(leaves: pl.LazyFrame, longest: int) -> pl.LazyFrame:
    """Sickness spells of at most ``longest`` calendar days, prolongations included."""
    spells = joined(leaves.filter(pl.col("leave_type").is_in(names("absence_rate", "sickness"))))
    merged = spells.group_by("spell").agg(pl.col(OWNER).first(), pl.col("start").min(), pl.col("stop").max())
    return merged.filter((pl.col("stop") - pl.col("start")).dt.total_days() < longest)
