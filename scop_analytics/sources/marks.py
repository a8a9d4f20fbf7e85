"""Words that exports use for nothing, yes, no, totals, months and private columns, read once from ``marks.toml``."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

from scop_analytics import datafiles
from scop_analytics.tables import header_key as fold

NUMBER: Final = "social_security"
SEEN_BY: Final = {NUMBER: "employees", "member": "employees", "net": "payroll", "cost": "payroll"}


@cache
def marks() -> dict[str, Any]:
    """The content of ``marks.toml``."""
    return datafiles.read(Path(__file__).with_name("marks.toml"))


@cache
def words(name: str) -> tuple[str, ...]:
    """A list of ``marks.toml`` in lower case, as written."""
    return tuple(str(word).lower() for word in marks()[name])


@cache
def private() -> dict[str, str]:
    """Folded header → what it would disclose: ``name``, ``social_security`` or ``contact``."""
    return {fold(header): kind for kind, headers in marks()["private"].items() for header in headers}


@cache
def months() -> dict[str, int]:
    """Folded month name → its number."""
    return {fold(name): int(number) for number, names in marks()["months"].items() for name in names}


@cache
def witnesses() -> dict[str, str]:
    """Folded header → what the column bears witness of, without being kept: ``social_security``, ``member``, ``net`` or ``cost``."""
    listed = dict(marks()["witnesses"]) | {NUMBER: marks()["private"][NUMBER]}
    return {fold(header): kind for kind, headers in listed.items() for header in headers}


def bear_witness(header: Sequence[str], table: str, taken: frozenset[int]) -> dict[int, str]:
    """Which columns of a file are looked at for ``table`` (index → kind), those that fill it left out."""
    found = {index: witnesses().get(fold(cell), "") for index, cell in enumerate(header)}
    return {index: kind for index, kind in found.items() if SEEN_BY.get(kind) == table and index not in taken}
