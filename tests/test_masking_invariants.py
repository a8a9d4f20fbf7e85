"""Nothing hidden can be recovered within an additive group, for any table, any audience and any order of rows."""

from __future__ import annotations

import itertools
import json
from types import SimpleNamespace

import numpy as np
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scop_analytics.privacy import SUPPORT, release

RESULTS = {
    "company": pl.String, "year": pl.Int32, "indicator": pl.String, "code": pl.String, "segment": pl.String,
    "unit": pl.String, "value": pl.Float64, "rounded": pl.Float64, "numerator": pl.Float64, "denominator": pl.Float64,
    "people": pl.Int64, "low": pl.Float64, "high": pl.Float64, "status": pl.String, "reason": pl.String,
    "verdict": pl.String, "threshold": pl.Float64, "direction": pl.String, "method": pl.String, "law": pl.String,
    "period": pl.String,
}  # fmt: skip
CATALOGUE = {
    "leavers": SimpleNamespace(disclosure="sensitive", unit="people", rounding={"digits": 0}),
    "part_time": SimpleNamespace(disclosure="visible", unit="percent", rounding={"digits": 1}),
    "gap": SimpleNamespace(disclosure="pay", unit="percent", rounding={"digits": 1}),
    "answers": SimpleNamespace(disclosure="opinion", unit="people", rounding={"digits": 0}),
}
MINIMUM = {
    ("leavers", "members"): 5, ("leavers", "public"): 10, ("part_time", "members"): 5, ("part_time", "public"): 10,
    ("gap", "members"): 5, ("gap", "public"): 10,
}  # fmt: skip
QUICK = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def segment(**pairs: str) -> str:
    return json.dumps(pairs, sort_keys=True, separators=(",", ":"))


def frames(rows):
    """Results and support from rows given as dictionaries."""
    full = [
        {
            "company": "A",
            "year": 2025,
            "status": "ok",
            "segment": "{}",
            **dict.fromkeys(set(RESULTS) - {"company"}),
            **row,
        }
        | {"year": row.get("year", 2025), "status": row.get("status", "ok"), "company": row.get("company", "A")}
        for row in rows
    ]
    return pl.DataFrame(full, schema=RESULTS), pl.DataFrame(
        [{name: row.get(name) for name in SUPPORT} for row in full], schema=SUPPORT
    )


def margins(cells, keys):
    """Every margin of a crossed table: ``cells`` maps tuples of values to tuples of numbers."""
    for size in range(len(keys) + 1):
        for kept in itertools.combinations(range(len(keys)), size):
            sums: dict[tuple[str, ...], list[int]] = {}
            for place, numbers in cells.items():
                group = tuple(place[i] for i in kept)
                sums[group] = [a + b for a, b in zip(sums.get(group, [0] * len(numbers)), numbers, strict=True)]
            for group, numbers in sums.items():
                yield {keys[i]: value for i, value in zip(kept, group, strict=True)}, numbers


def determined(cells, names, hidden, keys):
    """Hidden cells in the span of the published ones: by ranks of a dense matrix, one column per finest cell."""
    finest = [set(zip(keys, place, strict=True)) for place, numbers in cells.items() if sum(numbers)]
    rows = np.array([[set(json.loads(name).items()) <= cell for cell in finest] for name in names], float)
    known = rows[[name not in hidden for name in names]]
    rank = np.linalg.matrix_rank(known) if len(known) else 0
    return [
        n
        for n, row in zip(names, rows, strict=True)
        if n in hidden and np.linalg.matrix_rank(np.vstack([known, row])) == rank
    ]


def table(indicator, cells, keys):
    rows = []
    for pairs, numbers in margins(cells, keys):
        row = {"indicator": indicator, "segment": segment(**pairs), "people": sum(numbers)}
        if indicator == "gap":
            row |= {"value": 3.21, "women": numbers[0], "men": numbers[1]}
        elif indicator == "part_time":
            total = sum(numbers)
            row |= {"value": 100 * numbers[0] / total if total else None, "numerator": numbers[0], "denominator": total}
            row["status"] = "ok" if total else "not_computable"
        else:
            row["value"] = float(sum(numbers))
        rows.append(row)
    return rows


def sizes(parts):
    return st.tuples(*[st.integers(0, 14)] * parts)


@st.composite
def crossed(draw):
    indicator = draw(st.sampled_from(["leavers", "part_time", "gap"]))
    first, second = draw(st.integers(2, 4)), draw(st.integers(1, 3))
    places = itertools.product([f"c{i}" for i in range(first)], [f"s{i}" for i in range(second)])
    return indicator, {place: draw(sizes(2)) for place in places}


@QUICK
@given(crossed(), st.sampled_from(["members", "public"]), st.booleans(), st.booleans())
def test_no_hidden_cell_of_a_crossed_table_is_determined(case, audience, without_empty, without_first):
    """Also when empty groups have no row, and when some people belong to no named group."""
    indicator, cells = case
    keys = ("csp", "sex")
    rows = [row for row in table(indicator, cells, keys) if row["people"] or not without_empty]
    full, support = frames(row for row in rows if not without_first or "c0" not in row["segment"])
    released = release(full, support, CATALOGUE, audience).frame
    told = set(released.filter(pl.col("status") == "ok").get_column("segment"))
    people = dict(full.select("segment", "people").iter_rows())
    hidden = {name for name in people if name not in told and people[name] > 0}
    names = released.get_column("segment").to_list()
    if (indicator, audience) == ("part_time", "members"):  # one key at a time is exact: what follows is no secret
        crossing = {name for name in names if len(json.loads(name)) > 1}
        hidden -= set(determined(cells, names, crossing, keys))
    assert determined(cells, names, hidden, keys) == []


@QUICK
@given(st.dictionaries(st.sampled_from("abcdef"), sizes(2), min_size=2), st.sampled_from(["members", "public"]))
def test_what_a_subtraction_gives_is_itself_large_enough(cells, audience):
    """Total less everything shown: either nothing, or a group that the rule would let through."""
    full, support = frames(table("gap", {(name,): numbers for name, numbers in cells.items()}, ("csp",)))
    released = release(full, support, CATALOGUE, audience).frame
    shown = set(released.filter(pl.col("status") == "ok").get_column("segment"))
    if "{}" not in shown or len(shown) == 1:
        return
    left = [numbers for name, numbers in cells.items() if segment(csp=name) not in shown and sum(numbers)]
    minimum = MINIMUM["gap", audience]
    assert not left or (len(left) > 1 and all(sum(side) >= minimum for side in zip(*left, strict=True)))


@QUICK
@given(st.lists(st.integers(0, 20), min_size=5, max_size=5), st.sampled_from(["members", "public"]))
def test_answers_to_one_question_are_shown_together_or_not_at_all(counts, audience):
    people = sum(counts)
    full, support = frames(
        {
            "indicator": "answers",
            "segment": segment(item="meaning", answer=str(level)),
            "value": float(n),
            "people": people,
        }
        for level, n in enumerate(counts, start=1)
    )
    released = release(full, support, CATALOGUE, audience).frame
    minimum = 5 if audience == "members" else 10
    fine = people >= minimum and all(n == 0 or n >= minimum for n in counts) and sum(n > 0 for n in counts) > 1
    assert set(released.get_column("status")) == {"ok" if fine else "suppressed"}


@QUICK
@given(crossed(), st.sampled_from(["members", "peers", "public"]), st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(case, audience, chance):
    rows = table(case[0], case[1], ("csp", "sex"))
    first = release(*frames(rows), CATALOGUE, audience).frame
    chance.shuffle(rows)
    again = release(*frames(rows), CATALOGUE, audience).frame
    assert first.sort("segment").equals(again.sort("segment"))


@QUICK
@given(st.lists(crossed(), min_size=2, max_size=3), st.sampled_from(["members", "public"]))
def test_a_company_alone_is_masked_as_among_others(cases, audience):
    rows = [
        row | {"company": name}
        for name, (indicator, cells) in zip("ABC", cases, strict=False)
        for row in table(indicator, cells, ("csp", "sex"))
    ]
    together = release(*frames(rows), CATALOGUE, audience).frame
    for name in together.get_column("company").unique():
        alone = release(*frames(row for row in rows if row["company"] == name), CATALOGUE, audience).frame
        assert alone.equals(together.filter(pl.col("company") == name))


@QUICK
@given(crossed(), st.sampled_from(["representatives", "members", "peers", "union", "public"]))
def test_a_hidden_row_carries_no_number_and_one_mark(case, audience):
    released = release(*frames(table(case[0], case[1], ("csp", "sex"))), CATALOGUE, audience)
    hidden = released.frame.filter(pl.col("status") == "suppressed")
    for name in ("value", "rounded", "numerator", "denominator", "people", "low", "high"):
        assert hidden.get_column(name).null_count() == hidden.height
    assert hidden.get_column("reason").n_unique() <= 1
    assert hidden.height == released.log.height


@pytest.mark.parametrize("audience", ["representatives", "members", "peers", "union", "public"])
def test_a_group_of_one_is_never_shown(audience):
    full, support = frames(table("gap", {("a",): (30, 30), ("b",): (1, 0)}, ("csp",)))
    released = release(full, support, CATALOGUE, audience).frame
    assert released.filter(pl.col("segment") == segment(csp="b")).item(0, "status") == "suppressed"
    assert released.filter(pl.col("segment") == segment(csp="a")).item(0, "status") == "suppressed"


def test_a_hidden_cell_that_only_the_whole_system_gives_back_is_protected_too():
    """Every row and every column hides two cells or none, and yet one cell follows: the audit asks for one more."""
    counts = [[12, 0, 3, 8], [6, 12, 12, 8], [6, 8, 12, 8], [3, 3, 12, 12]]
    cells = {(f"c{i}", f"s{j}"): (n, 0) for i, row in enumerate(counts) for j, n in enumerate(row)}
    full, support = frames(table("leavers", cells, ("csp", "sex")))
    released = release(full, support, CATALOGUE, "members").frame
    told = set(released.filter(pl.col("status") == "ok").get_column("segment"))
    people = dict(full.select("segment", "people").iter_rows())
    hidden = {name for name in people if name not in told and people[name]}
    assert {segment(csp="c0", sex="s2"), segment(csp="c3", sex="s0"), segment(csp="c3", sex="s1")} < hidden
    assert determined(cells, released.get_column("segment").to_list(), hidden, ("csp", "sex")) == []
