"""Who was raised or promoted in the period, and who came back from a leave during which others were raised."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from scop_analytics.derive import inputs
from scop_analytics.derive.index_period import PERSON, YEAR
from scop_analytics.derive.rules import names

if TYPE_CHECKING:
    from scop_analytics.dossier import Dossier

DAY = ["entity_id", "person_id", "date"]


def changes(dossier: Dossier, periods: pl.DataFrame) -> pl.LazyFrame:
    """``raised``, ``promoted`` and ``raised_window`` of each person whose pay changed, by company-year.

    ``raised``: an individual raise of base pay in the period; one that comes the same day as a promotion is the promotion's.
    ``raised_window``: a raise, promotions included, in the last ``raise_years`` years. Source: table ``pay_changes``.
    """
    # « Raised by nothing » is a row kept for the record.
    more = pl.col("amount").is_null() | (pl.col("amount") > 0)
    individual = pl.col("kind").is_in(names("index", "individual")) & more
    promotion = pl.col("kind").is_in(names("index", "promotions"))
    rows = inputs.table(dossier, "pay_changes").with_columns(
        individual=individual, promotion=promotion, more=more, moved_up=promotion.any().over(DAY)
    )
    spans = periods.lazy().select(*YEAR, "start", "end", "raise_years")
    back = pl.format("-{}mo", pl.col("raise_years") * 12)
    rows = rows.join(spans, on="entity_id").with_columns(opens=pl.col("end").dt.offset_by("1d").dt.offset_by(back))
    inside, recent = (pl.col("date").is_between(pl.col(day), pl.col("end")) for day in ("start", "opens"))
    return rows.group_by(PERSON).agg(
        raised=(pl.col("individual") & inside & ~pl.col("moved_up")).any(),
        promoted=(pl.col("promotion") & inside).any(),
        raised_window=((pl.col("individual") | pl.col("promotion") & pl.col("more")) & recent).any(),
    )


def returns(dossier: Dossier, periods: pl.DataFrame, contracts: pl.LazyFrame) -> pl.LazyFrame:
    """One row per person back from maternity or adoption leave in the period, under contract the day they come back.

    ``granted``: a raise, individual or general, was given in the company during the leave; ``raised``: they got one during
    the leave or before the period ends. The day after the leave is the return, whatever other leave follows. Someone back
    twice is raised when each return that calls for it was. Sources: ``leaves``, ``employees``, ``pay_changes``.
    """
    back = pl.col("until").dt.offset_by("1d")
    rows = _leaves(dossier).join(periods.lazy().select(*YEAR, "start", "end"), on="entity_id")
    rows = rows.with_columns(back=back).filter(pl.col("back").is_between(pl.col("start"), pl.col("end")))
    outside = pl.col("situation").is_in(names("index", "excluded_situations")).fill_null(value=False)
    held = contracts.filter(pl.col("counts") & ~outside).select(*PERSON, "first", "last")
    there = rows.join(held, on=PERSON).filter(pl.col("back").is_between(pl.col("first"), pl.col("last")))
    rows = there.select(*PERSON, "since", "until", "end").unique()
    given = inputs.table(dossier, "pay_changes").filter(
        pl.col("kind").is_in(names("index", "granted")), pl.col("amount").is_null() | (pl.col("amount") > 0)
    )
    given = given.select("entity_id", "date", other="person_id")
    own = pl.col("other") == pl.col("person_id")
    leave = [*PERSON, "since", "until"]
    found = (
        rows.join(given, on="entity_id")
        .group_by(leave)
        .agg(
            granted=pl.col("date").is_between(pl.col("since"), pl.col("until")).any(),
            raised=(own & pl.col("date").is_between(pl.col("since"), pl.col("end"))).any(),
        )
    )
    known = [pl.col(name).fill_null(value=False) for name in ("granted", "raised")]
    each = rows.join(found, on=leave, how="left").with_columns(known)
    called = pl.col("granted")
    return (
        each.group_by(PERSON)
        .agg(
            granted=called.any(),
            raised=pl.when(called.any()).then((pl.col("raised") | ~called).all()).otherwise(pl.col("raised").any()),
        )
        .sort(PERSON)
    )


def _leaves(dossier: Dossier) -> pl.LazyFrame:
    """Maternity and adoption leaves (``since``, ``until``), those that follow one another without a day between made one."""
    who = ["entity_id", "person_id"]
    rows = inputs.table(dossier, "leaves").filter(pl.col("leave_type").is_in(names("index", "returns")))
    last = pl.coalesce("end_date", pl.col("return_date").dt.offset_by("-1d"))
    rows = rows.select(*who, since="start_date", until=last).drop_nulls().sort(*who, "since", "until")
    new = pl.col("since") > pl.col("until").cum_max().shift().over(who).dt.offset_by("1d")
    rows = rows.with_columns(number=new.fill_null(value=True).cast(pl.Int64).cum_sum().over(who))
    return rows.group_by(*who, "number").agg(pl.col("since").min(), pl.col("until").max())
