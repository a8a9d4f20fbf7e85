"""The sharing of the surplus of the three sample co-operatives, worked again from their files in plain Python.

Nothing of the package's derived frames or formulas is imported by the second computation: it reads the CSV files, with
fractions of euros, and applies the words of the law. It does not prove that the sample is like a real co-operative.
"""

from __future__ import annotations

import csv
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rows import RULES, frame
from rows import compute as computed

from scop_analytics.dossier import load
from scop_analytics.indicators.computing import compute

DATA = Path(__file__).parents[1] / "data"
COOPS = ("coop_9", "coop_42", "coop_180")
FILES = {
    "coop_9": ("entite", "repartition"),
    "coop_42": ("entity", "surplus_allocation"),
    "coop_180": ("entity", "surplus_allocation"),
}
FRENCH = {
    "Exercice": "fiscal_year",
    "Résultat net": "net_result",
    "Participation comptabilisée": "labour_share_expensed",
    "PPI réintégrée": "ppi_released",
    "Report déficitaire": "losses_brought_forward",
    "Report bénéficiaire": "credit_brought_forward",
    "Plus-values exclues": "disposal_gains_net",
    "Écarts de réévaluation": "revaluation_gains",
    "Excédent net de gestion": "surplus",
    "Dotation à la réserve légale": "legal_reserve",
    "Dotation au fonds de développement": "dev_fund",
    "Autres réserves": "other_reserves",
    "Part travail": "labour_share",
    "Intérêts aux parts": "interest_on_shares",
    "Report à nouveau": "carried_forward",
    "Provision pour investissement": "ppi_amount",
    "Réserve de participation": "rsp_amount",
    "Capital maximal atteint": "max_capital_ever",
    "Capital à la clôture": "capital_closing",
    "Réserve légale à l'ouverture": "legal_reserve_opening",
    "Fonds de développement à l'ouverture": "dev_fund_opening",
}
EURO = Fraction(1)


def amount(text):
    try:
        return Fraction(text.replace(",", "."))
    except ValueError:
        return None


def table(coop, name):
    """The rows of a file by fiscal year, under English names; amounts as fractions."""
    raw = (DATA / coop / "donnees" / f"{name}.csv").read_bytes()
    text = raw.decode("cp1252" if coop == "coop_9" else "utf-8-sig")
    delimiter = max(";,", key=text.splitlines()[0].count)
    rows = csv.DictReader(text.splitlines(), delimiter=delimiter)
    named = [{FRENCH.get(key, key): amount(value or "") for key, value in row.items()} for row in rows]
    return {int(row["fiscal_year"]): row for row in named}


def worked_again(coop):
    """What the law says of each year: verdict and number of each rule of sharing, by year and indicator."""
    sheets, shared = (table(coop, name) for name in FILES[coop])
    found = {}
    for year, y in shared.items():
        c, eng = sheets[year], y["surplus"]
        rebuilt = y["net_result"] + y["labour_share_expensed"] + y["credit_brought_forward"]
        rebuilt -= y["losses_brought_forward"] + y["revaluation_gains"] + y["disposal_gains_net"] + y["ppi_released"]
        found[year, "surplus_base"] = abs(rebuilt - eng), abs(rebuilt - eng) <= EURO
        before = sheets.get(year - 1)
        if before:
            told = shared[year - 1]
            kept = (
                before["legal_reserve_opening"] + told["legal_reserve"] + before["dev_fund_opening"] + told["dev_fund"]
            )
            fall = max(kept - c["legal_reserve_opening"] - c["dev_fund_opening"], 0)
            found[year, "reserves_untouched"] = fall, fall <= EURO + max(-told["net_result"], 0)
        found[year, "capital_floor"] = (
            100 * c["capital_closing"] / c["max_capital_ever"],
            4 * c["capital_closing"] >= c["max_capital_ever"],
        )
        if eng <= 0:
            given_out = y["labour_share"] + y["interest_on_shares"]
            found[year, "loss_year_distribution"] = given_out, given_out == 0
            continue
        reserves, labour, interest = y["legal_reserve"] + y["dev_fund"], y["labour_share"], y["interest_on_shares"]
        least = min(eng * 15 / 100, max(c["max_capital_ever"] - c["legal_reserve_opening"], 0))
        found[year, "legal_reserve_minimum"] = y["legal_reserve"], y["legal_reserve"] >= least
        found[year, "development_fund_positive"] = y["dev_fund"], y["dev_fund"] > 0
        found[year, "labour_share_minimum"] = 100 * labour / eng, 4 * labour >= eng
        found[year, "interest_limit"] = interest, interest <= min(reserves, labour)
        gap = abs(reserves + labour + interest + y["other_reserves"] + y["carried_forward"] - eng)
        found[year, "full_allotment"] = gap, gap <= EURO
        found[year, "interest_rate"] = 100 * interest / c["capital_closing"], None
        found[year, "labour_share_added_back"] = max(labour - eng / 2, 0), None
    return found


@pytest.mark.parametrize("coop", COOPS)
def test_the_sharing_of_a_sample_worked_again(coop):
    expected = worked_again(coop)
    names = sorted({name for _, name in expected})
    results = compute(load(DATA / coop), only=names, audience="employer")
    rows = {(row["year"], row["indicator"]): row for row in results.to_rows()}
    for key, (number, lawful) in expected.items():
        assert rows[key]["value"] == pytest.approx(float(number), rel=1e-12, abs=1e-9), key
        assert rows[key]["verdict"] == {None: None, True: "complies", False: "breach"}[lawful], key
    others = {key for key, row in rows.items() if row["value"] is not None} - set(expected)
    assert not others


# --- What must hold whatever the sharing ----------------------------------------------------------------------------------

ALLOTMENT = (
    "legal_reserve_minimum",
    "development_fund_positive",
    "labour_share_minimum",
    "interest_limit",
    "full_allotment",
)
quick = settings(max_examples=40, deadline=None)
euros = st.integers(0, 10**9)


def verdicts(company):
    rows = computed({"company": frame([{"coop_status": "SCOP", **company}])}, *ALLOTMENT, rules=RULES)
    return {row["indicator"]: row["verdict"] for row in rows.to_dicts()}


def sharing(surplus, cuts, capital, reserve):
    """A surplus cut in five: legal reserve, development fund, labour share, interest, carried forward."""
    marks = sorted(cut * surplus // 10**9 for cut in cuts)
    parts = [high - low for low, high in zip([0, *marks], [*marks, surplus], strict=True)]
    names = ("legal_reserve", "dev_fund", "labour_share", "interest_on_shares", "carried_forward")
    known = {"surplus": surplus, "max_capital_ever": capital, "legal_reserve_opening": reserve, "other_reserves": 0}
    return {**known, **dict(zip(names, parts, strict=True))}


@quick
@given(st.integers(1, 10**12), st.lists(euros, min_size=4, max_size=4))
def test_a_lawful_sharing_lies_in_the_feasible_region(surplus, cuts):
    """While the legal reserve is not full: reserves in ]15, 75] %, labour in [25, 85[ %, interest at most a third."""
    shared = sharing(surplus, cuts, capital=10**15, reserve=0)
    if set(verdicts(shared).values()) == {"complies"}:
        reserves = shared["legal_reserve"] + shared["dev_fund"]
        assert 15 * surplus < 100 * reserves <= 75 * surplus
        assert 25 * surplus <= 100 * shared["labour_share"] < 85 * surplus
        assert 3 * shared["interest_on_shares"] <= surplus


@quick
@given(st.integers(100, 10**9), st.integers(25, 84))
def test_every_labour_share_of_the_region_can_be_lawful(surplus, labour):
    """The legal minimum and one point for the development fund; what is left goes to the reserves."""
    whole = surplus * 100
    rest = (100 - labour - 15) * surplus
    parts = {"legal_reserve": 15 * surplus, "labour_share": labour * surplus, "dev_fund": rest}
    shared = {"surplus": whole, **parts, "interest_on_shares": 0, "other_reserves": 0, "carried_forward": 0}
    assert set(verdicts({**shared, "max_capital_ever": 10**15, "legal_reserve_opening": 0}).values()) == {"complies"}


@quick
@given(st.integers(1, 10**9), st.lists(euros, min_size=4, max_size=4), euros, euros, st.integers(2, 1_000))
def test_scaling_euros_changes_no_verdict(surplus, cuts, capital, reserve, times):
    shared = sharing(surplus, cuts, capital, reserve)
    scaled = {name: value * times for name, value in shared.items()}
    assert verdicts(shared) == verdicts(scaled)
