"""The index of the sample of 180 people, from its files to the published score, against the law written again by hand."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import index_by_hand
import polars as pl
import pytest

import scop_analytics as scop
from scop_analytics import law
from scop_analytics.derive import derive
from scop_analytics.indicators import catalogue

DATA = Path(__file__).parents[1] / "data"
IDS = [name for name, entry in catalogue.load().items() if entry.family == "statutory_index"]


@pytest.fixture(scope="module")
def dossier():
    return scop.load(DATA / "coop_180")


@pytest.fixture(scope="module")
def frames(dossier):
    found = derive(dossier, law.load())
    return {name: found[name].collect() for name in ("index_person", "index_company", "leave_return")}


def described(frames, year):
    """The year as the independent reference takes it, counted person by person."""
    people = (
        frames["index_person"]
        .filter("in_index", pl.col("fiscal_year") == year, pl.col("sex").is_in(["F", "M"]))
        .to_dicts()
    )
    cells = {}
    for person in people:
        cells.setdefault((person["csp"], person["age_band"]), {"F": [], "M": []})[person["sex"]].append(
            person["pay_index"]
        )
    groups = [
        (len(cell["F"]), len(cell["M"]), *(Fraction(sum(cell[sex]), max(len(cell[sex]), 1)) for sex in "FM"))
        for cell in cells.values()
    ]
    counts = [
        sum(person["sex"] == sex and (not raised or person["raised_window"]) for person in people)
        for raised in (False, True)
        for sex in "FM"
    ]
    back = frames["leave_return"].filter("granted", pl.col("fiscal_year") == year)
    best = sorted(people, key=lambda person: -person["pay_index"])
    assert best[9]["pay_index"] > best[10]["pay_index"], "the sample has no tie at the tenth place"
    women = sum(person["sex"] == "F" for person in best[:10])
    return {
        "mode": "csp", "small": True, "groups": groups, "joined": counts, "returns": (back.height, back["raised"].sum()),
        "top": (women, 10 - women),
    }  # fmt: skip


@pytest.mark.parametrize("year", [2023, 2024, 2025])
@pytest.mark.parametrize("audience", ["employer", "members", "public"])
def test_the_published_index_is_the_one_of_the_law(dossier, frames, year, audience):
    results = scop.compute(dossier, only=IDS, audience=audience, year=year)
    expected = index_by_hand.index(described(frames, year))
    assert results.value("index_score") == expected["index"]
    row = results.row("index_points")
    assert (row.numerator, row.denominator) == (expected["points"], expected["maximum"])
    assert (results.value("index_pay_gap"), results.value("index_pay_gap_points")) == tuple(
        map(float, expected["pay_gap"])
    )
    names = ("gap", "people", "points")
    assert tuple(results.value(f"index_raise_or_promotion_{name}") for name in names) == tuple(
        map(float, expected["joined"])
    )


def test_smaller_samples_are_told_that_it_does_not_apply():
    for size in (9, 42):
        results = scop.compute(scop.load(DATA / f"coop_{size}"), only=IDS, audience="public")
        assert set(results.frame["status"]) == {"not_applicable"}
        assert {json.loads(text)["key"] for text in results.frame["reason"]} == {"index_under_minimum"}
