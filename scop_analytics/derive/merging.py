"""Several payslips of one person in one month become one: time counts once a contract, corrections bring money only."""

from __future__ import annotations

import polars as pl

from scop_analytics.derive.clock import MONTH
from scop_analytics.derive.sums import MOVED, Sums

SUMS = ("variable_pay", "hours", "base_pay", "gross_paid")
FLAGS = ("approached", "annual", "maintained", "disturbed", "untimed", "odd")


def one_a_month(rows: pl.DataFrame, wanted: Sums) -> pl.DataFrame:
    """One row per person-year and month (``py, month``), whatever the number of payslips.

    A correction beside an ordinary payslip, or with a negative base, is money without time: it is kept apart (``….moved``),
    so that it is summed, never scaled up. A correction that is a month's only payslip leaves that month unclean.
    """
    place = pl.col("py").cast(pl.Int64) * 4096 + pl.col("month")
    # Payroll files mostly come sorted: looking at neighbours then settles what would cost a hash of every row.
    key = rows.select(place.alias("key")).to_series()
    moving = wanted.kept("time") if rows["correction"].any() else []
    money = list(dict.fromkeys([*SUMS, *wanted.columns, *(f"{name}{MOVED}" for name in moving)]))
    repeated = None if (key.diff() > 0).all() else key.is_duplicated()
    if repeated is None or not repeated.any():
        return _settled(rows, pl.col("base_pay") < 0, moving, money)
    alone = _settled(rows.filter(~repeated), pl.col("base_pay") < 0, moving, money)
    merged = _merged(_settled(rows.filter(repeated), pl.col("correction"), moving, money), money)
    return pl.concat([alone, merged.select(alone.columns)])


def _settled(rows: pl.DataFrame, money_only: pl.Expr, moving: list[str], money: list[str]) -> pl.DataFrame:
    """Set the amounts of corrections apart and take their time away; ``moving`` are the sums that grow with time."""
    columns = ["py", "cr", "month", "minimum", "share", "work", *FLAGS, *money]
    if not moving:
        return rows.select(columns)
    moved = pl.col("correction") & money_only.fill_null(value=False)
    apart = [pl.when(moved).then(name).otherwise(0).alias(f"{name}{MOVED}") for name in moving]
    timed = dict.fromkeys([*moving, "share", "work", "base_pay"])
    nothing = [pl.when(moved).then(0).otherwise(name).alias(name) for name in timed]
    return rows.with_columns(*apart, *nothing, disturbed=pl.col("disturbed") | pl.col("correction") & ~moved).select(
        columns
    )


def _merged(rows: pl.DataFrame, money: list[str]) -> pl.DataFrame:
    flags = list(FLAGS)
    timed = [pl.col(name).filter(pl.col(name) > 0).min().fill_null(0) for name in ("share", "work")]
    by_contract = rows.group_by("py", "month", "cr", maintain_order=True).agg(
        pl.col(money).sum(), pl.col(flags).any(), pl.col("minimum").first(), *timed
    )
    by_person = by_contract.group_by("py", "month", maintain_order=True).agg(
        pl.col(money).sum(),
        pl.col(flags).any(),
        pl.col("cr", "minimum").first(),
        pl.col("share").sum().clip(upper_bound=MONTH),
        pl.col("work").sum(),
    )
    annual = by_person["annual"]
    if annual.any():  # a yearly row counts its whole presence as one
        whole = by_contract.group_by("py", "month", maintain_order=True).agg(pl.col("share").max())["share"]
        by_person = by_person.with_columns(share=pl.when(annual).then(whole).otherwise("share"))
    return by_person
