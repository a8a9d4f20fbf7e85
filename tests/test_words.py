"""Numbers, dates and lists as each language writes them; U+00A0 and U+202F where French typography wants them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from scop_analytics import words

NB, NARROW, MINUS = "\u00a0", "\u202f", "\u2212"


@pytest.mark.parametrize(
    ("value", "digits", "fr", "en"),
    [
        (1234.5, 1, f"1{NARROW}234,5", "1,234.5"),
        (0.125, 2, "0,13", "0.13"),  # a tie goes away from zero, as people are taught
        (2.675, 2, "2,68", "2.68"),  # written 2.675: binary would give 2.67
        (-0.04, 1, "0,0", "0.0"),  # nothing is not negative
        (-12, 0, f"{MINUS}12", f"{MINUS}12"),
        (Decimal(1_000_000), 0, f"1{NARROW}000{NARROW}000", "1,000,000"),
    ],
)
def test_numbers(value, digits, fr, en):
    assert (words.number(value, "fr", digits), words.number(value, "en", digits)) == (fr, en)


@pytest.mark.parametrize(
    ("kind", "value", "fr", "en"),
    [
        ("integer", 1234, f"1{NARROW}234", "1,234"),
        ("percent", 12.5, f"12,5{NB}%", "12.5%"),
        ("percent0", 44.4, f"44{NB}%", "44%"),
        ("euros", -2450, f"{MINUS}2{NARROW}450{NB}€", f"{MINUS}€2,450"),
        ("cents", 245_049, f"2{NARROW}450{NB}€", "€2,450"),
        ("points", 1.94, f"+1,9{NB}point", f"+1.9{NB}percentage points"),
        ("points0", -3, f"{MINUS}3{NB}points", f"{MINUS}3{NB}percentage points"),
        ("ratio", 2.4, f"1{NB}à{NB}2,4", "2.4×"),
        ("signed", 0.04, "0,0", "0.0"),
        ("signed", 1.2, "+1,2", "+1.2"),
        ("date", date(2025, 12, 31), f"31{NB}décembre 2025", f"31{NB}December 2025"),
        ("date", date(2026, 1, 1), f"1er{NB}janvier 2026", f"1{NB}January 2026"),
        ("month", date(2027, 11, 3), f"nov.{NB}2027", f"Nov{NB}2027"),
        ("list", ["a", "b", 3], "a, b et 3", "a, b and 3"),
        ("list", ["a"], "a", "a"),
    ],
)
def test_each_kind_of_fact(kind, value, fr, en):
    assert (words.FORMATS[kind](value, "fr"), words.FORMATS[kind](value, "en")) == (fr, en)


def test_an_interval_names_both_bounds():
    assert words.interval((-1, 7.4), "fr").startswith(f"[{MINUS}1,0")
    assert words.interval((-1, 7.4), "en") == f"[{MINUS}1.0,{NB}7.4]%"


@pytest.mark.parametrize(
    ("value", "fr", "en"),
    [
        (True, "oui", "yes"),
        (None, "", ""),
        ("texte", "texte", "texte"),
        (1200, f"1{NARROW}200", "1,200"),
        (Decimal("2.45"), "2,5", "2.5"),
        (date(2025, 3, 1), f"1er{NB}mars 2025", f"1{NB}March 2025"),
        (("x", "y"), "x et y", "x and y"),
        ({"x"}, "{'x'}", "{'x'}"),
    ],
)
def test_a_bare_fact_is_shown_as_its_kind_asks(value, fr, en):
    assert (words.show(value, "fr"), words.show(value, "en")) == (fr, en)


def test_a_fraction_never_breaks_over_two_lines():
    assert words.fraction(4, 9, "fr") == f"4{NB}sur{NB}9"
    assert words.glued("4 sur 9 femmes en 2025", "fr") == f"4{NB}sur{NB}9{NB}femmes en{NB}2025"


def test_french_signs_have_their_spaces_and_english_ones_none():
    assert words.typography("l'écart : 5 % ; « oui » ?", "fr") == (
        f"l’écart{NB}: 5{NB}%{NARROW}; «{NB}oui{NB}»{NARROW}?"
    )
    assert words.typography("the gap: 5%", "en") == "the gap: 5%"


def test_a_sentence_that_does_not_exist_is_named():
    with pytest.raises(KeyError, match="nowhere"):
        words.say("nowhere", "fr")
    assert not words.known("nowhere")


def test_a_ratio_below_one_is_a_plain_number():
    assert [words.ratio(0.8, lang) for lang in ("fr", "en")] == ["0,8", "0.8"]
