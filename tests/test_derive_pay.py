"""Full-time pay rebuilt from payslips: the worked checks of the formulas, by hand. Amounts of payslips in euros."""

from __future__ import annotations

from datetime import date

import pytest
from derived_cases import employee, entity, frames, one, paid, payslip, year_of


def test_twelve_full_months_are_simply_added() -> None:
    row = paid(year_of("A", 3000))
    assert (row["pay_fte"], row["pay_total"]) == (36_000_00, 36_000_00)
    assert row["pay_method"] == "clean_month"


def test_part_time_known_by_hours_is_rebuilt_to_a_full_month_of_151_67_hours() -> None:
    row = paid(year_of("A", 1920, hours_paid=121_34), fte_rate=None)
    assert row["pay_fte"] == round(12 * 192_000 * 151.67 / 121.34)  # 2 399.92 a month
    assert round(row["pay_fte"] / 12) == 2_399_92
    assert row["pay_total"] == 12 * 1_920_00  # annualised for presence, not for part time


def test_someone_hired_on_15_march_is_paid_as_a_full_year() -> None:
    slips = [payslip("A", 3, 1343.55), *year_of("A", 2450, range(4, 13))]
    row = paid(slips, contract_start=date(2025, 3, 15))
    assert row["pay_fte"] == 29_400_00
    assert row["fte_months"] == pytest.approx(9 + 17 / 31)
    assert row["hired"]


def test_without_a_whole_month_pay_is_divided_by_the_days_it_paid_for() -> None:
    # 17 days of March and 10 days of April at 2 450 a month.
    slips = [payslip("A", 3, 1343.55), payslip("A", 4, 816.67)]
    row = paid(slips, contract_start=date(2025, 3, 15), contract_end=date(2025, 4, 10))
    assert row["pay_method"] == "pro_rata"
    assert row["pay_fte"] == round(12 * 2160.22 / (17 / 31 + 10 / 30) * 100)  # 29 400.04


def test_a_change_of_working_time_inside_the_year() -> None:
    slips = [*year_of("A", 1976, range(1, 7), fte_month=8_000), *year_of("A", 2470, range(7, 13), fte_month=10_000)]
    row = paid(slips)
    assert row["pay_fte"] == 29_640_00
    assert row["pay_total"] == 6 * 1_976_00 + 6 * 2_470_00


def test_unpaid_days_take_time_and_money_off_together() -> None:
    # Three weeks of unpaid leave in June: 30 - 21 = 9 days paid at 2 400 a month.
    slips = year_of("A", 2400)
    slips[5] = payslip("A", 6, 720, absence_unpaid_days=21_000)
    assert paid(slips)["pay_fte"] == 28_800_00


def test_only_suspended_months_with_maintained_pay_are_left_out_with_their_time() -> None:
    # Half of April is paid at 90 % during a sick leave: the month is not whole and does not weigh.
    slips = year_of("A", 2000)
    slips[3] = payslip("A", 4, 1900)
    leave = {"entity_id": slips[0]["entity_id"], "leave_id": "1", "person_id": "A", "leave_type": "MALADIE"}
    leave |= {"start_date": date(2025, 4, 10), "end_date": date(2025, 4, 25)}
    found = frames(entity=[entity()], employees=[employee("A")], payroll=slips, leaves=[leave])
    assert one(found)["pay_fte"] == 24_000_00


def test_when_every_month_is_one_of_maintained_leave_full_pay_stands_over_full_time() -> None:
    slips = [payslip("A", 5, 2623), payslip("A", 6, 2623)]
    leave = {"entity_id": slips[0]["entity_id"], "leave_id": "1", "person_id": "A", "leave_type": "MALADIE"}
    leave |= {"start_date": date(2025, 5, 22), "end_date": date(2025, 6, 4)}
    brief = employee("A", contract_start=date(2025, 5, 1), contract_end=date(2025, 6, 30))
    row = one(frames(entity=[entity()], employees=[brief], payroll=slips, leaves=[leave]))
    assert (row["pay_method"], row["pay_fte"], row["pay_total"]) == ("pro_rata", 31_476_00, 31_476_00)


def test_a_raise_weighs_by_the_months_it_holds_even_when_some_months_are_not_whole() -> None:
    # 2 000 until June, 3 000 from July; January to March unpaid: the raise holds half of the year, not two thirds.
    slips = [
        *(payslip("A", month, 0.01, absence_unpaid_days=31_000) for month in (1, 2, 3)),
        *year_of("A", 2000, range(4, 7)),
        *year_of("A", 3000, range(7, 13)),
    ]
    assert paid(slips)["pay_fte"] == 6 * 2_000_00 + 6 * 3_000_00


def test_a_correction_is_summed_and_brings_no_time() -> None:
    row = paid([*year_of("A", 2000), payslip("A", 6, -500, payslip_id="2", is_correction=True)])
    assert (row["pay_fte"], row["pay_total"]) == (23_500_00, 23_500_00)
    assert row["fte_months"] == 12


def test_two_payslips_of_one_contract_in_a_month_count_its_time_once() -> None:
    slips = [*year_of("A", 2000), payslip("A", 12, 100, payslip_id="2")]
    row = paid(slips)
    assert (row["pay_fte"], row["fte_months"]) == (24_100_00, 12)


def test_two_half_time_contracts_make_one_full_time_person() -> None:
    halves = [employee("A", fte_rate=5_000), employee("A", contract_id="2", fte_rate=5_000)]
    slips = [*year_of("A", 1000), *year_of("A", 1500, contract_id="2")]
    found = frames(entity=[entity()], employees=halves, payroll=slips)
    row = one(found)
    assert (row["pay_fte"], row["fte_months"], row["fte_rate"]) == (30_000_00, 12, 10_000)
    assert row["month_ends"] == 12  # present once, not twice


def test_a_yearly_bonus_prorated_for_presence_is_rebuilt_an_occasional_one_is_not() -> None:
    # Hired on 1 July: half of a 13th month of 2 400, and 600 of exceptional bonus.
    slips = year_of("A", 2400, range(7, 13))
    slips[-1] |= {"bonus_yearly": 1_200_00, "bonus_exceptional": 600_00}
    row = paid(slips, contract_start=date(2025, 7, 1))
    assert row["pay_fte"] == 12 * 2_400_00 + 2_400_00 + 600_00


def test_a_bonus_of_a_part_timer_is_brought_to_full_time_in_the_full_time_pay_only() -> None:
    slips = year_of("A", 1200, bonus_exceptional=0)
    slips[4]["bonus_exceptional"] = 500_00
    row = paid(slips, fte_rate=5_000)
    assert row["pay_fte"] == 28_800_00 + 1_000_00
    assert row["pay_total"] == 14_400_00 + 500_00
    assert row["hourly_total"] == round(14_900 / (1820 * 0.5) * 10_000)


def test_hours_given_make_the_hourly_pay() -> None:
    row = paid(year_of("A", 2000, hours_paid=160_00))
    assert row["hourly_total"] == 125_000  # 24 000 / 1 920 h, in ten-thousandths


def test_what_enters_each_pay_base() -> None:
    more = {"overtime_pay": 100_00, "seniority_bonus": 50_00, "constraint_bonus": 20_00, "exit_pay": 999_00}
    row = paid(year_of("A", 2000, labour_share_paid=1_00, profit_sharing=1_00, **more))
    assert row["pay_fte"] == 12 * 2_050_00
    assert row["pay_total"] == 12 * 2_170_00


def test_with_a_total_gross_alone_the_base_is_approached() -> None:
    row = paid(year_of("A", None, total_gross=2_500_00, overtime_pay=100_00))
    assert row["approached"]
    assert (row["pay_fte"], row["pay_total"]) == (12 * 2_400_00, 12 * 2_500_00)


def test_a_yearly_salary_above_what_was_received_is_no_amount_paid() -> None:
    # Hired on 1 July at 40 000 a year, 20 000 received.
    row = paid([payslip("A", 12, 40_000, period_months=12, total_gross=20_000_00)], contract_start=date(2025, 7, 1))
    assert row["approached"]
    assert row["pay_fte"] == 40_000_00  # 20 000 for six months


def test_a_yearly_row_counts_the_presence_of_its_contract() -> None:
    half_year = payslip("A", 12, 12_000, period_months=12)
    row = paid([half_year], contract_start=date(2025, 7, 1))
    assert (row["pay_method"], row["pay_fte"]) == ("annual", 24_000_00)


def test_a_longer_fiscal_year_is_brought_to_twelve_months() -> None:
    long = entity(year=2025, start=date(2024, 7, 1), end=date(2025, 12, 31))
    slips = [payslip("A", month, 2000, year=2024) for month in range(7, 13)] + year_of("A", 2000)
    slips[-1]["bonus_exceptional"] = 900_00
    row = one(frames(entity=[long], employees=[employee("A")], payroll=slips))
    assert row["pay_fte"] == 24_000_00 + 600_00


def test_the_minimum_wage_follows_the_months_paid() -> None:
    # 11.65 until October 2024, then 11.88.
    first = [payslip("A", month, 2000, year=2024) for month in range(1, 4)]
    whole = [payslip("B", month, 2000, year=2024) for month in range(1, 13)]
    people = [employee("A", year=2024, contract_end=date(2024, 3, 31)), employee("B", year=2024)]
    found = frames(entity=[entity(year=2024)], employees=people, payroll=first + whole)
    assert one(found, person_id="A")["minimum_pay"] == 21_203_00
    assert one(found, person_id="B")["minimum_pay"] == round((10 * 11.65 + 2 * 11.88) * 1820 / 12 * 100)


def test_an_apprentice_hired_in_the_year_counts_with_the_pay_of_the_contract_that_counts() -> None:
    contracts = [
        employee("A", contract_type="APPRENTI", contract_end=date(2025, 6, 30)),
        employee("A", contract_id="2", contract_start=date(2025, 7, 1)),
    ]
    slips = [*year_of("A", 900, range(1, 7)), *year_of("A", 2000, range(7, 13), contract_id="2")]
    row = one(frames(entity=[entity()], employees=contracts, payroll=slips))
    assert (row["pay_fte"], row["fte_months"], row["contract_type"], row["hired"]) == (24_000_00, 6, "CDI", False)
