"""Words that exports use for nothing, yes, no, totals, months and private columns, read once from ``marks.toml``."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from scop_analytics import datafiles
from scop_analytics.tables import header_key as fold


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
