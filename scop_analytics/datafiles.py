"""Strict reading of the package's TOML data files: exact decimals, unknown keys refused with the closest valid name."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from scop_analytics.errors import PackageError, ScopError, closest

Tree = dict[str, Any]


def read(path: Path, error: type[ScopError] = PackageError) -> Tree:
    """The content of a TOML file; every decimal is a :class:`decimal.Decimal`, so that a law value stays exact."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
    except tomllib.TOMLDecodeError as fault:
        raise error("toml_syntax", where=path.name, what=str(fault)) from fault
    except UnicodeDecodeError as fault:
        raise error("toml_encoding", where=path.name) from fault


def refuse_unknown(
    tree: Mapping[str, object], allowed: Iterable[str], where: str, error: type[ScopError] = PackageError
) -> None:
    """Stop at a key nobody reads: a misspelt key that passes in silence is a lost setting."""
    valid = sorted(allowed)
    for key in tree:
        if key not in valid:
            raise error("unknown_key", where=where, key=key, suggestion=closest(key, valid), valid=valid)


def require(
    tree: Mapping[str, object], needed: Iterable[str], where: str, error: type[ScopError] = PackageError
) -> None:
    """Stop when a key every entry must have is absent."""
    for key in needed:
        if key not in tree:
            raise error("missing_key", where=where, key=key)
