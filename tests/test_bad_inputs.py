"""Every bad file goes through check, compute and report: a finding or a reason each time, never a traceback."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import scop_analytics as scop
from scop_analytics.dossier import load
from scop_analytics.errors import ScopError
from scop_analytics.places import samples
from scop_analytics.reports import publishing
from scop_analytics.reports.preparing import Order

FAULTS = sorted(path for path in (Path(__file__).parent / "faults").iterdir() if path.is_dir())


@pytest.fixture
def coop(tmp_path):
    """A sound dossier, to which one bad file is added."""
    folder = tmp_path / "coop"
    shutil.copytree(samples() / "coop_9", folder)
    return folder


def spoil(coop, fault):
    """Put the bad files in the place of the table they pretend to be."""
    data = coop / "donnees"
    for bad in fault.iterdir():
        if bad.name in ("expected.toml", "scop.toml"):
            continue
        kind = bad.stem.split("_")[0].split("-")[0]
        for path in [path for path in data.iterdir() if path.stem.startswith(kind)]:
            path.unlink()
        shutil.copyfile(bad, data / bad.name)
    return coop


@pytest.mark.parametrize("fault", FAULTS, ids=lambda path: path.name)
def test_a_bad_file_gives_findings_and_the_rest_goes_on(coop, fault):
    dossier = load(spoil(coop, fault))
    findings = scop.check(dossier)
    for form in ("fr", "en"):
        assert findings.summary(form) is not None
    results = scop.compute(dossier, audience="employer")
    assert results.frame.height > 0
    assert results.frame["value"].is_nan().sum() == 0
    for file in dossier.reading.files:
        assert file.read == file.kept + file.set_aside


@pytest.mark.parametrize("fault", FAULTS[::5], ids=lambda path: path.name)
def test_a_report_on_a_bad_file_still_has_its_pages(coop, fault, tmp_path):
    room = tmp_path / "room"
    room.mkdir()
    done = publishing.make_here(spoil(coop, fault), Order("equity"), room)
    assert len(done.payloads) >= 4


def test_ten_thousand_faulty_rows_are_told_as_one_cause(coop):
    rows = ["siren;matricule;mois;salaire de base"] + [f"000000091;S{i};2025-01;12,3O" for i in range(10_000)]
    for path in (coop / "donnees").glob("paie*"):
        path.unlink()
    (coop / "donnees" / "paie.csv").write_text("\n".join(rows) + "\n", "utf-8")
    findings = scop.check(load(coop))
    assert findings.blocking
    assert (
        len(findings.summary("fr").splitlines() if isinstance(findings.summary("fr"), str) else findings.summary("fr"))
        < 200
    )


def test_a_folder_without_anything_is_refused_in_words(tmp_path):
    with pytest.raises(ScopError) as stop:
        load(tmp_path)
    for lang in ("fr", "en"):
        assert len(stop.value.message(lang)) > 40
