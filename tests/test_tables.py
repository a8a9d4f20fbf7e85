"""The contracts of the input tables: complete, unambiguous, readable by people, and strict when misspelt."""

from __future__ import annotations

import importlib
import re
from collections import Counter

import polars as pl
import pytest

from scop_analytics import tables
from scop_analytics.errors import UsageError

CONTRACTS = tables.load_all()
NAMES = sorted(CONTRACTS)
SNAPSHOTS = {
    "entity",
    "employees",
    "members",
    "governance_bodies",
    "surplus_allocation",
    "labour_share_rows",
    "job_criteria",
    "survey_meta",
    "commitments",
}
REQUIRED_BESIDES_KEYS = {
    ("entity", "fiscal_year_start"),
    ("entity", "fiscal_year_end"),
    ("employees", "sex"),
}
# Key columns a file may leave out: one contract a person, one payslip a month, one list or grid for every year,
# a grid by trade or by level, one calendar.
OPTIONAL_KEYS = {
    ("employees", "fiscal_year"),
    ("employees", "contract_id"),
    ("payroll", "contract_id"),
    ("payroll", "payslip_id"),
    ("job_criteria", "fiscal_year"),
    ("job_criteria", "job_family"),
    ("job_criteria", "job_level"),
    ("calendar", "work_site"),
    ("notes", "fiscal_year"),
}


def columns() -> list[tuple[str, tables.Column]]:
    return [(name, column) for name in NAMES for column in CONTRACTS[name].columns]


def test_every_table_of_the_data_model_has_a_contract() -> None:
    assert len(NAMES) == 32


@pytest.mark.parametrize("name", NAMES)
def test_the_company_is_in_every_key_and_snapshots_have_a_year(name: str) -> None:
    contract = CONTRACTS[name]
    assert contract.primary_key[0] == "entity_id"
    assert (contract.kind == "snapshot") == (name in SNAPSHOTS)
    assert contract.kind == "register" or "fiscal_year" in contract.primary_key


def test_only_keys_closing_dates_and_sex_are_required() -> None:
    required = {(name, column.name) for name, column in columns() if column.required}
    keys = {(name, key) for name in NAMES for key in CONTRACTS[name].primary_key}
    assert required == (keys - OPTIONAL_KEYS) | REQUIRED_BESIDES_KEYS


def test_payroll_keeps_each_element_of_pay_apart() -> None:
    elements = [
        "base_pay",
        "bonus_regular",
        "bonus_yearly",
        "bonus_exceptional",
        "seniority_bonus",
        "constraint_bonus",
        "overtime_pay",
        "overtime_hours",
        "benefits_in_kind",
        "exit_pay",
        "value_sharing_bonus",
        "labour_share_paid",
        "profit_sharing",
        "total_gross",
        "hours_paid",
        "hours_worked",
        "fte_month",
        "absence_unpaid_days",
        "is_correction",
    ]
    assert [column.name for column in CONTRACTS["payroll"].columns][5:] == elements


@pytest.mark.parametrize("name", NAMES)
def test_each_header_leads_to_one_column(name: str) -> None:
    found: dict[str, str] = {}
    for column in CONTRACTS[name].columns:
        for header in {tables.header_key(spelling) for spelling in column.spellings}:
            assert found.setdefault(header, column.name) == column.name, header


def test_each_file_name_leads_to_one_table() -> None:
    names = Counter(tables.header_key(file) for name in NAMES for file in {name, *CONTRACTS[name].files})
    assert [file for file, times in names.items() if times > 1] == []


@pytest.mark.parametrize("name", NAMES)
def test_each_spelling_means_one_value(name: str) -> None:
    for column in CONTRACTS[name].columns:
        meanings: dict[str, str] = {}
        for value in column.enum or column.codes:
            for spelling in (value, *column.codes.get(value, ())):
                assert meanings.setdefault(tables.header_key(spelling), value) == value, (column.name, spelling)


@pytest.mark.parametrize(
    ("header", "table", "column"),
    [
        ("Salaire de base", "payroll", "base_pay"),
        ("BRUT", "payroll", "total_gross"),
        ("13e mois", "payroll", "bonus_yearly"),
        ("Né(e) le", "employees", "birth_year"),
        ("Date de naissance", "employees", "birth_year"),
        ("Civilité", "employees", "sex"),
        ("N° matricule", "employees", "person_id"),
        ("Nb parts", "members", "shares_held"),
        ("Pouvoirs en blanc", "assemblies", "blank_proxies"),
    ],
)
def test_headers_of_french_exports_are_known(header: str, table: str, column: str) -> None:
    spellings = {tables.header_key(text) for text in CONTRACTS[table].column(column).spellings}
    assert tables.header_key(header) in spellings


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Mme", "F"),
        ("M.", "M"),
        ("H", "M"),
        ("1", "M"),
        ("02", "F"),
        ("Féminin", "F"),
        ("Non précisé", "NR"),
        ("X", "X"),
    ],
)
def test_sex_codes_of_french_exports_are_known(text: str, value: str) -> None:
    sex = CONTRACTS["employees"].column("sex")
    known = {tables.header_key(code): meaning for meaning, codes in sex.codes.items() for code in codes}
    known |= {tables.header_key(meaning): meaning for meaning in sex.enum}
    assert known[tables.header_key(text)] == value


@pytest.mark.parametrize("ambiguous", ["ETAM", "Non cadre"])
def test_labels_that_cover_two_categories_are_left_to_people(ambiguous: str) -> None:
    codes = CONTRACTS["employees"].column("csp").codes
    assert tables.header_key(ambiguous) not in {tables.header_key(code) for many in codes.values() for code in many}


@pytest.mark.parametrize("name", NAMES)
def test_people_can_read_each_column_in_both_languages(name: str) -> None:
    contract = CONTRACTS[name]
    described: list[tables.Contract | tables.Column] = [contract, *contract.columns]
    for words in described:
        for lang in ("fr", "en"):
            assert words.title[lang].strip() == words.title[lang] != ""
            assert re.search(r"[^ ][.…]$", words.description[lang]), words.name


@pytest.mark.parametrize("name", NAMES)
def test_links_lead_to_columns_of_the_other_table(name: str) -> None:
    for key in CONTRACTS[name].foreign_keys:
        assert all(CONTRACTS[key.table].column(field) for field in key.fields)


@pytest.mark.parametrize(
    ("table", "column", "scale", "dtype"),
    [
        ("payroll", "base_pay", 100, pl.Int64),
        ("payroll", "hours_paid", 100, pl.Int64),
        ("payroll", "fte_month", 10_000, pl.Int64),
        ("payroll", "absence_unpaid_days", 1_000, pl.Int64),
        ("payroll", "period", 0, pl.Date),
        ("payroll", "is_correction", 0, pl.Boolean),
        ("payroll", "person_id", 0, pl.String),
        ("members", "shares_held", 0, pl.Int64),
        ("entity", "fiscal_year", 0, pl.Int64),
        ("environment", "tco2e", 1_000, pl.Int64),
    ],
)
def test_amounts_are_kept_as_integers(table: str, column: str, scale: int, dtype: type[pl.DataType]) -> None:
    found = CONTRACTS[table].column(column)
    assert (found.scale, found.dtype) == (scale, dtype)
    assert CONTRACTS[table].schema()[column] is dtype


def test_pay_identity_and_sensitive_columns_are_marked() -> None:
    marks = {(name, column.name): column.personal for name, column in columns()}
    assert marks["payroll", "base_pay"] == "pay"
    assert marks["employees", "person_id"] == "identifier"
    assert marks["leaves", "leave_type"] == "sensitive"
    assert marks["employees", "contract_type"] is None
    assert {mark for (name, column), mark in marks.items() if column == "person_id"} == {"identifier"}


def test_row_rules_are_expectations_great_expectations_accepts() -> None:
    expectations = importlib.import_module("great_expectations.expectations")
    for name in NAMES:
        for rule in CONTRACTS[name].rules:
            kind = getattr(expectations, "".join(word.title() for word in rule.expectation.split("_")))
            assert kind(**rule.kwargs), (name, rule.code)


def test_an_unknown_table_or_column_is_refused_with_the_closest_name() -> None:
    with pytest.raises(UsageError) as table:
        tables.contract("payrol")
    assert table.value.facts["suggestion"] == "payroll"
    with pytest.raises(UsageError) as column:
        tables.contract("payroll").column("base_pai")
    assert column.value.facts["suggestion"] == "base_pay"
