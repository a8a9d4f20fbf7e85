"""A run, read from the folder a report wrote, or computed on the spot for a person who opens a notebook by hand."""

from __future__ import annotations

from pathlib import Path

from scop_analytics import places
from scop_analytics.reports import parameters
from scop_analytics.reports.run import Run
from scop_analytics.reports.stored import read_run

SAMPLE = "coop_42"


def open_run(name: str, run_folder: str = "", **chosen: object) -> Run:
    """The run a notebook works on.

    With ``run_folder``, what ``scop report`` computed and masked. Without, the folder ``dossier`` (the sample
    co-operative of 42 people when it is empty) is computed here, for ``year``, ``audience`` and ``lang``. A misspelt or
    mistyped parameter is refused.
    """
    asked = parameters.checked({"run_folder": run_folder, **chosen})
    if asked["run_folder"]:
        return read_run(asked["run_folder"], name, str(asked["lang"]))
    from scop_analytics.reports.preparing import Order, prepare

    folder = Path(str(asked["dossier"])) if asked["dossier"] else places.samples() / SAMPLE
    order = Order(name, asked["year"] or None, str(asked["audience"]), str(asked["lang"]))
    return prepare(folder, order).run
