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


def of_january(world: World) -> dict[tuple, dict[str, int]]:
    """The truth of January alone, when some NIR are not known yet."""
    known = {
        pseudonym(p.identity): pseudonym(f"T{p.ntt}" if p.ntt and p.nir_from > 1 else p.identity) for p in world.people
    }
    return {(known[who], *rest): row for (who, *rest), row in truth(world).items() if rest[2] == (2025, 1)}


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
    read = {
        (row["person_id"], row["leave_type"], row["start_date"], row["end_date"]) for row in found.iter_rows(named=True)
    }
    assert read == {(pseudonym(who), *rest) for who, *rest in world.leaves}


# which declarations count ------------------------------------------------------------------------------------------------
def january(world: World, **given: str) -> list[str]:
    return world.envelope(world.months[1], 1, **given)


def read_lots(folder: Path, *envelopes: list[str]) -> Dossier:
    """Each envelope in a file of its own."""
    return load(laid(folder, {f"d{number}.dsn": written(lines) for number, lines in enumerate(envelopes)}))


@pytest.mark.parametrize(
    ("given", "rule"),
    [
        ({"use": "01"}, "dsn_test"),
        ({"nature": "04"}, "dsn_nature"),
        ({"currency": "02"}, "dsn_currency"),
        ({"type": "09"}, "dsn_type"),
        ({"fraction": "00"}, "dsn_fraction"),
        ({"fraction": "12"}, "dsn_fraction_missing"),
    ],
)
def test_what_is_no_source_of_pay_is_refused_with_its_reason(tmp_path, given, rule):
    dossier = read_lots(tmp_path / "dsn", january(World(1, people=3), **given))
    assert rules(dossier, "refuse") == {rule}
    assert "payroll" not in dossier.tables


def test_the_last_declaration_of_a_month_counts(tmp_path):
    world, other = World(2, people=3), World(3, people=3)
    dossier = read_lots(
        tmp_path / "dsn", january(other, order="1"), january(world, order="12", type="03"), january(other, order="2")
    )
    assert amounts(dossier) == of_january(world)
    assert rules(dossier) - {"dsn_gross_undivided"} == {"dsn_superseded"}


def test_a_cancelled_month_has_no_pay_and_an_empty_one_no_people(tmp_path):
    world = World(2, people=3)
    cancelled = read_lots(tmp_path / "a", january(world), world.envelope([], 1, type="04", order="2"))
    assert "dsn_cancelled" in rules(cancelled, "note")
    assert "payroll" not in cancelled.tables
    empty = read_lots(tmp_path / "b", world.envelope([], 1, type="02"), world.envelope(world.months[2], 2))
    assert rules(empty, "refuse", "set_aside", "warn") == set()
    assert {key[3] for key in amounts(empty)} == {(2025, 2)}


def test_two_fractions_make_one_month_and_the_same_file_twice_counts_once(tmp_path):
    world = World(4, people=6)
    people = world.months[1]
    halves = [world.envelope(people[:3], 1, fraction="12"), world.envelope(people[3:], 1, fraction="22")]
    dossier = read_lots(tmp_path / "dsn", *halves, halves[0])
    assert rules(dossier, "refuse", "set_aside") == set()
    assert "dsn_declared_twice" in rules(dossier, "warn")
    assert amounts(dossier) == of_january(world)


def test_several_envelopes_between_transport_lines_are_a_lot(tmp_path):
    world = World(5, people=4)
    lot = ["S05.G51.00.001,'V01R02'", "S06.G51.00.001,'DSNOK'"]
    for month, people in world.months.items():
        lot += [*world.envelope(people, month), "S96.G51.00.001,'FINSL'"]
    dossier = read_lots(tmp_path / "dsn", [*lot, "S95.G51.00.001,'769608'"])
    assert rules(dossier, "refuse", "set_aside", "warn") == set()
    assert amounts(dossier) == truth(world)


@pytest.mark.parametrize("encoding", ["iso-8859-1", "cp1252", "utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_encodings_and_line_ends_change_nothing(tmp_path, encoding, end):
    world = World(6, people=4)
    one = {"a.dsn": written(world.envelope(world.months[1], 1), encoding, end)}
    assert amounts(load(laid(tmp_path / "dsn", one))) == of_january(world)


def test_pieces_of_any_size_give_the_same(tmp_path):
    world = World(7, people=30)
    lot = [line for month, people in world.months.items() for line in world.envelope(people, month)]
    file = tmp_path / "lot.dsn"
    file.write_bytes(written(lot))
    whole, small = (declared.read([("lot", file)], Mint(KEY), size) for size in (1 << 24, 5_000))
    for name in ("person", "contract", "payroll", "absence", "end", "declaration", "total"):
        ours = [column for column in whole.frame(name).columns if column not in ("person", "contract", "pay")]
        first, second = (read.frame(name).select(ours).sort("line", *ours[:3]) for read in (whole, small))
        assert first.equals(second), name
    assert whole.files[0].position.rubrics == small.files[0].position.rubrics


# people ---------------------------------------------------------------------------------------------------------------------
def alone(*rubrics: tuple[str, str]) -> list[str]:
    """One person with a contract of full time and a month of 2,000 euros."""
    pay = [("50.001", "31012025")]
    for code in ("001", "010"):
        pay += [
            ("51.001", "01012025"),
            ("51.002", "31012025"),
            ("51.010", "C1"),
            ("51.011", code),
            ("51.013", "2000.00"),
        ]
    contract = [
        ("40.001", "01032020"),
        ("40.002", "06"),
        ("40.007", "01"),
        ("40.009", "C1"),
        ("40.012", "151.67"),
        ("40.013", "151.67"),
    ]
    return [f"S21.G00.{code},'{value}'" for code, value in [*rubrics, *contract, *pay]]


def test_sex_is_told_then_read_in_the_nir_then_in_the_ntt(tmp_path):
    people = [
        alone(("30.001", "1900931555001"), ("30.002", "A"), ("30.005", "02")),
        alone(("30.001", "2900931555002"), ("30.002", "B")),
        alone(("30.002", "C"), ("30.020", "1900123456X1")),
        alone(("30.002", "D"), ("30.019", "00042")),
        alone(("30.002", "E")),
    ]
    dossier = read_lots(tmp_path / "dsn", World(1, people=1).envelope(people, 1))
    assert dossier.tables["employees"].sort("source_line")["sex"].to_list() == ["F", "F", "M", "NR", "NR"]
    assert dossier.tables["payroll"]["total_gross"].to_list() == [200_000] * 5
    assert rules(dossier, "warn") == {"dsn_person_unnamed", "sex_missing"}


def test_one_number_twice_is_two_people_only_when_staff_numbers_tell_them_apart(tmp_path):
    nir, world = "2900931555002", World(1, people=1)
    two = [alone(("30.001", nir), ("30.002", "A"), ("30.019", n)) for n in ("1", "2")]
    dossier = read_lots(tmp_path / "a", world.envelope(two, 1))
    assert dossier.tables["employees"].height == 2
    assert "dsn_person_twice" in rules(dossier, "warn")
    same = [alone(("30.001", nir), ("30.002", "A"))] * 2
    dossier = read_lots(tmp_path / "b", world.envelope(same, 1))
    assert dossier.tables["payroll"]["total_gross"].to_list() == [200_000]
    assert "dsn_person_lost" in rules(dossier, "set_aside")


def test_birth_dates_with_unknown_parts_keep_their_year(tmp_path):
    people = [alone(("30.001", "2900931555002"), ("30.006", birth)) for birth in ("99991990",)]
    dossier = read_lots(tmp_path / "dsn", World(1, people=1).envelope(people, 1))
    assert dossier.tables["employees"].select("birth_year", "age").row(0) == (1990, 35)


def test_a_contract_keeps_its_newest_number(tmp_path):
    world = World(1, people=1)
    old = alone(("30.001", "2900931555002"))
    new = [line.replace("'C1'", "'D7'").replace("012025'", "022025'").replace("3102", "2802") for line in old]
    at = next(number for number, line in enumerate(new) if line.startswith("S21.G00.50"))
    new[at:at] = ["S21.G00.41.001,'01022025'", "S21.G00.41.014,'C1'"]
    dossier = read_lots(tmp_path / "dsn", world.envelope([old], 1), world.envelope([new], 2))
    assert dossier.tables["employees"]["contract_id"].to_list() == ["D7"]
    assert dossier.tables["payroll"]["contract_id"].to_list() == ["D7", "D7"]


def test_seniority_takes_the_older_day(tmp_path):
    older = [
        *alone(("30.001", "2900931555002")),
        "S21.G00.86.001,'07'",
        "S21.G00.86.002,'02'",
        "S21.G00.86.003,'70'",
        "S21.G00.86.005,'C1'",
    ]
    newer = [*alone(("30.001", "1900931555003")), "S21.G00.86.001,'07'", "S21.G00.86.002,'03'", "S21.G00.86.003,'1'"]
    dossier = read_lots(tmp_path / "dsn", World(1, people=1).envelope([older, newer], 1))
    days = dossier.tables["employees"].sort("source_line")["seniority_date"].to_list()
    assert days == [date(2019, 4, 1), date(2020, 3, 1)]  # 70 months before 1 February 2025; the contract itself


def test_back_pay_over_several_months_is_shared_to_the_cent(tmp_path):
    late = [
        "S21.G00.51.001,'01012025'",
        "S21.G00.51.002,'31032025'",
        "S21.G00.51.010,'C1'",
        "S21.G00.51.011,'010'",
        "S21.G00.51.013,'-100.00'",
    ]
    person = [*alone(("30.001", "2900931555002")), *late]
    dossier = read_lots(tmp_path / "dsn", World(1, people=1).envelope([person], 4))
    rows = dossier.tables["payroll"].filter("is_correction").sort("period")
    base = dict(rows.group_by("period").agg(pl.col("base_pay").sum()).iter_rows())
    assert sum(base.values()) == 200_000 - 10_000  # the month of January that `alone` pays, and the recovery
    assert {day.month for day in base} == {1, 2, 3}


@pytest.mark.parametrize(
    ("kind", "period", "column"),
    [
        ("027", ("01032025", "31032025"), "bonus_regular"),
        ("027", ("01012025", "31032025"), "bonus_regular"),
        ("027", ("01012025", "30062025"), "bonus_yearly"),
        ("027", ("01042024", "31032025"), "bonus_yearly"),
        ("027", None, "bonus_yearly"),
        ("027", ("01042025", "31032025"), "bonus_yearly"),  # ends before it begins: no period
        ("026", ("01032025", "31032025"), "bonus_exceptional"),
        ("028", None, "bonus_exceptional"),
    ],
)
def test_the_period_of_a_bonus_tells_a_monthly_one_from_a_yearly_one(tmp_path, kind, period, column):
    lines = [
        ("52.001", kind),
        ("52.002", "123.45"),
        *(zip(("52.003", "52.004"), period or (), strict=False)),
        ("52.006", "C1"),
    ]
    person = [*alone(("30.001", "2900931555002")), *(f"S21.G00.{code},'{value}'" for code, value in lines)]
    row = read_lots(tmp_path / "dsn", World(1, people=1).envelope([person], 1)).tables["payroll"].row(0, named=True)
    names = ("bonus_regular", "bonus_yearly", "bonus_exceptional")
    assert {name: row[name] for name in names if row[name] is not None} == {column: 12345}


# what is told ----------------------------------------------------------------------------------------------------------------
def test_unknown_rubrics_and_codes_are_counted_once_each(tmp_path):
    person = [
        *alone(("30.001", "2900931555002")),
        "S21.G00.52.001,'777'",
        "S21.G00.52.002,'10.00'",
        "S21.G00.52.006,'C1'",
        "S21.G00.99.001,'x'",
    ]
    dossier = read_lots(tmp_path / "dsn", World(1, people=1).envelope([person], 1, norm="P31V01"))
    told = {row["rule"]: json.loads(row["facts"]) for row in dossier.reading.findings.iter_rows(named=True)}
    assert told["dsn_rubric_unknown"] == {"n": 1, "rubrics": ["S21.G00.99.001"]}
    assert told["dsn_code_unknown"] == {"where": "bonus.type", "code": "777", "n": 1}
    assert told["dsn_norm"]["norm"] == "P31V01"


def test_values_that_are_none_are_told_by_their_shape(tmp_path):
    person = [line.replace("2000.00", "2 000,5O") for line in alone(("30.001", "2900931555002"))]
    dossier = read_lots(tmp_path / "dsn", World(1, people=1).envelope([person], 1))
    found = dossier.reading.findings.filter(rule="dsn_value").row(0, named=True)
    assert json.loads(found["facts"]) == {"n": 2, "rubric": "S21.G00.51.013", "shape": "# ###,#A"}


def test_a_missing_month_and_a_file_without_dsn_are_told(tmp_path):
    world = World(8, people=3)
    files = {name: content for name, content in world.files().items() if "-03" not in name}
    dossier = load(laid(tmp_path / "dsn", files))
    gap = dossier.reading.findings.filter(rule="dsn_month_missing").row(0, named=True)
    assert json.loads(gap["facts"])["months"] == ["2025-03"]
    assert rules(load(laid(tmp_path / "none", {"a.dsn": b"hello\nworld\n"})), "refuse") == {"not_dsn"}
    assert "not_dsn" in rules(load(laid(tmp_path / "empty", {"a.dsn": b""})), "refuse")


def test_no_name_and_no_number_is_kept_or_told(tmp_path):
    world = World(9, people=8)
    folder = laid(tmp_path / "dsn", world.files())
    dossier = load(folder)
    held = [frame.write_json() for frame in dossier.tables.values()] + [dossier.reading.findings.write_json()]
    secrets = [value for person in world.people for value in (person.nir, person.ntt) if value]
    read = declared.read([(file.name, file) for file in sorted(folder.iterdir())], Mint(KEY))
    held += [frame.with_columns(pl.col(pl.Date).cast(pl.String)).write_json() for frame in map(read.frame, read.packed)]
    assert not [secret for secret in (*secrets, "ARTAGNAN", "RUE DE") for text in held if secret in text]
    assert KEY.hex() not in repr(Mint(KEY))


# mutations -------------------------------------------------------------------------------------------------------------------
BASE = World(10, people=4)
LINES = BASE.envelope(BASE.months[7], 7)


@st.composite
def mutated(draw) -> tuple[list[str], bool]:
    """The lines of a valid file after one accident, and whether its lines and counts still agree."""
    lines = list(LINES)
    kind = draw(st.sampled_from(["cut", "drop", "repeat", "swap", "counts", "garble"]))
    at = draw(st.integers(0, len(lines) - 3))
    if kind == "cut":
        return lines[:at], False
    if kind == "drop":
        del lines[at]
        return lines, False
    if kind == "repeat":
        at = max(at, 1)  # the first line again would be an envelope of its own, refused, before one that is whole
        lines.insert(at, lines[at])
        return lines, False
    if kind == "swap":
        other = draw(st.integers(0, len(lines) - 3))
        lines[at], lines[other] = lines[other], lines[at]
        return lines, True
    if kind == "counts":
        lines[-2] = f"S90.G00.90.001,'{draw(st.integers(0, 10**6).filter(lambda n: n != len(lines)))}'"
        return lines, False
    cut = draw(st.integers(0, len(lines[at]) - 1))
    lines[at] = lines[at][:cut] + draw(st.sampled_from(["", "'", ",", "é", "\x00", "S21", "9"])) + lines[at][cut + 1 :]
    return lines, True


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(case=mutated(), encoding=st.sampled_from(["iso-8859-1", "utf-8"]))
def test_an_accident_is_refused_or_told_and_never_a_traceback(tmp_path_factory, case, encoding):
    lines, agrees = case
    folder = laid(tmp_path_factory.mktemp("dsn"), {"a.dsn": written(lines, encoding)})
    dossier = load(folder)
    if not agrees:
        assert rules(dossier, "refuse")
        assert "payroll" not in dossier.tables
        return
    gone = (
        set(amounts(load(laid(tmp_path_factory.mktemp("dsn"), {"a.dsn": written(LINES, encoding)}))))
        if "payroll" not in dossier.tables
        else set()
    )
    assert not gone or rules(dossier, "refuse", "set_aside", "warn")
