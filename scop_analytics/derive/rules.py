"""The package's own choices, read from ``populations.toml`` and ``pay_bases.toml``: who counts, which pay counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

from scop_analytics import datafiles

HERE: Final = Path(__file__).parent
SECTIONS: Final = (
    "headcount", "pay", "absence", "age_bands", "tenure_bands", "absence_rate", "accidents", "trainings", "outside", "comparison",
    "permanent", "members", "bodies", "leading", "meetings", "parental", "index",
    "recruitment", "resources", "solidarity",
)  # fmt: skip


@dataclass(frozen=True)
class PayBase:
    """One definition of pay: the elements that enter it, by the way they grow with time."""

    name: str
    full_time: bool
    time: tuple[str, ...]
    yearly: tuple[str, ...]
    occasional: tuple[str, ...]
    title: Mapping[str, str]
    text: str


@cache
def pay_bases() -> Mapping[str, PayBase]:
    """The pay bases by name, in the order of the file."""
    bases = {name: entry for name, entry in datafiles.read(HERE / "pay_bases.toml").items() if name != "elements"}
    kinds = ("time", "yearly", "occasional")
    for name, entry in bases.items():
        datafiles.refuse_unknown(entry, ("title", "text", "full_time", *kinds), f"pay_bases.toml [{name}]")
        datafiles.require(entry, ("title", "text", "full_time", *kinds), f"pay_bases.toml [{name}]")
    return MappingProxyType(
        {
            name: PayBase(
                name,
                full_time=entry["full_time"],
                title=entry["title"],
                text=entry["text"],
                **{kind: tuple(entry[kind]) for kind in kinds},
            )
            for name, entry in bases.items()
        }
    )


@cache
def elements() -> Mapping[str, tuple[str, ...]]:
    """Lists of payslip elements: ``in_total_gross``, ``variable``, ``shared`` and ``outside``."""
    lists = datafiles.read(HERE / "pay_bases.toml")["elements"]
    datafiles.refuse_unknown(lists, ("in_total_gross", "variable", "shared", "outside"), "pay_bases.toml [elements]")
    return MappingProxyType({name: tuple(columns) for name, columns in lists.items()})


@cache
def populations() -> Mapping[str, Mapping[str, object]]:
    """Who is counted where: the sections of ``populations.toml``."""
    tree = datafiles.read(HERE / "populations.toml")
    datafiles.refuse_unknown(tree, SECTIONS, "populations.toml")
    return MappingProxyType(tree)


def names(section: str, key: str) -> list[str]:
    """A list of codes of ``populations.toml``."""
    found = populations()[section][key]
    return [str(name) for name in found] if isinstance(found, list) else []


def limits(section: str, key: str) -> list[int]:
    """A list of whole bounds of ``populations.toml``."""
    found = populations()[section][key]
    return [int(str(bound)) for bound in found] if isinstance(found, list) else []
