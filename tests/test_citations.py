"""Texts of law in English: every one of the law files, by its own numbers, and the French of a French report untouched."""

from __future__ import annotations

import re

import pytest

from scop_analytics import law
from scop_analytics.law.citations import cited

ENTRIES = law.load().entries.values()
SOURCES = sorted({version.source for entry in ENTRIES if entry.status != "convention" for version in entry.values})
FRENCH = re.compile(
    r"[éèêàçùôûî]|\b(loi|du|des|les?|la|et|de|au|aux|par|pour|sur|avec|art\. 1er)\b|n°|[«»]", re.IGNORECASE
)


@pytest.mark.parametrize(
    ("french", "english"),
    [
        ("Loi n° 78-763 du 19 juillet 1978, art. 33, 3°", "Act no. 78-763 of 19 July 1978, art. 33, 3°"),
        ("Loi n° 47-1775 du 10 septembre 1947, art. 1er", "Act no. 47-1775 of 10 September 1947, art. 1"),
        ("Code de commerce, art. L223-26 et L225-100", "Commercial Code, art. L223-26 and L225-100"),
        ("Directive (UE) 2023/970, art. 10, 1 a, b et c", "Directive (EU) 2023/970, art. 10, 1 a, b and c"),
        ("Code général des impôts, art. 214 et 237 bis A", "General Tax Code, art. 214 and 237 bis A"),
        ("Arrêté du 22 décembre 2025", "Order of 22 December 2025"),
    ],
)
def test_a_citation_keeps_its_numbers(french, english):
    assert cited(french, "en") == english
    assert cited(french, "fr") == french


@pytest.mark.parametrize("source", SOURCES)
def test_every_text_of_the_law_files_has_its_english_name(source):
    """A new text of law adds its words to ``law/citations/phrases.toml``."""
    told = cited(source, "en")
    assert FRENCH.findall(told) == [], told
    digits = re.compile(r"\d+")
    assert "".join(digits.findall(told)) == "".join(digits.findall(source))


def test_a_text_with_an_unknown_word_stays_french_whole():
    assert cited("Loi n° 1 du 2 mai 2030, art. 3, pour le coup", "en") == "Loi n° 1 du 2 mai 2030, art. 3, pour le coup"
