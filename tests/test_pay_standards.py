"""Pay caps of the ESUS approval and figures of voluntary standards: limits, populations and reasons, computed by hand."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import polars as pl
import pytest
from derived_cases import employee, entity, frames, one, year_of
from rows import RULES, compute, frame, only, years

from scop_analytics.indicators import catalogue
from scop_analytics.indicators.engine import Material, Request, run
from scop_analytics.indicators.ruling import Ruling
from scop_analytics.privacy.release import release
from scop_analytics.reports.facts import quantity
from scop_analytics.results import in_unit

LAW = {
    **RULES,
    "esus.five_best_paid_maximum": 7,
    "esus.best_paid_maximum": 10,
    "esus.best_paid_people": 5,
    "pay_equity.hours_per_year": 1820,
    "pay_equity.minimum_group": 3,
    "reporting_standards.coverage_band": 20,
    "reporting_standards.coverage_last_band": 80,
}
# The minimum of 12.00 € an hour over a full-time year of 1,820 hours, in cents.
MINIMUM = 12 * 1820 * 100


def why(row):
    return json.loads(row["reason"])["key"]


def computed(name, /, by=None, **given):
    return compute(given, name, by=by, rules=LAW)


# ── ESUS ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


def scale(*hourly, branch=None, approval=None):
    """People paid these ten-thousandths of a euro an hour, in a company where the minimum is 12.00 €."""
    paid = [
        {"person_id": str(place), "hourly_total": pay, "in_spread": True, "yearly_minimum": MINIMUM}
        for place, pay in enumerate(hourly)
    ]
    card = frame([{"branch_minimum_pay": branch, "esus_approval": approval}])
    kinds = {"branch_minimum_pay": pl.Int64, "esus_approval": pl.Boolean}
    return {"person": frame(paid), "company": card.cast(kinds)}


@pytest.mark.parametrize(("above", "verdict"), [(0, "complies"), (1, "breach")])
def test_a_mean_equal_to_seven_minimums_complies_and_a_hair_more_does_not(above, verdict):
    # Five at 84.00 € = 7 × 12.00 €; the sixth is not among the five best paid.
    row = only(computed("esus_five_best_paid_multiple", **scale(*[840_000] * 4, 840_000 + above, 120_000)))
    assert (row["verdict"], row["threshold"], row["status"]) == (verdict, 7, "ok")
    assert row["value"] == pytest.approx(7, abs=1e-5)


@pytest.mark.parametrize(("highest", "verdict"), [(1_200_000, "complies"), (1_200_001, "breach")])
def test_the_best_paid_is_capped_at_ten_minimums_equality_included(highest, verdict):
    row = only(computed("esus_best_paid_multiple", **scale(120_000, highest)))
    assert (row["verdict"], row["numerator"], row["denominator"]) == (verdict, highest * 1820 / 10_000, 21_840)


def test_fewer_than_five_people_are_all_of_them_and_it_is_said():
    row = only(computed("esus_five_best_paid_multiple", **scale(480_000, 240_000)))
    assert (row["value"], row["status"], why(row), row["people"]) == (3, "caution", "fewer_than_five", 2)
    assert row["verdict"] == "complies"


@pytest.mark.parametrize(("branch", "value"), [(MINIMUM * 2, 2), (MINIMUM - 1, 4), (None, 4)])
def test_the_minimum_of_the_branch_counts_when_it_is_higher(branch, value):
    assert only(computed("esus_best_paid_multiple", **scale(480_000, branch=branch)))["value"] == value


def test_a_co_op_that_says_it_has_no_approval_is_not_concerned():
    row = only(computed("esus_best_paid_multiple", **scale(2_400_000, approval=False)))
    assert (row["status"], why(row), row["verdict"]) == ("not_applicable", "no_esus_approval", "not_tested")
    assert only(computed("esus_best_paid_multiple", **scale(2_400_000, approval=True)))["verdict"] == "breach"


@pytest.mark.parametrize("name", ["esus_best_paid_multiple", "esus_five_best_paid_multiple"])
def test_nobody_in_the_scale_has_a_reason(name):
    given = scale(480_000)
    given["person"] = given["person"].with_columns(in_spread=pl.lit(False))
    row = only(computed(name, **given))
    assert (row["status"], why(row), row["value"]) == ("not_computable", "nobody", None)


def test_the_pay_of_the_best_paid_leaves_the_employer_as_a_verdict_only():
    entries = {name: catalogue.get(name) for name in ("esus_best_paid_multiple", "esus_five_best_paid_multiple")}
    given = {"company_year": years(("A", 2025)), **scale(*[1_300_000] * 40)}
    found, support, operands = run(Material(given), [Ruling(LAW)], Request(entries))
    for audience in ("representatives", "members", "peers", "union", "public"):
        rows = release(found, support, entries, audience, operands=operands).frame
        assert set(rows["verdict"]) == {"breach"}
        numbers = rows.select("value", "rounded", "numerator", "denominator", "people")
        assert all(column.is_null().all() for column in numbers)
    assert release(found, support, entries, "employer", operands=operands).frame["value"].min() > 10


def test_the_minimum_of_a_year_with_two_rates_is_that_of_its_months():
    # 2026: 12.02 € until May, 12.31 € from June: (5 × 12.02 + 7 × 12.31) × 1,820 ÷ 12 = 22,184.28 €.
    found = frames(
        entity=[entity(year=2026)],
        employees=[employee("A", year=2026)],
        payroll=year_of("A", 3000, year=2026),
    )
    assert one(found)["yearly_minimum"] == 2_218_428
    # A fiscal year of 18 months is brought to twelve: 6 months of 2025 and 12 of 2026.
    long = frames(entity=[entity(year=2026, start=date(2025, 7, 1))], employees=[employee("A", year=2026)])
    hand = (6 * Decimal("11.88") + 5 * Decimal("12.02") + 7 * Decimal("12.31")) * 1820 / 18 * 100
    assert one(long)["yearly_minimum"] == round(hand)


def test_a_part_timer_counts_as_at_full_time():
    # 1,820 € a month for half time is 3,640 € for full time: 24 € an hour, more than the 20 € of the other.
    people = [employee("A", fte_rate=5_000), employee("B", sex="M")]
    slips = [*year_of("A", 1820), *year_of("B", 3033.33)]
    found = frames(entity=[entity()], employees=people, payroll=slips)
    given = {name: found[name] for name in ("company_year", "company", "person")}
    row = only(compute(given, "esus_best_paid_multiple", rules=LAW), company=entity()["entity_id"])
    # The minimum of 2025 is 11.88 € all year: 24 ÷ 11.88.
    assert row["value"] == pytest.approx(24 / 11.88, rel=1e-12)
    assert (row["numerator"], row["denominator"]) == (24 * 1820, 21_621.6)


# ── Women and men ─────────────────────────────────────────────────────────────────────────────────────────────────────


def paid(sex, hourly, **more):
    row = {"sex": sex, "hourly_total": hourly, "hourly_basic": hourly, "hourly_shared": hourly, "in_gap": True}
    return {**row, "approached": False, "pay_method": "clean_month", "contract_type": "CDI", **more}


def test_the_ratio_is_the_gap_told_the_other_way():
    people = [paid("F", 90), paid("F", 90), paid("F", 120), paid("M", 100), paid("M", 100), paid("M", 200)]
    given = {"person_calendar": frame(people)}
    # Women 300 ÷ 3 = 100, men 400 ÷ 3: 0.75, that is a gap of 25 %.
    assert only(computed("women_to_men_pay_ratio", **given))["value"] == 0.75
    assert only(computed("mean_gap_hourly", **given))["value"] == 25


def test_the_ratio_is_given_by_category_and_work_site():
    people = [paid(sex, 100, csp="CADRE", work_site=site) for sex in "FM" for site in "PPPL"]
    found = computed("women_to_men_basic_ratio", by="csp,work_site", person_calendar=frame(people))
    assert only(found, csp="CADRE")["value"] == 1
    assert only(found, work_site="P")["value"] == 1
    assert (only(found, work_site="L")["status"], why(only(found, work_site="L"))) == ("not_computable", "too_few")


@pytest.mark.parametrize(
    "name", ["women_to_men_pay_ratio", "all_employees_gap_hourly", "all_employees_gap_hourly_shared"]
)
def test_one_sex_alone_is_not_computable(name):
    row = only(computed(name, person_calendar=frame([paid("F", 100)] * 4)))
    assert (row["status"], why(row), row["value"]) == ("not_computable", "too_few", None)


def test_all_employees_are_more_people_than_those_of_indicator_a():
    men = [paid("M", 200)] * 3
    women = [paid("F", 200), paid("F", 200), paid("F", 200), paid("F", 100, contract_type="APPRENTI", in_gap=False)]
    out = [paid("F", 10, contract_type="STAGE", in_gap=False), paid("M", 900, contract_type="INTERIM", in_gap=False)]
    given = {"person_calendar": frame([*men, *women, *out])}
    assert only(computed("mean_gap_hourly", **given))["value"] == 0
    # Women: 700 ÷ 4 = 175 of 200.
    assert only(computed("all_employees_gap_hourly", **given))["value"] == 12.5


def test_a_small_sex_is_said():
    rules = {**LAW, "conventions.caution_smaller_sex": 10}
    given = {"person_calendar": frame([paid("F", 100)] * 3 + [paid("M", 100)] * 20)}
    row = only(compute(given, "women_to_men_pay_ratio", rules=rules))
    assert (row["status"], why(row), row["value"], row["people"]) == ("caution", "small_sex", 1, 3)


def test_no_man_among_managers_has_a_reason():
    women = [{"sex": "F", "csp": "CADRE", "is_present": True}, {"sex": "M", "csp": "EMPLOYE", "is_present": True}]
    row = only(computed("women_to_men_managers", person=frame(women)))
    assert (row["status"], why(row)) == ("not_computable", "no_man")
    nobody = only(computed("women_to_men_managers", person=frame(women[1:])))
    assert (nobody["status"], why(nobody)) == ("not_computable", "nobody")


# ── Rise of the best paid ─────────────────────────────────────────────────────────────────────────────────────────────


def rise(before, after, last=2024):
    """Pays of each person in two years (``None``: not paid), as results of the second."""
    rows = [
        {"fiscal_year": year, "person_id": name, "pay_total": pay, "in_spread": True}
        for year, pays in ((last, before), (2025, after))
        for name, pay in pays.items()
        if pay
    ]
    skeleton = years(("A", last), ("A", 2025))
    found = compute({"company_year": skeleton, "person": frame(rows)}, "best_paid_rise_ratio", rules=LAW)
    return only(found, year=2025)


def test_the_rise_of_the_best_paid_is_set_against_the_median_of_the_others():
    # 20 % for the best paid; 5 %, 10 % and, for the third, nothing to compare: the median is 7.5 %.
    row = rise({"a": 1000, "b": 200, "c": 400}, {"a": 1200, "b": 210, "c": 440, "d": 300})
    assert (row["numerator"], row["denominator"], row["people"]) == (20, 7.5, 2)
    assert row["value"] == pytest.approx(8 / 3, rel=1e-15)


def test_the_best_paid_is_the_one_of_this_year():
    # « b » overtakes « a »: 150 % against 0 %: the others did not rise.
    row = rise({"a": 1000, "b": 600}, {"a": 1000, "b": 1500})
    assert (row["status"], why(row), row["value"]) == ("not_computable", "others_not_raised", None)


def test_of_two_best_paid_the_one_who_rose_most_is_taken():
    row = rise({"a": 1000, "b": 500, "c": 100}, {"a": 1000, "b": 1000, "c": 110})
    # « b » doubled: 100 %; the others 0 % and 10 %, median 5 %.
    assert row["value"] == 20


@pytest.mark.parametrize(
    ("before", "after", "key"),
    [
        ({"b": 100}, {"a": 1000, "b": 110}, "best_paid_new"),
        ({"a": 1000}, {"a": 1100}, "one_person"),
        ({"a": 1000}, {}, "nobody"),
    ],
)
def test_a_rise_that_means_nothing_has_a_reason(before, after, key):
    row = rise(before, after)
    assert (row["status"], why(row), row["numerator"]) == ("not_computable", key, None)


def test_a_year_that_does_not_follow_is_no_year_before():
    row = rise({"a": 1000, "b": 100}, {"a": 1100, "b": 110}, last=2023)
    assert (row["status"], why(row)) == ("missing", "no_year_before")


# ── Agreements, training, turnover ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("covered", "band"), [(0, 0), (1, 0), (2, 20), (3, 20), (4, 40), (9, 80), (10, 80)])
def test_the_band_of_coverage_begins_at_a_multiple_of_twenty(covered, band):
    people = [{"collective_agreement": "1486" if n < covered else None, "is_present": True} for n in range(10)]
    given = {"person": frame(people).cast({"collective_agreement": pl.String})}
    assert only(computed("collective_agreement_band", **given))["value"] == band
    assert only(computed("collective_agreement_coverage", **given))["value"] == covered * 10


@pytest.mark.parametrize(
    ("foot", "fr", "en"),
    [(0, "0 à 19 %", "0 to 19%"), (60, "60 à 79 %", "60 to 79%"), (80, "80 à 100 %", "80 to 100%")],
)
def test_the_band_of_coverage_is_printed_whole(foot, fr, en):
    unit = catalogue.get("collective_agreement_band").unit
    assert [in_unit(foot, unit, lang) for lang in ("fr", "en")] == [fr.replace(" %", "\u00a0%"), en]
    assert quantity(float(foot), unit, "en", 0) == en


def test_training_counts_in_the_year_it_begins_for_people_of_the_workforce():
    trainings = [
        {"training_id": "1", "person_id": "A", "start_date": date(2025, 12, 31), "hours": 1400},
        {"training_id": "2", "person_id": "A", "start_date": date(2026, 1, 1), "hours": 700},
        {"training_id": "3", "person_id": "B", "start_date": date(2025, 6, 1), "hours": 2100},
        {"training_id": "4", "person_id": "Z", "start_date": date(2025, 6, 1), "hours": 9900},
    ]
    people = [employee("A"), employee("B", sex="M"), employee("Z", contract_type="STAGE")]
    rows = [{"entity_id": entity()["entity_id"], **row} for row in trainings]
    found = frames(entity=[entity()], employees=people, trainings=rows)["work_year"].collect().sort("person_id")
    assert found.select("person_id", "sex", "training_hours").rows() == [("A", "F", 1400), ("B", "M", 2100)]


def test_training_hours_are_given_by_sex():
    hours = [("F", 2100, 12), ("M", 0, 6)]
    year = [{"sex": sex, "training_hours": own, "month_ends": ends, "length": 12} for sex, own, ends in hours]
    found = computed("training_hours_per_employee", work_year=frame(year))
    assert only(found)["value"] == 14  # 21 hours for 1.5 people
    assert only(found, sex="F")["value"] == 21
    assert (only(found, sex="M")["value"], only(found, sex="M")["status"]) == (0, "ok")


def test_an_end_of_fixed_term_is_a_leaver_but_no_turnover():
    reasons = ["DEMISSION", "RETRAITE", "FIN_CDD", "MOBILITE", "DECES"]
    people = [{"left": True, "exit_reason": reason, "month_ends": 12} for reason in reasons]
    given = {"person": frame([*people, *[{"left": False, "exit_reason": None, "month_ends": 12}] * 5])}
    assert only(computed("leaver_rate", **given))["value"] == 50
    assert only(computed("turnover_rate", **given))["value"] == 30


def test_a_departure_without_a_reason_counts_and_is_said():
    people = [
        {"left": True, "exit_reason": None, "month_ends": 12},
        {"left": False, "exit_reason": "DEMISSION", "month_ends": 12},
    ]
    given = {"person": frame(people)}
    row = only(computed("turnover_rate", **given))
    assert (row["value"], row["status"], why(row)) == (50, "caution", "exit_reason_unknown")


# ── One id, one number ────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("standard", "disclosure", "names"),
    [
        ("GRI", "405-2", {"women_to_men_basic_ratio", "women_to_men_pay_ratio"}),
        ("GRI", "2-21-a", {"total_pay_ratio"}),
        ("GRI", "2-21-b", {"best_paid_rise_ratio"}),
        ("ESRS", "S1-16 97a", {"all_employees_gap_hourly"}),
        ("ESRS", "S1-16 97b", {"total_pay_ratio"}),
        ("VSME", "B10 a", {"lowest_pay_to_minimum_wage", "people_below_minimum_wage"}),
        ("VSME", "B10 b", {"all_employees_gap_hourly_shared"}),
        ("VSME", "B10 c", {"collective_agreement_band"}),
        ("VSME", "B10 d", {"training_hours_per_employee"}),
        ("VSME", "C5", {"women_to_men_managers"}),
        ("VSME", "C9", {"board_gender_ratio"}),
    ],
)
def test_a_disclosure_of_a_standard_is_given_by_its_indicators(standard, disclosure, names):
    assert {name for name, entry in catalogue.load().items() if entry.standards.get(standard) == disclosure} == names
