"""The region of a benchmark: what a report may show of it, and the register of who stood behind what was shown.

A report rests on ``strata`` (without numbers of people: two of them would differ by those of one co-operative), ``panels``,
``pooled``, ``funnels`` and the cuts of :data:`CUTS`. Where all the co-operatives with a figure may not be shown, because they differ by
too few from those of an earlier publication, nothing else about that figure is.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import polars as pl

from scop_analytics.benchmarking import settings
from scop_analytics.benchmarking.door import Benchmark
from scop_analytics.benchmarking.peer_groups import CELL
from scop_analytics.benchmarking.regional.answers import answers
from scop_analytics.benchmarking.regional.bands import bands
from scop_analytics.benchmarking.regional.cuts import WHOLE, Cut, Given, Maker, standing, too_near
from scop_analytics.benchmarking.regional.jobs import jobs
from scop_analytics.benchmarking.regional.mirror import mirror
from scop_analytics.benchmarking.regional.received import received
from scop_analytics.benchmarking.strata import KINDS
from scop_analytics.benchmarking.together import LEVELS

CUTS: Final[Mapping[str, Maker]] = {
    "answers": answers,
    "bands": bands,
    "jobs": jobs,
    "mirror": mirror,
    "received": received,
}
Parts = Mapping[str, pl.DataFrame]


@dataclass(frozen=True)
class Regional:
    """What all readers of the report may know, and what stays with the union: ``memberships`` and ``log``."""

    strata: pl.DataFrame
    panels: pl.DataFrame
    pooled: pl.DataFrame
    funnels: Parts
    cuts: Mapping[str, Mapping[str, Any]]
    memberships: pl.DataFrame = field(repr=False)
    log: pl.DataFrame = field(repr=False)


def regional(found: Benchmark, given: Given, published: pl.DataFrame | None = None) -> Regional:
    """The region of ``found`` for the year and audience of ``given``; ``published``: the memberships of earlier publications."""
    shown = _shown(found.strata)
    made = {name: maker(given) for name, maker in CUTS.items()}
    groups = {name: standing(name, cut, given.year) for name, cut in made.items()}
    hidden = {name for name, group in groups.items() if too_near(group, published).height}
    kept = [group for name, group in groups.items() if name not in hidden]
    year = pl.col("year") == given.year
    return Regional(
        found.strata.filter(year).drop("people"),
        found.panels.join(shown, on=list(CELL), how="semi", maintain_order="left"),
        found.pooled.filter(year).join(shown.filter(segment=WHOLE), on=["year", "indicator"], how="semi"),
        _funnels(found, shown.filter(year, segment=WHOLE)),
        {name: _near() if name in hidden else cut.told for name, cut in made.items()},
        pl.concat([_told(found), *kept]),
        _log(made),
    )


def _near() -> dict[str, str]:
    """What stands in the place of a cut that is too near an earlier publication."""
    told = {"key": "near_published", "minimum": settings.peers()["differencing"]["peers"]}
    return {"status": "suppressed", "reason": json.dumps(told)}


def _shown(strata: pl.DataFrame) -> pl.DataFrame:
    """The figures of which all the co-operatives together may be shown."""
    return strata.filter(kind="all", status="ok").select(CELL)


def _told(found: Benchmark) -> pl.DataFrame:
    """Who stood in what is told of the region, without the peer groups of the sheets: those are noted when the sheets are made."""
    return found.memberships.filter(pl.col("level").is_in([*KINDS, *LEVELS]))


def _funnels(found: Benchmark, shown: pl.DataFrame) -> Parts:
    names = ("funnels", "limits", "bins")
    return {
        name: getattr(found.funnels, name).join(shown, on=["year", "indicator"], how="semi").drop("year")
        for name in names
    }


def _log(made: Mapping[str, Cut]) -> pl.DataFrame:
    """Which cells of which cut were masked and why, as text: for the union alone."""
    parts = [
        cut.log.select(
            pl.lit(name).alias("cut"),
            pl.struct(pl.all()).map_elements(json.dumps, return_dtype=pl.String).alias("cell"),
        )
        for name, cut in made.items()
        if cut.log.height
    ]
    return pl.concat(parts) if parts else pl.DataFrame(schema={"cut": pl.String(), "cell": pl.String()})
