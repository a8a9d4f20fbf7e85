"""Indicator 1: the pay gap between women and men of the same category and age, 40 points.

A gap is (men - women) / men on mean pays, in percent: positive when men are paid more.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any, Final

import numpy as np
import polars as pl

from scop_analytics.statutory.exactness import NOISE, Floats, Integers, most, points, quotient, tenths, total
from scop_analytics.statutory.schema import KEY, MODES
from scop_analytics.statutory.settling import Case, Facts

PERCENT: Final = 100
PAY: Final = ("women_pay", "women_per", "men_pay", "men_per")


@dataclass(frozen=True)
class Gaps:
    """Every group with its gap, and one result per company and year in the mode that counts for it."""

    groups: pl.DataFrame
    company: Mapping[str, Any]


def prepared(groups: pl.DataFrame, rows: pl.DataFrame, rules: Mapping[str, Any]) -> pl.DataFrame:
    """The groups of the companies of ``rows`` in a fixed order, each with its slot, threshold and validity."""
    least = int(rules["equity_index.group_minimum"])
    women, men, mode = pl.col("women"), pl.col("men"), pl.col("mode")
    named = pl.col("category").is_not_null() & pl.col("age_band").is_not_null()
    paid = pl.all_horizontal((pl.col(name) > 0).fill_null(value=False) for name in PAY)
    thresholds = [float(rules[f"equity_index.{name}_threshold"]) for name in MODES]
    return (
        groups.join(rows, on=KEY, how="inner")
        .sort("row", "mode", "category", "age_band")
        .with_columns(
            slot=pl.col("row").cast(pl.Int64) * len(MODES) + (mode == "level").cast(pl.Int64),
            heads=women + men,
            valid=named & (women >= least) & (men >= least),
            threshold=pl.when(mode == "level").then(pl.lit(thresholds[1])).otherwise(pl.lit(thresholds[0])),
            paid=paid,
        )
    )


def scored(groups: pl.DataFrame, companies: pl.DataFrame, rules: Mapping[str, Any]) -> Gaps:
    """The gap of each group and the columns ``pay_gap.…`` of each company-year."""
    held = prepared(groups, companies.select(*KEY, "row"), rules)
    held = held.with_columns(**_by_group(held))
    found = _Slots(held, companies, rules)
    used = held.with_columns(used=pl.Series(found.chosen[held["row"].to_numpy()] == held["slot"].to_numpy()))
    used = used.with_columns(**found.weights(used))
    scale = rules["equity_index.pay_gap_points"]
    rounded = tenths(found.value, found.exactly)
    return Gaps(
        used,
        {
            "pay_gap.value": np.round(found.value, NOISE),
            "pay_gap.tenths": rounded,
            "pay_gap.points": points(rounded, scale),
            "pay_gap.maximum": most(scale),
            "pay_gap.mode": pl.Series(MODES).gather(found.chosen % len(MODES)),
            "heads": found.heads[found.chosen].astype(np.int64),
            "valid_heads": found.valid_heads[found.chosen].astype(np.int64),
            "unpaid": found.unpaid[found.chosen] > 0,
        },
    )


def _by_group(held: pl.DataFrame) -> dict[str, pl.Series]:
    """The gap of each valid group, and what the threshold leaves of it."""
    women_pay, women_per, men_pay, men_per = (held[name].cast(pl.Float64).to_numpy() for name in PAY)
    usable = (held["valid"] & held["paid"]).to_numpy()
    women, men = quotient(women_pay, women_per), quotient(men_pay, men_per)
    gap = np.where(usable, quotient(PERCENT * (men - women), np.where(usable, men, 0)), np.nan)
    kept = np.sign(gap) * np.maximum(np.abs(gap) - held["threshold"].to_numpy(), 0)
    named = {"women_mean": women, "men_mean": men, "gap": gap, "kept_gap": kept + 0.0}
    return {name: pl.Series(name, values, nan_to_null=True) for name, values in named.items()}


class _Slots:
    """Sums by slot: two slots a company-year, one per way of grouping."""

    def __init__(self, held: pl.DataFrame, companies: pl.DataFrame, rules: Mapping[str, Any]) -> None:
        self.held, self.companies, self.rules = held, companies, rules
        self.slots, self.count = held["slot"].to_numpy(), companies.height * len(MODES)
        self.heads = self._sum(held["heads"])
        self.valid_heads = self._sum(pl.select(pl.when(held["valid"]).then(held["heads"]).otherwise(0)).to_series())
        self.unpaid = self._sum((held["valid"] & ~held["paid"]).cast(pl.Int64))

    def _sum(self, values: pl.Series) -> Floats:
        return total(self.slots, values.fill_null(0).to_numpy(), self.count)

    @cached_property
    def chosen(self) -> Integers:
        """The slot of each company-year: levels where it chose them and they cover enough people, else categories."""
        least = int(self.rules["equity_index.coverage_minimum"])
        covered = (self.valid_heads * PERCENT >= least * self.heads) & (self.valid_heads > 0)
        csp = np.arange(self.companies.height, dtype=np.int64) * len(MODES)
        asked = (self.companies["mode"] == "level").fill_null(value=False).to_numpy()
        by_level = asked & (covered[csp + 1] | (self.heads[csp] == 0))
        return np.where(by_level, csp + 1, csp)

    @cached_property
    def value(self) -> Floats:
        """The weighted sum of what the thresholds leave, in percent: signed, positive in favour of men."""
        weighted = self._sum(self.held["kept_gap"].fill_null(0.0) * self.held["heads"])
        return quotient(weighted, self.valid_heads)[self.chosen]

    def weights(self, used: pl.DataFrame) -> dict[str, pl.Series]:
        """Share of each valid group among the valid heads, and what it adds to the result."""
        heads = np.where(used["valid"].to_numpy(), used["heads"].to_numpy(), 0)
        weight = quotient(heads.astype(np.float64), self.valid_heads[used["slot"].to_numpy()])
        given = {"weight": weight, "contribution": weight * used["kept_gap"].fill_null(np.nan).to_numpy()}
        return {name: pl.Series(name, values, nan_to_null=True) for name, values in given.items()}

    def exactly(self, place: int) -> Fraction:
        """The value of one company-year in fractions."""
        slot = int(self.chosen[place])
        first, last = np.searchsorted(self.slots, [slot, slot + 1])
        rows = self.held[int(first) : int(last)].filter(pl.col("valid") & pl.col("paid"))
        threshold = Fraction(self.rules[f"equity_index.{MODES[slot % len(MODES)]}_threshold"])
        kept = [(_kept(row, threshold), row["heads"]) for row in rows.iter_rows(named=True)]
        heads = sum(size for _, size in kept)
        return sum((gap * size for gap, size in kept), Fraction(0)) / heads if heads else Fraction(0)


def _kept(row: Mapping[str, Any], threshold: Fraction) -> Fraction:
    ratio = Fraction(row["women_pay"] * row["men_per"], row["women_per"] * row["men_pay"])
    gap = PERCENT * (1 - ratio)
    return max(gap - threshold, Fraction(0)) if gap > 0 else min(gap + threshold, Fraction(0))


def cases(rules: Mapping[str, Any]) -> list[Case]:
    """Why there is no indicator 1, or why it is read with care."""
    least = int(rules["equity_index.coverage_minimum"])
    heads, valid = pl.col("heads"), pl.col("valid_heads")
    facts: Facts = {
        "valid": valid,
        "people": heads,
        "threshold": least,
        "minimum": int(rules["equity_index.group_minimum"]),
    }
    return [
        Case("missing", heads == 0, "index_not_given_groups"),
        Case("missing", pl.col("unpaid"), "index_unpaid"),
        Case("not_computable", (valid * PERCENT < least * heads) | (valid == 0), "index_coverage", facts),
        Case("caution", pl.col("approached") > 0, "approached_pay", {"people": pl.col("approached")}),
    ]
