"""Women and men at the head of large companies: time spent, sizes over three years, quotas on the day of publication.

Expected values are counted by hand beside each case, from the texts (code du travail L1142-11 and D1142-15, code de commerce
L225-18-1). They do not prove who is a senior executive, nor that a committee assists the management regularly: the files say it.
"""

from __future__ import annotations

import json
from datetime import date

import polars as pl
import pytest
from derived_cases import COMPANY, employee, entity, frames
from rows import frame, years

from scop_analytics import law
from scop_analytics.indicators import catalogue
from scop_analytics.indicators.engine import Material, Request, run
from scop_analytics.indicators.law_in_use import rulings

LARGE = {"workforce": 1_200_00, "workforce_before": 1_000_00, "workforce_earlier": 1_100_00}
BOTH = ("women_among_executives", "men_among_executives")
HALF = [{"sex": "F", "days": 183}, {"sex": "M", "days": 366}]
SHARES = (*BOTH, "women_in_governing_bodies", "men_in_governing_bodies")


def results(given, *names, year=2025):
    """Results under the law as it stands for the fiscal year, by indicator."""
    entries = {name: catalogue.get(name) for name in names}
    skeleton = years(("A", year))
    told = {name: rows.with_columns(fiscal_year=pl.lit(year, pl.Int32)) for name, rows in given.items()}
    keys = [key for entry in entries.values() for key in entry.law]
    found, _, _ = run(
        Material({"company_year": skeleton, **told}), rulings(law.load(), skeleton.collect(), keys), Request(entries)
    )
    return {row["indicator"]: row for row in found.to_dicts()}


def led(rows, role="executive", year=2025, **company):
    office = frame([{"role": role, **row} for row in rows], holder_id="x")
    names = BOTH if role == "executive" else SHARES[2:]
    found = results({"office": office, "company": frame([{**LARGE, **company}])}, *names, year=year)
    return [found[name] for name in names]


def why(row):
    return json.loads(row["reason"])["key"]


# ── Time spent ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("role", ["executive", "governing"])
def test_half_a_year_weighs_half(role):
    women, men = led(HALF, role)
    assert women["value"] == pytest.approx(100 / 3)  # 183 of 549 days
    assert men["value"] == pytest.approx(200 / 3)
    assert (women["people"], men["people"]) == (2, 2)


def test_exchanging_the_sexes_exchanges_the_shares():
    other = [{**row, "sex": {"F": "M", "M": "F"}[row["sex"]]} for row in HALF]
    assert [row["value"] for row in led(other)] == [row["value"] for row in reversed(led(HALF))]


def test_a_third_sex_is_on_neither_side():
    women, _ = led([*HALF, {"sex": "X", "days": 366}])
    assert women["value"] == pytest.approx(100 / 3)


def office(name="one", **tables):
    found = frames(entity=[entity(year=2024)], **tables)["office"].collect()
    return {(row["role"], row["holder_id"]): (row["sex"], row["days"]) for row in found.to_dicts()}


def test_days_of_the_year_are_counted_by_contract():
    people = [
        employee("A", year=2024, csp="DIRIGEANT", contract_end=date(2024, 6, 30)),  # 182 days: 31+29+31+30+31+30
        employee("B", year=2024, csp="DIRIGEANT", sex="M"),
        employee("C", year=2024, csp="CADRE"),
        employee("D", year=2024, csp="DIRIGEANT", contract_type="STAGE"),
        employee("E", year=2024, csp="DIRIGEANT", contract_start=date(2025, 1, 1)),
    ]
    assert office(employees=people) == {("executive", "A"): ("F", 182), ("executive", "B"): ("M", 366)}


def test_days_shared_by_two_contracts_count_once():
    first = employee("A", year=2024, csp="DIRIGEANT", contract_end=date(2024, 3, 31))
    second = {**first, "contract_id": "2", "contract_start": date(2024, 3, 1), "contract_end": date(2024, 4, 30)}
    inside = {**first, "contract_id": "3", "contract_start": date(2024, 2, 1), "contract_end": date(2024, 2, 29)}
    assert office(employees=[second, first, inside]) == {("executive", "A"): ("F", 121)}  # January to April 2024


def test_a_snapshot_without_year_holds_for_each():
    assert office(employees=[employee("A", year=None, csp="DIRIGEANT")]) == {("executive", "A"): ("F", 366)}


def test_members_of_the_committee_count_employed_or_not():
    bodies = [
        {"entity_id": COMPANY, "fiscal_year": 2024, "body_id": "C", "body_type": "COMITE_DIRECTION"},
        {"entity_id": COMPANY, "fiscal_year": 2024, "body_id": "CA", "body_type": "CA"},
    ]
    mandate = {"entity_id": COMPANY, "body_id": "C", "role": "MEMBRE", "start_date": date(2020, 1, 1)}
    mandates = [
        {**mandate, "mandate_id": "1", "person_id": "A"},  # her sex is that of the employees
        {**mandate, "mandate_id": "2", "sex": "M", "start_date": date(2024, 12, 1)},
        {**mandate, "mandate_id": "3", "sex": "M", "body_id": "CA"},
    ]
    found = office(employees=[employee("A", year=2024)], governance_bodies=bodies, mandates=mandates)
    assert found == {("governing", "A"): ("F", 366), ("governing", "2"): ("M", 31)}


# ── Quotas, on the day of publication ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("year", "threshold", "verdict"),
    [
        (2021, None, None),  # published in 2022: no quota yet
        (2024, None, None),
        (2025, 30, "complies"),  # published on 1 March 2026
        (2027, 30, "complies"),
        (2028, 40, "breach"),  # published on 1 March 2029
    ],
)
def test_a_third_complies_until_the_quota_of_forty(year, threshold, verdict):
    women, men = led(HALF, year=year)
    assert (women["threshold"], women["verdict"], women["status"]) == (threshold, verdict, "ok")
    assert men["verdict"] == (verdict and "complies")


def test_each_fiscal_year_of_a_company_has_its_own_quota():
    labels = (2024, 2025, 2026, 2028)
    skeleton = years(*(("A", label) for label in labels))
    office = frame([{"role": "executive", **row, "fiscal_year": label} for label in labels for row in HALF])
    company = frame([{**LARGE, "fiscal_year": label} for label in labels])
    entry = catalogue.get("women_among_executives")
    given = Material({"company_year": skeleton, "office": office, "company": company})
    found, _, _ = run(given, rulings(law.load(), skeleton.collect(), entry.law), Request({entry.id: entry}))
    assert found.sort("year").select("year", "threshold", "verdict").rows() == [
        (2024, None, None),
        (2025, 30, "complies"),
        (2026, 30, "complies"),
        (2028, 40, "breach"),
    ]


def test_a_quota_reached_exactly_is_reached():
    women, _ = led([{"sex": "F", "days": 3}, {"sex": "M", "days": 7}])
    assert (women["value"], women["verdict"]) == (30, "complies")


def test_before_the_law_there_was_no_rule():
    women, _ = led(HALF, year=2020)
    assert (women["status"], why(women)) == ("not_applicable", "not_in_force")


# ── Whom it concerns ──────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("size", "status", "key"),
    [
        ({"workforce_before": 999_99}, "not_applicable", "under_size_three_years"),
        ({"workforce": 42_00, "workforce_before": None, "workforce_earlier": None}, "not_applicable", "under_size_three_years"),
        ({"workforce_earlier": None}, "missing", "size_of_three_years"),
    ],
)  # fmt: skip
def test_a_thousand_people_for_the_third_year_running(size, status, key):
    for row in led(HALF, **size):
        assert (row["status"], row["value"], why(row)) == (status, None, key)


@pytest.mark.parametrize(
    ("rows", "role", "key"),
    [
        ([{"sex": "F", "days": 366}], "executive", "single_executive"),
        ([{"sex": "X", "days": 366}], "executive", "no_executive"),
        ([{"sex": None, "days": 366}], "governing", "no_governing_body"),
    ],
)
def test_nobody_or_a_single_executive_is_no_balance(rows, role, key):
    for row in led(rows, role):
        assert (row["status"], why(row)) == ("not_computable", key)


def test_the_size_is_that_of_three_fiscal_years():
    people = [employee("A", year=None), employee("B", year=None, contract_type="CDD", contract_start=date(2024, 7, 1))]
    rows = [entity(year=year, turnover=year * 100, balance_sheet_total=1) for year in (2023, 2024, 2025)]
    found = frames(entity=rows, employees=people)["company"].collect().sort("fiscal_year")
    assert found["workforce"].to_list() == [100, 150, 200]  # in 2024, B is there at six month-ends of twelve
    assert found["permanent_workforce"].to_list() == [100, 100, 100]
    assert found["workforce_before"].to_list() == [None, 100, 150]
    assert found["workforce_earlier"].to_list() == [None, None, 100]
    assert found["turnover_earlier"].to_list() == [None, None, 2023_00]


# ── Boards of companies limited by shares ─────────────────────────────────────────────────────────────────────────────


def size(**more):
    """An SA of 250 permanent employees and 50 million euros of turnover for three years."""
    told = {"legal_form": "SA"}
    for when in ("", "_before", "_earlier"):
        told |= {
            f"permanent_workforce{when}": 250_00,
            f"turnover{when}": 50_000_000_00,
            f"balance_sheet_total{when}": 1,
        }
    return told | more


def board(women, men, year=2025, **more):
    seats = [{"sex": "F"}] * women + [{"sex": "M"}] * men + [{"sex": "M", "is_board": False}]
    seat = frame([{"is_board": True, **row} for row in seats])
    return results({"seat": seat, "company": frame([size(**more)])}, "board_rarer_sex", year=year)["board_rarer_sex"]


@pytest.mark.parametrize(
    ("women", "men", "value", "verdict"),
    [
        (3, 5, 37.5, "complies"),  # eight seats: a difference of two
        (5, 3, 37.5, "complies"),
        (2, 6, 25.0, "breach"),
        (1, 3, 25.0, "complies"),  # four seats: a difference of two
        (4, 5, 400 / 9, "complies"),  # nine seats: the share
        (4, 6, 40.0, "complies"),
        (3, 6, 100 / 3, "breach"),
        (9, 3, 25.0, "breach"),
        (0, 2, 0.0, "complies"),  # two seats: a difference of two
    ],
)
def test_a_board_is_judged_on_its_share_or_on_its_difference(women, men, value, verdict):
    row = board(women, men)
    assert row["value"] == pytest.approx(value)
    assert (row["status"], row["verdict"], row["threshold"]) == ("ok", verdict, 40)


@pytest.mark.parametrize(
    ("more", "status", "key"),
    [
        ({"legal_form": "SARL"}, "not_applicable", "not_sa"),
        ({"legal_form": "SAS"}, "not_applicable", "not_sa"),
        ({"permanent_workforce_before": 249_99}, "not_applicable", "under_board_size_three_years"),
        ({"turnover": 49_999_999_99}, "not_applicable", "under_board_size_three_years"),
        ({"turnover": None}, "missing", "size_of_three_years"),
        ({"legal_form": None}, "missing", "size_of_three_years"),
    ],
)
def test_only_large_companies_limited_by_shares_are_judged(more, status, key):
    row = board(3, 5, **more)
    assert (row["status"], row["value"], why(row)) == (status, None, key)


def test_the_balance_sheet_is_enough():
    assert board(4, 6, turnover=None, balance_sheet_total=50_000_000_00)["verdict"] == "complies"


def test_the_threshold_was_five_hundred_before_2020():
    assert board(3, 5, year=2019)["status"] == "not_applicable"
    assert board(3, 5, year=2020)["status"] == "ok"
