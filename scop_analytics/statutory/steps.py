"""The trail of the index: the tables of intermediate values behind each number, for the employer alone."""

from __future__ import annotations

from typing import Final

import polars as pl

from scop_analytics.statutory.schema import KEY
from scop_analytics.statutory.scoring import Scored
from scop_analytics.statutory.total import CATCHING_UP, INDICATORS

GROUPS: Final = (
    *KEY, "mode", "category", "age_band", "women", "men", "women_mean", "men_mean", "gap", "threshold", "kept_gap", "valid",
    "weight", "contribution", "used",
)  # fmt: skip
RATES: Final = (
    *KEY, "category", "women", "men", "women_raised", "men_raised", "women_promoted", "men_promoted", "valid", "raise_gap",
    "promotion_gap",
)  # fmt: skip
TOP_TEN: Final = (*KEY, "top_women", "top_men", "top_tied")


def steps(scored: Scored, per: int = 1) -> dict[str, pl.LazyFrame]:
    """``groups``, ``rates``, ``top_ten``, ``total``; means in euros (``per`` units of the pay given make one euro)."""
    euros = [(pl.col(name) / per).alias(name) for name in ("women_mean", "men_mean")]
    return {
        "groups": scored.groups.lazy().select(GROUPS).with_columns(euros),
        "rates": scored.categories.lazy().select(RATES),
        "top_ten": scored.company.lazy().filter(pl.col("top_women").is_not_null()).select(TOP_TEN),
        "total": scored.company.lazy().select(*KEY, "bracket", pl.col("pay_gap.mode").alias("mode"), *_total()),
    }


def _total() -> list[str]:
    parts = [f"{name}.{part}" for name in INDICATORS for part in ("points", "maximum", "status")]
    caught = [f"{name}.caught_up" for name in CATCHING_UP]
    whole = ("value", "index", "points", "maximum", "status", "corrective", "objectives", "objectives_on")
    return [*parts, *caught, *(f"total.{part}" for part in whole)]
