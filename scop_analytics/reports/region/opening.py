"""A region, read from the folder that the run wrote, or computed on the spot for a person who opens the notebook by hand."""

from __future__ import annotations

import hashlib
import tempfile
from pathlib import Path
from typing import Final

from scop_analytics.reports import parameters
from scop_analytics.reports.region.region import Region, read_region, region

IMAGINARY: Final = 120  # co-operatives of the network that is drawn when none is given


def open_region(run_folder: str = "", **chosen: object) -> Region:
    """The region a notebook works on.

    With ``run_folder``, what ``scop benchmark`` computed. Without, the network in the folder ``dossier``, or imaginary
    co-operatives when it is empty. A misspelt or mistyped parameter is refused.
    """
    asked = parameters.checked({"run_folder": run_folder, **chosen})
    if asked["run_folder"]:
        return read_region(asked["run_folder"], str(asked["lang"]))
    if asked["dossier"]:
        return _computed(Path(str(asked["dossier"])), asked["year"], str(asked["audience"]), str(asked["lang"]))
    from scop_analytics.samples.networks import network

    with tempfile.TemporaryDirectory(prefix="scop-network-") as room:
        made = network(IMAGINARY, output=Path(room), years=2)
        return _computed(made, asked["year"], str(asked["audience"]), str(asked["lang"]))


def _computed(folder: Path, year: int, audience: str, lang: str) -> Region:
    from scop_analytics.benchmarking import benchmark
    from scop_analytics.benchmarking.regional import Given, regional
    from scop_analytics.benchmarking.union_file import About
    from scop_analytics.dossier import load
    from scop_analytics.reports.region.tree import tree

    found = benchmark(load(folder), audience=audience)
    given = Given(
        found.compared, year or max(found.compared.figures["year"].to_list()), audience, groups=found.memberships
    )
    told = tree(regional(found, given), given, About(), hashlib.sha256(b"").hexdigest())
    return region(told, lang)
