"""Basic and variable pay, the labour share inside or outside, the components really paid, and the category of equal value."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from derived_cases import COMPANY, Row, employee, entity, frames, one, paid, payslip, year_of

from scop_analytics import config
from scop_analytics.errors import UsageError

# -- basic and variable ------------------------------------------------------------------------------------------------


def test_basic_and_variable_add_up_to_the_whole() -> None:
    """2,000 € a month is basic; 100 of bonus, 60 of seniority, 90 of overtime a month and 1,500 once are not.

    24,000 + 12 × 250 + 1,500 = 28,500 €; over 1,820 hours (151.67 × 12 = 1,820.04 paid).
    """
    slips = year_of("A", 2000, bonus_regular=100_00, seniority_bonus=60_00, overtime_pay=90_00, hours_paid=151_67)
    slips[11]["bonus_exceptional"] = 1_500_00
    row = paid(slips)
    assert (row["pay_basic"], row["pay_variable"], row["pay_total"]) == (24_000_00, 4_500_00, 28_500_00)
    # 24,000 / 1,820.04 = 13.18652…; 28,500 / 1,820.04 = 15.65899…
    assert (row["hourly_basic"], row["hourly_total"]) == (131_865, 156_590)
    assert row["hourly_variable"] == 156_590 - 131_865


def test_someone_without_any_bonus_gets_no_variable_pay_to_the_cent() -> None:
    """Hired on 10 March at 70 %, on unpaid days in June: the same estimate of both, so nothing remains between them."""
    slips = [payslip("A", 3, 1234.56), *year_of("A", 1777.77, range(4, 13))]
    slips[3] |= {"base_pay": 999_99, "absence_unpaid_days": 7_000}
    row = paid(slips, fte_rate=7_000, contract_start=date(2025, 3, 10))
    assert (row["pay_variable"], row["hourly_variable"]) == (0, 0)
    assert row["pay_basic"] == row["pay_total"] > 0


def test_half_a_year_of_part_time_is_annualised_for_presence_not_for_time() -> None:
    """1,000 € at half time from July on: 12,000 € a year, 1,200 of bonus a month over the same six months: 14,400 €."""
    row = paid(
        year_of("A", 1000, range(7, 13), bonus_regular=1_200_00), fte_rate=5_000, contract_start=date(2025, 7, 1)
    )
    assert (row["pay_basic"], row["pay_variable"]) == (12_000_00, 14_400_00)
    # 26,400 € over 910 hours = 29.010989; 12,000 / 910 = 13.186813
    assert (row["hourly_total"], row["hourly_basic"], row["hourly_variable"]) == (290_110, 131_868, 158_242)


def test_a_correction_of_base_pay_is_basic_and_never_scaled() -> None:
    """Six months at 2,000 €, and 300 € of back pay of base in October: 24,000 + 300 € of basic pay."""
    slips = [*year_of("A", 2000, range(7, 13)), payslip("A", 10, 300, is_correction=True, payslip_id="2")]
    row = paid(slips, contract_start=date(2025, 7, 1))
    assert (row["pay_basic"], row["pay_variable"]) == (24_300_00, 0)


def test_a_raise_weighs_the_same_in_basic_and_in_total() -> None:
    """2,000 € January to June, 2,200 € July to December, August unpaid in part: 6 × 2,000 + 6 × 2,200, bonus 12 × 50."""
    slips = [
        *year_of("A", 2000, range(1, 7), bonus_regular=50_00),
        *year_of("A", 2200, range(7, 13), bonus_regular=50_00),
    ]
    slips[7] |= {"base_pay": 1_000_00, "bonus_regular": 0, "absence_unpaid_days": 15_000}
    row = paid(slips)
    assert (row["pay_basic"], row["pay_variable"]) == (25_200_00, 600_00)


# -- the labour share --------------------------------------------------------------------------------------------------


def test_the_labour_share_of_payslips_is_inside_pay_shared_alone() -> None:
    """24,000 € and 900 + 300 € of shares; hourly over 1,820 hours: 13.186813 + 0.659341."""
    slips = year_of("A", 2000)
    slips[5] |= {"labour_share_paid": 900_00, "profit_sharing": 300_00}
    row = paid(slips)
    assert (row["pay_total"], row["pay_shared"]) == (24_000_00, 25_200_00)
    assert (row["hourly_total"], row["hourly_shared"]) == (131_868, 131_868 + 6_593)


def granted(person: str, euros: int, company: str = COMPANY) -> Row:
    return {"entity_id": company, "fiscal_year": 2025, "person_id": person, "amount": euros * 100}


def test_without_a_labour_share_in_payroll_the_one_granted_for_the_year_is_used() -> None:
    people, slips = [employee("A"), employee("B")], [*year_of("A", 2000), *year_of("B", 2000)]
    rows = {"labour_share_rows": [granted("A", 700), granted("Z", 900)]}
    found = frames(entity=[entity()], employees=people, payroll=slips, **rows)["person"].collect()
    assert dict(found.select("person_id", "pay_shared").rows()) == {"A": 24_700_00, "B": 24_000_00}


def test_payroll_decides_company_by_company_and_nothing_is_counted_twice() -> None:
    """The first company's payslips hold a share, for A alone: what was granted to B there is not paid yet."""
    other = "000000001"
    people = [employee(person, company) for company in (COMPANY, other) for person in "AB"]
    slips = [slip for company in (COMPANY, other) for person in "AB" for slip in year_of(person, 2000, company=company)]
    slips[3]["labour_share_paid"] = 100_00
    rows = [granted(person, 700, company) for company in (COMPANY, other) for person in "AB"]
    found = frames(entity=[entity(), entity(other)], employees=people, payroll=slips, labour_share_rows=rows)
    shared = found["person"].collect().sort("entity_id", "person_id").select("entity_id", "person_id", "pay_shared")
    assert shared.rows() == [
        (other, "A", 24_700_00), (other, "B", 24_700_00), (COMPANY, "A", 24_100_00), (COMPANY, "B", 24_000_00),
    ]  # fmt: skip


# -- components --------------------------------------------------------------------------------------------------------


def test_components_are_the_amounts_really_paid() -> None:
    """Half a year is not scaled up; what is zero has no row; an apprentice is listed, out of the gap."""
    slips = year_of("A", 2000, range(7, 13), bonus_regular=0, overtime_pay=10_50)
    slips[0] |= {"exit_pay": 500_00, "profit_sharing": 40_00}
    people = [employee("A", contract_start=date(2025, 7, 1)), employee("B", sex="M", contract_type="APPRENTI")]
    found = frames(
        entity=[entity()],
        employees=people,
        payroll=slips + year_of("B", None, total_gross=900_00),
        labour_share_rows=[granted("A", 300)],
    )
    rows = found["component"].collect().select("person_id", "sex", "in_gap", "component", "amount")
    assert sorted(rows.rows()) == [
        ("A", "F", True, "base_pay", 12_000_00),
        ("A", "F", True, "exit_pay", 500_00),
        ("A", "F", True, "labour_share_paid", 300_00),
        ("A", "F", True, "overtime_pay", 63_00),
        ("A", "F", True, "profit_sharing", 40_00),
        ("B", "M", False, "base_pay", 10_800_00),
    ]


# -- work of equal value -----------------------------------------------------------------------------------------------


def category(options: Row | None = None, grid: list[Row] | None = None, **facts: Any) -> str | None:
    tables = {"job_criteria": [{"entity_id": COMPANY, **row} for row in grid]} if grid else {}
    found = frames(options, entity=[entity()], employees=[employee("A", **facts)], payroll=year_of("A", 2000), **tables)
    value: str | None = one(found)["value_category"]
    assert one(found, "person_calendar")["value_category"] == value
    return value


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"csp": "TAM", "job_level": "N3"}, "TAM · N3"),
        ({"csp": "TAM"}, "TAM"),
        ({"job_level": "N3"}, None),
        ({}, None),
        ({"csp": "TAM", "value_category": "Ateliers"}, "TAM"),
    ],
)
def test_category_and_level_unless_the_company_chose_otherwise(facts: Row, expected: str | None) -> None:
    assert category(**facts) == expected


def test_the_category_declared() -> None:
    assert category({"equal_value": "declared"}, csp="TAM", value_category="Ateliers") == "Ateliers"
    assert category({"equal_value": "declared"}, csp="TAM") is None


POINTS = {"skills": 40, "effort": 20, "responsibility": 30, "conditions": 10}  # 100 in all


@pytest.mark.parametrize(
    ("grid", "expected"),
    [
        ([{"job_level": "N3", **POINTS}], "100–149"),
        ([{"job_level": "N3", **POINTS, "conditions": 9}], "50–99"),
        ([{"job_level": "N3", **POINTS, "grade": "Degré 2"}], "Degré 2"),
        ([{"job_level": "N3", **POINTS, "effort": None}], None),  # three criteria of four do not compare
        ([{"job_level": "N4", **POINTS}], None),
        ([{"job_family": "Soudure", **POINTS}], "100–149"),
        # the nearest entry: trade and level, then level, then trade
        ([{"job_family": "Soudure", "grade": "c"}, {"job_level": "N3", "grade": "b"}], "b"),
        (
            [{"job_level": "N3", "grade": "b"}, {"job_family": "Soudure", "job_level": "N3", "grade": "a"}],
            "a",
        ),
        # the year's own grid, else the one that holds for every year
        ([{"job_level": "N3", "grade": "all"}, {"job_level": "N3", "grade": "own", "fiscal_year": 2025}], "own"),
        ([{"job_level": "N3", "grade": "all"}, {"job_level": "N3", "grade": "old", "fiscal_year": 2024}], "all"),
    ],
)
def test_the_grade_of_the_grid_of_criteria(grid: list[Row], expected: str | None) -> None:
    assert category({"equal_value": "criteria"}, grid, job_level="N3", job_family="Soudure", csp="TAM") == expected


def test_each_company_has_its_own_grid() -> None:
    other = "000000001"
    people = [employee(person, company, job_level=level) for person, company, level in
              (("A", COMPANY, "N3"), ("B", COMPANY, "N4"), ("C", other, "N3"))]  # fmt: skip
    grid = [
        {"entity_id": COMPANY, "job_level": "N3", "grade": "a"},
        {"entity_id": other, "job_level": "N3", "grade": "c"},
    ]
    found = frames({"equal_value": "criteria"}, entity=[entity(), entity(other)], employees=people, job_criteria=grid)[
        "person"
    ].collect()
    assert dict(found.select("person_id", "value_category").rows()) == {"A": "a", "B": None, "C": "c"}


def test_criteria_without_a_grid_say_nothing() -> None:
    assert category({"equal_value": "criteria"}, csp="TAM", job_level="N3") is None


# -- the options -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("option", "value", "suggestion"),
    [
        ("pay_equity_period", "calender", "calendar"),
        ("pay_equity_period", "fiscale", "fiscal"),
        ("index_groups", "levels", "level"),
        ("equal_value", "criterion", "criteria"),
        ("index_raise_years", 4, "—"),
        ("index_raise_years", "2", "2"),
        ("index_raise_years", True, "—"),
    ],
)
def test_a_choice_nobody_knows_is_refused_with_the_closest(option: str, value: object, suggestion: str) -> None:
    with pytest.raises(UsageError) as refused:
        config.parse({"options": {option: value}})
    assert (refused.value.key, refused.value.facts["suggestion"]) == ("unknown_value", suggestion)
    assert option in refused.value.message("fr")


def test_options_have_the_values_of_the_law_by_default() -> None:
    options = config.Config().options
    chosen = (options.pay_equity_period, options.index_groups, options.index_raise_years, options.equal_value)
    assert chosen == ("calendar", "csp", 1, "csp_level")
