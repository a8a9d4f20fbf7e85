"""The definitions an official value is tried with, each computed by hand on six people and a trainee."""

from __future__ import annotations

import polars as pl
import pytest

from scop_analytics.official.ours import tried

YEAR = 1820
# Annual pay and variable pay in euros; hourly = annual ÷ 1,820 at full time. W3 works half the time.
PEOPLE = [
    {"person_id": "W1", "sex": "F", "pay_total": 18200, "pay_variable": 1820, "rate": 1.0},
    {"person_id": "W2", "sex": "F", "pay_total": 27300, "pay_variable": 0, "rate": 1.0},
    {"person_id": "W3", "sex": "F", "pay_total": 9100, "pay_variable": 910, "rate": 0.5},
    {"person_id": "M1", "sex": "M", "pay_total": 36400, "pay_variable": 3640, "rate": 1.0},
    {"person_id": "M2", "sex": "M", "pay_total": 27300, "pay_variable": 1820, "rate": 1.0},
    {"person_id": "M3", "sex": "M", "pay_total": 18200, "pay_variable": 0, "rate": 1.0},
    {"person_id": "T1", "sex": "M", "pay_total": 9100, "pay_variable": 0, "rate": 1.0, "exclusion": "contract"},
]


def frame():
    rows = []
    for person in PEOPLE:
        hours = YEAR * person["rate"]
        outside = person.get("exclusion")
        rows.append(
            {
                "entity_id": "732829320", "fiscal_year": 2025, "person_id": person["person_id"], "sex": person["sex"],
                "pay_total": person["pay_total"] * 100, "hourly_total": round(person["pay_total"] / hours * 10_000),
                "pay_variable": person["pay_variable"] * 100, "hourly_variable": round(person["pay_variable"] / hours * 10_000),
                "pay_fte": round(person["pay_total"] / person["rate"]) * 100, "in_gap": outside is None, "exclusion": outside,
                "is_present": person["person_id"] != "W2", "pay_method": "clean_month", "approached": False,
            }
        )  # fmt: skip
    return pl.LazyFrame(rows, schema_overrides={"fiscal_year": pl.Int32})


@pytest.fixture(scope="module")
def found():
    from datetime import date

    return tried(frame(), date(2025, 12, 31), others=True)


def number(found, measure, of, pay="ours", people="ours", share="ours", band=0):
    rows = found.filter(measure=measure, of=of, pay=pay, people=people, share=share, band=band)
    assert rows.height == 1
    return rows["number"][0]


CASES = [
    # Ours. Women 18,200 27,300 9,100: mean 18,200; men mean 27,300. By the hour women 10 15 10, men 20 15 10.
    ("mean_annual", "women", {}, 18_200), ("mean_annual", "gap", {}, 1 / 3), ("mean_hourly", "women", {}, 35 / 3),
    ("mean_hourly", "gap", {}, 1 - (35 / 3) / 15), ("median_hourly", "women", {}, 10), ("median_annual", "men", {}, 27_300),
    # The hour as the year over 1,820: women 10 15 5.
    ("mean_hourly", "women", {"pay": "hours_basis"}, 10), ("mean_annual", "women", {"pay": "full_time"}, 63_700 / 3),
    # Variable pay among recipients: women 1,820 and 910, men 3,640 and 1,820; over everyone, thirds.
    ("variable_mean_annual", "women", {}, 1_365), ("variable_mean_annual", "gap", {}, 0.5),
    ("variable_mean_annual", "people_women", {}, 2), ("variable_mean_annual", "women", {"pay": "everyone"}, 910),
    ("variable_mean_hourly", "women", {}, 1), ("variable_median_annual", "men", {"pay": "everyone"}, 1_820),
    ("variable_mean_hourly", "women", {"pay": "hours_basis"}, 0.75),
    # Who is counted: the trainee a fourth man; W2 gone at closing.
    ("mean_annual", "men", {"people": "contracts"}, 22_750), ("mean_annual", "people_men", {"people": "contracts"}, 4),
    ("mean_annual", "women", {"people": "present"}, 13_650),
    # Two women of three and two men of three get variable pay; two of the four recipients are women.
    ("recipients", "share_women", {}, 2 / 3), ("recipients", "share_women", {"share": "of_recipients"}, 0.5),
    ("recipients", "share_men", {"people": "contracts"}, 0.5),
    # Six people in quarters of 2, 2, 1, 1. By the year: 9,100 18,200 (W3, and one of W1 and M3 alike) …
    ("quarter_annual", "count_men", {"band": 4}, 1), ("quarter_annual", "share_men", {"band": 4}, 1),
    ("quarter_annual", "share_men", {"band": 4, "share": "quarter_of_all"}, 1 / 1.5),
    ("quarter_annual", "threshold", {"band": 1}, 18_200), ("quarter_hourly", "threshold", {"band": 4}, 20),
]  # fmt: skip


@pytest.mark.parametrize(
    ("measure", "of", "where", "expected"), CASES, ids=[f"{c[0]}-{c[1]}-{place}" for place, c in enumerate(CASES)]
)
def test_each_definition(found, measure, of, where, expected):
    assert number(found, measure, of, **where) == pytest.approx(expected, rel=1e-4)


def test_ours_alone_is_computed_without_a_file_to_compare():
    from datetime import date

    alone = tried(frame(), date(2025, 12, 31), others=False)
    assert alone.select("pay", "people").unique().rows() == [("ours", "ours")]
    assert number(alone, "mean_annual", "gap") == pytest.approx(1 / 3)


def test_nothing_is_said_of_columns_the_frame_lacks(found):
    assert not found["pay"].is_in(["labour_share", "basic", "as_paid", "bonuses"]).any()
