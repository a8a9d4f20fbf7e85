"""Working days between two dates: by the calendar of the company or of the site, else Monday to Friday.

Absence and presence are counted by the same calendar, so that both sides of a rate are in the same unit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from scop_analytics.derive import inputs

if TYPE_CHECKING:
    from scop_analytics.dossier import Dossier

WEEK: Final = 7
WEEKDAYS: Final = 5
MONDAY: Final = 3  # days from a Monday to 1 January 1970, day zero
EVERYWHERE: Final = ""
EDGES: Final = ("place", "until", "before")


def calendar(dossier: Dossier) -> pl.DataFrame:
    """Each day of each calendar: its ``place``, the working days ``until`` it (included) and ``before`` it.

    ``work_site`` is empty for the whole company. Source: table ``calendar``.
    """
    rows = inputs.table(dossier, "calendar").with_columns(pl.col("work_site").fill_null(EVERYWHERE))
    days = rows.drop_nulls(["date", "is_working_day"]).unique(["entity_id", "work_site", "date"], keep="first")
    days = days.sort("entity_id", "work_site", "date")
    until = pl.col("is_working_day").cast(pl.Int64).cum_sum().over("entity_id", "work_site")
    numbered = days.with_columns(until=until, place=pl.int_range(pl.len(), dtype=pl.Int64))
    before = pl.col("until") - pl.col("is_working_day").cast(pl.Int64)
    return numbered.with_columns(before=before).select("entity_id", "work_site", "date", *EDGES).collect()


def with_days(spans: pl.LazyFrame, known: pl.DataFrame) -> pl.LazyFrame:
    """``spans`` (``entity_id, work_site, first, last``) with their working ``days`` and whether a calendar gave them.

    A calendar that lacks one day of the span, or lists holidays only, does not count it.
    """
    found: list[pl.Expr] = []
    if known.height:
        sites = [pl.col("work_site").fill_null(EVERYWHERE), pl.lit(EVERYWHERE)]
        for number, site in enumerate(sites if (known["work_site"] != EVERYWHERE).any() else sites[1:]):
            spans = _edges(_edges(spans, known, site, "first", number), known, site, "last", number)
            length = (pl.col("last") - pl.col("first")).dt.total_days()
            whole = pl.col(f"place.last{number}") - pl.col(f"place.first{number}") == length
            found.append(pl.when(whole).then(pl.col(f"until.last{number}") - pl.col(f"before.first{number}")))
    given = pl.coalesce(found) if found else pl.lit(None, pl.Int64)
    counted = spans.with_columns(days=pl.coalesce(given, weekdays()), by_calendar=given.is_not_null())
    return counted.drop(pl.selectors.starts_with(*(f"{name}." for name in EDGES)))


def weekdays() -> pl.Expr:
    """Days from Monday to Friday between ``first`` and ``last``, both included."""
    return _weekdays_until(pl.col("last").cast(pl.Int32)) - _weekdays_until(pl.col("first").cast(pl.Int32) - 1)


def _weekdays_until(day: pl.Expr) -> pl.Expr:
    since = day.cast(pl.Int64) + MONDAY
    return since // WEEK * WEEKDAYS + pl.min_horizontal(since % WEEK + 1, WEEKDAYS)


def _edges(spans: pl.LazyFrame, known: pl.DataFrame, site: pl.Expr, day: str, number: int) -> pl.LazyFrame:
    named = known.lazy().rename({name: f"{name}.{day}{number}" for name in EDGES})
    keyed = spans.with_columns(site=site)
    left, right = ["entity_id", "site", day], ["entity_id", "work_site", "date"]
    return keyed.join(named, left_on=left, right_on=right, how="left").drop("site")
