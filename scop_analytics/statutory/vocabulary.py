"""The words people use for what the index is computed from, and the ones the package uses."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from scop_analytics import datafiles, tables
from scop_analytics.sources.codes import spellings

FILE: Final = Path(__file__).with_name("vocabulary.toml")
EXECUTIVE: Final = {"DIRIGEANT": "CADRE"}  # executives with an employment contract are engineers and managers


@cache
def vocabulary() -> dict[str, Any]:
    """The whole file."""
    return datafiles.read_packaged(FILE)


def folded(text: str) -> str:
    """A word without its case and outer spaces."""
    return " ".join(text.split()).lower()


def headers(table: str) -> Mapping[str, tuple[str, ...]]:
    """The columns of a table with their other spellings."""
    return {name: tuple(others) for name, others in vocabulary()["columns"][table].items()}


@cache
def spelled(name: str) -> Mapping[str, str]:
    """Folded spelling to value, for ``age_band``, ``bracket`` or ``mode``."""
    known = vocabulary()["values"][name]
    return {folded(word): value for value, words in known.items() for word in (value, *words)}


def value_of(name: str, text: str) -> str | None:
    """The value of a spelling, or nothing."""
    if name == "csp":
        found = _categories().get(tables.header_key(text))
        return EXECUTIVE.get(found, found) if found else None
    return spelled(name).get(folded(text))


def valid(name: str) -> list[str]:
    """The values there are."""
    if name == "csp":
        return [value for value in tables.contract("employees").column("csp").enum if value not in EXECUTIVE]
    known = vocabulary()["values"][name]
    return [words[0] for words in known.values()] if name == "bracket" else list(known)


@cache
def _categories() -> dict[str, str]:
    return spellings(tables.contract("employees").column("csp"))
