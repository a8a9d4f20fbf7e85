"""What other frameworks ask: each datapoint is the published figure or says why there is none, and no file says more."""

from __future__ import annotations

import csv
import io
import json
import shutil

import impact_fixture
import openpyxl
import polars as pl
import pytest
from impact_fixture import hidden, row
from typer.testing import CliRunner

from scop_analytics import places
from scop_analytics.cli.application import app
from scop_analytics.errors import PackageError, UsageError
from scop_analytics.evidence import manifest, verify
from scop_analytics.reports.disclosures import reading, write
from scop_analytics.reports.disclosures.filling import disclosures, filled
from scop_analytics.reports.disclosures.reading import NAMES, framework
from scop_analytics.reports.publishing import Made


@pytest.fixture(scope="module")
def vsme():
    """The disclosures of the 42-person sample, for its members."""
    return disclosures("vsme", places.samples() / "coop_42", year=2025)


def told(name, rows, **about):
    """The lines of a framework from results typed by hand."""
    run = impact_fixture.run(rows, **about)
    return filled(framework(name), Made(type("Held", (), {"run": run})(), []))


def line(found, point, group="", section=""):
    rows = found.frame.filter(pl.col("point") == point, pl.col("group") == group)
    rows = rows.filter(pl.col("section") == section) if section else rows
    return rows.row(0, named=True)


def test_vsme_has_its_headings_in_order(vsme):
    assert vsme.frame["section"].unique(maintain_order=True).to_list() == ["B8", "B9", "B10", "C5", "C9"]


def test_each_datapoint_is_the_published_figure():
    rows = [
        row("headcount", 2025, 39.0, segment={"contract_type": "CDI"}),
        row("headcount", 2025, 3.0, segment={"contract_type": "CDD"}),
        row("turnover_rate", 2025, None, 4, 80),
        row("recordable_rate_vsme", 2025, 4.0, 3, 150000),
        hidden("training_hours_per_employee", 2025),
        row("board_gender_ratio", 2025, 0.8),
    ]
    found = told("vsme", rows)
    assert line(found, "39 a", "CDI")["value"] == 39
    assert line(found, "39 a", "CDD")["value"] == 3
    assert line(found, "40")["value"] == 5  # 4 leavers of 80
    number, rate = found.frame.filter(point="41 a").iter_rows(named=True)
    assert (number["value"], number["unit"]) == (3, "count")  # 3 accidents in 150,000 hours
    assert (rate["value"], rate["unit"]) == (4, "per_200000_hours")  # 3 × 200,000 ÷ 150,000
    masked = line(found, "42 d")
    assert (masked["value"], masked["status"]) == (None, "suppressed")
    assert "5" in masked["why"]


def test_what_was_not_read_in_the_text_is_said_to_be_so(vsme):
    assert line(vsme, "65")["checked"] is False
    assert line(vsme, "40")["checked"] is True
    assert "à vérifier dans le texte" in vsme.text().splitlines()[-1]


def test_a_datapoint_without_data_names_the_table_or_says_it_is_out_of_scope():
    lines = told("bilan_social", [], lang="en").frame
    taxes = told("bdese", [], lang="en").frame.filter(label="Taxes").row(0, named=True)
    assert (taxes["status"], "entity" in taxes["why"], "taxes" in taxes["why"]) == ("not_computed", True, True)
    fit = lines.filter(section="4.7").row(0, named=True)
    assert (fit["status"], fit["why"]) == ("outside_scope", "Outside the scope of the package.")
    missing = row("turnover_rate", 2025, status="missing", reason={"key": "table_missing", "table": "employees"})
    assert "employees" in line(told("vsme", [missing], lang="en"), "40")["why"]


@pytest.mark.parametrize("name", NAMES)
def test_no_line_is_empty_and_both_languages_have_the_same(name):
    french, english = (told(name, [], lang=lang).frame for lang in ("fr", "en"))
    assert french.select("section", "point", "indicator", "status").equals(
        english.select("section", "point", "indicator", "status")
    )
    for frame in (french, english):
        assert frame.filter(pl.col("value").is_null() & (pl.col("why") == "")).is_empty()
        assert frame.filter(pl.col("label") == "").is_empty()


def test_the_bilan_social_has_its_seven_chapters():
    sections = [section.code for section in framework("bilan_social").sections]
    assert sections == sorted(sections, key=lambda code: tuple(map(int, code.split("."))))
    assert {code.partition(".")[0] for code in sections} == set("1234567")
    assert [section.code for section in framework("bdese").sections] == [f"T{place}" for place in range(1, 11)]


def test_a_line_the_catalogue_does_not_map_is_refused():
    with pytest.raises(PackageError):
        reading._line({"point": "1", "label": {}, "indicator": "headcount"}, ["leavers"], "x.toml")
    with pytest.raises(PackageError):
        reading._line({"point": "1", "label": {}}, [], "x.toml")


def test_figures_and_masking_are_those_of_the_report(vsme):
    for answer in vsme.frame.filter(pl.col("indicator") != "").iter_rows(named=True):
        fact = vsme.run.fact(answer["indicator"], **json.loads(answer["segment"]))
        assert answer["value"] in (fact.value, fact.row["numerator"])
        assert fact.known or answer["value"] is None


def test_the_three_files_say_the_same_and_can_be_verified(vsme, tmp_path):
    files = {
        path.suffix: path for path in write(vsme, tmp_path, ["xlsx", "csv", "json"]) if path.parent.name == "publiable"
    }
    tree = json.loads((tmp_path / "publiable" / "vsme_000000422_2025_members_fr.json").read_text(encoding="utf-8"))
    values = [answer["value"] for answer in tree["lines"]]
    text = files[".csv"].read_text(encoding="utf-8-sig")
    sheet = openpyxl.load_workbook(files[".xlsx"]).active
    column = next(cell.column for cell in sheet[1] if cell.value == "Valeur")
    assert [sheet.cell(place, column).value for place in range(2, sheet.max_row + 1)] == values
    read = [answer["Valeur"].replace(",", ".") for answer in csv.DictReader(io.StringIO(text), delimiter=";")]
    assert [float(value) if value else None for value in read] == values
    assert verify(tmp_path / "publiable").holds
    assert "vsme_000000422_2025_members_fr" in manifest.read(tmp_path / "publiable")["runs"]


def test_the_command_refuses_before_it_computes(tmp_path):
    for arguments, word in ((["vmse"], "vsme"), (["vsme", "--format", "pdf"], "xlsx")):
        name, *rest = arguments
        with pytest.raises(UsageError) as refused:
            CliRunner().invoke(app, ["export", name, str(tmp_path), *rest], catch_exceptions=False)
        assert word in refused.value.message("fr")
    assert list(tmp_path.iterdir()) == []


def test_the_employer_s_file_is_confidential(tmp_path):
    shutil.copytree(places.samples() / "coop_9", tmp_path / "scop")
    done = CliRunner().invoke(
        app,
        [
            "export",
            "bilan_social",
            str(tmp_path / "scop"),
            "--audience",
            "employer",
            "--output",
            str(tmp_path / "out"),
            "--quiet",
        ],
    )
    assert done.exit_code == 0, done.output
    assert not (tmp_path / "out" / "publiable").exists()
    assert len(list((tmp_path / "out" / "confidentiel").glob("bilan_social_*"))) == 3


def test_a_figure_is_walked_back_to_what_it_rests_on(vsme, tmp_path):
    """The women's share of the 42-person sample: 18 of 42 people, from the register of employees."""
    write(vsme, tmp_path, ["json"])
    done = CliRunner().invoke(
        app, ["verify", str(tmp_path / "publiable"), "--figure", "women_in_workforce", "--lang", "fr"]
    )
    assert done.exit_code == 0, done.output
    mark = manifest.read(tmp_path / "publiable")["runs"]["vsme_000000422_2025_members_fr"]["inputs"]["sha256"]
    for part in ("EMP-18", "Numérateur : 18", "Dénominateur : 42", "(employees)", f"{mark} (inchangé)"):
        assert part in done.output.replace("\u00a0", " ")
