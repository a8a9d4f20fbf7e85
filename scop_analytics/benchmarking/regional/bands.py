"""How many co-operatives stand in each band of a ratio of pay: bands joined to their neighbours, then counted by the masking engine.

``told``: for each ratio of ``peers.toml`` ([bands_of]), its ``bands`` from the lowest (``low`` and ``high`` edges, null at the ends; ``n``
co-operatives) and ``n`` in all. When all stand in one band there is none to tell: it would say where each of them is.
"""

from __future__ import annotations

from typing import Any, Final

import polars as pl

from scop_analytics.benchmarking import settings
from scop_analytics.benchmarking.regional.cuts import BEHIND, Cut, Given
from scop_analytics.benchmarking.regional.joining import nested
from scop_analytics.masking import protect
from scop_analytics.masking.contributions import TOTAL

FEWEST: Final = 2  # bands


def bands(given: Given) -> Cut:
    """The bands of every ratio that enough co-operatives sent."""
    told, behind, logs = {}, [pl.DataFrame(schema=BEHIND)], []
    for name, edges in settings.peers()["bands_of"].items():
        rows = given.figures(name)
        if rows.height < given.least:
            continue
        groups, found = _counted(rows, [float(edge) for edge in edges], given.audience)
        if len(groups) < FEWEST:
            continue
        told[name] = {"n": rows.height, "bands": groups}
        behind.append(rows.select("indicator", "company"))
        logs.append(found.select(pl.lit(name).alias("indicator"), pl.all().cast(pl.String)))
    return Cut(told, pl.concat(behind), pl.concat(logs) if logs else pl.DataFrame())


def _counted(rows: pl.DataFrame, edges: list[float], audience: str) -> tuple[list[dict[str, Any]], pl.DataFrame]:
    """The joined bands with their counts, and the log of the masking."""
    place = rows.get_column("value").cut(edges, labels=[str(one) for one in range(len(edges) + 1)], left_closed=True)
    places = place.cast(pl.String).cast(pl.Int64)
    counts = [int((places == number).sum()) for number in range(len(edges) + 1)]
    groups = nested(counts, audience)
    names = {number: str(order) for order, group in enumerate(groups) for number in group}
    units = rows.select(pl.col("company").alias("entity_id"), places.replace_strict(names).alias("band"))
    found = protect(units, ["band"], parameters={"audience": audience, "counts_to": 1})
    shown = dict(found.public.filter(pl.col("band") != TOTAL).select("band", "count").iter_rows())
    bounds = [None, *edges, None]
    told = [
        {"low": bounds[group[0]], "high": bounds[group[-1] + 1], "n": shown.get(str(order))}
        for order, group in enumerate(groups)
    ]
    return told, found.log
