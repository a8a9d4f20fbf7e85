"""What packs hold, how pay is classed, which activities make a sector, how peers are chosen: the data files beside this one."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from scop_analytics import datafiles
from scop_analytics.errors import UsageError, closest

HERE: Final = Path(__file__).parent
AUDIENCES: Final = ("peers", "public")


@cache
def packs() -> dict[str, Any]:
    """What an aggregate pack holds and on which terms it leaves (``packs.toml``)."""
    return datafiles.read_packaged(HERE / "packs.toml")


@cache
def pay_classes() -> dict[str, Any]:
    """The fixed classes of monthly pay of the histograms (``pay_classes.toml``)."""
    return datafiles.read_packaged(HERE / "pay_classes.toml")


@cache
def sectors() -> dict[str, Any]:
    """Sections and divisions of activities (``sectors.toml``)."""
    return datafiles.read_packaged(HERE / "sectors.toml")


@cache
def peers() -> dict[str, Any]:
    """Peer groups, minima and statistics of comparisons (``peers.toml``)."""
    return datafiles.read_packaged(HERE / "peers.toml")


def percentiles() -> Mapping[str, int]:
    """How many neighbours a smoothed quantile averages, and from how many bands are tenths: as in masked tables."""
    from scop_analytics.masking.parameters import percentiles as told  # lazily: its package imports a solver

    return told()


@cache
def minima(audience: str) -> dict[str, Any]:
    """Fewest other co-operatives behind a statistic, as in masked tables for the same audience; a misspelt one is refused.

    Keys: ``mean``, ``median``, ``quartiles``, ``deciles``; ``weight``, in percent, is the largest share of one in a weighted figure.
    """
    from scop_analytics.masking.parameters import parameters_of  # lazily: its package imports a solver

    if audience not in AUDIENCES:
        raise UsageError(
            "audience_unknown", name=audience, suggestion=closest(audience, AUDIENCES), valid=list(AUDIENCES)
        )
    given = parameters_of(audience)
    return {
        "mean": given.coops.least,
        "median": given.median,
        "quartiles": given.quartile,
        "deciles": given.decile,
        "weight": given.coops.weight,
    }
