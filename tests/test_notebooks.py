"""The notebooks: thin, clean, typed parameters, the same pages with and without a kernel, at ease in JupyterLab."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import report_fixture

from scop_analytics import places
from scop_analytics.errors import ScopError, UsageError
from scop_analytics.reports import collecting, lab, parameters
from scop_analytics.reports.engine import Kernel
from scop_analytics.reports.stored import write_run

NOTEBOOKS = sorted(places.notebooks().glob("*.ipynb"))
BOUND = 5


def cells(path, kind="code"):
    return [cell for cell in json.loads(path.read_text(encoding="utf-8"))["cells"] if cell["cell_type"] == kind]


def test_each_report_has_its_notebook():
    assert set(parameters.reports()) == {"impact", "equity", "quality"}
    assert {path.stem for path in NOTEBOOKS} - set(parameters.reports()) == {"benchmark", "region"}


def test_the_notebook_of_a_network_is_no_report_of_one_co_operative(tmp_path):
    with pytest.raises(UsageError) as caught:
        parameters.report_name("benchmark")
    assert caught.value.key == "report_unknown"
    (tmp_path / "dossier").mkdir()
    assert {path.stem for path in lab.copied(tmp_path / "dossier", "fr").iterdir()} == {"impact", "equity", "quality"}


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_cells_are_short_and_hold_no_output(path):
    for cell in cells(path):
        assert len("".join(cell["source"]).splitlines()) <= BOUND
        assert cell["outputs"] == []
        assert cell["execution_count"] is None
    assert cells(path, "markdown")


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_the_parameters_are_those_the_reports_know_each_with_a_comment(path):
    assert collecting.parameter_names(path) == list(parameters.model().model_fields)
    tagged = [cell for cell in cells(path) if "parameters" in cell["metadata"].get("tags", ())]
    assert len(tagged) == 1
    assert all(re.fullmatch(r"\w+ = \S+  # .+", line.rstrip("\n")) for line in tagged[0]["source"])


@pytest.mark.parametrize(
    ("values", "key"),
    [
        ({"yaer": 2025}, "parameter_unknown"),
        ({"year": "2025"}, "parameter_wrong"),
        ({"audience": "everybody"}, "parameter_wrong"),
        ({"lang": "de"}, "parameter_wrong"),
    ],
)
def test_a_misspelt_or_mistyped_parameter_is_refused(values, key):
    with pytest.raises(UsageError) as caught:
        parameters.checked(values)
    assert caught.value.key == key
    assert caught.value.exit_code == 2
    for lang in ("fr", "en"):
        assert str(next(iter(values))) in caught.value.message(lang)


def test_a_wrong_name_or_format_is_refused_with_the_closest():
    with pytest.raises(UsageError) as caught:
        parameters.report_name("equty")
    assert caught.value.facts["suggestion"] == "equity"
    with pytest.raises(UsageError):
        parameters.formats(("html", "docx"))
    assert parameters.formats(("json", "html")) == ("html", "json")


def small(tmp_path, *sources):
    """A notebook of a few cells that reads the fixture's run."""
    write_run(report_fixture.run(), tmp_path)
    tree = json.loads((places.notebooks() / "impact.ipynb").read_text(encoding="utf-8"))
    codes = [cell for cell in tree["cells"] if cell["cell_type"] == "code"]
    pages = [{**codes[-1], "id": f"x{place}", "source": [source]} for place, source in enumerate(sources)]
    path = tmp_path / "small.ipynb"
    path.write_text(json.dumps({**tree, "cells": [*codes[:2], *pages]}), encoding="utf-8")
    return path, {"run_folder": str(tmp_path), "lang": "fr"}


def test_a_kernel_and_no_kernel_give_the_same_pages(tmp_path):
    path, given = small(
        tmp_path, "pages.cover(run)", "pages.impact_p4(run)", "pages.equity_e5(run)", "pages.impact_p14(run)"
    )
    with Kernel() as kernel:
        executed = kernel.run(path, given, tmp_path)
    found = collecting.from_outputs(executed, path.name)
    assert [payload["kind"] for payload in found] == ["cover", "page", "page", "page"]
    assert found == collecting.without_kernel(path, given)


def test_a_failing_cell_stops_the_report_without_showing_what_it_held(tmp_path):
    path, given = small(tmp_path, "secret = 4817.35", "raise ValueError(secret)")
    with Kernel() as kernel, pytest.raises(ScopError) as caught:
        kernel.run(path, given, tmp_path)
    assert caught.value.key == "notebook_failed"
    assert "ValueError" in str(caught.value)
    assert "4817" not in str(caught.value)


def test_a_notebook_without_page_is_a_failure(tmp_path):
    path, given = small(tmp_path, "1 + 1")
    with pytest.raises(ScopError) as caught:
        collecting.without_kernel(path, given)
    assert caught.value.key == "notebook_without_page"


def test_a_wrong_run_folder_says_what_is_missing(tmp_path):
    from scop_analytics.reports import open_run

    with pytest.raises(UsageError) as caught:
        open_run("impact", str(tmp_path))
    assert caught.value.facts["what"] == "results.parquet"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_opened_by_hand_a_notebook_works_on_the_sample_co_operative(path):
    found = collecting.without_kernel(path, {})
    assert found[0]["kind"] == "cover"
    assert len({payload["id"] for payload in found}) == len(found)


def test_the_lab_opens_a_copy_on_the_dossier_asked(tmp_path):
    started, said = [], []
    target = lab.open_lab(
        tmp_path, "en", lambda key, **facts: said.append(key), lambda command, **_: started.append(command)
    )
    assert target == tmp_path / "notebooks"
    copy = target / "equity.ipynb"
    assert f"dossier = {json.dumps(str(tmp_path.resolve()))}  # " in "".join(cells(copy)[0]["source"])
    assert 'lang = "en"  # ' in "".join(cells(copy)[0]["source"])
    assert started[0][1:3] == ["-m", "jupyterlab"]
    assert "--LabApp.news_url=None" in started[0]
    copy.write_text("{}", encoding="utf-8")
    lab.copied(tmp_path, "fr")
    assert copy.read_text(encoding="utf-8") == "{}"  # a person's own changes are kept
    assert said == ["lab.open"]
    assert not [
        line
        for line in Path(places.notebooks() / "equity.ipynb").read_text(encoding="utf-8").splitlines()
        if str(tmp_path) in line
    ]


def test_the_opening_cell_brings_the_charts_to_a_person_but_not_to_a_report(monkeypatch):
    run = report_fixture.run()
    assert "plotly.js" in run._repr_mimebundle_()["text/html"]
    monkeypatch.setenv("SCOP_REPORT_RUN", "1")
    assert set(run._repr_mimebundle_()) == {"text/plain"}
