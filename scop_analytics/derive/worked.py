"""What each payslip brings to the rebuilding of pay: amounts by kind, exact time, and whether its month is whole."""

from __future__ import annotations

import polars as pl

from scop_analytics.derive.clock import MONTH, RATE, THOUSANDTHS
from scop_analytics.derive.leaves import MAINTAINED
from scop_analytics.derive.periods import Months
from scop_analytics.derive.rules import elements
from scop_analytics.derive.sums import Sums, added
from scop_analytics.sources.pieces import cut_alike


def amounts(rows: pl.DataFrame, wanted: Sums) -> pl.DataFrame:
    """The sums of :class:`Sums`, in cents, and what else pay says. ``rows`` come from :func:`with_base`."""
    negative = (pl.col("base_pay") < 0).fill_null(value=False)
    annual = (
        (pl.col("period_months") > 1).fill_null(value=False) if _held(rows, "period_months") else pl.lit(value=False)
    )
    return added(rows, wanted).with_columns(
        variable_pay=_sum(rows, elements()["variable"]),
        hours=_one(rows, "hours_paid"),
        correction=_flag(rows, "is_correction") | negative,
        annual=annual,
    )


def with_base(slips: pl.DataFrame) -> pl.DataFrame:
    """``base_pay`` and ``gross_paid`` of each payslip, each from the other when one of them is not given.

    Without a base pay, the total gross less the other elements known stands for it, and the row is ``approached``. A base above the total gross was not paid in full (unpaid days, a salary of reference): what was paid stands for it.
    """
    gross, base = _one(slips, "total_gross"), _one(slips, "base_pay")
    others = _sum(slips, elements()["in_total_gross"])
    unpaid = base.is_null() | (base > gross)
    rows = slips.with_columns(base_pay=base, approached=pl.lit(value=False))
    if _held(slips, "total_gross") and slips.select(unpaid.any()).item():
        from_total = (unpaid & gross.is_not_null()).fill_null(value=False)
        rows = slips.with_columns(
            base_pay=pl.when(from_total).then(gross - others).otherwise(base), approached=from_total & (gross > others)
        )
    if _held(slips, "total_gross") and not slips["total_gross"].has_nulls():
        return rows.with_columns(gross_paid=gross)
    return rows.with_columns(gross_paid=pl.coalesce(gross, pl.sum_horizontal(base, others)))


def times(rows: pl.DataFrame, months: Months, contracts: pl.DataFrame, leaves: pl.Series | None) -> pl.DataFrame:
    """``share`` of the month under contract and paid, ``work`` = share × working-time rate, both in exact parts.

    ``work`` counts in parts of a full-time month, ``full`` to the month (see :func:`full_month`). ``odd`` marks a rate outside
    the bounds, ``untimed`` a payslip whose rate nobody gives. ``leaves`` are those of :func:`leaves.touched_months`.
    """
    contract, month = rows["cr"], rows["month"]
    drawn = {"first": pl.Int32, "last": pl.Int32, "fte_rate": pl.Int64, "py": pl.UInt32}
    if "period_months" in rows.columns:
        drawn["whole"] = pl.Int64
    found = [contracts[name].cast(kind).gather(contract).alias(name) for name, kind in drawn.items()]
    calendar = {
        "opening": months.opening.cast(pl.Int32),
        "closing": months.table["last"].cast(pl.Int32),
        "day": MONTH // months.table["days"],
        "minimum": months.table["minimum"],
    }
    found += [values.gather(month).alias(name) for name, values in calendar.items()]
    if leaves is None:
        touched = pl.Series([0], dtype=pl.Int32).new_from_index(0, rows.height)
    else:
        person = next(series for series in found if series.name == "py")
        touched = leaves.gather(person.cast(pl.Int64) * months.count + month)
    return _shares(cut_alike([*rows, *found, touched.alias("touched")])).pipe(_work, months)


def _shares(rows: pl.DataFrame) -> pl.DataFrame:
    under = (pl.min_horizontal("last", "closing") - pl.max_horizontal("first", "opening") + 1).clip(lower_bound=0)
    contract = under.cast(pl.Int64) * pl.col("day")
    unpaid = (pl.col("touched") % MAINTAINED).cast(pl.Int64)
    off = unpaid
    if _held(rows, "absence_unpaid_days"):
        absent = pl.col("absence_unpaid_days").clip(lower_bound=0) * pl.col("day") // THOUSANDTHS
        off = pl.coalesce(absent, unpaid)
    share = contract - pl.min_horizontal(contract, off)
    return rows.with_columns(
        share=pl.when("annual").then("whole").otherwise(share) if _held(rows, "period_months") else share,
        maintained=pl.col("touched") >= MAINTAINED,
        disturbed=(off > 0) | (pl.col("touched") > 0),
    )


def _work(rows: pl.DataFrame, months: Months) -> pl.DataFrame:
    norms = months.norms
    hours = norms.reference_hours
    # A rate of zero on a payslip is an empty cell filled in, not a working time.
    stated = [pl.when(pl.col(name) > 0).then(name) for name in ("fte_month", "fte_rate") if _held(rows, name)]
    rate = pl.coalesce(stated)
    most = pl.col("period_months").cast(pl.Int64) * hours if _held(rows, "period_months") else pl.lit(hours)
    clocked = pl.when((pl.col("hours") > 0) & (pl.col("share") > 0)).then(pl.min_horizontal("hours", most))
    return rows.with_columns(
        work=pl.coalesce(rate * hours * pl.col("share"), clocked * (RATE * MONTH)).fill_null(0),
        untimed=rate.is_null() & ~(pl.col("hours") > 0).fill_null(value=False),
        odd=~rate.is_between(norms.lowest_rate, norms.highest_rate).fill_null(value=True),
    )


def full_month(months: Months) -> int:
    """Parts of ``work`` in one month of full-time work."""
    return MONTH * RATE * months.norms.reference_hours


def _held(rows: pl.DataFrame, name: str) -> bool:
    return name in rows.columns


def _one(rows: pl.DataFrame, name: str) -> pl.Expr:
    return pl.col(name) if _held(rows, name) else pl.lit(None, pl.Int64)


def _flag(rows: pl.DataFrame, name: str) -> pl.Expr:
    return pl.col(name).fill_null(value=False) if _held(rows, name) else pl.lit(value=False)


def _sum(rows: pl.DataFrame, names: tuple[str, ...]) -> pl.Expr:
    known = [pl.col(name) for name in names if _held(rows, name)]
    return pl.sum_horizontal(known).cast(pl.Int64) if known else pl.lit(0, pl.Int64)
