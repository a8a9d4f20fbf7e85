"""Value, durability, footprint, solidarity, recruitment and survey: computed again from the CSV files, in plain Python.

Nothing of the package's reading, derived frames or formulas is used: files, columns and dates are read here.
"""

from __future__ import annotations

import calendar
import csv
from collections import defaultdict
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

import pytest

from scop_analytics import indicators
from scop_analytics.dossier import load

DATA = Path(__file__).parent.parent / "data"
NAMES = ("coop_9", "coop_42", "coop_180")
YEARS = (2023, 2024, 2025)
LEAD = (
    "labour_share", "reserves_share", "capital_share", "allocation_compliance", "mean_labour_share", "labour_share_spread",
    "labour_share_months", "return_on_shares", "indivisible_reserves", "financial_autonomy", "legal_reserve_filled",
    "cooperative_age", "ghg_total", "ghg_per_fte", "ghg_per_turnover", "energy_used", "business_travel", "solidarity_to_equity",
    "called_to_committed", "finalists_met_team", "hires_told_model", "work_answers", "women_among_finalists",
    "local_purchases", "solidarity_hours_share", "time_to_offer",
)  # fmt: skip

# French names of the files and headers of coop_9, as its export writes them.
FILES = {
    "entity": "entite.csv", "surplus_allocation": "repartition.csv", "labour_share_rows": "part_travail.csv",
    "environment": "environnement.csv", "investments": "investissements.csv", "recruitments": "recrutements.csv",
    "survey": "enquete.csv", "survey_meta": "questions_enquete.csv", "purchases": "achats.csv",
    "solidarity_actions": "solidarite.csv", "payroll": "paie_*.csv", "employees": "salaries.csv", "members": "associes.csv",
    "leaves": "absences.csv",
}  # fmt: skip
HEADERS = {
    "Exercice": "fiscal_year", "Début d'exercice": "fiscal_year_start", "Date de clôture": "fiscal_year_end",
    "Date d'immatriculation": "registration_date", "Capital maximal atteint": "max_capital_ever",
    "Capital à la clôture": "capital_closing", "Réserve légale à l'ouverture": "legal_reserve_opening",
    "Fonds de développement à l'ouverture": "dev_fund_opening", "Capitaux propres": "equity",
    "Total du bilan": "balance_sheet_total", "Chiffre d'affaires": "turnover", "Masse salariale brute": "gross_payroll",
    "Excédent net de gestion": "surplus", "Dotation à la réserve légale": "legal_reserve",
    "Dotation au fonds de développement": "dev_fund", "Autres réserves": "other_reserves", "Part travail": "labour_share",
    "Intérêts aux parts": "interest_on_shares", "Report à nouveau": "carried_forward", "Bénéficiaire": "eligible",
    "Catégorie": "category", "Quantité": "quantity", "Unité": "unit", "Émissions": "tco2e", "Période": "period",
    "Montant engagé": "committed", "Montant appelé": "called", "Montant rendu": "returned",
    "Économie sociale et solidaire": "is_social_economy", "Date d'engagement": "commit_date", "Étape": "stage",
    "A rencontré l'équipe": "met_team", "Modèle coopératif présenté": "coop_model_presented", "Poste": "job_id",
    "Ouverture du poste": "open_date", "Date de l'offre": "offer_date", "Date d'embauche": "start_date",
    "Sexe du candidat": "candidate_sex", "Numéro d'enquête": "survey_id", "Question": "item_code", "Réponse": "answer",
    "Local": "is_local", "Montant": "amount", "Date": "date", "Nature": "kind", "Heures": "hours",
    "Heures travaillées": "hours_worked", "Type de contrat": "contract_type", "Date d'entrée": "contract_start",
    "Date de sortie": "contract_end", "Taux d'activité": "fte_rate", "Investissements": "capex",
    "Recherche et développement": "rd_spend", "Trésorerie": "cash", "Valeur ajoutée": "value_added",
    "Charges de personnel": "personnel_cost", "Impôts et taxes": "taxes", "Charges financières": "financial_charges",
    "Dotations aux amortissements": "depreciation", "Abondement": "savings_top_up", "Résultat net": "net_result",
    "Participation comptabilisée": "labour_share_expensed", "Plus-values exclues": "disposal_gains_net",
    "Écarts de réévaluation": "revaluation_gains", "PPI réintégrée": "ppi_released",
    "Excédent converti en parts": "converted_to_shares", "Clé de répartition": "labour_key",
    "Parts exigées à l'admission": "admission_shares", "Retenue sur salaire pour les parts": "share_deduction_rate",
    "Mois de présence": "presence_months", "Mois d'ancienneté": "seniority_months", "Coefficient": "coefficient",
    "Catégorie d'associé": "member_category", "Capital détenu": "capital_amount", "Nombre de voix": "votes",
    "Date d'admission": "admission_date", "Date de perte de qualité": "exit_date", "Matricule": "person_id",
    "Emplois soutenus": "jobs_supported", "Devenu coopérative": "target_turned_coop", "Type de bénéficiaire": "target_kind",
    "Sexe": "sex", "Salaire de base": "base_pay", "Primes mensuelles": "bonus_regular", "Primes annuelles": "bonus_yearly",
    "Primes exceptionnelles": "bonus_exceptional", "Prime d'ancienneté": "seniority_bonus",
    "Primes de contrainte": "constraint_bonus", "Heures supplémentaires (montant)": "overtime_pay",
    "Avantages en nature": "benefits_in_kind", "Prime de partage de la valeur": "value_sharing_bonus",
    "Taux d'activité du mois": "fte_month", "Jours d'absence non payés": "absence_unpaid_days",
    "Type d'absence": "leave_type", "Date de début": "start_date", "Date de fin": "end_date",
    "Personnes invitées": "invited_count",
}  # fmt: skip


def rows(name, table):
    """The rows of a table, whatever the encoding, the delimiter and the language of its headers."""
    found = []
    pattern = FILES[table] if name == "coop_9" else f"{table}.csv"
    for path in sorted((DATA / name / "donnees").glob(pattern)):
        text = path.read_bytes().decode("cp1252" if name == "coop_9" else "utf-8-sig")
        mark = ";" if text.splitlines()[0].count(";") else ","
        lines = csv.DictReader(text.splitlines(), delimiter=mark)
        found += [{HEADERS.get(key, key): value for key, value in row.items()} for row in lines]
    assert found, (name, table)
    return found


def amount(text):
    return Fraction((text or "0").replace(",", ".").replace(" ", ""))


def day(text):
    if not text:
        return None
    if "/" in text:
        numbers = [int(part) for part in text.split("/")]
        return date(numbers[2], numbers[1], numbers[0])
    return date.fromisoformat(text)


def month(text):
    numbers = [int(part) for part in text.replace("/", "-").split("-")]
    return (numbers[0], numbers[1]) if numbers[0] > 12 else (numbers[1], numbers[0])


def yes(text):
    return text.lower() in {"oui", "o", "vrai", "true", "1", "yes"}


class Year:
    """One fiscal year of one co-operative, from its files."""

    def __init__(self, name, label):
        self.name, self.label = name, label
        self.card = self.of("entity")[0]
        self.start, self.end = day(self.card["fiscal_year_start"]), day(self.card["fiscal_year_end"])
        self.shared = self.of("surplus_allocation")[0]

    def of(self, table):
        return [row for row in rows(self.name, table) if row["fiscal_year"] == str(self.label)]

    def dated(self, table, column):
        return [row for row in rows(self.name, table) if self.start <= day(row[column]) <= self.end]

    def monthly(self, table):
        first, last = (self.start.year, self.start.month), (self.end.year, self.end.month)
        return [row for row in rows(self.name, table) if first <= month(row["period"]) <= last]

    def money(self, *names):
        return sum(amount({**self.card, **self.shared}[name]) for name in names)


def share(part, whole):
    return 100 * Fraction(part) / Fraction(whole) if whole else None


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
        "cooperative_age": Fraction((year.end - day(year.card["registration_date"])).days) / Fraction("365.25"),
    }


def footprint(year):
    sources = year.monthly("environment")
    tonnes = sum(amount(row["tco2e"]) for row in sources)
    kwh = {"kWh": 1, "MWh": 1000, "L": 10}
    energy = [row for row in sources if row["category"] in {"GAZ", "FIOUL", "CARBURANT", "ELECTRICITE", "CHALEUR"}]
    travel = [row for row in sources if row["category"] in {"AVION", "TRAIN", "VOITURE"}]
    return {
        "ghg_total": tonnes,
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


@pytest.fixture(scope="module", params=NAMES)
def computed(request):
    found = indicators.compute(load(DATA / request.param), only=LEAD, audience="employer").frame
    whole = {(row["year"], row["indicator"]): row for row in found.iter_rows(named=True) if row["segment"] == "{}"}
    return request.param, whole


@pytest.mark.parametrize(
    "part", [sharing, lasting, footprint, giving, welcoming, survey], ids=lambda part: part.__name__
)
@pytest.mark.parametrize("label", YEARS)
def test_plain_python_finds_the_same(computed, label, part):
    name, found = computed
    for indicator, value in part(Year(name, label)).items():
        row = found[label, indicator]
        if value is None:
            assert row["value"] is None, (indicator, row)
        else:
            # The full-time equivalent of each person is kept in ten-thousandths.
            near = 1e-5 if indicator == "ghg_per_fte" else 1e-12
            assert row["value"] == pytest.approx(float(value), rel=near), (indicator, row["reason"])


def test_every_lead_figure_is_found_again_somewhere(computed):
    """A figure that no co-operative has would make the comparison above empty."""
    name, found = computed
    if name == "coop_42":
        assert {indicator for (_, indicator), row in found.items() if row["value"] is not None} == set(LEAD)
