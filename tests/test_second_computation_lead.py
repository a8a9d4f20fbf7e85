"""The lead figures that the other second computations leave: capital and votes, resources, solidarity, survey, law, pay.

Plain Python over the files, read by ``second_computation``. Pay is worked by
the other estimator of the method (pay divided by the time it paid for, no month chosen), so it agrees within a margin.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import timedelta
from fractions import Fraction

import pytest
import test_law_samples as law_samples
import test_second_computation_governance as governance
import test_second_computation_value as value
import test_second_computation_work as work
from second_computation import NAMES, YEARS, Year, agree, amount, day, month, package, rows, share, yes

from scop_analytics.indicators import catalogue

COOPERATORS = {"EMPLOYEE", "FORMER_RETIRED", "FORMER_ECO_DISMISSED", "FORMER_UNFIT"}
NOT_STAFF = {"STAGE", "INTERIM"}
NOT_COMPARED = {"APPRENTI", "PRO", "STAGE", "INTERIM", "CESA"}
PAY = ("pay_spread", "mean_gap_hourly", "mean_gap_annual")


def owning(year):
    """Members at closing: capital excludes those who left for another cause, votes do not."""
    held = [
        row
        for row in year.of("members")
        if day(row["admission_date"]) <= year.end and not (day(row["exit_date"]) or year.end + timedelta(1)) <= year.end
    ]
    kinds = [row.get("member_category") or row["category"] for row in held]
    capital, votes = ([amount(row[name]) for row in held] for name in ("capital_amount", "votes"))
    inside = [kind in COOPERATORS for kind in kinds]
    voting = [kind in COOPERATORS | {"FORMER_OTHER"} for kind in kinds]
    return {
        "cooperators_capital_share": share(sum(c for c, own in zip(capital, inside, strict=True) if own), sum(capital)),
        "cooperators_votes_share": share(sum(v for v, own in zip(votes, voting, strict=True) if own), sum(votes)),
        "largest_holding": share(max(capital), sum(capital)),
    }


def investing(year):
    return {
        "investment_rate": share(year.money("capex"), year.money("value_added")),
        "research_rate": share(year.money("rd_spend"), year.money("turnover")),
    }


def value_added(year):
    """The five parts, which make the whole."""
    whole, surplus = year.money("value_added"), year.money("surplus")
    untaken = year.money("labour_share") - year.money("labour_share_expensed")
    interest = year.money("interest_on_shares")
    found = {
        "value_added_to_staff": share(year.money("personnel_cost", "labour_share"), whole),
        "value_added_to_state": share(year.money("taxes"), whole),
        "value_added_to_lenders": share(year.money("financial_charges"), whole),
        "value_added_kept": share(year.money("depreciation", "net_result") - untaken - interest, whole),
        "value_added_to_members": share(interest, whole),
        "savings_top_up_to_payroll": share(year.money("savings_top_up"), year.money("gross_payroll")),
    }
    assert sum(found[name] for name in found if name.startswith("value")) == 100
    return (
        found if surplus > 0 else {name: value for name, value in found.items() if name.endswith(("state", "lenders"))}
    )


def resources(year):
    sources = year.monthly("environment")
    of = {name: [row for row in sources if row["category"] in kinds] for name, kinds in {
        "energy": {"GAZ", "FIOUL", "CARBURANT", "ELECTRICITE", "CHALEUR"}, "travel": {"AVION", "TRAIN", "VOITURE"},
        "home": {"DOMICILE_TRAVAIL"}, "waste": {"DECHETS"}, "water": {"EAU"}, "digital": {"NUMERIQUE"}}.items()}  # fmt: skip
    units = {"kWh": 1, "MWh": 1000, "L": 10, "km": 1, "kg": 1, "t": 1000}

    def quantity(group, weight=None):
        kept = [row for row in of[group] if weight is None or row.get(weight)]
        return sum(
            (amount(row["quantity"]) * units[row["unit"]] * (amount(row[weight]) if weight else 1) for row in kept),
            Fraction(0),
        )

    def tonnes(group):
        return sum((amount(row["tco2e"]) for row in of[group]), Fraction(0)) if of[group] else None

    posts = year.card.get("workstations")
    planes = sum((amount(row["quantity"]) for row in of["travel"] if row["category"] == "AVION"), Fraction(0))
    stated = {weight: any(row.get(weight) for row in sources) for weight in ("renewable_share", "recycled_share")}
    return {
        "renewable_energy_share": share(quantity("energy", "renewable_share"), quantity("energy")) if stated["renewable_share"] else None,
        "business_travel_ghg": tonnes("travel"),
        "air_travel_share": share(planes, quantity("travel")),
        "commuting": quantity("home") if of["home"] else None,
        "commuting_ghg": tonnes("home"),
        "ghg_per_workstation": tonnes("digital") * 1000 / amount(posts) if posts and of["digital"] else None,
        "device_life": amount(year.card["device_life_years"]) if year.card.get("device_life_years") else None,
        "waste": quantity("waste") if of["waste"] else None,
        "recycled_waste_share": share(quantity("waste", "recycled_share"), quantity("waste")) if stated["recycled_share"] else None,
        "water_used": quantity("water") if of["water"] else None,
    }  # fmt: skip


def supporting(year):
    placed = [row for row in rows(year.name, "investments") if day(row["commit_date"]) <= year.end]
    firms = [row for row in placed if row["target_kind"] != "FONDS"]
    social = sum(
        (amount(row["called"]) - amount(row["returned"]) for row in placed if yes(row["is_social_economy"])),
        Fraction(0),
    )
    return {
        "solidarity_investment": social if placed else None,
        "solidarity_to_cash": share(social, year.money("cash")) if placed else None,
        "firms_supported": len(firms) if placed else None,
        "jobs_supported": sum(amount(row["jobs_supported"]) for row in placed) if placed else None,
        "turned_cooperative": share(sum(yes(row["target_turned_coop"]) for row in firms), len(firms)),
    }


def feeling_free(year):
    """« Don't know » leaves the denominator; the response rate is over the people invited."""
    asked = [row for row in year.of("survey_meta") if row["item_code"] == "parental_leave_freedom"]
    names = {row["survey_id"] for row in asked}
    said = [
        row["answer"]
        for row in rows(year.name, "survey")
        if row["survey_id"] in names and row["item_code"] == "parental_leave_freedom"
    ]
    valid = [int(answer) for answer in said if answer != "NSP"]
    return {"parental_leave_freedom": share(sum(level >= 4 for level in valid), len(valid))}


def meeting_candidates(year):
    """Jobs concluded in the year: by the day of the offer, else of the start, else of the opening."""
    jobs = {}
    for row in rows(year.name, "recruitments"):
        jobs.setdefault(row["job_id"], []).append(row)
    kept = []
    for group in jobs.values():
        known = next(
            days
            for column in ("offer_date", "start_date", "open_date")
            if (days := [day(r[column]) for r in group if r[column]])
        )
        kept += group if year.start <= min(known) <= year.end else []
    final = [row for row in kept if row["stage"] in {"FINALISTE", "OFFRE", "EMBAUCHE"}]
    hired = [row for row in kept if row["stage"] == "EMBAUCHE"]
    met, told = ({row["candidate_id" if "candidate_id" in row else "Numéro de candidature"] for row in kept if yes(row[name])}
                 for name in ("met_team", "coop_model_presented"))  # fmt: skip

    def among(group, ids):
        return share(sum(row.get("candidate_id", row.get("Numéro de candidature")) in ids for row in group), len(group))

    return {
        "hires_met_team": among(hired, met),
        "finalists_told_model": among(final, told),
        "hires_met_and_told": among(hired, met & told),
    }


def obeying(year):
    """What article 33 and the statutes ask beside the five comparisons held elsewhere."""
    entries = year.of("labour_share_rows")
    surplus = year.money("surplus")
    excluded = year.money("disposal_gains_net", "revaluation_gains", "ppi_released")
    given = year.money("labour_share", "interest_on_shares")
    left_out = [
        row for row in entries
        if (amount(row["presence_months"]) >= 3 or amount(row["seniority_months"]) >= 6) and not amount(row["amount"])
    ]  # fmt: skip
    found = {
        "admission_shares": year.money("admission_shares"),
        "share_deduction": 100 * year.money("share_deduction_rate"),
        "legal_reserve_filled": share(year.money("legal_reserve_opening"), year.money("max_capital_ever")),
    }
    assert not excluded  # the samples sold nothing that leaves the base: nothing to compare
    found["excluded_gains"] = None
    if surplus <= 0:
        return found | dict.fromkeys(("labour_share_left_out", "labour_key", "surplus_to_shares"))
    return found | {
        "labour_share_left_out": len(left_out),
        "labour_key": max(amount(row["coefficient"]) for row in entries),
        "surplus_to_shares": share(year.money("converted_to_shares"), given),
    }


def teaching_the_board(year):
    """People on the board at closing who followed a training on co-operative life in the year."""
    seated = governance.board(year.name, year.label)
    lessons = [
        row for row in work.rows(year.name, "trainings") if year.start <= work.day(row["start_date"]) <= year.end
    ]
    taught = {row["person_id"] for row in lessons if row["topic"] == "COOPERATIF"}
    return {"board_cooperative_training_share": share(sum(who in taught for who in seated), len(seated))}


PARTS = (
    owning,
    investing,
    value_added,
    resources,
    supporting,
    feeling_free,
    meeting_candidates,
    obeying,
    teaching_the_board,
)


@pytest.fixture(scope="module", params=NAMES)
def computed(request):
    wanted = {name for part in PARTS for name in part(Year("coop_42", 2025))}
    return request.param, package(request.param, sorted({*wanted, *PAY}))


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.__name__)
@pytest.mark.parametrize("label", YEARS)
def test_plain_python_finds_the_same(computed, label, part):
    name, found = computed
    agree(found, label, part(Year(name, label)))


# ── Pay ───────────────────────────────────────────────────────────────────────────────────────────────────────────────────


def calendar_year(name, label):
    return [row for row in rows(name, "payroll") if month(row["period"])[0] == label]


def worked_pay(name, label, slips, people):
    """By person: yearly pay at full time, and per hour, from time paid: Σ pay ÷ Σ (rate × share of the month)."""
    found = {}
    for person, contract in people.items():
        own = [row for row in slips if row["person_id"] == person]
        time, presence, paid, every, yearly, once = (Fraction(0) for _ in range(6))
        for row in own:
            if yes(row.get("is_correction", row.get("Régularisation", ""))):
                part = Fraction(0)
            else:
                part = present(row, contract)
            time, presence = time + part * amount(row["fte_month"]), presence + part
            base = sum(
                amount(row[kind]) for kind in ("base_pay", "bonus_regular", "seniority_bonus", "benefits_in_kind")
            )
            paid, every = paid + base, every + base + amount(row["constraint_bonus"]) + amount(row["overtime_pay"])
            yearly, once = yearly + amount(row["bonus_yearly"]), once + amount(row["bonus_exceptional"])
        if time > 0:
            rate = time / presence
            found[person] = {
                "months": time,
                "full": paid / time * 12 + yearly / time * 12 + once / rate,
                "annual": every / presence * 12 + yearly / presence * 12 + once,
                "hourly": (every / presence * 12 + yearly / presence * 12 + once) / (1820 * rate),
            }
    return found


def present(row, contract):
    """Share of a month under contract and paid."""
    year, number = month(row["period"])
    length = monthrange(year, number)[1]
    first, last = day(contract["contract_start"]), day(contract["contract_end"])
    opening = first.day if (first.year, first.month) == (year, number) else 1
    closing = last.day if last and (last.year, last.month) == (year, number) else length
    return Fraction(closing - opening + 1 - int(amount(row["absence_unpaid_days"])), length)


def test_pay_by_the_other_estimator_is_near(computed):
    """The extremes worked all year, so the spread is the same; gaps differ by less than a point."""
    name, found = computed
    label = 2025
    year = Year(name, label)
    people = {row["person_id"]: row for row in year.of("employees") if row["contract_type"] not in NOT_COMPARED}
    fiscal = worked_pay(name, label, year.monthly("payroll"), people)
    kept = [one["full"] for one in fiscal.values() if one["months"] >= 3]
    assert found[label, "pay_spread"]["value"] == pytest.approx(float(max(kept) / min(kept)), rel=1e-9)
    by_year = worked_pay(name, label, calendar_year(name, label), people)
    for gap, kind in (("mean_gap_hourly", "hourly"), ("mean_gap_annual", "annual")):
        means = {}
        for sex in "FM":
            pays = [one[kind] for person, one in by_year.items() if people[person]["sex"] == sex and one["months"] > 0]
            means[sex] = sum(pays) / len(pays)
        expected = float(100 * (means["M"] - means["F"]) / means["M"])
        assert found[label, gap]["value"] == pytest.approx(expected, abs=1.0), gap


# ── All of them ───────────────────────────────────────────────────────────────────────────────────────────────────────────

# The lead indicators of section 6 of cooperative_indicators; the checks of the allotment are worked in test_law_samples.
LEAD = ["TRN-01", "TRN-02", "TRN-04", "DUR-01", "DUR-02", "DUR-03", "DUR-04", "DUR-05", "SUR-03", "MEM-01", "MEM-02", "MEM-06", "MEM-07", "GOV-01", "GOV-11", "GOV-12", "GOV-14", "DEC-01", "DEC-02", "DEC-03", "DEC-04", "DEC-05", "DEC-06", "DEC-07", "DEC-08", "DEC-09", "VAL-01", "VAL-02", "VAL-03", "VAL-04", "VAL-05", "PAY-01", "PAY-09", "ENV-01", "ENV-02", "ENV-03", "ENV-04", "ENV-05", "ENV-06", "ENV-07", "REC-01", "REC-02", "PAR-01", "SOL-01", "SOL-02"]  # fmt: skip
# Variants of a lead figure that differ from it by their pay base alone.
BASES = {"mean_gap_hourly_shared", "mean_gap_annual_shared"}


def worked():
    """Every figure that a second computation works, whichever file does."""
    here = {name for part in PARTS for name in part(Year("coop_42", 2025))} | set(PAY)
    return {*here, *value.LEAD, *governance.IDS, *work.IDS}


def test_there_are_forty_five_lead_indicators():
    assert len(set(LEAD)) == 45


@pytest.mark.parametrize("code", LEAD)
def test_every_variant_of_a_lead_indicator_is_computed_twice(code):
    entries = catalogue.load().values()
    own = {entry.id for entry in entries if entry.code.rstrip("abcdefghi") == code or code in entry.answers}
    assert own
    assert own - worked() <= BASES


def test_every_check_of_the_allotment_is_worked_again():
    sharing = {name for coop in NAMES for _, name in law_samples.worked_again(coop)}
    beside = set(obeying(Year("coop_42", 2025)))
    entries = {entry.id for entry in catalogue.load().values() if entry.code.startswith("ALL-")}
    assert entries <= sharing | beside
