"""JupyterLab on a copy of the notebooks: a person may change everything, and the package's own notebooks stay as they are."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from scop_analytics.errors import ComponentError, UsageError
from scop_analytics.reports.collecting import PARAMETERS
from scop_analytics.reports.parameters import notebook, reports

FOLDER: Final = "notebooks"
QUIET: Final = (
    "--LabApp.news_url=None",
    "--ServerApp.answer_yes=True",
    "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
)


def open_lab(
    folder: str | Path, lang: str, say: Callable[..., None], start: Callable[..., object] = subprocess.run
) -> Path:
    """Copy the notebooks into the dossier (those already there are kept), set their parameters, start JupyterLab."""
    dossier = Path(folder)
    if not dossier.is_dir():
        raise UsageError("folder_absent", where=str(folder))
    if find_spec("jupyterlab") is None:
        raise ComponentError("lab_absent")
    target = copied(dossier, lang)
    say("lab.open", folder=str(target))
    root = ("--allow-root",) if hasattr(os, "geteuid") and os.geteuid() == 0 else ()
    start([sys.executable, "-m", "jupyterlab", *QUIET, *root, str(target)], check=False)
    return target


def copied(dossier: Path, lang: str) -> Path:
    """``notebooks/`` in the dossier, on this dossier and in this language."""
    target = dossier / FOLDER
    target.mkdir(exist_ok=True)
    for source in map(notebook, reports()):
        place = target / source.name
        if not place.exists():
            shutil.copyfile(source, place)
            _set(place, {"dossier": str(dossier.resolve()), "lang": lang})
    return target


def _set(notebook: Path, values: dict[str, str]) -> None:
    tree = json.loads(notebook.read_text(encoding="utf-8"))
    cell = next(cell for cell in tree["cells"] if PARAMETERS in cell["metadata"].get("tags", ()))
    cell["source"] = [_line(line, values) for line in cell["source"]]
    notebook.write_text(json.dumps(tree, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _line(line: str, values: dict[str, str]) -> str:
    name = line.split(" ", 1)[0]
    if name not in values:
        return line
    comment = line[line.index("  #") :]
    return f"{name} = {json.dumps(values[name], ensure_ascii=False)}{comment}"
