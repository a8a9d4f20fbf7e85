"""What print leaves out of a report, and that nothing is lost by it: the page on screen holds every row.

It reads the document as text: how many sheets it makes is measured in a browser, in ``test_real_browser.py``.
"""

from __future__ import annotations

import functools
import re

import pytest
from test_acceptance import made

from scop_analytics.reports import html

HIDDEN = re.compile(r'<tr[^>]*class="screen"[^>]*><th[^>]*>(.*?)</th>')
CODE = re.compile(r"\b[A-Z]{3}-\d+\w*")


@functools.cache
def document(size, lang="fr"):
    return html.document(made("impact", size, "members", lang).payloads, lang=lang, version="1", running="x")


def payload(size, name, lang="fr"):
    return next(page for page in made("impact", size, "members", lang).payloads if page["id"] == name)


def section(size, name):
    return re.search(rf'<section class="page[^"]*" id="{name}".*?</section>', document(size), re.DOTALL)[0]


@pytest.mark.parametrize("size", [9, 42])
def test_formulas_on_paper_are_those_of_the_figures_pages_rest_on(size):
    pages = [page for page in made("impact", size, "members", "fr").payloads if page["kind"] == "page"]
    cited = {name for page in pages for name in page["ids"]}
    every = {key for block in payload(size, "A2")["blocks"] for key in block["keys"]}
    left_out = {re.search(r"· (\w+)</span>", head)[1] for head in HIDDEN.findall(section(size, "A2"))}
    assert left_out == every - cited
    assert every & cited
    told = re.search(r'<p class="say paper">(.*?)</p>', section(size, "A2"))[1]
    assert [int(n) for n in re.findall(r"\d+", told)] == [len(every & cited), len(every)]


@pytest.mark.parametrize("size", [9, 42])
def test_an_indicator_without_a_value_is_named_on_paper_with_its_status(size):
    text = section(size, "P14")
    hidden = {CODE.search(head)[0] for head in HIDDEN.findall(text)}
    instead = " ".join(re.findall(r'<p class="paper instead">(.*?)</p>', text))
    assert set(re.findall(r"\(([A-Z]+-\w+)\)", instead)) == hidden
    printed = [row for block in payload(size, "P14")["blocks"] for row in block["rows"]]
    empty = {row[0]["note"] for row in printed if not any(re.search(r"\d|au-", cell["text"]) for cell in row[1:-5])}
    assert hidden == empty


def test_a_notebook_shows_every_row_of_a_page():
    assert 'class="screen"' not in html.fragment(payload(42, "A2"))
