"""Why an official value differs from ours: the definition that reproduces it, found by computing, or « unexplained »."""

from __future__ import annotations

from typing import Final

import polars as pl

from scop_analytics.official.lines import alternatives
from scop_analytics.official.variants import OURS

NEAR: Final = 0.5 + 1e-6  # a number agrees with a value written to a unit when it would round to it
AXES: Final = ("pay", "people", "share")
GROUP: Final = ("entity_id", "measure", "core")
# Lines that stand or fall together: a definition must give all those of a group to explain any of them.
CORES: Final = {
    "gap": "amounts", "women": "amounts", "men": "amounts", "people_women": "people", "people_men": "people",
    "share_women": "shares", "share_men": "shares", "count_women": "counts", "count_men": "counts",
    "threshold": "thresholds", "workforce": "workforce", "quality": "quality",
}  # fmt: skip


def explained(rows: pl.DataFrame, tried: pl.DataFrame, year: int) -> pl.DataFrame:
    """``rows`` (ours beside ``official``) with ``cause`` (names joined by ``+``) and ``evidence`` (values it reproduces)."""
    rows = rows.with_columns(
        core=pl.col("of").replace_strict(CORES), same=_agrees(pl.col("ours"), pl.col("official"), pl.col("scale"))
    )
    rows = rows.join(_reproduced(rows, tried, year), on=list(GROUP), how="left", maintain_order="left")
    rows = _with_neighbours(rows)
    compared = pl.col("official").is_not_null() & pl.col("ours").is_not_null()
    neither = pl.col("official").is_null() & pl.col("ours").is_null()
    cause = (
        pl.when(pl.col("core") == "quality").then(None)
        .when(neither | (compared & pl.col("same"))).then(pl.lit("same"))
        .when(pl.col("official").is_null()).then(pl.lit("official_empty"))
        .when(pl.col("ours").is_null()).then(pl.lit("ours_absent"))
        .when(pl.col("of") == "gap", _from_cents()).then(pl.lit("rounding_from_cents"))
        .when(pl.col("found").is_not_null()).then("found")
        .when(pl.col("of") == "gap", ~_consistent()).then(pl.lit("official_inconsistent"))
        .otherwise(pl.lit("unexplained"))
    )  # fmt: skip
    tested = pl.when(pl.col("found").is_not_null(), ~pl.col("same").fill_null(value=False)).then("evidence")
    return rows.with_columns(
        cause=cause, evidence=tested, consistent=pl.when(pl.col("of") == "gap").then(_consistent())
    ).drop("core", "same", "found", "of_women", "of_men", "our_women", "our_men")


def _agrees(number: pl.Expr, official: pl.Expr, scale: pl.Expr) -> pl.Expr:
    return (number * scale - official).abs() <= NEAR


def _reproduced(rows: pl.DataFrame, tried: pl.DataFrame, year: int) -> pl.DataFrame:
    """The simplest other definition that gives every official value of a group; fewest changes, then the order of the data."""
    wanted = rows.filter(pl.col("official").is_not_null()).select(*GROUP, "band", "of", "official", "scale")
    numbers = tried.filter(pl.col("fiscal_year") == year).drop("fiscal_year")
    met = wanted.join(numbers, on=["entity_id", "measure", "band", "of"], how="inner")
    given = wanted.group_by(*GROUP).agg(given=pl.len())
    whole = met.group_by(*GROUP, *AXES).agg(
        matched=_agrees(pl.col("number"), pl.col("official"), pl.col("scale")).sum(), changes=_changes().first(), rank=_rank().first()
    )  # fmt: skip
    found = whole.join(given, on=list(GROUP)).filter(pl.col("matched") == pl.col("given"), pl.col("changes") > 0)
    names = [pl.when(pl.col(axis) != OURS).then(axis) for axis in AXES]
    return (
        found.sort(*GROUP, "changes", "rank")
        .group_by(*GROUP, maintain_order=True)
        .first()
        .select(*GROUP, found=pl.concat_str(names, separator="+", ignore_nulls=True), evidence="matched")
    )


def _changes() -> pl.Expr:
    return pl.sum_horizontal((pl.col(axis) != OURS).cast(pl.Int64) for axis in AXES)


def _rank() -> pl.Expr:
    """The place of a definition in the data file."""
    places = [
        pl.col(axis).replace_strict({name: at for at, name in enumerate(alternatives()[axis])}, return_dtype=pl.Int64)
        for axis in AXES
    ]
    return places[0] * 100 + places[1] * 10 + places[2]


def _with_neighbours(rows: pl.DataFrame) -> pl.DataFrame:
    """The women's and men's amounts of the same measure beside each gap."""
    beside = [
        rows.filter(of=side, core="amounts").select("entity_id", "measure", pl.col("official").alias(f"of_{side}"), pl.col("ours").alias(f"our_{side}"))
        for side in ("women", "men")
    ]  # fmt: skip
    for side in beside:
        rows = rows.join(side, on=["entity_id", "measure"], how="left", maintain_order="left")
    return rows


def _from_cents() -> pl.Expr:
    """Whether our amounts, rounded to the cent first, give the official gap."""
    women, men = ((pl.col(f"our_{side}") * 100).round(0) for side in ("women", "men"))
    return _agrees((men - women) / men, pl.col("official"), pl.col("scale")).fill_null(value=False)


def _consistent() -> pl.Expr:
    """Whether the official gap can follow from its own amounts, each known to half a cent; unknown amounts prove nothing."""
    women, men = pl.col("of_women"), pl.col("of_men")
    low = 1 - (women + NEAR) / (men - NEAR)
    high = 1 - (women - NEAR) / (men + NEAR)
    gap, half = pl.col("official") / pl.col("scale"), NEAR / pl.col("scale")
    return gap.is_between(low - half, high + half).fill_null(value=True) | (men <= 1)
