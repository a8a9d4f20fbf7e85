"""Pay of a piece: one row per person, contract and month paid for, remuneration, bonuses and hours in our columns.

Back pay (a sub-period of a past month) is put on the month that it pays, apart from that month's own row. The gross pay (001) holds
more than the other lines say: what exceeds them are monthly bonuses (``bonus_regular``, seniority and constraint bonuses among
them, which a DSN does not tell apart); what lacks was taken off for absence, and is taken off the base.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import polars as pl

from scop_analytics.sources.dsn.rubrics import codes, columns
from scop_analytics.sources.dsn.tree import Frames
from scop_analytics.sources.dsn.values import month

OWNER: Final = ("declaration", "head", "number", "month", "period")
AMOUNTS: Final = (
    "base_pay", "bonus_regular", "bonus_yearly", "bonus_exceptional", "constraint_bonus", "overtime_pay", "overtime_hours", "benefits_in_kind",
    "exit_pay", "value_sharing_bonus", "labour_share_paid", "profit_sharing", "total_gross", "hours_paid", "absence_unpaid_days",
)  # fmt: skip
ITEM: Final = ("declaration", "head", "person", "number", "month", "line", "start", "end", "column", "amount", "inside")


def payroll(found: Frames) -> pl.DataFrame:
    """Rows of ``payroll`` (amounts in cents, hours in hundredths); ``undivided``: cents that the gross alone tells."""
    items = pl.concat([*_remuneration(found["pay"]), *_extras(found), *_activity(found)])
    first = found["contract"].group_by("person", maintain_order=True).agg(first=pl.col("number").first())
    items = items.join(first, on="person", how="left", maintain_order="left")
    rows = _by_month(items.with_columns(number=pl.coalesce("number", "first")).select(ITEM))
    sums = [_sum(pl.col("column") == name).alias(name) for name in AMOUNTS]
    wide = rows.group_by(OWNER, maintain_order=True).agg(
        *sums, told=pl.col("amount").filter("inside").sum(), line=pl.col("line").min()
    )
    return _divided(wide)


def _sum(wanted: pl.Expr) -> pl.Expr:
    """The sum of some amounts; null, not zero, where there is none."""
    return pl.when(wanted.any()).then(pl.col("amount").filter(wanted).sum())


def _remuneration(pay: pl.DataFrame) -> list[pl.DataFrame]:
    """Amounts (51.013) and hours (51.012) of the types that are parts of pay."""
    words = codes()["pay"]
    amounts = _items(pay, words["columns"], pl.col("amount"), inside=pl.col("type") != words["gross"])
    hours = _items(pay, words["hours"], pl.col("hours"), inside=pl.lit(value=False))
    return [amounts, hours]


def _extras(found: Frames) -> list[pl.DataFrame]:
    """Bonuses (52), on the month of their first payment when it is given, and other income (54), on the month declared."""
    bonus, other = found["bonus"], found["other"]
    bonus = bonus.with_columns(start="paid", end="paid", short=_short())
    nothing = pl.lit(None, pl.Date)
    other = other.with_columns(start=nothing, end=nothing)
    parts = [
        ("bonus", bonus.filter(~pl.col("short")), columns("bonus")),
        ("bonus", bonus.filter("short"), dict.fromkeys(codes()["bonus"]["by_period"], codes()["bonus"]["short"])),
        ("other", other, columns("other")),
    ]
    return [
        _items(frame, names, pl.col("amount"), inside=pl.col("type").is_in(codes()[name]["inside"]))
        for name, frame, names in parts
    ]


def _short() -> pl.Expr:
    """Whether a bonus of the activity pays a few months at most: one of every month or quarter, and no yearly one."""
    since, until = pl.col("since"), pl.col("until")
    months = (until.dt.year() - since.dt.year()) * 12 + until.dt.month() - since.dt.month() + 1
    few = months.is_between(1, codes()["bonus"]["short_months"]).fill_null(value=False)
    return pl.col("type").is_in(codes()["bonus"]["by_period"]).fill_null(value=False) & few


def _items(frame: pl.DataFrame, names: Mapping[str, str], amount: pl.Expr, inside: pl.Expr) -> pl.DataFrame:
    column = pl.col("type").replace_strict(names, default=None, return_dtype=pl.String)
    rows = frame.with_columns(column=column, amount=amount, inside=inside.fill_null(value=False))
    return rows.filter(pl.col("column").is_not_null(), pl.col("amount").is_not_null()).select(ITEM)


def _activity(found: Frames) -> list[pl.DataFrame]:
    """Hours of paid work, and calendar days of absence: the share of the contract's monthly quota, on the days of the month."""
    words = codes()["activity"]
    pay = found["pay"].filter(pl.col("type") == codes()["pay"]["worked"]).select("pay", "start", "end", "number")
    held = (
        found["contract"]
        .select("person", "number", usual="unit", quota="quota")
        .unique(["person", "number"], keep="first")
    )
    rows = found["activity"].rename({"type": "kind"}).join(pay, on="pay", maintain_order="left")
    rows = rows.join(held, on=["person", "number"], how="left", maintain_order="left", nulls_equal=True)
    unit = pl.coalesce("unit", "usual")
    days = pl.coalesce("start", "month").dt.days_in_month().cast(pl.Int64) * 1000
    quota = pl.when(pl.col("quota") > 0).then("quota")
    hours = rows.filter((pl.col("kind") == words["work"]) & unit.is_in(words["hours"]))
    away = rows.filter((pl.col("kind") == words["absence"]) & unit.is_in([*words["hours"], *words["days"]]))
    parts = [
        hours.with_columns(column=pl.lit("hours_paid"), amount="measure"),
        away.with_columns(column=pl.lit("absence_unpaid_days"), amount=pl.col("measure") * days // quota),
    ]
    return [part.with_columns(inside=pl.lit(value=False)).drop_nulls("amount").select(ITEM) for part in parts]


def _by_month(items: pl.DataFrame) -> pl.DataFrame:
    """Each item on the month that it pays; one that pays several is shared equally, to the cent."""
    first = month(pl.coalesce("start", "month"))
    last = pl.max_horizontal(first, month(pl.coalesce("end", "start", "month")))
    rows = items.with_columns(period=first, last=last)
    long = rows.filter(pl.col("last") > pl.col("period"))
    if long.is_empty():
        return rows.drop("last")
    several = long.with_columns(period=pl.date_ranges("period", "last", "1mo")).with_columns(
        n=pl.col("period").list.len().cast(pl.Int64)
    )
    several = several.with_columns(k=pl.int_ranges(0, "n")).explode("period", "k")
    share = pl.col("amount") * (pl.col("k") + 1) // pl.col("n") - pl.col("amount") * pl.col("k") // pl.col("n")
    parts = several.with_columns(amount=share).drop("n", "k")
    return pl.concat([rows.filter(pl.col("last") == pl.col("period")), parts]).drop("last")


def _divided(wide: pl.DataFrame) -> pl.DataFrame:
    """What the gross holds beyond the lines told goes to the monthly bonuses; what it lacks comes off the base."""
    known = pl.col("total_gross").is_not_null() & pl.col("base_pay").is_not_null()
    rest = pl.when(known).then(pl.col("total_gross") - pl.col("told")).fill_null(0)
    wide = wide.with_columns(undivided=rest.clip(lower_bound=0), lacking=rest.clip(upper_bound=0))
    added = (
        pl.when(pl.col("undivided") > 0)
        .then(pl.col("bonus_regular").fill_null(0) + pl.col("undivided"))
        .otherwise("bonus_regular")
    )
    return wide.with_columns(bonus_regular=added, base_pay=pl.col("base_pay") + pl.col("lacking")).drop(
        "told", "lacking"
    )
