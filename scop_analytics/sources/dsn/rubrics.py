"""What the reader takes of a DSN, as data: blocks, rubrics, norms, and the codes of the norm in the words of our tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import polars as pl

from scop_analytics import datafiles

HERE: Final = Path(__file__).parent
CANCEL: Final = "CANCEL"
PLATFORM: Final = 900  # rubrics from this number on are added by platforms
STEPS: Final = 1000


@dataclass(frozen=True)
class Block:
    """One block of the tree: its number, its owner, and the rubrics that become columns."""

    name: str
    number: int
    parent: str
    rubrics: Mapping[int, str]
    types: Mapping[str, str]


def number(code: str) -> int:
    """``S21.G00.30`` as one whole number (210030), ``S21.G00.30.001`` as another (210030001)."""
    return int("".join(sign for sign in code if sign.isdigit()))


@cache
def blocks() -> Mapping[str, Block]:
    """The blocks read, by name."""
    found = {}
    for name, entry in _tree("rubrics")["blocks"].items():
        parts = {int(rubric): column.partition(":") for rubric, column in entry["rubrics"].items()}
        rubrics = {rubric: column for rubric, (column, _, _) in parts.items()}
        types = {column: kind for column, _, kind in parts.values() if kind}
        found[name] = Block(name, number(entry["block"]), entry.get("parent", ""), rubrics, types)
    return MappingProxyType(found)


@cache
def known() -> Mapping[int, int]:
    """Blocks of the norms, and the last rubric of each."""
    return MappingProxyType({number(block): last for block, last in _tree("rubrics")["known"].items()})


@cache
def norms() -> tuple[str, ...]:
    """The versions of the norm that the reader knows."""
    return tuple(_tree("rubrics")["norms"])


def is_known(code: int) -> bool:
    """Whether a rubric belongs to a norm, or is one that platforms add."""
    block, rubric = divmod(code, STEPS)
    return block in known() and (rubric <= known()[block] or rubric >= PLATFORM)


@cache
def codes() -> datafiles.Tree:
    """Everything in ``codes.toml``."""
    return _tree("codes")


@cache
def table(name: str) -> Mapping[str, str]:
    """Code → value of one table of codes; an empty text where our tables have no word."""
    return MappingProxyType(dict(codes()[name]))


@cache
def columns(name: str) -> Mapping[str, str]:
    """Type → column of ``payroll`` for bonuses (52) or other income (54)."""
    tree: Mapping[str, Any] = codes()[name]
    return MappingProxyType({code: column for column, listed in tree.items() if column not in OWN for code in listed})


OWN: Final = ("inside", "other", "by_period", "short_months", "short")


def translated(column: str, name: str) -> pl.Expr:
    """A column of codes in the words of our tables; null for a code without word."""
    words = {code: value for code, value in table(name).items() if value}
    return pl.col(column).replace_strict(words, default=None, return_dtype=pl.String)


def _tree(name: str) -> datafiles.Tree:
    return datafiles.read_packaged(HERE / f"{name}.toml")
