"""Where things stand on a drawing, no finer than paper shows: a share in full precision could equal a hidden figure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

PLACE_DIGITS: Final = 5
SHARE_TICKS: Final = (0, 25, 50, 75, 100)  # percent: the axis of every chart of shares


def placed(part: Any) -> Any:
    """The same tree with every number in five significant digits; whole numbers and texts stay as they are."""
    if isinstance(part, dict):
        return {name: placed(value) for name, value in part.items()}
    if isinstance(part, list | tuple):
        return [placed(value) for value in part]
    return float(f"{part:.{PLACE_DIGITS}g}") if isinstance(part, float) else part


def label_room(labels: Iterable[str], *, letter: float = 7.4, least: float = 150, most: float = 336) -> float:
    """Pixels at the left of a wide sheet for labels on one line: what the longest one needs, within bounds."""
    return min(most, max([least, *(letter * len(label) + 16 for label in labels)]))
