"""Findings are told to people and to machines in five forms that agree with each other."""

from __future__ import annotations

import json
from xml.etree import ElementTree as ET

import polars as pl
import pytest

from scop_analytics.checks import Findings, render
from scop_analytics.checks.findings import SCHEMA
from scop_analytics.errors import UsageError

BASE = {
    "severity": "warn",
    "company": "000000420",
    "year": 2025,
    "count": 1,
    "shape": "",
    "facts": "{}",
    "waived": None,
}


def finding(rule, line, **more):
    return {**BASE, "file": "paie.csv", "table": "payroll", "column": "base_pay", "rule": rule, "line": line, **more}


def plain(text):
    """``text`` with ordinary spaces, to compare with what a reader types."""
    return text.replace("\u00a0", " ").replace("\u202f", " ")


@pytest.fixture
def findings():
    rows = [
        finding("KEY-01", 4, severity="block", column=""),
        *(finding("ROW-17", line) for line in (30, 12, 7, 8, 9, 10, 11)),
        finding("ROW-15", 5, shape="-###.##", waived="Zoé Martin : rappel de 2024"),
        finding("PPL-02", None, severity="note", file="salaries.csv", table="employees", column=""),
    ]
    return Findings(
        pl.DataFrame(rows, schema=SCHEMA), ran=(("payroll", "ROW-17"), ("payroll", "ROW-18"), ("employees", "PPL-02"))
    )


def test_text_says_where_what_why_and_what_to_do_most_frequent_first(findings):
    told = plain(render(findings, "text", "fr"))
    head, first, *_ = told.split("\n\n")
    assert head == "4 causes : 1 constat bloquant, 7 avertissements, 1 information, 1 accepté par dérogation."
    assert first.split("\n") == [
        "[avertissement] paie.csv, « Salaire de base », lignes 7, 8, 9, 10, 11 et 2 autres, 2025 (ROW-17)",
        "  7 mois travaillés payés zéro.",
        "  Pourquoi : Zéro est un montant, pas une absence de valeur : il abaisse les moyennes.",
        "  À faire : Laissez la case vide si le montant est inconnu, ou indiquez l’absence non payée.",
    ]
    assert told.index("ROW-17") < told.index("KEY-01") < told.index("PPL-02")


def test_text_uses_french_typography_and_english_words(findings):
    french, english = render(findings, "text", "fr"), render(findings, "text", "en")
    assert "«\u00a0Salaire de base\u00a0»" in french
    assert "7 months worked and paid nothing." in english
    assert '"Base pay", lines 7, 8, 9, 10, 11 and 2 others' in english


def test_json_names_every_row_and_every_cause(findings):
    told = json.loads(render(findings, "json", "en"))
    assert told["blocking"] is True
    assert told["counts"] == {"refuse": 0, "set_aside": 0, "block": 1, "warn": 7, "note": 1, "waived": 1}
    assert len(told["findings"]) == 10
    assert [cause["count"] for cause in told["causes"]] == [7, 1, 1, 1]
    assert {row["line"] for row in told["findings"] if row["rule"] == "ROW-17"} == {7, 8, 9, 10, 11, 12, 30}


def test_junit_fails_what_blocks_and_passes_what_was_looked_at(findings):
    root = ET.fromstring(render(findings, "junit", "fr").encode())  # noqa: S314 - written by us a line above
    cases = {(case.get("classname"), case.get("name")): case for case in root.iter("testcase")}
    assert set(cases) == {
        ("payroll", "ROW-17"),
        ("payroll", "ROW-18"),
        ("payroll", "KEY-01"),
        ("payroll", "ROW-15"),
        ("employees", "PPL-02"),
    }
    assert [key for key, case in cases.items() if case.find("failure") is not None] == [("payroll", "KEY-01")]
    assert {suite.get("name"): suite.get("failures") for suite in root} == {"payroll": "1", "employees": "0"}


def test_github_annotations_are_one_escaped_line_each(findings):
    lines = render(findings, "github", "fr").splitlines()
    assert len(lines) == 4
    assert lines[0].startswith("::warning file=paie.csv,line=7,title=ROW-17::")
    assert any(line.startswith("::error file=paie.csv,line=4,title=KEY-01::") for line in lines)
    assert any(line.startswith("::notice file=paie.csv,line=5,title=ROW-15::") for line in lines)


def test_gitlab_entries_are_one_per_finding_with_their_own_fingerprint(findings):
    entries = json.loads(render(findings, "gitlab", "fr"))
    assert len(entries) == 10
    assert len({entry["fingerprint"] for entry in entries}) == 10
    assert {entry["severity"] for entry in entries if entry["check_name"] == "ROW-15"} == {"info"}
    assert {entry["severity"] for entry in entries if entry["check_name"] == "KEY-01"} == {"critical"}
    assert all(entry["location"]["lines"]["begin"] >= 1 for entry in entries)


def test_nothing_found_is_said():
    nothing = Findings(pl.DataFrame(schema=SCHEMA))
    assert plain(render(nothing, "text", "fr")) == "Aucun constat : les données peuvent être utilisées.\n"
    assert json.loads(render(nothing, "json", "fr"))["findings"] == []
    assert render(nothing, "github", "fr").strip() == ""
    assert json.loads(render(nothing, "gitlab", "fr")) == []
    assert nothing.exit_code == 0


def test_an_unknown_format_names_the_closest(findings):
    with pytest.raises(UsageError, match="junit"):
        render(findings, "junitt", "fr")


def test_a_notebook_shows_causes_and_no_row_of_a_person(findings):
    shown = findings._repr_html_()
    assert shown.count("<tr>") == 5
    assert "<table" in shown
    assert "ROW-17" not in repr(findings)
