"""A real payroll goes through the whole job: what is wrong in it is said, what can be computed is, nobody is in the report."""

from __future__ import annotations

import re

import pandas as pd
import pytest
from test_real_payroll_reading import FILE, SETTINGS

import scop_analytics as scop
from scop_analytics.reports import publishing
from scop_analytics.reports.preparing import Order

pytestmark = pytest.mark.skipif(not FILE.is_file(), reason="the sample payroll is not on this machine")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    place = tmp_path_factory.mktemp("montgomery")
    (place / "scop.toml").write_text(SETTINGS, encoding="utf-8")
    (place / FILE.name).symlink_to(FILE)
    return place


@pytest.fixture(scope="module")
def raw():
    """The same file read by another library, amounts as numbers."""
    frame = pd.read_csv(FILE)
    for column in ("Current Annual Salary", "2016 Gross Pay Received", "2016 Overtime Pay"):
        frame[column] = pd.to_numeric(frame[column].str.replace(r"[$,]", "", regex=True), errors="coerce")
    return frame


def test_what_is_wrong_in_it_is_said(folder, raw):
    findings = scop.check(scop.load(folder))
    assert not findings.blocking
    assert {"sex_missing", "ROW-20", "ROW-03"} <= set(findings.frame["rule"])
    assert raw["Gender"].isna().sum() == findings.frame.filter(findings.frame["rule"] == "sex_missing").height
    text = findings.summary("fr")
    for amount in raw["2016 Gross Pay Received"].dropna().head(200):
        assert f"{amount:.2f}" not in str(text)


def test_what_can_be_computed_agrees_with_another_library(folder, raw):
    results = scop.compute(scop.load(folder), audience="employer")
    assert results.value("headcount") == len(raw)
    women = results.row("women_in_workforce")
    assert women.numerator == (raw["Gender"] == "F").sum()
    part_time = results.row("part_time_share")
    assert part_time.numerator == (raw["Assignment Category"] == "Parttime-Regular").sum()
    women_pay = results.value("women_mean_annual")
    mean = raw.loc[raw["Gender"] == "F", "Current Annual Salary"].mean()
    assert women_pay == pytest.approx(
        mean, rel=0.15
    )  # paid in the year, brought to a full one: near the salary in force
    assert results.value("membership_gap").status == "missing"


def test_the_equity_report_has_its_pages_and_nobody_in_it(folder, raw, tmp_path):
    made = publishing.make_here(folder, Order("equity"), tmp_path)
    assert {page["id"] for page in made.payloads} >= {"E1", "E2", "E3", "E5"}
    paths = publishing.write(made, ("html", "xlsx", "json"), tmp_path / "out")
    text = "".join(
        path.read_text("utf-8") for path in paths if path.suffix == ".json" and path.parent.name == "publiable"
    )
    assert not re.search(r"\bE0\d{4}\b", text)
