"""Thousands of random companies, near ties among them, agree with the law written again in plain fractions."""

from __future__ import annotations

import random
from decimal import Decimal
from fractions import Fraction

import index_by_hand
import polars as pl
import pytest

import scop_analytics as scop

CATEGORIES = ("OUVRIER", "EMPLOYE", "TAM", "CADRE")
BANDS = ("under_30", "30_39", "40_49", "50_plus")
COMPANIES = 3000


def near_a_tie(rng, threshold):
    """Pays of a single group whose gap less the threshold is a tie of tenths, or a hair from one."""
    women, men = rng.randint(3, 20), rng.randint(3, 20)
    tie = threshold * 100 + 10 * rng.randint(0, 25) + 5  # hundredths of a percent: …5 is a tie at one decimal
    men_mean = rng.choice([20_000, 25_000, 30_000, 40_000])
    women_mean = Fraction(men_mean) * (10_000 - tie) / 10_000  # exactly on the tie, in hundredths of a euro at most
    hair = rng.choice([0, 0, Fraction(1, 100), Fraction(-1, 100), Fraction(1, 10**7), Fraction(-1, 10**7)])
    return [(women, men, women_mean + hair, Fraction(men_mean))]


def usual(rng):
    """Groups of every size, pays in cents."""
    found = []
    for _ in range(rng.randint(1, 16)):
        men_mean = Fraction(rng.randint(2_000_000, 6_000_000), 100)
        share = Fraction(rng.randint(7_000, 12_500), 10_000)
        women_mean = Fraction(round(men_mean * share * 100), 100)
        found.append((rng.randint(0, 12), rng.randint(0, 12), women_mean, men_mean))
    return found if sum(women + men for women, men, *_ in found) else [(3, 3, Fraction(1), Fraction(1))]


def rates(rng, heads, digits):
    """Of the women and men of each category, how many; sometimes the same rates everywhere, sometimes nobody."""
    kind = rng.random()
    if kind < 0.1:
        return [(women, men, 0, 0) for women, men in heads]
    return [(women, men, rng.randint(0, women), rng.randint(0, men)) for women, men in heads]


def company(rng):
    mode, small = rng.choice(["csp", "level"]), rng.random() < 0.6
    groups = near_a_tie(rng, 5 if mode == "csp" else 2) if rng.random() < 0.5 else usual(rng)
    women, men = (sum(group[side] for group in groups) for side in (0, 1))
    top = min(10, women + men)
    top_women = rng.randint(max(0, top - men), min(top, women))
    heads = [(rng.randint(0, 40), rng.randint(0, 40)) for _ in range(4)]
    if mode == "csp":  # the categories of rates are those of the groups
        heads = []
    found = {"mode": mode, "small": small, "groups": groups, "top": (top_women, top - top_women)}
    back = rng.randint(0, 3)
    found["returns"] = (back, rng.randint(0, back))
    found["joined"] = (
        (women, men, rng.randint(0, women), rng.randint(0, men)) if rng.random() < 0.9 else (women, men, 0, 0)
    )
    if mode == "csp":
        placed = [(CATEGORIES[at // 4], BANDS[at % 4]) for at in rng.sample(range(16), len(groups))]
    else:
        placed = [(f"N{at // 4}", BANDS[at % 4]) for at in range(len(groups))]
    found["placed"] = placed
    if mode == "csp":
        by = {name: [0, 0] for name, _ in placed}
        for (name, _), (w, m, *_) in zip(placed, groups, strict=True):
            by[name][0] += w
            by[name][1] += m
        heads = [tuple(by[name]) for name in by]
        found["categories"] = list(by)
    else:
        found["categories"] = list(CATEGORIES)
    found["raise"], found["promotion"] = rates(rng, heads, 1), rates(rng, heads, 1)
    return found


def written(value):
    """A fraction with a finite number of decimals, as text."""
    return str(Decimal(value.numerator) / Decimal(value.denominator))


def frames(companies):
    groups, facts, raised, promoted = [], [], [], []
    for number, one in enumerate(companies):
        name = f"C{number:05d}"
        for (category, band), (women, men, women_mean, men_mean) in zip(one["placed"], one["groups"], strict=True):
            groups.append({
                "company": name, ("csp" if one["mode"] == "csp" else "level"): category, "age_band": band, "women": women,
                "men": men, "women_mean": written(women_mean), "men_mean": written(men_mean),
            })  # fmt: skip
        back, rewarded = one["returns"]
        facts.append({
            "company": name, "bracket": "50-250" if one["small"] else "251-999", "mode": one["mode"],
            "women_raised": one["joined"][2], "men_raised": one["joined"][3], "returned": back, "rewarded": rewarded,
            "top_women": one["top"][0], "top_men": one["top"][1],
        })  # fmt: skip
        for rows, kind, mark in ((raised, "raise", "raised"), (promoted, "promotion", "promoted")):
            for category, (women, men, women_who, men_who) in zip(one["categories"], one[kind], strict=True):
                rows.append({
                    "company": name, "csp": category, "women": women, "men": men, f"women_{mark}": women_who,
                    f"men_{mark}": men_who,
                })  # fmt: skip
    return groups, {"companies": facts, "raises": raised, "promotions": promoted}


@pytest.fixture(scope="module")
def both():
    rng = random.Random(20190108)  # noqa: S311 - the same companies every time
    companies = [company(rng) for _ in range(COMPANIES)]
    groups, facts = frames(companies)
    found = scop.equity_index(groups, **facts)
    assert found.faults.is_empty(), found.faults
    wide = found.frame.select(
        "entity_id", "indicator", pl.coalesce("rounded", "value").alias("shown"), "denominator"
    ).to_dicts()
    told = {}
    for row in wide:
        told.setdefault(row["entity_id"], {})[row["indicator"].removeprefix("index_")] = (
            row["shown"],
            row["denominator"],
        )
    return companies, [told[f"C{number:05d}"] for number in range(COMPANIES)]


def exact(number):
    return None if number is None else Fraction(str(round(number, 1)))


def test_the_pay_gap_and_its_points(both):
    for one, ours in zip(*both, strict=True):
        gap = index_by_hand.index(one)["pay_gap"]
        assert (exact(ours["pay_gap"][0]), ours["pay_gap_points"][0]) == (gap or (None, None)), one


@pytest.mark.parametrize("name", ["raise", "promotion"])
def test_rates_by_category(both, name):
    for one, ours in zip(*both, strict=True):
        expected = index_by_hand.index(one).get(name) or (None, None)
        assert (exact(ours[f"{name}_gap"][0]), ours[f"{name}_gap_points"][0]) == expected, one


def test_the_joined_indicator(both):
    for one, ours in zip(*both, strict=True):
        expected = index_by_hand.index(one).get("joined") or (None, None, None)
        found = tuple(exact(ours[f"raise_or_promotion_{part}"][0]) for part in ("gap", "people", "points"))
        assert found == expected, one


def test_the_total(both):
    for one, ours in zip(*both, strict=True):
        by_hand = index_by_hand.index(one)
        few = one["top"][0] + one["top"][1] < 10  # not ten people: nothing to look at
        points = by_hand["points"] - (by_hand["maximum"] and few and index_by_hand_top(one))
        maximum = by_hand["maximum"] - (10 if few else 0)
        assert (ours["points"][0] or 0) == points, one
        expected = int(index_by_hand.half_up(Fraction(100 * points, maximum))) if maximum >= 75 else None
        assert ours["score"][0] == expected, one


def index_by_hand_top(one):
    rarer = min(one["top"])
    return 0 if rarer <= 1 else 5 if rarer <= 3 else 10


def test_the_random_companies_meet_every_case(both):
    """This test proves nothing of the index; it says that the ones above looked at something."""
    companies, _ = both
    results = [index_by_hand.index(one) for one in companies]
    assert sum(found["index"] is not None for found in results) > 300
    assert sum(found["pay_gap"] is None for found in results) > 100
    assert sum(found.get("raise") is not None for found in results) > 50
    assert sum(index_by_hand.corrects(f["pay_gap"], f["joined"][0]) for f in results if f.get("joined")) > 100
    ties = [one for one in companies if len(one["groups"]) == 1]
    assert len(ties) > 1000


def test_floats_alone_would_miss_some_of_these_ties(both):
    """The near ties are real: rounding the float result gives another tenth for some of them."""
    companies, ours = both
    missed = 0
    for one, told in zip(companies, ours, strict=True):
        if len(one["groups"]) == 1 and told["pay_gap"][0] is not None:
            _, _, women, men = one["groups"][0]
            gap = (float(men) - float(women)) / float(men) * 100
            kept = max(gap - (5 if one["mode"] == "csp" else 2), 0)
            missed += abs(round(kept, 1) - abs(told["pay_gap"][0])) > 0.01
    assert missed > 50
