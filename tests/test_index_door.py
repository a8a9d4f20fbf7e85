"""The door for aggregates: every form of input, every fault at once, one faulty company among many, words, command."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pandas as pd
import polars as pl
import pytest
from test_index_official_cases import EXAMPLE_A, FACTS_A, groups

import scop_analytics as scop
from scop_analytics.errors import DataError, UsageError
from scop_analytics.statutory import EquityIndex

BIN = Path(sys.executable).parent
CSV = """csp;tranche d'âge;femmes;women_mean;hommes;men_mean
Employés;30-39;12;27 600,00;10;30 000
EMPLOYE;40 à 49 ans;8;31000;9;31500
cadres;40-49;5;52000;7;48000
ouvrier;moins de 30 ans;2;;9;
"""


def tree():
    return {**FACTS_A, "groups": EXAMPLE_A}


# ── Every form of input gives the same index ──────────────────────────────────────────────────────────────────────────


def csv_file(folder, text=CSV, encoding="utf-8"):
    path = folder / "groupes.csv"
    path.write_text(text, encoding=encoding)
    return path


@pytest.mark.parametrize(
    "form", ["rows", "polars", "lazy", "pandas", "columns", "csv", "cp1252", "text", "json", "tree"]
)
def test_every_form_gives_the_same(form, tmp_path):
    columns = {name: [row[name] for row in EXAMPLE_A] for name in EXAMPLE_A[0]}
    path = tmp_path / "index.json"
    path.write_text(json.dumps(tree()), encoding="utf-8")
    given = {
        "rows": EXAMPLE_A, "polars": pl.DataFrame(EXAMPLE_A), "lazy": pl.LazyFrame(EXAMPLE_A), "pandas": pd.DataFrame(EXAMPLE_A),
        "columns": columns, "csv": csv_file(tmp_path), "cp1252": csv_file(tmp_path, encoding="cp1252") if form == "cp1252" else None,
        "text": str(csv_file(tmp_path)) if form == "text" else None, "json": path, "tree": tree(),
    }[form]  # fmt: skip
    found = scop.equity_index(given, **({} if form in ("json", "tree") else FACTS_A))
    assert (found.score, found.value("index_pay_gap")) == (94, 0.5)


def several(companies=3):
    described = [{**tree(), "company": f"C{number}", "year": 2024} for number in range(companies)]
    described[1]["top_ten"] = {"women": 4, "men": 4}
    return described


@pytest.mark.parametrize("form", ["described", "file", "tables", "frames"])
def test_a_faulty_company_does_not_stop_the_others(form, tmp_path):
    rows = [{"company": f"C{number}", "year": 2024, **row} for number in range(3) for row in EXAMPLE_A]
    facts = [
        {"company": f"C{number}", "year": 2024, "bracket": "50-250", "women_raised": 14, "men_raised": 9, "returned": 2,
         "rewarded": 2, "top_women": 4 if number == 1 else 3, "top_men": 4 if number == 1 else 7}
        for number in range(3)
    ]  # fmt: skip
    path = tmp_path / "companies.json"
    path.write_text(json.dumps({"companies": several()}), encoding="utf-8")
    found = {
        "described": lambda: scop.equity_index({"companies": several()}),
        "file": lambda: scop.equity_index(path),
        "tables": lambda: scop.equity_index(rows, companies=facts),
        "frames": lambda: scop.equity_index(pl.DataFrame(rows), companies=pd.DataFrame(facts)),
    }[form]()
    assert [found.value("index_score", company=name, year=2024) for name in ("C0", "C2")] == [94, 94]
    why = found.value("index_score", company="C1")
    assert (why.status, why.key, why.facts["n"]) == ("missing", "index_refused", 1)
    refused = found.frame.filter(pl.col("entity_id") == "C1")
    assert refused["value"].null_count() == refused.height
    other_bracket = pl.col("indicator").str.contains("index_(raise|promotion)_gap")
    assert set(refused.filter(other_bracket)["status"]) == {"not_applicable"}
    assert set(refused.filter(~other_bracket)["status"]) == {"missing"}
    assert found.faults.select("entity_id", "fault").rows() == [("C1", "top_ten")]
    assert found.steps["groups"].filter(pl.col("entity_id") == "C1").is_empty()


# ── Every fault at once ───────────────────────────────────────────────────────────────────────────────────────────────


def faults_of(*rows, **facts):
    with pytest.raises(DataError) as refused:
        scop.equity_index(groups(*rows), **{"bracket": "50-250", **facts})
    return {(row["fault"], row["column"], row["row"]) for row in refused.value.faults.to_dicts()}


SOUND = ("TAM", "30_39", 5, 30_000, 5, 30_000)


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        (("CADR", "30_39", 5, 1, 5, 1), ("unknown_word", "csp", 2)),
        (("CADRE", "30-35", 5, 1, 5, 1), ("unknown_word", "age_band", 2)),
        (("CADRE", None, 5, 1, 5, 1), ("unknown_word", "age_band", 2)),
        ((None, "30_39", 5, 1, 5, 1), ("no_category", "csp", 2)),
        (("CADRE", "30_39", -5, 1, 5, 1), ("negative", "women", 2)),
        (("CADRE", "30_39", 5.5, 1, 5, 1), ("not_whole", "women", 2)),
        (("CADRE", "30_39", 5, 1, "cinq", 1), ("not_whole", "men", 2)),
        (("CADRE", "30_39", 5, 1, None, 1), ("count_missing", "men", 2)),
        (("CADRE", "30_39", 5, 0, 5, 1), ("pay_zero", "women_mean", 2)),
        (("CADRE", "30_39", 5, 1, 5, None), ("pay_missing", "men_mean", 2)),
        (("CADRE", "30_39", 5, -1, 5, 1), ("pay_unreadable", "women_mean", 2)),
        (("CADRE", "30_39", 5, "27,600", 5, 1), ("pay_unreadable", "women_mean", 2)),  # a thousand or a decimal?
        (("CADRE", "30_39", 5, "2 450,5O", 5, 1), ("pay_unreadable", "women_mean", 2)),
        (("CADRE", "30_39", 5, float("nan"), 5, 1), ("pay_unreadable", "women_mean", 2)),
        (("TAM", "30-39", 5, 1, 5, 1), ("duplicate", "age_band", 2)),
    ],
)
def test_a_wrong_group_is_refused(row, fault):
    assert fault in faults_of(SOUND, row)


@pytest.mark.parametrize(
    ("facts", "fault"),
    [
        ({"top_ten": {"women": 5, "men": 4}}, ("top_ten", "top_women", 1)),
        ({"top_ten": {"women": 11, "men": -1}}, ("negative", "top_men", 1)),
        ({"top_ten": {"women": 5}}, ("top_ten", "top_women", 1)),
        ({"raises": {"women_raised": 6, "men_raised": 0}}, ("more_than_people", "women_raised", 1)),
        ({"raises": {"women_raised": 1, "men_raised": -2}}, ("negative", "men_raised", 1)),
        ({"raises": {"women_raised": 1.5, "men_raised": 0}}, ("not_whole", "women_raised", 1)),
        ({"raises": {"women_raised": 1, "men_raised": 1, "women": 9}}, ("totals_differ", "women", 1)),
        ({"returns": {"returned": 1, "raised": 2}}, ("more_than_people", "rewarded", 1)),
        ({"returns": {"returned": 1, "granted": 2, "raised": 0}}, ("more_than_people", "granted", 1)),
        ({"returns": {"returned": 1}}, ("half_told", "rewarded", 1)),
        ({"bracket": "251"}, ("unknown_word", "bracket", 1)),
        ({"mode": "csq"}, ("unknown_word", "mode", 1)),
        ({"raises": [{"csp": "CADR", "women_raised": 1, "men_raised": 1}]}, ("unknown_word", "csp", 1)),
        (
            {"promotions": [{"csp": "TAM", "women_promoted": 6, "men_promoted": 1}]},
            ("more_than_people", "women_promoted", 1),
        ),
        ({"raises": [{"csp": "TAM", "women_raised": 1, "men_raised": 1}] * 2}, ("duplicate_category", "csp", 1)),
    ],
)
def test_impossible_facts_are_refused(facts, fault):
    assert fault in faults_of(SOUND, **facts)


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_all_faults_are_told_at_once_without_any_pay(lang):
    rows = groups(("CADR", "30_39", 5, 41_234, 5, 0), ("TAM", "30", -3, 45_678, 5, "45 67O"))
    with pytest.raises(DataError) as refused:
        scop.equity_index(rows, bracket="50-250", top_ten={"women": 3, "men": 3})
    message = refused.value.message(lang)
    assert len(message.splitlines()) == 1 + refused.value.faults.height >= 6
    assert "CADRE" in message  # the closest name
    assert not re.search(r"41.?234|45.?678|45.?67O", message)


def test_a_table_without_its_columns_names_them():
    with pytest.raises(DataError) as refused:
        scop.equity_index([{"csp": "TAM", "women": 1}], bracket="50-250")
    assert refused.value.facts["columns"] == ["age_band", "men", "women_mean", "men_mean"]


@pytest.mark.parametrize(
    ("given", "kind"),
    [
        ({"groups": EXAMPLE_A, "raise": {}}, UsageError),
        ("nowhere.csv", UsageError),
        ([{**EXAMPLE_A[0], "year": "deux mille"}], DataError),
    ],
)
def test_what_cannot_be_understood_is_refused(given, kind):
    with pytest.raises(kind):
        scop.equity_index(given)


def test_broken_json_names_its_line(tmp_path):
    path = tmp_path / "index.json"
    path.write_text('{"groups": [\n  oops\n]}', encoding="utf-8")
    with pytest.raises(DataError) as refused:
        scop.equity_index(path)
    assert refused.value.facts["line"] == 2


# ── Modes, brackets, years ────────────────────────────────────────────────────────────────────────────────────────────


def test_levels_that_cover_too_few_give_way_to_categories():
    by_level = groups(("I", "30_39", 2, None, 18, None), ("II", "30_39", 18, None, 2, None), by="level")
    by_csp = groups(("TAM", "30_39", 20, 27_000, 20, 30_000))
    found = scop.equity_index([*by_level, *by_csp], bracket="50-250", mode="level")
    assert found.value("index_pay_gap") == 5.0
    assert found.steps["total"]["mode"].to_list() == ["csp"]
    assert found.steps["groups"].filter("used")["category"].to_list() == ["TAM"]
    alone = scop.equity_index(by_level, bracket="50-250", mode="level")
    assert alone.value("index_pay_gap").key == "index_coverage"


@pytest.mark.parametrize(
    ("headcount", "bracket"),
    [(49.99, "under"), (50, "small"), (250, "small"), (250.01, "medium"), (999.99, "medium"), (1000, "large")],
)
def test_brackets(headcount, bracket):
    found = scop.equity_index(groups(SOUND), headcount=headcount)
    assert found.company["bracket"].to_list() == [bracket]
    assert (found.score.status == "not_applicable") is (bracket == "under")


@pytest.mark.parametrize(
    ("year", "status"), [(2017, "not_applicable"), (2018, "missing"), (2025, "missing"), (2026, "not_applicable")]
)
def test_the_years_of_this_index(year, status):
    found = scop.equity_index(groups(SOUND), bracket="50-250", year=year)
    assert found.score.status == status
    assert isinstance(found._repr_html_(), str)


def test_objectives_are_due_since_the_index_of_2021():
    told = [
        scop.equity_index(groups(("TAM", "30_39", 20, 24_000, 20, 30_000)), **FACTS_A, year=year)
        for year in (2020, 2021)
    ]
    assert [found.steps["total"]["total.objectives"].to_list() for found in told] == [[False], [True]]
    # raises favour women and catch the pay gap up: full points, no objective
    assert told[1].steps["total"]["total.objectives_on"].to_list() == [["pay_gap", "top_ten"]]


def test_means_given_to_many_digits_stay_exact():
    found = scop.equity_index(groups(("TAM", "30_39", 20, "37580.000000000001", 20, 40_000)), bracket="50-250")
    assert found.value("index_pay_gap") == 1.0  # a billionth of a cent under the tie
    found = scop.equity_index(groups(("TAM", "30_39", 20, "37580.000000000000", 20, 40_000)), bracket="50-250")
    assert found.value("index_pay_gap") == 1.1


# ── Words ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("lang", "said"), [("fr", "en faveur des hommes"), ("en", "in favour of men")])
def test_it_shows_itself(lang, said):
    found = scop.equity_index(EXAMPLE_A, **FACTS_A, lang=lang)
    assert isinstance(found, EquityIndex)
    for text in (found._repr_html_(), str(found)):
        assert said in text
        assert "94" in text
    many = scop.equity_index({"companies": several(30)}, lang=lang)
    assert "C0" in many._repr_html_()
    assert "94" in str(many)
    assert json.dumps(found.to_dict(), default=str)


def test_reasons_and_duties_of_each_kind():
    found = scop.equity_index(groups(("TAM", "30_39", 20, 20_000, 20, 30_000)), **FACTS_A)
    assert "L1142-9" in " ".join(found.duties("fr"))
    with pytest.raises(UsageError):
        found.row("index_gap")


# ── The command ───────────────────────────────────────────────────────────────────────────────────────────────────────


def run(*arguments, cwd):
    return subprocess.run([BIN / "scop", "index", *arguments], cwd=cwd, capture_output=True, text=True, check=False)


OPTIONS = ("--bracket", "50-250", "--raised", "14,9", "--returns", "2,2", "--top-ten", "3,7")


def test_the_command_answers_and_refuses(tmp_path):
    csv_file(tmp_path)
    done = run("groupes.csv", *OPTIONS, "--lang", "fr", cwd=tmp_path)
    assert (done.returncode, "94 sur 100" in done.stdout) == (0, True), done.stderr
    told = json.loads(run("groupes.csv", *OPTIONS, "--json", cwd=tmp_path).stdout)
    assert next(row for row in told["results"] if row["indicator"] == "index_score")["rounded"] == 94
    refused = run("groupes.csv", *OPTIONS[:-1], "3,8", "--lang", "en", cwd=tmp_path)
    assert (refused.returncode, "add up to ten" in refused.stderr, refused.stdout) == (1, True, "")
    assert run("groupes.csv", "--top-ten", "3", cwd=tmp_path).returncode == 2
    assert run("nowhere.csv", cwd=tmp_path).returncode == 2


def test_the_command_reads_tables_of_companies(tmp_path):
    (tmp_path / "groups.csv").write_text(
        "company,csp,age_band,women,men,women_mean,men_mean\nA,TAM,30_39,150,150,25320,30000\nB,TAM,30_39,150,150,25320,30000\n"
    )
    (tmp_path / "facts.csv").write_text(
        "company,bracket,returned,rewarded,top_women,top_men\nA,251-999,2,2,2,8\nB,251-999,2,3,2,8\n"
    )
    (tmp_path / "raises.csv").write_text("company,csp,women_raised,men_raised\nA,TAM,0,0\nB,TAM,0,0\n")
    (tmp_path / "promotions.csv").write_text("company,csp,women_promoted,men_promoted\nA,TAM,6,15\nB,TAM,6,15\n")
    tables = ("--companies", "facts.csv", "--raises", "raises.csv", "--promotions", "promotions.csv", "--lang", "en")
    done = run("groups.csv", *tables, cwd=tmp_path)
    assert (done.returncode, "63" in done.stdout, "B" in done.stdout) == (1, True, True)  # B is told beside A
    assert "companies, row 2" in done.stderr
