"""The population of the index, its pay base, raises and returns from leave: each rule on a handful of people, by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest
from derived_cases import COMPANY, Row, employee, entity, frames, one, payslip, year_of

from scop_analytics import words


def leave(person: str, kind: str, start: date, end: date | None, **more: Any) -> Row:
    row = {"entity_id": COMPANY, "person_id": person, "leave_type": kind, "start_date": start, "end_date": end}
    return {**row, "leave_id": f"{person}-{start}", **more}


def change(person: str, day: date, kind: str = "RAISE_INDIVIDUAL", **more: Any) -> Row:
    return {"entity_id": COMPANY, "person_id": person, "date": day, "kind": kind, **more}


def judged(leaves: list[Row] | None = None, slips: list[Row] | None = None, **facts: Any) -> Row:
    """The index row of one person ``A`` paid 2,000 € a month, unless ``slips`` say otherwise."""
    tables = {"leaves": leaves} if leaves else {}
    slips = year_of("A", 2000) if slips is None else slips
    found = frames(entity=[entity()], employees=[employee("A", **facts)], payroll=slips, **tables)
    return one(found, "index_person")


# -- who is counted ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reason", "facts"),
    [
        ("contract", {"contract_type": "APPRENTI"}),
        ("contract", {"contract_type": "PRO"}),
        ("contract", {"contract_type": "INTERIM"}),
        ("contract", {"contract_type": "STAGE"}),
        ("contract", {"contract_type": "CESA"}),
        ("officer", {"contract_type": "MANDATAIRE"}),
        ("situation", {"situation": "EXPATRIE"}),
        ("situation", {"situation": "PRERETRAITE"}),
        ("situation", {"situation": "DETACHE"}),
        ("sex_unknown", {"sex": "NR"}),
        (None, {"contract_type": "CDD"}),
        (None, {"fte_rate": 5_000}),
        (None, {"csp": None}),
    ],
)
def test_who_is_outside_by_contract_and_situation(reason: str | None, facts: Row) -> None:
    row = judged(**facts)
    assert (row["index_exclusion"], row["in_index"]) == (reason, reason is None)


@pytest.mark.parametrize(
    ("kind", "start", "end", "counted"),
    [
        ("MALADIE", date(2025, 1, 1), date(2025, 6, 30), True),  # six months exactly: half the period is presence
        ("MALADIE", date(2025, 1, 1), date(2025, 7, 1), False),  # a day more than half
        ("MATERNITE", date(2025, 3, 1), date(2025, 9, 30), False),  # seven months
        ("PARENTAL_TOTAL", date(2024, 3, 1), date(2025, 9, 30), False),  # nine months of this period
        ("SANS_SOLDE", date(2025, 5, 1), None, False),  # still away: eight months
        ("PARENTAL_PARTIEL", date(2025, 1, 1), date(2025, 12, 31), True),  # part time suspends nothing
        ("CP", date(2025, 1, 1), date(2025, 9, 30), True),  # paid holidays are presence
        ("MALADIE", date(2024, 1, 1), date(2024, 12, 31), True),  # another year
    ],
)
def test_someone_absent_more_than_half_of_the_period_is_out(kind: str, start: date, end: date, counted: bool) -> None:
    row = judged([leave("A", kind, start, end)])
    assert (row["in_index"], row["index_exclusion"]) == (counted, None if counted else "absent")


def test_half_time_sick_leave_is_presence() -> None:
    assert judged([leave("A", "MALADIE", date(2025, 1, 1), date(2025, 12, 31), full_time=False)])["in_index"]


def test_leaves_that_overlap_are_counted_once() -> None:
    """January to April and March to June: six months together, not eight."""
    both = [
        leave("A", "MALADIE", date(2025, 1, 1), date(2025, 4, 30)),
        leave("A", "MATERNITE", date(2025, 3, 1), date(2025, 6, 30)),
    ]
    assert judged(both)["in_index"]


def test_unpaid_days_of_payslips_are_absence_too() -> None:
    """Seven months of unpaid days, without a leave to explain them; the days a leave explains count once."""
    away = [payslip("A", month, 100, absence_unpaid_days=31_000) for month in (1, 3, 5, 7, 8, 10, 12)]
    there = [payslip("A", month, 2000, absence_unpaid_days=0) for month in (2, 4, 6, 9, 11)]
    assert judged(slips=away + there)["index_exclusion"] == "absent"
    four = [payslip("A", month, 100, absence_unpaid_days=31_000) for month in (1, 3, 5, 7)]
    rest = [payslip("A", month, 2000, absence_unpaid_days=0) for month in (2, 4, 6, 8, 9, 10, 11, 12)]
    sick = [leave("A", "SANS_SOLDE", date(2025, month, 1), date(2025, month, 31)) for month in (1, 3, 5, 7)]
    assert judged(sick, four + rest)["in_index"]


@pytest.mark.parametrize(
    ("start", "end", "counted"),
    [
        (date(2020, 1, 1), date(2025, 6, 30), True),  # left after six months
        (date(2020, 1, 1), date(2025, 6, 29), False),
        (date(2025, 7, 1), None, True),
        (date(2025, 7, 2), None, False),
        (date(2025, 2, 1), date(2025, 6, 30), False),  # a fixed-term contract of five months
    ],
)
def test_leavers_and_newcomers_stay_from_six_months_on(start: date, end: date | None, counted: bool) -> None:
    months = range(max(1, start.month if start.year == 2025 else 1), (end.month if end else 12) + 1)
    row = judged(slips=year_of("A", 2000, months), contract_start=start, contract_end=end)
    assert (row["in_index"], row["index_exclusion"]) == (counted, None if counted else "absent")


def test_presence_may_be_discontinuous() -> None:
    """Two contracts of three and four months, apart: seven months; shared days would count once."""
    spells = [
        employee("A", contract_id="1", contract_start=date(2025, 1, 1), contract_end=date(2025, 3, 31)),
        employee("A", contract_id="2", contract_start=date(2025, 9, 1), contract_end=None),
    ]
    slips = [*year_of("A", 2000, range(1, 4)), *year_of("A", 2000, range(9, 13), contract_id="2")]
    assert one(frames(entity=[entity()], employees=spells, payroll=slips), "index_person")["in_index"]


@pytest.mark.parametrize(("hired", "reason"), [(date(2025, 6, 30), None), (date(2025, 7, 1), "former_trainee")])
def test_a_former_apprentice_counts_for_more_than_six_months_of_the_new_contract(hired: date, reason: str) -> None:
    """With the pay of that contract alone: 2,400 € × 12, nothing of the 900 € earned before."""
    ended = date(2025, 6, 29) if hired.day == 30 else date(2025, 6, 30)
    spells = [
        employee("A", contract_id="1", contract_type="APPRENTI", contract_end=ended),
        employee("A", contract_id="2", contract_start=hired),
    ]
    slips = [*year_of("A", 900, range(1, 7)), *year_of("A", 2400, range(7, 13), contract_id="2")]
    row = one(frames(entity=[entity()], employees=spells, payroll=slips), "index_person")
    assert (row["index_exclusion"], row["pay_index"]) == (reason, 28_800_00)


def test_an_officer_with_an_employment_contract_is_counted() -> None:
    both = [
        employee("A", contract_id="1", contract_type="MANDATAIRE", csp="DIRIGEANT"),
        employee("A", contract_id="2", contract_type="CDI", csp="CADRE", contract_start=date(2019, 1, 1)),
    ]
    row = one(frames(entity=[entity()], employees=both, payroll=year_of("A", 2000)), "index_person")
    assert (row["in_index"], row["csp"]) == (True, "CADRE")


def test_nobody_is_lost() -> None:
    people = [
        employee("A"),
        employee("B", contract_type="APPRENTI"),
        employee("C", sex="NR"),
        employee("D", sex="M", contract_start=date(2025, 11, 1)),
        employee("E", sex="M"),
    ]
    slips = [slip for person in "ABC" for slip in year_of(person, 2000)] + year_of("D", 2000, range(11, 13))
    found = frames(entity=[entity()], employees=people, payroll=slips)
    rows = found["index_person"].collect()
    told = dict(rows.select("person_id", "index_exclusion").rows())
    assert told == {"A": None, "B": "contract", "C": "sex_unknown", "D": "absent", "E": "no_payslip"}
    left_out = found["exclusions"].collect().filter(pl.col("scope") == "index")
    assert set(left_out["period"]) == {"calendar"}
    assert rows["in_index"].sum() + left_out["people"].sum() == 5


# -- the pay base ------------------------------------------------------------------------------------------------------


def test_the_statutory_base_leaves_out_what_the_decree_does() -> None:
    """2,000 + 100 of bonus + 50 in kind a month, 1,500 yearly, 300 and 200 once: 25,800 + 2,000 = 27,800 €.

    Out: 60 of seniority, 40 of constraints, 90 of overtime a month, exit pay, profit sharing and the labour share.
    """
    monthly = {
        "bonus_regular": 100_00, "benefits_in_kind": 50_00, "seniority_bonus": 60_00, "constraint_bonus": 40_00,
        "overtime_pay": 90_00,
    }  # fmt: skip
    slips = year_of("A", 2000, **monthly)
    slips[11] |= {"bonus_yearly": 1_500_00, "bonus_exceptional": 300_00, "value_sharing_bonus": 200_00}
    slips[5] |= {"labour_share_paid": 800_00, "profit_sharing": 400_00, "exit_pay": 999_00}
    assert judged(slips=slips)["pay_index"] == 27_800_00


def test_a_part_timer_is_rebuilt_at_full_time_over_twelve_months() -> None:
    """1,600 € at 80 %, there from July on: 2,000 € × 12; a yearly bonus of 400 € for half a year at 80 %: 1,000 €."""
    slips = year_of("A", 1600, range(7, 13))
    slips[5]["bonus_yearly"] = 400_00
    row = judged(slips=slips, fte_rate=8_000, contract_start=date(2025, 7, 1))
    assert row["pay_index"] == 25_000_00


def test_pay_known_by_its_total_alone_is_approached() -> None:
    row = judged(slips=[payslip("A", month, None, total_gross=2_100_00) for month in range(1, 13)])
    assert (row["pay_index"], row["approached"]) == (25_200_00, True)
    assert judged()["approached"] is False


# -- the period --------------------------------------------------------------------------------------------------------


def _autumn(choice: str) -> Any:
    """A year that closes on 30 September: 2,000 € until then, 2,600 € from October on, over two fiscal years."""
    years = [entity(year=y, start=date(y - 1, 10, 1), end=date(y, 9, 30)) for y in (2025, 2026)]
    slips = [payslip("A", m, 2000, year=2024) for m in (10, 11, 12)] + year_of("A", 2000, range(1, 10))
    slips += year_of("A", 2600, range(10, 13)) + [payslip("A", m, 2600, year=2026) for m in range(1, 10)]
    people = [employee("A", year=year) for year in (2025, 2026)]
    moves = [change("A", date(2025, 10, 1))]
    return frames({"pay_equity_period": choice}, entity=years, employees=people, payroll=slips, pay_changes=moves)


@pytest.mark.parametrize(("choice", "pay", "raised"), [("fiscal", 24_000_00, False), ("calendar", 25_800_00, True)])
def test_the_period_is_the_one_the_company_chose(choice: str, pay: int, raised: bool) -> None:
    """Fiscal: 12 × 2,000; calendar: 9 × 2,000 + 3 × 2,600."""
    found = _autumn(choice)
    row = one(found, "index_person", fiscal_year=2025)
    assert (row["pay_index"], row["raised"]) == (pay, raised)
    assert one(found, "index_company", fiscal_year=2025)["months"] == 12


def test_an_unfinished_calendar_year_counts_nobody_and_says_how_many_months() -> None:
    found = _autumn("calendar")
    assert one(found, "index_person", fiscal_year=2026)["index_exclusion"] == "period_not_covered"
    assert one(found, "index_company", fiscal_year=2026)["months"] == 9


def test_a_first_fiscal_year_of_eighteen_months_is_measured_over_its_last_twelve() -> None:
    """July 2024 to December 2025: 2,000 € until the end of 2024, 2,200 € after."""
    slips = [payslip("A", m, 2000, year=2024) for m in range(7, 13)] + year_of("A", 2200)
    found = frames(
        {"pay_equity_period": "fiscal"},
        entity=[entity(start=date(2024, 7, 1))],
        employees=[employee("A", contract_start=date(2024, 7, 1))],
        payroll=slips,
    )
    assert one(found, "index_person")["pay_index"] == 26_400_00


# -- raises, promotions, returns ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("moves", "raised", "promoted", "window"),
    [
        ([change("A", date(2025, 5, 1))], True, False, True),
        ([change("A", date(2025, 5, 1), "RAISE_GENERAL")], False, False, False),
        ([change("A", date(2025, 5, 1), "PROMOTION")], False, True, True),
        ([change("A", date(2025, 5, 1), "PROMOTION"), change("A", date(2025, 5, 1))], False, True, True),
        ([change("A", date(2025, 5, 1), "PROMOTION"), change("A", date(2025, 9, 1))], True, True, True),
        ([change("A", date(2025, 5, 1), amount=0)], False, False, False),
        ([change("A", date(2023, 1, 1)), change("A", date(2024, 6, 1))], False, False, True),
        ([change("A", date(2022, 12, 31))], False, False, False),
        ([change("A", date(2026, 1, 1))], False, False, False),
    ],
)
def test_raises_and_promotions(moves: list[Row], raised: bool, promoted: bool, window: bool) -> None:
    """Over three years for the window: 1 January 2023 to 31 December 2025."""
    found = frames(
        {"index_raise_years": 3},
        entity=[entity()],
        employees=[employee("A")],
        payroll=year_of("A", 2000),
        pay_changes=moves,
    )
    row = one(found, "index_person")
    assert (row["raised"], row["promoted"], row["raised_window"]) == (raised, promoted, window)
    assert found["index_person"].collect().height == 1


def _back(leaves: list[Row], moves: list[Row], **facts: Any) -> list[tuple[Any, ...]]:
    people = [employee("A", **facts), employee("B", sex="M")]
    found = frames(entity=[entity()], employees=people, leaves=leaves, pay_changes=moves)
    return found["leave_return"].collect().select("person_id", "granted", "raised").rows()


MATERNITY = leave("A", "MATERNITE", date(2025, 2, 1), date(2025, 5, 31))
TO_ALL = change("B", date(2025, 4, 1), "RAISE_GENERAL")


@pytest.mark.parametrize(
    ("leaves", "moves", "rows"),
    [
        ([MATERNITY], [TO_ALL, change("A", date(2025, 6, 1))], [("A", True, True)]),
        ([MATERNITY], [TO_ALL, change("A", date(2025, 4, 1), "RAISE_GENERAL")], [("A", True, True)]),
        ([MATERNITY], [TO_ALL], [("A", True, False)]),
        ([MATERNITY], [TO_ALL, change("A", date(2026, 1, 1))], [("A", True, False)]),  # too late
        ([MATERNITY], [TO_ALL, change("A", date(2025, 1, 31))], [("A", True, False)]),  # before the leave
        ([MATERNITY], [change("B", date(2025, 6, 1))], [("A", False, False)]),  # nobody was raised meanwhile
        ([MATERNITY], [change("B", date(2025, 3, 1), "PROMOTION")], [("A", False, False)]),  # nor by a promotion
        (
            [leave("A", "ADOPTION", date(2024, 11, 1), date(2024, 12, 31))],
            [],
            [("A", False, False)],
        ),  # back on 1 January
        ([leave("A", "MATERNITE", date(2025, 9, 1), date(2025, 12, 31))], [], []),  # back next year
        ([leave("A", "MALADIE", date(2025, 2, 1), date(2025, 5, 31))], [], []),
        ([leave("A", "MATERNITE", date(2025, 9, 1), None)], [], []),  # not back
        (
            [leave("A", "MATERNITE", date(2025, 2, 1), None, return_date=date(2025, 6, 1))],
            [TO_ALL],
            [("A", True, False)],
        ),
        # a parental leave that follows does not extend the leave: the raise of July is no raise during it
        (
            [MATERNITY, leave("A", "PARENTAL_TOTAL", date(2025, 6, 1), date(2026, 5, 31))],
            [change("B", date(2025, 7, 1))],
            [("A", False, False)],
        ),
        # two leaves without a day between are one: back after the second
        (
            [MATERNITY, leave("A", "MATERNITE", date(2025, 6, 1), date(2025, 6, 20))],
            [change("B", date(2025, 6, 10))],
            [("A", True, False)],
        ),
    ],
)
def test_returns_from_leave(leaves: list[Row], moves: list[Row], rows: list[tuple[Any, ...]]) -> None:
    assert _back(leaves, moves) == rows


def test_who_left_during_the_leave_is_not_back_and_who_was_long_away_is() -> None:
    assert _back([MATERNITY], [TO_ALL], contract_end=date(2025, 5, 31)) == []
    assert _back([leave("A", "MATERNITE", date(2025, 1, 1), date(2025, 8, 31))], [TO_ALL]) == [("A", True, False)]
    assert _back([MATERNITY], [TO_ALL], contract_type="APPRENTI") == []


# -- the company -------------------------------------------------------------------------------------------------------


def test_the_workforce_counts_time_and_leaves_training_contracts_out() -> None:
    """1 + 0.5 + six months of a fixed-term contract = 2.00; the apprentice, the trainee and the officer count for nothing."""
    people = [
        employee("A"),
        employee("B", fte_rate=5_000),
        employee("C", contract_type="CDD", contract_start=date(2025, 7, 1)),
        employee("D", contract_type="APPRENTI"),
        employee("E", contract_type="STAGE"),
        employee("F", contract_type="MANDATAIRE"),
    ]
    row = one(frames(entity=[entity()], employees=people, leaves=[MATERNITY]), "index_company")
    assert row == {
        "entity_id": COMPANY, "fiscal_year": 2025, "workforce": 200, "mode": "csp", "raise_years": 1, "months": 0,
        "has_changes": False, "has_leaves": True,
    }  # fmt: skip


def test_one_company_alone_equals_itself_among_others_in_any_order() -> None:
    other = "000000001"
    people = [employee(name, sex=sex) for name, sex in (("A", "F"), ("B", "M"), ("C", "F"))]
    slips = [slip for name in "ABC" for slip in year_of(name, 2001.37, bonus_regular=33_33)]
    tables = {"leaves": [MATERNITY], "pay_changes": [TO_ALL, change("A", date(2025, 6, 1))]}
    alone = frames(entity=[entity()], employees=people, payroll=slips, **tables)
    both = {
        "entity": [entity(other), entity()],
        "employees": [*people[::-1], *(row | {"entity_id": other} for row in people)],
        "payroll": [*slips[1::2], *(row | {"entity_id": other} for row in slips), *slips[::2]],
    }
    among = frames(**both, **{name: rows[::-1] for name, rows in tables.items()})
    for name in ("person_calendar", "index_person", "index_company", "leave_return", "component"):
        keys = [key for key in ("person_id", "component") if key in alone[name].collect_schema()] or ["fiscal_year"]
        kept = among[name].collect().filter(entity_id=COMPANY).sort(keys)
        assert alone[name].collect().sort(keys).equals(kept), name


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_every_reason_has_words(lang: str) -> None:
    keys = [f"exclusion.{reason}" for reason in ("officer", "absent", "former_trainee")]
    assert [key for key in [*keys, "exclusion_scope.index"] if not words.known(key, lang)] == []
