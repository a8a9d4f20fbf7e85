"""E12 « Vos droits »: each reader gets the right to ask, and only those who work here the categories; nobody a number."""

from __future__ import annotations

import pytest
from sample_reports import made

from scop_analytics.reports.pages import equity_e12

INSIDE = ("employer", "representatives", "members")
OUTSIDE = ("peers", "union", "public")


def page(size=180, audience="members", lang="fr"):
    return next(item for item in made("equity", size, audience, lang).payloads if item.get("id") == "E12")


def said(found):
    return {block["label"]: block["text"] for block in found["blocks"] if block["kind"] == "say"}


def table(found):
    rows = [block["rows"] for block in found["blocks"] if block["kind"] == "table"]
    return {row[0]["text"]: tuple(cell["text"] for cell in row[1:]) for row in rows[0]} if rows else {}


@pytest.mark.parametrize("audience", INSIDE)
def test_people_of_the_co_operative_read_how_when_what_and_why_not(audience):
    found = page(audience=audience)
    assert len(said(found)) == 5
    assert any("2 mois" in text.replace("\u00a0", " ") for text in said(found).values())
    assert any("au moins 5" in text.replace("\u00a0", " ") for text in said(found).values())
    assert table(found)


@pytest.mark.parametrize("audience", OUTSIDE)
def test_others_read_that_the_right_exists_and_no_category(audience):
    found = page(audience=audience)
    assert table(found) == {}
    assert len(said(found)) == 3


def test_a_category_too_small_to_be_named_joins_the_others_save_for_the_employer():
    members, employer = table(page(audience="members")), table(page(audience="employer"))
    assert "Autres catégories" in members
    assert "Autres catégories" not in employer
    assert set(members) - {"Autres catégories"} < set(employer)
    assert all(members[name] == employer[name] for name in members if name != "Autres catégories")


def test_the_title_counts_the_categories_that_can_be_told():
    found = page()
    both = sum(cells == ("communicable", "communicable") for cells in table(found).values())
    assert f"dans {both} catégories" in found["title"].replace("\u00a0", " ")


def test_a_small_co_operative_still_has_a_useful_page():
    found = page(size=9)
    assert "trop petits" in found["title"]
    assert len(said(found)) == 5
    assert all(cells == ("non communicable", "non communicable") for cells in table(found).values())


def test_cells_hold_words_and_no_number():
    for audience in INSIDE:
        for block in page(audience=audience)["blocks"]:
            for row in block.get("rows", ()):
                assert all(cell["value"] is None for cell in row)


def test_english_says_the_same():
    french, english = page(), page(lang="en")
    assert len(table(french)) == len(table(english))
    assert [cells == ("communicable", "communicable") for cells in table(french).values()].count(True) == [cells == ("can be told", "can be told") for cells in table(english).values()].count(True)  # fmt: skip


class Context:
    """A run that only says what it is asked."""

    audience, lang = "members", "fr"

    def __init__(self, notes):
        self.context = {"notes": notes}

    def say(self, key, **facts):
        return f"{key} {facts.get('contact', '')}".strip()


def test_the_co_operative_may_name_whom_to_write_to():
    assert equity_e12.__name__ == "page"
    from scop_analytics.reports.pages.equity_e12 import _how

    assert (
        _how(Context({"E12": "Écrivez à paie@exemple.coop."}), inside=True)
        == "e12.how_note Écrivez à paie@exemple.coop."
    )
    assert _how(Context({}), inside=True) == "e12.how"
