"""Strict reading of one contract: unknown keys, types and names that do not resolve are refused at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from scop_analytics import datafiles
from scop_analytics.errors import PackageError, UsageError, closest
from scop_analytics.tables.contracts import DTYPES, Column, Contract, ForeignKey, Rule

HERE: Final = Path(__file__).parent
LANGUAGES: Final = frozenset({"fr", "en"})
KINDS: Final = ("register", "snapshot")
SEVERITIES: Final = ("set_aside", "warn")
PERSONAL: Final = ("identifier", "name", "pay", "sensitive")
CONTRACT: Final = ("title", "description", "files", "kind", "primary_key", "columns")
COLUMN: Final = ("name", "type", "title", "description")
OPTIONAL: Final = (
    "headers",
    "required",
    "unit",
    "enum",
    "codes",
    "minimum",
    "maximum",
    "pattern",
    "severity",
    "personal",
    "birth",
)
RULE: Final = ("code", "expectation", "kwargs", "severity")


@cache
def load_all() -> Mapping[str, Contract]:
    """Every contract of the package, by table name."""
    return MappingProxyType({path.stem: contract(path.stem) for path in sorted(HERE.glob("*.toml"))})


@cache
def contract(name: str) -> Contract:
    """The contract of one table, read alone; an unknown name is refused with the closest one."""
    path = HERE / f"{name}.toml"
    if not path.is_file():
        names = sorted(file.stem for file in HERE.glob("*.toml"))
        raise UsageError("unknown_table", name=name, suggestion=closest(name, names) or "—", valid=names)
    return parse(path)


def parse(path: Path) -> Contract:
    """The contract written in ``path``; the file's stem is the table's name."""
    tree = datafiles.read_packaged(path)
    where = path.name
    _keys(tree, CONTRACT, ("foreign_keys", "rules", "exported"), where)
    columns = tuple(_column(entry, where) for entry in tree["columns"])
    names = [column.name for column in columns]
    _one_of(tree["kind"], KINDS, where, "kind")
    _all_of(tree["primary_key"], names, where, "primary_key")
    return Contract(
        name=path.stem,
        title=_both(tree["title"], where, "title"),
        description=_both(tree["description"], where, "description"),
        files=tuple(tree["files"]),
        kind=tree["kind"],
        primary_key=tuple(tree["primary_key"]),
        columns=columns,
        foreign_keys=tuple(_foreign_key(entry, names, where) for entry in tree.get("foreign_keys", ())),
        rules=tuple(_rule(entry, names, where) for entry in tree.get("rules", ())),
        exported=bool(tree.get("exported", False)),
    )


def _column(entry: dict[str, Any], where: str) -> Column:
    place = f"{where}, {entry.get('name', '?')}"
    _keys(entry, COLUMN, OPTIONAL, place)
    _one_of(entry["type"], DTYPES, place, "type")
    _one_of(entry.get("severity", "set_aside"), SEVERITIES, place, "severity")
    _one_of(entry.get("personal", "pay"), PERSONAL, place, "personal")
    _all_of(entry.get("codes", {}), entry.get("enum", entry.get("codes", {})), place, "codes")
    frozen: dict[str, Callable[[Any], Any]] = {  # Any: each key has its own shape
        "title": lambda value: _both(value, place, "title"),
        "description": lambda value: _both(value, place, "description"),
        "headers": tuple,
        "enum": tuple,
        "codes": lambda value: MappingProxyType({code: tuple(words) for code, words in value.items()}),
    }
    return Column(**{key: frozen[key](value) if key in frozen else value for key, value in entry.items()})


def _foreign_key(entry: dict[str, Any], names: list[str], where: str) -> ForeignKey:
    _keys(entry, ("fields", "table"), (), f"{where}, foreign_keys")
    _all_of(entry["fields"], names, where, "foreign_keys.fields")
    return ForeignKey(tuple(entry["fields"]), entry["table"])


def _rule(entry: dict[str, Any], names: list[str], where: str) -> Rule:
    place = f"{where}, {entry.get('code', 'rules')}"
    _keys(entry, RULE, (), place)
    _one_of(entry["severity"], SEVERITIES, place, "severity")
    used = [value for key, value in entry["kwargs"].items() if key in ("column", "column_A", "column_B")]
    _all_of(used, names, place, "kwargs")
    return Rule(entry["code"], entry["expectation"], MappingProxyType(entry["kwargs"]), entry["severity"])


def _keys(tree: Mapping[str, object], needed: Iterable[str], optional: Iterable[str], where: str) -> None:
    datafiles.refuse_unknown(tree, (*needed, *optional), where)
    datafiles.require(tree, needed, where)


def _both(value: dict[str, str], where: str, key: str) -> Mapping[str, str]:
    _keys(value, sorted(LANGUAGES), (), f"{where}, {key}")
    return MappingProxyType(value)


def _one_of(value: str, valid: Iterable[str], where: str, key: str) -> None:
    _all_of((value,), valid, where, key)


def _all_of(values: Iterable[str], valid: Iterable[str], where: str, key: str) -> None:
    names = list(valid)
    for value in values:
        if value not in names:
            raise PackageError(
                "unknown_value",
                where=where,
                field=key,
                value=value,
                suggestion=closest(value, names) or "—",
                valid=names,
            )
