"""Value, durability, footprint, solidarity, recruitment and survey: computed again from the CSV files, in plain Python.

Nothing of the package's reading, derived frames or formulas is used: files are read by ``second_computation``.
"""

from __future__ import annotations

import calendar
from collections import defaultdict
from datetime import timedelta
from fractions import Fraction

import pytest
from second_computation import NAMES, YEARS, Year, agree, amount, day, package, rows, share, yes

LEAD = (
    "labour_share", "reserves_share", "capital_share", "allocation_compliance", "mean_labour_share", "labour_share_spread",
    "labour_share_months", "return_on_shares", "indivisible_reserves", "indivisible_reserves_amount",
    "indivisible_reserves_months", "ghg_spend_based_share", "financial_autonomy", "legal_reserve_filled",
    "cooperative_age", "ghg_total", "ghg_per_fte", "ghg_per_turnover", "energy_used", "business_travel", "solidarity_to_equity",
    "called_to_committed", "finalists_met_team", "hires_told_model", "work_answers", "women_among_finalists",
    "local_purchases", "solidarity_hours_share", "time_to_offer",
)  # fmt: skip


def sharing(year):
    surplus = year.money("surplus")
    received = [amount(row["amount"]) for row in year.of("labour_share_rows") if yes(row["eligible"])]
    paid = [each for each in received if each > 0]
    earlier = Year(year.name, year.label - 1) if year.label > YEARS[0] else None
    found = {"allocation_compliance": None if surplus <= 0 else broken_rules(year)}
    if paid:
        found["labour_share_spread"] = max(paid) / min(paid)
    if surplus <= 0:
        return found | dict.fromkeys(
            ("labour_share", "reserves_share", "capital_share", "mean_labour_share", "labour_share_months",
             "return_on_shares")
        )  # fmt: skip
    found |= {
        "labour_share": share(year.money("labour_share"), surplus),
        "reserves_share": share(year.money("legal_reserve", "dev_fund", "other_reserves"), surplus),
        "capital_share": share(year.money("interest_on_shares"), surplus),
        "mean_labour_share": year.money("labour_share") / len(received),
        "labour_share_months": year.money("labour_share") * 12 / year.money("gross_payroll"),
    }
    if earlier:
        capital = (year.money("capital_closing") + earlier.money("capital_closing")) / 2
        found["return_on_shares"] = share(year.money("interest_on_shares"), capital)
    return found


def broken_rules(year):
    """Rules of the law of 19 July 1978, article 33, that the sharing breaks."""
    surplus, legal, fund, labour, interest = (
        year.money(name) for name in ("surplus", "legal_reserve", "dev_fund", "labour_share", "interest_on_shares")
    )
    lacking = max(year.money("max_capital_ever") - year.money("legal_reserve_opening"), 0)
    everything = legal + fund + labour + interest + year.money("other_reserves", "carried_forward")
    kept = (
        legal >= min(surplus * 15 / 100, lacking),
        fund > 0,
        labour >= surplus / 4,
        interest <= min(legal + fund, labour),
        abs(everything - surplus) <= 1,
    )
    return kept.count(False)


def lasting(year):
    return {
        "indivisible_reserves": share(year.money("legal_reserve_opening", "dev_fund_opening"), year.money("equity")),
        "financial_autonomy": share(year.money("equity"), year.money("balance_sheet_total")),
        "legal_reserve_filled": share(year.money("legal_reserve_opening"), year.money("max_capital_ever")),
        "indivisible_reserves_amount": year.money("legal_reserve_opening", "dev_fund_opening"),
        "indivisible_reserves_months": 12
        * year.money("legal_reserve_opening", "dev_fund_opening")
        / year.money("gross_payroll"),
        "cooperative_age": Fraction((year.end - day(year.card["registration_date"])).days) / Fraction("365.25"),
    }


def footprint(year):
    sources = year.monthly("environment")
    tonnes = sum(amount(row["tco2e"]) for row in sources)
    kwh = {"kWh": 1, "MWh": 1000, "L": 10}
    energy = [row for row in sources if row["category"] in {"GAZ", "FIOUL", "CARBURANT", "ELECTRICITE", "CHALEUR"}]
    travel = [row for row in sources if row["category"] in {"AVION", "TRAIN", "VOITURE"}]
    spent = sum(amount(row["tco2e"]) for row in sources if row["unit"].lower() in {"eur", "€", "k€", "keur"})
    return {
        "ghg_total": tonnes,
        "ghg_spend_based_share": share(spent, tonnes),
        "ghg_per_fte": tonnes / full_time_equivalents(year),
        "ghg_per_turnover": tonnes * 1000 / (year.money("turnover") / 1000),
        "energy_used": sum(amount(row["quantity"]) * kwh[row["unit"]] for row in energy),
        "business_travel": sum(amount(row["quantity"]) for row in travel) if travel else None,
    }


def full_time_equivalents(year):
    """Rate × share of each month under contract, over the months of the year; one contract per person in the samples."""
    staff = [row for row in year.of("employees") if row["contract_type"] not in {"STAGE", "INTERIM"}]
    total = Fraction(0)
    for row in staff:
        first, last = max(day(row["contract_start"]), year.start), min(day(row["contract_end"]) or year.end, year.end)
        moment = first
        while moment <= last:
            size = calendar.monthrange(moment.year, moment.month)[1]
            until = min(last, moment.replace(day=size))
            total += amount(row["fte_rate"]) * Fraction((until - moment).days + 1, size)
            moment = until + timedelta(days=1)
    return total / 12


def giving(year):
    placed = [row for row in rows(year.name, "investments") if day(row["commit_date"]) <= year.end]
    social = sum(amount(row["called"]) - amount(row["returned"]) for row in placed if yes(row["is_social_economy"]))
    bought = year.dated("purchases", "date")
    acts = year.dated("solidarity_actions", "date")
    given = [amount(row["hours"]) for row in acts if row["kind"] in {"BENEVOLAT", "MENTORAT"}]
    worked = sum(amount(row["hours_worked"]) for row in year.monthly("payroll"))
    return {
        "solidarity_to_equity": share(social, year.money("equity")) if placed else None,
        "called_to_committed": share(
            sum(amount(row["called"]) for row in placed), sum(amount(row["committed"]) for row in placed)
        ),
        "local_purchases": share(
            sum(amount(row["amount"]) for row in bought if yes(row["is_local"])),
            sum(amount(row["amount"]) for row in bought),
        ),
        "solidarity_hours_share": share(sum(given), worked) if acts else None,
    }


def welcoming(year):
    jobs = defaultdict(list)
    for row in rows(year.name, "recruitments"):
        jobs[row["job_id"]].append(row)
    kept = []
    for candidates in jobs.values():
        for column in ("offer_date", "start_date", "open_date"):
            days = [day(row[column]) for row in candidates if row[column]]
            if days:
                break
        if year.start <= min(days) <= year.end:
            kept += candidates
    final = [row for row in kept if row["stage"] in {"FINALISTE", "OFFRE", "EMBAUCHE"}]
    hired = [row for row in kept if row["stage"] == "EMBAUCHE"]
    known = [row for row in final if row["candidate_sex"] in {"F", "M"}]
    waits = sorted((day(row["offer_date"]) - day(row["open_date"])).days for row in hired)
    half = len(waits) // 2
    return {
        "finalists_met_team": share(sum(yes(row["met_team"]) for row in final), len(final)),
        "hires_told_model": share(sum(yes(row["coop_model_presented"]) for row in hired), len(hired)),
        "women_among_finalists": share(sum(row["candidate_sex"] == "F" for row in known), len(known)),
        "time_to_offer": Fraction(waits[half] + waits[~half], 2) if waits else None,
    }


def survey(year):
    asked = {(row["survey_id"], row["item_code"]) for row in year.of("survey_meta")}
    four = {"meaning", "autonomy", "recognition", "free_speech"}
    said = [
        int(row["answer"])
        for row in rows(year.name, "survey")
        if (row["survey_id"], row["item_code"]) in asked and row["item_code"] in four and row["answer"] != "NSP"
    ]
    return {"work_answers": share(sum(level >= 4 for level in said), len(said))}


# The full-time equivalent of each person is kept in ten-thousandths.
NEAR = {"ghg_per_fte": 1e-5}


@pytest.fixture(scope="module", params=NAMES)
def computed(request):
    return request.param, package(request.param, LEAD)


@pytest.mark.parametrize(
    "part", [sharing, lasting, footprint, giving, welcoming, survey], ids=lambda part: part.__name__
)
@pytest.mark.parametrize("label", YEARS)
def test_plain_python_finds_the_same(computed, label, part):
    name, found = computed
    agree(found, label, part(Year(name, label)), NEAR)


def test_every_lead_figure_is_found_again_somewhere(computed):
    """A figure that no co-operative has would make the comparison above empty."""
    name, found = computed
    if name == "coop_42":
        assert {indicator for (_, indicator), row in found.items() if row["value"] is not None} == set(LEAD)
