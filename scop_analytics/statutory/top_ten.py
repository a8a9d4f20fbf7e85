"""Indicator 5: the rarer sex among the ten best paid, 10 points."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import polars as pl

from scop_analytics.statutory.exactness import TENTHS, Integers, most, points
from scop_analytics.statutory.schema import KEY
from scop_analytics.statutory.settling import Case


def ten_best_paid(people: pl.DataFrame, places: int) -> pl.DataFrame:
    """Women and men among the ``places`` best paid of each company-year (columns ``top_women, top_men, top_tied``).

    No text says who counts when several people are tied at the last place: they share the places left by their mix, halves
    for the women. ``top_tied`` is how many are tied so, when both sexes are; with fewer people than places, all count.
    """
    paid = people.filter(pl.col("pay_index").is_not_null())
    last = paid.group_by(*KEY).agg(pl.col("pay_index").top_k(places).min().alias("last"))
    seen = paid.join(last, on=KEY, how="inner").filter(pl.col("pay_index") >= pl.col("last"))
    above, tied, woman = pl.col("pay_index") > pl.col("last"), pl.col("pay_index") == pl.col("last"), pl.col("woman")
    counts = seen.group_by(*KEY).agg(
        (above & woman).sum().cast(pl.Int64).alias("women_above"), above.sum().cast(pl.Int64).alias("above"),
        (tied & woman).sum().cast(pl.Int64).alias("women_tied"), tied.sum().cast(pl.Int64).alias("tied"),
    )  # fmt: skip
    left = pl.min_horizontal(places - pl.col("above"), "tied")
    share = (2 * left * pl.col("women_tied") + pl.col("tied")) // (2 * pl.col("tied"))
    mixed = (pl.col("tied") > left) & pl.col("women_tied").is_between(1, pl.col("tied") - 1)
    return counts.with_columns(top_women=pl.col("women_above") + share, left=left).with_columns(
        top_men=pl.col("above") + pl.col("left") - pl.col("top_women"),
        top_tied=pl.when(mixed).then("tied").otherwise(0),
    )


def scored(companies: pl.DataFrame, rules: Mapping[str, Any]) -> dict[str, Integers | int]:
    """The columns ``top_ten.…``: the smaller count, its points, the most it could give."""
    women, men = (companies[name].fill_null(0).to_numpy() for name in ("top_women", "top_men"))
    rarer, scale = np.minimum(women, men).astype(np.int64), rules["equity_index.top_ten_points"]
    return {"top_ten.value": rarer, "top_ten.points": points(rarer * TENTHS, scale), "top_ten.maximum": most(scale)}


def cases(rules: Mapping[str, Any]) -> list[Case]:
    """Why there is no indicator 5, or why it is read with care."""
    found, places = pl.col("top_women") + pl.col("top_men"), int(rules["equity_index.top_ten_people"])
    return [
        Case("missing", found.is_null(), "index_not_given_top_ten"),
        Case("not_computable", found < places, "index_fewer_than_ten", {"minimum": places}),
        Case("caution", pl.col("top_tied") > 0, "index_tied", {"people": pl.col("top_tied")}),
    ]
