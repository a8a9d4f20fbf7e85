"""What makes reading fast changes nothing that is read: the same tables, the same faults, in the same order."""

from __future__ import annotations

import tomllib
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from scop_analytics.config import parse
from scop_analytics.dossier import Dossier, load
from scop_analytics.sources import duplicates, files, part
from scop_analytics.sources import raw as raw_rows
from scop_analytics.sources.pieces import cut, cut_alike

SETTINGS = parse(
    tomllib.loads('identity = { entity_id = "732829320" }\nfiscal_years = [{ start = 2025-01-01, end = 2025-12-31 }]\n')
)
HEADER = "person_id;period;base_pay;fte_month\n"
MONTHS = [f"2025-{month:02d}" for month in range(1, 13)]


def read(folder: Path, payroll: str, **others: str) -> Dossier:
    for table, text in {"payroll": payroll, **others}.items():
        (folder / f"{table}.csv").write_text(text, encoding="utf-8")
    return load(folder, config=SETTINGS)


def same(one: Dossier, other: Dossier) -> None:
    assert_frame_equal(one.reading.findings, other.reading.findings)
    assert one.tables.keys() == other.tables.keys()
    for table, frame in one.tables.items():
        assert_frame_equal(frame, other.tables[table])


def slips(people: int, rate: str = "1.0") -> str:
    return "".join(f"A{n};{month};2000.0;{rate}\n" for n in range(people) for month in MONTHS)


@pytest.mark.parametrize(
    ("rows", "rates"),
    [
        (slips(6) + slips(12, "80").replace("A", "B"), [8_000] * 144 + [10_000] * 72),
        (slips(6) + "B1;2025-01;2000.0;1.8\n", [10_000] * 72 + [18_000]),
    ],
    ids=["percentages", "one odd rate"],
)
def test_a_rate_unlike_the_first_ones_settles_the_unit_of_its_column(
    tmp_path: Path, rows: str, rates: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    typed = read(tmp_path, HEADER + rows)
    assert sorted(typed.tables["payroll"]["fte_month"]) == sorted(rates)
    monkeypatch.setattr(raw_rows, "typed_columns", lambda *_: {})
    same(typed, read(tmp_path, HEADER + rows))


@pytest.mark.parametrize("amount", ["10000000000000000000000.0", "99999999999999.0", "nan", "1.2.3"])
def test_an_amount_no_storage_holds_is_said_like_one_read_as_text(
    tmp_path: Path, amount: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = HEADER + slips(6) + f"B1;2025-01;{amount};1.0\nB2;2025-01;1500.0;1.0\n"
    typed = read(tmp_path, text)
    assert typed.tables["payroll"]["base_pay"].drop_nulls().to_list() == [200_000] * 72 + [150_000]
    monkeypatch.setattr(raw_rows, "typed_columns", lambda *_: {})
    textual = read(tmp_path, text)
    assert typed.tables["payroll"]["person_id"].to_list()[:72] == textual.tables["payroll"]["person_id"].to_list()[:72]


def test_files_read_side_by_side_are_those_read_one_by_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    members = "member_id;category;capital_amount\nM1;EMPLOYEE;x\nM2;EMPLOYEE;10.0\nM2;EMPLOYEE;10.0\n"
    leaves = "person_id;leave_type;start_date;end_date\nA1;MALADIE;2025-02-30;\nA2;nobody knows;2025-01-01;2025-01-02\n"
    texts = {"members": members, "leaves": leaves, "mystery": "a;b\n1;2\n", "votes": "nothing;here\n1;2\n"}
    alone = read(tmp_path, HEADER + slips(3) + "A9;2025-13;1.0;1.0\n", **texts)
    monkeypatch.setattr(files, "LARGE", 0)
    same(alone, load(tmp_path, config=SETTINGS))
    assert alone.reading.findings.height > 3


@pytest.mark.parametrize(
    "rows",
    [
        slips(3),
        slips(3) + "A2;2025-12;2000.0;1.0\n",  # the double follows its first
        slips(3) + "A0;2025-01;2000.0;1.0\n",  # far from its first: a person in two places
        slips(1) + "A0;;1.0;1.0\nA1;;1.0;1.0\n",
    ],
    ids=["in order", "double beside", "double far away", "no month"],
)
def test_doubles_are_found_in_a_large_file_as_in_a_small_one(
    tmp_path: Path, rows: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    small = read(tmp_path, HEADER + rows)
    monkeypatch.setattr(duplicates, "MANY_ROWS", 1)
    monkeypatch.setattr(part, "MANY_ROWS", 1)
    same(small, read(tmp_path, HEADER + rows))


def test_columns_are_cut_at_the_same_rows_and_keep_their_values() -> None:
    pieces = pl.concat([pl.Series("a", [1, 2]), pl.Series("a", [3])], rechunk=False)
    frame = cut_alike([pieces, pl.Series("b", ["x", "y", None])])
    assert frame.to_dict(as_series=False) == {"a": [1, 2, 3], "b": ["x", "y", None]}
    assert frame["a"].chunk_lengths() == frame["b"].chunk_lengths() == [2, 1]
    assert cut(pl.Series([1, 2, 3]), [2, 2]).to_list() == [1, 2, 3]
