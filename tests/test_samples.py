"""Sample co-operatives: the same bytes every time, tables that agree with each other, and the figures reports rely on."""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
from stdnum.fr import siren

from scop_analytics import checks, dossier, samples, tables
from scop_analytics.samples import worlds, writing
from scop_analytics.samples.activity import easter
from scop_analytics.samples.network_shape import shaped, sirens
from scop_analytics.samples.worlds import NAMES, World, add_months, cents, month_starts

DATA = Path(__file__).parent.parent / "data"


@pytest.fixture(scope="module")
def forty_two() -> dict[str, list[dict[str, object]]]:
    return samples.tables_of("coop_42")


def at_closing(rows, year):
    kept = [row for row in rows if row["fiscal_year"] == year and row["contract_type"] not in ("STAGE", "INTERIM")]
    return [row for row in kept if row["contract_end"] is None or row["contract_end"] > date(year, 12, 31)]


@pytest.mark.parametrize("name", NAMES)
def test_committed_dossiers_are_made_again_byte_for_byte(name, tmp_path):
    samples.write(tmp_path, (name,))
    made = {path.relative_to(tmp_path): path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    committed = {path.relative_to(DATA): path.read_bytes() for path in (DATA / name).rglob("*") if path.is_file()}
    assert sorted(made) == sorted(committed)
    assert [path for path in made if made[path] != committed[path]] == []


@pytest.mark.parametrize("name", NAMES)
def test_dossiers_pass_every_rule(name):
    """Nothing set aside while reading, and no finding above a note: share identities, mandates, attendance, surplus…"""
    read = dossier.load(DATA / name)
    assert (read.reading.rows_set_aside, read.reading.findings.height) == (0, 0)
    found = checks.check(read).frame
    assert found.filter(pl.col("severity") != "note").to_dicts() == []


@pytest.mark.parametrize("name", NAMES)
def test_dossiers_hold_every_table_and_only_known_columns(name):
    made = samples.tables_of(name)
    filled = {table for table, rows in made.items() if rows}
    lacking = {name for name, contract in tables.load_all().items() if not contract.exported} - filled
    absent = {"coop_9": {"meetings", "job_criteria"}, "coop_180": {"job_criteria"}, "coop_42": set()}
    assert lacking == absent[name]
    for table, rows in made.items():
        for row in rows[:1]:
            assert set(row) <= set(tables.contract(table).by_name), table


@pytest.mark.parametrize("name", NAMES)
def test_companies_are_imaginary_and_people_have_no_names(name):
    world = World(name)
    assert siren.is_valid(world.siren)
    assert world.siren.startswith("000")
    assert "Exemple" in world["name"]
    people = {str(row["person_id"]) for row in samples.tables_of(name)["employees"]}
    assert all(person[0] == "P" and person[1:].isdigit() for person in people)


def test_the_software_co_operative_has_the_people_its_reports_show(forty_two):
    staff = at_closing(forty_two["employees"], 2025)
    assert Counter(row["sex"] for row in staff) == {"F": 18, "M": 24}
    assert [len(at_closing(forty_two["employees"], year)) for year in (2023, 2024)] == [37, 40]
    members = [row for row in forty_two["members"] if row["fiscal_year"] == 2025 and row["exit_date"] is None]
    assert Counter(row["category"] for row in members) == {"EMPLOYEE": 31, "FORMER_RETIRED": 1, "EXTERNAL_PERSON": 1}


def test_the_software_co_operative_has_four_women_in_nine_board_seats(forty_two):
    sexes = {row["person_id"]: row["sex"] for row in forty_two["employees"]}
    seats = [row for row in forty_two["mandates"] if row["body_id"] == "CA" and row["end_date"] is None]
    assert Counter(row["sex"] or sexes[row["person_id"]] for row in seats) == {"F": 4, "M": 5}


def test_the_software_co_operative_pays_from_2000_to_4800(forty_two):
    """Constant pay all year, so that any sound estimator gives 12 months of base pay plus the yearly bonus of 600."""
    staff = {row["person_id"]: row["contract_type"] for row in at_closing(forty_two["employees"], 2025)}
    months = [row for row in forty_two["payroll"] if row["period"].startswith("2025") and row["person_id"] in staff]
    whole: dict[str, list[Decimal]] = {}
    for row in months:
        if (
            row["fte_month"] == 1
            and not row["absence_unpaid_days"]
            and staff[row["person_id"]] not in ("APPRENTI", "STAGE")
        ):
            whole.setdefault(row["person_id"], []).append(row["total_gross"])
    yearly = [sum(amounts) for amounts in whole.values() if len(amounts) == 12]
    assert (max(yearly), min(yearly)) == (57_600, 24_000)


def test_the_survey_of_the_software_co_operative_has_75_percent_favourable(forty_two):
    answers = [
        row["answer"]
        for row in forty_two["survey"]
        if (row["survey_id"], row["item_code"]) == ("ENQ-2025", "parental_leave_freedom")
    ]
    assert Counter(answers) == {"5": 15, "4": 12, "3": 9}
    asked = [row for row in forty_two["survey_meta"] if row["survey_id"] == "ENQ-2025"]
    assert {row["invited_count"] for row in asked} == {42}


def test_meetings_of_the_software_co_operative(forty_two):
    minutes = [(row["entitled_members"], row["present"], row["represented"]) for row in forty_two["assemblies"]]
    assert minutes == [(27, 17, 4), (30, 18, 5), (33, 21, 6)]
    assert len([row for row in forty_two["consultations"] if row["decision_date"].year == 2025]) == 4


def test_the_surplus_is_shared_46_42_12_after_a_loss(forty_two):
    shares = {row["fiscal_year"]: row for row in forty_two["surplus_allocation"]}
    latest = shares[2025]
    total = latest["surplus"]
    parts = [latest["labour_share"], latest["legal_reserve"] + latest["dev_fund"], latest["interest_on_shares"]]
    assert [round(part * 100 / total) for part in parts] == [46, 42, 12]
    assert shares[2023]["surplus"] == -38_000
    assert sum(row["amount"] for row in forty_two["labour_share_rows"] if row["fiscal_year"] == 2025) == Decimal(
        "85740.00"
    )


def test_the_building_co_operative_closes_in_september_with_180_people():
    made = samples.tables_of("coop_180")
    closing = date(2025, 9, 30)
    assert {row["fiscal_year_end"] for row in made["entity"]} == {date(2023, 9, 30), date(2024, 9, 30), closing}
    last = [
        row
        for row in made["employees"]
        if row["fiscal_year"] == 2025 and row["contract_type"] not in ("STAGE", "INTERIM")
    ]
    assert sum(row["contract_end"] is None or row["contract_end"] > closing for row in last) == 180
    assert {row["period"] for row in made["payroll"]} >= {"2022-10", "2025-12"}


def test_the_studio_has_a_manager_and_no_board():
    made = samples.tables_of("coop_9")
    assert {row["body_type"] for row in made["governance_bodies"]} == {"GERANCE"}
    assert len(at_closing(made["employees"], 2025)) == 9


def test_payslips_hold_the_difficult_cases(forty_two):
    slips = forty_two["payroll"] + samples.tables_of("coop_180")["payroll"]
    assert any(row["is_correction"] and row["base_pay"] < 0 for row in slips)
    assert any(row["absence_unpaid_days"] > 0 for row in slips)
    assert any(0 < row["fte_month"] < 1 for row in slips)
    assert any(row["exit_pay"] > 0 for row in slips)
    for name in (
        "bonus_yearly",
        "bonus_exceptional",
        "seniority_bonus",
        "overtime_pay",
        "benefits_in_kind",
        "labour_share_paid",
    ):
        assert any(row[name] > 0 for row in slips), name


def test_each_style_writes_the_same_fact_its_own_way():
    column = tables.contract("payroll").column
    shown = {
        name: [
            writing.cell(Decimal("1950.5"), column("base_pay"), style),
            writing.cell("2025-03", column("period"), style),
            writing.cell(True, column("is_correction"), style),
            writing.cell(None, column("exit_pay"), style),
        ]
        for name, style in writing.STYLES.items()
    }
    assert shown["french"] == ["1950,50", "03/2025", "oui", ""]
    assert shown["iso"] == ["1950.50", "2025-03", "true", ""]
    assert shown["old_office"] == ["1950,50", "03/2025", "O", ""]


def test_days_and_cents_follow_the_calendar():
    assert add_months(date(2025, 1, 31), 1) == date(2025, 2, 28)
    assert month_starts(date(2024, 12, 9), date(2025, 2, 1)) == [date(2024, 12, 1), date(2025, 1, 1), date(2025, 2, 1)]
    assert [easter(year) for year in (2023, 2024, 2025)] == [date(2023, 4, 9), date(2024, 3, 31), date(2025, 4, 20)]
    assert cents("2.345") == Decimal("2.35")


def test_a_network_has_the_sizes_of_the_movement():
    from scop_analytics import datafiles

    data = datafiles.read(worlds.FOLDER / "common.toml") | datafiles.read(worlds.FOLDER / "network.toml")
    world = shaped(data, 4558, 2025, 1)
    sizes = pl.Series(world.size)
    assert sizes.median() == 5
    assert abs(sizes.mean() - 21) < 0.1
    assert sizes.min() == 2


def test_numbers_of_a_network_have_the_control_digit_of_a_siren():
    numbers = sirens(10_000, 500).to_list()
    assert len(set(numbers)) == 500
    assert all(siren.is_valid(number) for number in numbers)


def test_a_network_is_written_twice_alike_and_passes_the_checks(tmp_path):
    once, again = (samples.network(60, output=tmp_path / name, seed=7, years=2) for name in ("once", "again"))
    files = sorted(path.name for path in (once / "donnees").iterdir())
    assert [
        name for name in files if (once / "donnees" / name).read_bytes() != (again / "donnees" / name).read_bytes()
    ] == []
    read = dossier.load(once)
    assert read.reading.rows_set_aside == 0
    assert (len(read.companies), read.years) == (60, [2024, 2025])
    found = checks.check(read).frame.filter(pl.col("severity") != "note")
    # a few small co-operatives close before the year ends: their payroll stops
    assert set(found["rule"]) <= {"X-19"}


def test_a_world_nobody_can_fill_says_where_and_what(monkeypatch):
    from scop_analytics.errors import PackageError
    from scop_analytics.samples import dossiers

    class Crowded(World):
        def __init__(self, name):
            super().__init__(name)
            self.data["mandates"] = [wanted | {"sex": "M"} for wanted in self.data["mandates"]]

    monkeypatch.setattr(dossiers, "World", Crowded)
    with pytest.raises(PackageError, match=r"coop_9.*GERANT"):
        samples.tables_of("coop_9")
