"""Who became a member in the first two years, offers with their pay, managers against workers: worked by hand."""

from __future__ import annotations

import json
from datetime import date

import pytest
from derived_cases import COMPANY, employee, entity, frames
from rows import compute, frame, only

from scop_analytics.indicators import catalogue

# Arrival, admission (None: no line in the register, "": a line without a date), last day: two years end in 2025 or do not.
PEOPLE = {
    "A": (date(2023, 1, 1), date(2025, 1, 1), None),  # on the last day of the two years
    "B": (date(2023, 6, 1), date(2025, 6, 2), None),  # a day too late
    "C": (date(2023, 6, 1), None, date(2024, 3, 31)),  # left before, never a member
    "D": (date(2023, 6, 1), "", None),  # a member nobody dates
    "E": (date(2022, 12, 31), None, None),  # the two years ended on 31 December 2024
    "F": (date(2024, 1, 1), date(2024, 6, 1), None),  # they end in 2026
    "G": (date(2023, 12, 31), date(2024, 2, 1), None),
}


def register(person, admission):
    return {
        "entity_id": COMPANY, "fiscal_year": 2025, "member_id": person, "person_id": person, "category": "EMPLOYEE",
        "admission_date": admission or None,
    }  # fmt: skip


def test_who_joined_within_two_years_of_arrival():
    staff = [employee(who, contract_start=came, contract_end=left) for who, (came, _, left) in PEOPLE.items()]
    members = [register(who, admitted) for who, (_, admitted, _) in PEOPLE.items() if admitted is not None]
    found = frames(entity=[entity()], employees=staff, members=members)
    joined = dict(found["cohort"].collect().select("person_id", "joined").iter_rows())
    assert joined == {"A": True, "B": False, "C": False, "D": None, "G": True}
    row = only(
        compute({name: found[name] for name in ("company_year", "cohort")}, "members_within_months"), company=COMPANY
    )
    assert row["value"] == 50  # two of the four whose answer is known


def test_seniority_of_an_earlier_contract_counts_from_its_day():
    staff = [employee("A", contract_start=date(2024, 6, 1), seniority_date=date(2023, 6, 1))]
    found = frames(entity=[entity()], employees=staff, members=[register("A", date(2024, 7, 1))])["cohort"].collect()
    assert found["joined"].to_list() == [True]


def test_an_offer_gives_its_pay_when_one_candidate_saw_it():
    """Three jobs: one with its pay for two candidates, one without, one of which nothing is said."""
    told = [("J1", True), ("J1", None), ("J2", False), ("J2", False), ("J3", None)]
    rows = [
        {"entity_id": COMPANY, "candidate_id": f"c{n}", "job_id": job, "stage": "CANDIDATURE", "pay_range_given": given,
         "open_date": date(2025, 3, 1)}
        for n, (job, given) in enumerate(told)
    ]  # fmt: skip
    found = frames(entity=[entity()], recruitments=rows)
    row = only(
        compute({name: found[name] for name in ("company_year", "candidate")}, "offers_with_pay_range"), company=COMPANY
    )
    assert (row["value"], row["numerator"], row["denominator"]) == (50, 1, 2)


@pytest.mark.parametrize(("managers", "status", "value"), [(10, "ok", 2.0), (9, "not_computable", None)])
def test_managers_are_set_against_workers_from_ten_people_each(managers, status, value):
    people = [{"csp": "CADRE", "pay_fte": 4_000_000, "in_spread": True}] * managers
    people += [{"csp": "OUVRIER", "pay_fte": 1_500_000, "in_spread": True}] * 5
    people += [{"csp": "EMPLOYE", "pay_fte": 2_500_000, "in_spread": True}] * 5
    people += [
        {"csp": "CADRE", "pay_fte": 9_000_000, "in_spread": False},
        {"csp": None, "pay_fte": 1, "in_spread": True},
    ]
    found = compute({"person": frame(people)}, "pay_managers_to_workers", rules={"social_duties.pay_group_minimum": 10})
    assert (only(found)["status"], only(found)["value"]) == (status, value)
    told = json.loads(only(found)["reason"] or "{}")
    assert told == ({} if value else {"key": "too_few_in_group", "minimum": 10})


@pytest.mark.parametrize("code", ["SOL-01b", "sol-01B", "LAW-23c", "solidarity_to_equity"])
def test_a_code_is_found_whatever_its_letters(code):
    assert catalogue.get(code).id in ("solidarity_to_equity", "share_repayment_value")
