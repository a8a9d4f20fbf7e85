"""The real reports in a real browser: drawn offline, accessible, on a phone, on paper, in grey."""

from __future__ import annotations

import importlib
import io
import tempfile
from pathlib import Path

import pytest
from sample_reports import made
from test_html import browser, chromium, needs_browser, opened  # noqa: F401 - the fixture is asked for by name

from scop_analytics.reports import html

REPORTS = [("impact", "fr"), ("equity", "en"), ("quality", "fr")]
SHEETS = {"impact": (20, 48), "equity": (12, 32), "quality": (3, 12)}  # what a co-operative of 42 would print
pytestmark = [browser, needs_browser]


@pytest.fixture(params=REPORTS, ids="-".join)
def report(request):
    return request.param


def text(name, lang):
    done = made(name, 42, "members", lang)
    return html.document(done.payloads, lang=lang, version="1", running=name)


def declared(name, lang):
    return html.declared_figures(made(name, 42, "members", lang).payloads[1:])


def test_every_declared_figure_is_drawn_offline_and_accessible(chromium, report, tmp_path):  # noqa: F811 - a fixture
    axe = importlib.import_module("axe_playwright_python.sync_playwright").Axe()
    page = opened(chromium, text(*report), tmp_path)
    assert page.locator(".chart[data-layout=wide] svg.main-svg").count() >= declared(*report)
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280
    page.evaluate("document.querySelectorAll('details').forEach(part => part.open = true)")
    found = axe.run(page).response["violations"]
    assert [(fault["id"], [node["target"] for node in fault["nodes"]][:3]) for fault in found] == []
    assert page.faults == []
    page.context.close()


@pytest.mark.parametrize("width", [390, 640])
def test_a_phone_and_twice_the_text_size_never_scroll_sideways(chromium, report, width, tmp_path):  # noqa: F811
    page = opened(chromium, text(*report), tmp_path, width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    clipped = page.evaluate(
        "[...document.querySelectorAll('td,th,p,h1,h2,h3,dd,dt')].filter(e => e.offsetParent && e.clientWidth > 4 && e.scrollWidth > e.clientWidth + 2)"
        ".map(e => e.textContent.slice(0, 60))"
    )
    assert clipped == []
    page.context.close()


def test_paper_has_the_expected_sheets(chromium, report, tmp_path):  # noqa: F811
    page = opened(chromium, text(*report), tmp_path)
    page.emulate_media(media="print")
    target = Path(tmp_path) / "page.pdf"
    page.pdf(path=str(target), prefer_css_page_size=True)
    least, most = SHEETS[report[0]]
    sheets = target.read_bytes().count(b"/Type /Page\n")
    assert least <= sheets <= most
    page.context.close()


def test_parts_of_a_figure_stay_apart_in_grey(chromium):  # noqa: F811
    """The quarters of women and men: two greys that a photocopy keeps apart, by lightness and by hatch."""
    image = importlib.import_module("PIL.Image")
    with tempfile.TemporaryDirectory() as room:
        page = opened(chromium, text("equity", "en"), room)
        bars = page.locator("#E5 .chart[data-layout=wide]").first
        shot = image.open(io.BytesIO(bars.screenshot())).convert("L")
        counts = shot.histogram()
        dark, middle = sum(counts[30:90]), sum(counts[110:190])
        assert dark > 2_000
        assert middle > 2_000
        page.context.close()
