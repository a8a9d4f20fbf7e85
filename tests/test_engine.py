"""The engine: nobody is lost, a result is a number or a reason, and the traps of co-operative law."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import polars as pl
import pytest
from rows import compute, frame, only, support, years

from scop_analytics.errors import PackageError, UsageError
from scop_analytics.indicators import catalogue, computing, tidy
from scop_analytics.indicators.arguments import Operand, signature
from scop_analytics.indicators.segments import parse, requested

PEOPLE = [
    {"sex": "F", "is_present": True, "csp": "CADRE"},
    {"sex": "M", "is_present": True, "csp": "CADRE"},
    {"sex": "M", "is_present": True, "csp": "EMPLOYE"},
]


def why(row):
    return json.loads(row["reason"])


# ── Nobody is lost ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_company_without_rows_has_a_reason():
    found = compute({"company_year": years(("A", 2025), ("B", 2025)), "person": frame(PEOPLE)}, "headcount")
    assert only(found)["value"] == 3
    absent = only(found, company="B")
    assert (absent["status"], absent["value"], why(absent)["key"]) == ("missing", None, "no_rows")
    assert why(absent)["table"] == "employees"


def test_people_who_all_left_count_zero_not_missing():
    left = only(compute({"person": frame([{"is_present": False}])}, "headcount"))
    assert (left["value"], left["status"]) == (0, "ok")


def test_a_share_of_nobody_has_a_reason():
    row = only(compute({"person": frame([{"is_present": False, "is_permanent": True}])}, "permanent_contract_share"))
    assert (row["status"], why(row)["key"], row["value"]) == ("not_computable", "nobody", None)


def test_an_empty_group_is_zero_where_the_company_has_rows():
    found = compute({"person": frame([{"is_present": True, "sex": "M"}])}, "headcount", by="sex")
    assert only(found, sex="M")["value"] == 1
    assert only(found, sex="F")["value"] == 0


def test_an_unknown_group_is_a_group():
    people = [*PEOPLE, {"sex": None, "is_present": True, "csp": None}]
    found = compute({"person": frame(people)}, "headcount", by="sex,csp")
    assert only(found, sex="NR")["value"] == 1
    assert only(found, csp="unknown")["value"] == 1


def test_crossed_groups_come_with_their_margins():
    found = compute({"person": frame(PEOPLE)}, "headcount", by="csp*sex")
    assert only(found)["value"] == 3
    assert only(found, csp="CADRE")["value"] == 2
    assert only(found, sex="M")["value"] == 2
    assert only(found, csp="CADRE", sex="M")["value"] == 1
    assert only(found, csp="EMPLOYE", sex="F")["value"] == 0


def test_a_group_of_another_year_stays_listed():
    people = [
        {"fiscal_year": 2024, "csp": "TAM", "is_present": True},
        {"fiscal_year": 2025, "csp": "CADRE", "is_present": True},
    ]
    found = compute({"company_year": years(("A", 2024), ("A", 2025)), "person": frame(people)}, "headcount", by="csp")
    assert only(found, csp="TAM", year=2025)["value"] == 0


# ── What the files do not hold ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("columns", "key", "facts"),
    [
        ({}, "table_missing", {"table": "employees"}),
        ({"employees": {"sex"}}, "column_missing", {"table": "employees", "column": "contract_start"}),
    ],
)
def test_missing_names_file_and_column(columns, key, facts):
    row = only(compute({"person": frame(PEOPLE)}, "headcount", columns=columns))
    assert (row["status"], why(row)) == ("missing", {"key": key, **facts})


def test_one_of_several_columns_is_enough():
    columns = {"payroll": {"total_gross"}}
    people = frame([{"pay_fte": 100, "in_spread": True}, {"pay_fte": 200, "in_spread": True}])
    assert only(compute({"person": people}, "pay_spread", columns=columns))["value"] == 2


def test_a_figure_made_of_a_missing_one_is_missing_too():
    columns = {"environment": {"tco2e"}, "employees": {"contract_start"}}
    frames = {"emission": frame([{"tco2e": 1000}]), "person": frame([{"fte_average": 10000}])}
    row = only(compute(frames, "ghg_per_fte", columns=columns))
    assert (row["status"], why(row)["column"]) == ("missing", "fte_rate")


def test_a_blocked_table_stops_its_figures_of_that_year_only():
    findings = pl.DataFrame(
        {"company": ["A"], "year": [2024], "table": ["employees"], "rule": ["X-19"], "severity": ["block"]},
        schema_overrides={"year": pl.Int32},
    )
    frames = {
        "company_year": years(("A", 2024), ("A", 2025)),
        "person": frame([{"fiscal_year": year, "is_present": True} for year in (2024, 2025)]),
        "member": frame([{"fiscal_year": year, "member_id": "1"} for year in (2024, 2025)]),
    }
    found = compute(frames, "headcount", "members", findings=findings)
    stopped = only(found, "headcount", year=2024)
    assert (stopped["status"], why(stopped)) == ("missing", {"key": "blocked", "table": "employees", "rule": "X-19"})
    assert only(found, "headcount", year=2025)["value"] == 1
    assert only(found, "members", year=2024)["value"] == 1


def test_not_applicable_is_stronger_than_missing():
    frames = {"company": frame([{"surplus": -100, "labour_share": None}], labour_share=None)}
    frames["company"] = frames["company"].with_columns(pl.col("labour_share").cast(pl.Int64))
    row = only(compute(frames, "labour_share"))
    assert (row["status"], why(row)["key"]) == ("not_applicable", "loss_year")


# ── One year and the next ─────────────────────────────────────────────────────────────────────────────────────────────


def test_last_year_is_the_preceding_fiscal_year_of_the_same_company():
    frames = {
        "company_year": years(("A", 2023), ("A", 2025), ("B", 2024), ("B", 2025)),
        "person": frame(
            [
                {"entity_id": name, "fiscal_year": year, "is_present": True}
                for name, year in [("A", 2023), ("A", 2025), ("B", 2024), ("B", 2025), ("B", 2025)]
            ]
        ),
    }
    found = compute(frames, "net_job_creation")
    assert why(only(found, year=2025))["key"] == "no_year_before"  # 2024 is not in the data
    assert only(found, company="B", year=2025)["value"] == 1


def test_a_long_year_is_annualised_and_said():
    long = frame([{"start": date(2024, 7, 1), "end": date(2025, 12, 31)}])
    people = frame([{"hired": True, "month_ends": 18}])
    row = only(compute({"company_year": long, "person": people}, "hire_rate"))
    assert row["value"] == pytest.approx(100 * 12 / 18)
    assert (row["status"], why(row)) == ("caution", {"key": "year_length", "months": 18})


# ── Traps of the law ──────────────────────────────────────────────────────────────────────────────────────────────────

SCOP = {"coop_status": "SCOP", "transformation_date": None}


def company(**values):
    return frame([{**SCOP, **values}]).with_columns(pl.col("transformation_date").cast(pl.Date))


def surplus(**values):
    usual = {
        "surplus": 100_000, "labour_share": 45_000, "legal_reserve": 15_000, "dev_fund": 30_000, "other_reserves": 0,
        "interest_on_shares": 10_000, "carried_forward": 0, "max_capital_ever": 10_000_000, "legal_reserve_opening": 0,
    }  # fmt: skip
    return {"company": company(**{**usual, **values})}


def test_four_of_nine_is_not_four_fifths():
    seats = frame([{"sex": sex, "is_board": True} for sex in "FFFFMMMMM"])
    found = compute({"seat": seats}, "women_on_board", "board_gender_ratio")
    assert only(found, "women_on_board")["value"] == pytest.approx(400 / 9)
    assert only(found, "board_gender_ratio")["value"] == 0.8


def test_a_company_with_a_manager_has_no_board():
    row = only(compute({"seat": frame([{"sex": "F", "is_board": False}])}, "women_on_board"))
    assert (row["status"], why(row)["key"]) == ("not_applicable", "no_board")


@pytest.mark.parametrize(("interest", "verdict"), [(45_000, "complies"), (45_001, "breach")])
def test_interest_equal_to_the_reserves_is_lawful(interest, verdict):
    found = compute(surplus(interest_on_shares=interest, labour_share=60_000), "interest_limit")
    assert only(found)["verdict"] == verdict


def test_interest_below_a_third_can_still_break_the_law():
    found = compute(
        surplus(interest_on_shares=32_000, labour_share=50_000, legal_reserve=15_000, dev_fund=3_000), "interest_limit"
    )
    assert (only(found)["verdict"], only(found)["threshold"]) == ("breach", 180.0)


def test_the_legal_reserve_looks_at_the_highest_capital_ever():
    full = surplus(legal_reserve=0, max_capital_ever=500_000, legal_reserve_opening=500_000)
    nearly = surplus(legal_reserve=0, max_capital_ever=500_001, legal_reserve_opening=500_000)
    assert only(compute(full, "legal_reserve_minimum"))["verdict"] == "complies"
    assert only(compute(nearly, "legal_reserve_minimum"))["verdict"] == "breach"


def test_the_development_fund_gets_something_even_when_the_reserve_is_full():
    full = surplus(legal_reserve=0, dev_fund=0, max_capital_ever=1, legal_reserve_opening=1)
    assert only(compute(full, "development_fund_positive"))["verdict"] == "breach"


@pytest.mark.parametrize(("share", "verdict"), [(25_000, "complies"), (24_999, "breach")])
def test_the_labour_share_threshold_is_exact(share, verdict):
    assert only(compute(surplus(labour_share=share), "labour_share_minimum"))["verdict"] == verdict


def test_compliance_names_the_rules_broken():
    row = only(compute(surplus(dev_fund=0, labour_share=10_000), "allocation_compliance"))
    assert (row["value"], row["verdict"], row["status"]) == (3, "breach", "ok")
    assert why(row) == {"key": "rules_broken", "codes": ["ALL-04", "ALL-05", "ALL-10"], "n": 3}


def test_a_loss_year_shares_nothing():
    row = only(compute(surplus(surplus=0), "labour_share_minimum"))
    assert (row["status"], why(row)["key"], row["verdict"]) == ("not_applicable", "loss_year", "not_tested")


def test_a_scic_follows_its_own_rule():
    row = only(compute(surplus(coop_status="SCIC"), "labour_share_minimum"))
    assert (row["status"], why(row)["key"], row["verdict"]) == ("not_applicable", "own_rule", "not_tested")


MEMBERS = [
    {"capital": 51_00, "counts_capital": True, "votes": 1, "counts_votes": True, "is_coop": False},
    {"capital": 49_00, "counts_capital": False, "votes": 1, "counts_votes": True, "is_coop": False},
]


def test_capital_and_votes_count_different_people():
    found = compute({"member": frame(MEMBERS), "company": company()}, "capital_control", "vote_control")
    assert only(found, "capital_control")["value"] == 51
    assert only(found, "capital_control")["verdict"] == "complies"  # exactly 51
    assert only(found, "vote_control")["value"] == 100


@pytest.mark.parametrize(
    ("status", "since", "verdict"),
    [
        ("SCOP", None, "breach"),
        ("SCOP_AMORCAGE", date(2018, 3, 1), "deferred"),  # until the end of 2025
        ("SCOP_AMORCAGE", date(2017, 12, 31), "breach"),
    ],
)
def test_a_starter_scop_has_until_its_seventh_year(status, since, verdict):
    members = [{**MEMBERS[0], "capital": 40_00}, {**MEMBERS[1], "capital": 60_00}]
    row = only(
        compute(
            {"member": frame(members), "company": company(coop_status=status, transformation_date=since)},
            "capital_control",
        )
    )
    assert (row["value"], row["verdict"]) == (40, verdict)
    assert row["status"] == ("caution" if verdict == "deferred" else "ok")


@pytest.mark.parametrize(
    ("cooperators", "cooperative", "others", "verdict"),
    [
        (65, 0, 35, "complies"),
        (64, 0, 36, "breach"),
        (51, 14, 35, "complies"),
        (51, 13, 36, "breach"),
        (50, 15, 35, "breach"),
    ],
)
def test_a_cooperative_among_members_lowers_the_vote_threshold(cooperators, cooperative, others, verdict):
    held = [(cooperators, True, False), (others, False, False), *([(cooperative, False, True)] if cooperative else [])]
    members = [{"votes": votes, "counts_votes": counts, "is_coop": coop} for votes, counts, coop in held]
    assert only(compute({"member": frame(members), "company": company()}, "vote_control"))["verdict"] == verdict


@pytest.mark.parametrize(("outside", "verdict"), [(1, "complies"), (2, "breach")])
def test_one_third_of_the_mandates_is_exact(outside, verdict):
    seats = [{"body_type": "CA", "is_employed": place >= outside} for place in range(3)]
    assert only(compute({"seat": frame(seats), "company": company()}, "board_outsiders_limit"))["verdict"] == verdict


def test_membership_counts_the_same_people_above_and_below():
    people = [{"is_present": True, "is_member": True}, {"is_present": False, "is_member": True}]
    assert only(compute({"person": frame(people)}, "employee_membership_rate"))["value"] == 100


def test_the_top_is_left_out_of_the_median_of_others():
    people = [{"pay_total": pay, "in_spread": True} for pay in (100, 200, 300, 1000)]
    assert only(compute({"person": frame(people)}, "total_pay_ratio"))["value"] == 5


def test_a_low_response_is_said():
    frames = {
        "answer": frame([{"item_code": "parental_leave_freedom", "favourable": True, "valid": True}]),
        "survey": frame([{"item_code": "parental_leave_freedom", "invited": 3, "respondents": 1}]),
    }
    row = only(compute(frames, "parental_leave_freedom"))
    assert (row["value"], row["status"]) == (100, "caution")
    assert why(row) == {"key": "low_response", "answers": 1, "invited": 3}


# ── Support for masking ───────────────────────────────────────────────────────────────────────────────────────────────


def test_support_counts_the_people_behind_a_gap():
    people = [
        {"sex": sex, "hourly_total": pay, "in_gap": True, "approached": False, "pay_method": "clean_month"}
        for sex, pay in [("F", 10), ("F", 10), ("M", 20), ("M", 30), ("M", 30)]
    ]
    row = support({"person_calendar": frame(people)}, "mean_gap_hourly").row(0, named=True)
    assert (row["people"], row["women"], row["men"], row["distinct"]) == (5, 2, 3, 2)
    same = support({"person_calendar": frame([{**one, "hourly_total": 10} for one in people])}, "mean_gap_hourly")
    assert same["distinct"].item() == 1  # everybody earns the same


def test_support_of_a_total_names_its_two_largest():
    row = support({"emission": frame([{"tco2e": 5000}, {"tco2e": 5000}, {"tco2e": 1000}])}, "ghg_total").row(
        0, named=True
    )
    assert (row["total"], row["largest"], row["second"], row["contributors"]) == (11, 5, 5, 3)


def test_smoothed_quantile_is_the_mean_of_its_neighbours():
    people = frame([{"pay_fte": pay * 1200, "in_spread": True} for pay in (1, 2, 3, 4, 50)])
    assert support({"person": people}, "pay_median")["smoothed"].item() == 3
    assert support({"person": people}, "pay_p90")["smoothed"].item() == pytest.approx((3 + 4 + 50) / 3)


# ── What is asked ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_by_is_read_as_written():
    assert parse("sex,csp*age_band") == ((), ("sex",), ("age_band",), ("csp",), ("age_band", "csp"))
    assert parse(None) == ((),)


@pytest.mark.parametrize(("by", "suggestion"), [("sexe", "sex"), ("csp*agee_band", "age_band")])
def test_an_unknown_group_is_refused(by, suggestion):
    with pytest.raises(UsageError) as refused:
        parse(by)
    assert refused.value.facts["suggestion"] == suggestion


def test_groups_that_nothing_allows_are_refused():
    entries = {"surplus": catalogue.get("surplus")}
    with pytest.raises(UsageError):
        computing._useful(entries, parse("sex"), asked=True)


def test_groups_an_indicator_does_not_allow_are_left_out():
    assert requested(catalogue.get("surplus"), parse("sex")) == ((),)


def test_the_rule_of_another_country_is_computed_where_it_is_asked(monkeypatch):
    entries = catalogue.load()
    british = replace(entries["mean_gap_hourly"], jurisdiction="GB")
    monkeypatch.setattr(catalogue, "load", lambda: {**entries, "mean_gap_hourly": british})
    abroad = {name for name in entries if name.startswith("uk_")}
    assert set(entries) - set(computing.chosen(None)) == {"mean_gap_hourly"} | abroad
    assert set(computing.chosen(None, ("FR", "GB"))) == set(entries)
    assert set(computing.chosen(["mean_gap_hourly"])) == {"mean_gap_hourly"}


def test_a_table_is_cut_alike_or_in_one_piece_and_says_the_same(monkeypatch):
    people = [{**person, "is_permanent": True} for person in PEOPLE]
    asked = {"person": frame(people)}, "headcount", "permanent_contract_share"
    whole = compute(*asked, by="sex,csp")
    monkeypatch.setattr(tidy, "MANY_ROWS", 0)
    pieces = compute(*asked, by="sex,csp")
    assert {column.n_chunks() for column in whole} == {1}
    assert len({tuple(column.chunk_lengths()) for column in pieces}) == 1  # else the next query copies all of it
    assert pieces["value"].n_chunks() > 1
    assert pieces.equals(whole)
    assert [only(pieces, "headcount", sex=sex)["value"] for sex in "FM"] == [1, 2]


def test_a_misspelt_parameter_is_refused():
    def odd(persons):
        return persons

    with pytest.raises(PackageError) as refused:
        signature(odd, frozenset({"person"}), frozenset())
    assert refused.value.facts["name"] == "persons"


def test_an_operand_names_its_columns():
    assert Operand("headcount", before=True).prefix == "headcount_before"
    assert Operand("headcount", at=(("sex", "F"),)).prefix == "headcount@sex=F"
