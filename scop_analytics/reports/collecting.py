"""What a notebook shows, collected: only our own objects, in the order of the cells, from a kernel or without one."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from scop_analytics.errors import ScopError
from scop_analytics.reports.objects import MIME, Shown

SHOWN: Final = ("execute_result", "display_data")
PARAMETERS: Final = "parameters"
Payload = dict[str, Any]


def from_outputs(notebook: Mapping[str, Any], name: str) -> list[Payload]:
    """The payloads of an executed notebook."""
    outputs = (output for cell in notebook["cells"] for output in cell.get("outputs", ()))
    found = [output["data"][MIME] for output in outputs if output["output_type"] in SHOWN and MIME in output["data"]]
    return _with_pages(found, name)


def without_kernel(notebook: Path, parameters: Mapping[str, object]) -> list[Payload]:
    """The same payloads, the cells being run here one after the other (batches, tests): same pages, no kernel."""
    room: dict[str, Any] = {"__name__": "__report__"}
    found = []
    for cell in _code_cells(notebook):
        shown = _run("".join(cell["source"]), room)
        if PARAMETERS in cell.get("metadata", {}).get("tags", ()):
            room.update(parameters)
        if isinstance(shown, Shown):  # what it would show to a person at the notebook is not drawn here
            found.append(json.loads(json.dumps(shown.payload())))
    return _with_pages(found, notebook.name)


def parameter_names(notebook: Path) -> list[str]:
    """The names the cell ``parameters`` assigns."""
    cells = [cell for cell in _code_cells(notebook) if PARAMETERS in cell.get("metadata", {}).get("tags", ())]
    tree = ast.parse("".join(cells[0]["source"]))
    return [
        target.id
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    ]


def _code_cells(notebook: Path) -> Iterator[dict[str, Any]]:
    tree = json.loads(notebook.read_text(encoding="utf-8"))
    return (cell for cell in tree["cells"] if cell["cell_type"] == "code")


def _run(source: str, room: dict[str, Any]) -> Any:
    """Run a cell as a notebook does: all of it, and the value of a last expression."""
    tree = ast.parse(source)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, "<cell>", "exec"), room)  # noqa: S102 - our own notebook
    return eval(compile(ast.Expression(last.value), "<cell>", "eval"), room) if isinstance(last, ast.Expr) else None  # noqa: S307 - same


def _with_pages(payloads: list[Payload], name: str) -> list[Payload]:
    kinds = {payload["kind"] for payload in payloads}
    if not {"cover", "page"} <= kinds:
        raise ScopError("notebook_without_page", name=name)
    return payloads
