"""What a naive implementation gets wrong beside the law of the surplus (those rules are in ``test_law_rules``).

Each case is small enough to be worked by hand, and is chosen so that the naive reading gives another number.
"""

from __future__ import annotations

import pytest
from derived_cases import COMPANY, employee, entity, frames
from rows import compute, frame, only

from scop_analytics.indicators import catalogue, examples


def test_external_and_retired_members_are_not_in_the_membership_rate():
    """Two employee-members of four employees; with the retired and the outside member it would be four of four."""
    people = [employee(name) for name in "ABCD"]
    kinds = {"A": "EMPLOYEE", "B": "EMPLOYEE", "X": "FORMER_RETIRED", "Y": "EXTERNAL_PERSON"}
    members = [
        {"entity_id": COMPANY, "fiscal_year": 2025, "member_id": name, "person_id": name if name in "AB" else None,
         "category": kind}
        for name, kind in kinds.items()
    ]  # fmt: skip
    found = frames(entity=[entity()], employees=people, members=members)["person"].collect()
    assert (found["is_member"].sum(), found["is_present"].sum()) == (2, 4)


def test_four_women_of_nine_are_44_percent_and_a_ratio_of_four_to_five():
    seats = [{"sex": sex, "is_board": True, "holder_id": str(place)} for place, sex in enumerate("FFFFMMMMM")]
    found = compute({"seat": frame(seats)}, "women_on_board", "board_gender_ratio")
    assert only(found, "women_on_board")["value"] == pytest.approx(400 / 9)
    assert only(found, "board_gender_ratio")["value"] == pytest.approx(0.8)


def test_the_highest_pay_is_set_against_the_median_of_the_others():
    """600 over the median of 100 and 200 is 4; over the median of all three it would be 3."""
    pays = [{"pay_total": pay, "in_spread": True} for pay in (10_000, 20_000, 60_000)]
    assert only(compute({"person": frame(pays)}, "total_pay_ratio"))["value"] == 4


@pytest.mark.parametrize(("women", "men", "gap"), [(90, 100, 10.0), (100, 90, -100 / 9), (100, 100, 0.0)])
def test_a_gap_keeps_its_sign_and_is_positive_when_men_earn_more(women, men, gap):
    people = [
        {
            "sex": sex,
            "is_woman": sex == "F",
            "hourly_total": 1_000 * pay,
            "in_gap": True,
            "approached": False,
            "pay_method": "clean_month",
        }
        for sex, pay in (("F", women), ("F", women), ("M", men), ("M", men))
    ]
    row = only(compute({"person_calendar": frame(people)}, "mean_gap_hourly"))
    assert row["value"] == pytest.approx(gap)


def test_two_usual_formulas_of_turnover_have_two_names():
    """One arrival and one departure of three at the opening; one departure of three and a half on average."""
    french, leavers = (examples.row(name)["value"] for name in ("french_turnover_rate", "leaver_rate"))
    assert (french, leavers) == (pytest.approx(100 / 3), pytest.approx(100 / 3.5))
    assert catalogue.get("french_turnover_rate").label["en"] != catalogue.get("leaver_rate").label["en"]


def test_yearly_participation_is_not_the_mean_of_rates():
    asked = [{"eligible_count": 10, "respondent_count": 10}, {"eligible_count": 90, "respondent_count": 30}]
    assert only(compute({"consultation": frame(asked)}, "consultation_response"))["value"] == 40


def test_do_not_know_is_no_answer_and_is_told_apart():
    answers = [
        {
            "item_code": "meaning",
            "favourable": level in ("4", "5"),
            "valid": level != "NSP",
            "answer": level,
            "sex": "F",
        }
        for level in ("5", "4", "2", "NSP")
    ]
    found = compute({"answer": frame(answers)}, "favourable_answers", "do_not_know")
    assert only(found, "favourable_answers")["value"] == pytest.approx(200 / 3)
    assert only(found, "do_not_know")["value"] == 25


def test_sensitive_figures_never_leave_the_smallest_groups():
    """Leave motives, health and disability are of the class whose groups are of five people, whoever reads but the employer."""
    names = ("absence_rate", "disability_rate", "parental_return_rate", "lost_time_frequency")
    assert {catalogue.get(name).disclosure for name in names} == {"sensitive"}
