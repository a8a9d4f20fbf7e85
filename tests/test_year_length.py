"""Fiscal years of six to eighteen months: rates are brought to twelve, counts are not, and both are said with caution."""

from __future__ import annotations

import json
from datetime import date

import pytest
from rows import compute, frame, only

from scop_analytics.indicators import catalogue

LENGTHS = {6: date(2025, 6, 30), 9: date(2025, 9, 30), 12: date(2025, 12, 31), 18: date(2026, 6, 30)}
# Ten people under contract all year; two were hired, one left: whatever the length, 20 and 10 percent of the headcount.
HIRED, LEFT, PEOPLE = 2, 1, 10


def why(row):
    return json.loads(row["reason"]) if row["reason"] else None


def measured(name, months):
    year = frame([{"start": date(2025, 1, 1), "end": LENGTHS[months]}])
    people = frame(
        [
            {"month_ends": months, "hired": place < HIRED, "left": place < LEFT, "was_present": True}
            for place in range(PEOPLE)
        ]
    )
    return only(compute({"company_year": year, "person": people}, name))


@pytest.mark.parametrize("months", LENGTHS)
@pytest.mark.parametrize(("name", "percent"), [("hire_rate", 20), ("leaver_rate", 10), ("french_turnover_rate", 15)])
def test_a_rate_is_brought_to_twelve_months(name, percent, months):
    found = measured(name, months)
    assert found["value"] == pytest.approx(percent * 12 / months)  # 20 % in six months is 40 % a year


@pytest.mark.parametrize(("name", "count"), [("hires", HIRED), ("leavers", LEFT)])
@pytest.mark.parametrize("months", LENGTHS)
def test_a_count_is_what_happened(name, count, months):
    assert measured(name, months)["value"] == count


@pytest.mark.parametrize("name", ["hire_rate", "leaver_rate", "french_turnover_rate", "hires", "leavers"])
def test_only_a_year_of_twelve_months_is_plain(name):
    plain = measured(name, 12)
    assert (plain["status"], why(plain)) == ("ok", None)
    for months in (6, 9, 18):
        found = measured(name, months)
        assert (found["status"], why(found)) == ("caution", {"key": "year_length", "months": months})


@pytest.mark.parametrize(
    "name",
    [
        "hires", "leavers", "hire_rate", "leaver_rate", "french_turnover_rate", "resignation_rate", "agreed_ending_rate",
        "promotion_rate", "turnover_rate", "admissions", "membership_exits", "interns", "commuting_accidents", "work_deaths",
        "occupational_diseases", "accident_frequency_index", "short_sickness_spells", "training_hours_per_employee",
        "training_access_rate", "ghg_total", "ghg_per_fte", "energy_used", "water_used", "waste", "gifts",
    ],
)  # fmt: skip
def test_the_main_flows_call_for_caution_and_rates_say_they_are_brought_to_twelve_months(name):
    entry = catalogue.get(name)
    assert entry.flow
    if name.endswith("_rate") and name != "training_access_rate":
        assert "12" in entry.formula["fr"] + entry.definition["fr"]
        assert "12" in entry.formula["en"] + entry.definition["en"]
