"""A company keeps what it has: without payroll, people, members or meetings, its other figures stay."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from derived_cases import COMPANY, dossier, employee, entity, frames, year_of

from scop_analytics import law
from scop_analytics.derive import derive, lineage, sheets

BARE, EMPTY, WHOLE = "000000001", "000000002", COMPANY


def member(company: str, person: str | None, **more: object) -> dict[str, object]:
    row = {"entity_id": company, "fiscal_year": 2025, "member_id": f"m-{person}", "person_id": person}
    return {**row, "category": "EMPLOYEE", "votes": 1, "capital_amount": 1_000_00, **more}


def assembly(company: str) -> dict[str, object]:
    row = {"entity_id": company, "assembly_id": f"ag-{company}", "assembly_type": "AGO", "date": date(2025, 6, 1)}
    return {**row, "entitled_members": 4, "present": 3, "represented": 1, "remote_votes": 0}


@pytest.fixture(scope="module")
def found():
    """WHOLE has everything; BARE people without pay who left before closing, and a meeting; EMPTY its year alone."""
    return frames(
        entity=[entity(company) for company in (WHOLE, BARE, EMPTY)],
        employees=[employee("A"), employee("A", BARE, contract_end=date(2025, 5, 31))],
        payroll=year_of("A", 2000),
        members=[member(WHOLE, "A")],
        assemblies=[assembly(BARE)],
        surplus_allocation=[{"entity_id": BARE, "fiscal_year": 2025, "surplus": 10_000_00}],
    )


def test_every_company_year_is_in_the_skeleton_and_in_the_company_frame(found) -> None:
    for name in ("company_year", "company"):
        assert found[name].collect()["entity_id"].to_list() == [WHOLE, BARE, EMPTY]


def test_people_stay_without_payroll_and_without_anybody_at_closing(found) -> None:
    row = found["person"].collect().filter(entity_id=BARE).row(0, named=True)
    assert (row["is_present"], row["left"], row["month_ends"]) == (False, True, 5)
    assert (row["pay_fte"], row["exclusion"]) == (None, "no_payslip")


def test_a_meeting_stays_without_members_and_members_without_meeting(found) -> None:
    assert found["assembly"].collect()["entity_id"].to_list() == [BARE]
    assert found["member"].collect()["entity_id"].to_list() == [WHOLE]


def test_money_of_the_company_stays_without_people(found) -> None:
    rows = found["company"].collect()
    assert dict(rows.select("entity_id", "surplus").rows()) == {WHOLE: None, BARE: 10_000_00, EMPTY: None}
    assert dict(rows.select("entity_id", "gross_payroll").rows()) == {WHOLE: 24_000_00, BARE: None, EMPTY: None}


def test_one_company_alone_equals_itself_among_others(found) -> None:
    alone = frames(
        entity=[entity()], employees=[employee("A")], payroll=year_of("A", 2000), members=[member(WHOLE, "A")]
    )
    for name in ("person", "member"):
        assert alone[name].collect().equals(found[name].collect().filter(entity_id=WHOLE))


def test_no_table_but_the_company_gives_empty_frames() -> None:
    nothing = frames(entity=[entity()])
    heights = {name: nothing[name].collect().height for name in nothing}
    assert {name for name, height in heights.items() if height} == {"company_year", "company", "index_company"}


def test_no_company_at_all_gives_empty_frames() -> None:
    nothing = dossier(entity=[entity()])
    nothing.fiscal_years = nothing.fiscal_years.clear()
    found = derive(nothing, law.load())  # type: ignore[arg-type] # what derive reads of a dossier
    assert all(found[name].collect().is_empty() for name in found)


def test_every_frame_has_the_columns_and_the_key_it_announces(found) -> None:
    assert list(found) == list(sheets())
    for name, sheet in sheets().items():
        assert set(found[name].collect_schema()) == set(sheet.columns), name
        rows = found[name].collect()
        assert rows.n_unique(list(sheet.key)) == rows.height, name


def test_lineage_names_what_is_held_else_what_to_ask_for() -> None:
    held = {"employees": {"fte_rate"}, "payroll": {"total_gross"}}
    assert lineage(held)["person.pay_fte"] == ("employees", "payroll.total_gross", "employees.fte_rate")
    assert lineage({})["person.pay_fte"] == ("employees", "payroll.base_pay", "payroll.fte_month")
    assert lineage({})["company.surplus"] == ("surplus_allocation.surplus",)


def test_lineage_names_only_columns_of_the_contracts() -> None:
    from scop_analytics import tables

    for needs in lineage({}).values():
        for need in needs:
            table, _, column = need.partition(".")
            assert not column or tables.contract(table).column(column)


def test_row_order_and_engine_change_nothing() -> None:
    people = [employee(name, sex=sex) for name, sex in (("A", "F"), ("B", "M"), ("C", "F"))]
    slips = [slip for name in "ABC" for slip in year_of(name, 2001.37, hours_paid=140_00)]
    straight = frames(entity=[entity()], employees=people, payroll=slips)["person"]
    shuffled = frames(entity=[entity()], employees=people[::-1], payroll=slips[1::2] + slips[::2])["person"]
    first = straight.collect(engine="in-memory").sort("person_id")
    assert first.equals(shuffled.collect(engine="streaming").sort("person_id"))
    assert first["pay_fte"].dtype == pl.Int64
