"""Pay of a person-year rebuilt from its months: the estimators of full-time, full-year pay, exact to the cent.

``clean_month``: the mean rate of the months worked whole, times twelve; ``pro_rata``: pay divided by the time it paid for;
``annual``: the same from a yearly row. Sums are integers and each figure is divided once (payroll_sources 5.2).
"""

from __future__ import annotations

import polars as pl

from scop_analytics.derive.clock import FINE, MONTH, RATE, share
from scop_analytics.derive.merging import amount_columns
from scop_analytics.derive.norms import Norms


def month_rates(rows: pl.LazyFrame, full: int) -> pl.LazyFrame:
    """Mark the clean months and rebuild each one's full-time rate (``rate``, ten-thousandths of a cent)."""
    paid = pl.col("pay_fte.time") > 0
    clean = paid & ~pl.col("disturbed") & (pl.col("share") == MONTH) & (pl.col("work") > 0) & ~pl.col("annual")
    kept = paid & ~pl.col("maintained") & (pl.col("work") > 0)
    rows = rows.with_columns(clean=clean.fill_null(value=False), kept=kept.fill_null(value=False))
    rate = pl.col("work") // MONTH  # of a whole month: its working-time rate, exactly
    return rows.with_columns(
        rate=pl.when("clean").then(_full_time("pay_fte.time", rate, full // MONTH)).otherwise(0),
        base_rate=pl.when("clean").then(_full_time("base_pay", rate, full // MONTH)),
    )


def _full_time(amount: str, rate: pl.Expr, whole: int) -> pl.Expr:
    """``amount × whole / rate`` in ten-thousandths of a cent, in 64 bits: the quotient, then four digits of the rest."""
    paid = pl.col(amount) * whole
    return paid // rate * FINE + paid % rate * FINE // rate


def totals(rows: pl.LazyFrame) -> pl.DataFrame:
    """One row per person-year (``py``): exact sums over its months, over the months kept, over the clean ones.

    Columns ``n.<flag>`` count the months that have a flag.
    """
    only = {"kept": ("work", "share", "pay_fte.time", "pay_total.time"), "clean": ("pay_total.time", "minimum")}
    apart = [
        pl.when(flag).then(name).otherwise(0).alias(f"{flag}.{name}") for flag, names in only.items() for name in names
    ]
    silent = (pl.col("hours").fill_null(0) <= 0) & (pl.col("share") > 0)
    flags = ("clean", "approached", "annual", "silent", "untimed", "odd")
    sums = [
        "work",
        "share",
        "variable_pay",
        "labour_share_paid",
        "gross_paid",
        "hours",
        "rate",
        "weighted",
        *amount_columns(),
    ]
    sums += [f"{flag}.{name}" for flag, names in only.items() for name in names]
    return (
        rows.with_columns(*apart, weighted=pl.col("minimum") * pl.col("share"), silent=silent)
        .group_by("py")
        .agg(
            pl.col(sums).sum(),
            *(pl.col(flag).cast(pl.Int64).sum().alias(f"n.{flag}") for flag in flags),
            pl.len().cast(pl.Int64).alias("paid_months"),
            pl.col("base_rate").min().alias("lowest"),
            pl.col("base_rate").max().alias("highest"),
        )
        .collect(engine="streaming")
        .sort("py")
    )


def with_raises(sums: pl.DataFrame, rows: pl.LazyFrame, contracts: pl.DataFrame) -> pl.DataFrame:
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
    months = rows.join(raised.lazy(), on="py").filter("clean").collect().sort("py", "month")
    following, preceding = pl.col("month").shift(-1).over("py"), pl.col("month").shift().over("py")
    until = following.fill_null(pl.col("closing") + 1)
    since = pl.when(preceding.is_null()).then("opening").otherwise("month")
    shifts = (
        months.with_columns(weight=(until - since).cast(pl.Int64))
        .group_by("py")
        .agg(
            weight=pl.col("weight").sum(),
            held_rate=(pl.col("weight") * pl.col("base_rate")).sum(),
            held_pay=(pl.col("weight") * pl.col("base_pay")).sum(),
            sum_rate=pl.col("base_rate").sum(),
            sum_pay=pl.col("base_pay").sum(),
        )
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
    """``pay_fte``, ``pay_total``, ``pay_hourly``, ``hourly_total`` and the method of each person-year.

    Needs ``length``, the months of the period. Amounts in cents, hourly pay in ten-thousandths of a euro.
    """
    method = (
        pl.when((pl.col("n.annual") > 0) & (pl.col("kept.work") > 0)).then(pl.lit("annual"))
        .when(pl.col("n.clean") > 0).then(pl.lit("clean_month"))
        .when(pl.col("work") > 0).then(pl.lit("pro_rata"))
        .otherwise(pl.lit("none"))
    )  # fmt: skip
    sums = sums.with_columns(pay_method=method)
    # When every month is one of maintained leave, all of them serve: full pay over full time.
    for name in ("work", "share", "pay_fte.time", "pay_total.time"):
        sums = sums.with_columns(
            pl.when(pl.col("kept.work") > 0).then(f"kept.{name}").otherwise(name).alias(f"kept.{name}")
        )
    sums = sums.with_columns(fixed_fte=_fixed_full_time(full), fixed_total=_fixed_present())
    sums = sums.with_columns(
        pay_fte=_cents(pl.col("fixed_fte") + _bonuses("pay_fte", full)),
        pay_total=_cents(pl.col("fixed_total") + _present_bonuses("pay_total")),
    )
    return sums.with_columns(**_hourly(norms))


def _wide(name: str) -> pl.Expr:
    return pl.col(name).cast(pl.Int128)


def _fixed_full_time(full: int) -> pl.Expr:
    number, weight = _wide("n.clean"), _wide("weight")
    clean = share(12 * (_wide("rate") * weight + pl.col("rate_shift")), number * weight)
    return (
        pl.when(pl.col("pay_method") == "clean_month")
        .then(clean)
        .otherwise(share(_wide("kept.pay_fte.time") * full, _wide("kept.work"), 12 * FINE))
    )


def _fixed_present() -> pl.Expr:
    number, weight = _wide("n.clean"), _wide("weight")
    clean = share(_wide("clean.pay_total.time") * weight + pl.col("pay_shift"), number * weight, 12 * FINE)
    return (
        pl.when(pl.col("pay_method") == "clean_month")
        .then(clean)
        .otherwise(share(_wide("kept.pay_total.time") * MONTH, _wide("kept.share"), 12 * FINE))
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
    reference_hours, annual_hours = norms.reference_hours, norms.annual_hours
    paid = pl.sum_horizontal("pay_total.time", "pay_total.yearly", "pay_total.occasional")
    rated = share(
        _wide("pay_total") * _wide("share") * (RATE * reference_hours), _wide("work") * (annual_hours * 100), RATE
    )
    clocked = share(paid, pl.col("hours"), RATE)
    minimum = share(pl.col("clean.minimum"), _wide("n.clean"), 12)
    prorated = share(pl.col("weighted"), _wide("share"), 12)
    return {
        "pay_hourly": share(pl.col("pay_fte"), pl.lit(annual_hours * 100), RATE),
        "hourly_total": pl.when(pl.col("n.silent") == 0).then(clocked).otherwise(rated),
        "minimum_pay": _cents(pl.when(pl.col("pay_method") == "clean_month").then(minimum).otherwise(prorated)),
        "mean_rate": share(_wide("work"), _wide("share") * reference_hours),
    }
