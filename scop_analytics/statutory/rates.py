"""Indicators 2 and 3, raises and promotions by category (more than 250), and their union (50 to 250).

A difference is men's rate - women's rate, in percentage points: positive when men are favoured.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

import numpy as np
import polars as pl

from scop_analytics.statutory.exactness import (
    NOISE,
    TENTHS,
    half_up_quotient,
    most,
    points,
    quotient,
    tenths,
    total,
)  # fmt: skip
from scop_analytics.statutory.schema import KEY
from scop_analytics.statutory.settling import Case, Facts

PERCENT: Final = 100
KINDS: Final = {"raise": "raised", "promotion": "promoted"}
JOINED: Final = "raise_or_promotion"


@dataclass(frozen=True)
class Rates:
    """Every category with its two rate gaps, and the columns of each company-year."""

    categories: pl.DataFrame
    company: Mapping[str, Any]


def scored(rates: pl.DataFrame, companies: pl.DataFrame, rules: Mapping[str, Any]) -> Rates:
    """The rate gaps of each category and the columns ``raise.…`` and ``promotion.…`` of each company-year."""
    least = int(rules["equity_index.rate_group_minimum"])
    women, men = pl.col("women"), pl.col("men")
    held = rates.join(companies.select(*KEY, "row"), on=KEY, how="inner").sort("row", "category")
    held = held.with_columns(
        heads=women + men, valid=pl.col("category").is_not_null() & (women >= least) & (men >= least)
    )
    found: dict[str, Any] = {}
    for name, marked in KINDS.items():
        gap, company = _of(name, marked, held, companies.height, rules)
        held, found = held.with_columns(gap), found | company
    return Rates(held, found)


def _of(
    name: str, marked: str, held: pl.DataFrame, count: int, rules: Mapping[str, Any]
) -> tuple[pl.Series, dict[str, Any]]:
    """One indicator: the gap of each category, the weighted sum by company-year, its points and what it rests on."""
    slots, heads = held["row"].cast(pl.Int64).to_numpy(), held["heads"].fill_null(0).to_numpy()
    valid, sexes = held["valid"].fill_null(value=False).to_numpy(), ("women", "men")
    some = {sex: held[f"{sex}_{marked}"].fill_null(0).to_numpy() for sex in sexes}
    share = {sex: quotient(PERCENT * some[sex], held[sex].fill_null(0).to_numpy()) for sex in sexes}
    gap = np.where(valid, share["men"] - share["women"], np.nan)
    valid_heads = total(slots, np.where(valid, heads, 0), count)
    value = quotient(total(slots, np.nan_to_num(gap) * heads, count), valid_heads)
    told = [f"women_{marked}", f"men_{marked}", *sexes]
    unknown = held.select(pl.any_horizontal(pl.col(told).is_null()).cast(pl.Int64)).to_series().to_numpy()
    rounded, scale = tenths(value, lambda place: _exactly(held, marked, place)), rules[f"equity_index.{name}_points"]
    return pl.Series(f"{name}_gap", gap, nan_to_null=True), {
        f"{name}.value": np.round(value, NOISE),
        f"{name}.tenths": rounded,
        f"{name}.points": points(rounded, scale),
        f"{name}.maximum": most(scale),
        f"{name}.people": total(slots, some["women"] + some["men"], count).astype(np.int64),
        f"{name}.heads": total(slots, heads, count).astype(np.int64),
        f"{name}.valid_heads": valid_heads.astype(np.int64),
        f"{name}.told": (total(slots, unknown, count) == 0) & (total(slots, heads, count) > 0),
    }


def _exactly(held: pl.DataFrame, marked: str, place: int) -> Fraction:
    """The weighted rate gap of one company-year in fractions."""
    own = held.filter((pl.col("row") == place) & pl.col("valid"))
    terms = [
        (Fraction(row[f"men_{marked}"], row["men"]) - Fraction(row[f"women_{marked}"], row["women"])) * row["heads"]
        for row in own.iter_rows(named=True)
    ]
    return PERCENT * sum(terms, Fraction(0)) / int(own["heads"].sum())


def joined(companies: pl.DataFrame, rules: Mapping[str, Any]) -> dict[str, Any]:
    """The columns ``raise_or_promotion.…``: A in points of rate, B in employees, rounded at the end on whole numbers only."""
    women, men, women_raised, men_raised = (
        companies[name].fill_null(0).to_numpy().astype(np.int64)
        for name in ("women", "men", "women_raised", "men_raised")
    )
    difference, cells = men_raised * women - women_raised * men, men * women  # d = difference / cells
    most_numerous = np.maximum(women, men)  # d x min(women, men) = difference / max(women, men)
    in_points = half_up_quotient(PERCENT * TENTHS * difference, cells)
    in_people = half_up_quotient(TENTHS * difference, most_numerous)
    scale = rules["equity_index.raise_or_promotion_points"]
    return {
        f"{JOINED}.value": np.round(quotient(PERCENT * difference, cells), NOISE),
        f"{JOINED}.tenths": in_points,
        f"{JOINED}.employees": np.round(quotient(difference, most_numerous), NOISE),
        f"{JOINED}.employee_tenths": in_people,
        f"{JOINED}.points": np.maximum(points(in_points, scale), points(in_people, scale)),
        f"{JOINED}.maximum": most(scale),
    }


def cases(name: str, rules: Mapping[str, Any]) -> list[Case]:
    """Why there is no indicator 2 or 3."""
    small = int(rules["equity_index.small_bracket_maximum"])
    least, share = int(rules["equity_index.rate_group_minimum"]), int(rules["equity_index.coverage_minimum"])
    heads, valid = pl.col(f"{name}.heads"), pl.col(f"{name}.valid_heads")
    facts: Facts = {"valid": valid, "people": heads, "threshold": share, "minimum": least}
    return [
        Case("not_applicable", pl.col("bracket") == "small", "index_larger_only", {"maximum": small}),
        Case("missing", ~pl.col(f"{name}.told"), f"index_not_given_{name}s"),
        Case("not_computable", pl.col(f"{name}.people") == 0, f"index_no_{name}"),
        Case("not_computable", (valid * PERCENT < share * heads) | (valid == 0), "index_coverage_rates", facts),
    ]


def joined_cases(rules: Mapping[str, Any]) -> list[Case]:
    """Why there is no joined indicator."""
    small, least = (
        int(rules[f"equity_index.{name}"]) for name in ("small_bracket_maximum", "raise_or_promotion_minimum")
    )
    women, men, raised = pl.col("women"), pl.col("men"), pl.col("women_raised") + pl.col("men_raised")
    facts: Facts = {"women": women, "men": men, "minimum": least}
    return [
        Case("not_applicable", pl.col("bracket").is_in(["medium", "large"]), "index_smaller_only", {"maximum": small}),
        Case("missing", raised.is_null(), "index_not_given_raises"),
        Case("missing", women.is_null() | men.is_null(), "index_not_given_groups"),
        Case("not_computable", (women < least) | (men < least), "index_too_few", facts),
        Case("not_computable", raised == 0, "index_no_raise"),
    ]
