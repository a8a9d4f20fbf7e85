"""The grid of a drawing: no place or length is finer than the eye reads.

A bar drawn in full precision would hold more than its label says, and could equal a hidden figure by chance.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import floor, log10
from typing import Any, Final

FINE: Final = 4  # decimals on an axis that is one unit long: a fifteenth of a pixel on the widest sheet
PLACES: Final = {"x": "x", "x0": "x", "x1": "x", "base": "x", "y": "y", "y0": "y", "y1": "y"}
Json = dict[str, Any]


def on_grid(plot: Json) -> Json:
    """A copy of ``plot`` whose numbers along each axis keep five digits of the length of that axis."""
    layout = plot["layout"]
    decimals = {axis: _decimals(layout[f"{axis}axis"]["range"]) for axis in ("x", "y")}
    marks = {name: [_placed(mark, decimals) for mark in layout[name]] for name in ("shapes", "annotations")}
    axes = {
        f"{axis}axis": {**layout[f"{axis}axis"], "range": _rounded(layout[f"{axis}axis"]["range"], kept)}
        for axis, kept in decimals.items()
    }
    return {"data": [_placed(trace, decimals) for trace in plot["data"]], "layout": {**layout, **axes, **marks}}


def _decimals(ends: list[float]) -> int:
    span = abs(ends[1] - ends[0])
    return FINE - floor(log10(span)) if span else FINE


def _placed(mark: Json, decimals: Mapping[str, int]) -> Json:
    """A trace, a shape or a label; what is counted on paper is a share of the sheet."""
    kept = {axis: FINE if mark.get(f"{axis}ref") == "paper" else known for axis, known in decimals.items()}
    return {**mark, **{name: _rounded(mark[name], kept[axis]) for name, axis in PLACES.items() if name in mark}}


def _rounded(number: Any, decimals: int) -> Any:
    """Numbers with so many decimals; whole numbers and unknown values as they are."""
    if isinstance(number, list):
        return [_rounded(one, decimals) for one in number]
    return round(number, decimals) if isinstance(number, float) else number
