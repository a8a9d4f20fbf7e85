"""What a naive implementation gets wrong: the rules of section 11 of ``cooperative_indicators``, one test or more for each.

Each case is small enough to be worked by hand, and is chosen so that the naive reading gives another number. ``RULES``
names the tests of every rule; those on the surplus, on votes and on statuses stand in ``test_law_rules``.
"""

from __future__ import annotations

import importlib
from datetime import date

import impact_fixture as made
import polars as pl
import pytest
from derived_cases import COMPANY, employee, entity, frames, payslip, year_of
from rows import compute, frame, only

from scop_analytics.indicators import catalogue, examples
from scop_analytics.privacy import SUPPORT, release
from scop_analytics.reports.facts import change
from scop_analytics.reports.pages.impact_moves import moves
from scop_analytics.results import SCHEMA

LAW, HERE, WORK, PEOPLE, COOPS = (
    "test_law_rules", "test_naive_readings", "test_work_year", "test_derive_people", "test_invented_coops",
)  # fmt: skip
RULES = {
    1: (LAW, "test_the_surplus_is_not_the_net_result"),
    2: (LAW, "test_past_losses_and_excluded_gains_leave_the_base"),
    3: (LAW, "test_the_last_allotment_to_the_legal_reserve_is_what_it_lacks"),
    4: (LAW, "test_the_development_fund_receives_something_even_when_the_reserve_is_full"),
    5: (LAW, "test_interest_meets_two_comparisons_and_equality_is_lawful"),
    6: (LAW, "test_three_months_of_presence_or_six_of_seniority"),
    7: (LAW, "test_capital_and_votes_count_other_former_employees"),
    8: (LAW, "test_a_cooperative_among_members_raises_the_cap_of_outside_votes"),
    9: (LAW, "test_exactly_half_passes_tax_law_and_fails_the_statutes"),
    10: (HERE, "test_external_and_retired_members_are_not_in_the_membership_rate"),
    11: (LAW, "test_proxies_jump_at_twenty_members_and_round_down"),
    12: (HERE, "test_four_women_of_nine_are_44_percent_and_a_ratio_of_four_to_five"),
    13: (HERE, "test_the_spread_compares_full_time_pays_of_full_months"),
    14: (HERE, "test_the_highest_pay_is_set_against_the_median_of_the_others"),
    15: (HERE, "test_a_gap_keeps_its_sign_and_is_positive_when_men_earn_more"),
    16: (HERE, "test_two_usual_formulas_of_turnover_have_two_names"),
    17: (WORK, "test_the_three_rates_differ_by_their_hours_only"),
    18: (WORK, "test_which_leave_is_an_absence"),
    19: (HERE, "test_do_not_know_is_no_answer_and_is_told_apart"),
    20: (HERE, "test_yearly_participation_is_not_the_mean_of_rates"),
    21: (HERE, "test_a_consultation_of_the_staff_is_no_vote_of_the_members"),
    22: (HERE, "test_pay_surplus_and_headcount_share_the_fiscal_year"),
    23: (LAW, "test_a_starter_has_until_the_end_of_its_seventh_year"),
    24: (LAW, "test_a_scic_keeps_more_and_owes_no_labour_share"),
    25: (HERE, "test_a_seat_of_nine_is_counted_and_is_no_trend"),
    26: (HERE, "test_sensitive_figures_never_leave_the_smallest_groups"),
}


@pytest.mark.parametrize("rule", range(1, 27))
def test_every_rule_has_its_test(rule):
    module, name = RULES[rule]
    assert callable(getattr(importlib.import_module(module), name))


def test_the_spread_compares_full_time_pays_of_full_months():
    """4,800 € over 2,000 € a month: 2.4. By what was paid in the year, 57,600 € over 4,500 € would be 12.8.

    A works full time; B half time for 1,000 €; C came on 1 July; D took 10 days of unpaid leave in June, 20 of 30 paid;
    the apprentice at 900 € is out, the paid officer at 4,800 € is in.
    """
    slips = {
        "A": year_of("A", 3000),
        "B": year_of("B", 1000, fte_month=5_000),
        "C": year_of("C", 2500, range(7, 13)),
        "D": [*year_of("D", 2100, range(1, 6)), payslip("D", 6, 1400, absence_unpaid_days=10_000), *year_of("D", 2100, range(7, 13))],
        "E": year_of("E", 900),
        "F": year_of("F", 4800),
        "G": year_of("G", 1500, range(12, 13)),
    }  # fmt: skip
    staff = {
        "A": {}, "B": {"fte_rate": 5_000}, "C": {"contract_start": date(2025, 7, 1)}, "D": {},
        "E": {"contract_type": "APPRENTI"}, "F": {"contract_type": "MANDATAIRE", "csp": "DIRIGEANT"},
        "G": {"contract_start": date(2025, 12, 1)},
    }  # fmt: skip
    people = [employee(who, **more) for who, more in staff.items()]
    paid = [slip for own in slips.values() for slip in own]
    found = frames(entity=[entity()], employees=people, payroll=paid)
    kept = found["person"].collect().filter("in_spread")
    assert dict(kept.select("person_id", "pay_fte").iter_rows()) == {
        "A": 36_000_00, "B": 24_000_00, "C": 30_000_00, "D": 25_200_00, "F": 57_600_00,
    }  # fmt: skip
    given = {name: found[name] for name in ("company_year", "person")}
    assert only(compute(given, "pay_spread"), company=COMPANY)["value"] == pytest.approx(2.4)


def test_a_consultation_of_the_staff_is_no_vote_of_the_members():
    """36 of 40 employees answered, 9 of 30 members came, 3 by proxy: 90 % is no turnout. A meeting in writing is a breach."""
    place = {"entity_id": COMPANY}
    asked = {
        "consultation_id": "c",
        "open_date": date(2025, 3, 1),
        "close_date": date(2025, 3, 15),
        "decision_date": date(2025, 4, 1),
    }
    meeting = {"assembly_id": "a", "assembly_type": "AGO", "date": date(2025, 6, 1), "entitled_members": 30}
    written = {"assembly_id": "w", "assembly_type": "AGE", "date": date(2025, 9, 1), "entitled_members": 30}
    found = frames(
        entity=[entity(coop_status="SCOP")],
        consultations=[{**place, **asked, "eligible_count": 40, "respondent_count": 36}],
        assemblies=[
            {**place, **meeting, "present": 9, "represented": 3, "remote_votes": 0},
            {**place, **written, "present": 0, "represented": 0, "remote_votes": 28},
        ],
    )
    given = {name: found[name] for name in ("company_year", "company", "consultation", "assembly")}
    rules = {"conventions.breaches_maximum": 0, "conventions.caution_response": 50}
    names = ("consultation_response", "meeting_attendance", "meeting_turnout", "written_assemblies")
    rows = {row["indicator"]: row for row in compute(given, *names, rules=rules).to_dicts()}
    assert {name: rows[name]["value"] for name in names} == {
        "consultation_response": 90, "meeting_attendance": 30, "meeting_turnout": 40, "written_assemblies": 1,
    }  # fmt: skip
    assert rows["written_assemblies"]["verdict"] == "breach"


def test_pay_surplus_and_headcount_share_the_fiscal_year():
    """October 2024 to September 2025: the raise of October 2025 and the person hired in it belong to the next year."""
    year = entity(start=date(2024, 10, 1), end=date(2025, 9, 30), gross_payroll=None)
    slips = [payslip("A", month, 1000, year=2024) for month in range(9, 13)]
    slips += [payslip("A", month, 2000 if month > 9 else 1000) for month in range(1, 13)]
    people = [employee("A"), employee("B", contract_start=date(2025, 10, 1))]
    found = frames(entity=[year], employees=people, payroll=slips)
    person = found["person"].collect()
    assert person["person_id"].to_list() == ["A"]
    assert person["pay_fte"].to_list() == [12_000_00]
    assert found["company"].collect()["gross_payroll"].to_list() == [12_000_00]


def test_a_seat_of_nine_is_counted_and_is_no_trend():
    """Three seats of nine, then four: eleven points by one person. It is told as « 4 of 9 », and neither better nor worse."""
    small, large = (
        made.run([made.row("women_on_board", year, None, part, whole) for year, part in parts], lang="en")
        for parts, whole in ((((2024, 3), (2025, 4)), 9), (((2024, 30), (2025, 40)), 90))
    )
    fact, before = small.fact("women_on_board"), small.before("women_on_board")
    told = change(fact, before)
    assert (fact.fraction, fact.full) == ("4\u00a0of\u00a09", "4\u00a0of\u00a09 (44%)")
    assert "3\u00a0of\u00a09" in told
    assert "point" not in told
    assert {move.way for move in moves(small) if move.fact.id == "women_on_board"} == {"context"}
    assert {move.way for move in moves(large) if move.fact.id == "women_on_board"} == {"better"}


def test_a_group_under_the_floor_is_masked():
    """Four women and five men: a pay gap that five of each sex would allow."""
    values = {
        "company": "A",
        "year": 2025,
        "indicator": "mean_gap_hourly",
        "segment": "{}",
        "value": 3.0,
        "status": "ok",
    }
    for women, status in ((4, "suppressed"), (5, "ok")):
        full = frame_of(values)
        support = pl.DataFrame(
            [{name: {**values, "people": women, "women": women, "men": 5}.get(name) for name in SUPPORT}], SUPPORT
        )
        assert release(full, support, catalogue.load(), "members").frame["status"].to_list() == [status]


def frame_of(values):
    return pl.DataFrame([{name: values.get(name) for name in SCHEMA}], schema=SCHEMA)


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
