"""Strict reading of the law files: a value without day, text or link is refused, and so is a date out of order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from scop_analytics import datafiles
from scop_analytics.errors import PackageError, closest
from scop_analytics.law.values import (
    CONVENTION,
    HOME,
    JURISDICTIONS,
    READINGS,
    Calendar,
    Cycle,
    Dated,
    Entry,
    Scale,
    Value,
)

BY: Final = ("period_start", "period_end", "publication", "event", "month")
STATUSES: Final = ("in_force", "provisional", "draft", CONVENTION)
ENTRY: Final = ("label", "unit", "by", "checked_on", "status", "values")
VALUE: Final = ("from", "value", "source")


def read_folder(folder: Path) -> dict[str, Entry]:
    """Every legal value of the TOML files of ``folder``; ``surplus.toml`` holds the keys ``surplus.…``."""
    return {entry.key: entry for path in sorted(folder.glob("*.toml")) for entry in _file(path)}


def _file(path: Path) -> list[Entry]:
    """The values of one file, all of one jurisdiction: French law unless its first line says ``jurisdiction = "GB"``."""
    tree = datafiles.read_packaged(path)
    country = tree.pop("jurisdiction", HOME)
    _one_of(country, JURISDICTIONS, path.name, "jurisdiction")
    return [_entry(f"{path.stem}.{name}", block, path.name, country) for name, block in tree.items()]


def _entry(key: str, tree: Any, file: str, country: str) -> Entry:  # Any: what a TOML file may hold, checked here
    where = f"{file}, {key}"
    if not isinstance(tree, dict):
        raise PackageError("law_not_a_block", where=where)
    _keys(tree, ENTRY, (), where)
    _keys(tree["label"], ("fr", "en"), (), f"{where}, label")
    _one_of(tree["by"], BY, where, "by")
    _one_of(tree["status"], STATUSES, where, "status")
    _day(tree["checked_on"], where, "checked_on")
    values = tuple(_dated(value, tree["status"], where) for value in tree["values"])
    for before, after in pairwise(values):
        if after.start <= (before.until or before.start):
            raise PackageError("law_dates", where=where, day=after.start, before=before.until or before.start)
    label: Mapping[str, str] = MappingProxyType(tree["label"])
    return Entry(key, label, tree["unit"], tree["by"], tree["checked_on"], tree["status"], values, country)


def _dated(tree: dict[str, Any], status: str, where: str) -> Dated:
    place = f"{where}, {tree.get('from', '?')}"
    _keys(tree, VALUE if status == CONVENTION else (*VALUE, "url"), ("url", "until", "status", "readings"), place)
    _one_of(tree.get("status", status), STATUSES, place, "status")
    _day(tree["from"], place, "from")
    if "until" in tree:
        _day(tree["until"], place, "until")
    main = Dated(
        start=tree["from"],
        value=_value(tree["value"], place),
        source=tree["source"],
        url=tree.get("url", ""),
        status=tree.get("status", status),
        until=tree.get("until"),
    )
    return replace(
        main, readings={name: _read(main, name, own, place) for name, own in tree.get("readings", {}).items()}
    )


def _read(main: Dated, name: str, tree: dict[str, Any], place: str) -> Dated:
    """Another reading of a value: the same days and status, another value from another source."""
    _one_of(name, READINGS[1:], place, "readings")
    _keys(tree, ("value", "source", "url"), (), f"{place}, {name}")
    return replace(main, value=_value(tree["value"], f"{place}, {name}"), source=tree["source"], url=tree["url"])


def _value(value: object, where: str) -> Value:
    """A number as written; ``"1/3"`` an exact fraction; a block of ``steps`` a table of points, of ``sizes`` a calendar."""
    match value:
        case bool():
            raise PackageError("law_not_a_number", where=where, value=value)
        case int() | Decimal():
            return value
        case str() if value.count("/") == 1 and value.replace("/", "").isdigit():
            return Fraction(value)
        case {"steps": list(steps), "beyond": int() | Decimal() as beyond}:
            return Scale(tuple((bound, points) for bound, points in steps), beyond)
        case {"sizes": [_, *_] as sizes}:
            return _calendar(sizes, where)
    raise PackageError("law_not_a_number", where=where, value=str(value))


def _calendar(sizes: Iterable[tuple[int, date, int]], where: str) -> Calendar:
    """Triples of a size, the first day due, and the years between two; sizes grow."""
    cycles = tuple(Cycle(least, first, every) for least, first, every in sizes)
    for cycle in cycles:
        _day(cycle.first, where, "sizes")
    for smaller, larger in pairwise(cycles):
        if larger.least <= smaller.least:
            raise PackageError("law_sizes", where=where, size=larger.least, before=smaller.least)
    return Calendar(cycles)


def _keys(tree: Mapping[str, object], needed: Iterable[str], optional: Iterable[str], where: str) -> None:
    datafiles.refuse_unknown(tree, (*needed, *optional), where)
    datafiles.require(tree, needed, where)


def _day(value: object, where: str, key: str) -> None:
    if type(value) is not date:  # a datetime is a date too, but no law starts at noon
        raise PackageError("law_not_a_day", where=where, field=key, value=str(value))


def _one_of(value: str, valid: tuple[str, ...], where: str, key: str) -> None:
    if value not in valid:
        suggestion = closest(value, valid) or "—"
        raise PackageError("unknown_value", where=where, field=key, value=value, suggestion=suggestion, valid=valid)
