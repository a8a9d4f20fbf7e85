"""The trail of a figure: people, pays, conditions, operands and tables; for the employer alone what others may not read."""

from __future__ import annotations

import json

import polars as pl
import pytest
from paid_people import coop

import scop_analytics as scop
from scop_analytics import law, words
from scop_analytics.derive import derive
from scop_analytics.errors import UsageError
from scop_analytics.indicators import catalogue, library, trail
from scop_analytics.indicators.blocks import Block, called
from scop_analytics.indicators.computing import compute
from scop_analytics.indicators.explaining import explained
from scop_analytics.indicators.listing import explain
from scop_analytics.indicators.ruling import Ruling
from scop_analytics.indicators.telling import steps
from scop_analytics.places import samples


@pytest.fixture(scope="module")
def small():
    return coop()


@pytest.fixture(scope="module")
def forty_two():
    return scop.load(samples() / "coop_42")


def of(dossier, indicator, audience="employer", year=2025, **more):
    return explained(indicator, dossier, year=year, audience=audience, **more)["results"][0]["trail"]


def test_a_gap_shows_people_by_sex_and_both_pays(small):
    """Four women and four men, 25,500 and 36,000 € a year (tests/test_official_causes.py)."""
    told = of(small, "mean_gap_annual")
    assert told["people"] == {"people": 8, "women": 4, "men": 4}
    assert told["sides"] == {"women": pytest.approx(25_500), "men": pytest.approx(36_000), "unit": "EUR_per_year"}
    assert of(small, "median_gap_hourly")["sides"]["women"] == pytest.approx(27_000 / 1820, abs=1e-4)
    assert of(small, "median_gap_hourly")["sides"]["unit"] == "EUR_per_hour"


def test_conditions_are_told_whether_they_hold_or_not(small):
    told = {item["key"]: item for item in of(small, "mean_gap_annual")["conditions"]}
    assert (told["too_few"]["applies"], told["too_few"]["facts"]) == (False, {"minimum": 3, "women": 4, "men": 4})
    assert told["small_sex"]["applies"] is True  # fewer than ten of each
    assert told["approached_pay"]["applies"] is False


def test_a_figure_that_cannot_be_given_shows_the_condition_that_stops_it():
    few = coop([person for person in coop_people() if person[0] not in ("M3", "M4")])
    told = of(few, "mean_gap_annual")
    stopped = next(item for item in told["conditions"] if item["key"] == "too_few")
    assert (stopped["applies"], stopped["facts"]["men"]) == (True, 2)
    assert "sides" not in told


def coop_people():
    from paid_people import EIGHT

    return EIGHT


def test_a_formula_of_figures_shows_each_with_its_value(forty_two):
    """Women hold 4 of 9 seats and are 14 of 31 employee-members."""
    told = {item["indicator"]: item for item in of(forty_two, "board_parity")["operands"]}
    assert (told["women_on_board"]["numerator"], told["women_on_board"]["denominator"]) == (4, 9)
    assert told["women_among_members"]["value"] == pytest.approx(14 / 31 * 100, abs=0.1)


def test_last_year_and_one_group_are_read_where_the_formula_reads_them(forty_two):
    jobs = of(forty_two, "net_job_creation")["operands"]
    assert [(item["year"], item["indicator"]) for item in jobs] == [(2025, "headcount"), (2024, "headcount")]
    assert jobs[0]["value"] - jobs[1]["value"] == explained("net_job_creation", forty_two, year=2025, audience="employer")["results"][0]["value"]  # fmt: skip
    sexes = [item["segment"] for item in of(forty_two, "membership_gap")["operands"]]
    assert sexes == [{"sex": "F"}, {"sex": "M"}]


@pytest.mark.parametrize("audience", ["representatives", "members", "peers", "union", "public"])
def test_other_readers_get_no_people_pays_conditions_or_tables(small, forty_two, audience):
    for dossier, indicator in (
        (small, "mean_gap_annual"),
        (forty_two, "board_parity"),
        (forty_two, "pay_quarter_headcount"),
    ):
        assert set(of(dossier, indicator, audience)) <= {"operands"}


def test_what_is_masked_in_results_is_masked_in_the_trail(forty_two):
    """The figures behind a formula are read through the same masking as the results themselves."""
    for indicator, by in (("net_job_creation", None), ("membership_gap", "sex"), ("board_parity", None)):
        released = compute(forty_two, only=[indicator, *(item.indicator for item in trail.operands(catalogue.get(indicator)))], by=by, audience="public")  # fmt: skip
        known = {
            (row["indicator"], row["year"], json.dumps(row["segment"])): row["value"] for row in released.to_rows()
        }
        for item in of(forty_two, indicator, "public")["operands"]:
            if "segment" in item:
                assert item["value"] == known[item["indicator"], item["year"], json.dumps(item["segment"])]


def test_a_class_the_employer_reads_masked_has_no_inside(forty_two):
    opinions = [name for name, entry in catalogue.load().items() if entry.disclosure == "opinion"]
    for name in opinions[:3]:
        assert set(of(forty_two, name)) <= {"operands"}


def test_the_tables_of_a_block_are_shown_to_the_employer(small, monkeypatch):
    """A block with one table of two companies: each row goes to its own company and year."""
    groups = pl.LazyFrame(
        {"entity_id": ["732829320", "000000001"], "fiscal_year": [2025, 2025], "category": ["CADRE", "TAM"], "gap": [8.0, 1.0]},
        schema_overrides={"fiscal_year": pl.Int32},
    )  # fmt: skip
    block = library.load().blocks["pay_quarter_headcount"]

    def with_steps(*, person_calendar):
        return Block(block(person_calendar).results, {"groups": groups})

    vars(with_steps).update(vars(block))
    monkeypatch.setitem(library.load().blocks, "pay_quarter_headcount", with_steps)
    assert of(small, "pay_quarter_headcount")["tables"] == {"groups": [{"category": "CADRE", "gap": 8.0}]}
    assert "tables" not in of(small, "pay_quarter_headcount", "members")
    text = "\n".join(steps(of(small, "pay_quarter_headcount"), "fr"))
    assert "Groupes" in text
    assert "écart = 8" in text


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_indicators_of_every_kind_tell_their_trail_in_words(forty_two, lang):
    names = [name for name, entry in catalogue.load().items() if entry.concerns(("FR",))]
    for name in names[:: 12 if lang == "fr" else 13]:
        text = explain(name, lang, forty_two, year=2025, audience="employer")
        assert "{" not in text.replace("{}", "")


def test_a_condition_met_without_its_facts_is_told_by_its_status():
    """What a sentence needs is unknown: its status is told instead."""
    told = steps({"conditions": [{"key": "too_few", "status": "not_computable", "applies": True, "facts": {"minimum": 3, "women": None, "men": 2}}]}, "en")  # fmt: skip
    assert "Not computable" in next(iter(told))


def test_the_trail_is_in_the_json_too(small):
    told = json.loads(explain("mean_gap_annual", "en", small, year=2025, audience="employer", as_json=True))
    assert told["results"][0]["trail"]["people"]["women"] == 4
    assert all(law["source"] and law["url"] is not None and law["status"] for law in told["law"])


def test_the_law_is_that_of_the_year_asked(forty_two):
    """A draft is printed as provisional, with its text and link."""
    entry = next(entry for entry in catalogue.load().values() if entry.law)
    day = explained(entry.id, forty_two, year=2023)["law"][0]["from"]
    assert day <= "2023-12-31"


def test_an_unknown_year_is_refused(small):
    with pytest.raises(UsageError):
        explained("mean_gap_annual", small, year=1999)


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_every_column_of_every_table_of_steps_has_words(lang):
    dossier = scop.load(samples() / "coop_180")
    frames = derive(dossier, law.load())
    named = set()
    for function in set(library.load().blocks.values()):
        tables = called(function, frames, Ruling(law.at("2025-09-30"))).steps
        columns = {column for table in tables.values() for column in table.collect_schema()} - {
            "entity_id",
            "fiscal_year",
        }
        named |= set(tables) | {part for column in columns for part in column.split(".")}
    assert named
    assert {name for name in named if not words.known(f"explain.column.{name}", lang)} == set()
