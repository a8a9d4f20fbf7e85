"""Statistics of co-operatives are rounded before anything is drawn: once, by unit (``peers.toml``, ``rounding``)."""

from __future__ import annotations

import polars as pl

from scop_analytics.benchmarking import settings


def rounded(name: str, people: str = "people") -> pl.Expr:
    """The column ``name`` rounded by the ``unit`` of its row; NaN becomes null.

    ``people`` names the column of the people behind the statistic: shares and gaps to half a point from thirty of them, to a
    point below; the rest to three significant digits.
    """
    told = settings.peers()["rounding"]
    value = pl.col(name).fill_nan(None)
    shares = pl.col("unit").is_in(["percent", "points"])
    few, many = (float(step) for step in told["percent"])
    step = pl.when(pl.col(people).fill_null(0) < told["people"]).then(few).otherwise(many)
    return pl.when(shares).then((value / step).round() * step).otherwise(value.round_sig_figs(told["significant"]))
