"""What each derived column rests on, in the files: read from ``frames.toml``, resolved for what a dossier holds."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

from scop_analytics import datafiles, tables

HERE: Final = Path(__file__).parent
FIELDS: Final = ("grain", "key", "tables", "copies", "columns", "as")
EITHER: Final = " | "


@dataclass(frozen=True)
class Sheet:
    """One derived frame: its grain, key, the tables it cannot do without, and what each column rests on."""

    name: str
    grain: str
    key: tuple[str, ...]
    tables: tuple[str, ...]
    columns: Mapping[str, tuple[str, ...]]


@cache
def sheets() -> Mapping[str, Sheet]:
    """Every derived frame by name, in the order of ``frames.toml``."""
    tree = datafiles.read(HERE / "frames.toml")
    found: dict[str, Sheet] = {}
    for name, entry in tree.items():
        datafiles.refuse_unknown(entry, FIELDS, f"frames.toml [{name}]")
        datafiles.require(entry, ("grain", "key", "tables"), f"frames.toml [{name}]")
        columns = dict(found[entry["as"]].columns) if "as" in entry else {}
        for table in entry.get("copies", ()):
            columns |= {column: (f"{table}.{column}",) for column in tables.contract(table).schema()}
        columns |= {column: tuple(needs) for column, needs in entry.get("columns", {}).items()}
        found[name] = Sheet(
            name, entry["grain"], tuple(entry["key"]), tuple(entry["tables"]), MappingProxyType(columns)
        )
    return MappingProxyType(found)


def lineage(held: Mapping[str, Collection[str]]) -> dict[str, tuple[str, ...]]:
    """``frame.column`` → the tables and ``table.column`` it needs, where ``held`` are the columns found, by table.

    Of several that would do, the one held is named; when none is, the first: that is the one to ask for.
    """
    return {
        f"{sheet.name}.{column}": (*sheet.tables, *(_chosen(need, held) for need in needs))
        for sheet in sheets().values()
        for column, needs in sheet.columns.items()
    }


def _chosen(need: str, held: Mapping[str, Collection[str]]) -> str:
    options = need.split(EITHER)
    return next((option for option in options if _holds(option, held)), options[0])


def _holds(option: str, held: Mapping[str, Collection[str]]) -> bool:
    table, _, column = option.partition(".")
    return table in held and (not column or column in held[table])
