"""Indicator 4: raises of those back from maternity or adoption leave, 15 points, all or nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import polars as pl

from scop_analytics.statutory.exactness import Floats, Integers, quotient
from scop_analytics.statutory.settling import Case

HUNDRED = 100


def scored(companies: pl.DataFrame, rules: Mapping[str, Any]) -> dict[str, Floats | Integers | int]:
    """The columns ``leave_return.…``: percent of the people back, for whom a raise was granted, who got it; its points."""
    granted, rewarded = (companies[name].fill_null(0).to_numpy() for name in ("granted", "rewarded"))
    full, share = int(rules["equity_index.leave_return_points"]), int(rules["equity_index.leave_return_share"])
    return {
        "leave_return.value": quotient(rewarded * HUNDRED, granted),
        "leave_return.points": np.where(rewarded * HUNDRED >= share * granted, full, 0).astype(np.int64),
        "leave_return.maximum": full,
    }


def cases() -> list[Case]:
    """Why there is no indicator 4: nobody came back, or nobody whose colleagues were raised meanwhile."""
    nobody = pl.col("returned") == 0
    return [
        Case("missing", pl.col("returned").is_null(), "index_not_given_returns"),
        Case("missing", pl.col("granted").is_null() & (pl.col("returned") > 0), "index_not_given_grants"),
        Case("not_computable", nobody, "index_no_return"),
        Case("not_computable", pl.col("granted") == 0, "index_no_raise_during_leave"),
    ]
