"""What commands write, in every form: the same rows for people, spreadsheets and programs. In this process, to be quick."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import sys
from datetime import date
from decimal import Decimal

import openpyxl
import polars as pl
import pytest
from typer.testing import CliRunner

from scop_analytics import errors, places
from scop_analytics.cli import app, doctor, listing, output, verification
from scop_analytics.cli.terminal import Terminal, asked_language
from scop_analytics.evidence.verification import Checked, Verification
from scop_analytics.indicators import catalogue
from scop_analytics.results import SCHEMA, Results

ONE, OTHER = "000000018", "000000026"
ROW = dict.fromkeys(SCHEMA) | {"company": ONE, "year": 2025, "segment": "{}", "status": "ok", "period": "fiscal"}
BOARD = ROW | {
    "indicator": "women_on_board", "code": "GOV-01", "unit": "percent",
    "value": 400 / 9, "numerator": 4.0, "denominator": 9.0, "people": 9,
}  # fmt: skip
SPREAD = ROW | {"indicator": "pay_spread", "code": "PAY-01", "unit": "ratio", "value": 2.4}
HIDDEN = ROW | {
    "indicator": "headcount", "code": "EMP-01", "unit": "people", "status": "suppressed",
    "segment": '{"sex":"F"}', "reason": '{"key":"suppressed"}',
}  # fmt: skip


def run(*arguments):
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


@pytest.fixture
def results():
    return Results(pl.DataFrame([BOARD, SPREAD, HIDDEN], schema=SCHEMA), catalogue.load(), "members")


@pytest.fixture
def voice():
    return Terminal("en")


# Results


def test_a_table_says_code_fraction_and_why_a_number_is_hidden(results):
    hidden, spread, board = output.text(results, "table", "en").splitlines()
    assert hidden.startswith("2025  EMP-01")
    assert "sex=F" in hidden
    assert "Hidden" in hidden
    assert "2.4" in spread
    assert board.startswith("2025  GOV-01")
    assert "4\u00a0of\u00a09" in board


def test_a_table_of_several_companies_names_each(results):
    both = pl.concat([results.frame, results.frame.with_columns(company=pl.lit(OTHER))])
    lines = output.text(Results(both, results.catalogue, "members"), "table", "fr").splitlines()
    assert [line[:9] for line in lines] == [ONE] * 3 + [OTHER] * 3


def test_json_opens_segments_and_reasons(results):
    tree = json.loads(output.text(results, "json", "fr"))
    assert tree["audience"] == "members"
    assert [row["indicator"] for row in tree["results"]] == ["headcount", "pay_spread", "women_on_board"]
    assert tree["results"][0]["segment"] == {"sex": "F"}
    assert tree["results"][0]["reason"] == {"key": "suppressed"}
    assert tree["results"][0]["value"] is None


def test_csv_for_machines_and_for_french_spreadsheets_hold_the_same_number(results):
    machines = pl.read_csv(io.StringIO(output.text(results, "csv", "fr")))
    french = pl.read_csv(io.StringIO(output.text(results, "csv-fr", "fr")), separator=";", decimal_comma=True)
    assert machines["value"].to_list() == french["value"].to_list() == [None, 2.4, 400 / 9]
    assert ";2,4;" in output.text(results, "csv-fr", "fr")


def test_french_csv_file_starts_with_the_mark_excel_asks_for(results, tmp_path):
    output.write(results, "csv-fr", tmp_path / "results.csv", "fr")
    assert (tmp_path / "results.csv").read_bytes().startswith(b"\xef\xbb\xbfcompany;year;")
    output.write(results, "csv", tmp_path / "plain.csv", "fr")
    assert (tmp_path / "plain.csv").read_bytes().startswith(b"company,year,")


def test_parquet_keeps_every_column_and_type(results, tmp_path):
    output.write(results, "parquet", tmp_path / "results.parquet", "fr")
    read = pl.read_parquet(tmp_path / "results.parquet")
    assert dict(read.schema) == dict(results.frame.schema)
    assert read["indicator"].to_list() == ["headcount", "pay_spread", "women_on_board"]


def test_workbook_holds_numbers_as_numbers_and_the_same_bytes_twice(results, tmp_path):
    for name in ("once.xlsx", "again.xlsx"):
        output.write(results, "xlsx", tmp_path / name, "fr")
    assert (tmp_path / "once.xlsx").read_bytes() == (tmp_path / "again.xlsx").read_bytes()
    head, *rows = openpyxl.load_workbook(tmp_path / "once.xlsx")["results"].iter_rows(values_only=True)
    assert head == tuple(SCHEMA)
    assert [row[head.index("value")] for row in rows] == [None, 2.4, pytest.approx(44.4444, abs=1e-4)]


def test_compute_writes_a_file_and_says_so_beside_standard_output(tmp_path):
    coop = places.samples() / "coop_9"
    target = tmp_path / "results.parquet"
    asked = ("compute", coop, "--only", "headcount, pay_spread", "--format", "parquet", "-o", target, "--lang", "en")
    done = run(*asked)
    assert done.exit_code == 0
    assert done.stdout == ""
    assert str(target) in done.stderr
    assert set(pl.read_parquet(target)["indicator"]) == {"headcount", "pay_spread"}


def test_a_workbook_needs_a_file_to_go_to(tmp_path):
    done = run("compute", tmp_path, "--format", "xlsx")
    assert isinstance(done.exception, errors.UsageError)
    assert done.exception.key == "output_needed"


# Lists


def test_columns_stand_under_each_other_and_the_last_is_free():
    assert listing.aligned([["a", "long", "x"], ["bbb", "b", "a very long label"]]) == (
        "a    long  x\nbbb  b     a very long label"
    )
    assert listing.aligned([]) == ""


def test_law_values_name_text_link_and_day(voice):
    row = {
        "key": "minimum_wage.hourly", "value": "12.02", "unit": "EUR", "from": date(2026, 1, 1),
        "status": "in_force", "label": "Hourly minimum wage", "source": "Decree", "url": "https://example.org",
        "jurisdiction": "FR", "until": None,
    }  # fmt: skip
    until = {**row, "key": "minimum_wage.share", "value": "1/3", "unit": "fraction", "until": date(2026, 12, 31)}
    assert listing.by_text(pl.DataFrame([row, until], infer_schema_length=2), date(2026, 1, 1), voice).splitlines() == [
        "The law on 1\u00a0January 2026: 2 values (provisional: 0).",
        "",
        "France",
        "",
        "Decree",
        "https://example.org",
        "  Hourly minimum wage",
        "    minimum_wage.hourly = 12.02 € · in force · since 1\u00a0January 2026",
        "  Hourly minimum wage",
        "    minimum_wage.share = 1/3 · in force · from 1\u00a0January 2026 to 31\u00a0December 2026",
    ]


def test_decimals_of_the_law_are_numbers_in_json():
    frame = pl.DataFrame({"value": [Decimal("12.02")], "from": [date(2026, 1, 1)]})
    assert json.loads(listing.as_json_text(frame)) == [{"value": 12.02, "from": "2026-01-01"}]


def test_rules_of_a_day_are_listed_for_people():
    done = run("rules", "--on", "2026-01-01", "--lang", "en")
    assert done.exit_code == 0
    assert "minimum_wage.hourly = 12.02" in done.stdout
    assert "https://" in done.stdout


def test_who_declares_is_listed_in_words():
    done = run("rules", "--on", "2019-06-01", "--lang", "fr")
    assert "dès 1\u202f000 salariés, le 1er\u00a0mars 2019, puis chaque année" in done.stdout
    directive = run("rules", "--on", "2027-01-01", "--jurisdiction", "eu", "--lang", "en")
    assert "from 100 employees, on 7\u00a0June 2031, then every 3 years" in directive.stdout
    assert "minimum_wage" not in directive.stdout


def test_a_country_without_law_and_a_day_that_is_none_are_refused_with_the_closest():
    assert run("rules", "--jurisdiction", "FRA").exception.facts["suggestion"] == "FR"
    assert run("rules", "--on", "30/02/2019").exception.facts["suggestion"] == "2019-02-28"


def test_a_group_is_asked_by_name_and_value():
    done = run("explain", "women_on_board", "--segment", "women")
    assert isinstance(done.exception, errors.UsageError)
    assert done.exception.key == "segment_form"
    assert "sex" in run("explain", "headcount", "--segment", "sex=F", "--json", "--lang", "en").stdout


def test_version_is_that_of_the_package():
    from importlib import metadata

    done = run("--version")
    assert (done.exit_code, done.stdout.strip()) == (0, metadata.version("scop-analytics"))
    assert "demo" in run().output  # no command: the help


# Verification


def test_a_run_that_holds_and_one_that_does_not_are_told_line_by_line(voice):
    same, changed = Checked("impact", "impact.html", "same"), Checked("impact", "impact.json", "changed")
    held = verification.render(Verification((same,)), voice, as_json=False)
    assert held.splitlines() == ["● impact · impact.html · unchanged", held.splitlines()[-1]]
    broken = Verification((same, changed, Checked("impact", "results", "not_recomputed")))
    lines = verification.render(broken, voice, as_json=False).splitlines()
    assert [line[0] for line in lines[:3]] == ["●", "▲", "–"]
    assert lines[-1] != held.splitlines()[-1]
    assert json.loads(verification.render(broken, voice, as_json=True)) == {
        "holds": False,
        "checked": [
            {"run": "impact", "what": "impact.html", "outcome": "same"},
            {"run": "impact", "what": "impact.json", "outcome": "changed"},
            {"run": "impact", "what": "results", "outcome": "not_recomputed"},
        ],
    }


def test_verify_computes_again_then_sees_a_file_changed_by_one_byte(tmp_path):
    from scop_analytics.reports import publishing
    from scop_analytics.reports.preparing import Order

    coop, room = shutil.copytree(places.samples() / "coop_9", tmp_path / "coop"), tmp_path / "room"
    room.mkdir()
    publishing.write(publishing.make_here(coop, Order("quality"), room), ("json",), tmp_path / "out")
    manifest = tmp_path / "out" / "publiable" / "manifeste.json"
    done = run("verify", manifest, "--json")
    told = json.loads(done.stdout)
    assert (done.exit_code, told["holds"]) == (0, True)
    assert {"inputs", "results"} <= {item["what"] for item in told["checked"]}
    assert {item["outcome"] for item in told["checked"]} == {"same"}
    written = next(manifest.parent.glob("*_2025_*.json"))
    written.write_bytes(written.read_bytes() + b" ")
    shutil.rmtree(coop)
    again = run("verify", manifest, "--lang", "en")
    assert again.exit_code == 1
    assert f"{written.name} · changed" in again.stdout


# The machine


def test_an_absent_component_is_said_with_its_remedy_and_answers_3(voice):
    lacking = [doctor.Finding("kernel", works=False), doctor.Finding("browser", works=False, needed=False)]
    assert [finding.exit_code for finding in lacking] == [3, 0]
    lines = doctor.render(lacking, voice, as_json=False).splitlines()
    assert [line[0] for line in lines] == ["○", " ", "◐", " "]
    assert "ipykernel" in lines[1]


def test_a_library_that_is_not_installed_is_named(monkeypatch):
    monkeypatch.setattr(doctor, "NEEDED", ("polars", "no-such-library"))
    found = doctor._libraries()
    assert (found.works, found.found) == (False, "no-such-library")


def test_systems_without_font_list_or_memory_figure_are_not_blamed(monkeypatch):
    def absent(name):
        raise ValueError(name)

    monkeypatch.setattr(doctor.shutil, "which", lambda _: None)
    monkeypatch.setattr(doctor.sys, "platform", "darwin")
    monkeypatch.setattr(doctor.os, "sysconf", absent)
    assert doctor._fonts().works
    assert (doctor._memory().works, doctor._memory().found) == (True, "?")


def test_doctor_examines_this_machine(monkeypatch):
    done = subprocess.CompletedProcess((), 0, stdout="DejaVu Sans\n")
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: done)
    assert [finding.name for finding in doctor.examine()] == [
        "python", "libraries", "files", "kernel", "memory", "locale", "fonts", "browser", "folder",
    ]  # fmt: skip
    assert "● Python:" in run("doctor", "--lang", "en").stdout


# Languages and progress


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [(["check", "--lang", "en"], "en"), (["check", "--lang=en"], "en"), (["check", "--lang", "it"], "fr"), ([], "fr")],
)
def test_help_is_written_in_the_language_asked_or_that_of_the_machine(arguments, expected, monkeypatch):
    monkeypatch.setenv("LANG", "fr_FR.UTF-8")
    monkeypatch.setenv("LC_ALL", "")
    assert asked_language(arguments) == expected


def test_a_language_nobody_speaks_here_is_refused_with_the_closest():
    done = run("catalogue", "--lang", "eng")
    assert isinstance(done.exception, errors.UsageError)
    assert "en" in done.exception.message("en")


class Screen(io.StringIO):
    def isatty(self):
        return True


def test_progress_moves_on_a_terminal_and_is_one_plain_line_elsewhere(monkeypatch, voice):
    monkeypatch.delenv("CI", raising=False)
    for stream, moves in ((Screen(), True), (io.StringIO(), False)):
        monkeypatch.setattr(sys, "stderr", stream)
        with voice.progress("report.running", name="impact"):
            pass
        assert "impact" in stream.getvalue()
        assert ("\x1b[" in stream.getvalue() or "\r" in stream.getvalue()) == moves


def test_a_quiet_command_says_nothing(monkeypatch):
    monkeypatch.setattr(sys, "stderr", Screen())
    with Terminal("fr", quiet=True).progress("report.running", name="impact"):
        pass
    assert sys.stderr.getvalue() == ""
