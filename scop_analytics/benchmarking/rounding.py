"""Statistics of co-operatives are rounded before anything is drawn: once, by unit (``peers.toml``, ``rounding``)."""

from __future__ import annotations

import polars as pl

from scop_analytics.benchmarking import settings


def rounded(name: str, people: str = "people") -> pl.Expr:
    """The column ``name`` rounded by the ``unit`` of its row; NaN becomes null.

    ``people`` names the column of the people behind the statistic: shares and gaps to half a point from thirty of them, to a
    point below, monthly pay to 50 and to 100 euros; the rest to three significant digits.
    """
    told = settings.peers()["rounding"]
    value, few = pl.col(name).fill_nan(None), pl.col(people).fill_null(0) < told["people"]
    result = value.round_sig_figs(told["significant"])
    for unit, steps in told["steps"].items():
        small, large = (float(step) for step in steps)
        step = pl.when(few).then(small).otherwise(large)
        result = pl.when(pl.col("unit") == unit).then((value / step).round() * step).otherwise(result)
    return result.alias(name)
