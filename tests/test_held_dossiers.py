"""A union that holds full dossiers: compared under their pseudonyms, on their terms, one refusal among others, no SIREN left."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest

from scop_analytics.benchmarking import read_dossiers
from scop_analytics.places import samples
from scop_analytics.reports.network import batch
from scop_analytics.reports.network.summary import counts

TERMS = """
[benchmark]
entity = "{name}"
terms = "2026-1"
agreed_on = 2026-06-11
agreed_by = "Assemblée générale du 11 juin 2026"
strict = {strict}
"""
COUNT = 8


def siren_of(number):
    return f"391482{number:03d}"


def held(folder, number, terms=TERMS, name=None, strict="false"):
    """A copy of the co-operative of nine people, of another SIREN and pseudonym."""
    source, siren = samples() / "coop_9", siren_of(number)
    (folder / "donnees").mkdir(parents=True)
    for path in [*(source / "donnees").iterdir(), source / "scop.toml"]:
        text = path.read_bytes().replace(b"000000091", siren.encode())
        (folder / path.relative_to(source)).write_bytes(text)
    file = folder / "scop.toml"
    told = terms.format(name=name or f"U-{number:04d}", strict=strict)
    file.write_text(file.read_text("utf-8") + told, "utf-8")
    return folder


@pytest.fixture(scope="module")
def room(tmp_path_factory):
    """Eight dossiers that hold, and one for each reason to refuse one."""
    room = tmp_path_factory.mktemp("union")
    for number in range(1, COUNT + 1):
        held(room / "dossiers" / f"coop{number}", number, strict="true" if number == 1 else "false")
    held(room / "dossiers" / "silent", 91, terms="")
    held(room / "dossiers" / "left", 92)
    held(room / "dossiers" / "siren", 93, name="391482093")
    held(room / "dossiers" / "twin", 94, name="U-0003")
    held(room / "dossiers" / "torn", 95, terms="\n[benchmark\n")
    (room / "union").mkdir()
    (room / "union" / "withdrawn.txt").write_text("U-0092 # asked to leave\n", "utf-8")
    return room


@pytest.fixture(scope="module")
def read(room):
    return read_dossiers([room / "dossiers"], frozenset({"U-0092"}))


def test_each_dossier_is_accepted_or_refused_with_its_reason(read):
    told = {row["file"]: row["reason"] for row in read.outcomes.filter(outcome="refused").to_dicts()}
    assert told == {
        "silent": "folder_terms",
        "left": "withdrawn",
        "siren": "folder_pseudonym",
        "twin": "folder_twice",
        "torn": "folder_settings",
    }
    assert read.companies == {f"U-{number:04d}" for number in range(1, COUNT + 1)}


def test_figures_stand_under_pseudonyms_only(read):
    for frame in (read.held.figures, read.held.profiles, read.held.histograms, read.held.verdicts):
        assert set(frame["company"]) == read.companies
    women = read.held.figures.filter(indicator="women_in_workforce", year=2025, segment="{}")
    assert women["value"].to_list() == [55.6] * (
        COUNT - 1
    )  # five women of nine people; four men: not told on strict terms


def test_strict_terms_leave_out_figures_about_few_people(read):
    """Nine people: figures about fewer than five of them stay away under the strict terms."""
    sizes = read.held.figures.filter(year=2025).group_by("company").len().sort("company")["len"].to_list()
    assert sizes[0] < min(sizes[1:])
    assert len(set(sizes[1:])) == 1


def test_one_command_makes_the_sheets_without_a_key_and_without_a_siren(room):
    order = batch.Order([room / "dossiers"], room / "union", room / "out")
    found = batch.compare(order)
    outcomes = batch.run(found)
    assert counts(outcomes)["refused"] == 5
    assert counts(outcomes)["done"] + counts(outcomes)["warnings"] == COUNT
    left = [path for path in (room / "out").rglob("*") if path.is_file() and "plotly" not in path.name]
    assert len([path for path in left if path.suffix == ".html"]) == COUNT
    for path in left:
        content = path.read_bytes()
        assert not any(siren_of(number).encode() in content for number in range(1, COUNT + 1)), path.name
    told = json.loads(next((room / "out" / "confidentiel").glob("bilan_*.json")).read_text("utf-8"))
    assert all(row["why"] for row in told["outcomes"] if row["state"] == "refused")


def test_any_other_figure_is_another_publication(read):
    moved = read.held.figures.with_columns(pl.when(pl.int_range(pl.len()) == 0).then(pl.col("value") + 1).otherwise("value").alias("value"))  # fmt: skip
    other = type(read)(read.packs, read.outcomes, type(read.held)(moved, read.held.profiles, read.held.histograms))
    assert read.marks == type(read)((), read.outcomes, read.held).marks
    assert other.marks != read.marks


def test_packs_need_keys_and_dossiers_do_not(room):
    from scop_analytics.errors import UsageError

    with pytest.raises(UsageError, match=r"no_trusted_key|\.pub"):
        batch.received(batch.Order([Path("absent.json")], room / "union", room / "out"))
