"""Rules that set payroll and the sharing of the surplus beside the accounts (FEC); accounts never fill a figure by themselves.

Accounts are known by their first digits, all of them and the room left in ``rules.toml``. A fiscal year is compared when the
file reaches its closing day, whenever that falls; amounts are told as percentages, never as money.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import polars as pl

from scop_analytics.checks.payroll_rules import PARTS
from scop_analytics.checks.spells import IS_MONTHLY

KEY: Final = ("entity_id", "fiscal_year")
PLACE: Final = (*KEY, "source_file", "source_line")
ENTRY: Final = ("entity_id", "closing", "journal", "entry")
NET: Final = pl.col("debit").fill_null(0) - pl.col("credit").fill_null(0)
GROSS: Final = pl.coalesce("total_gross", pl.sum_horizontal(pl.col(name).fill_null(0) for name in PARTS))
CENTS: Final = 100
PERCENT: Final = 100.0
LEAST: Final = 0.1  # a difference is never told as nothing


def gross_against_accounts(
    payroll: pl.LazyFrame, fec: pl.LazyFrame, years: pl.LazyFrame,
    pay: Sequence[str], accrued: Sequence[str], tolerance: int,
) -> pl.LazyFrame:  # fmt: skip
    """Whole fiscal years whose gross pay differs from what the accounts charge, accruals taken out, by more than a share."""
    booked = _paid(_of_year(fec, years), pay, accrued)
    both = _whole_years(payroll, years).join(booked, on=KEY).filter(pl.col("gross") > 0)
    gap = pl.col("booked") - pl.col("gross")
    wrong = both.filter(gap.abs() * 100 > pl.col("gross") * tolerance)
    return wrong.select(*KEY, _percent(gap, pl.col("gross")), pl.lit(tolerance).alias("tolerance"))


def _percent(gap: pl.Expr, whole: pl.Expr) -> pl.Expr:
    share = (gap.cast(pl.Float64) * PERCENT / whole.abs()).round(1)
    least = pl.when(gap > 0).then(LEAST).otherwise(-LEAST)
    return pl.when(share.abs() < LEAST).then(least).otherwise(share).alias("difference")


def _begins(accounts: Iterable[str]) -> pl.Expr:
    found = [pl.col("account").str.starts_with(digits) for digits in accounts]
    return pl.any_horizontal(pl.lit(value=False), *found).fill_null(value=False)


def _of_year(fec: pl.LazyFrame, years: pl.LazyFrame) -> pl.LazyFrame:
    """Lines of the accounts of each fiscal year that a file reaches the end of."""
    closed = years.join(fec.select("entity_id", end="closing").unique(), on=["entity_id", "end"])
    return fec.join(closed, on="entity_id").filter(pl.col("date").is_between("start", "end"))


def _paid(lines: pl.LazyFrame, pay: Sequence[str], accrued: Sequence[str]) -> pl.LazyFrame:
    """What was charged to pay less what the same entries leave accrued: leave and bonuses that no payslip pays yet."""
    moved = lines.group_by(*KEY, *ENTRY[1:]).agg(
        pay=NET.filter(_begins(pay)).sum(), accrued=NET.filter(_begins(accrued)).sum(), charged=_begins(pay).any()
    )
    real = moved.filter("charged").with_columns(booked=pl.col("pay") + pl.col("accrued"))
    return real.group_by(KEY).agg(pl.col("booked").sum())


def _whole_years(payroll: pl.LazyFrame, years: pl.LazyFrame) -> pl.LazyFrame:
    """Gross pay of the fiscal years of which payroll holds every month."""
    first = pl.col("start").dt.truncate("1mo")
    inside = payroll.join(years, on="entity_id").filter(pl.col("period").is_between(first, "end"))
    sums = inside.group_by(*KEY, "start", "end").agg(
        gross=GROSS.sum(), months=pl.col("period").n_unique(), yearly=(~IS_MONTHLY).all()
    )
    span = (
        (pl.col("end").dt.year() - pl.col("start").dt.year()) * 12
        + pl.col("end").dt.month()
        - pl.col("start").dt.month()
    )
    return sums.filter(pl.col("yearly") | (pl.col("months") == span + 1)).select(*KEY, "gross")


def surplus_against_accounts(
    surplus_allocation: pl.LazyFrame, fec: pl.LazyFrame, years: pl.LazyFrame,
    euros: int, profit: Sequence[str], result: Mapping[str, Sequence[str]], shares: Sequence[Mapping[str, Any]],
) -> pl.LazyFrame:  # fmt: skip
    """Years whose net result, or what the meeting allotted of it, is not what the accounts hold."""
    rows = surplus_allocation.filter(pl.col("surplus") > 0)
    booked = _results(_of_year(fec, years), result)
    found = [_differing(rows.join(booked, on=KEY), pl.col("net_result"), "net_result", euros)]
    allotted = _allotted(fec, years, profit)
    for share in shares:
        held = _begins(share["accounts"]) & ~_begins(share.get("but", ()))
        credited = allotted.group_by(KEY).agg(booked=-NET.filter(held).sum())
        free = rows.filter(pl.col(share["unless"]).fill_null(0) == 0) if "unless" in share else rows
        found.append(_differing(free.join(credited, on=KEY), _stated(share), share["column"], euros))
    return pl.concat(found)


def _stated(share: Mapping[str, Any]) -> pl.Expr:
    """The columns a share adds up; null when none is filled."""
    plus, minus = share["plus"], share.get("minus", ())
    total = pl.sum_horizontal(plus) - sum((pl.col(name).fill_null(0) for name in minus), pl.lit(0))
    return pl.when(pl.any_horizontal(pl.col(name).is_not_null() for name in plus)).then(total)


def _results(lines: pl.LazyFrame, result: Mapping[str, Sequence[str]]) -> pl.LazyFrame:
    """Income less expense; accounts closed by an entry of the file itself say nothing, and are left out."""
    both = lines.filter(_begins([*result["income"], *result["expense"]]))
    return both.group_by(KEY).agg(booked=-NET.sum()).filter(pl.col("booked") != 0)


def _allotted(fec: pl.LazyFrame, years: pl.LazyFrame, profit: Sequence[str]) -> pl.LazyFrame:
    """Lines of the entries that debit the profit, under the fiscal year that closed last before, twelve months at most."""
    sharing = fec.group_by(ENTRY).agg(shared=NET.filter(_begins(profit)).sum()).filter(pl.col("shared") > 0)
    lines = fec.join(sharing.drop("shared"), on=ENTRY, how="semi", nulls_equal=True)
    ends = years.select("entity_id", "fiscal_year", "end").sort("end")
    dated = lines.drop_nulls("date").sort("date").join_asof(
        ends, left_on="date", right_on="end", by="entity_id", allow_exact_matches=False, check_sortedness=False
    )  # fmt: skip
    return dated.filter(pl.col("date") <= pl.col("end").dt.offset_by("1y"))


def _differing(rows: pl.LazyFrame, stated: pl.Expr, column: str, euros: int) -> pl.LazyFrame:
    gap = pl.col("booked") - stated
    wrong = rows.filter(gap.abs() > euros * CENTS)
    return wrong.select(*PLACE, _percent(gap, pl.col("surplus")), pl.lit(column).alias("column"))
