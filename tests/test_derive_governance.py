"""Seats, meetings, answers and rights: small registers, counted by hand."""

from __future__ import annotations

from datetime import date

import pytest
from derived_cases import COMPANY, employee, entity, frames, one


def mandate(number: int, body: str = "CA", **more: object) -> dict[str, object]:
    row = {"entity_id": COMPANY, "mandate_id": str(number), "body_id": body, "role": "ADMINISTRATEUR"}
    return {**row, "member_id": None, "person_id": None, "start_date": date(2023, 1, 1), "end_date": None, **more}


def body(name: str, kind: str) -> dict[str, object]:
    return {"entity_id": COMPANY, "fiscal_year": 2025, "body_id": name, "body_type": kind, "seats_statutory": 9}


BODIES = [body("CA", "CA"), body("G", "GERANCE")]


def test_a_person_fills_one_seat_whatever_the_number_of_mandates_and_leads_once() -> None:
    found = frames(
        entity=[entity()],
        employees=[employee("A"), employee("B", sex="M")],
        governance_bodies=BODIES,
        mandates=[
            mandate(1, person_id="A"),
            mandate(2, person_id="A", role="PDG"),
            mandate(3, "G", person_id="A", role="GERANT"),
            mandate(4, person_id="B", start_date=date(2024, 1, 1)),
            mandate(5, member_id="x", sex="F"),
            mandate(6, person_id="B", role="CENSEUR"),
            mandate(7, member_id="y", end_date=date(2025, 6, 30)),
        ],
        members=[{"entity_id": COMPANY, "fiscal_year": 2025, "member_id": "x", "category": "EXTERNAL_PERSON"}],
    )
    seats = found["seat"].collect()
    board = seats.filter(is_board=True).sort("holder_id")
    assert board.select("holder_id", "sex", "is_employed", "is_leader").rows() == [
        ("A", "F", True, True),
        ("B", "M", True, False),
        ("x", "F", False, False),
    ]
    assert seats["is_leader"].sum() == 1
    assert board["days_in_office"].to_list() == [1095, 730, 1095]


def test_members_hold_and_vote_by_category() -> None:
    categories = ["EMPLOYEE", "FORMER_RETIRED", "FORMER_OTHER", "EXTERNAL_COOP", "HOLDER_NO_VOTE"]
    rows = [
        {
            "entity_id": COMPANY,
            "fiscal_year": 2025,
            "member_id": name,
            "category": name,
            "shares_held": 3,
            "share_nominal": 50_00,
        }
        for name in categories
    ]
    found = frames(entity=[entity()], members=rows)["member"].collect()
    assert found["capital"].to_list() == [150_00] * 5
    assert found["counts_capital"].to_list() == [True, True, False, False, False]
    assert found["counts_votes"].to_list() == [True, True, True, False, False]
    assert found["is_external"].to_list() == [False, False, False, True, True]
    assert found["is_coop"].to_list() == [False, False, False, True, False]


def test_time_to_membership_is_known_for_employees_admitted_in_the_year() -> None:
    row = {"entity_id": COMPANY, "fiscal_year": 2025, "category": "EMPLOYEE"}
    members = [
        {**row, "member_id": "1", "person_id": "A", "admission_date": date(2025, 6, 15)},
        {**row, "member_id": "2", "person_id": "B", "admission_date": date(2024, 6, 15)},
    ]
    people = [employee("A", seniority_date=date(2023, 5, 20)), employee("B", seniority_date=date(2023, 5, 20))]
    found = frames(entity=[entity()], employees=people, members=members)["member"].collect().sort("member_id")
    assert found["months_to_membership"].to_list() == [24, None]


def test_an_assembly_belongs_to_the_fiscal_year_in_which_it_is_held() -> None:
    rows = [
        {
            "entity_id": COMPANY,
            "assembly_id": "1",
            "assembly_type": "AGO",
            "date": date(2025, 1, 20),
            "entitled_members": 10,
        },
        {"entity_id": COMPANY, "assembly_id": "2", "assembly_type": "AGE", "date": date(2025, 11, 20)},
    ]
    came = [
        ("1", "a", "PRESENT"),
        ("1", "b", "REMOTE"),
        ("1", "c", "REPRESENTED"),
        ("1", "d", "POSTAL"),
        ("1", "e", "ABSENT"),
    ]
    attendance = [{"entity_id": COMPANY, "gathering_id": g, "member_id": m, "status": s} for g, m, s in came]
    autumn = [entity(year=y, start=date(y - 1, 10, 1), end=date(y, 9, 30)) for y in (2025, 2026)]
    found = frames(entity=autumn, assemblies=rows, attendance=attendance)
    first = one(found, "assembly", assembly_id="1")
    assert (first["fiscal_year"], first["is_annual"]) == (2025, True)
    assert (first["entitled"], first["present"], first["represented"], first["remote"]) == (10, 2, 1, 1)
    assert one(found, "assembly", assembly_id="2")["fiscal_year"] == 2026


def test_board_attendance_expects_whoever_was_in_office_that_day() -> None:
    found = (
        frames(
            entity=[entity()],
            governance_bodies=BODIES,
            mandates=[
                mandate(1, member_id="a"),
                mandate(2, member_id="b"),
                mandate(3, member_id="c", start_date=date(2025, 6, 1)),
            ],
            meetings=[
                {"entity_id": COMPANY, "meeting_id": "m1", "body_id": "CA", "date": date(2025, 3, 1)},
                {"entity_id": COMPANY, "meeting_id": "m2", "body_id": "CA", "date": date(2025, 9, 1)},
                {"entity_id": COMPANY, "meeting_id": "m3", "body_id": "CA", "date": date(2025, 10, 1)},
            ],
            attendance=[
                {"entity_id": COMPANY, "gathering_id": "m1", "member_id": "a", "status": "PRESENT"},
                {"entity_id": COMPANY, "gathering_id": "m1", "member_id": "b", "status": "EXCUSED"},
                {"entity_id": COMPANY, "gathering_id": "m2", "member_id": "a", "status": "REMOTE"},
            ],
        )["board_presence"]
        .collect()
        .sort("meeting_id")
    )
    assert found.select("meeting_id", "expected", "present").rows() == [("m1", 2, 1), ("m2", 3, 1)]


@pytest.mark.parametrize(
    ("scale", "answer", "valid", "favourable"),
    [
        ("1_5", "4", True, True),
        ("1_5", "3", True, False),
        ("1_5", "NSP", False, False),
        ("1_5", "0", False, False),
        ("1_5", "9", False, False),
        ("0_10", "9", True, True),
        ("0_10", "8", True, False),
        ("0_10", "0", True, False),
        ("yes_no", "OUI", True, True),
        ("yes_no", "NON", True, False),
        ("yes_no", "5", False, False),
    ],
)
def test_which_answers_are_valid_and_favourable(scale, answer, valid, favourable) -> None:
    sheet = {
        "entity_id": COMPANY,
        "fiscal_year": 2025,
        "survey_id": "s",
        "item_code": "i",
        "scale": scale,
        "invited_count": 3,
    }
    row = {"entity_id": COMPANY, "survey_id": "s", "item_code": "i", "respondent_id": "r", "answer": answer, "sex": "F"}
    found = frames(entity=[entity()], survey=[row], survey_meta=[sheet])
    told = one(found, "answer")
    assert (told["fiscal_year"], told["valid"], told["favourable"]) == (2025, valid, favourable)
    asked = one(found, "survey")
    assert (asked["invited"], asked["respondents"], asked["valid_answers"]) == (3, 1, int(valid))


def test_the_right_to_parental_leave_needs_a_child_and_a_year_of_seniority() -> None:
    people = [employee("A"), employee("B", sex="M"), employee("C", contract_start=date(2025, 1, 6))]
    events = [
        {"entity_id": COMPANY, "person_id": name, "event_date": date(2025, 4, 1), "event_type": "NAISSANCE"}
        for name in "ABC"
    ]
    leave = {
        "entity_id": COMPANY,
        "leave_id": "1",
        "person_id": "A",
        "leave_type": "PARENTAL_PARTIEL",
        "start_date": date(2025, 9, 1),
    }
    found = frames(entity=[entity()], employees=people, child_events=events, leaves=[leave])["leave_right"].collect()
    assert found.sort("person_id").select("person_id", "sex", "took").rows() == [("A", "F", True), ("B", "M", False)]


def test_a_consultation_counts_in_the_year_of_its_decision() -> None:
    row = {
        "entity_id": COMPANY,
        "consultation_id": "1",
        "note_date": date(2024, 11, 1),
        "decision_date": date(2025, 2, 1),
    }
    found = frames(entity=[entity(year=2024), entity()], consultations=[row])["consultation"].collect()
    assert found["fiscal_year"].to_list() == [2025]


def test_emissions_are_given_or_computed_and_bought_energy_counts_once() -> None:
    row = {"entity_id": COMPANY, "period": date(2025, 5, 1), "scope": 2, "category": "ELECTRICITE"}
    rows = [
        {
            **row,
            "source_id": "1",
            "quantity": 10_000_000,
            "factor": 60,
            "location_or_market": "LOCATION",
        },  # 10 000 kWh × 0.06 kg
        {**row, "source_id": "2", "tco2e": 300, "location_or_market": "MARKET"},
        {**row, "source_id": "3", "tco2e": 1_250, "scope": 1},
    ]
    found = frames(entity=[entity()], environment=rows)["emission"].collect().sort("source_id")
    assert found.select("source_id", "tco2e").rows() == [("1", 600), ("3", 1_250)]
