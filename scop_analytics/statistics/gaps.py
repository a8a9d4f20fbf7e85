"""Gaps of mean pay between men and women in many groups at once: whole numbers until one division, legal rounding.

A gap is ``(men − women) / men`` of the means, in percent, positive when men earn more. With sums ``S`` and heads ``n`` it
is ``100 (Sm nw − Sw nm) / (Sm nw)``: two whole numbers, so that ties and thresholds are exact.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

import numpy as np
import polars as pl

WIDE: Final = pl.Int128
TENTHS: Final = 10
SEXES: Final = {"F": "women", "M": "men"}
FINE: Final = 10**10  # parts of a percent in which gaps are added up with weights: order changes nothing


def sums_by_sex(people: pl.LazyFrame, keys: Sequence[str], pays: Mapping[str, tuple[str, pl.Expr]]) -> pl.DataFrame:
    """One row per group and pay (``pay``): heads (``women``, ``men``), their sums (``…_sum``), ``distinct`` amounts.

    ``pays``: name → column of whole amounts, and who is compared. One grouping serves them all.
    """
    found = [part.alias(f"{pay}.{name}") for pay, asked in pays.items() for name, part in _sums(*asked).items()]
    wide = people.group_by(*keys).agg(found).collect()
    parts = ("women", "women_sum", "men", "men_sum", "distinct")
    tall = [
        wide.select(*keys, *(pl.col(f"{pay}.{part}").alias(part) for part in parts), pl.lit(pay).alias("pay"))
        for pay in pays
    ]
    return pl.concat(tall).sort(*keys, "pay", nulls_last=True)


def _sums(amounts: str, among: pl.Expr) -> dict[str, pl.Expr]:
    known = among & pl.col(amounts).is_not_null()
    paid = pl.col(amounts).cast(pl.Int64)
    found: dict[str, pl.Expr] = {}
    for sex, name in SEXES.items():
        own = known & (pl.col("sex") == sex)
        found |= {name: own.sum().cast(pl.Int64), f"{name}_sum": pl.when(own).then(paid).sum()}
    return {**found, "distinct": _several(pl.when(known).then(paid))}


def spread_by_sex(
    people: pl.LazyFrame, keys: Sequence[str], amounts: str, more: Mapping[str, Callable[[pl.Expr], pl.Expr]]
) -> pl.LazyFrame:
    """Same as :func:`sums_by_sex` for amounts all known, with each sex's median, ``distinct``, and ``more`` by name.

    The amounts of a sex are a column, null for the others: aggregations skip them, which costs less than filtering groups.
    """
    paid = pl.col(amounts).cast(pl.Int64)
    found: list[pl.Expr] = [_several(paid).alias("distinct")]
    for name in SEXES.values():
        own = pl.col(f"{name}_own")
        found += [own.count().cast(pl.Int64).alias(name), own.sum().alias(f"{name}_sum")]
        found += [own.median().alias(f"{name}_median"), _several(own).alias(f"{name}_distinct")]
        found += [measured(own).alias(f"{name}_{part}") for part, measured in more.items()]
    apart = {f"{name}_own": pl.when(pl.col("sex") == sex).then(paid) for sex, name in SEXES.items()}
    return people.with_columns(**apart).group_by(*keys).agg(found)


def _several(amounts: pl.Expr) -> pl.Expr:
    """One when everybody has the same, two otherwise: all that masking asks."""
    return pl.when(amounts.min() == amounts.max()).then(1).otherwise(2).cast(pl.Int64)


def terms() -> tuple[pl.Expr, pl.Expr]:
    """Numerator and denominator of the gap of :func:`sums_by_sex`, as whole numbers (times 100 to be percent)."""
    men_sum, women_sum = (pl.col(f"{sex}_sum").cast(WIDE) for sex in ("men", "women"))
    men, women = (pl.col(sex).cast(WIDE) for sex in ("men", "women"))
    return men_sum * women - women_sum * men, men_sum * women


def in_parts(parts: int) -> pl.Expr:
    """The gap in ``1 / parts`` of a percent, half away from zero, as a whole number; null without men's pay."""
    top, bottom = terms()
    bottom = pl.when(bottom > 0).then(bottom)
    return top.sign() * ((2 * 100 * parts * top.abs() + bottom) // (2 * bottom))


def tenths() -> pl.Expr:
    """The legal rounding: the gap in tenths of a percent, half away from zero."""
    return in_parts(TENTHS).cast(pl.Int64)


def percent(found: pl.DataFrame) -> pl.Series:
    """The gap in percent, by one division."""
    top, bottom = terms()
    numbers = found.select(top.cast(pl.Float64).alias("top"), bottom.cast(pl.Float64).alias("bottom"))
    return quotient(numbers["top"] * 100, numbers["bottom"])


def quotient(top: pl.Series, bottom: pl.Series) -> pl.Series:
    """One division of each row, by numpy (polars divides by a constant column with its inverse); null by zero."""
    with np.errstate(divide="ignore", invalid="ignore"):
        values = np.divide(top.cast(pl.Float64).to_numpy(), bottom.cast(pl.Float64).to_numpy())
    return pl.Series(np.where(np.isfinite(values), values, np.nan), nan_to_null=True, dtype=pl.Float64)


@dataclass(frozen=True)
class Trigger:
    """When a gap calls for a joint assessment; without ``percent``, no text said so at the time."""

    percent: Fraction | None
    inclusive: bool
    both: bool

    def reached(self) -> pl.Expr:
        """Whether the gap, rounded as the law rounds, is at the threshold or above; null without a threshold."""
        if self.percent is None:
            return pl.lit(None, pl.Boolean)
        gap = pl.col("tenths").abs() if self.both else pl.col("tenths")
        left, right = gap * self.percent.denominator, self.percent.numerator * TENTHS
        return left >= right if self.inclusive else left > right
