"""Files become the same frame whatever their delimiter, decimal mark, encoding or date style; rows never vanish."""

from __future__ import annotations

import importlib
import tomllib
from collections.abc import Callable
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from scop_analytics import tables
from scop_analytics.config import Config, parse
from scop_analytics.dossier import Dossier, load
from scop_analytics.errors import DataError, UsageError
from scop_analytics.sources import raw as raw_rows

IDENTITY = 'identity = { entity_id = "732829320" }\n'
YEAR_2025 = "fiscal_years = [{ start = 2025-01-01, end = 2025-12-31 }]\n"


def settled(text: str = "") -> Config:
    return parse(tomllib.loads(IDENTITY + YEAR_2025 + text))


def read(folder: Path, files: dict[str, str | bytes], config: Config | None = None) -> Dossier:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    return load(folder, config=config or settled())


def one(folder: Path, text: str | bytes, table: str = "payroll", config: Config | None = None) -> pl.DataFrame:
    return read(folder, {f"{table}.csv": text}, config).tables[table]


PLAIN = "person_id;period;base_pay\nA1;2025-01;1234,50\nA2;2025-02;980,00\n"
SAME = {
    "comma": PLAIN.replace(",", ".").replace(";", ","),
    "tab": PLAIN.replace(";", "\t"),
    "bar": PLAIN.replace(";", "|"),
    "quoted comma": 'person_id,period,base_pay\nA1,2025-01,"1234,50"\nA2,2025-02,"980,00"\n',
    "decimal point": PLAIN.replace(",", "."),
    "ascii space": PLAIN.replace("1234", "1 234"),
    "no-break space": PLAIN.replace("1234", "1\u00a0234"),
    "narrow space": PLAIN.replace("1234", "1\u202f234"),
    "thin space": PLAIN.replace("1234", "1\u2009234"),
    "dot thousands": PLAIN.replace("1234", "1.234"),
    "apostrophe thousands": PLAIN.replace("1234,50", "1'234.50").replace("980,00", "980.00"),
    "comma thousands": "person_id\tperiod\tbase_pay\nA1\t2025-01\t1,234.50\nA2\t2025-02\t980.00\n",
    "euro sign": PLAIN.replace("1234,50", "1 234,50 €"),
    "utf-8 with mark": "\ufeff" + PLAIN,
    "crlf": PLAIN.replace("\n", "\r\n"),
    "french headers": PLAIN.replace("person_id;period;base_pay", "Matricule ;MOIS DE PAIE;Sal. Base"),
    "header with line break": PLAIN.replace("base_pay", '"Salaire\nde base"'),
    "decomposed accents": PLAIN.replace("period", "pe\u0301riode"),
    "month first": PLAIN.replace("2025-01", "01/2025").replace("2025-02", "02/2025"),
    "whole dates": PLAIN.replace("2025-01", "31/01/2025").replace("2025-02", "28/02/2025"),
    "written months": PLAIN.replace("2025-01", "janvier 2025").replace("2025-02", "févr. 2025"),
    "serial dates": PLAIN.replace("2025-01", "45688").replace("2025-02", "45716"),
    "titles above": "Livre de paie;;\n\nÉdité le 3 mars;;\n" + PLAIN,
    "blank rows": PLAIN.replace("A2", "\n;;\nA2"),
    "trailing delimiter": PLAIN.replace("\n", ";\n"),
    "trailing delimiter in rows": "person_id;period;base_pay\nA1;2025-01;1234,50;\nA2;2025-02;980,00;\n",
    "no last line end": PLAIN.rstrip("\n"),
    "spaces around": PLAIN.replace("A1", " A1 ").replace("980,00", " 980,00 "),
    "quotes": PLAIN.replace("A1", '"A1"'),
}


@pytest.mark.parametrize("text", SAME.values(), ids=SAME.keys())
def test_the_same_payslips_whatever_the_export(tmp_path: Path, text: str) -> None:
    frame = one(tmp_path, text)
    assert frame.select("person_id", "period", "base_pay").rows() == [
        ("A1", date(2025, 1, 1), 123450),
        ("A2", date(2025, 2, 1), 98000),
    ]


ACCENTS = "person_id;sexe;métier\nA1;Féminin;Préparatrice\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be"])
def test_the_same_text_whatever_the_encoding(tmp_path: Path, encoding: str) -> None:
    dossier = read(tmp_path, {"salaries.csv": ACCENTS.encode(encoding)})
    assert dossier.tables["employees"].select("sex", "job_family").rows() == [("F", "Préparatrice")]
    assert dossier.reading.findings.is_empty()


def test_windows_1252_beyond_the_first_block_is_found(tmp_path: Path) -> None:
    rows = "".join(f"A{n};F;Atelier\n" for n in range(40_000))
    text = "person_id;sexe;site\n" + rows + "Z;F;Siège « œuvre »\n"
    frame = one(tmp_path, text.encode("cp1252"), "employees")
    assert frame.height == 40_001
    assert frame["work_site"][-1] == "Siège « œuvre »"


NUMBERS = [
    ("base_pay", "12,00-", -1200),
    ("base_pay", "(1 234,56)", -123456),
    ("base_pay", "−3,20", -320),
    ("base_pay", "+3,20", 320),
    ("base_pay", "EUR 12,5", 1250),
    ("base_pay", "2,675", None),
    ("base_pay", "-", None),
    ("base_pay", "NC", None),
    ("base_pay", "#N/A", None),
    ("base_pay", "0", 0),
    ("hours_paid", "151h40", 15167),
    ("hours_paid", "35:30", 3550),
    ("hours_paid", "-0h30", -50),
    ("hours_paid", "151h75", None),
    ("fte_month", "80 %", 8000),
    ("fte_month", "28/35", 8000),
    ("fte_month", "0,8", 8000),
    ("fte_month", "80", 8000),
    ("is_correction", "oui", True),
    ("is_correction", "N", False),
    ("is_correction", "VRAI", True),
    ("is_correction", "0", False),
    ("is_correction", "X", True),
]


@pytest.mark.parametrize(("column", "written", "stored"), NUMBERS)
def test_each_way_of_writing_a_value(tmp_path: Path, column: str, written: str, stored: object) -> None:
    text = f"person_id;period;{column}\nA1;2025-01;{written}\n"
    dossier = read(tmp_path, {"payroll.csv": text})
    assert dossier.tables["payroll"][column].to_list() == ([stored] if dossier.reading.rows_kept else [])


def test_a_thousand_separator_is_decided_by_the_whole_column(tmp_path: Path) -> None:
    assert one(tmp_path, "person_id;period;base_pay\nA;2025-01;2.450\nB;2025-01;980,5\n")["base_pay"].to_list() == [
        245000,
        98050,
    ]
    assert one(tmp_path, "person_id;period;base_pay\nA;2025-01;2.450\nB;2025-01;98.05\n")["base_pay"].to_list() == [
        245,
        9805,
    ]


def test_a_half_cent_is_rounded_as_it_is_written(tmp_path: Path) -> None:
    frame = one(tmp_path, "person_id;period;base_pay\nA;2025-01;2,675\nB;2025-01;1,005\nC;2025-01;12,34\n")
    assert frame["base_pay"].to_list() == [268, 101, 1234]


SEXES = {"F": "F", "M": "M", "Femme": "F", "H": "M", "Mme": "F", "Mlle": "F", "M.": "M", "Mr": "M", "Monsieur": "M", "1": "M", "2": "F", "02": "F"} | {
    "Masculin": "M", "féminin": "F", "Male": "M", "female": "F", "X": "X", "NC": "NR", "Non précisé": "NR", "": "NR"
}  # fmt: skip


@pytest.mark.parametrize(("written", "sex"), SEXES.items())
def test_sex_codes_of_french_exports(tmp_path: Path, written: str, sex: str) -> None:
    assert one(tmp_path, f"matricule;civilité\nA1;{written}\n", "employees")["sex"].to_list() == [sex]


def test_lines_are_those_a_spreadsheet_shows(tmp_path: Path) -> None:
    text = 'Paie\n\nperson_id;period;base_pay\nA1;2025-01;1\n\n"A\n2";2025-01;2\nA3;2025-01;3\n'
    assert one(tmp_path, text)["source_line"].to_list() == [4, 6, 7]


def test_columns_absent_from_the_file_are_there_and_null(tmp_path: Path) -> None:
    dossier = read(tmp_path, {"payroll.csv": PLAIN})
    frame, contract = dossier.tables["payroll"], tables.contract("payroll")
    assert frame.columns[: len(contract.columns)] == [column.name for column in contract.columns]
    assert dict(frame.select(list(contract.by_name)).schema) == {
        name: kind() for name, kind in contract.schema().items()
    }
    assert dossier.columns["payroll"] == {"entity_id", "person_id", "period", "base_pay"}


def test_many_files_fill_one_table(tmp_path: Path) -> None:
    files = {
        f"donnees/paie_2025-{month:02d}.csv": f"matricule;mois;brut\nA1;2025-{month:02d};2000,00\n"
        for month in range(1, 13)
    }
    dossier = read(tmp_path, dict(files))
    assert dossier.tables["payroll"]["total_gross"].sum() == 12 * 200_000
    assert [file.read for file in dossier.reading.files] == [1] * 12


def test_a_network_is_one_file_per_table_or_one_folder_per_company(tmp_path: Path) -> None:
    years = parse(tomllib.loads(YEAR_2025))
    flat = read(
        tmp_path / "flat",
        {"paie.csv": "siren;matricule;mois;brut\n732829320;A;2025-01;1\n552100554;A;2025-01;2\n"},
        years,
    )
    for siren, pay in (("732829320", 1), ("552100554", 2)):
        read(
            tmp_path / "many",
            {
                f"{siren}/paie.csv": f"matricule;mois;brut\nA;2025-01;{pay}\n",
                f"{siren}/scop.toml": f'identity = {{ entity_id = "{siren}" }}\n{YEAR_2025}',
            },
        )
    many = load(tmp_path / "many")
    columns = ["entity_id", "person_id", "period", "total_gross"]
    assert_frame_equal(
        flat.tables["payroll"].select(columns).sort(columns), many.tables["payroll"].select(columns).sort(columns)
    )
    assert many.companies == ["552100554", "732829320"] == flat.companies


def test_a_company_that_declares_no_year_is_not_judged_by_the_years_of_another(tmp_path: Path) -> None:
    read(
        tmp_path,
        {
            "a/paie.csv": "matricule;mois;brut\nA;2025-01;1\n",
            "a/scop.toml": f'identity = {{ entity_id = "732829320" }}\n{YEAR_2025}',
            "b/paie.csv": "matricule;mois;brut\nA;2023-01;1\n",
            "b/scop.toml": 'identity = { entity_id = "552100554" }\n',
        },
    )
    network = load(tmp_path)
    assert sorted(network.tables["payroll"]["entity_id"]) == ["552100554", "732829320"]
    assert "other_year" not in network.reading.findings["rule"].to_list()


def test_frames_are_read_like_files(tmp_path: Path) -> None:
    pandas = importlib.import_module("pandas")
    rows = {"person_id": ["A1", "A2"], "period": ["2025-01", "2025-02"], "base_pay": [1234.5, 980.0]}
    from_file = one(tmp_path, PLAIN).drop("source_file")
    for frame in (pl.DataFrame(rows), pandas.DataFrame(rows), pl.LazyFrame(rows), rows):
        held = load(payroll=frame, config=settled()).tables["payroll"].drop("source_file")
        assert_frame_equal(held, from_file.with_columns(source_line=held["source_line"]))


def test_ages_are_counted_at_closing_and_the_birth_date_is_forgotten(tmp_path: Path) -> None:
    text = "matricule;sexe;date de naissance\nA;F;30/06/1980\nB;F;01/07/1980\nC;M;1980\n"
    config = parse(tomllib.loads(IDENTITY + "fiscal_years = [{ start = 2024-07-01, end = 2025-06-30 }]"))
    frame = one(tmp_path, text, "employees", config)
    assert frame.select("birth_year", "age").rows() == [(1980, 45), (1980, 44), (1980, 45)]
    assert "birthday" not in frame.columns


def test_people_without_year_hold_for_every_year(tmp_path: Path) -> None:
    two = "fiscal_years = [{ start = 2024-01-01, end = 2024-12-31 }, { start = 2025-01-01, end = 2025-12-31 }]"
    dossier = read(tmp_path, {"salaries.csv": "matricule;sexe;ddn\nA;F;1980\n"}, parse(tomllib.loads(IDENTITY + two)))
    assert dossier.tables["employees"].select("fiscal_year", "age").sort("fiscal_year").rows() == [
        (2024, 44),
        (2025, 45),
    ]
    assert dossier.reading.rows_kept == 1
    assert dossier.reading.findings["rule"].to_list() == ["year_assumed"]


def test_a_column_of_crosses_says_no_where_it_is_blank(tmp_path: Path) -> None:
    frame = one(tmp_path, "matricule;sexe;rqth\nA;F;x\nB;F;\n", "employees")
    assert frame["disability_status"].to_list() == [True, False]


def test_a_workbook_holds_one_sheet_per_table(tmp_path: Path) -> None:
    xlsxwriter = importlib.import_module("xlsxwriter")
    with xlsxwriter.Workbook(tmp_path / "donnees.xlsx", {"default_date_format": "dd/mm/yyyy"}) as book:
        pay, people = book.add_worksheet("Paie"), book.add_worksheet("Salariés")
        pay.write_row(0, 0, ["Livre de paie 2025"])
        for row, cells in enumerate(
            [["Matricule", "Mois", "Salaire de base"], ["001", "2025-01", 1234.5], ["002", "02/2025", "980,00"]], 2
        ):
            pay.write_row(row, 0, cells)
        people.write_row(0, 0, ["Matricule", "Sexe", "Date d'entrée"])
        people.write_row(1, 0, ["001", "Mme"])
        people.write_datetime(1, 2, __import__("datetime").datetime(2020, 3, 15))
    dossier = load(tmp_path, config=settled())
    assert dossier.tables["payroll"].select("person_id", "period", "base_pay", "source_line").rows() == [
        ("001", date(2025, 1, 1), 123450, 4),
        ("002", date(2025, 2, 1), 98000, 5),
    ]
    assert dossier.tables["employees"].select("person_id", "sex", "contract_start").rows() == [
        ("001", "F", date(2020, 3, 15))
    ]


def test_ten_thousand_faulty_rows_are_all_named(tmp_path: Path) -> None:
    good, bad = "A{n};2025-01;{n},50\n", "B{n};2025-01;{n}O,50\n"
    text = "person_id;period;base_pay\n" + "".join((bad if n % 2 else good).format(n=n) for n in range(20_000))
    dossier = read(tmp_path, {"payroll.csv": text})
    found = dossier.reading.findings
    assert (dossier.reading.rows_read, dossier.reading.rows_kept, dossier.reading.rows_set_aside) == (
        20_000,
        10_000,
        10_000,
    )
    assert found["rule"].unique().to_list() == ["number_has_letter"]
    assert found["line"].to_list() == [n + 2 for n in range(20_000) if n % 2]


CELLS = st.sampled_from(
    ["2450,50", "-12,00", "0", "", "1 234,5", "22-mai", "x", "12.345,6", "€", "NC", "1e3", "(5,00)"]
)
DAYS = st.sampled_from(["2025-01", "01/2025", "", "13/2025", "2025-02-28", "mars 2025", "?"])
NAMES = st.sampled_from(["A1", "A2", "", "Total", "2850578006084", "a@b.fr", " A3 ", "1,2E+5", "A;B"])


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.tuples(NAMES, DAYS, CELLS), max_size=12))
def test_rows_read_are_rows_kept_and_rows_set_aside(tmp_path: Path, rows: list[tuple[str, str, str]]) -> None:
    text = "person_id;period;base_pay\n" + "".join(";".join(row) + "\n" for row in rows)
    dossier = read(tmp_path, {"payroll.csv": text})
    filled = [row for row in rows if any(cell.strip() for cell in row)]
    assert dossier.reading.rows_read == len(filled)
    assert dossier.reading.rows_kept == dossier.tables.get("payroll", pl.DataFrame()).height
    named = dossier.reading.findings.filter(pl.col("line").is_not_null() & (pl.col("severity") != "warn"))
    assert dossier.reading.rows_set_aside == named["line"].n_unique()


PLAIN_CELLS = st.one_of(
    st.integers(-99999, 999999).map(lambda cents: f"{cents / 100:.2f}"),
    st.sampled_from(["", "0", "12", "1.5", "1.234", "1e3", "nan", "2.675", "-0.00", "1234567.89", "x"]),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    cells=st.lists(st.tuples(PLAIN_CELLS, PLAIN_CELLS, st.sampled_from(["2020-01-31", "", "1900-01-01"])), max_size=10),
    comma=st.booleans(),
)
def test_typed_and_textual_reading_give_the_same_frame(
    tmp_path: Path, cells: list[tuple[str, str, str]], comma: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [f"A{n};2025-01;{a};{b}" for n, (a, b, _) in enumerate(cells)]
    text = "person_id;period;base_pay;fte_month\nA;2025-01;1.25;0.5\n" + "".join(f"{row}\n" for row in rows)
    text = text.replace(".", ",") if comma else text
    typed = read(tmp_path, {"payroll.csv": text})
    with monkeypatch.context() as patch:
        patch.setattr(raw_rows, "typed_columns", lambda *_: {})
        textual = read(tmp_path, {"payroll.csv": text})
    assert_frame_equal(typed.tables["payroll"], textual.tables["payroll"])
    assert_frame_equal(typed.reading.findings, textual.reading.findings)


def test_a_clean_file_is_read_with_types(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found: list[dict[int, str]] = []
    typed: Callable[..., dict[int, str]] = raw_rows.typed_columns

    def spy(*arguments: object) -> dict[int, str]:
        found.append(typed(*arguments))
        return found[-1]

    monkeypatch.setattr(raw_rows, "typed_columns", spy)
    one(tmp_path, PLAIN)
    assert found == [{2: "number"}]


@pytest.mark.parametrize("name", ["scop.toml", "nowhere"])
def test_a_folder_that_does_not_exist_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError, match=r"nowhere|scop\.toml"):
        load(tmp_path / name)


def test_a_folder_without_data_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError):
        load(tmp_path)


def test_a_dossier_shows_counts_and_no_person(tmp_path: Path) -> None:
    shown = read(tmp_path, {"payroll.csv": PLAIN})
    assert "A1" not in shown._repr_html_() + repr(shown)
    assert "payroll" in repr(shown)


def test_rows_named_by_findings_can_be_taken_out(tmp_path: Path) -> None:
    dossier = read(tmp_path, {"payroll.csv": PLAIN})
    lines = pl.DataFrame({"table": ["payroll"], "file": ["payroll.csv"], "line": [3]})
    assert dossier.without(lines).tables["payroll"]["person_id"].to_list() == ["A1"]
    assert dossier.tables["payroll"].height == 2
