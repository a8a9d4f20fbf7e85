"""The files of the sample co-operatives read in plain Python, and the comparison of what is worked on them with the package.

Nothing of the package's reading, derived frames or formulas is used in the reading: files, columns and dates are read here.
"""

from __future__ import annotations

import csv
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from scop_analytics import indicators
from scop_analytics.dossier import load

DATA = Path(__file__).parent.parent / "data"
NAMES = ("coop_9", "coop_42", "coop_180")
YEARS = (2023, 2024, 2025)

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


def package(name, only):
    """What the package finds for each year and indicator of one co-operative as a whole, in full precision."""
    found = indicators.compute(load(DATA / name), only=only, audience="employer").frame
    return {(row["year"], row["indicator"]): row for row in found.iter_rows(named=True) if row["segment"] == "{}"}


def agree(found, label, worked, near=1e-12):
    """Each figure worked by hand is the package's; None where there is none. ``near``: a margin, or one by indicator."""
    for indicator, value in worked.items():
        row = found[label, indicator]
        if value is None:
            assert row["value"] is None, (indicator, row["value"])
        else:
            margin = near.get(indicator, 1e-12) if isinstance(near, dict) else near
            assert row["value"] == pytest.approx(float(value), rel=margin), (indicator, row["reason"])
