"""What a naive computation of sharing, surveys, resources and recruitment gets wrong, by hand on a few rows."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from scop_analytics.derive import recruiting, resources
from scop_analytics.derive.sharing import leaders
from scop_analytics.dossier import load
from scop_analytics.indicators import catalogue, examples
from scop_analytics.places import samples


def row(name, **given):
    """The whole row of an indicator on the frames of its example, with other columns in some of them."""
    frames = examples.frames(catalogue.get(name))
    for frame, columns in given.items():
        frames[frame] = examples._frame(columns)
    found = examples.compute(name, frames).filter((pl.col("segment") == "{}") & (pl.col("year") == examples.YEAR))
    return found.row(0, named=True)


def why(found):
    return json.loads(found["reason"] or "{}").get("key")


def test_the_surplus_is_not_the_net_result():
    """Rule 1: 90,000 € already an expense, over a net result of 110,000 €, is 45 % of the surplus, not 82 %."""
    company = {"surplus": [20000000], "labour_share": [9000000], "net_result": [11000000]}
    assert row("labour_share", company=company)["value"] == 45.0


def test_the_labour_share_over_the_net_result_does_not_move_with_it():
    low = row("labour_share", company={"surplus": [20000000], "labour_share": [9000000], "net_result": [1]})
    assert low["value"] == 45.0


@pytest.mark.parametrize(
    ("name", "columns"),
    [
        ("labour_share", {"surplus": [-1], "labour_share": [0]}),
        ("reserves_share", {"surplus": [0], "legal_reserve": [0], "dev_fund": [0], "other_reserves": [0]}),
        ("capital_share", {"surplus": [-500], "interest_on_shares": [0]}),
        ("mean_labour_share", {"surplus": [-500], "labour_share": [0], "beneficiaries": [10]}),
        ("labour_share_months", {"surplus": [-500], "labour_share": [0], "gross_payroll": [1000]}),
        ("value_added_to_members", {"surplus": [-500], "interest_on_shares": [0], "value_added": [1000]}),
    ],
)
def test_a_loss_year_has_no_sharing_and_never_zero(name, columns):
    """Rule ALL-14."""
    found = row(name, company=columns)
    assert (found["value"], found["status"], why(found)) == (None, "not_applicable", "loss_year")


def test_a_loss_year_has_no_return_on_shares():
    years = {
        "fiscal_year": [2024, 2025], "surplus": [100, -100], "interest_on_shares": [0, 0], "capital_closing": [100, 100],
    }  # fmt: skip
    assert why(row("return_on_shares", company=years)) == "loss_year"


def test_the_first_year_has_no_return_on_shares():
    alone = {"surplus": [20000000], "interest_on_shares": [600000], "capital_closing": [14000000]}
    found = row("return_on_shares", company=alone)
    assert (found["value"], found["status"]) == (None, "missing")


def test_the_five_shares_of_value_added_add_up_in_a_loss_year_too():
    """Value added of 1,000 = 900 of staff + 40 of taxes + 30 to lenders + 130 of depreciation − 100 of loss."""
    accounts = {
        "value_added": [100000], "personnel_cost": [90000], "labour_share": [0], "labour_share_expensed": [0],
        "taxes": [4000], "financial_charges": [3000], "depreciation": [13000], "net_result": [-10000],
        "interest_on_shares": [0], "surplus": [-10000],
    }  # fmt: skip
    names = ("value_added_to_staff", "value_added_to_state", "value_added_to_lenders", "value_added_kept")
    assert [row(name, company=accounts)["value"] for name in names] == [90.0, 4.0, 3.0, 3.0]


def test_a_labour_share_paid_out_of_the_result_is_not_kept():
    """Net result 200, labour share 90 not yet an expense, interest 20: 90 stay, with 10 of depreciation."""
    accounts = {
        "value_added": [100000], "depreciation": [1000], "net_result": [20000], "labour_share": [9000],
        "labour_share_expensed": [0], "interest_on_shares": [2000],
    }  # fmt: skip
    assert row("value_added_kept", company=accounts)["value"] == 10.0


def test_the_legal_reserve_is_filled_up_to_the_highest_capital_ever():
    """Rule 3: today's capital of 100,000 € is not the target when 150,000 € were reached once."""
    company = {
        "coop_status": ["SCOP"],
        "legal_reserve_opening": [12000000],
        "max_capital_ever": [15000000],
        "capital_closing": [10000000],
    }
    assert row("legal_reserve_filled", company=company)["value"] == 80.0


def test_compliance_names_the_rules_broken():
    entry = catalogue.get("allocation_compliance").example["company"]
    found = row("allocation_compliance", company={**entry, "dev_fund": [0], "labour_share": [4000000]})
    assert found["verdict"] == "breach"
    assert json.loads(found["reason"])["codes"] == ["ALL-04", "ALL-05", "ALL-10"]


def test_no_age_is_no_leader_without_successor():
    found = row("succession", leader={"age": [None, 61], "successor_named": [False, True]})
    assert (found["value"], found["status"], why(found)) == (100.0, "caution", "age_unknown")


def test_do_not_know_is_out_of_the_denominator_and_shown_apart():
    """Rule 19: 3 favourable of 4 valid, one « don't know » of 5."""
    said = {
        "item_code": ["meaning"] * 5, "answer": ["5", "4", "4", "2", "NSP"], "valid": [True] * 4 + [False],
        "favourable": [True, True, True, False, False],
    }  # fmt: skip
    assert row("favourable_answers", answer=said)["value"] == 75.0
    assert row("do_not_know", answer=said)["value"] == 20.0


def test_a_question_not_asked_has_no_recommendation():
    said = {"item_code": ["meaning"], "valid": [True], "level": [5]}
    assert why(row("recommendation_score", answer=said)) == "question_not_asked"


def perceptions(women, men):
    """Favourable answers of women and men, of as many as there are."""
    return {
        "item_code": ["meaning"] * (len(women) + len(men)), "sex": ["F"] * len(women) + ["M"] * len(men),
        "valid": [True] * (len(women) + len(men)), "favourable": [*women, *men],
    }  # fmt: skip


def test_exchanging_the_sexes_flips_the_perception_gap():
    some, others = [True] * 4 + [False], [True] * 3 + [False] * 3
    gap = row("perception_gap", answer=perceptions(some, others))["value"]
    assert gap == pytest.approx(30.0)
    assert row("perception_gap", answer=perceptions(others, some))["value"] == pytest.approx(-30.0)


def test_four_answers_of_one_sex_are_too_few_to_compare():
    found = row("perception_gap", answer=perceptions([True] * 4, [True] * 9))
    assert (found["value"], why(found)) == (None, "too_few")


def emission(**columns):
    size = len(columns["category"])
    blank = {"period": [date(2025, 12, 1)] * size, "source_id": list("abcdef"[:size]), "tco2e": [0] * size}
    blank |= {name: [None] * size for name in ("renewable_share", "recycled_share")}
    rows = {"entity_id": ["A"] * size, "fiscal_year": [2025] * size, **blank, **columns}
    return pl.LazyFrame(rows, schema_overrides={"renewable_share": pl.Int64, "recycled_share": pl.Int64})


def test_litres_are_energy_for_fuels_only_and_unknown_units_are_said():
    found = resources.resources(
        emission(
            category=["CARBURANT", "GAZ", "ELECTRICITE", "EAU"], unit=["L", "l", "MWh", "seaux"],
            quantity=[2000, 5000, 1500, 10],
        )
    ).collect()  # fmt: skip
    assert found["energy"].to_list() == [20000, None, 1500000, None]
    assert found["unit_unknown"].to_list() == [False, True, False, True]


def test_the_renewable_share_leaves_silent_sources_out_and_says_it():
    found = row("renewable_energy_share", resource={"energy": [1000, 3000], "renewable": [500, None]})
    assert (found["value"], found["status"], why(found)) == (50.0, "caution", "part_unknown")


def test_no_source_of_water_is_no_zero():
    found = row("water_used", resource={"water": [None], "unit_unknown": [False]})
    assert (found["value"], found["status"], why(found)) == (None, "not_computable", "source_not_reported")


@pytest.fixture(scope="module")
def forty_two():
    dossier = load(samples() / "coop_42")
    spans = dossier.fiscal_years.select("entity_id", pl.col("fiscal_year").cast(pl.Int32), "start", "end")
    return dossier, spans


def test_a_recruitment_counts_in_the_year_it_is_concluded(forty_two):
    """POSTE-001 opened on 30 December 2022, before the first fiscal year; its offer was accepted in 2023."""
    dossier, spans = forty_two
    found = recruiting.candidates(dossier, spans).filter(pl.col("job_id") == "POSTE-001").collect()
    assert set(found["fiscal_year"]) == {2023}
    assert found.filter("hired")["days_to_offer"].to_list() == [54]


def test_a_candidate_whose_answer_is_not_noted_is_left_out():
    shown = {"finalist": [True, True, True], "met_team": [True, False, None]}
    assert row("finalists_met_team", candidate=shown)["value"] == 50.0


@pytest.mark.parametrize(("second", "named"), [(True, True), (False, False)])
def test_a_leader_of_two_mandates_has_a_successor_if_one_of_them_says_so(forty_two, second, named):
    dossier, spans = forty_two
    mandates = dossier.tables["mandates"]
    twin = mandates.filter(pl.col("person_id") == "P007").with_columns(
        mandate_id=pl.lit("M99"), successor_named=pl.lit(second)
    )
    twice = replace(dossier, tables={**dossier.tables, "mandates": pl.concat([mandates, twin])})
    own = {"entity_id": ["000000422"], "fiscal_year": [2025], "person_id": ["P007"]}
    year = {"fiscal_year": pl.Int32}
    held = {"body_id": ["CA"], "holder_id": ["P007"], "member_id": ["A008"], "sex": ["F"], "is_leader": [True]}
    seats = pl.LazyFrame({**own, **held}, schema_overrides=year)
    people = pl.LazyFrame({**own, "age": [57]}, schema_overrides=year)
    found = leaders(twice, spans, seats, people).collect().to_dicts()
    assert [(each["age"], each["successor_named"]) for each in found] == [(57, named)]
