"""Entries and functions match one to one, and an entry stands on its own in both languages."""

from __future__ import annotations

import inspect

import pytest

from scop_analytics import law as legal
from scop_analytics import tables
from scop_analytics.datafiles import read
from scop_analytics.errors import PackageError, UsageError
from scop_analytics.indicators import catalogue, examples, library
from scop_analytics.indicators.arguments import formula
from scop_analytics.indicators.blocks import called
from scop_analytics.indicators.explaining import explained, standards
from scop_analytics.indicators.listing import explain, render_catalogue
from scop_analytics.indicators.ruling import Ruling
from scop_analytics.words import LANGUAGES, known, say

ENTRIES = catalogue.load()
FUNCTIONS = library.load()
BY_NAME = pytest.mark.parametrize("name", ENTRIES)


class Asked(dict):
    """Rules that remember which keys were asked for."""

    def __getitem__(self, key):
        self.setdefault(key, 1)
        return 1


def law_asked(name):
    """The legal values read by an indicator and by all it rests on."""
    rules = Asked()
    for needed in FUNCTIONS.closure([name]):
        formula(FUNCTIONS.functions[needed], FUNCTIONS.signatures[needed], frozenset(FUNCTIONS.functions), rules)
    return set(rules)


class Read(dict):
    """Legal values that remember which of them were read."""

    def __init__(self, given):
        super().__init__(given)
        self.read = set()

    def __getitem__(self, key):
        self.read.add(key)
        return super().__getitem__(key)

    def get(self, key, default=None):
        self.read.add(key)
        return super().get(key, default)


def law_read_by_a_block(name):
    """The legal values a block reads on its own worked example."""
    if "rules" not in inspect.signature(FUNCTIONS.blocks[name]).parameters:
        return set()
    rules = Read(examples._rules(ENTRIES[name].example["rules"]))
    called(FUNCTIONS.blocks[name], examples.frames(ENTRIES[name]), Ruling(rules)).results.collect()
    return rules.read


def test_entries_and_functions_match():
    given = set(FUNCTIONS.functions) - FUNCTIONS.ingredients | set(FUNCTIONS.blocks)
    assert given == set(ENTRIES)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_reason_comes_with_every_fact_its_sentence_names(lang):
    """A sentence that names a fact its condition does not hold would stop a report half-way."""
    for name, function in FUNCTIONS.functions.items():
        found = formula(function, FUNCTIONS.signatures[name], frozenset(FUNCTIONS.functions), Asked())
        for condition in found.measure.conditions:
            assert say(f"reason.{condition.key}", lang, **dict.fromkeys(condition.facts, 2)), name


def test_an_ingredient_has_no_entry():
    assert not FUNCTIONS.ingredients & set(ENTRIES)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("text", ["label", "short"])
def test_labels_are_unique(text, lang):
    labels = [getattr(entry, text)[lang] for entry in ENTRIES.values()]
    assert len(labels) == len(set(labels))


@pytest.mark.parametrize("lang", LANGUAGES)
@BY_NAME
def test_an_entry_reads_alone(name, lang):
    entry = ENTRIES[name]
    assert len(entry.short[lang]) <= 24
    assert all(getattr(entry, text)[lang].endswith(".") for text in ("definition", "formula", "population"))
    assert "_" not in entry.label[lang] + entry.definition[lang] + entry.formula[lang]


def test_codes_are_unique():
    codes = [entry.code for entry in ENTRIES.values()]
    assert len(codes) == len(set(codes))


@BY_NAME
def test_needs_are_columns_of_the_contracts(name):
    for need in ENTRIES[name].needs:
        for choice in need.split("|"):
            table, _, column = choice.partition(".")
            assert column in tables.contract(table).schema(), choice


@BY_NAME
def test_the_law_read_is_the_law_declared(name):
    entry = ENTRIES[name]
    if name in FUNCTIONS.blocks:
        together = vars(FUNCTIONS.blocks[name])["gives"]
        declared = {key for given in together for key in ENTRIES[given].law}
        assert law_read_by_a_block(name) == declared
        return
    joined_by_derive = {key for key in entry.law if legal.load().entry(key).by in ("month", "event")}
    beside = {
        "minimum_wage.annual_hours",
        "pay_equity.hours_per_year",
        "conventions.short_sickness_days",
        "working_time.annual_hours_worked",
    }
    asked = law_asked(name)
    assert asked == set(entry.law) - joined_by_derive - (beside - asked)


@BY_NAME
def test_law_and_standards_exist(name):
    assert all(key in legal.load().entries for key in ENTRIES[name].law)
    assert set(ENTRIES[name].standards) <= set(standards())


def test_gaps_state_their_sign():
    for entry in ENTRIES.values():
        scores = entry.id.endswith("_points")  # points of a scale have no side
        if ("gap" in entry.id and not scores) or entry.id == "board_parity":
            assert entry.sign in ("men_minus_women", "women_minus_men")


@pytest.mark.parametrize("kind", ["unit", "polarity", "sign"])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_word_of_the_catalogue_is_said(kind, lang):
    prefix = {"unit": "unit.name"}.get(kind, kind)
    used = {getattr(entry, kind) for entry in ENTRIES.values()} - {None}
    assert all(known(f"{prefix}.{word}", lang) for word in used)


def test_an_unknown_id_is_refused_with_the_closest():
    with pytest.raises(UsageError) as refused:
        catalogue.get("mean_gap_hourli")
    assert refused.value.facts["suggestion"] == "mean_gap_hourly"


@pytest.mark.parametrize(
    ("change", "key"),
    [({"colour": 1}, "unknown_key"), ({"unit": "percents"}, "wrong_word"), ({"segments": ["sexe"]}, "unknown_key")],
)
def test_a_wrong_entry_stops_the_package(change, key):
    entry = read(catalogue.HERE / "employment.toml")["headcount"]
    with pytest.raises(PackageError) as refused:
        catalogue._indicator("headcount", "employment", {**entry, **change})
    assert refused.value.key == key


def test_a_language_less_stops_the_package():
    entry = read(catalogue.HERE / "employment.toml")["headcount"]
    with pytest.raises(PackageError) as refused:
        catalogue._indicator("headcount", "employment", {**entry, "label": {"fr": "Effectif"}})
    assert refused.value.key == "missing_key"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_list_names_every_indicator(lang):
    listed = render_catalogue(lang)
    assert all(name in listed for name in ENTRIES)


@pytest.mark.parametrize("lang", LANGUAGES)
@BY_NAME
def test_every_indicator_explains_itself(name, lang):
    text = explain(name, lang)
    assert ENTRIES[name].code in text
    assert str(ENTRIES[name].example["expect"]) in text


def test_an_explanation_is_also_data():
    told = explained("mean_gap_hourly")
    assert told["law"][0]["key"] == "pay_equity.minimum_group"
    assert told["law"][0]["url"].startswith("https://")
    assert told["steps"] == ["mean_gap_hourly"]
    assert explained("membership_gap")["steps"] == ["employee_membership_rate", "membership_gap"]
