"""Pay of a person-year rebuilt from its months: the estimators of full-time, full-year pay, exact to the cent.

``clean_month``: the mean rate of the months worked whole, times twelve; ``pro_rata``: pay divided by the time it paid for;
``annual``: the same from a yearly row. Sums are integers and each figure is divided once (payroll_sources 5.2).
"""

from __future__ import annotations

from typing import Final

import polars as pl

from scop_analytics.derive.clock import FINE, MONTH, RATE, share
from scop_analytics.derive.norms import Norms
from scop_analytics.derive.rules import pay_bases
from scop_analytics.derive.sums import KINDS, MOVED, Sums

FLAGS: Final = ("approached", "annual", "silent", "untimed", "odd")
TOTALS: Final = (
    "py", "work", "share", "variable_pay", "gross_paid", "hours", "paid_months", "lowest", "highest", "weighted", "n.clean",
    "kept.work", "kept.share", "clean.minimum",
)  # fmt: skip


def month_rates(rows: pl.LazyFrame, full: int, wanted: Sums) -> pl.LazyFrame:
    """Mark the clean months and rebuild each one's full-time rates (``rate.…``, ten-thousandths of a cent)."""
    paid = pl.col(wanted.of["pay_fte.time"]) > 0
    clean = paid & ~pl.col("disturbed") & (pl.col("share") == MONTH) & (pl.col("work") > 0) & ~pl.col("annual")
    kept = paid & ~pl.col("maintained") & (pl.col("work") > 0)
    rows = rows.with_columns(clean=clean.fill_null(value=False), kept=kept.fill_null(value=False))
    return rows.with_columns(
        *(pl.when("clean").then(_full_time(name, full)).otherwise(0).alias(f"rate.{name}") for name in wanted.rates()),
        clean_base=pl.when("clean").then("base_pay"),
        silent=(pl.col("hours").fill_null(0) <= 0) & (pl.col("share") > 0),
    )


def _full_time(amount: str, full: int) -> pl.Expr:
    """A whole month's ``amount`` at full time, in ten-thousandths of a cent and in 64 bits: quotient, then digits of the rest."""
    rate = pl.col("work") // MONTH  # of a whole month: its working-time rate, exactly
    paid = pl.col(amount) * (full // MONTH)
    return paid // rate * FINE + paid % rate * FINE // rate


def totals(rows: pl.LazyFrame, wanted: Sums) -> pl.DataFrame:
    """One row per person-year (``py``): exact sums over its months, over the months kept, over the clean ones.

    Most months are clean: all are summed, then the sums of the others are taken off. ``n.clean`` counts clean months.
    """
    moved = [name for name in rows.collect_schema() if name.endswith(MOVED)]
    rates = [f"rate.{name}" for name in wanted.rates()]
    sums = ["work", "share", "minimum", "variable_pay", "gross_paid", "hours", *rates, *wanted.columns, *moved]
    every = rows.group_by("py").agg(
        pl.col(sums).sum(),
        pl.len().cast(pl.Int64).alias("paid_months"),
        pl.col("clean_base").min().alias("lowest"),
        pl.col("clean_base").max().alias("highest"),
    )
    parts = [f"kept.{name}" for name in ("work", "share", *wanted.kept("time"))]
    parts += [f"clean.{name}" for name in ("minimum", *wanted.present())]
    plain = every.collect(engine="streaming").sort("py")
    plain = plain.join(_apart(rows, parts), on="py", how="left", maintain_order="left")
    taken = {name: pl.col(name.partition(".")[2]) - pl.col(f"-{name}").fill_null(0) for name in parts}
    clean = pl.col("paid_months") - pl.col("-clean.months").fill_null(0)
    flags = pl.col(FLAGS).fill_null(value=False)
    found = plain.with_columns(flags, **taken, **{"n.clean": clean})
    named = _by_base(wanted, plain.columns)
    return found.select(*TOTALS, *FLAGS, **named)


def _by_base(wanted: Sums, held: list[str]) -> dict[str, pl.Expr]:
    """The sums under the name of each pay base that they belong to, as ``kept.pay_fte.time``."""
    found = wanted.named(held)
    for base, entry in pay_bases().items():
        column = wanted.of[f"{base}.time"]
        found[f"kept.{base}.time"] = pl.col(f"kept.{column}")
        if entry.full_time:
            found[f"rate.{base}"] = pl.col(f"rate.{column}")
        else:
            found[f"clean.{base}.time"] = pl.col(f"clean.{column}")
    return found


def _apart(rows: pl.LazyFrame, parts: list[str]) -> pl.DataFrame:
    """Sums over the months that are not clean or not kept (``-kept.work`` …), flags, and their minimum wage by the share paid."""
    flagged = pl.any_horizontal(~pl.col("clean"), ~pl.col("kept"), *FLAGS)
    out = [
        pl.when(name.partition(".")[0]).then(0).otherwise(name.partition(".")[2]).alias(f"-{name}") for name in parts
    ]
    unclean = (~pl.col("clean")).cast(pl.Int64).alias("-clean.months")
    weighted = (pl.col("minimum") * pl.col("share")).alias("weighted")
    masked = rows.filter(flagged).select("py", *FLAGS, *out, unclean, weighted)
    summed = ["weighted", "-clean.months", *(f"-{name}" for name in parts)]
    return masked.group_by("py").agg(pl.col(summed).sum(), pl.col(FLAGS).any()).collect(engine="streaming")


def with_raises(sums: pl.DataFrame, rows: pl.LazyFrame, contracts: pl.DataFrame, full: int) -> pl.DataFrame:
    """Weigh the base pay of clean months by the months each stands for, when a raise came and some months are not clean.

    Each clean month holds until the next one; the first also stands for the months before it. Without a raise nothing
    changes: every weight is one. ``rows`` are the months as :func:`month_rates` gives them.
    """
    spans = contracts.group_by("py").agg(opening=pl.col("opening").min(), closing=pl.col("closing").max())
    sums = sums.join(spans, on="py", how="left", maintain_order="left")
    gaps = pl.col("n.clean") < pl.col("closing") - pl.col("opening") + 1
    raised = sums.filter(gaps & (pl.col("lowest") != pl.col("highest"))).select("py", "opening", "closing")
    if raised.is_empty():
        nothing = pl.lit(0, pl.Int128)
        return sums.with_columns(weight=pl.col("n.clean"), rate_shift=nothing, pay_shift=nothing)
    clean = rows.join(raised.lazy(), on="py").filter("clean").with_columns(base_rate=_full_time("base_pay", full))
    months = clean.select("py", "month", "base_rate", "base_pay", "opening", "closing").collect().sort("py", "month")
    following, preceding = pl.col("month").shift(-1).over("py"), pl.col("month").shift().over("py")
    until = following.fill_null(pl.col("closing") + 1)
    since = pl.when(preceding.is_null()).then("opening").otherwise("month")
    spells = months.with_columns(weight=(until - since).cast(pl.Int64))
    shifts = spells.group_by("py").agg(
        weight=pl.col("weight").sum(),
        held_rate=(pl.col("weight") * pl.col("base_rate")).sum(),
        held_pay=(pl.col("weight") * pl.col("base_pay")).sum(),
        sum_rate=pl.col("base_rate").sum(),
        sum_pay=pl.col("base_pay").sum(),
    )
    return _shifted(sums.join(shifts, on="py", how="left", maintain_order="left"))


def _shifted(sums: pl.DataFrame) -> pl.DataFrame:
    weight = pl.col("weight").fill_null(pl.col("n.clean"))
    wide = {name: pl.col(name).cast(pl.Int128) for name in ("held_rate", "held_pay", "sum_rate", "sum_pay")}
    number, total = pl.col("n.clean").cast(pl.Int128), weight.cast(pl.Int128)
    return sums.with_columns(
        weight=weight,
        rate_shift=(number * wide["held_rate"] - total * wide["sum_rate"]).fill_null(0),
        pay_shift=(number * wide["held_pay"] - total * wide["sum_pay"]).fill_null(0),
    )


def estimated(sums: pl.DataFrame, full: int, norms: Norms) -> pl.DataFrame:
    """The yearly pay of each base, ``pay_variable``, ``pay_shared``, the hourly ones and the method of each person-year.

    Needs ``length``, the months of the period, and ``shared``, the labour share and profit sharing paid in it. Amounts in
    cents, hourly pay in ten-thousandths of a euro.
    """
    method = (
        pl.when(pl.col("annual") & (pl.col("kept.work") > 0)).then(pl.lit("annual"))
        .when(pl.col("n.clean") > 0).then(pl.lit("clean_month"))
        .when(pl.col("work") > 0).then(pl.lit("pro_rata"))
        .otherwise(pl.lit("none"))
    )  # fmt: skip
    sums = sums.with_columns(pay_method=method)
    # When every month is one of maintained leave, all of them serve: full pay over full time.
    some = pl.col("kept.work") > 0
    kept = [f"kept.{name}" for name in ("work", "share", *(f"{base}.time" for base in pay_bases()))]
    sums = sums.with_columns(pl.when(some).then(name).otherwise(name.partition(".")[2]).alias(name) for name in kept)
    return sums.with_columns(**{name: _yearly(name, full) for name in pay_bases()}).with_columns(**_hourly(norms))


def _yearly(base: str, full: int) -> pl.Expr:
    """The yearly pay of a base in cents: rebuilt at full time, or for the working time the person has."""
    if pay_bases()[base].full_time:
        return _cents(_fixed_full_time(base, full) + _bonuses(base, full))
    return _cents(_fixed_present(base) + _present_bonuses(base))


def _wide(name: str) -> pl.Expr:
    return pl.col(name).cast(pl.Int128)


def _fixed_full_time(base: str, full: int) -> pl.Expr:
    number, weight = _wide("n.clean"), _wide("weight")
    clean = share(12 * (_wide(f"rate.{base}") * weight + pl.col("rate_shift")), number * weight)
    return (
        pl.when(pl.col("pay_method") == "clean_month")
        .then(clean)
        .otherwise(share(_wide(f"kept.{base}.time") * full, _wide("kept.work"), 12 * FINE))
    )


def _fixed_present(base: str) -> pl.Expr:
    number, weight = _wide("n.clean"), _wide("weight")
    clean = share(_wide(f"clean.{base}.time") * weight + pl.col("pay_shift"), number * weight, 12 * FINE)
    return (
        pl.when(pl.col("pay_method") == "clean_month")
        .then(clean)
        .otherwise(share(_wide(f"kept.{base}.time") * MONTH, _wide("kept.share"), 12 * FINE))
    )


def _bonuses(base: str, full: int) -> pl.Expr:
    yearly = share(_wide(f"{base}.yearly") * full, _wide("work"), 12 * FINE)
    paid = _wide(f"{base}.occasional") * _wide("share") * (full // MONTH)
    return yearly + share(paid, _wide("work") * _wide("length"), 12 * FINE)


def _present_bonuses(base: str) -> pl.Expr:
    yearly = share(_wide(f"{base}.yearly") * MONTH, _wide("share"), 12 * FINE)
    return yearly + share(_wide(f"{base}.occasional"), _wide("length"), 12 * FINE)


def _cents(fine: pl.Expr) -> pl.Expr:
    return share(fine, pl.lit(FINE))


def _hourly(norms: Norms) -> dict[str, pl.Expr]:
    minimum = share(pl.col("clean.minimum"), _wide("n.clean"), 12)
    prorated = share(pl.col("weighted"), _wide("share"), 12)
    paid = {base: pl.sum_horizontal(f"{base}.{kind}" for kind in KINDS) for base in ("pay_total", "pay_basic")}
    shared = share(_wide("shared"), pl.col("length"), 12)
    total, basic = (_per_hour(pl.col(base), amount, norms) for base, amount in paid.items())
    return {
        "pay_variable": pl.col("pay_total") - pl.col("pay_basic"),
        "pay_shared": pl.col("pay_total") + shared,
        "pay_hourly": share(pl.col("pay_fte"), pl.lit(norms.annual_hours * 100), RATE),
        "hourly_total": total,
        "hourly_basic": basic,
        "hourly_variable": total - basic,
        "hourly_shared": total + _per_hour(shared, pl.col("shared"), norms),
        "minimum_pay": _cents(pl.when(pl.col("pay_method") == "clean_month").then(minimum).otherwise(prorated)),
        "mean_rate": share(_wide("work"), _wide("share") * norms.reference_hours),
    }


def _per_hour(annual: pl.Expr, paid: pl.Expr, norms: Norms) -> pl.Expr:
    """What was ``paid`` over the hours paid, when payslips give them; else ``annual`` over the hours of the working time."""
    wide = annual.cast(pl.Int128) * _wide("share") * (RATE * norms.reference_hours)
    rated = share(wide, _wide("work") * (norms.annual_hours * 100), RATE)
    return pl.when(~pl.col("silent")).then(share(paid, pl.col("hours"), RATE)).otherwise(rated)
