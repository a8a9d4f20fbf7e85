"""Co-operatives smaller than any sample, cut out of the imaginary one of nine: three people, one sex alone, a first year."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable
from pathlib import Path

from scop_analytics.places import samples

PERSON, CATEGORY, OUTSIDE, YEAR = "Matricule", "Catégorie d'associé", "EXTERNAL_PERSON", "Exercice"
LATEST = "2025"
Row = dict[str, str]
KINDS: dict[str, Callable[[Row], bool]] = {
    "three": lambda row: row[PERSON] in ("P001", "P003", "P005"),
    "women": lambda row: row["Sexe"] == "F",
    "men": lambda row: row["Sexe"] == "M",
    "first_year": lambda _: True,
}


def coop(kind: str, folder: Path) -> Path:
    """A dossier of that kind in ``folder``: every file of the sample without the people left out."""
    shutil.copytree(samples() / "coop_9", folder)
    data = folder / "donnees"
    people = {row[PERSON] for row in read(data / "salaries.csv") if KINDS[kind](row)}
    for path in sorted(data.glob("*.csv")):
        rows = read(path)
        if path.stem == "associes":  # those who left the payroll stay members, from outside: the capital still adds up
            rows = [row if row[PERSON] in people else {**row, PERSON: "", CATEGORY: OUTSIDE} for row in rows]
        kept = [row for row in rows if _stays(path, row, people) and (kind != "first_year" or _latest(path, row))]
        write(path, list(rows[0]), kept) if kept else path.unlink()
    return folder


def _stays(path: Path, row: Row, people: set[str]) -> bool:
    """The labour share goes with its people: half of it would not add up."""
    return row.get(PERSON, "") in {"", *people} and path.stem != "part_travail"


def _latest(path: Path, row: Row) -> bool:
    return row.get(YEAR, LATEST) == LATEST and (not path.stem.startswith("paie") or LATEST in path.stem)


def read(path: Path) -> list[Row]:
    with path.open(encoding="cp1252", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def write(path: Path, names: list[str], rows: list[Row]) -> None:
    with path.open("w", encoding="cp1252", newline="") as file:
        writer = csv.DictWriter(file, names, delimiter=";")
        writer.writeheader()
        writer.writerows(rows)
