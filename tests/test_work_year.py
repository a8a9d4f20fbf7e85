"""What a hasty computation of accidents, absence, parental leave and moves gets wrong, each on rows checked by hand."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import polars as pl
import pytest
from derived_cases import COMPANY, dossier, employee, entity, payslip

from scop_analytics import law
from scop_analytics.derive import derive
from scop_analytics.indicators import catalogue, engine, library
from scop_analytics.indicators.engine import Material, Request
from scop_analytics.indicators.law_in_use import rulings

OCTOBER = {"start": date(2024, 10, 1), "end": date(2025, 9, 30)}
HOURS = 160_00  # hundredths
DAY = 1_000  # days lost are kept in thousandths


def figures(by: str | None = None, year: int = 2025, **rows: Any) -> Any:
    """A function from the id of an indicator to its row for the whole company in ``year``."""
    held, known = dossier(**rows), law.load()
    frames = derive(held, known)  # type: ignore[arg-type] # what derive reads of a dossier

    def figure(name: str, segment: str = "{}") -> dict[str, Any]:
        entries = {name: catalogue.get(name)}
        keys = (*entries[name].law, *library.law_keys(entries))
        years = frames["company_year"].select("entity_id", "fiscal_year", "start", "end").collect()
        request = Request(entries, ((), (by,)) if by else ((),))
        found, _, _ = engine.run(Material(frames, held.columns), rulings(known, years, keys), request)
        return found.filter(company=COMPANY, year=year, segment=segment).row(0, named=True)

    return figure


def why(row: dict[str, Any]) -> str:
    return json.loads(row["reason"])["key"]


def accident(number: int, person: str | None = "A", **more: Any) -> dict[str, Any]:
    row = {"entity_id": COMPANY, "accident_id": f"a{number}", "person_id": person, "date": date(2025, 3, 10)}
    return {**row, "kind": "TRAVAIL", "days_lost": 5 * DAY, "recordable": True, "fatal": False, **more}


def leave(number: int, first: date, last: date | None, person: str = "A", **more: Any) -> dict[str, Any]:
    row = {"entity_id": COMPANY, "leave_id": f"l{number}", "person_id": person, "start_date": first, "end_date": last}
    return {**row, "leave_type": "MALADIE", "full_time": True, **more}


def training(person: str, day: date, **more: Any) -> dict[str, Any]:
    row = {"entity_id": COMPANY, "training_id": f"t{day}", "person_id": person, "start_date": day}
    return {**row, "hours": 7_00, "topic": "METIER", **more}


def hours_of(person: str, months: range = range(1, 13)) -> list[dict[str, Any]]:
    return [payslip(person, month, 2000, hours_worked=HOURS) for month in months]


# ── Accidents ─────────────────────────────────────────────────────────────────────────────────────────────────────────

MIXED = [
    accident(1),
    accident(2, kind="TRAJET", recordable=False),  # on the way to work: in no rate
    accident(3, kind="MALADIE_PRO"),  # a disease is no accident
    accident(4, days_lost=0),  # nothing but the day itself
    accident(5, days_lost=0, fatal=True),
    accident(6, is_external=True),
    accident(7, "AGENCY"),
    accident(8, "GHOST"),  # nobody's contract, yet an accident of the company
    accident(9, date=date(2024, 12, 31)),
]


@pytest.fixture(scope="module")
def mixed():
    people = [employee("A"), employee("AGENCY", contract_type="INTERIM")]
    return figures("sex", entity=[entity()], employees=people, accidents=MIXED, payroll=hours_of("A"))


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("lost_time_frequency", 3),  # 1, 5 and 8
        ("recordable_rate_vsme", 4),  # and 4, without a day off
        ("commuting_accidents", 1),
        ("occupational_diseases", 1),
        ("work_deaths", 1),
    ],
)
def test_each_accident_counts_where_it_belongs(mixed, name, count):
    row = mixed(name)
    assert (row["numerator"], row["status"]) == (count, "ok")


def test_the_three_rates_differ_by_their_hours_only(mixed):
    assert mixed("lost_time_frequency")["value"] == pytest.approx(3 * 1_000_000 / 1920)
    assert mixed("recordable_rate_vsme")["value"] == pytest.approx(4 * 200_000 / 1920)
    assert mixed("recordable_rate_esrs")["value"] == pytest.approx(4 * 1_000_000 / 1920)


def test_severity_counts_the_days_of_accidents_at_work_alone(mixed):
    assert mixed("lost_time_severity")["numerator"] == 10  # accidents 1 and 8


def test_an_accident_of_an_unknown_person_counts_for_the_company_and_in_no_group(mixed):
    assert mixed("lost_time_frequency", '{"sex":"F"}')["numerator"] == 2


def test_an_accident_of_november_belongs_to_the_year_closed_in_september():
    rows = [accident(1, date=date(2024, 11, 4)), accident(2, date=date(2025, 10, 6))]
    slips = [payslip("A", month, 2000, year=2024, hours_worked=HOURS) for month in (10, 11, 12)]
    slips += hours_of("A", range(1, 13))  # October to December 2025 lie outside
    figure = figures(entity=[entity(**OCTOBER)], employees=[employee("A")], accidents=rows, payroll=slips)
    row = figure("lost_time_frequency")
    assert (row["numerator"], row["denominator"]) == (1, 1920)


def with_hours(*people: str, absent: list[dict[str, Any]] | None = None) -> Any:
    slips = [*hours_of("A"), *(payslip("B", month, 2000) for month in range(1, 13))]
    given = [slip for slip in slips if slip["person_id"] in people or "hours_worked" not in slip]
    more = {"leaves": absent} if absent else {}
    everyone = [employee("A"), employee("B")]
    return figures(entity=[entity()], employees=everyone, accidents=[accident(1)], payroll=given, **more)


def test_hours_nobody_gave_are_estimated_and_said():
    row = with_hours("A")("lost_time_frequency")
    assert row["denominator"] == pytest.approx(1920 + 1607)
    assert (row["status"], why(row)) == ("caution", "hours_estimated")
    assert json.loads(row["reason"])["percent"] == 50


def test_without_any_hour_the_french_rates_are_missing_and_the_european_ones_estimated():
    held = {"employees": [employee("A")], "accidents": [accident(1)], "entity": [entity()]}
    figure = figures(**held, payroll=[payslip("A", 1, 2000, hours_worked=None)])
    assert (figure("lost_time_frequency")["status"], why(figure("lost_time_frequency"))) == ("missing", "hours_unknown")
    row = figure("recordable_rate_vsme")
    assert (row["denominator"], row["status"]) == (1607, "caution")


def test_months_wholly_on_leave_need_no_hours():
    away = [leave(1, date(2025, 1, 1), date(2025, 12, 31), "B", leave_type="PARENTAL_TOTAL")]
    row = with_hours("A", absent=away)("lost_time_frequency")
    assert (row["denominator"], row["status"]) == (1920, "ok")


def test_a_register_without_any_row_is_not_zero():
    other = "000000001"
    held = {"entity": [entity(), entity(other)], "employees": [employee("A"), employee("B", other)]}
    figure = figures(**held, accidents=[accident(1, "B", entity_id=other)], payroll=hours_of("A"))
    row = figure("work_deaths")
    assert (row["status"], row["value"], why(row)) == ("missing", None, "register_empty")


def test_a_register_kept_in_another_year_says_zero():
    years = [entity(), entity(year=2024)]
    people = [employee("A"), employee("A", year=2024)]
    rows = [accident(1, date=date(2024, 5, 2))]
    figure = figures(entity=years, employees=people, accidents=rows, payroll=hours_of("A"))
    assert (figure("lost_time_frequency")["value"], figure("lost_time_frequency")["status"]) == (0, "ok")


# ── Absence ───────────────────────────────────────────────────────────────────────────────────────────────────────────

JANUARY = {"contract_start": date(2025, 1, 1), "contract_end": date(2025, 1, 31)}  # 23 days from Monday to Friday


def january(leaves: list[dict[str, Any]], **more: Any) -> Any:
    return figures(entity=[entity()], employees=[employee("A", **JANUARY)], leaves=leaves, **more)


def working(*holidays: date) -> list[dict[str, Any]]:
    days = pl.date_range(date(2025, 1, 1), date(2025, 12, 31), eager=True)
    weekday = [day.weekday() < 5 and day not in holidays for day in days]
    return [
        {"entity_id": COMPANY, "date": day, "is_working_day": works} for day, works in zip(days, weekday, strict=True)
    ]


@pytest.mark.parametrize(
    ("more", "days"),
    [
        ({}, 5),
        ({"leave_type": "CP"}, 0),
        ({"leave_type": "RTT"}, 0),
        ({"leave_type": "GREVE"}, 0),
        ({"leave_type": "PARENTAL_TOTAL"}, 0),
        ({"leave_type": "FORMATION"}, 0),
        ({"leave_type": "MATERNITE"}, 5),
        ({"full_time": False}, 0),  # the person works
    ],
)
def test_which_leave_is_an_absence(more, days):
    figure = january([leave(1, date(2025, 1, 6), date(2025, 1, 12), **more)], calendar=working())
    row = figure("absence_rate")
    assert (row["numerator"], row["denominator"], row["status"]) == (days, 23, "ok")


def test_a_public_holiday_is_taken_off_both_sides():
    row = january([leave(1, date(2025, 1, 1), date(2025, 1, 3))], calendar=working(date(2025, 1, 1)))("absence_rate")
    assert (row["numerator"], row["denominator"]) == (2, 22)


def test_without_a_calendar_both_sides_count_from_monday_to_friday_and_say_so():
    row = january([leave(1, date(2025, 1, 1), date(2025, 1, 3))])("absence_rate")
    assert (row["numerator"], row["denominator"], row["status"], why(row)) == (3, 23, "caution", "no_calendar")


def test_a_list_of_holidays_only_is_no_calendar():
    only = [{"entity_id": COMPANY, "date": date(2025, 1, 1), "is_working_day": False}]
    assert january([leave(1, date(2025, 1, 6), date(2025, 1, 6))], calendar=only)("absence_rate")["denominator"] == 23


def test_a_day_counts_once_however_many_leaves_hold_it():
    twice = [
        leave(1, date(2025, 1, 6), date(2025, 1, 10)),
        leave(2, date(2025, 1, 8), date(2025, 1, 14), leave_type="AT"),
    ]
    assert january(twice, calendar=working())("absence_rate")["numerator"] == 7


def test_a_leave_counts_inside_the_year_and_the_contract():
    long = [leave(1, date(2024, 12, 2), None)]
    row = january(long, calendar=working())("absence_rate")
    assert (row["numerator"], row["value"]) == (23, 100)


def test_a_sickness_prolonged_each_week_is_one_long_spell():
    weeks = [leave(1, date(2025, 1, 6), date(2025, 1, 12)), leave(2, date(2025, 1, 13), date(2025, 1, 19))]
    figure = january([*weeks, leave(3, date(2025, 1, 28), date(2025, 1, 29))], calendar=working())
    assert figure("short_sickness_rate")["numerator"] == 2
    assert figure("short_sickness_spells")["numerator"] == 1


def test_two_contracts_in_a_row_owe_each_day_once():
    spans = ((date(2025, 1, 1), date(2025, 1, 15), "1"), (date(2025, 1, 10), date(2025, 1, 31), "2"))
    people = [employee("A", contract_start=first, contract_end=last, contract_id=i) for first, last, i in spans]
    held = {"leaves": [leave(1, date(2025, 1, 6), date(2025, 1, 6))], "calendar": working()}
    assert figures(entity=[entity()], employees=people, **held)("absence_rate")["denominator"] == 23


# ── Parents ───────────────────────────────────────────────────────────────────────────────────────────────────────────

PARENTAL = {"leave_type": "PARENTAL_TOTAL"}


def back(*leaves: dict[str, Any], year: int = 2025, **more: Any) -> Any:
    people = [employee("A", year=label, **more) for label in (2024, 2025)]
    return figures(entity=[entity(year=2024), entity()], employees=people, leaves=list(leaves), year=year)


def test_who_has_no_contract_on_the_day_of_return_did_not_come_back():
    spell = leave(1, date(2024, 12, 1), date(2025, 3, 31), return_date=date(2025, 4, 1), **PARENTAL)
    assert back(spell)("parental_return_rate")["value"] == 100
    assert back(spell, contract_end=date(2025, 3, 31))("parental_return_rate")["value"] == 0


def test_a_leave_and_its_prolongation_are_one_return():
    first = leave(1, date(2024, 12, 1), date(2025, 1, 31), **PARENTAL)
    second = leave(2, date(2025, 2, 1), date(2025, 3, 31), return_date=date(2025, 4, 1), **PARENTAL)
    assert back(first, second)("parental_return_rate")["denominator"] == 1


def test_a_leave_that_ends_on_the_closing_day_is_due_back_in_the_next_year():
    spell = leave(1, date(2024, 6, 1), date(2024, 12, 31), return_date=date(2025, 1, 1), **PARENTAL)
    assert back(spell)("parental_return_rate")["denominator"] == 1
    assert back(spell, year=2024)("parental_return_rate")["status"] == "not_computable"


def test_retention_looks_twelve_months_after_the_return():
    spell = leave(1, date(2024, 1, 1), date(2024, 3, 31), return_date=date(2024, 4, 1), **PARENTAL)
    assert back(spell)("parental_retention_rate")["value"] == 100
    assert back(spell, contract_end=date(2025, 3, 31))("parental_retention_rate")["value"] == 0


def birth(person: str, day: date) -> dict[str, Any]:
    return {"entity_id": COMPANY, "person_id": person, "event_date": day, "event_type": "NAISSANCE"}


@pytest.mark.parametrize(("day", "due"), [(date(2021, 6, 30), 14), (date(2021, 7, 1), 28)])
def test_the_second_parent_is_due_the_days_of_the_law_on_the_day_of_the_birth(day, due):
    held = {"entity": [entity(year=2021)], "employees": [employee("A", year=2021, sex="M")]}
    figure = figures(
        **held, child_events=[birth("A", day)], leaves=[leave(1, day, day, leave_type="PATERNITE")], year=2021
    )
    row = figure("second_parent_leave_share")
    assert (row["numerator"], row["denominator"]) == (1, due)


def test_who_takes_nothing_counts_for_zero_and_who_gives_birth_is_no_second_parent():
    people = [employee("A", sex="M"), employee("B", sex="M"), employee("C"), employee("D")]
    day = date(2025, 3, 3)
    leaves = [
        leave(1, day, date(2025, 3, 30), "B", leave_type="PATERNITE"),
        leave(2, date(2025, 1, 20), date(2025, 5, 11), "C", leave_type="MATERNITE"),
        leave(3, day, date(2025, 3, 16), "D", leave_type="PATERNITE"),  # the wife of the mother
    ]
    births = [birth(person, day) for person in "ABCD"]
    row = figures(entity=[entity()], employees=people, child_events=births, leaves=leaves)("second_parent_leave_share")
    assert (row["numerator"], row["denominator"]) == (0 + 28 + 14, 3 * 28)


# ── Moves, ages, staff of the whole year ──────────────────────────────────────────────────────────────────────────────


def test_turnover_has_two_formulas_that_differ():
    people = [
        employee("A"),
        employee("B", contract_end=date(2025, 3, 31), exit_reason="DEMISSION"),
        employee("C", contract_start=date(2025, 7, 1)),
        employee("D", contract_start=date(2025, 7, 1)),
    ]
    figure = figures(entity=[entity()], employees=people)
    assert figure("french_turnover_rate")["value"] == pytest.approx(100 * (2 + 1) / 2 / 2)
    month_ends = 12 + 3 + 6 + 6
    assert figure("leaver_rate")["value"] == pytest.approx(100 * 12 / month_ends)
    assert figure("resignation_rate")["value"] == pytest.approx(100 * 12 / month_ends)
    assert figure("agreed_ending_rate")["value"] == 0


def test_a_leaver_without_a_reason_is_said():
    people = [
        employee("A", contract_end=date(2025, 3, 31), exit_reason="RETRAITE"),
        employee("B", contract_end=date(2025, 3, 31)),
        employee("C"),
    ]
    row = figures(entity=[entity()], employees=people)("resignation_rate")
    assert (row["status"], why(row)) == ("caution", "departure_cause_unknown")


def test_fifty_stands_in_the_middle_band():
    people = [employee(name, birth_year=year) for name, year in (("A", 1996), ("B", 1995), ("C", 1975), ("D", 1974))]
    figure = figures(entity=[entity()], employees=people)
    names = ("age_under_30_share", "age_30_50_share", "age_over_50_share")
    assert [figure(name)["numerator"] for name in names] == [1, 2, 1]


@pytest.mark.parametrize(
    ("contracts", "counted"),
    [
        ([{}], 1),
        ([{"fte_rate": 8_000}], 0),
        ([{"contract_start": date(2025, 1, 2)}], 0),
        ([{"contract_type": "CDD", "contract_end": date(2025, 5, 31)}, {"contract_start": date(2025, 6, 1)}], 0),
        ([{"contract_end": date(2025, 5, 31)}, {"contract_start": date(2025, 6, 1)}], 1),
        ([{"contract_end": date(2025, 5, 31)}, {"contract_start": date(2025, 6, 2)}], 0),
    ],
)
def test_permanent_staff_is_there_full_time_all_year(contracts, counted):
    people = [employee("A", contract_id=str(number), **more) for number, more in enumerate(contracts)]
    assert figures(entity=[entity()], employees=people)("permanent_staff")["value"] == counted


# ── A year that is not of twelve months ───────────────────────────────────────────────────────────────────────────────


def test_eighteen_months_of_training_are_brought_to_twelve():
    long = entity(start=date(2024, 7, 1), end=date(2025, 12, 31))
    rows = [training("A", date(2024, 9, 2)), training("A", date(2025, 9, 1)), training("A", date(2025, 11, 3))]
    row = figures(entity=[long], employees=[employee("A")], trainings=rows)("training_hours_per_employee")
    assert (row["value"], row["status"], why(row)) == (14, "caution", "year_length")  # 21 hours in a year and a half


def test_somebody_trained_twice_has_access_once():
    rows = [training("A", date(2025, 2, 3)), training("A", date(2025, 4, 7), topic="COOPERATIF")]
    figure = figures(entity=[entity()], employees=[employee("A"), employee("B")], trainings=rows)
    assert figure("training_access_rate")["value"] == 50
    assert figure("cooperative_training_share")["value"] == 50
