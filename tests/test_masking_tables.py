"""Complementary masking by hand; the exact optimum by trying every set of cells; an audit that fails closed."""

from __future__ import annotations

import itertools
import re
from pathlib import Path

import polars as pl
import pytest
from masking_auditor import Auditor
from test_masking_random import drawn, masked, needs_of, rows_of
from test_masking_rules import OFF, cells

import scop_analytics as scop
from scop_analytics.errors import DisclosureError, UsageError
from scop_analytics.masking import door

GIVEN = {"audience": "peers", "width": 1, "persons": OFF, "coops": {**OFF, "least": 3}}


def hidden(frame, dims=("g",), trees=None, value="v", **more):
    """Cell → kind."""
    log = scop.protect(frame, list(dims), trees or {}, value, {**GIVEN, **more}).log
    return {row[: len(dims)]: row[-1] for row in log.select(*dims, "kind").iter_rows()}


@pytest.mark.parametrize("exact", [0, 200])
def test_one_unsafe_cell_takes_its_cheapest_neighbour(exact):
    frame = cells(("a", [10, 20]), ("b", [50, 60, 70]), ("c", [5, 6, 40]), ("d", [90, 90, 91]))
    assert hidden(frame, exact_cells=exact) == {("a",): "primary", ("c",): "complementary"}


@pytest.mark.parametrize("exact", [0, 200])
def test_two_lone_contributors_would_tell_each_other(exact):
    frame = cells(("a", [10]), ("b", [50]), ("c", [30, 30, 31]), ("d", [90, 90, 91]))
    assert hidden(frame, exact_cells=exact) == {("a",): "primary", ("b",): "primary", ("c",): "complementary"}


def test_two_cells_of_the_same_lone_contributor_need_a_third_for_nobody_but_outsiders():
    frame = pl.DataFrame(
        {"g": list("aabbcccdddd"), "entity_id": list("12341235678"), "v": [10, 1, 50, 2, 30, 30, 31, 9, 9, 9, 9]}
    )
    assert hidden(frame) == {("a",): "primary", ("b",): "primary"}  # two contributors each: neither knows its cell


def square(small):
    """Three by three, three co-operatives a cell but one in ``small``; amounts grow along rows and columns."""
    rows = []
    for place, (row, column) in enumerate(itertools.product("abc", "xyz")):
        count = 1 if (row, column) in small else 3
        rows += [(row, column, f"{place}.{unit}", 100 + 10 * place) for unit in range(count)]
    return pl.DataFrame(rows, schema=["r", "k", "entity_id", "v"], orient="row")


def test_one_unsafe_cell_of_a_square_needs_a_rectangle():
    found = hidden(square({("b", "y")}), ("r", "k"))
    assert found[("b", "y")] == "primary"
    assert sorted(found.values()) == ["complementary"] * 3 + ["primary"]
    rows, columns = {cell[0] for cell in found}, {cell[1] for cell in found}
    assert set(found) == set(itertools.product(rows, columns))
    assert len(rows) == len(columns) == 2


def test_four_unsafe_corners_protect_one_another_from_outsiders_but_not_from_insiders():
    corners = set(itertools.product("ab", "xy"))
    found = hidden(square(corners), ("r", "k"))
    assert {cell for cell, kind in found.items() if kind == "primary"} == corners
    assert "complementary" in found.values()  # each of the four, knowing its own cell, would know the three others


def test_a_region_without_one_town_is_that_town():
    frame = cells(
        ("brest", [10, 20]), ("rennes", [50, 60, 70]), ("lille", [40, 41, 42]), ("arras", [50, 51, 52]), dim="g"
    )
    tree = {"g": {"brest": "bretagne", "rennes": "bretagne", "lille": "nord", "arras": "nord"}}
    found = hidden(frame, trees=tree)
    assert found[("brest",)] == "primary"
    assert set(found) in ({("brest",), ("rennes",)}, {("brest",), ("bretagne",), ("nord",)})
    assert len(found) == 2


def test_a_negative_result_hides_behind_no_bound():
    frame = cells(("a", [-10, 20]), ("b", [50, -60, 70]), ("c", [5, 6, 40]))
    assert hidden(frame) == {("a",): "primary", ("c",): "complementary"}


def test_everything_safe_hides_nothing_and_everything_unsafe_hides_all():
    assert hidden(cells(("a", [1, 2, 3]), ("b", [4, 5, 6]))) == {}
    assert set(hidden(cells(("a", [5])))) == {("a",), ("total",)}


def test_the_public_frame_has_one_mark_and_the_log_says_why():
    found = scop.protect(cells(("a", [10, 20]), ("b", [5, 6, 7]), ("c", [9, 9, 9])), ["g"], {}, "v", GIVEN)
    assert found.public.rows() == [
        ("a", None, "suppressed"), ("b", None, "suppressed"), ("c", 27, "ok"), ("total", 75, "ok"),
    ]  # fmt: skip
    assert found.log.rows() == [
        ("a", "threshold", "coops", "v", "primary"), ("b", None, None, None, "complementary"),
    ]  # fmt: skip
    assert (found.audience, found.version) == ("peers", "2026.1")


def fewest_by_trying(rows, dims):
    """The fewest complementary cells that keep every unsafe one safe: all sets, smallest first."""
    every = Auditor(rows, dims, {}, set(), set())
    needs = needs_of(every, every.inside)
    lines = [
        [cell for cell in every.inside if cell == whole or (cell[axis] != "total" and (*cell[:axis], "total", *cell[axis + 1 :]) == whole)]
        for whole in every.inside for axis in range(len(dims)) if whole[axis] == "total"
    ]  # fmt: skip
    others = sorted(every.inside.keys() - needs.keys())
    for count in range(len(others) + 1):
        for more in itertools.combinations(others, count):
            away = {*needs, *more}
            if any(len(away & {*line}) == 1 for line in lines):
                continue
            if not Auditor(rows, dims, {}, every.inside.keys() - away, away).breaches(needs):
                return count
    raise AssertionError


def test_the_number_of_complementary_cells_against_the_optimum():
    best = exact = 0
    for seed in range(8):
        rows = rows_of(drawn(7000 + seed), {"d": "abc", "k": "xyz"})
        rows += [{"d": d, "k": k, "unit": f"u{place}", "amount": 500} for d in "abc" for k in "xyz" for place in range(4)
                 if (d, k) not in {("a", "x"), ("b", "z")}]  # fmt: skip
        best += fewest_by_trying(rows, ["d", "k"])
        log = masked(rows, ["d", "k"], {}, exact=200).log
        exact += log.filter(pl.col("kind") == "complementary").height
    assert best > 15
    assert best <= exact <= 1.25 * best


def test_the_audit_stops_a_masking_that_hides_too_little(monkeypatch):
    frame = cells(("a", [10, 20]), ("b", [50, 60, 70]), ("c", [5, 6, 40]))
    monkeypatch.setattr(door, "_hidden", lambda linked, given: (linked.primary, []))
    with pytest.raises(DisclosureError) as stopped:
        scop.protect(frame, ["g"], {}, "v", GIVEN)
    assert (stopped.value.key, stopped.value.exit_code) == ("masking_short", 5)


def test_the_audit_stops_an_unsafe_cell_that_is_shown(monkeypatch):
    monkeypatch.setattr(door, "_hidden", lambda linked, given: (linked.primary & False, []))
    with pytest.raises(DisclosureError) as stopped:
        scop.protect(cells(("a", [10, 20]), ("b", [50, 60, 70])), ["g"], {}, "v", GIVEN)
    assert stopped.value.key == "masking_published"


def test_the_audit_stops_a_figure_left_in_a_hidden_cell(monkeypatch):
    marked = door._public
    monkeypatch.setattr(door, "_public", lambda *parts: marked(*parts).with_columns(pl.col("v").fill_null(30)))
    with pytest.raises(DisclosureError) as stopped:
        scop.protect(cells(("a", [10, 20]), ("b", [50, 60, 70]), ("c", [5, 6, 40])), ["g"], {}, "v", GIVEN)
    assert stopped.value.key == "masking_still_there"


@pytest.mark.parametrize(
    "tables", [[], [[{("a",): 5.0}]], [[{("a",): 5.0, ("b",): -5.0}]], [[{("a",): -500.0, ("c",): 500.0}]]]
)
def test_the_audit_believes_no_offered_table(monkeypatch, tables):
    """Missing, not adding up, moving a published cell, below zero: bounds are computed, and the good masking passes."""
    monkeypatch.setattr(door, "_named", lambda cells, found: tables)
    frame = cells(("a", [10, 20]), ("b", [50, 60, 70]), ("c", [5, 6, 40]))
    assert hidden(frame) == {("a",): "primary", ("c",): "complementary"}


def test_the_example_of_the_readme():
    text = (Path(__file__).parents[1] / "README.md").read_text("utf-8")
    names = {}
    exec(re.search(r"<!-- protect -->\n```py\n(.*?)\n```", text, re.DOTALL).group(1), names)  # noqa: S102 - our own page
    found = names["masked"]
    assert found.public.select("sector", "status").rows() == [
        ("building", "ok"), ("culture", "suppressed"), ("services", "suppressed"), ("total", "ok"),
    ]  # fmt: skip
    assert {row[0]: row[-1] for row in found.log.rows()} == {"culture": "primary", "services": "complementary"}


def test_contributions_come_in_any_frame_and_anything_else_is_refused():
    frame = cells(("a", [10, 20]), ("b", [50, 60, 70]), ("c", [5, 6, 40]))
    eager = scop.protect(frame, ["g"], {}, "v", GIVEN).public
    for given in (frame.lazy(), frame.to_pandas(), frame.to_dicts()):
        assert scop.protect(given, ["g"], {}, "v", GIVEN).public.equals(eager)
    with pytest.raises(UsageError) as refused:
        scop.protect(3, ["g"], {}, "v", GIVEN)
    assert refused.value.key == "frame_kind"
