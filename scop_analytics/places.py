"""Where the notebooks and the sample co-operatives are: beside the package in a checkout, inside it once installed."""

from __future__ import annotations

from pathlib import Path
from typing import Final

PACKAGE: Final = Path(__file__).parent
BUNDLED: Final = PACKAGE / "bundled"


def notebooks() -> Path:
    """The folder of the parameterised notebooks."""
    return _folder("notebooks")


def samples() -> Path:
    """The folder of the imaginary co-operatives."""
    return _folder("data")


def _folder(name: str) -> Path:
    inside = BUNDLED / name
    return inside if inside.is_dir() else PACKAGE.parent / name
