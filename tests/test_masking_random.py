"""Five hundred tables made at random, masked, then attacked by the tests' own auditor, insiders included."""

from __future__ import annotations

import random

import polars as pl
import pytest
from masking_auditor import Auditor

from scop_analytics.masking import protect

TREE = {"d": {"a": "A", "b": "A", "c": "C", "e": "C"}}
SHAPES = [
    (["d", "k"], {}, {"d": "abc", "k": "xyz"}),
    (["d", "k"], TREE, {"d": "abce", "k": "xy"}),
    (["d", "k", "m"], {}, {"d": "ab", "k": "xy", "m": "uv"}),
    (["d", "k", "m"], TREE, {"d": "abce", "k": "xy", "m": "uv"}),
]
RULES = {"least": 3, "dominance": [[1, 70]], "p": 15, "weight": None, "spread": None}


def drawn(seed):
    return random.Random(seed)  # noqa: S311 - tables, not secrets


def rows_of(dice, codes):
    count = dice.randint(8, 18)
    return [
        {dim: dice.choice(letters) for dim, letters in codes.items()}
        | {"unit": f"c{dice.randint(1, count)}", "amount": dice.choice([1, 7, 40, 300]) * dice.randint(1, 90)}
        for _ in range(count)
    ]


def needs_of(auditor, cells):
    """The protection of each unsafe cell by the definitions: fewer than 3, one above 70 %, rest under 15 % of the largest."""
    found = {}
    for cell in cells:
        sizes = sorted(auditor.parts[cell].values(), reverse=True)
        whole, wants = sum(sizes), []
        if len(sizes) < 3:
            wants.append(whole / 100)
        if sizes[0] > 0.7 * whole:
            wants.append(sizes[0] / 0.7 - whole)
        if sum(sizes[2:]) < 0.15 * sizes[0]:
            wants.append(0.15 * sizes[0] - sum(sizes[2:]))
        if wants:
            found[cell] = max([*wants, 1.0])
    return found


def masked(rows, dims, trees, exact=0):
    frame = pl.DataFrame(rows).rename({"unit": "entity_id"})
    given = {"audience": "peers", "persons": {"least": 0, "spread": None, "zero": False}, "coops": RULES, "width": 1}
    return protect(frame, dims, trees, "amount", {**given, "exact_cells": exact})


def attacked(rows, dims, trees, public):
    """The auditor of what was published, every value in it checked against the contributions."""
    named = list(dict.fromkeys(dim for table in dims for dim in table)) if isinstance(dims[0], list) else dims
    cells = {tuple(row[dim] for dim in named): row for row in public.iter_rows(named=True)}
    hidden = {cell for cell, row in cells.items() if row["status"] == "suppressed"}
    found = Auditor(rows, named, trees, set(cells) - hidden, hidden)
    for cell, row in cells.items():
        assert row["amount"] == (None if cell in hidden else found.value(cell))
    return found, set(cells)


@pytest.mark.parametrize("batch", range(25))
def test_nothing_hidden_can_be_worked_out(batch):
    unsafe = 0
    for place in range(20):
        dice = drawn(1000 * batch + place)
        dims, trees, codes = SHAPES[place % len(SHAPES)]
        rows = rows_of(dice, codes)
        found, cells = attacked(rows, dims, trees, masked(rows, dims, trees).public)
        assert cells == set(found.inside)  # every level and margin is there
        needs = needs_of(found, cells)
        unsafe += len(needs)
        assert found.breaches(needs) == []
        assert found.determined(found.hidden - needs.keys()) == []
    assert unsafe > 20  # the tables are dangerous ones


@pytest.mark.parametrize("seed", range(8))
def test_linked_tables_are_one_system(seed):
    dice = drawn(seed)
    rows = rows_of(dice, {"d": "abce", "k": "xyz", "m": "uv"})
    dims = [["d", "k"], ["d", "m"]]
    found, cells = attacked(rows, dims, TREE, masked(rows, dims, TREE).public)
    assert all("total" in (cell[1], cell[2]) for cell in cells)
    assert found.breaches(needs_of(found, cells)) == []


@pytest.mark.parametrize("seed", range(6))
def test_the_exact_programme_is_attacked_too(seed):
    dice = drawn(50 + seed)
    dims, trees, codes = SHAPES[seed % 3]
    rows = rows_of(dice, codes)
    found, cells = attacked(rows, dims, trees, masked(rows, dims, trees, exact=200).public)
    assert found.breaches(needs_of(found, cells)) == []


def test_the_auditor_of_the_tests_sees_a_breach():
    rows = [{"d": "a", "k": code, "unit": f"c{place}", "amount": 10 + place} for place, code in enumerate("xxxxyyyyz")]
    cells = {("a", code) for code in "xyz"}
    found = Auditor(rows, ["d", "k"], {}, {("total", "total"), ("a", "x"), ("a", "y")}, {("a", "z")})
    assert found.bounds([("a", "z")])[("a", "z")] == pytest.approx((18, 18))
    assert found.breaches({("a", "z"): 1.0})
    assert cells < set(found.inside)
