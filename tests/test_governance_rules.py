"""What a naive count of members, boards, meetings and consultations gets wrong, each on a register checked by hand."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from derived_cases import COMPANY, dossier, employee, entity, frames, one

from scop_analytics import law
from scop_analytics.derive import derive
from scop_analytics.statistics.likeness import dissimilarity, rate_range

BASE = {"entity_id": COMPANY, "fiscal_year": 2025}


def member(name: str, **more: object) -> dict[str, object]:
    row = {**BASE, "member_id": name, "person_id": None, "category": "EMPLOYEE", "admission_date": date(2021, 1, 1)}
    return {**row, "votes": 1, **more}


def called(name: str, status: str, meeting: str = "ag", **more: object) -> dict[str, object]:
    return {"entity_id": COMPANY, "gathering_id": meeting, "member_id": name, "status": status, **more}


def assembly(name: str = "ag", kind: str = "AGO", **more: object) -> dict[str, object]:
    return {"entity_id": COMPANY, "assembly_id": name, "assembly_type": kind, "date": date(2025, 6, 1), **more}


def consultation(name: str, *days: tuple[int, int] | None, **more: object) -> dict[str, object]:
    """Note, board, opening, closing and decision of 2025, as month and day."""
    steps = ("note_date", "board_date", "open_date", "close_date", "decision_date")
    dates = {step: date(2025, *day) if day else None for step, day in zip(steps, days, strict=True)}
    return {"entity_id": COMPANY, "consultation_id": name, "is_major": True, **dates, **more}


def test_an_applicant_turned_away_is_no_member() -> None:
    found = frames(
        entity=[entity(membership_wait_months=12)],
        employees=[employee("A"), employee("B")],
        members=[
            member("1", person_id="A"),
            member(
                "2", person_id="B", admission_date=None, application_date=date(2025, 3, 1), application_result="REFUSE"
            ),
        ],
    )
    assert found["member"].collect()["member_id"].to_list() == ["1"]
    people = found["person"].collect().sort("person_id")
    assert people["is_member"].to_list() == [True, False]


def test_a_member_without_admission_date_stays_one() -> None:
    found = frames(entity=[entity()], members=[member("1", admission_date=None)])
    assert found["member"].collect().height == 1


@pytest.mark.parametrize(
    ("outcome", "asked_on", "requested", "refused"),
    [
        ("REFUSE", date(2025, 12, 31), True, True),
        ("AJOURNE", date(2025, 3, 1), True, False),
        ("ADMIS", date(2025, 3, 1), True, False),
        ("REFUSE", date(2024, 12, 31), False, False),
        (None, date(2025, 3, 1), False, False),
    ],
)
def test_a_request_put_off_is_not_refused_and_one_of_last_year_does_not_count(
    outcome, asked_on, requested, refused
) -> None:
    line = member("1", application_date=asked_on, application_result=outcome)
    row = one(frames(entity=[entity()], members=[line]), "register_entry")
    assert (row["requested"], row["refused"]) == (requested, refused)


def test_admissions_exits_and_shares_to_repay_are_those_of_the_year() -> None:
    found = frames(
        entity=[entity()],
        members=[
            member("1", admission_date=date(2025, 1, 1)),
            member("2", exit_date=date(2025, 5, 16), repayment_due=500_00, repayment_due_date=date(2027, 12, 31)),
            member("3", admission_date=date(2026, 1, 1)),
        ],
    )["register_entry"].collect()
    columns = found.select("admitted", "left", "owed", "months_to_repayment")
    assert columns.rows() == [
        (True, False, None, None),
        (False, True, 500_00, 31),
        (False, False, None, None),
    ]


def test_someone_represented_takes_part_and_does_not_come() -> None:
    found = frames(
        entity=[entity()],
        members=[member(name) for name in "12345"],
        assemblies=[assembly()],
        attendance=[
            called("1", "PRESENT"),
            called("2", "REPRESENTED", proxy_holder_id="1"),
            called("3", "REMOTE"),
            called("4", "POSTAL"),
            called("5", "ABSENT"),
        ],
    )["called_member"].collect()
    rows = found.sort("member_id").select("came", "took_part").rows()
    assert rows == [(True, True), (False, True), (True, True), (False, True), (False, False)]


def test_turnout_is_counted_on_the_annual_meeting_alone() -> None:
    found = frames(
        entity=[entity()],
        members=[member("1")],
        assemblies=[assembly(), assembly("age", "AGE"), assembly("no", quorum_met=False)],
        attendance=[called("1", "PRESENT", meeting) for meeting in ("ag", "age", "no", "board")],
    )["called_member"].collect()
    assert found["gathering_id"].to_list() == ["ag"]


def test_a_member_at_the_meeting_has_the_group_of_the_closing() -> None:
    since = {"P": date(2023, 12, 31), "Q": date(2024, 1, 2), "R": date(2016, 1, 1)}
    found = frames(
        entity=[entity()],
        employees=[employee(name, contract_start=day, csp="CADRE", work_site="Lyon") for name, day in since.items()],
        members=[*(member(name, person_id=name) for name in since), member("old", category="FORMER_RETIRED", sex="M")],
        assemblies=[assembly()],
        attendance=[called(name, "PRESENT") for name in (*since, "old")],
    )["called_member"].collect()
    rows = found.sort("member_id").select("sex", "csp", "work_site", "tenure_band").rows()
    assert rows == [
        ("F", "CADRE", "Lyon", "2_4_years"),
        ("F", "CADRE", "Lyon", "under_2_years"),
        ("F", "CADRE", "Lyon", "10_years_plus"),
        ("M", None, None, None),
    ]


def mandate(number: int, who: str, start: date, **more: object) -> dict[str, object]:
    row = {"entity_id": COMPANY, "mandate_id": str(number), "body_id": "CA", "role": "ADMINISTRATEUR", "person_id": who}
    return {**row, "start_date": start, **more}


def test_a_re_elected_director_is_not_new_and_vacant_seats_are_counted_on_people() -> None:
    found = frames(
        entity=[entity()],
        employees=[employee(name) for name in "AB"],
        governance_bodies=[{**BASE, "body_id": "CA", "body_type": "CA", "seats_statutory": 4}],
        mandates=[
            mandate(1, "A", date(2019, 6, 1), end_date=date(2025, 5, 31)),
            mandate(2, "A", date(2025, 6, 1)),
            mandate(3, "B", date(2025, 6, 1)),
            mandate(4, "B", date(2025, 7, 1), role="PDG"),
        ],
    )
    seats = found["seat"].collect().sort("holder_id")
    assert seats.select("holder_id", "is_new").rows() == [("A", False), ("B", True)]
    assert one(found, "body")["filled"] == 2


def test_the_leader_s_vote_is_set_against_all_who_could_vote() -> None:
    found = frames(
        entity=[entity()],
        governance_bodies=[{**BASE, "body_id": "G", "body_type": "GERANCE"}],
        mandates=[
            mandate(1, "A", date(2020, 6, 1), body_id="G", role="GERANT", end_date=date(2024, 5, 31)),
            mandate(2, "A", date(2024, 6, 1), body_id="G", role="GERANT", election_id="R2"),
        ],
        votes=[{"entity_id": COMPANY, "resolution_id": "R2", "assembly_id": "ag24", "votes_for": 20}],
        assemblies=[assembly("ag24", date=date(2024, 6, 1), entitled_members=32)],
    )
    row = one(found, "leader_vote")
    assert (row["votes_for"], row["entitled"], row["days_since_election"]) == (20, 32, 578)


@pytest.mark.parametrize(
    ("days", "followed", "to_decision", "open_for"),
    [
        (((3, 3), (3, 13), (3, 17), (3, 28), (4, 10)), True, 38, 12),
        (((3, 3), (3, 3), (3, 3), (3, 3), (3, 3)), True, 0, 1),
        (((3, 3), (3, 20), (3, 17), (3, 28), (4, 10)), False, 38, 12),
        (((3, 3), None, (3, 17), (3, 28), (4, 10)), False, 38, 12),
        ((None, (3, 13), (3, 17), (3, 28), (4, 10)), False, None, 12),
        (((3, 3), (3, 13), (3, 17), (3, 28), None), False, None, 12),
        (((5, 3), (3, 13), (3, 17), (3, 10), (4, 10)), False, None, None),
    ],
    ids=["in order", "one day", "board late", "no board", "no note", "undecided", "backwards"],
)
def test_the_process_is_followed_when_no_step_misses_and_all_come_in_order(
    days, followed, to_decision, open_for
) -> None:
    row = one(frames(entity=[entity()], consultations=[consultation("c", *days)]), "consultation")
    assert (row["all_steps"], row["days_to_decision"], row["days_open"]) == (followed, to_decision, open_for)


def test_groups_consulted_belong_to_the_year_of_the_decision() -> None:
    step = ((3, 3), (3, 13), (3, 17), (3, 28), (4, 10))
    group = {"entity_id": COMPANY, "group_kind": "sex", "group_value": "F", "eligible": 10, "respondents": 8}
    found = frames(
        entity=[entity(year=2024), entity()],
        consultations=[consultation("c", *step)],
        consultation_groups=[{**group, "consultation_id": "c"}, {**group, "consultation_id": "unknown"}],
    )
    assert found["consulted_group"].collect().select("fiscal_year", "sex", "eligible").rows() == [(2025, "F", 10)]


def test_a_document_given_after_the_day_is_given_and_late() -> None:
    due = {"entity_id": COMPANY, "due": date(2025, 6, 30)}
    given = {"a": date(2025, 6, 30), "b": date(2025, 7, 9), "c": date(2026, 1, 10), "d": None}
    found = frames(
        entity=[entity()], transparency=[{**due, "item": item, "published_date": day} for item, day in given.items()]
    )["document"].collect()
    rows = found.sort("item").select("published", "on_time").rows()
    assert rows == [(True, True), (True, False), (False, False), (False, False)]


def distribution(**groups: int) -> pl.LazyFrame:
    names = [name for name, size in groups.items() for _ in range(size)]
    return pl.LazyFrame({"entity_id": [COMPANY] * len(names), "fiscal_year": [2025] * len(names), "csp": names})


@pytest.mark.parametrize(
    ("few", "many", "expected"),
    [
        ({"a": 1, "b": 3}, {"a": 10, "b": 30}, 0.0),
        ({"a": 2}, {"a": 10, "b": 30}, 0.75),
        ({"a": 1, "b": 1}, {"a": 1, "b": 3}, 0.25),
        ({"c": 1}, {"a": 99, "c": 1}, 0.99),
    ],
)
def test_dissimilarity_is_half_the_sum_of_the_differences_of_shares(few, many, expected) -> None:
    row = dissimilarity(distribution(**few), distribution(**many), "csp").collect().row(0, named=True)
    assert row["numerator"] / row["denominator"] == pytest.approx(expected, abs=1e-12)
    assert row["people"] == sum(few.values())


def test_groups_too_small_to_compare_are_left_aside() -> None:
    people = pl.LazyFrame(
        {
            "entity_id": [COMPANY] * 16,
            "fiscal_year": [2025] * 16,
            "csp": ["big"] * 10 + ["just"] * 5 + ["one"],
            "is_member": [True] * 6 + [False] * 4 + [True] * 5 + [False],
        }
    )
    row = rate_range(people, "is_member", "csp", 5).collect().row(0, named=True)
    assert (row["range"], row["groups"], row["people"]) == (40.0, 2, 5)


def test_companies_do_not_mix() -> None:
    other = "000000018"
    rows = dossier(
        entity=[entity(), entity(other)],
        members=[member("1"), {**member("1"), "entity_id": other, "exit_date": date(2025, 2, 1)}],
        assemblies=[assembly(), {**assembly(), "entity_id": other}],
        attendance=[called("1", "PRESENT"), {**called("1", "ABSENT"), "entity_id": other}],
    )
    found = derive(rows, law.load())  # type: ignore[arg-type] # what derive reads of a dossier
    came = found["called_member"].collect().sort("entity_id")
    assert came.select("entity_id", "came").rows() == [(other, False), (COMPANY, True)]
    left = found["register_entry"].collect().sort("entity_id")
    assert left["left"].to_list() == [True, False]
