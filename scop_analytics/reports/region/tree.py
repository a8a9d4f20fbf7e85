"""From the region of a benchmark to what its report holds: plain values in one order, the same bytes each time.

Nothing of a single co-operative is in a tree: strata, panels, pooled gaps, funnels and cuts, each masked where it is made.
"""

from __future__ import annotations

from importlib import metadata
from typing import Any, Final

import polars as pl

from scop_analytics.benchmarking import settings
from scop_analytics.benchmarking.regional import Given, Regional
from scop_analytics.benchmarking.union_file import About

NAME: Final = "region"


def tree(region: Regional, given: Given, about: About, packs: str) -> dict[str, Any]:
    """What the report says; ``packs`` names the publication it rests on."""
    return {
        "report": NAME,
        "version": metadata.version("scop-analytics"),
        "rules": settings.peers()["version"],
        "audience": given.audience,
        "year": given.year,
        "packs": packs,
        "name": about.name,
        "of": dict(about.of),
        "answered": given.profiles.height,
        "strata": _rows(region.strata),
        "panels": _rows(region.panels),
        "pooled": _rows(region.pooled),
        "funnels": {name: _rows(frame) for name, frame in sorted(region.funnels.items())},
        "cuts": dict(sorted(region.cuts.items())),
    }


def _rows(frame: pl.DataFrame) -> list[dict[str, Any]]:
    return frame.with_columns(pl.col(pl.Float64).fill_nan(None)).to_dicts()
