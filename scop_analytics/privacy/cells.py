"""Results as cells: each row with the terms on which it is read and the numbers of people that the rule tests.

``part`` and ``rest`` are the one or two numbers of people that a row states or compares: women and men of a gap, the two
sides of a share, the people of a mean. ``least_people`` is what each must reach. Masking reads nothing else.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Final

import polars as pl

from scop_analytics.privacy.policy import policy
from scop_analytics.privacy.support import KEY

PUBLISHED: Final = ("ok", "caution")
USED: Final = ("people", "women", "men", "least", "distinct", "smoothed")
TAKEN: Final = ("value", "numerator", "denominator", "people", "threshold", "status")


def cells(frame: pl.DataFrame, support: pl.DataFrame, known: pl.DataFrame) -> pl.LazyFrame:
    """``frame`` in the same order with its support (``s_…``), the terms of its indicator and its parts."""
    taken = frame.select(*KEY, *TAKEN).with_row_index("ix")
    joined = _with_support(taken, support).lazy().join(known.lazy(), on="indicator", how="left", maintain_order="left")
    keys = {name: len(pairs) for name, pairs in parsed(frame).items()}
    size = pl.col("segment").replace_strict(keys, return_dtype=pl.Int8)
    return (
        joined.with_columns(
            size.alias("keys"),
            pl.col("status").is_in(PUBLISHED).alias("given"),
            _people().alias("n"),
            (pl.col("sides") & (pl.col("s_women").is_not_null() | pl.col("s_men").is_not_null())).alias("sexed"),
        )
        .with_columns(
            (pl.col("ruled") & ~(pl.col("crossed") & (pl.col("keys") <= 1))).fill_null(True).alias("tested"), *_parts()
        )
        .with_columns(
            pl.when(pl.col("sides") & ~pl.col("sexed")).then("need_unsexed").otherwise("need").alias("need"),
            pl.lit(None, pl.Float64).alias("wide"),  # a rounding step beyond the usual one
        )
    )


def _with_support(frame: pl.DataFrame, support: pl.DataFrame) -> pl.DataFrame:
    """Support beside each row; a plain juxtaposition when the engine kept the order, which it does."""
    facts = [pl.col(name).alias(f"s_{name}") for name in USED]
    if frame.height == support.height and frame.select(KEY).equals(support.select(KEY)):
        return frame.hstack(support.select(facts))
    return frame.join(support.select(*KEY, *facts), on=KEY, how="left", maintain_order="left")


def parsed(frame: pl.DataFrame) -> dict[str, dict[str, object]]:
    """Every different segment of ``frame``, as text and as key → value."""
    return {name: json.loads(name) for name in frame.get_column("segment").unique()}


def wholes(frame: pl.DataFrame) -> pl.DataFrame:
    """``segment``, ``key``, ``rest_segment``: each segment, a key along which it is a part, the segment of the whole."""
    apart = policy().apart
    rows = [
        {"segment": name, "key": key, "rest_segment": canonical({k: v for k, v in pairs.items() if k != key})}
        for name, pairs in parsed(frame).items()
        for key in pairs
        if key not in apart
    ]
    return pl.DataFrame(rows, schema={"segment": pl.String, "key": pl.String, "rest_segment": pl.String})


def canonical(pairs: Mapping[str, object]) -> str:
    """A segment as the one text that names it: keys sorted, no space."""
    return json.dumps(pairs, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _people() -> pl.Expr:
    """How many people a row is about: both sexes of a pay statistic that compares them."""
    return pl.coalesce(pl.when("sides").then(pl.col("s_women") + pl.col("s_men")), "s_people", "people")


def _parts() -> list[pl.Expr]:
    """The numbers of people a row gives away, whatever its form."""
    share = pl.col("share_unit") & (pl.col("denominator") == pl.col("n")) & pl.col("numerator").is_not_null()
    count = pl.col("people_unit") & pl.col("value").is_not_null()
    people = pl.col("n").cast(pl.Float64)
    part = (
        pl.when("sexed").then(pl.col("s_women").cast(pl.Float64))
        .when("sides").then(people)
        .when(count).then("value")
        .when(share).then("numerator")
        .otherwise(people)
    )  # fmt: skip
    rest = (
        pl.when("sexed").then(pl.col("s_men").cast(pl.Float64))
        .when(~pl.col("sides") & ~count & share).then(pl.col("denominator") - pl.col("numerator"))
    )  # fmt: skip
    return [part.alias("part"), rest.alias("rest")]


def passes(part: pl.Expr, rest: pl.Expr) -> pl.Expr:
    """Whether the parts are large enough, each alone (an absent part sets no condition; none at all fails)."""
    need, zero = pl.col("need"), pl.col("zero")

    def enough(number: pl.Expr) -> pl.Expr:
        return (number >= need) | (zero & (number == 0))

    return enough(part).fill_null(True) & enough(rest).fill_null(True) & (part.is_not_null() | rest.is_not_null())
