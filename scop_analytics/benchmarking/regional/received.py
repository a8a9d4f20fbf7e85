"""What became of the files received: how many were read, and how many were refused for which reason; counts alone."""

from __future__ import annotations

import polars as pl

from scop_analytics.benchmarking.regional.cuts import BEHIND, Cut, Given


def received(given: Given) -> Cut:
    """The files of the year, those without a readable year included; nothing when the figures came from full dossiers."""
    nobody = pl.DataFrame(schema=BEHIND)
    if given.outcomes is None or given.outcomes.is_empty():
        return Cut({}, nobody)
    own = given.outcomes.filter((pl.col("year") == given.year) | pl.col("year").is_null())
    refused = own.filter(outcome="refused").group_by("reason").len("n").sort("n", "reason", descending=[True, False])
    told = refused.with_columns(pl.col("n").cast(pl.Int64)).to_dicts()
    return Cut({"files": own.height, "accepted": own.filter(outcome="accepted").height, "refused": told}, nobody)
