"""A real payroll of 9,228 people (one row per person and year, US dates, dollars) is read with a declared mapping."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from scop_analytics.dossier import Dossier, load

SAMPLES = Path(__file__).parents[2] / "shared" / "samples" / "payroll"
FILE = SAMPLES / "montgomery_employee_salaries_2016_pseudo.csv"
PEOPLE = 9_228
SETTINGS = """
[identity]
entity_id = "732829320"
entity_name = "Comté de Montgomery"

[[fiscal_years]]
start = 2016-01-01
end = 2016-12-31

[[wide]]
kind = "person_year"
files = ["montgomery_*.csv"]
year = 2016

[mapping.employees]
person_id = "Employee Id"
sex = "Gender"
contract_type = { constant = "CDI" }
contract_start = { header = "Date First Hired", date_format = "mm/dd/yyyy" }
fte_rate = { header = "Assignment Category", values = { "Fulltime-Regular" = "1", "Parttime-Regular" = "0.5" } }
job_family = "Employee Position Title"
work_site = "Department Name"

[mapping.payroll]
person_id = "Employee Id"
base_pay = { header = "Current Annual Salary", currency = "USD" }
total_gross = { header = "2016 Gross Pay Received", currency = "USD" }
overtime_pay = { header = "2016 Overtime Pay", currency = "USD" }
"""

pytestmark = pytest.mark.skipif(not FILE.is_file(), reason="the sample payroll is not on this machine")


@pytest.fixture(scope="module")
def dossier(tmp_path_factory: pytest.TempPathFactory) -> Dossier:
    folder = tmp_path_factory.mktemp("montgomery")
    (folder / "scop.toml").write_text(SETTINGS, encoding="utf-8")
    (folder / FILE.name).symlink_to(FILE)
    return load(folder)


def test_every_person_is_in_both_tables(dossier: Dossier) -> None:
    assert {name: frame.height for name, frame in dossier.tables.items()} == {
        "employees": PEOPLE,
        "payroll": PEOPLE,
        "entity": 1,
    }
    assert (dossier.reading.rows_read, dossier.reading.rows_set_aside) == (2 * PEOPLE, 0)


def test_people_without_sex_are_counted_apart(dossier: Dossier) -> None:
    assert dict(dossier.tables["employees"]["sex"].value_counts().iter_rows()) == {"F": 3_730, "M": 5_481, "NR": 17}
    said = dossier.reading.findings
    assert dict(said.group_by("rule").agg(pl.col("count").sum()).iter_rows()) == {"sex_missing": 17}


def test_amounts_dates_and_working_time_of_the_first_rows(dossier: Dossier) -> None:
    pay, people = dossier.tables["payroll"], dossier.tables["employees"]
    columns = ["person_id", "period", "base_pay", "total_gross", "overtime_pay", "period_months", "source_line"]
    assert pay.select(columns).row(0) == ("E00001", date(2016, 12, 1), 6_922_218, 7_122_598, 41_610, 12, 2)
    assert people.select("person_id", "sex", "contract_start", "fte_rate").row(0) == (
        "E00001",
        "F",
        date(1986, 9, 22),
        10_000,
    )
    assert dict(people["fte_rate"].value_counts().iter_rows()) == {10_000: 8_394, 5_000: 834}


def test_an_amount_not_given_stays_unknown(dossier: Dossier) -> None:
    pay = dossier.tables["payroll"]
    assert (pay["total_gross"].null_count(), pay["overtime_pay"].null_count()) == (100, 2_917)
