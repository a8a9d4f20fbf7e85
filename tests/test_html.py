"""The laid-out file: stand-alone, accessible, printable, readable without scripts. Real-browser checks are marked."""

from __future__ import annotations

import functools
import importlib
import itertools
import json
import os
import re
import shutil
from html.parser import HTMLParser
from pathlib import Path

import pytest
import report_fixture

from scop_analytics.errors import ScopError
from scop_analytics.reports import html, pages

CHROMIUM = os.environ.get("SCOP_BROWSER") or next(
    (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None
)
browser = pytest.mark.browser
needs_browser = pytest.mark.skipif(CHROMIUM is None, reason="browser checks not run: no Chromium on this machine")
BUILDERS = (pages.cover, pages.impact_p4, pages.equity_e5, pages.impact_p14)


@functools.cache
def document(lang="fr", quarters=True, halves=True):
    run = report_fixture.run(lang=lang, quarters=quarters, halves=halves)
    payloads = [json.loads(json.dumps(builder(run).payload())) for builder in BUILDERS]
    return html.document(payloads, lang=lang, version="0.1.0", running="Coopérative Exemple · 2025")


class Outline(HTMLParser):
    """Tags with their attributes, in order, scripts' content left out."""

    def __init__(self, text):
        super().__init__()
        self.tags = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def all(self, name):
        return [attrs for tag, attrs in self.tags if tag == name]


@pytest.fixture(params=["fr", "en"])
def text(request):
    return document(request.param)


def without_scripts(text):
    return re.sub(r"<(script|style)\b.*?</\1>", "", text, flags=re.DOTALL)


def test_the_file_asks_nothing_of_the_network(text):
    outline = Outline(text)
    assert not [attrs for tag, attrs in outline.tags if "src" in attrs or (tag == "link" and "href" in attrs)]
    assert all(attrs["href"].startswith("#") for attrs in outline.all("a"))
    policy = next(attrs["content"] for attrs in outline.all("meta") if attrs.get("http-equiv"))
    assert policy.startswith("default-src 'none'")
    assert "unsafe-inline'; script-src 'sha256-" in policy
    assert "url(" not in re.search(r"<style>(.*?)</style>", text, re.DOTALL)[1]


def test_plotly_is_there_once_and_the_file_stays_under_six_megabytes(text):
    assert text.count("plotly.js v") == 1
    assert len(text.encode()) <= 6_000_000


def test_headings_follow_each_other_and_there_is_one_first_heading(text):
    levels = [int(tag[1]) for tag, _ in Outline(text).tags if re.fullmatch("h[1-6]", tag)]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))


def test_language_skip_link_and_landmarks(text):
    outline = Outline(text)
    assert outline.all("html")[0]["lang"] in ("fr", "en")
    for landmark in ("header", "nav", "main", "footer"):
        assert len(outline.all(landmark)) == 1
    assert {"class": "skip", "href": "#contenu"} in outline.all("a")
    assert outline.all("main")[0]["id"] == "contenu"


def test_every_section_has_its_anatomy_in_order(text):
    for section in re.findall(r'<section class="page".*?</section>', text, re.DOTALL):
        places = [
            section.find(mark)
            for mark in (
                'class="eyebrow"',
                "<h2",
                'class="subtitle"',
                'class="block',
                'class="source"',
                'class="evidence"',
            )
        ]
        assert -1 not in places
        assert places == sorted(places)


def test_tables_have_captions_and_scopes_and_no_merged_cell(text):
    outline = Outline(text)
    assert len(outline.all("caption")) == len(outline.all("table")) > 5
    assert all(attrs.get("scope") in ("col", "row") for attrs in outline.all("th"))
    assert not [attrs for _, attrs in outline.tags if "colspan" in attrs or "rowspan" in attrs]


def test_figures_are_groups_with_a_name_and_hide_their_drawing_from_readers(text):
    outline = Outline(text)
    found = outline.all("figure")
    assert len(found) == 3
    assert all(attrs["role"] == "group" and attrs["aria-labelledby"] and attrs["data-n"] for attrs in found)
    charts = [attrs for attrs in outline.all("div") if "chart" in attrs.get("class", "")]
    assert len(charts) == 6
    assert all(attrs["aria-hidden"] == "true" for attrs in charts)
    ids = [attrs["id"] for _, attrs in outline.tags if "id" in attrs]
    assert len(ids) == len(set(ids))


def test_folded_parts_are_open_in_the_file_itself(text):
    found = Outline(text).all("details")
    assert found
    assert all("open" in attrs for attrs in found)


def test_french_spaces_and_english_decimals():
    fr = without_scripts(document("fr"))
    plain = re.sub(r"<[^>]+>", " \n", fr)
    assert not re.findall(r"[\w)»] [%€;!?](?!\w)|\w :(?! ?/)", plain)
    assert not re.findall(r"\d\.\d+\s?(?:%|€)", plain)
    en = re.sub(r"<[^>]+>", " \n", without_scripts(document("en")))
    assert not re.findall(r"\d,\d%", en)


def test_both_languages_have_the_same_pages_tables_and_figures():
    shapes = [
        [(tag, attrs.get("id")) for tag, attrs in Outline(document(lang)).tags if tag in ("section", "figure", "table")]
        for lang in ("fr", "en")
    ]
    assert shapes[0] == shapes[1]


def test_a_lost_figure_stops_the_report():
    payloads = [json.loads(json.dumps(builder(report_fixture.run()).payload())) for builder in BUILDERS]
    figure = next(block for block in payloads[1]["blocks"] if block["kind"] == "figure")
    figure["chart"]["wide"]["data"] = []
    with pytest.raises(ScopError) as caught:
        html.document(payloads, lang="fr", version="1", running="")
    assert caught.value.key == "figures_lost"


def test_a_text_of_the_co_op_cannot_become_a_tag():
    cover = {
        "kind": "cover",
        "id": "P0",
        "company": "<img src=x onerror=alert(1)>",
        "title": "T",
        "lines": [],
        "facts": [],
    }
    page = json.loads(json.dumps(pages.impact_p14(report_fixture.run()).payload()))
    text = html.document([cover, page], lang="fr", version="1", running='"}body{display:none}')
    assert "<img src=x" not in text
    assert 'content:"”}body' in text


@pytest.fixture(scope="module")
def chromium():
    sync_api = importlib.import_module("playwright.sync_api")
    with sync_api.sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield started
        started.close()


def opened(chromium, text, tmp_path, width=1280, scripts=True):
    file = Path(tmp_path) / "page.html"
    file.write_text(text, encoding="utf-8")
    context = chromium.new_context(viewport={"width": width, "height": 900}, offline=True, java_script_enabled=scripts)
    page = context.new_page()
    page.faults = []
    page.on("console", lambda message: page.faults.append(message.text))
    page.on("pageerror", lambda fault: page.faults.append(str(fault)))
    page.on("request", lambda request: page.faults.append(request.url) if not request.url.startswith("file:") else None)
    page.goto(file.as_uri())
    return page


@browser
@needs_browser
@pytest.mark.parametrize(("width", "layout"), [(1280, "wide"), (800, "wide"), (390, "phone"), (320, "phone")])
def test_charts_are_drawn_offline_at_every_width_and_nothing_overflows(chromium, tmp_path, width, layout):
    page = opened(chromium, document("fr"), tmp_path, width)
    drawn = page.locator(f".chart[data-layout={layout}] svg.main-svg")
    assert drawn.count() >= 3
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.faults == []
    page.context.close()


@browser
@needs_browser
@pytest.mark.parametrize(("lang", "width"), [("fr", 1280), ("en", 390)])
def test_axe_finds_nothing(chromium, tmp_path, lang, width):
    axe = importlib.import_module("axe_playwright_python.sync_playwright").Axe()
    page = opened(chromium, document(lang), tmp_path, width)
    page.evaluate("document.querySelectorAll('details').forEach(part => part.open = true)")
    found = axe.run(page).response["violations"]
    assert [(fault["id"], [node["target"] for node in fault["nodes"]][:3]) for fault in found] == []
    page.context.close()


@browser
@needs_browser
def test_without_scripts_the_tables_are_open_and_no_empty_chart_is_left(chromium, tmp_path):
    page = opened(chromium, document("fr"), tmp_path, scripts=False)
    assert page.locator("figure details table").first.is_visible()
    assert page.locator(".chart").first.is_hidden()
    page.context.close()


@browser
@needs_browser
def test_paper_has_each_page_and_its_charts(chromium, tmp_path):
    page = opened(chromium, document("fr"), tmp_path, 390)  # a phone that prints takes the wide layout too
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    assert page.locator(".chart.wide svg.main-svg").first.is_visible()
    assert page.locator("figure details table").first.is_visible()
    target = Path(tmp_path) / "page.pdf"
    page.pdf(path=str(target), prefer_css_page_size=True)
    assert target.read_bytes().count(b"/Type /Page\n") >= 5 or target.stat().st_size > 50_000
    page.context.close()


@browser
@needs_browser
def test_twice_the_text_size_loses_nothing(chromium, tmp_path):
    page = opened(chromium, document("fr"), tmp_path, 640)  # 1280 pixels at 200 %
    assert page.evaluate("document.documentElement.scrollWidth") <= 640
    page.context.close()
