"""A contract as a Table Schema descriptor, the public format other tools validate files with."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

from scop_analytics.tables.contracts import Column, Contract

# What French exports write for "no value"; zero is a value and is not listed.
MISSING: Final = ("", "-", "NC", "N/C", "#N/A", "n\u00e9ant")
BOUNDS: Final = ("minimum", "maximum")


def schema_json(contract: Contract, lang: str = "fr") -> dict[str, Any]:
    """The Table Schema descriptor of ``contract``, titles and descriptions in ``lang``.

    ``scop:`` properties hold what Table Schema has no word for: the unit, the headers and codes recognised, the kind of
    personal data, and the optional part of a key.
    """
    needed = {column.name for column in contract.columns if column.required}
    descriptor: dict[str, Any] = {
        "name": contract.name,
        "title": contract.title[lang],
        "description": contract.description[lang],
        "fields": [_field(column, lang) for column in contract.columns],
        "primaryKey": list(contract.primary_key),
        "missingValues": list(MISSING),
    }
    if contract.foreign_keys:
        descriptor["foreignKeys"] = [
            {"fields": list(key.fields), "reference": {"resource": key.table, "fields": list(key.fields)}}
            for key in contract.foreign_keys
        ]
    descriptor["scop:kind"] = contract.kind
    descriptor["scop:optionalKey"] = [name for name in contract.primary_key if name not in needed]
    return descriptor


def _field(column: Column, lang: str) -> dict[str, Any]:
    field: dict[str, Any] = {
        "name": column.name,
        "type": column.type,
        "title": column.title[lang],
        "description": column.description[lang],
    }
    constraints: dict[str, Any] = {"required": True} if column.required else {}
    if column.severity == "set_aside":  # a bound that only warns is not a condition of validity
        constraints |= {key: _plain(value) for key in BOUNDS if (value := getattr(column, key)) is not None}
        constraints |= {"pattern": column.pattern} if column.pattern else {}
    if column.enum:
        constraints["enum"] = list(column.enum)
    if constraints:
        field["constraints"] = constraints
    for key in ("unit", "headers", "codes", "personal"):
        value = getattr(column, key)
        if value:
            field[f"scop:{key}"] = dict(value) if key == "codes" else list(value) if key == "headers" else value
    return field


def _plain(value: int | Decimal) -> int | float:
    return value if isinstance(value, int) else float(value)
