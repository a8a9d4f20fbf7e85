"""Objects of a page: what they carry, what they show, how they speak."""

from __future__ import annotations

import json

import pytest
import report_fixture

from scop_analytics.reports import pages
from scop_analytics.reports.facts import Fact, quantity
from scop_analytics.reports.objects import MIME, SHORT_LIMIT, Cell, Figure, Say, Table
from scop_analytics.reports.stored import read_run, write_run

BUILDERS = (pages.cover, pages.impact_p4, pages.equity_e5, pages.impact_p14)


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("builder", BUILDERS, ids=lambda builder: builder.__module__.rsplit(".", 1)[-1])
def test_each_object_shows_itself_and_carries_the_same_as_data(builder, lang):
    bundle = builder(report_fixture.run(lang=lang))._repr_mimebundle_()
    assert set(bundle) == {"text/html", "text/plain", MIME}
    payload = bundle[MIME]
    assert json.loads(json.dumps(payload, allow_nan=False))["kind"] in ("page", "cover")
    assert "<style>" in bundle["text/html"]
    assert payload["title"].split()[0] in bundle["text/html"]


def figures(payload):
    return [block for block in payload["blocks"] if block["kind"] == "figure"]


@pytest.mark.parametrize("builder", [pages.impact_p4, pages.equity_e5])
def test_every_figure_has_caption_reading_table_alternative_and_n(builder):
    found = figures(builder(report_fixture.run()).payload())
    assert found
    for figure in found:
        assert figure["title"] or figure["caption"]
        assert figure["reading"].endswith(".")
        assert 0 < len(figure["alternative"]) <= SHORT_LIMIT
        assert figure["n"]
        assert figure["ids"]
        assert figure["data"]["rows"]
        assert figure["chart"]["wide"]["data"]
        assert figure["chart"]["phone"]["data"]


def test_a_long_alternative_is_cut_at_the_limit():
    chart = pages.equity_e5(report_fixture.run()).blocks[0].chart
    figure = Figure(chart, Table("t", (), ()), "lecture.", "x" * 200, "1", ("a",))
    assert len(figure.alternative) == SHORT_LIMIT


def test_p4_says_fractions_with_their_share_in_both_languages():
    fr = pages.impact_p4(report_fixture.run()).payload()
    assert fr["title"].replace("\xa0", " ").replace("\u202f", " ").startswith("27 associés sur 33 ont voté")
    assert "4\xa0femmes\xa0sur\xa09" in fr["title"]
    en = pages.impact_p4(report_fixture.run(lang="en")).payload()
    assert en["title"].replace("\xa0", " ").startswith("27 members of 33 voted at the 2025 general meeting")
    assert any("GOV-01" in item for item in fr["evidence"])
    assert fr["evidence"][-1] == "7c1e90ab"


@pytest.mark.parametrize(
    ("kept", "figures_shown", "words"),
    [
        ({}, 1, "quart le mieux payé"),
        ({"quarters": False}, 1, "moitié la mieux payée"),
        ({"quarters": False, "halves": False}, 0, "ne peut être publiée"),
    ],
)
def test_e5_takes_the_finest_cut_that_may_be_shown(kept, figures_shown, words):
    page = pages.equity_e5(report_fixture.run(**kept)).payload()
    assert len(figures(page)) == figures_shown
    assert words in page["title"].replace("\xa0", " ")
    if not figures_shown:
        assert "7 des 20" not in json.dumps(page, ensure_ascii=False)


def test_p14_keeps_every_indicator_considered():
    page = pages.impact_p14(report_fixture.run()).payload()
    assert sum(len(block["rows"]) for block in page["blocks"]) == len(report_fixture.CATALOGUE)


def fact(lang="fr", **row):
    blank = dict.fromkeys(report_fixture.SCHEMA)
    known = {"indicator": "x", "code": "X-01", "year": 2025, "segment": "{}", "status": "ok", "unit": "percent"}
    return Fact({**blank, **known, **row}, lang, {})


@pytest.mark.parametrize(
    ("row", "text", "fraction"),
    [
        ({"value": 400 / 9, "numerator": 4.0, "denominator": 9.0}, "44\xa0%", "4\xa0sur\xa09"),
        ({"value": 62.5, "numerator": 100.0, "denominator": 160.0}, "62,5\xa0%", "100\xa0sur\xa0160"),
        ({"value": 2740.0, "unit": "EUR_per_month"}, "2\u202f740\xa0€", "2\u202f740\xa0€"),
        ({"value": 18.2, "unit": "EUR_per_hour"}, "18,20\xa0€", "18,20\xa0€"),
        ({"value": 2.4, "unit": "ratio"}, "1\xa0à\xa02,4", "1\xa0à\xa02,4"),
        ({"value": 12.0, "status": "suppressed"}, "■\xa0Masqué", "■\xa0Masqué"),
        ({"status": "missing"}, "–\xa0Donnée absente", "–\xa0Donnée absente"),
    ],
)
def test_a_result_in_words(row, text, fraction):
    assert (fact(**row).text, fact(**row).fraction) == (text, fraction)


def test_a_masked_result_has_no_number_to_give():
    masked = fact(value=12.0, status="suppressed")
    assert masked.value is None
    assert masked.cell == Cell("■\xa0Masqué", None, "one")


def test_changes_are_points_for_shares_and_silence_without_a_past():
    run = report_fixture.run()
    assert run.change("meeting_turnout") == "+5\xa0points"  # 23/30 = 76.67 → 27/33 = 81.82, shown 77 → 82
    assert run.change("women_on_board") == ""


def test_units_in_both_languages():
    assert quantity(6.0, "years", "fr", 1) == "6,0\xa0ans"
    assert quantity(2.9, "tonne_co2e", "en", 1) == "2.9\xa0t"
    assert quantity(-3.4, "points", "en", 1) == "−3.4\xa0percentage points"


def test_what_the_run_does_not_hold_is_missing_and_not_an_error():
    assert report_fixture.run().fact("no_such_thing").status == "missing"


def test_a_run_survives_its_folder(tmp_path):
    run = report_fixture.run()
    write_run(run, tmp_path)
    again = read_run(tmp_path, "impact")
    assert again.frame.equals(run.frame)
    assert pages.impact_p4(again).payload() == pages.impact_p4(run).payload()


def test_a_paragraph_escapes_what_a_person_wrote():
    html = Say("<script>alert(1)</script> & co")._repr_mimebundle_()["text/html"]
    assert "<script>alert" not in html
    assert "&lt;script>" in html
