"""What a run leaves behind can be checked later: files whole or not at all, fingerprints, archive, attestation."""

from __future__ import annotations

import hashlib
import json

import polars as pl
import pytest

from scop_analytics.errors import UsageError
from scop_analytics.evidence import archive, attestation, manifest, record, verify, write_whole
from scop_analytics.evidence.verification import dossier_of

FRAME = pl.DataFrame(
    {
        "company": ["1", "1"],
        "year": [2025, 2025],
        "indicator": ["headcount", "gap"],
        "segment": ["{}", '{"sex":"F"}'],
        "value": [42.0, None],
        "status": ["ok", "suppressed"],
        "law": ['[{"key":"minimum_wage.hourly","from":"2025-01-01","status":"in_force"}]', None],
    }
)
INPUTS = {"employees": pl.DataFrame({"person_id": ["P1", "P2"], "source_line": [2, 3]})}
LOG = pl.DataFrame({"class": ["pay"], "rule": ["people"], "kind": ["primary"]})


def entry(name="impact_1_2025_members_fr", **changes):
    given = {
        "version": "0.1.0",
        "parameters": {"report": "impact", "year": 2025},
        "masking": {"version": "2026.1", "hidden": 1},
        "inputs": INPUTS,
        "log": LOG,
    }
    return record(name, FRAME, **(given | changes))


def run(target, name="impact_1_2025_members_fr", text="rapport", **changes):
    with write_whole(target) as room:
        for folder, content in (("publiable", text), ("confidentiel", "journal")):
            (room.folder / folder).mkdir()
            (room.folder / folder / f"{name}.html").write_text(content, encoding="utf-8")
        manifest.write(room.folder, entry(name, **changes), target)
    return room.paths


def test_files_take_their_place_together(tmp_path):
    target = tmp_path / "rapports"
    paths = run(target)
    assert sorted(path.relative_to(target).as_posix() for path in paths) == [
        "confidentiel/impact_1_2025_members_fr.html",
        "confidentiel/manifeste.json",
        "publiable/impact_1_2025_members_fr.html",
        "publiable/manifeste.json",
    ]
    assert [path.name for path in tmp_path.iterdir()] == ["rapports"]  # the temporary folder is gone


def test_an_interrupted_run_leaves_what_was_there(tmp_path):
    target = tmp_path / "rapports"
    run(target, text="premier")

    def interrupted():
        with write_whole(target) as room:
            (room.folder / "publiable").mkdir()
            (room.folder / "publiable" / "impact_1_2025_members_fr.html").write_text("moitié")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert (target / "publiable" / "impact_1_2025_members_fr.html").read_text() == "premier"
    assert [path.name for path in tmp_path.iterdir()] == ["rapports"]


def test_a_file_that_cannot_be_replaced_puts_everything_back(tmp_path):
    target = tmp_path / "rapports"
    (target / "b.html").mkdir(parents=True)  # a folder where the second file should go
    (target / "a.html").write_text("avant")

    def replacing():
        with write_whole(target) as room:
            (room.folder / "a.html").write_text("après")
            (room.folder / "b.html").write_text("après")

    with pytest.raises(UsageError) as stop:
        replacing()
    assert stop.value.exit_code == 2
    assert (target / "a.html").read_text() == "avant"


def test_the_published_manifest_lists_only_what_is_sent(tmp_path):
    run(tmp_path / "r", dossier=tmp_path)
    public = manifest.read(tmp_path / "r" / "publiable")["runs"]["impact_1_2025_members_fr"]
    private = manifest.read(tmp_path / "r" / "confidentiel")["runs"]["impact_1_2025_members_fr"]
    assert list(public["files"]) == ["publiable/impact_1_2025_members_fr.html"]
    assert public["files"]["publiable/impact_1_2025_members_fr.html"] == {
        "bytes": 7,
        "sha256": hashlib.sha256(b"rapport").hexdigest(),
    }
    assert "dossier" not in public
    assert (public["inputs"]["tables"], public["inputs"]["rows"]) == (1, 2)
    assert private["input_rows"] == {"employees": 2}
    assert str(tmp_path) not in (tmp_path / "r" / "publiable" / "manifeste.json").read_text()
    assert set(private["files"]) == {
        "publiable/impact_1_2025_members_fr.html",
        "confidentiel/impact_1_2025_members_fr.html",
    }
    assert private["masked"] == {"pay.people.primary": 1}
    assert public["law"] == [{"key": "minimum_wage.hourly", "from": "2025-01-01", "status": "in_force"}]


def test_the_same_run_writes_the_same_manifest(tmp_path):
    run(tmp_path / "a")
    run(tmp_path / "b")
    for folder in ("publiable", "confidentiel"):
        first, second = ((tmp_path / side / folder / "manifeste.json").read_bytes() for side in "ab")
        assert first == second


def test_a_later_run_keeps_the_earlier_ones_listed(tmp_path):
    run(tmp_path / "r", "impact_1_2025_members_fr")
    run(tmp_path / "r", "equity_1_2025_members_fr")
    runs = manifest.read(tmp_path / "r" / "publiable")["runs"]
    assert sorted(runs) == ["equity_1_2025_members_fr", "impact_1_2025_members_fr"]
    assert verify(tmp_path / "r" / "publiable" / "manifeste.json").holds


def test_verify_finds_what_changed_and_what_vanished(tmp_path):
    run(tmp_path / "r")
    folder = tmp_path / "r" / "publiable"
    report = folder / "impact_1_2025_members_fr.html"
    assert {item.outcome for item in verify(folder).checked} == {"same", "not_recomputed"}
    report.write_text("autre chose")
    assert not verify(folder).holds
    report.unlink()
    assert "absent" in {item.outcome for item in verify(folder).checked}


def test_verify_computes_the_figures_again(tmp_path):
    run(tmp_path / "r", dossier=tmp_path)
    folder = tmp_path / "r" / "publiable"
    shuffled = {"employees": INPUTS["employees"].reverse().with_columns(source_line=pl.Series([9, 9]))}
    again = verify(folder, lambda _, __: (shuffled, FRAME.reverse()))
    assert again.holds
    assert again.recomputed
    other = FRAME.with_columns(value=pl.lit(43.0))
    outcomes = {item.what: item.outcome for item in verify(folder, lambda _, __: (INPUTS, other)).checked}
    assert outcomes["results"] == "changed"
    assert outcomes["inputs"] == "same"
    assert dossier_of(folder, "impact_1_2025_members_fr") == tmp_path


@pytest.mark.parametrize("content", [None, "", "[]", '{"runs": 3}', '{"runs": {"a": 1}}'])
def test_a_manifest_that_is_none_says_so(tmp_path, content):
    path = tmp_path / "manifeste.json"
    if content is not None:
        path.write_text(content)
    with pytest.raises(UsageError) as stop:
        verify(path)
    assert "manifeste.json" in stop.value.message("fr")


def test_the_archive_gives_back_what_was_published(tmp_path):
    archive.write(tmp_path, 2025, "members", FRAME, version="0.1.0", masking={"hidden": 1})
    read = archive.read(tmp_path, "members", [2022, 2023, 2024, 2025])
    assert read.equals(FRAME.sort("company", "indicator", "segment"))
    assert archive.read(tmp_path, "public", [2025]) is None
    rows = json.loads((tmp_path / "archive" / "2025" / "members" / "resultats.json").read_text())
    assert [row["indicator"] for row in rows] == ["gap", "headcount"]


def test_an_archive_that_was_touched_is_not_read(tmp_path):
    archive.write(tmp_path, 2025, "members", FRAME, version="0.1.0", masking={})
    FRAME.with_columns(value=pl.lit(1.0)).write_parquet(tmp_path / "archive" / "2025" / "members" / "resultats.parquet")
    assert archive.read(tmp_path, "members", [2025]) is None


def test_the_register_holds_published_groups_under_pseudonyms(tmp_path):
    """Published: the whole (three people). The women are hidden: their group is not a published one."""
    people = pl.DataFrame(
        {"company": ["1"] * 3, "year": [2025] * 3, "person_id": ["P1", "P2", "P3"], "sex": ["F", "M", "M"]}
    )
    archive.write(tmp_path, 2025, "members", FRAME, version="0.1.0", masking={}, people=people)
    groups = archive.groups(tmp_path, "members", 2025)
    assert list(groups) == ["1 {}"]
    assert len(set(groups["1 {}"])) == 3
    assert "P1" not in json.dumps(groups)
    archive.write(tmp_path, 2025, "members", FRAME, version="0.1.0", masking={}, people=people)
    assert archive.groups(tmp_path, "members", 2025) == groups  # the same key: groups can be compared over time


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_attestation_says_what_was_run_on_what_and_what_was_waived(lang):
    page = attestation(
        entry(), lang, company="Exemple", waived=[{"rule": "X-04", "table": "payroll", "who": "DAF", "why": "congé"}]
    )
    for fact in ("Exemple", "0.1.0", "minimum_wage.hourly", "X-04", "congé", "2026.1"):
        assert fact in page
