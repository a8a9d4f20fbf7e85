"""The checks of the law of co-operatives: which rules are answered, who is exempt, what a naive reading gets wrong.

Expected values are worked by hand beside each case, from the texts named in the catalogue. They do not prove that a text
has not changed since its day of checking, nor that what the files say of a co-operative is true.
"""

from __future__ import annotations

import json
from datetime import date

import polars as pl
import pytest
from derived_cases import COMPANY, employee, entity, frames
from rows import frame

from scop_analytics import law
from scop_analytics.indicators import catalogue, examples
from scop_analytics.indicators.engine import Material, Request, run
from scop_analytics.indicators.explaining import explained
from scop_analytics.indicators.law_in_use import rulings
from scop_analytics.indicators.listing import explain

ENTRIES = catalogue.load()
# Rules of the domain file that no figure answers, and why.
BESIDE = {
    "SOC-04": "dated duties (scop_analytics.law.duties) and the statutory index",
    "SOC-05": "dated duties (scop_analytics.law.duties) and indicators A to G",
}
CODES = [
    *(f"LAW-{n:02}" for n in range(1, 26)),
    *(f"ALL-{n:02}" for n in range(1, 16)),
    *("TAX-01", "TAX-02", "TAX-04", "TAX-05", "TAX-07", "TAX-11", "TAX-12", "TAX-13"),
    *(f"REV-{n:02}" for n in range(1, 7)),
    *("AMO-01", "AMO-02", "AMO-03"),
    *(f"SCI-{n:02}" for n in range(1, 6)),
    *("CAE-01", "CAE-02"),
    *(f"SOC-{n:02}" for n in range(1, 8)),
]


def under(given, *names, start=date(2025, 1, 1), end=date(2025, 12, 31)):
    """Results under the law of the fiscal year, by indicator."""
    entries = {name: catalogue.get(name) for name in names}
    skeleton = frame([{"start": start, "end": end}])
    keys = [key for entry in entries.values() for key in entry.law]
    material = Material({"company_year": skeleton, **given})
    found, _, _ = run(material, rulings(law.load(), skeleton.collect(), keys), Request(entries))
    return {row["indicator"]: row for row in found.to_dicts()}


def example(name, **company):
    """The frames of an entry's example, its company changed."""
    given = examples.frames(ENTRIES[name])
    kinds = given["company"].collect_schema()
    changed = [
        pl.lit(value, kinds[column] if value is None else None).alias(column) for column, value in company.items()
    ]
    return {**given, "company": given["company"].with_columns(changed)}


def judged(name, **company):
    return examples.row(name, example(name, **company))


def why(row):
    return json.loads(row["reason"])["key"]


# --- The list ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", CODES)
def test_every_rule_is_answered(code):
    answered = {entry.code.rstrip("abc") for entry in ENTRIES.values()}
    answered |= {also for entry in ENTRIES.values() for also in entry.answers}
    assert (code in answered) != (code in BESIDE)


@pytest.mark.parametrize("name", [name for name, entry in ENTRIES.items() if "verdict" in entry.example])
def test_a_verdict_comes_with_the_way_to_comply(name):
    remedy = ENTRIES[name].remedy
    assert remedy is not None
    assert all(text.endswith(".") for text in remedy.values())
    assert remedy["fr"] in explain(name, "fr").replace("’", "'").replace("\u00a0", " ").replace("\u202f", " ")
    assert explained(name)["remedy"] == remedy


@pytest.mark.parametrize("name", [name for name, entry in ENTRIES.items() if entry.family.startswith("law_")])
def test_a_rule_without_verdict_asks_nothing(name):
    entry = ENTRIES[name]
    assert ("verdict" in entry.example) == (entry.remedy is not None)


# --- What a naive implementation gets wrong (cooperative_indicators, section 11) -----------------------------------------


def test_the_surplus_is_not_the_net_result():
    """110,000 € after 90,000 € of labour share: a surplus of 200,000 €, of which 45 % goes to work, not 82 %."""
    assert judged("surplus_base")["verdict"] == "complies"
    assert judged("surplus_base", surplus=11_000_000)["value"] == 90_000
    assert judged("surplus_base", surplus=11_000_000)["verdict"] == "breach"


@pytest.mark.parametrize(
    ("changed", "gap"),
    [
        ({"losses_brought_forward": 2_000_000}, 20_000),
        ({"revaluation_gains": 500_000}, 5_000),
        ({"disposal_gains_net": 300_000}, 3_000),
        ({"ppi_released": 700_000}, 7_000),
        ({"credit_brought_forward": 400_000}, 4_000),
    ],
)
def test_past_losses_and_excluded_gains_leave_the_base(changed, gap):
    """A stated surplus that ignores them is off by as much."""
    row = judged("surplus_base", **changed)
    assert (row["value"], row["verdict"]) == (gap, "breach")


def test_a_euro_of_rounding_is_accepted():
    assert judged("surplus_base", surplus=20_000_100)["verdict"] == "complies"
    assert judged("surplus_base", surplus=20_000_101)["verdict"] == "breach"


def test_the_last_allotment_to_the_legal_reserve_is_what_it_lacks():
    """10,000 € are missing to the highest capital, not to the capital of today."""
    assert judged("legal_reserve_minimum")["verdict"] == "complies"
    assert judged("legal_reserve_minimum", max_capital_ever=100_000_000)["verdict"] == "breach"
    assert judged("legal_reserve_minimum", max_capital_ever=8_000_000, legal_reserve=0)["verdict"] == "complies"


@pytest.mark.parametrize(
    ("allotted", "status"), [(3_000_000, "ok"), (3_000_100, "ok"), (3_000_101, "caution"), (2_999_999, "ok")]
)
def test_more_than_fifteen_percent_to_the_legal_reserve_is_to_be_checked(allotted, status):
    """15 % of 200,000 € is 30,000 €; a euro of rounding is accepted."""
    row = judged("legal_reserve_minimum", max_capital_ever=100_000_000, legal_reserve=allotted)
    assert (row["status"], row["verdict"]) == (status, "complies" if allotted >= 3_000_000 else "breach")
    assert status == "ok" or why(row) == "reserve_above_share"


@pytest.mark.parametrize(
    ("changed", "value"),
    [
        ({"net_result": 500_000}, 100),  # a profit: the nominal value
        (
            {"net_result": 500_000, "losses_brought_forward": 1_500_000},
            90,
        ),  # 5,000 € of 15,000 € of past losses made good
        ({"net_result": -20_000_000}, 0),  # never below nothing
        ({"dev_fund_opening": 0, "capital_closing": 4_000_000}, 75),  # no fund: the capital bears all
    ],
)
def test_losses_fall_on_the_capital_and_the_fund_in_proportion(changed, value):
    assert judged("share_repayment_value", **changed)["value"] == pytest.approx(value)


def test_the_development_fund_receives_something_even_when_the_reserve_is_full():
    assert judged("development_fund_positive")["verdict"] == "breach"
    assert judged("development_fund_positive", dev_fund=1)["verdict"] == "complies"


def test_interest_meets_two_comparisons_and_equality_is_lawful():
    assert judged("interest_limit")["verdict"] == "breach"  # 30 % of the surplus, above the reserves of the year
    assert judged("interest_limit", interest_on_shares=3_500_000)["verdict"] == "complies"
    assert judged("interest_limit", interest_on_shares=3_500_000, labour_share=3_499_999)["verdict"] == "breach"


def test_three_months_of_presence_or_six_of_seniority():
    """Somebody on leave all year is entitled by seniority; two months of both give no right."""
    row = judged("labour_share_left_out")
    assert (row["value"], row["verdict"]) == (1, "breach")


def test_capital_and_votes_count_other_former_employees():
    rows = [
        {
            "entity_id": COMPANY,
            "fiscal_year": 2025,
            "member_id": kind,
            "category": kind,
            "capital_amount": 100,
            "votes": 1,
        }
        for kind in ("EMPLOYEE", "FORMER_OTHER")
    ]
    member = frames(entity=[entity()], members=rows)["member"].collect().sort("category")
    assert member["counts_capital"].to_list() == [True, False]
    assert member["counts_votes"].to_list() == [True, True]


def test_a_cooperative_among_members_raises_the_cap_of_outside_votes():
    assert judged("outside_votes_limit")["verdict"] == "complies"  # 40 %, of which 30 % without the co-operative
    given = example("outside_votes_limit")
    for votes, verdict in (([51, 14, 35], "complies"), ([51, 13, 36], "breach"), ([50, 15, 35], "breach")):
        changed = {**given, "member": given["member"].with_columns(votes=pl.Series(votes))}
        assert examples.row("outside_votes_limit", changed)["verdict"] == verdict
    alone = given["member"].with_columns(is_coop=pl.lit(value=False))
    row = examples.row("outside_votes_limit", {**given, "member": alone})
    assert (row["threshold"], row["verdict"]) == (35, "breach")


def test_exactly_half_passes_tax_law_and_fails_the_statutes():
    given = example("outside_capital_tax")
    assert examples.row("outside_capital_tax", given)["verdict"] == "complies"
    assert judged("capital_control")["verdict"] == "breach"
    more = {**given, "member": given["member"].with_columns(capital=pl.Series([49_999, 50_001]))}
    assert examples.row("outside_capital_tax", more)["verdict"] == "breach"


@pytest.mark.parametrize(("members", "allowed"), [(19, 1), (20, 1), (24, 1), (39, 1), (40, 2), (59, 2), (60, 3)])
def test_proxies_jump_at_twenty_members_and_round_down(members, allowed):
    held = [("H", "PRESENT", None), ("A", "REPRESENTED", "H"), ("B", "REPRESENTED", "H"), ("C", "REPRESENTED", None)]
    rows = [
        {"entity_id": COMPANY, "gathering_id": "AG", "member_id": who, "status": status, "proxy_holder_id": holder}
        for who, status, holder in held
    ]
    assembly = {"entity_id": COMPANY, "assembly_id": "AG", "assembly_type": "AGO", "date": date(2025, 6, 1)}
    found = frames(entity=[entity()], assemblies=[{**assembly, "entitled_members": members}], attendance=rows)
    # The blank proxy of C has no holder: it is counted apart.
    assert found["proxy"].collect().select("held", "allowed").row(0) == (2, allowed)


@pytest.mark.parametrize(("meeting", "verdict"), [(date(2026, 3, 31), "complies"), (date(2026, 4, 1), "breach")])
def test_six_months_run_from_the_closing_of_the_company(meeting, verdict):
    given = {"company": frame([{"meeting_date": meeting}])}
    row = under(given, "annual_meeting_delay", start=date(2024, 10, 1), end=date(2025, 9, 30))["annual_meeting_delay"]
    assert row["verdict"] == verdict


@pytest.mark.parametrize(
    ("transformed", "verdict"), [(date(2018, 1, 1), "deferred"), (date(2017, 12, 31), "breach"), (None, "deferred")]
)
@pytest.mark.parametrize("name", ["starter_capital", "capital_control", "outside_capital_tax"])
def test_a_starter_has_until_the_end_of_its_seventh_year(name, transformed, verdict):
    """A closing in 2025: transformed in 2018, the time ends on 31 December 2025."""
    given = example(name, coop_status="SCOP_AMORCAGE", transformation_date=transformed)
    member = frame([{"capital": 30_000, "counts_capital": True}, {"capital": 70_000, "counts_capital": False}])
    member = member.with_columns(member_id=pl.Series(["A", "B"]), is_coop=pl.lit(value=False))
    assert examples.row(name, {**given, "member": member})["verdict"] == verdict


def test_a_scic_keeps_more_and_owes_no_labour_share():
    assert judged("scic_reserves")["verdict"] == "complies"
    assert judged("scic_reserves", other_reserves=4_249_999)["verdict"] == "breach"
    assert judged("labour_share_minimum", coop_status="SCIC")["status"] == "not_applicable"
    assert why(judged("scic_reserves", coop_status="SCOP")) == "only_scic"


# --- The year that the law gives ---------------------------------------------------------------------------------------------


def sarl(admissions, exits=(), **more):
    """The frames of a SARL whose members are dated; the year 2025."""
    rows = [
        {"entity_id": COMPANY, "fiscal_year": 2025, "member_id": f"m{n}", "category": "EMPLOYEE", "votes": 1,
         "admission_date": day, "exit_date": dict(exits).get(n)}
        for n, day in enumerate(admissions)
    ]  # fmt: skip
    return frames(entity=[entity(legal_form="SARL", coop_status="SCOP", **more)], members=rows)


def under_law(found, name):
    given = {key: found[key] for key in ("company_year", "company", "member", "member_day")}
    ruling = rulings(law.load(), given["company_year"].collect(), catalogue.get(name).law)
    return run(Material(given), ruling, Request({name: catalogue.get(name)}))[0].row(0, named=True)


OLD = date(2015, 1, 1)


@pytest.mark.parametrize(
    ("since", "exits", "days", "verdict"),
    [
        (date(2025, 3, 1), (), 305, "deferred"),  # 1 March to 31 December 2025
        (date(2024, 12, 31), (), 365, "deferred"),  # the last day of the year given
        (date(2024, 12, 30), (), 366, "breach"),
        (date(2020, 1, 1), ((0, date(2024, 6, 30)),), None, "complies"),  # one left: a hundred again
        (date(2020, 1, 1), ((1, date(2023, 1, 1)),), None, "complies"),
    ],
)
def test_a_sarl_above_a_hundred_members_has_one_year(since, exits, days, verdict):
    """A hundred old members and one more."""
    row = under_law(sarl([OLD] * 100 + [since], exits), "members_limit")
    assert (row["value"], row["verdict"]) == (101 - len(exits), verdict)
    assert (row["reason"] and json.loads(row["reason"]).get("days")) == (days if verdict == "deferred" else None)


def test_coming_back_within_the_maximum_starts_a_new_year():
    """101 since 2020, 100 from 1 September 2024 when one has left, 101 again on 1 July 2025: 183 days before closing."""
    row = under_law(sarl([OLD] * 101 + [date(2025, 7, 1)], ((0, date(2024, 8, 31)),)), "members_limit")
    assert (row["value"], row["verdict"], json.loads(row["reason"])["days"]) == (101, "deferred", 183)


def test_members_nobody_dates_were_always_there():
    assert under_law(sarl([None] * 101), "members_limit")["verdict"] == "breach"


@pytest.mark.parametrize(("left", "verdict"), [(date(2025, 2, 1), "deferred"), (date(2024, 2, 1), "breach")])
def test_a_sarl_below_two_employee_members_has_one_year(left, verdict):
    row = under_law(sarl([OLD, OLD], ((1, left),)), "member_minimum")
    assert (row["value"], row["verdict"]) == (1, verdict)


@pytest.mark.parametrize(("retired", "verdict"), [(date(2025, 6, 30), "deferred"), (date(2023, 6, 30), "breach")])
def test_a_member_who_retires_and_stays_is_no_more_an_employee_member(retired, verdict):
    rows = [
        {"entity_id": COMPANY, "fiscal_year": 2025, "member_id": who, "person_id": who, "category": kind,
         "admission_date": OLD}
        for who, kind in (("A", "EMPLOYEE"), ("B", "FORMER_RETIRED"))
    ]  # fmt: skip
    people = [employee("A"), employee("B", contract_start=OLD, contract_end=retired)]
    found = frames(entity=[entity(legal_form="SARL", coop_status="SCOP")], employees=people, members=rows)
    row = under_law(found, "member_minimum")
    assert (row["value"], row["verdict"]) == (1, verdict)


# --- Who is concerned, and what files do not say -------------------------------------------------------------------------

SCOP_ONLY = (
    "outside_votes_limit", "holding_limit", "admission_shares", "unanswered_applications", "members_without_job",
    "manager_term", "supervising_managers", "proxies_per_holder", "written_assemblies", "surplus_base", "labour_key",
    "labour_share_left_out", "yearly_review", "outside_capital_tax",
)  # fmt: skip


@pytest.mark.parametrize("name", SCOP_ONLY)
def test_a_rule_of_scops_does_not_concern_a_scic(name):
    assert ENTRIES[name].example["company"]["coop_status"] == ["SCOP"]
    row = judged(name, coop_status="SCIC")
    assert (row["status"], row["verdict"], why(row)) == ("not_applicable", "not_tested", "own_rule")


def test_a_column_no_file_holds_is_named_where_the_rule_concerns_the_company():
    given = example("social_database", has_bdese=None)
    columns = {"entity": {"entity_id"}, "employees": {"contract_start"}}
    entries = {"social_database": ENTRIES["social_database"]}
    ruling = rulings(law.load(), given["company_year"].collect(), ENTRIES["social_database"].law)
    large = run(Material(given, columns), ruling, Request(entries))[0].row(0, named=True)
    assert json.loads(large["reason"]) == {"key": "column_missing", "table": "entity", "column": "has_bdese"}
    small = {**given, "company": given["company"].with_columns(workforce=4_999)}
    row = run(Material(small, columns), ruling, Request(entries))[0].row(0, named=True)
    assert (row["status"], why(row)) == ("not_applicable", "under_size")


def test_statutes_that_say_nothing_of_those_who_left_are_asked():
    row = judged("members_without_job", keeps_former_members=None)
    assert json.loads(row["reason"])["column"] == "keeps_former_members"
    assert why(judged("members_without_job", keeps_former_members=True)) == "statutes_keep_former"


@pytest.mark.parametrize(
    ("sizes", "status", "key"),
    [
        ([6_000, 6_000, 6_000, 6_000, 5_000], "ok", None),
        ([6_000, 6_000, 6_000, 6_000, 4_999], "not_applicable", "under_size_five_years"),
        ([6_000, 6_000, 6_000, None, None], "missing", "size_of_five_years"),
        ([6_000, 4_999, None, None, None], "not_applicable", "under_size_five_years"),
    ],
)
def test_fifty_employees_five_years_running(sizes, status, key):
    names = ("workforce", *(f"workforce_{when}" for when in ("before", "earlier", "third", "fourth")))
    row = judged("participation_duty", **dict(zip(names, sizes, strict=True)))
    assert row["status"] == status
    assert key is None or why(row) == key


def test_a_year_missing_in_between_is_not_the_year_before():
    rows = [entity(year=year, net_result=year) for year in (2022, 2024, 2025)]
    found = frames(entity=rows)["company"].collect().sort("fiscal_year")
    assert found["net_result_before"].to_list() == [None, None, 2024]
    assert found["net_result_earlier"].to_list() == [None, None, None]


def test_a_long_fiscal_year_leaves_no_gap():
    """Eighteen months to the end of June 2025, after 2023: no year is labelled 2024 and none is missing."""
    long = entity(year=2025, start=date(2024, 1, 1), end=date(2025, 6, 30), net_result=2)
    found = frames(entity=[entity(year=2023, net_result=1), long])["company"].collect().sort("fiscal_year")
    assert found["net_result_before"].to_list() == [None, 1]


@pytest.mark.parametrize(
    ("reviewed", "registered", "status", "verdict"),
    [
        (date(2020, 12, 31), date(2000, 1, 1), "ok", "complies"),
        (date(2020, 12, 30), date(2000, 1, 1), "ok", "breach"),
        (None, date(2021, 1, 1), "ok", "complies"),  # younger than five years: the first is not due yet
        (None, date(2020, 12, 30), "missing", "not_tested"),
    ],
)
def test_the_review_comes_back_after_five_years(reviewed, registered, status, verdict):
    row = judged("review_age", last_review_date=reviewed, registration_date=registered)
    assert (row["status"], row["verdict"]) == (status, verdict)


@pytest.mark.parametrize(
    ("results", "status", "key"),
    [
        ((-5_000_000, 1, 1), "ok", None),  # half of the highest capital
        ((-4_999_999, 1, 1), "not_applicable", "no_such_loss"),
        ((-1, -1, -1), "ok", None),
        ((-1, -1, None), "missing", "results_of_three_years"),
        ((1, None, None), "not_applicable", "no_such_loss"),
    ],
)
def test_losses_call_for_a_review(results, status, key):
    names = ("net_result", "net_result_before", "net_result_earlier")
    row = judged("review_after_losses", **dict(zip(names, results, strict=True)))
    assert row["status"] == status
    assert key is None or why(row) == key


def test_auditor_thresholds_follow_the_start_of_the_year():
    """4.5 M€ of balance sheet and 60 people: two criteria of three before 2024, one since."""
    company = {"balance_sheet_total": 450_000_000, "turnover": 1, "workforce": 6_000, "has_auditor": False}
    rows = {
        year: under({"company": frame([company])}, "auditor_criteria", start=date(year, 1, 1), end=date(2025, 12, 31))
        for year in (2023, 2024)
    }
    assert [(row["auditor_criteria"]["value"], row["auditor_criteria"]["verdict"]) for row in rows.values()] == [
        (2, "breach"),
        (1, "complies"),
    ]


@pytest.mark.parametrize(
    ("changed", "verdict", "key"),
    [
        ({}, "breach", None),  # 3 M€ and 30 people: two criteria of three
        ({"has_auditor": True}, "complies", None),
        ({"workforce": 2_500}, "complies", None),  # 25 people are not more than 25
        ({"turnover": 500_000_001, "workforce": 2_500}, "breach", None),
        ({"controlled_by_group": False}, "not_tested", "no_controlling_group"),
        ({"controlled_by_group": None}, "not_tested", "column_missing"),
        ({"controlled_by_group": None, "workforce": 2_500}, "complies", None),  # nothing is due, controlled or not
    ],
)
def test_an_entity_of_a_group_appoints_an_auditor_at_half_the_size(changed, verdict, key):
    given = example("auditor_criteria_group", **changed)
    row = under({"company": given["company"]}, "auditor_criteria_group")["auditor_criteria_group"]
    assert (row["verdict"], row["reason"] and why(row)) == (verdict, key)


def test_thresholds_of_a_group_are_half_those_of_a_company_alone():
    """Décret n° 2024-152: 5 M€, 10 M€ and 50 people alone; 2.5 M€, 5 M€ and 25 in a group."""
    alone, group = (
        [law.at(date(2025, 1, 1))[f"review.{kind}_{what}"] for what in ("balance", "turnover", "workforce")]
        for kind in ("auditor", "group")
    )
    assert [float(value) for value in alone] == [5_000_000, 10_000_000, 50]
    assert [float(value) for value in group] == [2_500_000, 5_000_000, 25]


def test_thirty_eight_people_owe_two_disabled_workers():
    row = examples.row("disabled_workers")
    assert (row["threshold"], row["verdict"]) == (2, "breach")
    assert judged("disabled_workers", region="06")["threshold"] == 0  # 2 % of 38 in Mayotte, rounded down


def test_value_sharing_is_due_for_years_opened_from_2025_to_the_end_of_the_trial():
    given = {"company": example("value_sharing_duty")["company"].drop("start", "end", strict=False)}
    starts = {2024: "not_in_force", 2025: None, 2028: None, 2029: "not_in_force"}
    for year, key in starts.items():
        row = under(given, "value_sharing_duty", start=date(year, 1, 1), end=date(year, 12, 31))["value_sharing_duty"]
        assert (row["reason"] and why(row)) == key


def test_reserves_may_fall_by_a_loss_only():
    assert judged("reserves_untouched")["verdict"] == "breach"
    assert judged("reserves_untouched", net_result_before=-500_000)["verdict"] == "complies"
    assert judged("reserves_untouched", net_result_before=-400_000)["verdict"] == "breach"
    assert why(judged("reserves_untouched", dev_fund_before=None)) == "no_year_before"
    starter = {"coop_status": "SCOP_AMORCAGE", "transformation_date": date(2022, 1, 1)}
    assert judged("reserves_untouched", **starter)["verdict"] == "deferred"


def test_a_lower_cap_of_the_statutes_comes_first_and_a_majority_of_a_cooperative_waits():
    assert judged("holding_limit", max_holding_rate=None)["verdict"] == "complies"
    assert judged("holding_limit", max_holding_rate=4_500)["verdict"] == "complies"
    given = example("holding_limit", max_holding_rate=None)
    member = given["member"].with_columns(capital=pl.Series([60_000, 30_000, 10_000]))
    assert examples.row("holding_limit", {**given, "member": member})["verdict"] == "breach"
    owned = member.with_columns(is_coop=pl.Series([True, False, False]))
    assert examples.row("holding_limit", {**given, "member": owned})["verdict"] == "deferred"


# --- Frames ---------------------------------------------------------------------------------------------------------------


def register(**more):
    row = {
        "entity_id": COMPANY,
        "fiscal_year": 2025,
        "member_id": "m",
        "person_id": "A",
        "category": "EMPLOYEE",
        **more,
    }
    meeting = {"entity_id": COMPANY, "assembly_id": "AG", "assembly_type": "AGO", "date": date(2025, 6, 1)}
    found = frames(entity=[entity()], employees=[employee("A")], members=[row], assemblies=[meeting])
    return found["register"].collect().row(0, named=True)


@pytest.mark.parametrize(
    ("told", "waits"),
    [
        ({"application_date": date(2025, 5, 1)}, True),
        ({"application_date": date(2025, 7, 1)}, False),  # no meeting since
        ({"application_date": date(2025, 5, 1), "application_result": "REFUSE"}, False),
        ({"application_date": date(2025, 5, 1), "admission_date": date(2025, 6, 1)}, False),
        ({}, False),
    ],
)
def test_an_application_waits_when_a_meeting_was_held_since(told, waits):
    assert register(**told)["awaits_ruling"] is waits


def test_an_employee_is_a_kind_of_member_of_a_scic():
    assert register()["kind"] == "SALARIE"
    assert register(scic_kind="PRODUCTEUR")["kind"] == "PRODUCTEUR"
    assert register(category="EXTERNAL_PERSON")["kind"] is None


def test_what_is_owed_counts_to_the_planned_day_or_to_closing():
    assert register(repayment_due=100, repayment_due_date=date(2027, 1, 1))["owed_until"] == date(2027, 1, 1)
    assert register(repayment_due=100, repayment_due_date=date(2024, 1, 1))["owed_until"] == date(2025, 12, 31)


def test_a_right_to_the_labour_share_is_read_from_contracts_when_the_file_is_silent():
    told = {"entity_id": COMPANY, "fiscal_year": 2025, "person_id": "A", "amount": 100_00}
    people = [
        employee("A"),
        employee("B", contract_start=date(2025, 9, 15)),
        employee("C", contract_end=date(2025, 3, 1)),
    ]
    rights = frames(entity=[entity()], employees=people, labour_share_rows=[told])["labour_right"].collect()
    found = {row["person_id"]: row for row in rights.to_dicts()}
    assert set(found) == {"A", "B"}
    assert (found["A"]["presence"], found["A"]["seniority"]) == (12_000, 72_000)
    assert (found["B"]["presence"], found["B"]["eligible"], found["B"]["amount"]) == (3_000, False, 0)


@pytest.mark.parametrize(("options", "left_out", "status"), [({}, 0, "ok"), ({"include_leavers": True}, 2, "caution")])
def test_leavers_are_owed_a_labour_share_only_where_the_cooperative_counts_them(options, left_out, status):
    """B left in May after four months, C in January after five years; D stayed two months of the year, from February."""
    spells = {
        "A": (date(2020, 1, 1), None),
        "B": (date(2025, 1, 1), date(2025, 4, 30)),
        "C": (date(2020, 1, 1), date(2025, 1, 31)),
        "D": (date(2025, 2, 1), date(2025, 3, 31)),
    }
    people = [employee(who, contract_start=first, contract_end=last) for who, (first, last) in spells.items()]
    told = {"entity_id": COMPANY, "fiscal_year": 2025, "person_id": "A", "amount": 100_00}
    found = frames(
        options,
        entity=[entity(coop_status="SCOP")],
        employees=people,
        labour_share_rows=[told],
        surplus_allocation=[{"entity_id": COMPANY, "fiscal_year": 2025, "surplus": 1_000_00}],
    )
    given = {key: found[key] for key in ("company_year", "company", "labour_right")}
    ruling = rulings(law.load(), given["company_year"].collect(), catalogue.get("labour_share_left_out").law)
    entries = {"labour_share_left_out": catalogue.get("labour_share_left_out")}
    row = run(Material(given), ruling, Request(entries))[0].row(0, named=True)
    assert (row["value"], row["status"]) == (left_out, status)
    if options:
        assert json.loads(row["reason"]) == {"key": "leavers_counted", "people": 3}
        rights = {row["person_id"]: row for row in found["labour_right"].collect().to_dicts()}
        months = {who: (rights[who]["presence"], rights[who]["seniority"]) for who in "BCD"}
        assert months == {"B": (4_000, 4_000), "C": (1_000, 61_000), "D": (2_000, 2_000)}


def test_a_section_waits_for_the_next_plenary():
    days = {"S1": ("SECTION", 1), "S2": ("SECTION", 10), "AG": ("AGO", 16)}
    rows = [
        {"entity_id": COMPANY, "assembly_id": name, "assembly_type": kind, "date": date(2025, 6, day)}
        for name, (kind, day) in days.items()
    ]
    found = frames(entity=[entity()], assemblies=rows)["assembly"].collect().sort("date")
    assert found["days_to_plenary"].to_list() == [15, 6, None]
