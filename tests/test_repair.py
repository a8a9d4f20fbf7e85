"""Corrected copies: what they hold, what they list, what they refuse; the originals never change."""

from __future__ import annotations

import csv
import hashlib
import json
from pathlib import Path

import polars as pl
import pytest
from typer.testing import CliRunner

from scop_analytics.cli.application import app
from scop_analytics.dossier import load
from scop_analytics.errors import DataError, UsageError
from scop_analytics.repair import default_target, repair

SETTINGS = """[identity]
entity_id = "732829320"
entity_name = "Coop"
[[fiscal_years]]
start = 2025-01-01
end = 2025-12-31

[mapping.payroll.base_pay]
header = "Fixe"

[mapping.payroll]
contract_id = { constant = "1" }

[options]
index_groups = "csp"
"""
PAYROLL = """Matricule;Mois;Fixe;Prénom;Couleur
A1;01/2025;2 450,50 €;Zoé;bleu
 A2 ;02/2025;1980,00;Ana;vert
A2;02/2025;1980,00;Ana;vert
=A3;03/2025;-12,00;Bob;vert
A4;04/2025;2 45O;Bob;vert
zoe@example.org;05/2025;1,00;Zoé;vert
Total;;4418,50;;
"""


@pytest.fixture
def dossier(tmp_path: Path) -> Path:
    folder = tmp_path / "coop"
    (folder / "donnees").mkdir(parents=True)
    (folder / "scop.toml").write_text(SETTINGS, encoding="utf-8")
    (folder / "donnees" / "paie.csv").write_text(PAYROLL, encoding="cp1252")
    return folder


def rows(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as source:
        return list(csv.reader(source, delimiter=";"))


def prints(folder: Path) -> dict[str, str]:
    return {str(p): hashlib.sha256(p.read_bytes()).hexdigest() for p in sorted(folder.rglob("*")) if p.is_file()}


def test_a_copy_holds_the_rows_as_they_were_understood(dossier: Path) -> None:
    before = prints(dossier)
    done = repair(dossier)
    assert done.folder == default_target(dossier) == dossier.parent / "coop-corrige"
    assert rows(done.folder / "donnees" / "payroll.csv") == [
        ["entity_id", "person_id", "contract_id", "period", "base_pay"],
        ["732829320", "A1", "1", "2025-01", "2450,50"],
        ["732829320", "A2", "1", "2025-02", "1980,00"],
        ["732829320", "'=A3", "1", "2025-03", "-12,00"],
    ]
    assert prints(dossier) == before


def test_the_copy_read_again_gives_the_same_payroll(dossier: Path) -> None:
    columns = ["person_id", "contract_id", "period", "base_pay"]
    first = load(dossier).tables["payroll"].select(columns)
    again = load(repair(dossier).folder)
    assert again.tables["payroll"].select(columns).rows() == first.rows()
    assert first["person_id"].to_list() == ["A1", "A2", "=A3"]
    assert again.reading.findings.is_empty()
    assert again.config.options == load(dossier).config.options


def test_changes_are_listed_without_their_values(dossier: Path) -> None:
    done = repair(dossier, lang="en")
    told = {(r[1], r[3], r[4], r[5]) for r in rows(done.folder / "corrections" / "modifications.csv")[1:]}
    assert ("3", "person_id", "spaces removed", "1") in told
    assert ("", "period", "date written YYYY-MM-DD or YYYY-MM", "3") in told
    assert (
        "2",
        "base_pay",
        "number written with a comma, without space or sign, in the unit of the contract",
        "1",
    ) in told
    assert ("", "Couleur", "column not read, left out", "7") in told
    assert ("", "base_pay", "header replaced by the name of the column", "1") in told
    assert done.changed == 6  # three months, one number, one with blanks, one formula
    text = (done.folder / "corrections" / "modifications.csv").read_text(encoding="utf-8")
    assert not [value for value in ("2450", "1980", "Zoé", "bleu", "A3") if value in text]


def test_rows_left_out_stand_with_their_line_and_reason(dossier: Path) -> None:
    done = repair(dossier)
    listed = rows(done.folder / "corrections" / "lignes_ecartees.csv")
    assert listed[0] == ["fichier", "ligne", "règle", "motif", "contenu"]
    assert [(row[1], row[2]) for row in listed[1:]] == [
        ("4", "duplicate_row"),
        ("6", "number_has_letter"),
        ("7", "email_address"),
        ("8", "total_row"),
    ]
    assert all(row[3] for row in listed[1:])
    assert "base_pay=2 45O" in listed[2][4]
    text = (done.folder / "corrections" / "lignes_ecartees.csv").read_text(encoding="utf-8")
    assert "zoe@" not in text
    assert "Ana" not in text


def test_what_is_settled_is_not_found_again_and_what_is_not_stays_open(dossier: Path) -> None:
    done = repair(dossier)
    settled, still = set(done.settled.frame["rule"]), set(done.open.frame["rule"])
    assert settled == {"duplicate_row", "private_columns", "total_row"}
    assert {"email_address", "number_has_letter"} <= still  # left out of the copy, yet somebody has to correct them
    assert done.open.exit_code == 1
    assert not settled & still
    assert "header_unused" in still  # the column « Couleur » is not in the copy, and nobody said what it is
    assert not settled & set(load(done.folder).reading.findings["rule"])


def test_a_wrong_total_stays_open_though_its_row_is_left_out(dossier: Path) -> None:
    path = dossier / "donnees" / "paie.csv"
    path.write_text(PAYROLL.replace("4418,50", "9999,00"), encoding="cp1252")
    assert "total_differs" in set(repair(dossier).open.frame["rule"])


def test_a_workbook_becomes_a_text_file(dossier: Path) -> None:
    (dossier / "donnees" / "paie.csv").unlink()
    frame = pl.DataFrame({"Matricule": ["007", "008"], "Mois": ["2025-01", "2025-02"], "Fixe": ["1 000,5", "2000"]})
    frame.write_excel(dossier / "donnees" / "paie.xlsx")
    done = repair(dossier)
    assert rows(done.folder / "donnees" / "payroll.csv")[1:] == [
        ["732829320", "007", "1", "2025-01", "1000,50"],
        ["732829320", "008", "1", "2025-02", "2000,00"],
    ]


def test_several_files_of_one_table_stay_several(dossier: Path) -> None:
    (dossier / "donnees" / "paie_2.csv").write_text("Matricule;Mois;Fixe\nA9;2025-06;10,00\n", encoding="utf-8")
    done = repair(dossier)
    names = sorted(path.name for path in (done.folder / "donnees").iterdir())
    assert names == ["payroll_1.csv", "payroll_2.csv"]
    assert rows(done.folder / "donnees" / "payroll_2.csv")[1:] == [["732829320", "A9", "1", "2025-06", "10,00"]]


def test_an_empty_sex_stays_empty_so_that_it_is_still_said(dossier: Path) -> None:
    (dossier / "donnees" / "salaries.csv").write_text(
        "Matricule;Exercice;Sexe\nA1;2025;F\nA2;2025;\n", encoding="utf-8"
    )
    done = repair(dossier)
    held = rows(done.folder / "donnees" / "employees.csv")
    assert [row[held[0].index("sex")] for row in held[1:]] == ["F", ""]
    assert "sex_missing" in set(done.open.frame["rule"])


def test_copies_of_a_network_stay_in_the_folder_of_each_member(dossier: Path) -> None:
    network = dossier.parent / "network"
    network.mkdir()
    dossier.rename(network / "one")
    done = repair(network, dossier.parent / "copies")
    assert (done.folder / "one" / "donnees" / "payroll.csv").is_file()
    assert (done.folder / "one" / "scop.toml").is_file()


@pytest.mark.parametrize("place", ["coop", "coop/donnees/copie", "full", "."])
def test_a_copy_never_lands_in_the_dossier_nor_on_something(dossier: Path, place: str) -> None:
    (dossier.parent / "full").mkdir()
    (dossier.parent / "full" / "note.txt").write_text("here", encoding="utf-8")
    before = prints(dossier.parent)
    with pytest.raises(UsageError) as fault:
        repair(dossier, dossier.parent / place)
    assert fault.value.key == "fix_target"
    assert prints(dossier.parent) == before


@pytest.mark.parametrize(
    ("settings", "key"),
    [
        ('mapping = { payroll = { base_pay = "Fixe" } }\n' + SETTINGS.split("[mapping", maxsplit=1)[0], "fix_settings"),
    ],
)
def test_what_cannot_be_copied_faithfully_is_refused(dossier: Path, settings: str, key: str) -> None:
    (dossier / "scop.toml").write_text(settings, encoding="utf-8")
    with pytest.raises(UsageError) as fault:
        repair(dossier)
    assert fault.value.key == key
    assert not default_target(dossier).exists()


def test_a_dsn_is_never_copied(dossier: Path) -> None:
    (dossier / "donnees" / "mois.dsn").write_text("S10.G00.00.001,'X'\n", encoding="latin-1")
    with pytest.raises(UsageError) as fault:
        repair(dossier)
    assert fault.value.key == "fix_dsn"
    assert not default_target(dossier).exists()


def test_nothing_readable_gives_nothing_to_copy(dossier: Path) -> None:
    (dossier / "donnees" / "paie.csv").write_text("Matricule;Couleur\nA1;bleu\n", encoding="utf-8")
    with pytest.raises(DataError) as fault:
        repair(dossier)
    assert fault.value.key == "fix_nothing"
    assert not default_target(dossier).exists()


def test_copies_that_would_not_say_the_same_are_not_written(dossier: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from scop_analytics.repair import cells

    monkeypatch.setattr(cells, "_decimal", lambda value, _scale: value.cast(pl.String))  # cents taken for euros
    with pytest.raises(DataError) as fault:
        repair(dossier)
    assert fault.value.key == "fix_differs"
    assert sorted(path.name for path in dossier.parent.iterdir()) == ["coop"]


@pytest.mark.parametrize(
    ("stored", "scale", "text"),
    [(245050, 100, "2450,50"), (-5, 100, "-0,05"), (8000, 10_000, "0,8"), (1234, 1000, "1,2340"), (2000, 1000, "2")],
)
def test_numbers_as_a_french_spreadsheet_reads_them(stored: int, scale: int, text: str) -> None:
    from scop_analytics.repair import cells

    assert pl.DataFrame({"v": [stored]}).select(cells._decimal(pl.col("v"), scale)).item() == text


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_command_tells_both_lists_and_answers_1_while_something_blocks(dossier: Path, lang: str) -> None:
    target = dossier.parent / lang
    done = CliRunner().invoke(app, ["check", str(dossier), "--fix", "-o", str(target), "--lang", lang])
    assert ("Reste à régler" if lang == "fr" else "Still to settle") in done.stdout
    assert "lignes_ecartees.csv" in done.stdout
    assert target.is_dir()


def test_the_command_for_programs(dossier: Path) -> None:
    done = CliRunner().invoke(app, ["check", str(dossier), "--fix", "--json"])
    told = json.loads(done.stdout)
    assert (told["changed"], told["set_aside"]) == (6, 4)
    assert told["files"] == [
        "corrections/lignes_ecartees.csv", "corrections/modifications.csv", "donnees/payroll.csv", "scop.toml",
    ]  # fmt: skip
    assert {row["rule"] for row in told["settled"]["findings"]} >= {"total_row", "duplicate_row"}


def test_output_without_fix_is_refused(dossier: Path) -> None:
    done = CliRunner().invoke(app, ["check", str(dossier), "--output", str(dossier.parent / "x")])
    assert isinstance(done.exception, UsageError)
    assert done.exception.key == "fix_output"


def test_a_repair_is_told_as_text_or_json_and_of_one_year(dossier: Path) -> None:
    refused = CliRunner().invoke(app, ["check", str(dossier), "--fix", "--format", "junit"])
    assert isinstance(refused.exception, UsageError)
    assert not default_target(dossier).exists()
    path = dossier / "donnees" / "repartition.csv"
    path.write_text("Exercice;Résultat net;Excédent\n2025;100,00;999,00\n", encoding="utf-8")
    done = repair(dossier)  # a surplus that its result does not give
    assert set(done.open.frame["year"].drop_nulls()) == {2025}
    assert done.of_year(2025).open.frame.equals(done.open.frame)
    assert done.of_year(2024).open.frame["year"].drop_nulls().is_empty()


WIDE = """[identity]
entity_id = "732829320"
[[fiscal_years]]
start = 2025-01-01
end = 2025-12-31

[[wide]]
kind = "person_year"
files = ["salaires_2025.csv"]
tables = ["employees", "payroll"]
year = 2025

[[wide]]
kind = "survey"
files = ["sondage.csv"]
tables = ["survey"]
survey_id = "2025"
items = { "Libre de prendre un congé ?" = "parental_leave_freedom" }

[options]
index_groups = "csp"
"""


def test_a_row_of_a_year_stays_a_year_and_questions_become_rows(tmp_path: Path) -> None:
    """One file fills two tables, another has a column per question: the copies give the same tables, as they say themselves."""
    folder = tmp_path / "coop"
    (folder / "donnees").mkdir(parents=True)
    (folder / "scop.toml").write_text(WIDE, encoding="utf-8")
    yearly = "Matricule;Sexe;Salaire de base;Couleur\nA1;F;24 000,00;bleu\nA2;H;30000;vert\n"
    (folder / "donnees" / "salaires_2025.csv").write_text(yearly, encoding="cp1252")
    answers = "Répondant;Libre de prendre un congé ?\nR1;5\nR2; 4 \n"
    (folder / "donnees" / "sondage.csv").write_text(answers, encoding="utf-8")
    done = repair(folder)
    before, after = load(folder), load(done.folder)
    for table in before.tables:
        assert before.tables[table].height == after.tables[table].height, table
    assert after.tables["payroll"]["period_months"].to_list() == [12, 12]
    assert after.tables["payroll"]["base_pay"].sort().to_list() == [2_400_000, 3_000_000]
    told = done.changes.select("table", "column", "change").rows()
    assert ("survey", "Libre de prendre un congé ?", "column_to_rows") in told
    left_out = {(table, column) for table, column, change in told if change == "column_left_out"}
    assert left_out == {("employees", "Couleur"), ("payroll", "Couleur")}
    again = repair(done.folder, tmp_path / "again")
    assert rows(again.folder / "donnees" / "payroll.csv") == rows(done.folder / "donnees" / "payroll.csv")
