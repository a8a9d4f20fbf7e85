"""The great-expectations suite of each table: built from its contract, joined by the expectations a co-operative adds.

The suite is the declared contract of the data: ``scop schemas`` writes it as great-expectations reads it. A co-operative
adds statements of its own in ``expectations/<table>.json``, a suite file of great-expectations.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from scop_analytics import tables
from scop_analytics.checks.expectations import Expectation, plain
from scop_analytics.errors import UsageError, closest

BESIDE: Final = "is_correction"
SEVERITIES: Final = ("refuse", "set_aside", "block", "warn", "note")
FROM_GX: Final = {"critical": "block", "warning": "warn", "info": "note"}
IGNORE: Final = {
    "expect_column_pair": "both_values_are_missing",
    "expect_compound": "all_values_are_missing",
    "expect_select_column": "all_values_are_missing",
    "expect_multicolumn": "all_values_are_missing",
}


def suite(contract: tables.Contract) -> tuple[Expectation, ...]:
    """What the contract of one table expects of its rows, in great-expectations words."""
    return (*_columns(contract), *_keys(contract), *_row_rules(contract))


def _columns(contract: tables.Contract) -> Iterator[Expectation]:
    name = contract.name
    for column in contract.columns:
        about, severity = {"column": column.name}, column.severity or "set_aside"
        if column.required:
            yield Expectation(name, "expect_column_values_to_not_be_null", about, "VAL-01", "set_aside")
        if column.enum:
            allowed = list(column.enum)
            yield Expectation(
                name,
                "expect_column_values_to_be_in_set",
                {**about, "value_set": allowed},
                "VAL-02",
                "set_aside",
                {"allowed": allowed},
            )
        if column.minimum is not None or column.maximum is not None:
            yield _range(name, column, severity)
        if column.pattern:
            pattern = f"^(?:{column.pattern})$"
            yield Expectation(
                name, "expect_column_values_to_match_regex", {**about, "regex": pattern}, "VAL-04", severity
            )


def _range(table: str, column: tables.Column, severity: str) -> Expectation:
    edges = {"min_value": column.minimum, "max_value": column.maximum}
    given = {key: value for key, value in edges.items() if value is not None}
    facts = {"minimum": plain(column.minimum), "maximum": plain(column.maximum), "unit": column.unit}
    kwargs = {"column": column.name, **given}
    return Expectation(table, "expect_column_values_to_be_between", kwargs, "VAL-03", severity, facts)


def _keys(contract: tables.Contract) -> Iterator[Expectation]:
    key = unique_key(contract)
    if len(key) == 1:
        yield Expectation(contract.name, "expect_column_values_to_be_unique", {"column": key[0]}, "KEY-01", "block")
    elif key:
        kwargs = {"column_list": key, "ignore_row_if": "all_values_are_missing"}
        yield Expectation(contract.name, "expect_compound_columns_to_be_unique", kwargs, "KEY-01", "block")


def unique_key(contract: tables.Contract) -> list[str]:
    """The columns no two rows may share: the primary key, and whether a payslip corrects another of the same month."""
    return [*contract.primary_key, *([BESIDE] if BESIDE in contract.by_name else [])]


def _row_rules(contract: tables.Contract) -> Iterator[Expectation]:
    for rule in contract.rules:
        kwargs = pinned(rule.expectation, rule.kwargs)
        yield Expectation(contract.name, rule.expectation, kwargs, rule.code, rule.severity)


def pinned(type_: str, kwargs: Mapping[str, Any]) -> dict[str, Any]:
    """``kwargs`` with ``ignore_row_if`` always said: its default is not the same on every engine."""
    default = next((ignore for prefix, ignore in IGNORE.items() if type_.startswith(prefix)), None)
    return {**({"ignore_row_if": default} if default else {}), **kwargs}


def added(folder: Path) -> tuple[Expectation, ...]:
    """The expectations of a co-operative's own ``expectations/*.json``; an unknown table or column stops with its closest name."""
    found: list[Expectation] = []
    for path in sorted(folder.glob("*.json")) if folder.is_dir() else []:
        found.extend(_read(path))
    return tuple(found)


def _read(path: Path) -> Iterator[Expectation]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        entries = content["expectations"]
    except (json.JSONDecodeError, UnicodeDecodeError, KeyError, TypeError) as fault:
        raise UsageError("suite_unreadable", where=path.name, what=str(fault)) from fault
    contracts = tables.load_all()
    table = str((content.get("meta") or {}).get("table", path.stem))
    if table not in contracts:
        raise UsageError("suite_table", where=path.name, table=table, suggestion=closest(table, contracts))
    for number, entry in enumerate(entries, start=1):
        yield _entry(path.name, number, contracts[table], entry)


def _entry(where: str, number: int, contract: tables.Contract, entry: Mapping[str, Any]) -> Expectation:
    if not isinstance(entry, Mapping) or "type" not in entry:
        raise UsageError("suite_entry", where=where, number=number)
    meta = entry.get("meta") or {}
    severity = str(meta.get("severity") or FROM_GX.get(str(entry.get("severity")), "warn"))
    if severity not in SEVERITIES:
        raise UsageError("suite_severity", where=where, number=number, severity=severity, valid=list(SEVERITIES))
    kwargs = pinned(entry["type"], entry.get("kwargs") or {})
    rule = str(meta.get("rule", f"OWN-{number:02d}"))
    facts = {"says": str(meta.get("notes") or entry.get("description") or entry["type"])}
    expectation = Expectation(contract.name, entry["type"], kwargs, rule, severity, facts)
    _known_columns(where, contract, expectation)
    return expectation


def _known_columns(where: str, contract: tables.Contract, expectation: Expectation) -> None:
    valid = [column.name for column in contract.columns]
    for name in expectation.columns:
        if name not in valid:
            raise UsageError(
                "suite_column", where=where, table=contract.name, column=name, suggestion=closest(name, valid)
            )


def as_json(table: str, expectations: Sequence[Expectation]) -> dict[str, Any]:
    """The suite of one table as a great-expectations file, in human units."""
    return {
        "name": table,
        "id": None,
        "expectations": [expectation.as_json() for expectation in expectations],
        "meta": {"table": table},
        "notes": None,
    }


def write(folder: Path) -> list[Path]:
    """One great-expectations suite file per table, for ``scop schemas``."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, contract in tables.load_all().items():
        path = folder / f"{name}.json"
        text = json.dumps(as_json(name, suite(contract)), ensure_ascii=False, indent=2, default=_decimal)
        path.write_text(f"{text}\n", encoding="utf-8")
        written.append(path)
    return written


def _decimal(value: object) -> object:
    return plain(value) if isinstance(value, Decimal) else str(value)
