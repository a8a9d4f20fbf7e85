"""The benchmark of a network: from packs, results or full dossiers to frames that disclose no co-operative."""

from __future__ import annotations

from dataclasses import dataclass, field

import polars as pl

from scop_analytics.benchmarking import peer_groups
from scop_analytics.benchmarking.compared import Compared, beside, of_dossier, of_packs, of_results
from scop_analytics.benchmarking.funnels import Funnels, funnels
from scop_analytics.benchmarking.pooled_gaps import pooled
from scop_analytics.benchmarking.positions import positions
from scop_analytics.benchmarking.published import memberships, near
from scop_analytics.benchmarking.reading import OUTCOMES, Read
from scop_analytics.benchmarking.strata import strata
from scop_analytics.benchmarking.together import Told, told
from scop_analytics.benchmarking.trends import panels, trends
from scop_analytics.benchmarking.uncertain import uncertain
from scop_analytics.dossier import Dossier
from scop_analytics.errors import DataError
from scop_analytics.results import Results


@dataclass(frozen=True, repr=False)
class Benchmark:
    """Everything a sheet or a regional report reads. The columns of each frame are in the module of its name.

    ``positions``, ``trends`` and ``funnels.points`` hold the figures of each co-operative, for itself alone. ``strata``, ``pooled``,
    ``panels`` and the other frames of ``funnels`` may be read by all. ``compared`` and ``memberships`` stay with the union.
    """

    positions: pl.DataFrame
    strata: pl.DataFrame
    funnels: Funnels
    pooled: pl.DataFrame
    trends: pl.DataFrame
    panels: pl.DataFrame
    profiles: pl.DataFrame
    memberships: pl.DataFrame
    compared: Compared
    outcomes: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=OUTCOMES))

    def of(self, company: str) -> pl.DataFrame:
        """The positions of one co-operative."""
        return self.positions.filter(pl.col("company") == company)

    def __repr__(self) -> str:
        """Counts only: nothing shows the figures of a co-operative unasked."""
        counts = {name: getattr(self, name).height for name in ("positions", "strata", "pooled", "trends", "panels")}
        return f"Benchmark({counts})"

    def _repr_html_(self) -> str:
        return f"<p>{self!r}</p>"


def benchmark(
    source: Read | Results | Dossier,
    *,
    profiles: pl.DataFrame | None = None,
    audience: str = "peers",
    published: pl.DataFrame | None = None,
) -> Benchmark:
    """The co-operatives of ``source`` among their peers, and their region.

    ``source``: packs that were read (:func:`reading.read_packs`), full dossiers of a network, or results with the ``profiles`` of their
    companies. ``audience`` of the regional frames: ``peers`` or ``public``. ``published``: the memberships of the publication before,
    so that no group is published again when it differs by too few. Raises :class:`DataError` when nothing can be compared,
    :class:`UsageError` when no such audience reads a benchmark.
    """
    outcomes = source.outcomes if isinstance(source, Read) else None
    return of(_compared(source, profiles), audience=audience, published=published, outcomes=outcomes)


def of(
    compared: Compared,
    *,
    audience: str = "peers",
    published: pl.DataFrame | None = None,
    outcomes: pl.DataFrame | None = None,
) -> Benchmark:
    """The benchmark of figures that were gathered."""
    if compared.figures.is_empty():
        raise DataError("nothing_to_compare")
    plan = peer_groups.plan(compared.figures, compared.profiles)
    sure, groups = uncertain(compared), memberships(plan)
    region, shown = strata(plan, audience, published)
    first = pl.concat([groups, shown])
    asked = Told(pooled(compared, sure, audience), panels(compared.figures, audience), funnels(sure), first)
    safe = told(compared, sure, asked, published)
    return Benchmark(
        positions(plan, "peers", near(groups, plan.table, published)),
        region,
        safe.funnels,
        safe.pooled,
        trends(plan),
        safe.panels,
        compared.profiles,
        safe.memberships,
        compared,
        pl.DataFrame(schema=OUTCOMES) if outcomes is None else outcomes,
    )


def _compared(source: Read | Results | Dossier, profiles: pl.DataFrame | None) -> Compared:
    if isinstance(source, Read):
        return beside(of_packs(source.packs), source.held)
    return of_results(source, profiles) if isinstance(source, Results) else of_dossier(source)
