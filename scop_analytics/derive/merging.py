"""Several payslips of one person in one month become one: time counts once a contract, corrections bring money only."""

from __future__ import annotations

import polars as pl

from scop_analytics.derive.clock import MONTH
from scop_analytics.derive.rules import pay_bases

SUMS = ("variable_pay", "hours", "base_pay", "gross_paid")
FLAGS = ("approached", "annual", "maintained", "disturbed", "untimed", "odd")


def one_a_month(rows: pl.DataFrame) -> pl.DataFrame:
    """One row per person-year and month (``py, month``), whatever the number of payslips.

    A correction beside an ordinary payslip, or with a negative base, is money without time: its amounts join the occasional
    ones, so that they are summed, never scaled up. A correction that is a month's only payslip leaves that month unclean.
    """
    place = pl.col("py").cast(pl.Int64) * 4096 + pl.col("month")
    # Payroll files mostly come sorted: looking at neighbours then settles what would cost a hash of every row.
    key = rows.select(place.alias("key")).to_series()
    if (key.diff() > 0).all():
        return _settled(rows, pl.col("base_pay") < 0)
    repeated = key.is_duplicated()
    if not repeated.any():
        return _settled(rows, pl.col("base_pay") < 0)
    alone = _settled(rows.filter(~repeated), pl.col("base_pay") < 0)
    merged = _merged(_settled(rows.filter(repeated), pl.col("correction")))
    return pl.concat([alone, merged.select(alone.columns)])


def _settled(rows: pl.DataFrame, money_only: pl.Expr) -> pl.DataFrame:
    """Move the amounts of corrections to the occasional ones and take their time away."""
    columns = ["py", "cr", "month", "minimum", "share", "work", *SUMS, *FLAGS, *amount_columns()]
    if not rows["correction"].any():
        return rows.select(columns)
    moved = pl.col("correction") & money_only.fill_null(value=False)
    settled = []
    for name in pay_bases():
        time, occasional = pl.col(f"{name}.time"), pl.col(f"{name}.occasional")
        settled += [pl.when(moved).then(0).otherwise(time).alias(f"{name}.time")]
        settled += [(occasional + pl.when(moved).then(time).otherwise(0)).alias(f"{name}.occasional")]
    nothing = [pl.when(moved).then(0).otherwise(name).alias(name) for name in ("share", "work", "base_pay")]
    return rows.with_columns(*settled, *nothing, disturbed=pl.col("disturbed") | pl.col("correction") & ~moved).select(
        columns
    )


def _merged(rows: pl.DataFrame) -> pl.DataFrame:
    money, flags = [*SUMS, *amount_columns()], list(FLAGS)
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


def amount_columns() -> list[str]:
    """The columns of amounts, three for each pay base."""
    return [f"{name}.{kind}" for name in pay_bases() for kind in ("time", "yearly", "occasional")]
