"""A sheet, read from the folder that the batch wrote, or computed on the spot for a person who opens the notebook by hand."""

from __future__ import annotations

import hashlib
import tempfile
from pathlib import Path

from scop_analytics.errors import DataError
from scop_analytics.reports import parameters
from scop_analytics.reports.network.sheet import Sheet, read_sheet, sheet

IMAGINARY = 40  # co-operatives of the network that is drawn when none is given


def open_sheet(run_folder: str = "", **chosen: object) -> Sheet:
    """The sheet a notebook works on.

    With ``run_folder``, what ``scop benchmark`` computed. Without, the first co-operative of the network in the folder
    ``dossier``, or of imaginary co-operatives when it is empty. A misspelt or mistyped parameter is refused.
    """
    asked = parameters.checked({"run_folder": run_folder, **chosen})
    if asked["run_folder"]:
        return read_sheet(asked["run_folder"], str(asked["lang"]))
    if asked["dossier"]:
        return _computed(Path(str(asked["dossier"])), asked["year"], str(asked["lang"]))
    from scop_analytics.samples.networks import network

    with tempfile.TemporaryDirectory(prefix="scop-network-") as room:
        return _computed(network(IMAGINARY, output=Path(room), years=2), asked["year"], str(asked["lang"]))


def _computed(folder: Path, year: int, lang: str) -> Sheet:
    from scop_analytics.benchmarking import benchmark
    from scop_analytics.dossier import load
    from scop_analytics.reports.network.trees import trees

    found = benchmark(load(folder))
    chosen = year or max(found.positions["year"].to_list())
    first = next(trees(found, chosen, hashlib.sha256(b"").hexdigest()), None)
    if first is None:
        raise DataError("nothing_to_compare")
    return sheet(first[1], lang)
