"""The palette and the scale every figure and page shares, read from ``tokens.toml``."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from scop_analytics import datafiles

FILE: Final = Path(__file__).with_name("tokens.toml")


@dataclass(frozen=True)
class Tokens:
    """Colours by role, sizes and widths in pixels, font stacks."""

    colour: dict[str, str]
    size: dict[str, float]
    width: dict[str, int]
    text: dict[str, str]


@cache
def tokens() -> Tokens:
    """The tokens, read once."""
    tree = datafiles.read(FILE)
    datafiles.refuse_unknown(tree, Tokens.__dataclass_fields__, FILE.name)
    return Tokens(
        tree["colour"], {name: float(size) for name, size in tree["size"].items()}, tree["width"], tree["text"]
    )


def colour(role: str) -> str:
    """The colour of a role, such as ``women``, ``ink`` or ``alert``."""
    return tokens().colour[role]


def size(role: str) -> float:
    """The text size of a role, in pixels."""
    return tokens().size[role]
