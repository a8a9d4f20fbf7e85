"""What a chart draws, no finer than the eye: a share in full precision could be found again, or taken for a hidden one."""

from __future__ import annotations

from typing import Any, Final

DECIMALS: Final = 4


def no_finer(tree: Any) -> Any:
    """The same plot with every number at four decimals."""
    if isinstance(tree, float):
        return round(tree, DECIMALS)
    if isinstance(tree, dict):
        return {name: no_finer(value) for name, value in tree.items()}
    if isinstance(tree, list | tuple):
        return [no_finer(value) for value in tree]
    return tree
