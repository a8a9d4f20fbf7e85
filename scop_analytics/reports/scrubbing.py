"""The executed notebook as evidence: without the run's folder, without the hours at which cells ran."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

INJECTED: Final = "injected-parameters"
OF_PAPERMILL: Final = ("papermill", "execution")
FOLDER: Final = "run_folder"


def scrubbed(notebook: Mapping[str, Any]) -> str:
    """The notebook as JSON; the same run gives the same bytes."""
    tree = json.loads(json.dumps(notebook))  # a copy, of plain objects
    for part in (tree, *tree["cells"]):
        for name in OF_PAPERMILL:
            part["metadata"].pop(name, None)
    for place, cell in enumerate(tree["cells"]):
        if INJECTED in cell["metadata"].get("tags", ()):
            lines = "".join(cell["source"]).splitlines(keepends=True)
            cell["source"] = "".join(f'{FOLDER} = ""\n' if line.startswith(f"{FOLDER} =") else line for line in lines)
            cell["id"] = f"parameters-{place}"
    return json.dumps(tree, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
