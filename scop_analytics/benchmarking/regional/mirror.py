"""Women on boards against women in the workforce: the mean share on boards, by band of the share in the workforce.

``told``: ``bands`` (``low`` and ``high`` percent of women in the workforce, ``n`` co-operatives, ``mean`` percent of women on their boards) and
``n`` in all; without bands, ``reason``. The means are audited with those of the peer groups and strata: where together they
would give one co-operative away, none is told.
"""

from __future__ import annotations

from typing import Any, Final

import polars as pl

from scop_analytics.benchmarking import settings
from scop_analytics.benchmarking.regional.cuts import Cut, Given
from scop_analytics.benchmarking.regional.joining import nested
from scop_analytics.benchmarking.rounding import rounded

BOARD: Final = "women_on_board"
WORK: Final = "women_in_workforce"
NETWORK: Final = "peers"
FEWEST: Final = 2  # bands


def mirror(given: Given) -> Cut:
    """The bands of co-operatives that have a board and both shares."""
    work = given.figures(WORK).select("company", pl.col("value").alias("work"))
    rows = given.figures(BOARD).join(work, on="company")
    finest = _placed(rows, NETWORK)
    shown = _placed(rows, given.audience)
    behind = rows.select("indicator", "company")
    if shown.get_column("group").n_unique() < FEWEST:
        return Cut({"n": rows.height, "bands": [], "reason": "one_band"}, behind)
    if given.exposes(BOARD, finest.select(pl.col("group").cast(pl.String), "company")):
        return Cut({"n": rows.height, "bands": [], "reason": "recoverable"}, behind)
    return Cut({"n": rows.height, "bands": _bands(shown)}, behind)


def _placed(rows: pl.DataFrame, audience: str) -> pl.DataFrame:
    """Each co-operative in its band: ``group`` and the edges of the band."""
    edges = [float(edge) for edge in settings.peers()["mirror"]["edges"]]
    place = rows.get_column("work").cut(edges, labels=[str(one) for one in range(len(edges) + 1)], left_closed=True)
    places = place.cast(pl.String).cast(pl.Int64)
    groups = nested([int((places == number).sum()) for number in range(len(edges) + 1)], audience)
    bounds = [0.0, *edges, 100.0]
    known = pl.DataFrame(
        [{"place": number, "group": order, "low": bounds[group[0]], "high": bounds[group[-1] + 1]} for order, group in enumerate(groups) for number in group],
        schema={"place": pl.Int64(), "group": pl.Int64(), "low": pl.Float64(), "high": pl.Float64()},
    )  # fmt: skip
    return rows.with_columns(places.alias("place")).join(known, on="place", how="left", maintain_order="left")


def _bands(rows: pl.DataFrame) -> list[dict[str, Any]]:
    grouped = rows.group_by("group", "low", "high").agg(
        pl.len().alias("n"), pl.col("value").mean().alias("mean"), pl.col("unit").first(), pl.col("weight").sum().alias("people")
    )  # fmt: skip
    told = grouped.with_columns(rounded("mean")).sort("group")
    return told.select("low", "high", pl.col("n").cast(pl.Int64), "mean").to_dicts()
