"""Strict reading of the package's TOML data files: exact decimals, unknown keys refused with the closest valid name."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from scop_analytics.errors import PackageError, ScopError, closest
from scop_analytics.kept import made_once

Tree = dict[str, Any]
DECIMAL: Final = "=decimal"
DAY: Final = "=day"


def read(path: Path, error: type[ScopError] = PackageError) -> Tree:
    """The content of a TOML file; every decimal is a :class:`decimal.Decimal`, so that a law value stays exact."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
    except tomllib.TOMLDecodeError as fault:
        raise error("toml_syntax", where=path.name, what=str(fault)) from fault
    except UnicodeDecodeError as fault:
        raise error("toml_encoding", where=path.name) from fault


def read_packaged(path: Path) -> Tree:
    """The content of a file of the package, as :func:`read` gives it; parsed once, then read from the user's cache."""
    text = made_once(f"data-{path.stem}", [path.read_bytes()], lambda: json.dumps(read(path), default=_tagged).encode())
    content: Tree = json.loads(text, object_hook=_untagged)
    return content


def _tagged(value: object) -> dict[str, str]:
    """A decimal or a day, exactly, as JSON has neither."""
    if type(value) is date:
        return {DAY: value.isoformat()}
    if isinstance(value, Decimal):
        return {DECIMAL: str(value)}
    raise TypeError(type(value))


def _untagged(tree: Tree) -> object:
    if DECIMAL in tree:
        return Decimal(tree[DECIMAL])
    return date.fromisoformat(tree[DAY]) if DAY in tree else tree


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
