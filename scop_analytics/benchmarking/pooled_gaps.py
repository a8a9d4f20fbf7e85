"""The pay gap of a network, in two ways that are never mixed: the mean co-operative, and all people as one payroll.

:data:`POOLED`, one row per year, gap and stratum (all, sector, size band): ``estimate, low, high, tau2, i2`` treat each co-operative as
one unit of a random-effects model; ``payroll`` is the gap between the mean pay of all women and of all men together, by the same
definition, null where one co-operative holds too many of the people. ``n`` co-operatives have a gap, ``without`` have none.
Positive when men earn more, in percent of men's pay. :func:`behind` tells who stands behind each number.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from scop_analytics.benchmarking import settings
from scop_analytics.benchmarking.compared import COMPANY, Compared
from scop_analytics.benchmarking.spread import random_effects
from scop_analytics.benchmarking.uncertain import apart
from scop_analytics.results import reason

KINDS: Final = ("all", "sector", "size_band")
NUMBERS: Final = ("estimate", "low", "high", "tau2", "i2", "payroll")
POOLED: Final[dict[str, pl.DataType]] = {
    "kind": pl.String(), "stratum": pl.String(), "year": pl.Int32(), "indicator": pl.String(), "n": pl.Int64(),
    "without": pl.Int64(), **dict.fromkeys(NUMBERS, pl.Float64()), "status": pl.String(), "reason": pl.String(),
}  # fmt: skip


def pooled(compared: Compared, uncertain: pl.DataFrame, audience: str = "public") -> pl.DataFrame:
    """The pooled gaps, in the columns of :data:`POOLED`."""
    minima = settings.minima(audience)
    rows = _rows(compared, uncertain)
    made = [_of_kind(rows, compared.profiles, kind, minima) for kind in KINDS]
    whole = pl.concat([part for part in made if part is not None] or [pl.DataFrame(schema=POOLED)])
    return _alone(whole, minima["mean"]).sort("year", "indicator", "kind", "stratum")


def behind(compared: Compared, uncertain: pl.DataFrame) -> pl.DataFrame:
    """Who stands behind each number: ``year, indicator, part`` (``estimate`` or ``payroll``), ``kind, stratum, company``."""
    rows = _rows(compared, uncertain)
    parts = [
        rows.filter(part).select("year", "indicator", pl.lit(name).alias("part"), pl.lit(kind).alias("kind"), _stratum(kind), "company")
        for kind in KINDS
        for name, part in (("estimate", pl.col("s") > 0), ("payroll", pl.col("summed")))
    ]  # fmt: skip
    return pl.concat(parts).filter(pl.col("stratum").is_not_null())


def _rows(compared: Compared, uncertain: pl.DataFrame) -> pl.DataFrame:
    """The gaps with their standard errors, what the strata are made by, and whether both means and numbers of people are known."""
    gaps = compared.figures.filter(
        pl.col("segment") == "{}", pl.col("indicator").is_in(settings.peers()["funnel"]["gaps"])
    )
    errors = uncertain.select(*COMPANY, "indicator", "s")
    rows = gaps.join(errors, on=[*COMPANY, "indicator"], how="left").join(
        compared.profiles.select(*COMPANY, "sector", "size_band"), on=list(COMPANY), how="left"
    )
    key = [*COMPANY, "indicator"]
    complete = rows.drop_nulls(["numerator", "denominator", "women", "men"])
    kept = apart(complete, rows, -(pl.col("women") + pl.col("men"))).select(*key, pl.lit(True).alias("summed"))
    return rows.join(kept, on=key, how="left").with_columns(pl.col("summed").fill_null(False))


def _stratum(kind: str) -> pl.Expr:
    return (pl.lit("") if kind == "all" else pl.col(kind)).alias("stratum")


def _of_kind(rows: pl.DataFrame, known: pl.DataFrame, kind: str, minima: dict[str, int]) -> pl.DataFrame | None:
    everybody = known.select("year", _stratum(kind)).group_by("year", "stratum").len("coops")
    cut = rows.with_columns(_stratum(kind)).filter(pl.col("stratum").is_not_null())
    made = []
    for (year, indicator, stratum), own in cut.group_by("year", "indicator", "stratum", maintain_order=True):
        numbers = _numbers(own, minima) if own.height >= minima["mean"] else {}
        made.append({"kind": kind, "stratum": stratum, "year": year, "indicator": indicator, "n": own.height} | numbers)
    if not made:
        return None
    frame = pl.DataFrame(
        made, schema={name: kind for name, kind in POOLED.items() if name not in ("without", "status", "reason")}
    )
    both = frame.join(everybody, on=["year", "stratum"], how="left")
    blank = [pl.lit(None, pl.String).alias(name) for name in ("status", "reason")]
    return both.with_columns((pl.col("coops") - pl.col("n")).alias("without"), *blank).select(
        pl.col(name).cast(kind) for name, kind in POOLED.items()
    )


def _numbers(rows: pl.DataFrame, minima: dict[str, int]) -> dict[str, float | None]:
    known = rows.filter(pl.col("s") > 0)
    told: dict[str, float | None] = {"payroll": _payroll(rows, minima)}
    if known.height >= minima["mean"]:
        found = random_effects(known["value"].to_numpy(), known["s"].to_numpy())
        told |= {name: round(getattr(found, name), 1) for name in ("estimate", "low", "high", "tau2", "i2")}
    return told


def _payroll(rows: pl.DataFrame, minima: dict[str, int]) -> float | None:
    """The gap between all women and all men: means of each co-operative times its people, summed; to half a point."""
    known = rows.filter("summed")
    people = (known["women"] + known["men"]).to_list()
    if known.height < minima["mean"] or 100 * max(people) > minima["weight"] * sum(people):
        return None
    women, men = known["women"].sum(), known["men"].sum()
    hers = known.select(((pl.col("denominator") - pl.col("numerator")) * pl.col("women")).sum()).item() / women
    his = known.select((pl.col("denominator") * pl.col("men")).sum()).item() / men
    return float(round(2 * 100 * (his - hers) / his) / 2)


def _alone(rows: pl.DataFrame, fewest: int) -> pl.DataFrame:
    """Strata too small are hidden, and the smallest of those left when the hidden ones of a kind are together few."""
    over = ["kind", "year", "indicator"]
    big = pl.col("n") >= fewest
    hidden = (~big).cast(pl.Int64) * pl.col("n")
    short = (hidden.sum().over(over) > 0) & (hidden.sum().over(over) < settings.peers()["differencing"]["public"])
    least = pl.col("n").filter(big).min().over(over)
    gone = ~big | (short & (pl.col("n") == least))
    why = reason("too_few_coops", {"minimum": fewest})
    return rows.with_columns(
        *(pl.when(~gone).then(name).alias(name) for name in ("n", "without", *NUMBERS)),
        pl.when(gone).then(pl.lit("suppressed")).otherwise(pl.lit("ok")).alias("status"),
        pl.when(gone).then(why).alias("reason"),
    )
