"""People at closing and over the year: who is there, since when, who came and left, who is a member."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from derived_cases import COMPANY, employee, entity, frames, one, year_of


def people(*rows: dict[str, object], **more: list[dict[str, object]]) -> pl.DataFrame:
    return frames(entity=[entity(membership_wait_months=12)], employees=list(rows), **more)["person"].collect()


def test_trainees_and_agency_workers_are_in_no_headcount() -> None:
    found = people(employee("A"), employee("B", contract_type="STAGE"), employee("C", contract_type="INTERIM"))
    assert found.sort("person_id")["is_present"].to_list() == [True, False, False]
    assert found.sort("person_id")["month_ends"].to_list() == [12, 0, 0]


@pytest.mark.parametrize(
    ("start", "end", "month_ends", "fte", "hired", "left", "present"),
    [
        (date(2020, 1, 1), None, 12, 10_000, False, False, True),
        (date(2025, 3, 15), None, 10, 7957, True, False, True),  # (17/31 + 9) / 12
        (date(2020, 1, 1), date(2025, 6, 29), 5, 4972, False, True, False),  # (5 + 29/30) / 12
        (date(2020, 1, 1), date(2025, 12, 31), 12, 10_000, False, True, True),
        (date(2025, 2, 10), date(2025, 2, 20), 0, 327, True, True, False),  # 11/28/12
    ],
)
def test_presence_over_the_year(start, end, month_ends, fte, hired, left, present) -> None:
    row = people(employee("A", contract_start=start, contract_end=end)).row(0, named=True)
    assert (row["month_ends"], row["fte_average"]) == (month_ends, fte)
    assert (row["hired"], row["left"], row["is_present"]) == (hired, left, present)


def test_a_contract_that_follows_another_is_neither_a_hire_nor_a_departure() -> None:
    row = people(
        employee("A", contract_type="CDD", contract_end=date(2025, 6, 30)),
        employee("A", contract_id="2", contract_start=date(2025, 7, 1)),
    ).row(0, named=True)
    assert (row["hired"], row["left"], row["contract_type"], row["month_ends"]) == (False, False, "CDI", 12)


def test_a_contract_of_last_year_s_snapshot_counts_as_continuity() -> None:
    years = [entity(year=2024), entity()]
    rows = [
        employee("A", year=2024, contract_type="CDD", contract_end=date(2024, 12, 31)),
        employee("A", contract_id="2", contract_start=date(2025, 1, 1)),
    ]
    found = frames(entity=years, employees=rows)["person"].collect().sort("fiscal_year")
    assert found.select("hired", "left").rows() == [(False, False), (False, False)]


def test_age_and_its_bands() -> None:
    rows = [employee(str(age), birth_year=2025 - age) for age in (24, 29, 30, 49, 50)]
    found = people(*rows).sort("age")
    assert found["age_band"].to_list() == ["under_30", "under_30", "30_39", "40_49", "50_plus"]
    assert found["age_band_bs"].to_list() == ["under_25", "25_34", "25_34", "45_54", "45_54"]


def test_tenure_runs_from_the_seniority_date_to_the_closing_day() -> None:
    row = people(employee("A", seniority_date=date(2023, 1, 1))).row(0, named=True)
    assert (row["tenure_months"], row["tenure_days"]) == (36, 1095)
    assert row["tenure_years"] == pytest.approx(1095 / 365.25)


def test_employee_members_are_people_present_and_members_at_closing() -> None:
    def member(person: str, **more: object) -> dict[str, object]:
        row = {"entity_id": COMPANY, "fiscal_year": 2025, "member_id": f"m{person}", "person_id": person}
        return {**row, "category": "EMPLOYEE", "admission_date": date(2022, 1, 1), "exit_date": None, **more}

    rows = [employee(name) for name in "ABCD"] + [employee("E", contract_end=date(2025, 5, 31))]
    rows[1]["seniority_date"] = date(2025, 6, 1)
    members = [
        member("A"),
        member("C", exit_date=date(2025, 3, 1)),
        member("D", admission_date=date(2026, 1, 2)),
        member("E"),
    ]
    found = people(*rows, members=members).sort("person_id")
    assert found["is_member"].to_list() == [True, False, False, False, False]
    assert found["is_eligible_member"].to_list() == [True, False, True, True, False]


def test_an_employee_without_year_holds_for_every_year() -> None:
    found = frames(entity=[entity(year=2024), entity()], employees=[employee("A", year=None)])["person"].collect()
    assert sorted(found["fiscal_year"]) == [2024, 2025]


def test_two_companies_may_use_the_same_person_number() -> None:
    other = "552100554"
    found = frames(
        entity=[entity(), entity(other)],
        employees=[employee("001"), employee("001", other, sex="M")],
        payroll=[*year_of("001", 2000), *year_of("001", 3000, company=other)],
    )["person"].collect()
    assert dict(found.select("entity_id", "pay_fte").rows()) == {COMPANY: 24_000_00, other: 36_000_00}


def test_a_calendar_year_takes_hires_and_departures_after_closing_from_the_next_snapshot() -> None:
    autumn = [entity(year=y, start=date(y - 1, 10, 1), end=date(y, 9, 30)) for y in (2024, 2025)]
    rows = [
        employee("A", year=2024),
        employee("A", contract_end=date(2024, 11, 30)),
        employee("B", contract_start=date(2024, 10, 1)),
    ]
    found = (
        frames(entity=autumn, employees=rows)["person_calendar"].collect().filter(fiscal_year=2024).sort("person_id")
    )
    assert found.select("person_id", "month_ends", "is_present").rows() == [("A", 11, False), ("B", 3, True)]


def test_calendar_people_are_the_fiscal_ones_when_the_years_are_the_same() -> None:
    found = frames(entity=[entity()], employees=[employee("A")], payroll=year_of("A", 2000))
    assert found["person"].collect().equals(found["person_calendar"].collect())
    assert one(found, "person_calendar")["pay_fte"] == 24_000_00
