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
from scop_analytics.benchmarking.published import MEMBERSHIPS
from scop_analytics.benchmarking.regional.bands import bands
from scop_analytics.benchmarking.regional.cuts import WHOLE, Cut, Given, Maker, exposes, standing, too_near
from scop_analytics.benchmarking.regional.jobs import jobs
from scop_analytics.benchmarking.regional.mirror import mirror
from scop_analytics.benchmarking.regional.received import received
from scop_analytics.benchmarking.strata import KINDS
from scop_analytics.benchmarking.trends import steady_rows

CUTS: Final[Mapping[str, Maker]] = {"bands": bands, "jobs": jobs, "mirror": mirror, "received": received}
SAME: Final = ("indicator", "segment")
PANEL: Final = "panel"
PANEL_FIGURES: Final = ("panel", "panel_mean", "panel_median")
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
    panels, steady = _panels(found, shown, published)
    made = {name: maker(given) for name, maker in CUTS.items()}
    groups = {name: standing(name, cut, given.year) for name, cut in made.items()}
    hidden = {name for name, group in groups.items() if too_near(group, published).height}
    kept = [group for name, group in groups.items() if name not in hidden]
    year = pl.col("year") == given.year
    return Regional(
        found.strata.filter(year).drop("people"),
        panels,
        found.pooled.filter(year).join(shown.filter(segment=WHOLE), on=["year", "indicator"], how="semi"),
        _funnels(found, shown.filter(year, segment=WHOLE)),
        {name: _near() if name in hidden else cut.told for name, cut in made.items()},
        pl.concat([_of_strata(found), steady, *kept]),
        _log(made),
    )


def _near() -> dict[str, str]:
    """What stands in the place of a cut that is too near an earlier publication."""
    told = {"key": "near_published", "minimum": settings.peers()["differencing"]["peers"]}
    return {"status": "suppressed", "reason": json.dumps(told)}


def _shown(strata: pl.DataFrame) -> pl.DataFrame:
    """The figures of which all the co-operatives together may be shown."""
    return strata.filter(kind="all", status="ok").select(CELL)


def _of_strata(found: Benchmark) -> pl.DataFrame:
    """Who stood in the strata, without the peer groups of the sheets: those are noted when the sheets are made."""
    return found.memberships.filter(pl.col("level").is_in(KINDS))


def _panels(found: Benchmark, shown: pl.DataFrame, before: pl.DataFrame | None) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The panels of figures that may be shown, and who stands in them.

    A panel near an earlier group, or that would give a co-operative away with the other groups, is left out for all years.
    """
    panels = found.panels.join(shown, on=list(CELL), how="semi")
    level = [pl.lit(PANEL).alias("level"), pl.lit("").alias("group")]
    told = panels.filter(pl.col("panel").is_not_null())
    steady = steady_rows(found.compared.figures).join(told, on=list(CELL), how="semi")
    rows = steady.with_columns(level).select(pl.col(name).cast(kind) for name, kind in MEMBERSHIPS.items())
    apart = rows.join(told.filter(pl.col("panel") != pl.col("all")), on=list(CELL), how="semi")
    bad = pl.concat([too_near(rows, before).select(SAME), _exposing(apart, found.memberships)])
    marked = panels.join(bad.unique().with_columns(pl.lit(True).alias("off")), on=SAME, how="left")
    blank = marked.with_columns(pl.when(pl.col("off").is_null()).then(name).alias(name) for name in PANEL_FIGURES)
    kept = blank.drop("off").sort(*SAME, "year")
    return kept, rows.join(kept.filter(pl.col("panel").is_not_null()), on=list(CELL), how="semi")


def _exposing(panels: pl.DataFrame, groups: pl.DataFrame) -> pl.DataFrame:
    """The figures whose panel, with the groups told about in the same year, gives a co-operative away: one figure after the other."""
    told = groups.join(panels.select(CELL).unique(), on=list(CELL), how="semi").partition_by(CELL, as_dict=True)
    parts = panels.partition_by(CELL, as_dict=True)
    bad = [part.select(SAME).head(1) for cell, part in parts.items() if exposes(told.get(cell, groups.clear()), part)]
    return pl.concat([panels.select(SAME).clear(), *bad])


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
