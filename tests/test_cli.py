"""The commands as people type them: what they print, what they refuse, what they answer."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from scop_analytics.cli.application import main
from scop_analytics.places import samples

COMMANDS = (
    "demo",
    "init",
    "check",
    "compute",
    "declare",
    "report",
    "catalogue",
    "explain",
    "rules",
    "schemas",
    "lab",
    "doctor",
    "verify",
    "pack",
    "benchmark",
)


def scop(*arguments, cwd=None, lang="en", **env):
    """Run the command in its own process; French when asked."""
    environment = {
        **os.environ,
        "LANG": "fr_FR.UTF-8" if lang == "fr" else "en_GB.UTF-8",
        "LC_ALL": "",
        "CI": "true",
        **env,
    }
    return subprocess.run(
        [sys.executable, "-m", "scop_analytics", *map(str, arguments)],
        capture_output=True, text=True, encoding="utf-8", cwd=cwd, env=environment, check=False,
    )  # fmt: skip


@pytest.fixture(scope="module")
def coop(tmp_path_factory):
    folder = tmp_path_factory.mktemp("dossier") / "coop"
    shutil.copytree(samples() / "coop_42", folder)
    return folder


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_help_of_every_command_has_an_example(command, lang):
    done = scop(command, "--help", lang=lang)
    assert done.returncode == 0
    assert f"scop {command}" in done.stdout
    assert ("Exemple" if lang == "fr" else "Example") in done.stdout


def test_check_of_a_clean_sample_answers_0(coop):
    done = scop("check", coop)
    assert done.returncode == 0, done.stdout + done.stderr


def test_check_of_a_bad_file_answers_1_and_says_where(tmp_path):
    shutil.copytree(samples() / "coop_42", tmp_path / "bad")
    payroll = next(path for path in (tmp_path / "bad" / "donnees").iterdir() if path.stem in ("payroll", "paie"))
    lines = payroll.read_text("utf-8").splitlines()
    first = lines[1].split(";")
    money = next(i for i, cell in enumerate(first) if "," in cell)
    first[money] = "2 45O,0O"
    payroll.write_text("\n".join([lines[0], ";".join(first), *lines[2:]]) + "\n", "utf-8")
    done = scop("check", tmp_path / "bad")
    assert done.returncode == 1
    assert payroll.name in done.stdout
    assert "2 45O" not in done.stdout
    assert "Traceback" not in done.stdout + done.stderr


def test_compute_prints_the_three_figures_of_the_origin(coop):
    done = scop("compute", coop, "--year", 2025, "--json")
    assert done.returncode == 0, done.stderr
    values = {
        (row["indicator"], row["year"]): row for row in json.loads(done.stdout)["results"] if row["segment"] == {}
    }
    assert values["women_on_board", 2025]["numerator"] == 4
    assert values["women_on_board", 2025]["denominator"] == 9
    assert values["parental_leave_freedom", 2025]["value"] == pytest.approx(75.0)
    assert values["pay_spread", 2025]["value"] == pytest.approx(2.4)


def test_unknown_indicator_names_the_closest(coop):
    done = scop("compute", coop, "--only", "women_on_bord")
    assert done.returncode == 2
    assert "women_on_board" in done.stderr


def test_unknown_option_value_answers_2(coop):
    assert scop("compute", coop, "--audience", "public_").returncode == 2
    assert scop("report", "impcat", coop).returncode == 2
    assert scop("check", coop, "--format", "xml").returncode == 2


def test_a_folder_that_is_not_there_is_refused_without_traceback(tmp_path):
    done = scop("compute", tmp_path / "nowhere")
    assert done.returncode in (1, 2)
    assert "nowhere" in done.stderr
    assert "Traceback" not in done.stderr


def test_rules_of_a_day_hold_the_minimum_wage():
    done = scop("rules", "--on", "2026-01-01", "--json")
    values = {row["key"]: row for row in json.loads(done.stdout)}
    assert float(values["minimum_wage.hourly"]["value"]) == 12.02
    assert values["minimum_wage.hourly"]["url"].startswith("https://")


def test_rules_refuse_an_unreadable_day():
    assert scop("rules", "--on", "1er janvier").returncode == 2


def test_catalogue_and_explain_speak_both_languages():
    assert "GOV-01" in scop("catalogue").stdout
    french, english = scop("explain", "women_on_board", lang="fr").stdout, scop("explain", "GOV-01", lang="en").stdout
    assert french != english
    assert "women_on_board" in french
    assert "women_on_board" in english


def test_explain_on_a_dossier_shows_numerator_and_denominator(coop):
    done = scop("explain", "women_on_board", coop, "--year", 2025)
    assert done.returncode == 0, done.stderr
    assert "4" in done.stdout
    assert "9" in done.stdout


def test_init_then_check_asks_for_files_without_traceback(tmp_path):
    assert scop("init", tmp_path / "new").returncode == 0
    assert (tmp_path / "new" / "scop.toml").is_file()
    done = scop("check", tmp_path / "new")
    assert done.returncode in (0, 1)
    assert "Traceback" not in done.stderr


def test_schemas_are_written(tmp_path):
    assert scop("schemas", "--output", tmp_path / "schemas").returncode == 0
    written = {path.name for path in (tmp_path / "schemas").rglob("*.json")}
    assert {"payroll.schema.json", "results.schema.json"} <= written


def test_doctor_answers_in_json():
    names = {row["name"] for row in json.loads(scop("doctor", "--json").stdout)}
    assert {"python", "kernel", "browser", "fonts", "memory", "locale"} <= names


def test_standard_output_holds_results_only(coop):
    done = scop("compute", coop, "--only", "headcount", "--json")
    json.loads(done.stdout)
    assert scop("compute", coop, "--only", "headcount", "--json", "--quiet").stderr == ""


def test_an_internal_error_says_what_to_report_and_nothing_of_the_data(coop, monkeypatch, capsys):
    from scop_analytics import cli, dossier
    from scop_analytics.cli import application

    def broken(*_):
        raise RuntimeError("Dupont 2450.50")

    monkeypatch.setattr(dossier, "load", broken)
    monkeypatch.setattr(sys, "argv", ["scop", "compute", str(coop)])
    with pytest.raises(SystemExit) as stop:
        cli.main()
    assert stop.value.code == application.INTERNAL_ERROR
    printed = capsys.readouterr()
    assert "RuntimeError" in printed.err
    assert "Dupont" not in printed.out + printed.err
    assert not Path("Dupont").exists()


MISTAKES = [
    (["compute"], "Il manque DIR", "DIR is missing"),
    (["pack", "x"], "Il manque --year", "--year is missing"),
    (["compute", "x", "--yaer", "2025"], "Vouliez-vous dire --year", "Did you mean --year"),
    (["compute", "x", "--year", "abc"], "La valeur de --year ne se lit pas", "The value of --year cannot be read"),
    (["reprot", "impact"], "Vouliez-vous dire report", "Did you mean report"),
    (["compute", "x", "y"], "ne se lit pas", "cannot be read"),
]


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize(("line", "french", "english"), MISTAKES)
def test_a_mistyped_command_is_told_in_the_readers_language(line, french, english, lang, monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["scop", *line, "--lang", lang])
    with pytest.raises(SystemExit) as left:
        main()
    told = capsys.readouterr().err
    assert left.value.code == 2
    assert (french if lang == "fr" else english) in told
    assert "--help" in told or "report" in told


def test_the_help_page_is_french_to_its_last_word(monkeypatch, capsys):
    monkeypatch.setenv("LC_ALL", "fr_FR.UTF-8")
    monkeypatch.setattr(sys, "argv", ["scop", "pack", "--help"])
    with pytest.raises(SystemExit) as left:
        main()
    page = capsys.readouterr().out
    assert left.value.code == 0
    for english in ("Usage: ", "Arguments:", "Options:", "required", "Show this"):
        assert english not in page
