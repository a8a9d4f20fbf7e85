"""What contracts say beyond the headcount: who was there on the first day, all year long, or without a contract of the company."""

from __future__ import annotations

import polars as pl

from scop_analytics.derive.clock import MONTH, RATE, share, span
from scop_analytics.derive.rules import names

SUMMED = ("steady_parts", "agency_parts")
SEEN = ("was_present", "outside", "was_intern")


def marks(begins: pl.Expr) -> dict[str, pl.Expr]:
    """Columns of each contract: parts of months and marks; days shared by two contracts count from ``begins``."""
    staff = pl.col("is_staff")
    steady = _is("permanent", "contract_types") & (pl.col("fte_rate") >= RATE)
    opened = pl.col("contract_start").is_null() | (pl.col("contract_start") <= pl.col("start"))
    return {
        "steady_parts": pl.when(steady).then(span(begins, pl.col("last"))).otherwise(0),
        "agency_parts": pl.when(_is("outside", "agency")).then(pl.col("fte_rate") * pl.col("whole")).otherwise(0),
        "was_present": staff & opened,
        "outside": ~staff & pl.col("is_open"),
        "was_intern": _is("outside", "interns"),
    }


def gathered() -> list[pl.Expr]:
    """The marks of a person with several contracts."""
    return [pl.col(name).sum() for name in SUMMED] + [pl.col(name).any() for name in SEEN]


def standing() -> list[pl.Expr]:
    """``is_permanent_staff`` (full time, permanent, all year), ``is_outside`` (at closing), ``agency_average`` (ten-thousandths)."""
    whole = span(pl.col("start"), pl.col("end"))
    return [
        (pl.col("steady_parts") >= whole).alias("is_permanent_staff"),
        (pl.col("outside") & ~pl.col("is_present")).alias("is_outside"),
        share(pl.col("agency_parts"), pl.col("length") * MONTH).alias("agency_average"),
        pl.col("disability_status").alias("is_disabled"),
    ]


def local() -> pl.Expr:
    """Whether the person works in the region of the seat; null when either region is unknown."""
    return (pl.col("work_site_region") == pl.col("region")).alias("is_local")


def _is(section: str, key: str) -> pl.Expr:
    return pl.col("contract_type").is_in(names(section, key)).fill_null(value=False)
