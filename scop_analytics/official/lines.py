"""The lines of the declaration form and of the official file, as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

from scop_analytics import datafiles

HERE: Final = Path(__file__).parent
FIELDS: Final = ("part", "kind", "headers", "label", "measure", "of", "basis", "band", "ours")
# Storage units of each kind: cents, hundredths of a person, ten-thousandths.
SCALES: Final[Mapping[str, int]] = MappingProxyType(
    {"workforce": 100, "people": 1, "money": 100, "gap": 10_000, "share": 10_000, "index": 10_000}
)


@dataclass(frozen=True)
class Line:
    """One line: its part of the form, what kind of number it holds, its headers in the official file, its label."""

    name: str
    part: str
    kind: str
    headers: tuple[str, ...]
    label: Mapping[str, str]
    of: str
    measure: str = ""
    basis: str = ""
    band: int = 0
    ours: str = ""

    @property
    def scale(self) -> int:
        """What the number is multiplied by to be kept whole."""
        return SCALES[self.kind]


@cache
def lines() -> Mapping[str, Line]:
    """Every line by name, in the order of the form."""
    tree = datafiles.read_packaged(HERE / "form.toml")
    found = {}
    for name, entry in tree.items():
        where = f"form.toml [{name}]"
        datafiles.refuse_unknown(entry, FIELDS, where)
        datafiles.require(entry, ("part", "kind", "headers", "label", "of"), where)
        found[name] = Line(name, **{**entry, "headers": tuple(entry["headers"])})
    return MappingProxyType(found)


@cache
def alternatives() -> Mapping[str, Mapping[str, Mapping[str, object]]]:
    """The other definitions an official value is tried with, by what they change: ``pay``, ``people`` or ``share``."""
    tree = datafiles.read_packaged(HERE / "alternatives.toml")
    datafiles.require(tree, ("pay", "people", "share", "causes"), "alternatives.toml")
    return MappingProxyType(tree)
