"""Peer groups and positions: levels, minima, hysteresis, words of direction; attacks that must recover nothing."""

from __future__ import annotations

import json

import numpy as np
import polars as pl
import pytest
from networks_by_hand import drawn, figured, profiled, recovered, sums

from scop_analytics.benchmarking import door
from scop_analytics.benchmarking.compared import Compared
from scop_analytics.benchmarking.differencing import exposed
from scop_analytics.benchmarking.histograms import SCHEMA as HISTOGRAMS
from scop_analytics.benchmarking.peer_groups import CELL, COARSE, plan
from scop_analytics.benchmarking.positions import positions
from scop_analytics.benchmarking.published import memberships
from scop_analytics.benchmarking.strata import strata

NAMES = [f"U-{place:04d}" for place in range(40)]


def network(compared, **options):
    """The benchmark of figures made by hand."""
    known = plan(compared.figures, compared.profiles)
    return known, positions(known, **options)


def same(values, **columns):
    names = NAMES[: len(values)]
    figures = figured(dict(zip(names, values, strict=True)), **columns)
    return Compared(figures, profiled(names), pl.DataFrame(schema=HISTOGRAMS))


def test_thirteen_alike_are_peers_at_the_finest_level():
    _, found = network(same(range(13)))
    first = found.row(0, named=True)
    assert (first["level"], first["group"], first["others"], first["status"]) == ("L0", "62|10-49|84", 12, "ok")
    # The others are 1…12: mean 6.5, median 6.5, quarters 4 and 9 (see the statistics); 240 people: to half a point.
    assert (first["mean"], first["median"], first["p25"], first["p75"]) == (6.5, 6.5, 4.0, 9.0)
    assert first["person_weighted"] == 6.5
    assert (first["position"], first["reading"]) == ("below", "unfavourable")
    assert (first["band_low"], first["band_high"], first["p10"]) == (0, 25, None)


@pytest.mark.parametrize(
    ("count", "given"),
    [
        (5, ()),
        (6, ("mean",)),
        (7, ("mean", "median")),
        (12, ("mean", "median")),
        (13, ("mean", "median", "p25", "p75")),
    ],
)
def test_minima_count_the_others(count, given):
    _, found = network(same(range(count)))
    row = found.row(0, named=True)
    shown = {name for name in ("mean", "median", "p10", "p25", "p75", "p90") if row[name] is not None}
    assert shown == set(given)
    assert row["status"] == ("ok" if given else "suppressed")
    assert row["reason"] is None if given else json.loads(row["reason"]) == {"key": "too_few_peers", "minimum": 5}


@pytest.mark.parametrize(("audience", "fewest"), [("peers", 5), ("public", 10)])
def test_a_figure_of_too_few_has_no_stratum(audience, fewest):
    """Not even all together: nobody else stands in the region."""
    for count in range(1, fewest + 1):
        names = [f"U-{place}" for place in range(count)]
        rows = figured({name: float(place) for place, name in enumerate(names)})
        region, shown = strata(plan(rows, profiled(names)), audience)
        enough = count == fewest
        assert set(region["status"]) == {"ok" if enough else "suppressed"}
        assert region["mean"].is_not_null().all() is enough
        assert shown.is_empty() is not enough


def test_no_co_operative_weighs_more_than_a_quarter():
    heavy = [20.0] * 12 + [100.0]  # of the others of any of the first twelve: 100 of 320
    _, found = network(same(range(13), weight=heavy))
    rows = found.sort("company")
    assert rows["person_weighted"].null_count() == 12
    assert rows["level"].to_list() == ["L6"] * 13  # a group with a heavy one is not a group of peers
    assert rows["median"].null_count() == 0


def test_a_group_too_small_falls_back_and_says_why():
    names = NAMES[:26]
    divisions = ["62"] * 8 + ["63"] * 18
    values = figured(dict.fromkeys(names, 1.0) | {name: float(place) for place, name in enumerate(names)})
    compared = Compared(values, profiled(names, division=divisions), pl.DataFrame(schema=HISTOGRAMS))
    _, found = network(compared)
    small, large = found.filter(company="U-0000").row(0, named=True), found.filter(company="U-0020").row(0, named=True)
    assert (small["level"], small["group"], small["others"]) == ("L1", "J|10-49|84", 25)
    assert json.loads(small["finer"]) == {"L0": 7}
    assert (large["level"], large["others"], large["finer"]) == ("L0", 17, "{}")


def test_a_remainder_of_one_or_two_closes_the_finer_group():
    """Sixteen of one subsector among eighteen: the two left over would be the difference of two means."""
    names = NAMES[:18]
    compared = Compared(
        figured({name: float(place) for place, name in enumerate(names)}),
        profiled(names, division=["62"] * 16 + ["63"] * 2),
        pl.DataFrame(schema=HISTOGRAMS),
    )
    _, found = network(compared)
    assert set(found["level"]) == {"L1"}
    assert set(found["others"]) == {17}


def test_a_level_changes_after_two_years_in_a_row():
    """Thirteen, then eleven for two years, then thirteen for two: open, open, closed, closed, open."""
    names, years = NAMES[:30], (2021, 2022, 2023, 2024, 2025)
    divisions = ["62"] * 13 + ["63"] * 17
    sizes = {2021: 13, 2022: 11, 2023: 11, 2024: 13, 2025: 13}
    parts = [
        figured({name: float(place) for place, name in enumerate(names) if place < sizes[year] or place >= 13}, year)
        for year in years
    ]
    compared = Compared(pl.concat(parts), profiled(names, years, division=divisions), pl.DataFrame(schema=HISTOGRAMS))
    _, found = network(compared)
    levels = found.filter(company="U-0000").sort("year")
    assert levels["level"].to_list() == ["L0", "L0", "L1", "L1", "L0"]
    assert levels["p25"].is_null().to_list() == [False, True, False, False, False]  # held, but below its minimum


@pytest.mark.parametrize(
    ("polarity", "own", "position", "reading"),
    [
        ("up", 90, "above", "favourable"),
        ("down", 90, "above", "unfavourable"),
        ("down", 1, "below", "favourable"),
        ("context", 90, "above", None),
        ("towards_balance", 50, "within", "favourable"),
        ("towards_balance", 99, "above", "unfavourable"),
        ("towards_zero", 0, "below", "favourable"),
        ("towards_zero", -99, "below", "unfavourable"),  # far below zero is far, not good
    ],
)
def test_above_is_not_better(polarity, own, position, reading):
    others = [20, 25, 30, 35, 40, 45, 55, 60, 65, 70, 75, 80]
    _, found = network(same([own, *others], polarity=polarity))
    row = found.filter(company="U-0000").row(0, named=True)
    assert (row["position"], row["reading"]) == (position, reading)


def test_against_a_second_computation():
    """Every published mean, median and share of the network, by plain loops over the members of each group."""
    compared = drawn(11, 120)
    known, found = network(compared)
    groups = {key: frame["company"].to_list() for key, frame in memberships(known).group_by(*CELL, "level", "group")}
    values = {(row["company"], row["year"]): row for row in compared.figures.iter_rows(named=True)}
    for row in found.iter_rows(named=True):
        peers = [name for name in groups[row["year"], row["indicator"], row["segment"], row["level"], row["group"]] if name != row["company"]]  # fmt: skip
        numbers = sorted(values[name, row["year"]]["value"] for name in peers)
        step = 0.5 if sum(values[name, row["year"]]["weight"] for name in peers) >= 30 else 1.0
        assert row["others"] == len(peers)
        assert abs(row["mean"] - sum(numbers) / len(numbers)) <= step / 2 + 1e-9
        every = sorted([*numbers, row["value"]])
        rank = 100 * (every.index(row["value"]) + 0.5) / len(every)
        assert row["band_low"] <= rank <= row["band_high"]
        loads = [values[name, row["year"]]["weight"] for name in peers]
        if row["person_weighted"] is None:
            assert max(loads) > 0.25 * sum(loads)
        else:
            told = sum(
                values[name, row["year"]]["value"] * load for name, load in zip(peers, loads, strict=True)
            ) / sum(loads)
            assert abs(row["person_weighted"] - told) <= step / 2 + 1e-9


# ── Attacks ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("seed", range(12))
def test_overlapping_groups_give_nobody_away(seed):
    """Everything published about one figure, to an outsider and to one of the co-operatives."""
    compared = drawn(seed, 70 + 5 * seed, answers=0.8)
    known = plan(compared.figures, compared.profiles)
    _, shown = strata(known, "peers")
    companies = known.rows["company"].to_list()
    matrix = sums(pl.concat([memberships(known), shown]), companies)
    assert len(matrix) > 4
    assert recovered(matrix) == []
    for insider in range(0, len(companies), 9):
        assert recovered(matrix, insider) == []


def test_without_the_rules_the_same_attack_succeeds():
    """The finest passing group for each, and every stratum of five: somebody is given away in some network."""
    found = []
    for seed in range(12):
        compared = drawn(seed, 70 + 5 * seed, answers=0.8)
        known = plan(compared.figures, compared.profiles)
        passing = known.table.filter(pl.col("n") >= 6)["node"].to_numpy()
        used = np.isin(np.arange(known.table.height), passing)
        found += recovered(sums(memberships(known, used), known.rows["company"].to_list()))
    assert found


@pytest.mark.parametrize("seed", range(4))
def test_the_audit_finds_what_the_ranks_find(seed):
    draw = np.random.default_rng(seed)
    for _ in range(30):
        groups = draw.random((draw.integers(2, 7), 8)) < 0.5
        groups = groups[groups.any(axis=1)]
        alone = set(recovered(groups.astype(float)))
        inside = {
            column for one in range(8) for column in recovered(groups.astype(float), one) if groups[:, column].any()
        }
        told = set(exposed(groups).tolist())
        assert alone <= told
        assert inside <= told


@pytest.mark.parametrize("gone", [1, 2])
def test_a_late_or_withdrawn_co_operative_is_not_the_difference_of_two_publications(gone):
    compared = drawn(21, 100, answers=1.0)
    source = compared.figures.sort("company")
    later = Compared(source.filter(~pl.col("company").is_in(NAMES[:gone])), compared.profiles, compared.histograms)
    first = door.of(compared)
    second = door.of(later, published=first.memberships)
    old = {key: set(frame["company"]) for key, frame in first.memberships.group_by(*CELL, "level", "group")}
    shown = second.positions.filter(status="ok").select(*CELL, "level", "group").unique()
    regional = second.strata.filter(status="ok").select(*CELL, level="kind", group="stratum")
    now = {key: set(frame["company"]) for key, frame in second.memberships.group_by(*CELL, "level", "group")}
    for key in [*shown.iter_rows(), *regional.iter_rows()]:
        for members in old.values():
            assert len(now[key] ^ members) not in (1, 2)
    assert second.positions.filter(status="suppressed").height > 0
    again = door.of(compared, published=first.memberships)
    assert again.positions.equals(first.positions)  # the same network may be published again


def test_three_late_co_operatives_may_be_published():
    compared = drawn(21, 100, answers=1.0)
    fewer = Compared(
        compared.figures.filter(~pl.col("company").is_in(NAMES[:3])), compared.profiles, compared.histograms
    )
    second = door.of(compared, published=door.of(fewer).memberships)
    assert second.strata.filter(kind="all", status="ok").height == 1


def test_order_of_rows_changes_nothing():
    compared = drawn(4, 80)
    mixed = Compared(
        compared.figures.sample(fraction=1, shuffle=True, seed=1), compared.profiles.reverse(), compared.histograms
    )
    assert door.of(mixed).positions.equals(door.of(compared).positions)
    assert door.of(mixed).strata.equals(door.of(compared).strata)


def test_levels_are_those_of_the_data_file():
    known = plan(drawn(1).figures, drawn(1).profiles)
    assert set(known.nodes) == set(COARSE)
    assert {name for (name,) in known.table.select("level").unique().iter_rows()} == set(COARSE)
