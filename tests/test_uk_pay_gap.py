"""The British gender pay gap: who is counted on the snapshot day, hourly pay and bonus, computed by hand."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from derived_cases import COMPANY, employee, entity, frames, payslip
from rows import RULES, compute, frame, only

from scop_analytics import law, load
from scop_analytics.indicators import catalogue, computing
from scop_analytics.law.duties import duties

LAW = {**RULES, "uk_gender_pay_gap.bonus_months": 12}
DATA = Path(__file__).parents[1] / "data"
APRIL = date(2025, 4, 5)


def pay(person, april, *, back=0, **more):
    """Payslips of a base pay in April 2025 and in each of the ``back`` months before; amounts beside are those of April."""
    earlier = [payslip(person, (3 - n) % 12 + 1, april, year=2025 if n < 4 else 2024) for n in range(1, back + 1)]
    return [payslip(person, 4, april, **more), *earlier]


def snapshot(employees, slips, entities=None, **tables):
    found = frames(entity=entities or [entity()], employees=employees, payroll=slips, **tables)["uk_employee"]
    return found.collect().sort("entity_id", "person_id")


def hourly(april, *, contract=None, **more):
    """Hourly pay, in euros, of one person with this payslip of April."""
    row = snapshot([employee("A", **contract or {})], pay("A", april, **more)).row(0, named=True)
    assert row["full_pay"], row
    return row["hourly_pay"] / 10_000


# ── Hourly pay: (pay of the month) × 7 ÷ 30.44 ÷ hours of the week ────────────────────────────────────────────────────


def test_a_monthly_salary_is_brought_to_a_week_by_30_44_days():
    # 3,044 € × 7 ÷ 30.44 = 700 € a week, for 35 hours: 20 € an hour.
    assert hourly(3044) == 20


def test_a_part_timer_has_fewer_hours_a_week():
    # 1,522 € × 7 ÷ 30.44 = 350 € a week, for 17.5 hours.
    assert hourly(1522, contract={"fte_rate": 5_000}) == 20


def test_allowances_count_and_overtime_benefits_and_exit_pay_do_not():
    # 3,044 + 152.20 + 152.20 = 3,348.40 €: 770 € a week.
    beside = {"overtime_pay": 50_000, "benefits_in_kind": 30_000, "exit_pay": 900_000}
    assert hourly(3044, constraint_bonus=15_220, seniority_bonus=15_220, **beside) == 22


def test_a_commission_is_of_the_month_and_a_yearly_bonus_of_the_year():
    # 304.40 € more in the month: 70 € more a week.
    assert hourly(3044, bonus_regular=30_440) == 22
    # 3,652.50 € for the year: × 30.44 ÷ 365.25 in the month, that is 304.40 €, and 70 € a week.
    for element in ("bonus_yearly", "bonus_exceptional", "profit_sharing", "labour_share_paid", "value_sharing_bonus"):
        assert hourly(3044, **{element: 365_250}) == 22


def test_who_leaves_in_the_month_has_a_shorter_pay_period():
    # Under contract from 1 to 15 April, 15 days of 30: 1,522 € for 15.22 days, 700 € a week.
    assert hourly(1522, contract={"contract_end": date(2025, 4, 15)}) == 20


def test_hours_paid_stand_in_where_no_working_time_is_known():
    # 3,044 € for 152.20 hours.
    assert hourly(3044, contract={"fte_rate": None}, hours_paid=15_220) == 20


def test_arrears_belong_to_another_pay_period():
    slips = [*pay("A", 3044), payslip("A", 4, 1000, payslip_id="2", is_correction=True)]
    assert snapshot([employee("A")], slips)["hourly_pay"].to_list() == [200_000]


def test_a_total_alone_gives_the_base_pay_less_what_is_not_ordinary():
    # 3,544 € in all, of which 500 € of overtime.
    slip = payslip("A", 4, None, total_gross=354_400, overtime_pay=50_000)
    assert snapshot([employee("A")], [slip])["hourly_pay"].to_list() == [200_000]


# ── Who is counted ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_only_those_employed_on_the_day_are_relevant():
    people = [
        employee("ends_4_april", contract_end=date(2025, 4, 4)),
        employee("ends_5_april", contract_end=APRIL),
        employee("begins_5_april", contract_start=APRIL),
        employee("begins_6_april", contract_start=date(2025, 4, 6)),
        employee("apprentice", contract_type="APPRENTI"),
        employee("trainee", contract_type="STAGE"),
        employee("agency", contract_type="INTERIM"),
    ]
    found = snapshot(people, pay("apprentice", 3044))
    assert found["person_id"].to_list() == ["apprentice", "begins_5_april", "ends_5_april"]
    assert found["snapshot"].unique().to_list() == [APRIL]


def leave(kind, start, end, **more):
    return {
        "entity_id": COMPANY, "leave_id": "1", "person_id": "A", "leave_type": kind, "start_date": start, "end_date": end, **more,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "span", "unpaid_days", "exclusion"),
    [
        ("SANS_SOLDE", (date(2025, 4, 10), date(2025, 4, 12)), None, "leave"),
        ("SANS_SOLDE", (date(2025, 3, 10), date(2025, 3, 31)), None, None),
        ("MATERNITE", (date(2025, 2, 1), date(2025, 6, 1)), None, "leave"),  # nothing says that pay was kept
        ("MATERNITE", (date(2025, 2, 1), date(2025, 6, 1)), 0, None),  # the payslip counts no unpaid day
        ("MALADIE", (date(2025, 4, 1), date(2025, 4, 3)), 3_000, "leave"),
        (None, None, 2_000, "leave"),
    ],
)
def test_a_leave_that_reduces_pay_takes_out_of_hourly_figures_alone(kind, span, unpaid_days, exclusion):
    slips = pay("A", 3044, absence_unpaid_days=unpaid_days)
    tables = {"leaves": [leave(kind, *span)]} if kind else {}
    row = snapshot([employee("A")], slips, **tables).row(0, named=True)
    assert (row["exclusion"], row["full_pay"], row["hourly_pay"]) == (
        exclusion,
        exclusion is None,
        None if exclusion else 200_000,
    )


def test_without_a_payslip_of_the_month_there_is_no_hourly_pay():
    found = snapshot([employee("A"), employee("B")], pay("B", 3044))
    assert found.select("person_id", "exclusion").rows() == [("A", "no_payslip"), ("B", None)]
    untimed = snapshot([employee("A", fte_rate=None)], pay("A", 3044))
    assert untimed["exclusion"].to_list() == ["hours_unknown"]


@pytest.mark.parametrize(
    ("start", "end", "day"),
    [
        (date(2025, 1, 1), date(2025, 12, 31), APRIL),
        (date(2024, 10, 1), date(2025, 9, 30), APRIL),
        (date(2024, 4, 1), date(2025, 3, 31), date(2024, 4, 5)),
        (date(2024, 1, 1), date(2025, 4, 5), APRIL),  # of two days in a long year, the last
        (date(2025, 5, 1), date(2025, 12, 31), None),  # no such day in the year
    ],
)
def test_the_snapshot_is_the_last_5_april_of_the_fiscal_year(start, end, day):
    found = snapshot([employee("A")], pay("A", 3044), [entity(start=start, end=end)])
    assert found["snapshot"].to_list() == ([day] if day else [])


def test_two_contracts_are_one_person():
    people = [employee("A", fte_rate=5_000), employee("A", fte_rate=5_000, contract_id="2")]
    slips = [payslip("A", 4, 1522), payslip("A", 4, 1522, contract_id="2")]
    assert snapshot(people, slips).select("person_id", "hourly_pay").rows() == [("A", 200_000)]


# ── Bonus of the twelve months before ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("month", "year", "counted"), [(3, 2024, 0), (4, 2024, 100_000), (3, 2025, 100_000), (4, 2025, 0)]
)
def test_a_bonus_counts_when_it_was_paid_in_the_twelve_months(month, year, counted):
    """A payslip is paid at the end of its month: from 30 April 2024 to 31 March 2025 for 5 April 2025."""
    slip = payslip("A", month, 3044, year=year, bonus_exceptional=100_000)
    assert snapshot([employee("A")], [slip])["bonus"].to_list() == [counted]


def test_bonuses_are_added_as_paid_whatever_the_working_time():
    slips = [
        payslip("A", 12, 1522, year=2024, bonus_yearly=50_000, labour_share_paid=20_000),
        payslip("A", 1, 1522, bonus_regular=1_000, overtime_pay=9_900),
    ]
    assert snapshot([employee("A", fte_rate=5_000)], slips)["bonus"].to_list() == [71_000]


def bonuses(months=12):
    rows = [("F", 40_000), ("F", 60_000), ("F", 0), ("M", 100_000), ("M", 100_000), ("M", 0), ("M", 0)]
    return {"uk_employee": frame([{"sex": sex, "bonus": bonus, "bonus_months": months} for sex, bonus in rows])}


def test_the_bonus_gap_is_among_those_who_got_one():
    # Women (400 + 600) ÷ 2 = 500, men 1,000.
    found = compute(bonuses(), "uk_mean_bonus_gap", "uk_median_bonus_gap", "uk_bonus_share", rules=LAW)
    assert [only(found, name)["value"] for name in ("uk_mean_bonus_gap", "uk_median_bonus_gap")] == [50, 50]
    assert only(found, "uk_bonus_share", sex="F")["rounded"] == 66.7
    assert only(found, "uk_bonus_share", sex="M")["value"] == 50


def test_bonuses_of_a_part_of_the_year_are_not_compared():
    found = compute(bonuses(months=11), "uk_mean_bonus_gap", "uk_bonus_share", rules=LAW)
    for name in ("uk_mean_bonus_gap", "uk_bonus_share"):
        row = only(found, name)
        assert (row["status"], json.loads(row["reason"])) == (
            "not_computable", {"key": "bonus_months", "months": 11, "minimum": 12},
        )  # fmt: skip


# ── Gaps and quarters ─────────────────────────────────────────────────────────────────────────────────────────────────


def paid(*rows):
    return {"uk_employee": frame([{"sex": sex, "hourly_pay": each, "full_pay": True} for sex, each in rows])}


def test_one_sex_alone_has_no_gap():
    row = only(compute(paid(("F", 100), ("F", 200)), "uk_mean_hourly_gap", rules=LAW))
    assert (row["status"], json.loads(row["reason"])["key"], row["value"]) == ("not_computable", "one_sex", None)


def test_one_of_each_is_enough_and_a_small_number_is_said():
    rules = {**LAW, "conventions.caution_smaller_sex": 10}
    row = only(compute(paid(("F", 90), ("M", 100)), "uk_mean_hourly_gap", rules=rules))
    assert (row["value"], row["status"], json.loads(row["reason"])["key"]) == (10, "caution", "small_sex")


def test_people_of_equal_pay_keep_their_mix_in_each_quarter():
    """Regulation 13. Eight people, two per quarter; the six in the middle are paid alike: two women, four men.

    The tied block holds one place of quarter 1, two of quarters 2 and 3, one of quarter 4. Women's fair shares are
    1/3, 2/3, 2/3, 1/3: the two women go where the remainder is largest, quarters 2 and 3. With the woman paid least and
    the man paid most: 1 of 2, 1 of 2, 1 of 2, 0 of 2.
    """
    tied = [("M", 120), ("F", 120), ("M", 120), ("M", 120), ("F", 120), ("M", 120)]
    given = paid(("M", 150), *tied, ("F", 100), ("X", 999))
    found = compute(given, "uk_women_in_pay_quarter", "uk_pay_quarter_headcount", rules=LAW)
    shares = [only(found, "uk_women_in_pay_quarter", quarter=n)["value"] for n in (1, 2, 3, 4)]
    assert shares == [50, 50, 50, 0]
    men = [only(found, "uk_pay_quarter_headcount", quarter=n, sex="M")["value"] for n in (1, 2, 3, 4)]
    assert men == [1, 1, 1, 2]


def small_company(company=COMPANY):
    """Six people: A and B women at 20 and 22 €, C on unpaid leave; D, E and F men at 20, 24 and 26 €."""
    people = [employee(name, company, sex="F" if name in "ABC" else "M") for name in "ABCDEF"]
    euros = {"A": 3044, "B": 3348.4, "C": 5000, "D": 3044, "E": 3652.8, "F": 3957.2}
    slips = [
        payslip(name, month, each, company, year, absence_unpaid_days=3_000 if name == "C" and month == 4 else 0)
        for name, each in euros.items()
        for month, year in [(4, 2025), *[(month, 2024) for month in range(4, 13)], (1, 2025), (2, 2025), (3, 2025)]
    ]
    # In December: 300 € for A, 500 € for C, 1,000 € for D.
    given = {"A": 30_000, "C": 50_000, "D": 100_000}
    for slip in slips:
        if slip["period"].month == 12:
            slip["bonus_exceptional"] = given.get(slip["person_id"])
    return people, slips


UK = [name for name, entry in catalogue.load().items() if entry.jurisdiction == "GB"]


def test_a_small_company_from_its_payslips_to_the_published_figures():
    people, slips = small_company()
    found = frames(entity=[entity()], employees=people, payroll=slips)
    given = {name: found[name] for name in ("company_year", "uk_employee")}
    results = compute(given, *UK, rules=LAW)

    def figure(name, **segment):
        return only(results, name, company=COMPANY, **segment)["value"]

    assert figure("uk_relevant_employees") == 6
    # Men (20 + 24 + 26) ÷ 3 = 23.33; women (20 + 22) ÷ 2 = 21: 2.333 ÷ 23.333 = 10 %.
    assert figure("uk_mean_hourly_gap") == 10
    # Medians 24 and 21: 3 ÷ 24.
    assert figure("uk_median_hourly_gap") == 12.5
    # C, on leave, got a bonus and counts: women (300 + 500) ÷ 2 = 400, men 1,000.
    assert figure("uk_mean_bonus_gap") == 60
    assert (round(figure("uk_bonus_share", sex="F"), 4), round(figure("uk_bonus_share", sex="M"), 4)) == (
        66.6667,
        33.3333,
    )
    # Five people: two in the lowest quarter, A and D, both at 20 €.
    assert [figure("uk_women_in_pay_quarter", quarter=n) for n in (1, 2, 3, 4)] == [50, 100, 0, 0]


def test_a_company_alone_equals_itself_among_others():
    others = [str(number) for number in range(100_000_001, 100_000_004)]
    people, slips = small_company()
    alone = snapshot(people, slips)
    more = [small_company(name) for name in others]
    every = snapshot(
        people + [row for found, _ in more for row in found],
        slips + [row for _, found in more for row in found],
        [entity(), *[entity(name) for name in others]],
    )
    assert every.filter(pl.col("entity_id") == COMPANY).equals(alone)
    assert every.height == 4 * alone.height


# ── A second jurisdiction ─────────────────────────────────────────────────────────────────────────────────────────────


def test_british_figures_are_computed_where_the_jurisdiction_is_named(monkeypatch):
    assert len(UK) == 8
    assert not set(UK) & set(computing.chosen(None))
    assert set(UK) <= set(computing.chosen(None, ("FR", "GB")))
    asked = []
    monkeypatch.setattr("scop_analytics.derive.uk_snapshot.employees", lambda *_: asked.append(1))
    computing.compute_full(load(DATA / "coop_9"))
    assert asked == []  # nothing British is derived where it is not named


@pytest.mark.parametrize(("size", "applies"), [(249, "voluntary"), (250, "yes"), (5_000, "yes"), (None, "unknown")])
def test_the_figures_are_due_from_250_employees_on_within_a_year(size, applies):
    duty = next(duty for duty in duties(size, 2026, jurisdictions=("GB",)) if duty.name == "uk_gaps")
    # Figures of 5 April 2025 are published by 4 April 2026.
    assert (duty.applies, duty.due, duty.every, duty.least) == (applies, date(2026, 4, 4), 1, 250)


def test_no_british_duty_is_told_where_the_jurisdiction_is_not_named():
    assert {duty.jurisdiction for duty in duties(300, 2026)} <= {"FR", "EU"}
    assert duties(300, 2016, jurisdictions=("GB",)) == ()


def test_the_law_of_great_britain_is_dated_and_has_its_text():
    keys = [key for key, entry in law.load().entries.items() if entry.jurisdiction == "GB"]
    rules = law.at("2025-04-05")
    assert rules["uk_gender_pay_gap.publication_calendar"].least == 250
    assert float(rules["uk_gender_pay_gap.year_days"]) == 365.25
    assert (rules["uk_gender_pay_gap.snapshot_day"], rules["uk_gender_pay_gap.snapshot_month"]) == (5, 4)
    assert (rules["uk_gender_pay_gap.public_snapshot_day"], rules["uk_gender_pay_gap.public_snapshot_month"]) == (31, 3)
    assert not [key for key in keys if key in law.at("2017-01-01")]
