"""The suite compiled to polars and great-expectations itself say the same: same verdict, same failing rows.

Not shown here: that the expectations are the right ones (tests/test_checks.py does that).
"""

from __future__ import annotations

import json
import os
import random
from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest

from scop_analytics import places, tables
from scop_analytics.checks import native, running, suites
from scop_analytics.checks.compiled import compile_expectation
from scop_analytics.checks.expectations import Expectation
from scop_analytics.config import parse
from scop_analytics.dossier import load
from scop_analytics.errors import UsageError

ROWS = 40
FAULTS = Path(__file__).with_name("faults")
ONE_COMPANY = parse(
    {"identity": {"entity_id": "732829320"}, "fiscal_years": [{"start": date(2025, 1, 1), "end": date(2025, 12, 31)}]}
)
MEMBERS = tables.contract("members")


DAYS = [date(2024, 1, 1) + timedelta(days=31 * step) for step in range(6)]
WRONG = {
    "string": ["123456789", "12345678A", "6201Z", "x", "x", "y"],
    "boolean": [True, False],
    "date": DAYS,
    "yearmonth": DAYS,
    "year": [1999, 2000, 2025, 2100, 2101],
}


def faulty_value(column, dice):
    """A value of the column's storage type, often wrong, sometimes missing; numbers stand just around the bounds."""
    if dice.random() < 0.2:
        return None
    if column.enum:
        return dice.choice([*column.enum, "AUTRE_CHOSE"])
    edges = [edge for edge in (column.minimum, column.maximum) if edge is not None]
    near = [int(edge * (column.scale or 1)) + step for edge in edges for step in (-1, 0, 1)]
    return dice.choice(WRONG.get(column.type, [0, 1, -5, 250_050, *near]))


def faulty(contract, seed=7, rows=ROWS):
    """A frame of the contract full of faults, with two rows that are copies and two that share a key."""
    dice = random.Random(f"{contract.name} {seed}")  # noqa: S311 - faults to find, not secrets
    made = [{column.name: faulty_value(column, dice) for column in contract.columns} for _ in range(rows)]
    made += [dict(made[0]), {**made[1], contract.columns[-1].name: None}]
    return pl.DataFrame(made, schema=contract.schema())


def same(frame, expectations, contract):
    """Both engines on the same frame; returns how many expectations failed, so that a test that checks nothing is seen."""
    ours = running.run(frame, expectations, contract)
    theirs = native.run(frame, expectations, contract)
    for mine, other in zip(ours, theirs, strict=True):
        assert mine.expectation is other.expectation
        where = (contract.name, mine.expectation.type, dict(mine.expectation.kwargs))
        assert mine.success == other.success, where
        if mine.rows is not None or other.rows is not None:
            assert mine.rows.to_list() == other.rows.to_list(), where
    return sum(not outcome.success for outcome in ours)


@pytest.mark.parametrize(
    "names", [sorted(tables.load_all())[part::3] for part in range(3)], ids=["first", "second", "third"]
)
def test_contract_suites_agree_on_faulty_tables(names):
    for name in names:
        contract = tables.contract(name)
        assert same(faulty(contract), suites.suite(contract), contract) > 0


def stacked(dossiers):
    """The rows of all dossiers, table by table: one run of great-expectations each."""
    kept = {}
    for dossier in dossiers:
        for name, frame in dossier.tables.items():
            kept.setdefault(name, []).append(frame.select(list(tables.contract(name).schema())))
    return {name: pl.concat(frames) for name, frames in kept.items()}


def test_contract_suites_agree_on_the_samples():
    """The samples hold no fault of the contracts: nothing fails on either side."""
    whole = stacked(load(places.samples() / f"coop_{size}") for size in (9, 42, 180))
    assert len(whole) >= 25
    for name, frame in whole.items():
        contract = tables.contract(name)
        assert same(frame, suites.suite(contract), contract) == 0, name


def test_contract_suites_agree_on_every_faulty_file():
    """What reading keeps of all the bad files of ``faults/``."""
    folders = sorted(path.parent for path in FAULTS.glob("*/expected.toml"))
    whole = stacked(load(each, config=None if (each / "scop.toml").is_file() else ONE_COMPANY) for each in folders)
    assert {"payroll", "employees"} <= set(whole)
    for name, frame in whole.items():
        contract = tables.contract(name)
        same(frame, suites.suite(contract), contract)


def test_contract_suites_agree_on_empty_tables():
    contract = tables.contract("payroll")
    assert same(pl.DataFrame(schema=contract.schema()), suites.suite(contract), contract) == 0


EVERY_TYPE = [
    ("expect_column_values_to_be_between", {"column": "capital_amount", "min_value": 0.01, "max_value": 2500.5}),
    ("expect_column_values_to_be_between", {"column": "capital_amount", "min_value": 0.005}),
    ("expect_column_values_to_be_between", {"column": "capital_amount", "max_value": 2500.5, "strict_max": True}),
    ("expect_column_values_to_be_between", {"column": "votes", "min_value": 1, "strict_min": True, "mostly": 0.3}),
    ("expect_column_values_to_be_between", {"column": "votes", "min_value": 1, "strict_min": True, "mostly": 0.95}),
    (
        "expect_column_values_to_be_between",
        {"column": "exit_date", "min_value": "2024-03-03", "max_value": "2024-05-04"},
    ),
    ("expect_column_values_to_be_in_set", {"column": "capital_amount", "value_set": [2500.5, 0, 0.001]}),
    ("expect_column_values_to_not_be_in_set", {"column": "category", "value_set": ["EMPLOYEE", "AUTRE_CHOSE"]}),
    ("expect_column_values_to_match_regex", {"column": "person_id", "regex": r"^\d+$"}),
    ("expect_column_values_to_not_match_regex", {"column": "person_id", "regex": "[A-Z]"}),
    ("expect_column_values_to_match_regex_list", {"column": "person_id", "regex_list": ["^x", "^y"]}),
    (
        "expect_column_values_to_match_regex_list",
        {"column": "person_id", "regex_list": [r"^\d", "A$"], "match_on": "all"},
    ),
    ("expect_column_value_lengths_to_be_between", {"column": "person_id", "min_value": 2, "max_value": 8}),
    ("expect_column_value_lengths_to_equal", {"column": "person_id", "value": 9}),
    ("expect_column_values_to_not_be_null", {"column": "person_id"}),
    ("expect_column_values_to_not_be_null", {"column": "person_id", "mostly": 0.5}),
    ("expect_column_values_to_be_null", {"column": "college"}),
    ("expect_column_values_to_be_unique", {"column": "person_id"}),
    ("expect_table_row_count_to_be_between", {"min_value": 1, "max_value": 10}),
    ("expect_table_row_count_to_equal", {"value": ROWS + 2}),
]
PAIRS = [
    ("expect_column_pair_values_a_to_be_greater_than_b", {"column_A": "exit_date", "column_B": "admission_date"}),
    (
        "expect_column_pair_values_a_to_be_greater_than_b",
        {"column_A": "votes", "column_B": "shares_held", "or_equal": True},
    ),
    ("expect_column_pair_values_a_to_be_greater_than_b", {"column_A": "capital_amount", "column_B": "votes"}),
    ("expect_column_pair_values_to_be_equal", {"column_A": "capital_amount", "column_B": "paid_up_amount"}),
    (
        "expect_column_pair_values_to_be_in_set",
        {"column_A": "sex", "column_B": "votes", "value_pairs_set": [["F", 1], ["M", 0]]},
    ),
]
SEVERAL = [
    ("expect_compound_columns_to_be_unique", {"column_list": ["entity_id", "votes", "college"]}),
    ("expect_select_column_values_to_be_unique_within_record", {"column_list": ["capital_amount", "paid_up_amount"]}),
]
IGNORED = [
    *(
        (type_, {**kwargs, "ignore_row_if": ignore})
        for type_, kwargs in PAIRS
        for ignore in ("both_values_are_missing", "either_value_is_missing", "neither")
    ),
    *(
        (type_, {**kwargs, "ignore_row_if": ignore})
        for type_, kwargs in SEVERAL
        for ignore in ("all_values_are_missing", "any_value_is_missing", "never")
    ),
]


def expectations(entries):
    return [
        Expectation("members", type_, kwargs, f"OWN-{number}", "warn") for number, (type_, kwargs) in enumerate(entries)
    ]


def test_every_compiled_type_agrees_with_every_way_of_ignoring_nulls():
    own = expectations([*EVERY_TYPE, *IGNORED])
    scales = {column.name: column.scale for column in MEMBERS.columns}
    assert all(compile_expectation(item.type, item.kwargs, scales) is not None for item in own)
    assert same(faulty(MEMBERS), own, MEMBERS) >= 30


NOT_TAUGHT = [
    ("expect_column_values_to_be_increasing", {"column": "votes"}),
    ("expect_column_mean_to_be_between", {"column": "votes", "min_value": 1_000_000}),
    ("expect_column_values_to_match_regex", {"column": "person_id", "regex": "^(?!x)"}),
    (
        "expect_column_values_to_be_between",
        {"column": "votes", "min_value": 1, "row_condition": 'sex=="F"', "condition_parser": "pandas"},
    ),
]


def test_what_polars_is_not_taught_is_run_by_great_expectations():
    own = expectations(NOT_TAUGHT)
    scales = {column.name: column.scale for column in MEMBERS.columns}
    assert all(compile_expectation(item.type, item.kwargs, scales) is None for item in own)
    found = running.run(faulty(MEMBERS), own, MEMBERS)
    assert [outcome.success for outcome in found] == [False, False, False, False]
    lookahead = found[2].rows.to_list()
    assert lookahead == faulty(MEMBERS)["person_id"].eq("x").fill_null(False).arg_true().to_list()


def test_an_expectation_nobody_knows_stops_instead_of_being_skipped():
    with pytest.raises(UsageError, match="members"):
        running.run(faulty(MEMBERS), expectations([("expect_the_moon", {})]), MEMBERS)


def test_the_exported_suite_is_one_great_expectations_reads_back(tmp_path):
    written = suites.write(tmp_path)
    assert {path.stem for path in written} == set(tables.load_all())
    gx = native._great_expectations()
    for path in written[:6]:
        told = json.loads(path.read_text(encoding="utf-8"))
        entries = [
            {key: entry[key] for key in ("type", "kwargs", "meta", "severity")} for entry in told["expectations"]
        ]
        read = gx.ExpectationSuite(name=told["name"], expectations=entries).to_json_dict()
        assert [entry["type"] for entry in read["expectations"]] == [entry["type"] for entry in entries]


def test_bounds_of_the_export_are_in_human_units(tmp_path):
    suites.write(tmp_path)
    told = json.loads((tmp_path / "employees.json").read_text(encoding="utf-8"))
    bounds = {(e["meta"]["rule"], e["kwargs"].get("column")): e["kwargs"] for e in told["expectations"]}
    assert bounds["VAL-03", "fte_rate"]["max_value"] == 1.5


def test_pairs_always_say_how_nulls_are_ignored():
    every = [item for contract in tables.load_all().values() for item in suites.suite(contract)]
    several = [item for item in every if "pair" in item.type or "compound" in item.type]
    assert several
    assert all("ignore_row_if" in item.kwargs for item in several)


def test_the_polars_path_imports_neither_great_expectations_nor_pandas():
    import subprocess
    import sys

    code = (
        "import sys; from scop_analytics.checks import running, suites; from scop_analytics import tables; import polars as pl;"
        "c = tables.contract('payroll'); running.run(pl.DataFrame(schema=c.schema()), suites.suite(c), c);"
        "sys.exit(bool({'great_expectations', 'pandas'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_great_expectations_sends_nothing(monkeypatch):
    import socket

    def refuse(*_, **__):
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    contract = tables.contract("accidents")
    assert native.run(faulty(contract), suites.suite(contract), contract)
    assert os.environ["GX_ANALYTICS_ENABLED"] == "false"
