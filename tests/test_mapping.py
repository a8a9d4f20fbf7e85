"""How columns and files are called is kept in ``scop.toml``; what is not understood is said at once, with a suggestion."""

from __future__ import annotations

import csv
import importlib
import json
import re
import tomllib
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from scop_analytics import config, tables, words
from scop_analytics.config import Config, Entry
from scop_analytics.dossier import load
from scop_analytics.errors import UsageError
from scop_analytics.sources import mapping
from scop_analytics.sources.folder import file_names, table_of
from scop_analytics.sources.model import sheet_title, write_model

BASE = 'identity = { entity_id = "732829320" }\nfiscal_years = [{ start = 2025-01-01, end = 2025-12-31 }]\n'


def settled(text: str) -> Config:
    return config.parse(tomllib.loads(BASE + text))


def payroll(folder: Path, text: str, settings: str) -> pl.DataFrame:
    (folder / "payroll.csv").write_text(text, encoding="utf-8")
    return load(folder, config=settled(settings)).tables["payroll"]


def test_a_header_of_your_own(tmp_path: Path) -> None:
    frame = payroll(
        tmp_path,
        "Nº;Mois;Fixe mensuel\nA;2025-01;10,00\n",
        '[mapping.payroll]\nperson_id = "nº"\nbase_pay = { header = "FIXE mensuel" }',
    )
    assert frame.select("person_id", "base_pay").rows() == [("A", 1000)]


def test_a_declared_header_wins_over_a_known_one(tmp_path: Path) -> None:
    frame = payroll(
        tmp_path,
        "matricule;mois;brut;brut fiscal\nA;2025-01;10,00;9,00\n",
        '[mapping.payroll]\ntotal_gross = "brut fiscal"',
    )
    assert frame["total_gross"].to_list() == [900]


def test_a_column_said_absent_is_not_read(tmp_path: Path) -> None:
    frame = payroll(
        tmp_path, "matricule;mois;contrat\nA;2025-01;CDI\n", "[mapping.payroll]\ncontract_id = { absent = true }"
    )
    assert frame["contract_id"].to_list() == [None]


UNITS = [
    ('{ header = "brut", unit = "cent" }', "300050", 300050),
    ('{ header = "brut", unit = "kEUR" }', "3,5", 350000),
    ('{ header = "brut", currency = "USD" }', "$3,000.50", 300050),
    ('{ header = "brut", decimal = "," }', "3,500", 350),
    ('{ header = "brut", decimal = "." }', "3,500", 350000),
    ('{ header = "brut", values = { "forfait" = "1200,00" } }', "forfait", 120000),
]


@pytest.mark.parametrize(("entry", "written", "cents"), UNITS)
def test_units_currencies_marks_and_values(tmp_path: Path, entry: str, written: str, cents: int) -> None:
    frame = payroll(
        tmp_path, f"matricule;mois;brut\nA;2025-01;{written}\n", f"[mapping.payroll]\ntotal_gross = {entry}"
    )
    assert frame["total_gross"].to_list() == [cents]


def test_a_constant_for_a_whole_file(tmp_path: Path) -> None:
    frame = payroll(
        tmp_path,
        "matricule;brut\nA;10,00\nB;20,00\n",
        '[mapping.payroll]\nperiod = { constant = "2025-03" }\nfte_month = { constant = 0.8 }',
    )
    assert frame.select("period", "fte_month").rows() == [(date(2025, 3, 1), 8000)] * 2


@pytest.mark.parametrize(
    ("written", "read"),
    [("mm/jj/aaaa", "%m/%d/%Y"), ("YYYY-MM-DD", "%Y-%m-%d"), ("jj.mm.aa", "%d.%m.%y"), ("%d %m %Y", "%d %m %Y")],
)
def test_date_formats_are_written_as_people_say_them(written: str, read: str) -> None:
    assert config.date_format(written) == read


def test_american_dates_once_declared(tmp_path: Path) -> None:
    (tmp_path / "salaries.csv").write_text(
        "matricule;sexe;date d'entrée\nA;F;01/13/2020\nB;F;02/03/2020\n", encoding="utf-8"
    )
    settings = settled(
        '[mapping.employees]\ncontract_start = { header = "date d\'entrée", date_format = "mm/jj/aaaa" }'
    )
    assert load(tmp_path, config=settings).tables["employees"]["contract_start"].to_list() == [
        date(2020, 1, 13),
        date(2020, 2, 3),
    ]


def test_a_wide_file_has_one_row_per_person_and_year(tmp_path: Path) -> None:
    (tmp_path / "rh_2025.csv").write_text(
        "Matr;H/F;Brut annuel;Base\nA;Mme;36000,00;34000,00\nB;M.;30000,00;29000,00\n", encoding="utf-8"
    )
    settings = settled(
        '[[wide]]\nkind = "person_year"\nfiles = ["rh_*.csv"]\nyear = 2025\n'
        '[mapping.payroll]\ntotal_gross = "Brut annuel"\nbase_pay = "base"\n'
    )
    dossier = load(tmp_path, config=settings)
    columns = ["person_id", "period", "base_pay", "total_gross", "period_months"]
    assert dossier.tables["payroll"].select(columns).rows() == [
        ("A", date(2025, 12, 1), 3400000, 3600000, 12),
        ("B", date(2025, 12, 1), 2900000, 3000000, 12),
    ]
    assert dossier.tables["employees"].select("person_id", "fiscal_year", "sex").rows() == [
        ("A", 2025, "F"),
        ("B", 2025, "M"),
    ]
    assert dossier.reading.findings.is_empty()


def test_the_hours_of_a_row_of_a_year_are_those_of_twelve_months(tmp_path: Path) -> None:
    wide = '[[wide]]\nfiles = ["annuel.csv"]\nkind = "person_year"\nyear = 2025\ntables = ["employees", "payroll"]\n'
    (tmp_path / "annuel.csv").write_text("matricule;sexe;salaire de base;heures payées\nA;F;24000,50;1820\n", "utf-8")
    dossier = load(tmp_path, config=settled(wide))
    row = dossier.tables["payroll"].row(0, named=True)
    assert (row["hours_paid"], row["period_months"]) == (182_000, 12)
    assert "hours_yearly" not in dossier.reading.findings["rule"].to_list()


def test_a_survey_with_one_column_per_question(tmp_path: Path) -> None:
    text = "Répondant;Sexe;Je suis libre de prendre un congé;Sens\n1;F;5;4\n2;M;;3\n"
    (tmp_path / "sondage.csv").write_text(text, encoding="utf-8")
    settings = settled(
        '[[wide]]\nkind = "survey"\nfiles = ["sondage*"]\ntables = ["survey"]\nsurvey_id = "2025"\n'
        'items = { "Je suis libre de prendre un congé" = "parental_leave_freedom", "Sens" = "meaning" }'
    )
    frame = load(tmp_path, config=settings).tables["survey"]
    assert frame.select("survey_id", "respondent_id", "item_code", "answer", "sex", "source_line").rows() == [
        ("2025", "1", "parental_leave_freedom", "5", "F", 2),
        ("2025", "1", "meaning", "4", "F", 2),
        ("2025", "2", "meaning", "3", "M", 3),
    ]


def test_unknown_headers_are_said_all_at_once_and_the_accepted_ones_are_kept(tmp_path: Path) -> None:
    (tmp_path / "payroll.csv").write_text(
        "matricle;mois;salaire de bse;couleur\nA;2025-01;10,00;bleu\n", encoding="utf-8"
    )
    (tmp_path / "scop.toml").write_text(
        '[identity]\nentity_id = "732829320"\n[mapping.payroll]\nbonus_regular = { absent = true }\n', encoding="utf-8"
    )
    findings = load(tmp_path).reading.findings
    said = {
        json.loads(facts)["header"]: rule
        for rule, facts in findings.select("rule", "facts").rows()
        if "header_un" in rule
    }
    assert said == {"matricle": "header_unknown", "salaire de bse": "header_unknown", "couleur": "header_unused"}
    wanted = mapping.suggested(findings)
    assert wanted == {"payroll": {"person_id": "matricle", "base_pay": "salaire de bse"}}
    assert mapping.keep(tmp_path, wanted).count("header = ") == 2
    assert load(tmp_path).tables["payroll"].select("person_id", "base_pay").rows() == [("A", 1000)]
    assert mapping.keep(tmp_path, wanted) == ""


FILE_NAMES = {
    "payroll": "payroll",
    "Paie": "payroll",
    "paie_2025-01": "payroll",
    "PAIE 2025": "payroll",
    "bulletins-de-paie_03": "payroll",
    "Salariés": "employees",
    "effectifs 31-12-2025": "employees",
    "paiements": "",
    "2025": "",
}


@pytest.mark.parametrize(("stem", "table"), FILE_NAMES.items())
def test_file_names_in_both_languages(stem: str, table: str) -> None:
    assert table_of(stem) == table


def test_a_file_named_otherwise_is_declared(tmp_path: Path) -> None:
    (tmp_path / "export 12.csv").write_text("matricule;mois;brut\nA;2025-01;10,00\n", encoding="utf-8")
    dossier = load(tmp_path, config=settled('[files.payroll]\nnames = ["export*.csv"]'))
    assert dossier.tables["payroll"].height == 1


WRONG = [
    ('[identiti]\nentity_id = "1"', "identity"),
    ('[identity]\nentity_ids = "1"', "entity_id"),
    ('[mapping.payrol]\nbase_pay = "x"', "payroll"),
    ('[mapping.payroll]\nbase_pai = "x"', "base_pay"),
    ('[mapping.payroll]\nbase_pay = { heade = "x" }', "header"),
    ('[mapping.payroll]\nbase_pay = { header = "x", unit = "cents" }', "cent"),
    ('[[wide]]\nfiles = ["x"]\nkind = "person-year"', "person_year"),
    ('[options]\npublish_spread = "x"', "publish_pay_spread"),
    ('[options]\njurisdictions = ["UK"]', "GB"),
    ('[options]\njurisdictions = "FRA"', "FR"),
    ('[options]\ntransposition = "every_3_years"', "every_three_years"),
    ('[[waivers]]\nrule = "ROW-03"\nwho = "x"', "why"),
    ("[[fiscal_years]]\nstart = 2025-12-31\nend = 2025-01-01", "2025-01-01"),
    ("[mapping.payroll]\nperiod = 12", "mapping"),
    ('[mapping.payroll]\nperiod = { header = "x", date_format = "mois/an" }', "mois/an"),
]


@pytest.mark.parametrize(("text", "told"), WRONG)
@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_a_wrong_setting_is_refused_with_what_would_do(text: str, told: str, lang: str) -> None:
    with pytest.raises(UsageError) as refused:
        config.parse(tomllib.loads(text))
    assert told in refused.value.message(lang)


@pytest.mark.parametrize("written", ['"GB"', '["GB"]'])
def test_one_country_may_be_written_alone(written: str) -> None:
    chosen = config.parse(tomllib.loads(f'[options]\njurisdictions = {written}\ntransposition = "every_three_years"'))
    assert (chosen.options.jurisdictions, chosen.options.transposition) == (("GB",), "every_three_years")


def test_the_identity_fills_the_entity_table(tmp_path: Path) -> None:
    text = '[identity]\nentity_id = "732829320"\nlegal_form = "scop sarl"\nregion = "Occitanie"\ncoop_status = "SCOQ"\n'
    (tmp_path / "scop.toml").write_text(
        text + "[[fiscal_years]]\nstart = 2024-10-01\nend = 2025-09-30\n", encoding="utf-8"
    )
    (tmp_path / "paie.csv").write_text("matricule;mois;brut\nA;2025-01;10,00\n", encoding="utf-8")
    dossier = load(tmp_path)
    columns = ["entity_id", "fiscal_year", "legal_form", "region", "fiscal_year_end", "coop_status"]
    assert dossier.tables["entity"].select(columns).rows() == [
        ("732829320", 2025, "SARL", "76", date(2025, 9, 30), None)
    ]
    assert dossier.reading.findings.select("file", "rule", "column").rows() == [
        ("scop.toml", "code_unknown", "coop_status")
    ]


def test_a_bare_text_is_a_header() -> None:
    assert settled('[mapping.payroll]\nbase_pay = "Fixe"').entries("payroll") == {"base_pay": Entry(header="Fixe")}


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_the_model_is_understood_by_the_reading(tmp_path: Path, lang: str) -> None:
    written = write_model(tmp_path, lang)
    assert config.read(tmp_path).identity == {}
    for path in (path for path in written if path.suffix == ".csv"):
        with path.open(encoding="utf-8-sig", newline="") as source:
            header = next(csv.reader(source, delimiter=";"))
        (tmp_path / "donnees" / path.name).write_text(
            ";".join(header) + "\n" + ";" * (len(header) - 1) + "\n", encoding="utf-8"
        )
        assert len(header) == len(tables.contract(path.stem).columns)
    findings = load(tmp_path).reading.findings
    assert set(findings["rule"]) == {"only_header"}
    with pytest.raises(UsageError):
        write_model(tmp_path, lang)


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_settings_of_the_model_count_once_uncommented(tmp_path: Path, lang: str) -> None:
    write_model(tmp_path, lang)
    text = re.sub(r"(?m)^# (?=\[|[a-z_]+ = )", "", (tmp_path / "scop.toml").read_text(encoding="utf-8"))
    settings = config.parse(tomllib.loads(text))
    assert settings.company == "732829320"
    assert [len(part) for part in (settings.wide, settings.waivers, settings.fiscal_years, settings.mapping)] == [
        2,
        1,
        1,
        2,
    ]


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_the_workbook_of_the_model_has_a_sheet_per_table(tmp_path: Path, lang: str) -> None:
    openpyxl = importlib.import_module("openpyxl")
    path = write_model(tmp_path, lang)[-1]
    sheets = openpyxl.load_workbook(path).sheetnames
    filled_in = {name: contract for name, contract in tables.load_all().items() if name != "fec"}  # no model of a FEC
    names = [sheet_title(contract, lang) for contract in filled_in.values()]
    assert sheets == [words.say("model.dictionary", lang), *names, words.say("model.lists", lang)]
    assert [table_of(name) for name in names] == list(filled_in)


def test_no_file_name_announces_two_tables() -> None:
    for contract in tables.load_all().values():
        for spelling in (contract.name, *contract.files):
            assert file_names()[tables.header_key(spelling)] == contract.name
