"""The file of accounting entries at the door: what is read of it, what is never, in every form that software gives it."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from scop_analytics.checks import check, render
from scop_analytics.dossier import load
from scop_analytics.repair import repair

HEADER = [
    "JournalCode",
    "JournalLib",
    "EcritureNum",
    "EcritureDate",
    "CompteNum",
    "CompteLib",
    "CompAuxNum",
    "CompAuxLib",
    "PieceRef",
    "PieceDate",
    "EcritureLib",
    "Debit",
    "Credit",
    "EcritureLet",
    "DateLet",
    "ValidDate",
    "Montantdevise",
    "Idevise",
]
NAME = "732829320FEC20250930.txt"
SETTINGS = '[identity]\nentity_id = "732829320"\n\n[[fiscal_years]]\nstart = 2024-10-01\nend = 2025-09-30\n'


def line(entry: str, day: str, account: str, debit: str, credit: str, label: str = 'Été de "Zoé Durand') -> list[str]:
    return [
        "PAIE",
        "Paie",
        entry,
        day,
        account,
        "Salaires",
        "DURAND",
        "Durand Zoé",
        "B1",
        day,
        label,
        debit,
        credit,
        "",
        "",
        day,
        "",
        "",
    ]


PAID = [line("1", "20241031", "64110000", "2450,50", "0,00"), line("1", "20241031", "421DURAN", "0,00", "2450,50")]


def dossier(
    folder: Path, rows: list[list[str]], *, sep: str = "\t", encoding: str = "cp1252", header: list[str] = HEADER
) -> Path:
    (folder / "donnees").mkdir(parents=True)
    (folder / "scop.toml").write_text(SETTINGS, encoding="utf-8")
    text = "\r\n".join(sep.join(cells) for cells in [header, *rows]) + "\r\n"
    (folder / "donnees" / NAME).write_bytes(text.encode(encoding))
    return folder


@pytest.mark.parametrize("encoding", ["cp1252", "iso-8859-15", "utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("sep", ["\t", "|", ";"])
def test_every_lawful_form_gives_the_same_lines(tmp_path: Path, sep: str, encoding: str) -> None:
    read = load(dossier(tmp_path / "coop", PAID, sep=sep, encoding=encoding))
    rows = read.tables["fec"].select("line", "entry", "account", "debit", "credit").rows()
    assert rows == [(2, "1", "6411", 245050, 0), (3, "1", "421", 0, 245050)]
    assert read.tables["fec"]["closing"].cast(pl.String).unique().to_list() == ["2025-09-30"]
    assert read.reading.findings.height == 0


def test_one_amount_and_its_side_are_a_debit_and_a_credit(tmp_path: Path) -> None:
    header = [{"Debit": "Montant", "Credit": "Sens"}.get(name, name) for name in HEADER]
    rows = [line("1", "20241031", "6411", "2450,50", side) for side in ("D", "c", "+1", "-1")]
    read = load(dossier(tmp_path / "coop", rows, header=header))
    assert read.tables["fec"].select("debit", "credit").rows() == [(245050, None), (None, 245050)] * 2


def test_no_name_label_or_document_is_kept(tmp_path: Path) -> None:
    read = load(dossier(tmp_path / "coop", PAID))
    kept = read.tables["fec"]
    assert set(kept.columns) - {"source_line", "source_file"} == {
        "entity_id", "closing", "line", "journal", "entry", "date", "account", "debit", "credit",
    }  # fmt: skip
    text = kept.write_json() + check(read).frame.write_json()
    assert not [word for word in ("Durand", "DURAN", "Zoé", "Salaires", "B1") if word in text]


def test_a_file_without_its_statutory_name_closes_with_its_last_month(tmp_path: Path) -> None:
    folder = dossier(tmp_path / "coop", PAID)
    (folder / "donnees" / NAME).rename(folder / "donnees" / "compta.txt")
    assert load(folder).tables["fec"]["closing"].cast(pl.String).unique().to_list() == ["2024-10-31"]


def test_the_difference_is_told_with_its_tolerance(tmp_path: Path) -> None:
    """A year from October: payroll of twelve months of 2 000, accounts of eleven: -8.3 %."""
    months = [f"2024-{month:02d}" for month in (10, 11, 12)] + [f"2025-{month:02d}" for month in range(1, 10)]
    rows = [
        row
        for entry, month in enumerate(months[1:])
        for row in (
            line(str(entry), month.replace("-", "") + "28", "641100", "2000,00", "0,00"),
            line(str(entry), month.replace("-", "") + "28", "421000", "0,00", "2000,00"),
        )
    ]
    folder = dossier(tmp_path / "coop", rows)
    slips = "matricule;mois;brut\n" + "".join(f"A1;{month};2000,00\n" for month in months)
    (folder / "donnees" / "paie.csv").write_text(slips, encoding="utf-8")
    found = check(load(folder))
    told = found.frame.filter(pl.col("rule") == "FEC-01")
    assert told.select("severity", "company", "year").rows() == [("warn", "732829320", 2025)]
    assert "diffèrent de −8,3\u00a0%" in render(found, "text", "fr")
    assert "differ by −8.3%" in render(found, "text", "en")
    assert "24000" not in told.write_json()


def test_corrected_copies_leave_the_accounts_where_they_are(tmp_path: Path) -> None:
    folder = dossier(tmp_path / "coop", PAID)
    (folder / "donnees" / "paie.csv").write_text("matricule;mois;brut\nA1;2024-10;2 450,50 €\n", encoding="utf-8")
    made = repair(folder)
    assert not [path for path in made.paths if "FEC" in path.name or "fec" in path.name]
