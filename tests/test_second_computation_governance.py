"""Membership, boards, meetings and decisions computed again over the CSV files of the sample co-ops, in plain Python.

Nothing of ``derive`` or ``indicators`` is used on this side: files are opened, lines are counted, and the results must agree.
"""

from __future__ import annotations

import csv
from datetime import date, timedelta
from fractions import Fraction
from functools import cache
from pathlib import Path
from statistics import median

import pytest

import scop_analytics as scop

DATA = Path(__file__).parents[1] / "data"
BOARDS = ("CA", "CS")
NOT_STAFF = ("STAGE", "INTERIM")
# coop_9 keeps the French file names and headers of an old program.
FILES = {
    "members": "associes", "employees": "salaries", "mandates": "mandats", "governance_bodies": "instances",
    "assemblies": "assemblees", "attendance": "presences", "consultations": "consultation", "votes": "resolutions",
    "entity": "entite", "consultation_groups": "groupes_consultes", "transparency": "transparence",
}  # fmt: skip
HEADERS = {
    "exercice": "fiscal_year", "matricule": "person_id", "numéro d'associé": "member_id", "sexe": "sex",
    "catégorie d'associé": "category", "date d'admission": "admission_date", "date de perte de qualité": "exit_date",
    "type de contrat": "contract_type", "date d'entrée": "contract_start", "date de sortie": "contract_end",
    "date d'ancienneté": "seniority_date", "code d'instance": "body_id", "instance": "body_type",
    "début du mandat": "start_date", "fin du mandat": "end_date", "numéro d'assemblée": "assembly_id",
    "type d'assemblée": "assembly_type", "date de l'assemblée": "date", "associés inscrits": "entitled_members",
    "présents": "present", "représentés": "represented", "votes à distance": "remote_votes",
    "assemblée ou réunion": "gathering_id", "présence": "status", "décision majeure": "is_major",
    "date de la note": "note_date", "ouverture": "open_date", "clôture de la consultation": "close_date",
    "consultés": "eligible_count", "répondants": "respondent_count", "favorables": "favourable",
    "favorables avec réserve": "reserved", "objections soulevées": "objections_raised",
    "objections levées": "objections_lifted", "texte modifié": "amended", "date de décision": "decision_date",
    "retour diffusé le": "feedback_published_date", "début d'exercice": "fiscal_year_start",
    "date de clôture": "fiscal_year_end", "délai de candidature": "membership_wait_months", "pour": "votes_for", "contre": "votes_against", "origine": "origin",
}  # fmt: skip
COOPS = ("coop_9", "coop_42", "coop_180")
CASES = [(coop, year) for coop in COOPS for year in (2023, 2024, 2025)]
IDS = (
    "employee_membership_rate", "eligible_membership_rate", "women_on_board", "meeting_attendance", "meeting_turnout",
    "attendance_by_group", "turnout_by_group", "consulted_decisions", "consultation_response", "time_to_decision",
    "consultation_length", "consensus_level", "lifted_objections", "amended_proposals", "process_fidelity",
    "feedback_given", "admissions", "membership_exits", "board_renewal", "resolution_support", "member_resolutions",
    "attendance_gap", "turnout_gap",
)  # fmt: skip


@cache
def table(coop: str, name: str) -> list[dict[str, str]]:
    """The rows of a file under English column names."""
    folder, old = DATA / coop / "donnees", coop == "coop_9"
    path = folder / f"{FILES[name] if old else name}.csv"
    text = path.read_text("cp1252" if old else "utf-8-sig")
    lines = csv.DictReader(text.splitlines(), delimiter=";" if ";" in text.splitlines()[0] else ",")
    return [{HEADERS.get(head.strip().lower(), head): value for head, value in row.items()} for row in lines]


def day(text: str | None) -> date | None:
    if not text:
        return None
    if "/" in text:
        return date(*(int(part) for part in reversed(text.split("/"))))
    return date.fromisoformat(text)


def yes(text: str | None) -> bool:
    return (text or "").lower() in ("oui", "o", "true")


@cache
def period(coop: str, year: int) -> tuple[date, date]:
    row = next(row for row in table(coop, "entity") if row["fiscal_year"] == str(year))
    return day(row["fiscal_year_start"]), day(row["fiscal_year_end"])


def on(row: dict[str, str], start: str, end: str, when: date) -> bool:
    """Whether ``when`` lies between two dates of a row, the last day included."""
    begun, over = day(row[start]), day(row[end])
    return (begun is None or begun <= when) and (over is None or over >= when)


def of_year(coop: str, name: str, year: int) -> list[dict[str, str]]:
    return [row for row in table(coop, name) if row["fiscal_year"] == str(year)]


def staff(coop: str, year: int) -> dict[str, dict[str, str]]:
    """Contracts open at closing, one per person, without trainees or agency staff."""
    end = period(coop, year)[1]
    rows = of_year(coop, "employees", year)
    return {
        row["person_id"]: row
        for row in rows
        if row["contract_type"] not in NOT_STAFF and on(row, "contract_start", "contract_end", end)
    }


def employee_members(coop: str, year: int) -> set[str]:
    end = period(coop, year)[1]
    rows = of_year(coop, "members", year)
    return {
        row["person_id"]
        for row in rows
        if row["category"] == "EMPLOYEE" and on(row, "admission_date", "exit_date", end)
    }


def waited(since: date, end: date) -> int:
    """Full months of service at closing, the closing day lived in full."""
    after = end + timedelta(days=1)
    months = (after.year - since.year) * 12 + after.month - since.month
    return months - (after.day < since.day)


def share(part: int, whole: int) -> Fraction | None:
    return Fraction(100 * part, whole) if whole else None


def inside(coop: str, year: int, text: str | None) -> bool:
    start, end = period(coop, year)
    found = day(text)
    return found is not None and start <= found <= end


def consulted(coop: str, year: int) -> list[dict[str, str]]:
    """Decisions of the year: by the day they were made, else by the last step that is dated."""
    steps = ("decision_date", "close_date", "open_date", "board_date", "note_date")
    return [
        row
        for row in table(coop, "consultations")
        if inside(coop, year, next((row[step] for step in steps if row.get(step)), None))
    ]


def annual(coop: str, year: int) -> list[dict[str, str]]:
    return [
        row
        for row in table(coop, "assemblies")
        if row["assembly_type"] in ("AGO", "AGM") and inside(coop, year, row["date"])
    ]


def board(coop: str, year: int) -> dict[str, dict[str, str]]:
    """The people who sit on the board at closing: one of several mandates each."""
    end = period(coop, year)[1]
    bodies = {row["body_id"] for row in table(coop, "governance_bodies") if row["body_type"] in BOARDS}
    rows = table(coop, "mandates")
    seated = [
        row
        for row in rows
        if row["body_id"] in bodies and row.get("role") != "CENSEUR" and on(row, "start_date", "end_date", end)
    ]
    return {row["person_id"] or row["member_id"]: row for row in seated}


def summed(rows: list[dict[str, str]], name: str) -> int:
    return sum(int(row[name]) for row in rows if row.get(name))


def membership(coop: str, year: int) -> dict[str, Fraction | None]:
    people, members, end = staff(coop, year), employee_members(coop, year), period(coop, year)[1]
    wait = int(of_year(coop, "entity", year)[0]["membership_wait_months"])
    old = {name for name, row in people.items() if waited(day(row["seniority_date"]), end) >= wait}
    lines = of_year(coop, "members", year)
    return {
        "employee_membership_rate": share(len(members & set(people)), len(people)),
        "eligible_membership_rate": share(len(members & old), len(old)),
        "admissions": Fraction(sum(inside(coop, year, row["admission_date"]) for row in lines)),
        "membership_exits": Fraction(sum(inside(coop, year, row["exit_date"]) for row in lines)),
    }


def governance(coop: str, year: int) -> dict[str, Fraction | None]:
    seated, sexes = board(coop, year), {row["person_id"]: row["sex"] for row in of_year(coop, "employees", year)}
    by_member = {row["member_id"]: row["sex"] for row in of_year(coop, "members", year)}
    women = sum((sexes.get(who) or by_member.get(row["member_id"])) == "F" for who, row in seated.items())
    start = period(coop, year)[0]
    first: dict[str, date] = {}
    for row in table(coop, "mandates"):
        who = row["person_id"] or row["member_id"]
        if who in seated and row["body_id"] == seated[who]["body_id"]:
            first[who] = min(first.get(who, date.max), day(row["start_date"]))
    meetings, resolutions = annual(coop, year), table(coop, "votes")
    entitled = summed(meetings, "entitled_members")
    came = summed(meetings, "present")
    voted = came + summed(meetings, "represented") + summed(meetings, "remote_votes")
    held = {row["assembly_id"] for row in table(coop, "assemblies") if inside(coop, year, row["date"])}
    put = [row for row in resolutions if row["assembly_id"] in held]
    named = {row["assembly_id"] for row in meetings}
    listed = [row for row in table(coop, "attendance") if row["gathering_id"] in named]
    there = [row["status"] in ("PRESENT", "REMOTE") for row in listed]
    part = [row["status"] in ("PRESENT", "REMOTE", "REPRESENTED", "POSTAL") for row in listed]
    agreed, against = summed(put, "votes_for"), summed(put, "votes_against")
    people = {row["member_id"]: sexes.get(row["person_id"]) or row["sex"] for row in of_year(coop, "members", year)}
    of = [people.get(row["member_id"]) for row in listed]
    return {
        "attendance_gap": apart(of, there),
        "turnout_gap": apart(of, part),
        "women_on_board": share(women, len(seated)),
        "board_renewal": share(sum(found >= start for found in first.values()), len(seated)),
        "meeting_attendance": share(came, entitled),
        "meeting_turnout": share(voted, entitled),
        "attendance_by_group": share(sum(there), len(listed)),
        "turnout_by_group": share(sum(part), len(listed)),
        "resolution_support": share(agreed, agreed + against),
        "member_resolutions": share(sum(row["origin"] == "ASSOCIES" for row in put), len(put)),
    }


def apart(sexes: list[str | None], done: list[bool]) -> Fraction | None:
    """Points between the share of women who did and that of men."""
    women, men = ([did for own, did in zip(sexes, done, strict=True) if own == sex] for sex in "FM")
    return share(sum(women), len(women)) - share(sum(men), len(men)) if women and men else None


def decisions(coop: str, year: int) -> dict[str, Fraction | None]:
    rows = consulted(coop, year)
    asked = [row for row in rows if row["open_date"]]
    major = [row for row in rows if yes(row["is_major"])]
    decided = [row for row in rows if row["decision_date"] and row["note_date"]]
    days = [(day(row["decision_date"]) - day(row["note_date"])).days for row in decided]
    lengths = [(day(row["close_date"]) - day(row["open_date"])).days + 1 for row in asked if row["close_date"]]
    steps = ("note_date", "board_date", "open_date", "close_date", "decision_date")
    dated = [[day(row.get(step)) for step in steps] for row in asked]
    faithful = [all(found) and found == sorted(found) for found in dated]
    amended = [row for row in asked if row["amended"]]
    return {
        "consulted_decisions": share(sum(bool(row["open_date"]) for row in major), len(major)),
        "consultation_response": share(summed(rows, "respondent_count"), summed(rows, "eligible_count")),
        "time_to_decision": Fraction(median(days)) if days else None,
        "consultation_length": Fraction(median(lengths)) if lengths else None,
        "consensus_level": share(
            summed(rows, "favourable") + summed(rows, "reserved"), summed(asked, "respondent_count")
        ),
        "lifted_objections": share(summed(rows, "objections_lifted"), summed(rows, "objections_raised")),
        "amended_proposals": share(sum(yes(row["amended"]) for row in amended), len(amended)),
        "process_fidelity": share(sum(faithful), len(asked)) if board(coop, year) else None,
        "feedback_given": share(sum(bool(row["feedback_published_date"]) for row in asked), len(asked)),
    }


@cache
def found(coop: str) -> dict[tuple[int, str], float | None]:
    results = scop.compute(scop.load(DATA / coop), only=IDS, audience="employer").frame
    whole = results.filter(segment="{}")
    return {(year, name): value for year, name, value in whole.select("year", "indicator", "value").iter_rows()}


@pytest.mark.parametrize("part", [membership, governance, decisions])
@pytest.mark.parametrize(("coop", "year"), CASES)
def test_a_plain_count_over_the_files_gives_the_same(coop, year, part):
    mine = part(coop, year)
    package = found(coop)
    told = {name: package[year, name] for name in mine}
    assert {name: value is None for name, value in told.items()} == {
        name: value is None for name, value in mine.items()
    }
    known = {name: float(value) for name, value in mine.items() if value is not None}
    assert {name: told[name] for name in known} == pytest.approx(known, abs=1e-9)


def test_the_files_hold_enough_to_compare():
    everything = [part(*case) for case in CASES for part in (membership, governance, decisions)]
    assert sum(value is not None for values in everything for value in values.values()) > 120
