"""A report from files to files: what is written, where, twice the same, and nothing when something is wrong."""

from __future__ import annotations

import io
import json
import shutil
import zipfile

import openpyxl
import polars as pl
import pytest
import report_fixture
from jsonschema import Draft202012Validator
from sample_reports import measured

from scop_analytics import places
from scop_analytics.errors import ComponentError, DisclosureError, ScopError, UsageError
from scop_analytics.reports import html, pdf, publishing, report
from scop_analytics.reports.preparing import Order
from scop_analytics.reports.results_json import results_json
from scop_analytics.reports.workbook import workbook
from scop_analytics.results import JSON_SCHEMA

DAY = "1773273600"  # 12 March 2026


@pytest.fixture(autouse=True)
def fixed_day(monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", DAY)


@pytest.fixture
def coop(tmp_path):
    """A copy of the sample of 42 people: a dossier of its own, with an archive."""
    folder = tmp_path / "ma-scop"
    shutil.copytree(places.samples() / "coop_42", folder)
    return folder


def made(name="equity", size=42, audience="members", lang="fr", room=None):
    """The pages of a sample made anew, from figures computed once."""
    return publishing.make_here(measured(name, size), Order(name, None, audience, lang), room)


def test_a_report_writes_two_folders_and_says_where(coop, tmp_path):
    output = tmp_path / "rapports"
    paths = report("equity", coop, output=output)
    names = {path.relative_to(output).as_posix() for path in paths}
    stem = "equity_000000422_2025_members_fr"
    assert {f"publiable/{stem}.{ending}" for ending in ("html", "xlsx", "json")} <= names
    assert {f"confidentiel/notebook_{stem}.ipynb", "confidentiel/manifeste.json", "publiable/manifeste.json"} <= names
    assert paths[0].suffix == ".html"
    assert all(path.is_file() for path in paths)
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".scop-")]
    assert (coop / "archive" / "2025" / "members" / "resultats.parquet").is_file()
    executed = (output / f"confidentiel/notebook_{stem}.ipynb").read_text(encoding="utf-8")
    assert str(tmp_path) not in executed
    assert "scop-run-" not in executed


def test_twice_the_same_inputs_give_the_same_bytes(tmp_path):
    stems = []
    for place in ("a", "b"):
        room = tmp_path / place / "room"
        room.mkdir(parents=True)
        done = publishing.make_here(places.samples() / "coop_42", Order("equity"), room)  # computed twice too
        publishing.write(done, ("html", "xlsx", "json"), tmp_path / place / "out")
        stems.append({path.name: path.read_bytes() for path in (tmp_path / place / "out" / "publiable").iterdir()})
    assert stems[0].keys() == stems[1].keys()
    assert [name for name, content in stems[0].items() if content != stems[1][name]] == []


def test_the_employer_version_never_goes_to_the_folder_to_be_sent(tmp_path):
    paths = publishing.write(made(audience="employer", room=tmp_path), ("html", "json"), tmp_path / "out")
    assert not [path for path in paths if path.parent.name == "publiable"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": "equty"},
        {"formats": ("docx",)},
        {"audience": "tout le monde"},
        {"lang": "de"},
        {"year": "2025"},
        {"year": 1999},
    ],
)
def test_a_wrong_parameter_stops_before_a_kernel_starts(wrong, tmp_path, monkeypatch):
    def refused(*_):
        raise AssertionError("a kernel was started")

    monkeypatch.setattr("scop_analytics.reports.engine._import_papermill", lambda: None)
    if wrong != {"year": 1999}:
        monkeypatch.setattr("scop_analytics.reports.engine._start", refused)
        monkeypatch.setattr("scop_analytics.reports.engine.Kernel.__init__", refused)
    asked = {"name": "equity", "output": tmp_path / "out", **wrong}
    with pytest.raises(UsageError):
        report(asked.pop("name"), places.samples() / "coop_9", **asked)
    assert not (tmp_path / "out").exists()


def test_an_output_that_is_a_file_is_refused(tmp_path):
    (tmp_path / "out").write_text("mine")
    with pytest.raises(UsageError):
        report("equity", places.samples() / "coop_9", output=tmp_path / "out")
    assert (tmp_path / "out").read_text() == "mine"


def test_a_failure_leaves_the_previous_files_untouched(tmp_path, monkeypatch):
    out = tmp_path / "out"
    before = {path: path.read_bytes() for path in publishing.write(made(size=9, room=tmp_path), ("json",), out)}

    def broken(*_, **__):
        raise ScopError("figures_lost", declared=2, embedded=1)

    monkeypatch.setattr(publishing, "document", broken)
    with pytest.raises(ScopError):
        publishing.write(made(size=9, room=tmp_path), ("html", "json"), out)
    assert {path: path.read_bytes() for path in before} == before
    assert len([path for path in out.rglob("*") if path.is_file()]) == len(before)


def test_a_pay_in_a_file_stops_the_run(tmp_path):
    done = made(size=42, room=tmp_path)
    pay = done.prepared.dossier.tables["payroll"].lazy().collect()["base_pay"].drop_nulls().sort()
    odd = next(cents for cents in pay.reverse() if cents % 10_000 and cents > 200_000 and (pay == cents).sum() <= 12)
    page = next(payload for payload in done.payloads if payload["kind"] == "page")
    page["subtitle"] += f" {odd // 100},{odd % 100:02d} €"
    with pytest.raises(DisclosureError):
        publishing.write(done, ("html",), tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_without_a_browser_the_other_formats_are_written(tmp_path, monkeypatch):
    monkeypatch.setenv("SCOP_BROWSER", str(tmp_path / "none"))
    assert pdf.browser() is None
    with pytest.raises(ComponentError) as caught:
        publishing.write(made(size=9, room=tmp_path), ("html", "pdf"), tmp_path / "out")
    assert caught.value.exit_code == 3
    assert [path.suffix for path in (tmp_path / "out" / "publiable").glob("equity*")] == [".html"]


@pytest.mark.browser
@pytest.mark.skipif(pdf.browser() is None, reason="browser checks not run: no Chromium on this machine")
def test_the_pdf_is_printed_from_the_page(tmp_path):
    paths = publishing.write(made(size=42, room=tmp_path), ("pdf",), tmp_path / "out")
    assert [path.suffix for path in paths if path.name.startswith("equity")] == [".pdf"]
    assert paths[0].read_bytes().startswith(b"%PDF")


def test_json_rows_follow_their_schema_and_their_order(tmp_path):
    tree = json.loads(results_json(made(room=tmp_path).run))
    schema = json.loads(JSON_SCHEMA.read_text(encoding="utf-8"))
    rows = schema if schema.get("type") == "array" else {"type": "array", "items": schema}
    Draft202012Validator(rows).validate(tree["results"])
    keys = [(row["company"], row["year"], row["indicator"], json.dumps(row["segment"])) for row in tree["results"]]
    assert keys == sorted(keys)
    assert tree["audience"] == "members"


def test_the_workbook_has_its_sheets_and_real_numbers():
    from scop_analytics.reports import pages

    run = report_fixture.run()
    payloads = [json.loads(json.dumps(builder(run).payload())) for builder in (pages.impact_p4, pages.equity_e5)]
    content = workbook(run, payloads)
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert book.sheetnames == ["Lisez-moi", "Indicateurs", "P4", "E5", "Méthode", "Masquage"]
    sheet = book["Indicateurs"]
    heads = [cell.value for cell in sheet[1]]
    row = next(line for line in sheet.iter_rows(values_only=True) if line[0] == "women_on_board")
    assert row[heads.index("Valeur")] == pytest.approx(400 / 9)
    assert sheet.max_row == run.frame.height + 1
    numbers = [cell.value for line in book["E5"].iter_rows() for cell in line if isinstance(cell.value, int | float)]
    assert {3, 7, 18, 22, 45} <= set(numbers)
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        assert b"2026-03-12" in parts.read("docProps/core.xml")
    assert content == workbook(run, payloads)


def test_a_masked_value_is_in_no_file(tmp_path):
    """The fixture hides the quarters; their counts were never given to the page, the workbook or the JSON."""
    from scop_analytics.reports import pages

    run = report_fixture.run(quarters=False, halves=False)
    hidden = run.frame.filter(pl.col("status") == "suppressed")
    assert hidden["value"].null_count() == hidden.height > 0
    payloads = [json.loads(json.dumps(builder(run).payload())) for builder in (pages.cover, pages.equity_e5)]
    text = html.document(payloads, lang="fr", version="1", running="")
    assert "7 hommes" not in text.replace("\xa0", " ")
    assert '"value": 7.0' not in results_json(run)


@pytest.mark.parametrize("size", [9, 42, 180])
@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("name", ["impact", "equity", "quality"])
def test_every_size_gives_a_report_in_both_languages(name, size, lang, tmp_path):
    done = made(name, size, lang=lang, room=tmp_path)
    text = html.document(done.payloads, lang=lang, version=done.run.version, running="")
    assert len(done.payloads) >= 2
    assert "None" not in [part for payload in done.payloads for part in str(payload.get("title")).split()]
    assert f'<html lang="{lang}">' in text


def test_a_dossier_without_optional_tables_gives_pages_that_say_so(coop, tmp_path):
    for path in (coop / "donnees").iterdir():
        if path.stem not in ("entity", "employees", "payroll"):
            path.unlink()
    done = publishing.make_here(coop, Order("impact"), tmp_path)
    assert {payload["kind"] for payload in done.payloads} == {"cover", "page"}
    statuses = set(done.run.frame["status"])
    assert "missing" in statuses


def test_earlier_years_are_read_as_they_were_published(coop, tmp_path):
    publishing.write(publishing.make_here(coop, Order("impact", 2024), tmp_path), ("json",), tmp_path / "out")
    kept = coop / "archive" / "2024" / "members" / "resultats.parquet"
    assert kept.is_file()
    published = (
        pl.read_parquet(kept).filter(pl.col("indicator") == "headcount", pl.col("segment") == "{}")["value"].item()
    )
    again = publishing.make_here(coop, Order("impact", 2025), tmp_path)
    assert again.run.fact("headcount", 2024).value == published
