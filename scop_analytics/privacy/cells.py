"""Results as cells: each row with its support, its class, its rule, and the numbers of people that the rule tests.

``part`` and ``rest`` are the one or two numbers of people that a row states or compares: women and men of a gap, the two
sides of a share, the people of a mean. ``need`` is what each must reach. Masking and its audit read nothing else.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Final

import polars as pl

from scop_analytics.privacy.policy import Entry, facts, policy
from scop_analytics.privacy.support import KEY, SUPPORT

PUBLISHED: Final = ("ok", "caution")
FACTS: Final = [name for name in SUPPORT if name not in KEY]


def cells(frame: pl.DataFrame, support: pl.DataFrame, catalogue: Mapping[str, Entry], audience: str) -> pl.DataFrame:
    """``frame`` in the same order, with support (``s_…``), class, rule, parts and the number of keys of its segment."""
    known = facts(catalogue, audience)
    joined = _with_support(frame.with_row_index("ix"), support).join(
        known, on="indicator", how="left", maintain_order="left"
    )
    keys = segments(frame).select("segment", "keys")
    return (
        joined.join(keys, on="segment", how="left", maintain_order="left")
        .with_columns(
            pl.col("status").is_in(PUBLISHED).alias("given"),
            pl.coalesce("s_people", "people").alias("n"),
            _tested(),
        )
        .with_columns(*_parts())
        .with_columns(_need())
    )


def _with_support(frame: pl.DataFrame, support: pl.DataFrame) -> pl.DataFrame:
    """Support beside each row; a plain juxtaposition when the engine kept the order, which it does."""
    names = {name: f"s_{name}" for name in FACTS}
    if frame.height == support.height and frame.select(KEY).equals(support.select(KEY)):
        return frame.hstack(support.select(FACTS).rename(names))
    return frame.join(support.rename(names), on=KEY, how="left", maintain_order="left")


def segments(frame: pl.DataFrame) -> pl.DataFrame:
    """One row per different segment: ``segment``, ``keys`` (how many), ``parts`` (list of key and remaining segment)."""
    names = frame.get_column("segment").unique().to_list()
    apart = policy().apart
    rows = []
    for name in names:
        pairs: dict[str, object] = json.loads(name)
        parents = [
            {"key": key, "rest": canonical({other: value for other, value in pairs.items() if other != key})}
            for key in pairs
            if key not in apart
        ]
        rows.append({"segment": name, "keys": len(pairs), "parts": parents})
    parts = pl.List(pl.Struct({"key": pl.String, "rest": pl.String}))
    return pl.DataFrame(rows, schema={"segment": pl.String, "keys": pl.Int32, "parts": parts})


def canonical(pairs: Mapping[str, object]) -> str:
    """A segment as the one text that names it: keys sorted, no space."""
    return json.dumps(pairs, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _tested() -> pl.Expr:
    """Whether the minimum of the class applies: for some, only to the crossing of several keys."""
    single = pl.col("keys") <= 1
    return ((pl.col("rule_show") == "rule") & ~(pl.col("rule_crossed") & single)).fill_null(True).alias("tested")


def _parts() -> list[pl.Expr]:
    """The numbers of people a row gives away, whatever its form."""
    sides = (pl.col("disclosure") == "pay") & ~pl.col("is_counts")
    sexes = pl.col("s_women").is_not_null() | pl.col("s_men").is_not_null()
    share = (pl.col("denominator") == pl.col("n")) & pl.col("numerator").is_not_null()
    count = (pl.col("unit_kind") == "people") & pl.col("value").is_not_null()
    part = (
        pl.when(sides & sexes)
        .then(pl.col("s_women").cast(pl.Float64))
        .when(sides)
        .then(pl.col("n").cast(pl.Float64))
        .when(count)
        .then(pl.col("value"))
        .when(share)
        .then(pl.col("numerator"))
        .otherwise(pl.col("n").cast(pl.Float64))
    )
    rest = (
        pl.when(sides & sexes)
        .then(pl.col("s_men").cast(pl.Float64))
        .when(~sides & ~count & share)
        .then(pl.col("denominator") - pl.col("numerator"))
    )
    return [part.alias("part"), rest.alias("rest"), (sides & ~sexes).alias("unsexed")]


def _need() -> pl.Expr:
    """How many people each part must reach: the sides of a pay statistic (both together where the sexes are not told)."""
    sides = pl.col("rule_sides").cast(pl.Float64)
    return (
        pl.when(pl.col("disclosure") != "pay")
        .then(pl.col("rule_people").cast(pl.Float64))
        .when(pl.col("unsexed"))
        .then(2 * sides)
        .otherwise(sides)
        .alias("need")
    )


def passes(part: pl.Expr, rest: pl.Expr) -> pl.Expr:
    """Whether the parts are large enough, each alone (an absent part sets no condition; none at all fails)."""
    need, zero = pl.col("need"), pl.col("rule_zero")

    def enough(number: pl.Expr) -> pl.Expr:
        return (number >= need) | (zero & (number == 0))

    return enough(part).fill_null(True) & enough(rest).fill_null(True) & (part.is_not_null() | rest.is_not_null())
