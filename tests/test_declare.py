"""The declaration: figures of the indicators in the order of the form, many companies at once, files for the employer."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import polars as pl
import pytest
from paid_people import COMPANY, EIGHT, coop, network
from test_cli import scop as command

import scop_analytics as scop
from scop_analytics.errors import UsageError
from scop_analytics.indicators import catalogue
from scop_analytics.indicators.computing import compute_full
from scop_analytics.official.form import listed
from scop_analytics.official.lines import lines
from scop_analytics.official.writing import write
from scop_analytics.places import samples

SAMPLE = Path(__file__).parents[2] / "shared" / "samples" / "official" / "gip_mds_indicators_sample.csv"
# By hand: tests/test_official_causes.py says how. Hourly medians: women (24,000 + 30,000) ÷ 2 ÷ 1,820, men 36,000 ÷ 1,820.
# Workforce: eight contracts of the whole year, one of them half-time; the apprentice does not count.
EXPECTED = {
    "workforce": 7.5, "people_annual_women": 4, "people_hourly_men": 4, "mean_annual_gap": 0.2917, "mean_annual_women": 25500, "mean_annual_men": 36000,
    "mean_hourly_gap": 0.2083, "mean_hourly_women": 15.66, "mean_hourly_men": 19.78, "median_annual_gap": 0.25,
    "median_hourly_gap": 0.25, "median_hourly_women": 14.84, "threshold_hourly_1": 13.19, "quarter_hourly_1_women": 1,
    "quarter_hourly_1_men": 1,
}  # fmt: skip


@pytest.fixture(scope="module")
def declared():
    return scop.declaration(coop())


@pytest.fixture(scope="module")
def sample():
    return scop.declaration(scop.load(samples() / "coop_42"), year=2025)


def test_figures_computed_by_hand(declared):
    assert {line: declared.value(line) for line in EXPECTED} == EXPECTED


def test_gaps_are_also_in_percent_to_one_decimal(declared):
    rows = declared.frame.filter(pl.col("kind") == "gap", pl.col("declared").is_not_null())
    assert dict(rows.select("line", "percent").iter_rows())["mean_annual_gap"] == 29.2
    assert declared.frame.filter(pl.col("kind") != "gap")["percent"].null_count() == declared.frame.filter(pl.col("kind") != "gap").height  # fmt: skip


def test_lines_follow_the_form(declared):
    parts = list(dict.fromkeys(declared.frame["part"].to_list()))
    assert parts[:7] == ["workforce", "A", "B", "C", "D", "E", "F"]
    order = [line for line, known in lines().items() if known.of != "quality"]
    assert declared.frame.filter(pl.col("part") != "G")["line"].to_list() == order
    annual = [line for line in order if line.startswith("mean_")]
    assert annual == ["mean_annual_gap", "mean_annual_women", "mean_annual_men", "mean_hourly_gap", "mean_hourly_women", "mean_hourly_men"]  # fmt: skip


def test_the_gap_of_a_line_is_that_of_its_indicator_and_of_its_amounts(sample):
    """Two ways that share nothing but the people: the catalogue's formula, and the amounts of the form."""
    full = compute_full(scop.load(samples() / "coop_42"))
    told = {row["indicator"]: row["value"] for row in full.frame.filter(year=2025, segment="{}").iter_rows(named=True)}
    frame = {row["line"]: row["ours"] for row in sample.frame.iter_rows(named=True)}
    compared = 0
    for name, line in lines().items():
        if line.of == "gap" and line.ours in catalogue.load() and frame[name] is not None:
            assert frame[name] * 100 == pytest.approx(told[line.ours], abs=1e-9)
            women, men = (frame[name.replace("_gap", f"_{side}")] for side in ("women", "men"))
            assert frame[name] == pytest.approx(1 - women / men, abs=1e-9)
            compared += 1
    assert compared >= 4


def test_what_cannot_be_computed_is_empty_and_says_why():
    alone = [person for person in EIGHT if person[0] not in ("M3", "M4")]
    declared = scop.declaration(coop(alone))
    row = declared.frame.filter(line="mean_annual_gap").row(0, named=True)
    assert (row["declared"], row["percent"], row["status"]) == (None, None, "not_computable")
    told = next(row for row in declared.told("fr") if row["line"] == "mean_annual_gap")
    assert "3 femmes et 3 hommes" in told["why"]


def test_a_company_alone_declares_what_it_declares_among_others():
    both = network({"000000001": EIGHT, "000000002": EIGHT[1:], COMPANY: EIGHT})
    among = scop.declaration(both)
    assert among.companies == ["000000001", "000000002", COMPANY]
    assert among.of(COMPANY).frame.equals(scop.declaration(coop()).frame)


@pytest.mark.skipif(not SAMPLE.is_file(), reason="the official sample is not on this machine")
def test_beside_a_company_of_the_official_sample():
    declared = scop.declaration(coop(company="969502004", year=2026), official=SAMPLE)
    row = declared.frame.filter(line="mean_annual_gap").row(0, named=True)
    assert (row["official"], row["cause"], row["consistent"]) == (-0.0211, "unexplained", True)
    assert row["difference"] == pytest.approx(0.2917 + 0.0211, abs=1e-4)
    assert declared.frame.filter(part="quality").height == 15
    assert declared.findings.is_empty()


def test_files_in_three_formats(declared, tmp_path):
    made = write(declared, tmp_path, ["csv", "json", "xlsx"], "fr")
    assert [path.name for path in made] == [
        f"declaration_{COMPANY}_2025_employer_fr.{form}" for form in ("csv", "json", "xlsx")
    ]
    assert {path.parent.name for path in made} == {"confidentiel"}
    raw = made[0].read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(raw.decode("utf-8-sig").splitlines(), delimiter=";"))
    line = next(row for row in rows if row["Code"] == "mean_annual_gap")
    assert (line["Valeur"], line["En pourcentage"], line["SIREN"]) == ("0,2917", "29,2", COMPANY)
    tree = json.loads(made[1].read_text("utf-8"))
    assert next(item for item in tree["lines"] if item["line"] == "mean_annual_gap")["declared"] == 0.2917
    sheet = pl.read_excel(made[2])
    assert sheet["Code"].to_list() == declared.frame["line"].to_list()
    again = write(declared, tmp_path / "again", ["csv", "json", "xlsx"], "fr")
    assert [path.read_bytes() for path in made[:2]] == [path.read_bytes() for path in again[:2]]


def test_english_files_have_english_heads_and_labels(declared, tmp_path):
    text = write(declared, tmp_path, ["csv"], "en")[0].read_text("utf-8-sig")
    assert text.splitlines()[0].split(";")[:5] == ["SIREN", "Year", "Part", "Code", "Line"]
    assert "Gap in mean annual pay" in text


def test_an_unknown_format_or_year_is_refused(declared, tmp_path):
    with pytest.raises(UsageError):
        write(declared, tmp_path, ["docx"], "fr")
    with pytest.raises(UsageError):
        scop.declaration(coop(), year=1999)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_list_holds_every_line_and_no_person(declared, lang):
    text = listed(declared, lang)
    assert all(declared.told(lang)[place]["label"] in text for place in range(declared.frame.height))
    assert "W1" not in text
    assert declared._repr_html_().startswith("<table>")


def test_the_command(tmp_path):
    official = tmp_path / "officiel.csv"
    official.write_text("x;date_debut;date_fin\nx;2025-01-01;2025-12-31\nSIREN;Effectif_RCD\n000000422;40,75\n12;1O\n", encoding="utf-8")  # fmt: skip
    folder = samples() / "coop_42"
    done = command(
        "declare", folder, "--year", "2025", "--official", official, "--output", tmp_path / "out", "--lang", "fr"
    )
    assert done.returncode == 1  # a line of the official file was set aside; the rest is written
    assert len(done.stdout.splitlines()) == 3
    assert "officiel.csv" in done.stderr
    assert "1O" not in done.stderr
    plain = command("declare", folder, "--year", "2025", "--json")
    assert plain.returncode == 0
    assert json.loads(plain.stdout)["year"] == 2025
    absent = command("declare", folder, "--official", tmp_path / "no.csv")
    assert (absent.returncode, absent.stdout) == (2, "")
    official.write_text("a;b\n1;2\n", encoding="utf-8")
    refused = command("declare", folder, "--official", official, "--output", tmp_path / "other")
    assert refused.returncode == 1
    assert not (tmp_path / "other").exists()
