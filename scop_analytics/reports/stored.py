"""A run on disk: what the notebook of a report reads, and nothing else."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

import polars as pl

from scop_analytics.errors import UsageError
from scop_analytics.reports.run import Run

RESULTS_FILE: Final = "results.parquet"
CONTEXT_FILE: Final = "context.json"


def read_run(folder: str | Path, name: str, lang: str | None = None) -> Run:
    """The run a folder holds: ``results.parquet`` and ``context.json``."""
    place = Path(folder)
    for needed in (RESULTS_FILE, CONTEXT_FILE):
        if not (place / needed).is_file():
            raise UsageError("run_folder", where=str(folder), what=needed)
    context = json.loads((place / CONTEXT_FILE).read_text(encoding="utf-8"))
    return Run(name, pl.read_parquet(place / RESULTS_FILE), context, lang or context["lang"])


def write_run(run: Run, folder: Path) -> None:
    """What :func:`read_run` reads: released results and the context, nothing personal."""
    run.frame.write_parquet(folder / RESULTS_FILE)
    (folder / CONTEXT_FILE).write_text(json.dumps(run.context, ensure_ascii=False), encoding="utf-8")
