"""A second computation of the figures on work, in plain Python over the files of the sample co-ops, days taken one by one.

Nothing here is imported from the package but the door that computes the figures compared.
"""

from __future__ import annotations

import csv
from datetime import date, timedelta
from pathlib import Path

import pytest

DATA = Path(__file__).parents[1] / "data"
COOPS = ("coop_9", "coop_42", "coop_180")
YEARS = (2023, 2024, 2025)
FRENCH = {
    "entity": ("entite", {"fiscal_year": "Exercice", "start": "Début d'exercice", "end": "Date de clôture", "region": "Région du siège"}),
    "employees": ("salaries", {
        "fiscal_year": "Exercice", "person_id": "Matricule", "contract_id": "Numéro de contrat", "birth_year": "Année de naissance",
        "contract_type": "Type de contrat", "contract_start": "Date d'entrée", "contract_end": "Date de sortie",
        "exit_reason": "Motif de sortie", "work_site_region": "Région de travail"}),
    "accidents": ("accidents_du_travail", {
        "person_id": "Matricule", "date": "Date", "kind": "Nature", "recordable": "Déclarable", "days_lost": "Jours d'arrêt"}),
    "leaves": ("absences", {
        "person_id": "Matricule", "leave_type": "Type d'absence", "start_date": "Date de début", "end_date": "Date de fin",
        "full_time": "Absence à temps plein", "return_date": "Date de retour"}),
    "calendar": ("calendrier", {"date": "Date", "is_working_day": "Jour travaillé"}),
    "trainings": ("formations", {"person_id": "Matricule", "topic": "Thème", "start_date": "Date de début", "hours": "Heures"}),
    "payroll": ("paie_*", {"person_id": "Matricule", "period": "Période", "hours_worked": "Heures travaillées"}),
}  # fmt: skip
ABSENT = {"MALADIE", "AT", "MP", "TRAJET", "MATERNITE", "PATERNITE", "ADOPTION", "ENFANT_MALADE"}
PARENTAL = {"PARENTAL_TOTAL", "PARENTAL_PARTIEL"}
NOT_STAFF = {"STAGE", "INTERIM"}
YES = {"true", "oui", "O"}
IDS = (
    "french_turnover_rate", "resignation_rate", "agreed_ending_rate", "age_under_25_share", "age_25_34_share",
    "age_35_44_share", "age_45_54_share", "age_55_plus_share", "age_under_30_share", "age_30_50_share", "age_over_50_share",
    "local_jobs_share", "lost_time_frequency", "lost_time_severity", "recordable_rate_vsme", "absence_rate",
    "training_hours_per_employee", "training_access_rate", "cooperative_training_share", "parental_return_rate",
    "parental_retention_rate",
)  # fmt: skip


def rows(coop: str, table: str) -> list[dict[str, str]]:
    """The rows of a file under the columns' own names, cells as they are written."""
    folder = DATA / coop / "donnees"
    if coop != "coop_9":
        with (folder / f"{table}.csv").open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file, delimiter=";" if coop == "coop_42" else ","))
    pattern, columns = FRENCH[table]
    found = []
    for path in sorted(folder.glob(f"{pattern}.csv")):
        with path.open(encoding="cp1252", newline="") as file:
            lines = csv.DictReader(file, delimiter=";")
            found += [{name: row[header] for name, header in columns.items()} for row in lines]
    return found


def day(text: str) -> date | None:
    if not text:
        return None
    return date(*map(int, reversed(text.split("/")))) if "/" in text else date.fromisoformat(text)


def number(text: str) -> float:
    return float(text.replace(",", ".") or 0)


def days(first: date, last: date) -> set[date]:
    return {first + timedelta(days=step) for step in range((last - first).days + 1)}


class Coop:
    """The files of one co-operative in one fiscal year."""

    def __init__(self, name: str, year: int) -> None:
        self.name, self.year = name, year
        own = next(row for row in rows(name, "entity") if row["fiscal_year"] == str(year))
        self.start, self.end = (day(own.get(short) or own[f"fiscal_year_{short}"]) for short in ("start", "end"))
        self.region = own["region"]
        self.every = [row for row in rows(name, "employees") if row["contract_type"] not in NOT_STAFF]
        self.staff = [row for row in self.every if row["fiscal_year"] == str(year)]
        self.ends = [last for last in sorted(days(self.start, self.end)) if (last + timedelta(days=1)).day == 1]

    def open_on(self, when: date) -> dict[str, dict[str, str]]:
        """People of the staff under contract on a day."""
        return {
            row["person_id"]: row for row in self.staff
            if day(row["contract_start"]) <= when and (not row["contract_end"] or day(row["contract_end"]) >= when)
        }  # fmt: skip

    def average(self) -> float:
        return sum(len(self.open_on(last)) for last in self.ends) / len(self.ends)

    def inside(self, when: date | None) -> bool:
        return when is not None and self.start <= when <= self.end

    def contracts(self, person: str) -> list[tuple[date, date]]:
        """Every contract of a person, of which the last snapshot tells the end."""
        spans: dict[str, tuple[date, date]] = {}
        for row in sorted(self.every, key=lambda row: row["fiscal_year"]):
            if row["person_id"] == person:
                spans[row["contract_id"]] = (day(row["contract_start"]), day(row["contract_end"]) or date.max)
        return list(spans.values())

    def moves(self) -> tuple[set[str], dict[str, str]]:
        """People hired in the year, and those who left with the reason."""
        hired = {row["person_id"] for row in self.staff if self.inside(day(row["contract_start"]))}
        hired = {
            person for person in hired
            if not any(first < self.start and last >= self.start - timedelta(days=1) for first, last in self.contracts(person))
        }  # fmt: skip
        gone = {}
        for row in self.staff:
            last = day(row["contract_end"])
            goes_on = (
                any(
                    first <= (last or date.max) + timedelta(days=1) <= end
                    for first, end in self.contracts(row["person_id"])
                )
                if last
                else True
            )
            if self.inside(last) and not goes_on:
                gone[row["person_id"]] = row["exit_reason"]
        return hired, gone


def moves(coop: Coop) -> dict[str, float | None]:
    hired, gone = coop.moves()
    opening, average = len(coop.open_on(coop.start)), coop.average()
    reasons = list(gone.values())
    return {
        "french_turnover_rate": (len(hired) + len(gone)) / 2 / opening * 100,
        "resignation_rate": reasons.count("DEMISSION") / average * 100,
        "agreed_ending_rate": reasons.count("RUPTURE_CONV") / average * 100,
    }


def people(coop: Coop) -> dict[str, float | None]:
    present = coop.open_on(coop.end).values()
    ages = [coop.year - int(row["birth_year"]) for row in present]

    def share(first: int, last: int) -> float:
        return sum(first <= age <= last for age in ages) / len(ages) * 100

    known = [row for row in present if row["work_site_region"]]
    return {
        "age_under_25_share": share(0, 24),
        "age_25_34_share": share(25, 34),
        "age_35_44_share": share(35, 44),
        "age_45_54_share": share(45, 54),
        "age_55_plus_share": share(55, 120),
        "age_under_30_share": share(0, 29),
        "age_30_50_share": share(30, 50),
        "age_over_50_share": share(51, 120),
        "local_jobs_share": sum(row["work_site_region"] == coop.region for row in known) / len(known) * 100,
    }


def accidents(coop: Coop) -> dict[str, float | None]:
    staff = {row["person_id"] for row in coop.staff}
    own = [row for row in rows(coop.name, "accidents") if coop.inside(day(row["date"])) and row["kind"] == "TRAVAIL"]
    hours = sum(
        number(row["hours_worked"]) for row in rows(coop.name, "payroll")
        if row["person_id"] in staff and coop.inside(_month(row["period"]))
    )  # fmt: skip
    return {
        "lost_time_frequency": sum(number(row["days_lost"]) >= 1 for row in own) * 1_000_000 / hours,
        "lost_time_severity": sum(number(row["days_lost"]) for row in own) * 1_000 / hours,
        "recordable_rate_vsme": sum(row["recordable"] in YES for row in own) * 200_000 / hours,
    }


def _month(text: str) -> date:
    month, year = text.split("/") if "/" in text else reversed(text.split("-"))
    return date(int(year), int(month), 1)


def absence(coop: Coop) -> dict[str, float | None]:
    works = {day(row["date"]) for row in rows(coop.name, "calendar") if row["is_working_day"] in YES}
    whole, due, absent = days(coop.start, coop.end) & works, 0, 0
    leaves = [row for row in rows(coop.name, "leaves") if row["leave_type"] in ABSENT and row["full_time"] in YES]
    for person in {row["person_id"] for row in coop.staff}:
        there: set[date] = set()
        for row in (row for row in coop.staff if row["person_id"] == person):
            first = max(day(row["contract_start"]), coop.start)
            there |= days(first, min(day(row["contract_end"]) or coop.end, coop.end)) & whole
        away: set[date] = set()
        for row in (row for row in leaves if row["person_id"] == person):
            away |= days(day(row["start_date"]), day(row["end_date"]) or coop.end)
        due, absent = due + len(there), absent + len(there & away)
    return {"absence_rate": absent / due * 100}


def training(coop: Coop) -> dict[str, float | None]:
    staff = {row["person_id"] for row in coop.staff}
    own = [
        row for row in rows(coop.name, "trainings") if coop.inside(day(row["start_date"])) and row["person_id"] in staff
    ]
    present = set(coop.open_on(coop.end))
    taught = {row["person_id"] for row in own if row["topic"] == "COOPERATIF"}
    return {
        "training_hours_per_employee": sum(number(row["hours"]) for row in own) / coop.average(),
        "training_access_rate": len({row["person_id"] for row in own}) / coop.average() * 100,
        "cooperative_training_share": len(taught & present) / len(present) * 100,
    }


def parents(coop: Coop) -> dict[str, float | None]:
    """No leave of the samples is prolonged by another: each is a return of its own."""
    due, back, before, stayed = 0, 0, 0, 0
    for row in rows(coop.name, "leaves"):
        if row["leave_type"] not in PARENTAL or not row["end_date"]:
            continue
        returned = day(row["return_date"])
        spans = coop.contracts(row["person_id"])

        def works(when: date, spans: list[tuple[date, date]] = spans) -> bool:
            return any(first <= when <= last for first, last in spans)

        if coop.inside(day(row["end_date"]) + timedelta(days=1)):
            due, back = due + 1, back + bool(returned and works(returned))
        if returned and works(returned) and coop.inside(returned.replace(year=returned.year + 1)):
            before, stayed = before + 1, stayed + works(returned.replace(year=returned.year + 1))
    return {
        "parental_return_rate": back / due * 100 if due else None,
        "parental_retention_rate": stayed / before * 100 if before else None,
    }


@pytest.fixture(scope="module")
def published():
    import scop_analytics as scop

    found = {}
    for name in COOPS:
        frame = scop.compute(scop.load(DATA / name), only=IDS, audience="employer").frame
        whole = frame.filter(segment="{}")
        found |= {
            (name, row["year"], row["indicator"]): (row["value"], row["status"]) for row in whole.iter_rows(named=True)
        }
    return found


@pytest.mark.parametrize("year", YEARS)
@pytest.mark.parametrize("coop", COOPS)
@pytest.mark.parametrize("part", [moves, people, accidents, absence, training, parents], ids=lambda part: part.__name__)
def test_both_computations_agree(published, coop, year, part):
    for name, expected in part(Coop(coop, year)).items():
        value, status = published[coop, year, name]
        if expected is None:
            assert (value, status) == (None, "not_computable"), name
        else:
            assert value == pytest.approx(expected, rel=1e-12, abs=1e-12), name


def test_every_figure_announced_is_compared():
    compared = {
        name for part in (moves, people, accidents, absence, training, parents) for name in part(Coop("coop_42", 2025))
    }
    assert compared == set(IDS)
