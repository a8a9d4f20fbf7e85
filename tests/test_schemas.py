"""The contracts as Table Schema: accepted by an independent reader, which keeps good rows and refuses bad ones."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from frictionless import Package, Resource, Schema

from scop_analytics import tables

NAMES = sorted(tables.load_all())
GOOD_PAYSLIP = {
    "entity_id": "732829320",
    "person_id": "00012",
    "contract_id": "1",
    "period": "2025-03",
    "payslip_id": "B1",
    "base_pay": "2450.50",
    "fte_month": "0.8",
}


def header_only() -> Package:
    resources = []
    for name in NAMES:
        schema = tables.schema_json(tables.contract(name))
        rows = [[field["name"] for field in schema["fields"]]]
        resources.append(Resource(name=name, data=rows, schema=Schema.from_descriptor(schema)))
    return Package(resources=resources)


def errors(schema: dict[str, Any], row: dict[str, str], folder: Path) -> list[tuple[str, str]]:
    names = [field["name"] for field in schema["fields"]]
    file = folder / "payroll.csv"
    file.write_text(
        "\n".join([",".join(names), ",".join(row.get(name, "") for name in names)]) + "\n", encoding="utf-8"
    )
    alone = {key: value for key, value in schema.items() if key != "foreignKeys"}
    resource = Resource(path=file.name, basepath=str(folder), schema=Schema.from_descriptor(alone))
    return [(error.type, getattr(error, "field_name", "")) for error in resource.validate().tasks[0].errors]


@pytest.mark.parametrize("name", NAMES)
def test_each_descriptor_is_a_table_schema(name: str) -> None:
    contract = tables.contract(name)
    descriptor = json.loads(json.dumps(tables.schema_json(contract)))
    schema = Schema.from_descriptor(descriptor)
    assert schema.field_names == [column.name for column in contract.columns]
    assert schema.primary_key == list(contract.primary_key)
    assert {key["reference"]["resource"] for key in schema.foreign_keys} == {k.table for k in contract.foreign_keys}
    assert "" in schema.missing_values


def test_the_tables_make_one_package_whose_links_resolve() -> None:
    report = header_only().validate()
    assert report.valid, report.flatten(["name", "type", "message"])


def test_a_good_payslip_passes(tmp_path: Path) -> None:
    assert errors(tables.schema_json(tables.contract("payroll")), GOOD_PAYSLIP, tmp_path) == []


@pytest.mark.parametrize(
    ("column", "value", "kind"),
    [
        ("period", "mars", "type-error"),
        ("base_pay", "deux mille", "type-error"),
        ("fte_month", "1.6", "constraint-error"),
        ("person_id", "", "constraint-error"),
        ("entity_id", "12345", "constraint-error"),
    ],
)
def test_a_bad_payslip_is_refused_for_the_right_column(tmp_path: Path, column: str, value: str, kind: str) -> None:
    row = {**GOOD_PAYSLIP, column: value}
    assert (kind, column) in errors(tables.schema_json(tables.contract("payroll")), row, tmp_path)


def test_a_bound_that_only_warns_is_not_a_condition_of_validity() -> None:
    fields = {field["name"]: field for field in tables.schema_json(tables.contract("employees"))["fields"]}
    assert "constraints" not in fields["age"]
    assert fields["fte_rate"]["constraints"] == {"minimum": 0, "maximum": 1.5}
    assert fields["sex"]["constraints"] == {"required": True, "enum": ["F", "M", "X", "NR"]}


def test_titles_follow_the_language() -> None:
    contract = tables.contract("payroll")
    assert tables.schema_json(contract)["title"] == "Paie"
    assert tables.schema_json(contract, "en")["title"] == "Payroll"
