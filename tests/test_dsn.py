"""DSN files: the samples, generated years whose truth is known, the declarations that count, what is told of the others."""

from __future__ import annotations

import hashlib
import hmac
import json
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from dsn_generator import NATURES, SIREN, STATUSES, World, written
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scop_analytics.config import Config
from scop_analytics.dossier import Dossier, load
from scop_analytics.sources.dsn import declared, parts
from scop_analytics.sources.dsn.persons import Mint
from scop_analytics.sources.faults import Faults
from scop_analytics.sources.folder import Source

SAMPLES = Path(__file__).parents[2] / "shared" / "samples" / "dsn"
KEY = bytes(range(32))


@pytest.fixture(autouse=True)
def pseudonyms(tmp_path_factory, monkeypatch):
    file = tmp_path_factory.mktemp("key") / "pseudonyms.key"
    file.write_text(KEY.hex() + "\n")
    file.chmod(0o600)
    monkeypatch.setenv("SCOP_PSEUDONYM_KEY", str(file))


def pseudonym(identity: str, siren: str = SIREN) -> str:
    return "p" + hmac.new(KEY, f"{siren}|{identity}".encode(), hashlib.sha256).hexdigest()[:16]


def laid(folder: Path, files: dict[str, bytes]) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return folder


def rules(dossier: Dossier, *severities: str) -> set[str]:
    found = dossier.reading.findings
    return set((found.filter(pl.col("severity").is_in(severities)) if severities else found)["rule"])


def amounts(dossier: Dossier) -> dict[tuple, dict[str, int]]:
    """Payroll rows by person, contract, month paid and month declared; amounts that are there."""
    rows = {}
    for row in dossier.tables["payroll"].iter_rows(named=True):
        paid = (row["period"].year, row["period"].month)
        told = tuple(map(int, row["payslip_id"].split("-"))) if row["payslip_id"] else paid
        key = (row["person_id"], row["contract_id"], paid, told)
        names = (name for name, value in row.items() if isinstance(value, int) and not isinstance(value, bool))
        kept = {name: row[name] for name in names if name not in ("source_line", "period_months", "fte_month")}
        assert key not in rows
        rows[key] = kept
    return rows


def truth(world: World) -> dict[tuple, dict[str, int]]:
    return {
        (pseudonym(who), contract, paid, told): {name: value for name, value in row.items() if value}
        for (who, contract, paid, told), row in world.payroll.items()
    }


# the samples ------------------------------------------------------------------------------------------------------------
@pytest.mark.skipif(not SAMPLES.is_dir(), reason="samples are kept beside the project")
def test_the_handmade_sample_gives_its_expected_values():
    file = SAMPLES / "handmade_two_employees_2026-01.dsn"
    expected = json.loads(file.with_suffix("").with_suffix(".expected.json").read_text())
    faults = Faults()
    found = dict(parts.parts([Source(file, file.name, "dsn")], Config(), Mint(KEY), faults))
    read = declared.read([(file.name, file)], Mint(KEY))
    assert read.files[0].position.line == expected["rubrics"]
    people, slips = found["employees"].frame, found["payroll"].frame
    assert people.height == expected["individuals"]
    assert slips["period"].unique().to_list() == [date(2026, 1, 1)]
    assert faults.frame().is_empty()
    for row, wanted in zip(people.sort("source_line").iter_rows(named=True), expected["people"], strict=True):
        slip = slips.row(by_predicate=pl.col("person_id") == row["person_id"], named=True)
        assert row["sex"] == wanted["sex"]
        assert slip["total_gross"] == slip["base_pay"] == round(wanted["gross"] * 100)
        assert slip["hours_paid"] == round(wanted["quota"] * 100)
        assert row["fte_rate"] == round(wanted["fte_ratio"] * 10_000)


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="samples are kept beside the project")
def test_a_lot_of_event_reports_is_refused_and_says_why():
    file = SAMPLES / "open_neodes_fctu_lot_P25V01.dsn"
    faults = Faults()
    assert parts.parts([Source(file, file.name, "dsn")], Config(), Mint(KEY), faults) == []
    said = faults.frame()
    assert said.filter(severity="refuse")["rule"].to_list() == ["dsn_nature"] * 3
    assert "text_damaged" in set(said["rule"])
    assert "1234567890123" not in said.write_json()


# generated years --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("seed", range(12))
def test_a_year_is_read_as_it_was_written(tmp_path, seed):
    world = World(seed, people=25)
    dossier = load(laid(tmp_path / "dsn", world.files()))
    assert rules(dossier, "refuse", "set_aside", "block", "warn") == set()
    assert amounts(dossier) == truth(world)


@pytest.mark.parametrize("seed", range(6))
def test_people_contracts_rates_and_leaves_are_those_of_the_world(tmp_path, seed):
    world = World(seed, people=25)
    dossier = load(laid(tmp_path / "dsn", world.files()))
    staff = {row["person_id"]: row for row in dossier.tables["employees"].iter_rows(named=True)}
    assert set(staff) == {pseudonym(person.identity) for person in world.people}
    for person in world.people:
        row = staff[pseudonym(person.identity)]
        end, reason = world.ended(person)
        assert (row["sex"], row["birth_year"], row["age"]) == (person.sex, person.born.year, 2025 - person.born.year)
        assert (row["contract_id"], row["contract_start"]) == (person.contract, person.start)
        assert (row["contract_type"], row["csp"]) == (NATURES[person.nature], STATUSES[person.status])
        assert (row["contract_end"], row["exit_reason"]) == (end, reason)
        assert (row["work_site_region"], row["collective_agreement"]) == ("76", "1486")
    owners = {pseudonym(person.identity): person for person in world.people}
    for row in dossier.tables["payroll"].filter(pl.col("payslip_id").is_null()).iter_rows(named=True):
        assert row["fte_month"] == world.rate(owners[row["person_id"]], row["period"].month)
    found = dossier.tables.get("leaves", pl.DataFrame(schema={"person_id": pl.String}))
    read = {(row["person_id"], row["leave_type"], row["start_date"], row["end_date"]) for row in found.iter_rows(named=True)}
    assert read == {(pseudonym(who), *rest) for who, *rest in world.leaves}
