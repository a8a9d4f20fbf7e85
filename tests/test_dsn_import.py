"""``scop import``: a dossier of plain tables, whole or not at all; the key of the pseudonyms; the report in one command."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib

import polars as pl
import pytest
from dsn_generator import World, written

from scop_analytics.dossier import load
from scop_analytics.errors import UsageError
from scop_analytics.importing import import_files
from scop_analytics.sources.dsn import keys

WORLD = World(21, people=14)


@pytest.fixture(autouse=True)
def key(tmp_path, monkeypatch):
    file = tmp_path / "kept" / "pseudonyms.key"
    monkeypatch.setenv("SCOP_PSEUDONYM_KEY", str(file))
    return file


@pytest.fixture
def year(tmp_path):
    folder = tmp_path / "year"
    folder.mkdir()
    for name, content in WORLD.files().items():
        (folder / name).write_bytes(content)
    return folder


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_dossier_written_reads_like_the_files(tmp_path, year, lang):
    direct = load(year)
    made = import_files([year], tmp_path / "coop", lang=lang)
    again = load(tmp_path / "coop")
    assert made.refused == 0
    assert set(again.reading.findings["rule"]) <= {"sex_missing"}
    for table in ("employees", "payroll", "leaves"):
        columns = [name for name in direct.tables[table].columns if not name.startswith("source_")]
        first, second = (
            d.tables[table].select(columns).sort(columns[:5] + ["start_date"] * (table == "leaves"), nulls_last=True)
            for d in (direct, again)
        )
        assert first.equals(second), table
    assert direct.fiscal_years.equals(again.fiscal_years)


def test_fiscal_years_close_when_asked_and_in_scop_toml(tmp_path, year):
    import_files([year], tmp_path / "coop", closing=9)
    settings = tomllib.loads((tmp_path / "coop" / "scop.toml").read_text())
    assert [str(item["end"]) for item in settings["fiscal_years"]] == ["2025-09-30", "2026-09-30"]
    assert settings["identity"] == {"entity_id": "900123456", "naf_code": "62.01Z", "region": "76"}
    assert load(tmp_path / "coop").years == [2025, 2026]


def test_nothing_is_written_when_something_is_refused_unless_asked(tmp_path, year):
    (year / "event.dsn").write_bytes(written(WORLD.envelope(WORLD.months[1], 1, nature="07")))
    made = import_files([year], tmp_path / "coop")
    assert (made.files, made.refused) == ((), 1)
    assert not (tmp_path / "coop").exists()
    assert import_files([year], tmp_path / "coop", without_refused=True).files
    assert sorted(path.name for path in tmp_path.iterdir()) == ["coop", "kept", "year"]


def test_two_companies_share_a_dossier_each_under_its_number(tmp_path, year):
    (year / "other.dsn").write_bytes(
        written(World(22, people=3, siren="900765432").envelope(World(22, people=3, siren="900765432").months[1], 1))
    )
    import_files([year], tmp_path / "coop")
    assert load(tmp_path / "coop").companies == ["900123456", "900765432"]


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"closing": 13}, "import_closing"),
        ({"output": "year"}, "import_output"),
        ({"files": ["absent.dsn"]}, "folder_absent"),
        ({"files": ["note.txt"]}, "import_not_dsn"),
        ({"files": ["year", "copy"]}, "import_same_name"),
    ],
)
def test_a_wrong_demand_is_refused(tmp_path, year, change, error):
    (tmp_path / "note.txt").write_text("bonjour")
    (tmp_path / "copy").mkdir()
    (tmp_path / "copy" / "2025-01.dsn").write_bytes(b"S10.G00.00.001,'A'\n")
    files = [tmp_path / name for name in change.pop("files", ["year"])]
    target = tmp_path / change.pop("output", "coop")
    with pytest.raises(UsageError) as fault:
        import_files(files, target, **change)
    assert fault.value.key == error


def test_the_key_is_drawn_once_and_belongs_to_its_owner(key):
    first = keys.key()
    assert keys.key() == first
    assert len(first) == 32
    if os.name == "posix":
        assert key.stat().st_mode & 0o777 == 0o600
        key.chmod(0o644)
        with pytest.raises(UsageError) as fault:
            keys.key()
        assert fault.value.key == "pseudonym_key_open"
        key.chmod(0o600)
    key.write_text("no key\n")
    with pytest.raises(UsageError) as fault:
        keys.key()
    assert fault.value.key == "pseudonym_key_broken"


def test_staff_numbers_stand_beside_the_key_with_the_pseudonym_of_each_and_nowhere_else(tmp_path, year, key):
    made = import_files([year], tmp_path / "coop")
    (file,) = made.directories
    assert (file.parent, file.name) == (key.parent, "staff_numbers_900123456.csv")
    if os.name == "posix":
        assert file.stat().st_mode & 0o777 == 0o600
    header, *lines = file.read_text(encoding="utf-8-sig").splitlines()
    assert header == "Matricule;Pseudonyme"
    held = dict(line.split(";") for line in lines)
    told = {line for people in WORLD.months.values() for rubrics in people for line in rubrics}
    seen = [person for person in WORLD.people if f"S21.G00.30.019,'{person.staff_number}'" in told]
    assert set(held) == {person.staff_number for person in seen}
    people = load(tmp_path / "coop").tables["employees"]
    assert set(held.values()) == set(people["person_id"])
    births = {row["person_id"]: row["birth_year"] for row in people.to_dicts()}
    assert all(births[held[person.staff_number]] == person.born.year for person in seen)
    texts = [path.read_text(encoding="utf-8-sig") for path in (tmp_path / "coop").rglob("*") if path.is_file()]
    cells = {cell.strip('" ') for text in texts for line in text.splitlines() for cell in line.split(";")}
    assert not cells & set(held)


def test_staff_numbers_of_earlier_imports_are_kept(tmp_path, year, key):
    import_files([year], tmp_path / "coop")
    file = key.parent / "staff_numbers_900123456.csv"
    file.write_text(file.read_text(encoding="utf-8-sig") + "GONE;p0000000000000000\n", encoding="utf-8-sig")
    before = len(file.read_text(encoding="utf-8").splitlines())
    import_files([year], tmp_path / "again")
    after = file.read_text(encoding="utf-8-sig").splitlines()
    assert len(after) == before
    assert "GONE;p0000000000000000" in after


def test_disability_is_read_only_when_asked(tmp_path, year):
    first = WORLD.people[0]
    own, before = f"S21.G00.30.019,'{first.staff_number}'", "S21.G00.40.024,'99'"
    for month, people in WORLD.months.items():
        told = [list(lines) for lines in people]
        for lines in told:
            if own in lines:
                lines.insert(lines.index(before) + 1, "S21.G00.40.072,'01'")
        (year / f"2025-{month:02d}.dsn").write_bytes(written(WORLD.envelope(told, month)))
    import_files([year], tmp_path / "silent")
    assert "handicap" not in (tmp_path / "silent" / "donnees" / "salaries.csv").read_text(encoding="utf-8").lower()
    assert load(tmp_path / "silent").tables["employees"]["disability_status"].null_count() > 0
    import_files([year], tmp_path / "told", disability=True)
    people = load(tmp_path / "told").tables["employees"]
    born = people.filter("disability_status")["birth_year"].unique().to_list()
    assert born == [first.born.year]
    assert people["disability_status"].null_count() == 0


def test_a_key_that_has_no_place_is_said(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("SCOP_PSEUDONYM_KEY", str(tmp_path / "file" / "key"))
    with pytest.raises(UsageError) as fault:
        keys.key()
    assert fault.value.key == "pseudonym_key_place"


def test_without_a_variable_the_key_stands_with_the_settings_of_the_user(tmp_path, monkeypatch):
    monkeypatch.delenv("SCOP_PSEUDONYM_KEY")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "settings"))
    keys.key()
    assert (tmp_path / "settings" / "scop_analytics" / "pseudonyms.key").is_file()


def test_another_key_gives_other_people_and_the_same_key_the_same(tmp_path, year, monkeypatch):
    ours = load(year).tables["employees"]["person_id"]
    assert load(year).tables["employees"]["person_id"].equals(ours)
    monkeypatch.setenv("SCOP_PSEUDONYM_KEY", str(tmp_path / "other.key"))
    assert not set(load(year).tables["employees"]["person_id"]) & set(ours)


def test_a_dossier_may_hold_dsn_files_beside_its_own_tables(tmp_path, year):
    (year / "entite.csv").write_text(
        "SIREN;Exercice;Début d'exercice;Date de clôture\n"
        "900123456;2025;2024-10-01;2025-09-30\n900123456;2026;2025-10-01;2026-09-30\n",
        encoding="utf-8",
    )
    dossier = load(year)
    assert dossier.reading.findings.filter(pl.col("severity") != "note").is_empty()
    assert sorted(dossier.tables["employees"]["fiscal_year"].unique()) == [2025, 2026]


def scop(*arguments):
    return subprocess.run(
        [sys.executable, "-m", "scop_analytics", *map(str, arguments)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def test_one_command_from_the_files_to_the_equity_report(tmp_path, year):
    done = scop(
        "report",
        "equity",
        year,
        "--audience",
        "employer",
        "--formats",
        "json",
        "--output",
        tmp_path / "out",
        "--lang",
        "fr",
    )
    assert done.returncode == 0, done.stderr
    assert list((tmp_path / "out" / "confidentiel").glob("equity_900123456_2025_*.json"))


def test_the_command_tells_what_was_read_and_what_a_dsn_leaves_out(tmp_path, year):
    done = scop("import", year, "--output", tmp_path / "coop", "--lang", "en")
    assert done.returncode == 0, done.stderr
    assert "Seniority and constraint bonuses" in done.stderr
    assert str(tmp_path / "coop" / "scop.toml") in done.stdout
    (year / "event.dsn").write_bytes(written(WORLD.envelope(WORLD.months[1], 1, nature="07")))
    done = scop("import", year, "--output", tmp_path / "other", "--lang", "fr")
    assert done.returncode == 1
    assert "déclaration mensuelle" in done.stdout
    assert "Rien n’a été écrit" in done.stderr
