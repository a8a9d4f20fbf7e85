"""Exports of payroll products: recognised by their headers, said as unverified, and never against what ``scop.toml`` says."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest

from scop_analytics import config, tables
from scop_analytics.dossier import Dossier, load
from scop_analytics.errors import UsageError
from scop_analytics.sources import layouts

BASE = 'identity = { entity_id = "732829320" }\nfiscal_years = [{ start = 2025-01-01, end = 2025-12-31 }]\n'
CEGID = """PPU_ETABLISSEMENT;PPU_SALARIE;PPU_DATEDEBUT;PPU_DATEFIN;PPU_CBRUT;PPU_CHEURESTRAV;PPU_CNETAPAYER
001;0000000007;01/01/2025;31/01/2025;2450,50;151,67;1900,00
001;0000000008;01/02/2025;28/02/2025;1980,00;121,34;1550,00
"""


def dossier(folder: Path, name: str, text: str, settings: str = "") -> Dossier:
    (folder / name).write_text(text, encoding="utf-8")
    return load(folder, config=config.parse(tomllib.loads(BASE + settings)))


def noted(read: Dossier) -> list[dict[str, object]]:
    frame = read.reading.findings
    return [json.loads(row["facts"]) for row in frame.to_dicts() if row["rule"] == "layout_unverified"]


def test_payroll_of_cegid(tmp_path: Path) -> None:
    read = dossier(tmp_path, "paie.csv", CEGID)
    frame = read.tables["payroll"]
    assert frame["person_id"].to_list() == ["0000000007", "0000000008"]
    assert frame["period"].dt.strftime("%Y-%m").to_list() == ["2025-01", "2025-02"]
    assert frame["total_gross"].to_list() == [245_050, 198_000]
    assert frame["hours_worked"].to_list() == [15_167, 12_134]
    assert noted(read) == [{"layout": "Cegid", "found": 4, "known": 4}]


def test_staff_of_cegid(tmp_path: Path) -> None:
    text = (
        "PSA_SALARIE;PSA_LIBELLE;PSA_SEXE;PSA_DATENAISSANCE;PSA_DATEENTREE;PSA_DATESORTIE\n"
        "07;DURAND;F;12/05/1980;01/09/2015;01/01/1900\n"
    )
    read = dossier(tmp_path, "salaries.csv", text)
    row = read.tables["employees"].to_dicts()[0]
    assert (row["person_id"], row["sex"], row["birth_year"], row["contract_end"]) == ("07", "F", 1980, None)
    assert noted(read) == [{"layout": "Cegid", "found": 5, "known": 7}]
    assert "DURAND" not in read.reading.findings.write_json()


def test_staff_of_lucca(tmp_path: Path) -> None:
    text = (
        "employeeNumber,firstName,gender,birthDate,dtContractStart,dtContractEnd,jobTitle\n"
        "A7,Ana,Female,1980-05-12,2015-09-01,,Dev\n"
    )
    read = dossier(tmp_path, "employees.csv", text)
    row = read.tables["employees"].to_dicts()[0]
    assert (row["person_id"], row["sex"], row["birth_year"], row["job_family"]) == ("A7", "F", 1980, "Dev")
    assert noted(read) == [{"layout": "Lucca", "found": 6, "known": 6}]


@pytest.mark.parametrize(
    ("product", "header", "cells", "known"),
    [
        ("Sage", "MatriculeSalarie;NoContrat;DateDebutContrat;DateFinContrat;sexe", "007;1;01/09/2015;;F", 4),
        ("PayFit", "collaboratorId;contractId;gender;startDate;lastName", "007;1;woman;2015-09-01;DURAND", 6),
        (
            "Nibelis",
            "nibelisId;employeeId;name;contractStartDate;contractNumber;seniorityDate;sexe",
            "9;007;DURAND;2015-09-01;1;2015-09-01;F",
            5,
        ),
        (
            "ADP",
            "associateOID;workerID.idValue;person.genderCode.codeValue;workAssignments.hireDate;workAssignments.itemID",
            "x;007;F;2015-09-01;1",
            8,
        ),
    ],
)
def test_staff_of_products_known_by_their_fields(
    tmp_path: Path, product: str, header: str, cells: str, known: int
) -> None:
    read = dossier(tmp_path, "employees.csv", f"{header}\n{cells}\n")
    row = read.tables["employees"].to_dicts()[0]
    assert (row["person_id"], row["contract_id"], row["sex"], str(row["contract_start"])) == (
        "007",
        "1",
        "F",
        "2015-09-01",
    )
    assert [(fact["layout"], fact["known"]) for fact in noted(read)] == [(product, known)]
    assert "DURAND" not in read.reading.findings.write_json()


@pytest.mark.parametrize(
    "header",
    [
        "Matricule salarié;No contrat;Date début contrat;Date fin contrat",
        "employeeId;contractNumber;contractStartDate;contractEndDate",
    ],
)
def test_headers_that_anybody_writes_are_no_sign_of_a_product(header: str) -> None:
    assert layouts.recognised(header.split(";"), "employees") is None


def test_a_layout_of_usual_words_is_only_taken_when_it_is_named(tmp_path: Path) -> None:
    text = "Code;Mois;Base;Brut\nA;2025-01;2000,00;2100,50\n"
    assert "column_missing" in set(dossier(tmp_path, "paie.csv", text).reading.findings["rule"])
    named = dossier(tmp_path, "paie.csv", text, '[files.payroll]\nlayout = "openpaye"\n')
    assert named.tables["payroll"].select("person_id", "base_pay", "total_gross").rows() == [("A", 200_000, 210_050)]
    assert noted(named) == [{"layout": "Openpaye", "found": 4, "known": 5}]


def test_no_sample_and_no_bad_file_is_taken_for_an_export_of_a_product() -> None:
    """A profile that is added must not claim files that are read without one: those of the three co-operatives, and every fault."""
    here = Path(__file__).parent
    for file in [*here.glob("faults/*/*.csv"), *(here.parent / "data").glob("*/donnees/*.csv")]:
        header = file.read_text(encoding="utf-8", errors="replace").splitlines()[:1]
        for separator in ";,\t":
            cells = header[0].split(separator) if header else []
            assert not [t for t in tables.load_all() if layouts.recognised(cells, t)], file


def test_the_settings_of_the_cooperative_win(tmp_path: Path) -> None:
    mine = '[mapping.payroll]\ntotal_gross = "PPU_CNETAPAYER"\nhours_worked = { unit = "minute" }\n'
    frame = dossier(tmp_path, "paie.csv", CEGID, mine).tables["payroll"]
    assert frame["total_gross"].to_list() == [190_000, 155_000]
    assert frame["hours_worked"].to_list() == [253, 202]  # 151.67 and 121.34 minutes, in hundredths of an hour


def test_a_layout_named_gives_the_decimal_that_nothing_proves(tmp_path: Path) -> None:
    text = "Matricule;Mois;Salaire de base\nA;2025-01;1,234\n"
    alone = dossier(tmp_path, "paie.csv", text)
    assert "number_ambiguous" in set(alone.reading.findings["rule"])
    named = dossier(tmp_path, "paie.csv", text, '[files.payroll]\nlayout = "silae"\n')
    assert named.tables["payroll"]["base_pay"].to_list() == [123]
    assert noted(named) == [{"layout": "Silae", "found": 0, "known": 0}]


def test_an_unknown_layout_is_refused_with_the_closest(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as fault:
        dossier(tmp_path, "paie.csv", CEGID, '[files.payroll]\nlayout = "silea"\n')
    assert (fault.value.key, fault.value.facts["suggestion"]) == ("unknown_value", "silae")


def test_two_headers_are_not_enough_and_an_unknown_file_is_read_as_before(tmp_path: Path) -> None:
    few = dossier(tmp_path, "paie.csv", "PPU_SALARIE;PPU_CBRUT;Mois\nA;10,00;2025-01\n")
    assert not noted(few)
    assert "column_missing" in set(few.reading.findings["rule"])
    plain = dossier(tmp_path, "paie.csv", "Matricule;Mois;Brut\nA;2025-01;10,00\n")
    assert plain.reading.findings.is_empty()


def test_every_layout_names_its_source_and_none_claims_to_be_verified() -> None:
    for layout in layouts.load_all().values():
        assert set(layout.source) == {"fr", "en"}
        assert all(layout.source.values())
        assert not layout.verified  # a real export has yet to be seen
