"""One employee's request: the levels computed by hand, and every way an answer could give a colleague away."""

from __future__ import annotations

import json
from datetime import date

import pytest
from paid_people import coop
from test_cli import scop as command

from scop_analytics.answers import answer, letter
from scop_analytics.answers.computing import communicable
from scop_analytics.derive import derive
from scop_analytics.errors import UsageError
from scop_analytics.law import load as law
from scop_analytics.places import samples
from scop_analytics.privacy import policy

LEAST = 5  # what the members of a co-operative may read: five people


def crowd(women, men, pays=None, extra=()):
    """So many women and men of one category; monthly pays 2,000, 2,100 … for women, 2,500, 2,600 … for men."""
    people = [(f"W{place}", "F", "CDI", 2000.0 + 100 * place, 1.0) for place in range(women)]
    people += [(f"M{place}", "M", "CDI", 2500.0 + 100 * place, 1.0) for place in range(men)]
    return [(*person[:3], (pays or {}).get(person[0], person[3]), person[4]) for person in people] + list(extra)


def asked(people, person="W0", levels=None, **more):
    return answer(coop(people, levels=levels), person, audience="employer", on=date(2026, 11, 1), **more)


def test_the_minimum_is_that_of_the_members():
    assert policy().classes["pay"]["members"].sides == LEAST


def test_own_level_and_the_means_of_the_category():
    found = asked(crowd(6, 5))
    # Women 24,000 to 30,000 a year by 1,200: mean 27,000; men 30,000 to 34,800: mean 32,400; hours of a year: 1,820.
    assert (found.own.annual, found.means["F"].annual, found.means["M"].annual) == (24_000, 27_000, 32_400)
    assert found.own.hourly == pytest.approx(24_000 / 1820, abs=1e-4)
    assert found.means["F"].hourly == pytest.approx(27_000 / 1820, abs=1e-3)
    assert (found.refused, found.category, found.grid) == ((), "EMPLOYE · A", "csp_level")
    assert found.delay["months"] == 2
    assert found.delay["status"] == "draft"


@pytest.mark.parametrize(
    ("women", "men", "person", "refused"),
    [
        (6, 5, "W0", ()),
        (5, 5, "W0", ("F",)),  # four other women
        (5, 5, "M0", ("M",)),  # four other men
        (5, 6, "M0", ()),  # five women, none of them asks
        (2, 6, "W0", ("F",)),  # the mean of two, one of whom asks, is the other's pay
        (1, 6, "W0", ("F",)),
        (1, 6, "M0", ("F",)),
        (3, 3, "W0", ("F", "M")),
    ],
)
def test_a_mean_needs_enough_other_people(women, men, person, refused):
    assert asked(crowd(women, men), person).refused == refused


def test_a_subtraction_from_what_is_known_of_everyone_gives_nobody_back():
    """Six women in the category and one outside: the mean of all women would give hers."""
    alone = crowd(7, 6)
    assert asked(alone, levels={"W6": "B"}).refused == ("F",)
    assert asked(alone).refused == ()
    outside = {f"W{place}": "B" for place in range(6, 11)}
    assert asked(crowd(11, 6), levels=outside).refused == ()  # five outside


def test_people_all_paid_alike_are_not_given_away():
    alike = {f"M{place}": 2500.0 for place in range(6)}
    assert asked(crowd(6, 6, alike)).refused == ("M",)
    one_differs = {f"W{place}": 2500.0 for place in range(1, 7)}
    assert asked(crowd(7, 6, one_differs)).refused == ("F",)  # without the one who asks, all alike


def test_people_left_out_of_comparisons_count_in_no_mean():
    trainee = ("T1", "F", "APPRENTI", 800.0, 1.0)
    assert asked(crowd(6, 5, extra=[trainee])).means["F"].annual == 27_000
    theirs = asked(crowd(6, 5, extra=[trainee]), "T1")
    assert (theirs.own.annual, theirs.means["F"].annual) == (9_600, 27_000)


def test_without_pay_or_category_the_letter_says_so():
    people = crowd(6, 5, {"W0": 0.0})
    found = asked(people)
    assert found.own is None
    assert found.why_none == "pay_not_positive"
    assert "nul ou négatif" in letter(found, "fr")


@pytest.mark.parametrize("audience", ["members", "representatives", "peers", "union", "public"])
def test_nobody_but_the_employer_may_ask(audience):
    with pytest.raises(UsageError) as fault:
        answer(coop(crowd(6, 5)), "W0", audience=audience)
    assert fault.value.key == "request_audience"


def test_an_unknown_matricule_names_nobody():
    people = crowd(6, 5)
    with pytest.raises(UsageError) as fault:
        answer(coop(people), "W00", audience="employer")
    for lang in ("fr", "en"):
        told = fault.value.message(lang)
        assert "2025" in told
        assert not any(person[0] in told for person in people)


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_letter_gives_what_may_be_given_and_withholds_the_rest(lang):
    given, withheld = letter(asked(crowd(6, 5)), lang), letter(asked(crowd(5, 5)), lang)
    for text in (given, withheld):
        assert text.startswith("Coopérative d'essai")
        assert "2023/970" in text
        assert ("provisoire" if lang == "fr" else "provisional") in text
        assert "{" not in text
    flat = given.replace("\u202f", "").replace("\u00a0", "").replace(",", "")
    assert all(amount in flat for amount in ("24000", "27000", "32400"))
    flat = withheld.replace("\u202f", "").replace("\u00a0", "").replace(",", "")
    assert "32400" in flat  # men's mean
    assert "26400" not in flat  # women's: (24,000 + 25,200 + … + 28,800) ÷ 5
    assert "5" in withheld
    refusal = "nous ne pouvons pas" if lang == "fr" else "we cannot"
    assert refusal in withheld
    assert refusal not in given


def test_what_the_page_promises_is_what_a_letter_gives():
    """A mean said communicable is given to whoever asks in the category."""
    people = crowd(7, 6, extra=[(f"N{place}", "F", "CDI", 3000.0 + 10 * place, 1.0) for place in range(6)])
    levels = {f"N{place}": "B" for place in range(6)}
    frames = derive(coop(people, levels=levels), law())
    promised = {
        row["value_category"]: row for row in communicable(frames["person_calendar"].collect(), LEAST).to_dicts()
    }
    assert promised["EMPLOYE · A"] == {"value_category": "EMPLOYE · A", "people": 13, "F": True, "M": True}
    assert promised["EMPLOYE · B"]["M"] is False
    for person, *_ in people:
        found = asked(people, person, levels)
        assert all(found.means[sex] is not None for sex in "FM" if promised[found.category][sex])


def test_the_command():
    folder = samples() / "coop_180"
    done = command("explain", folder, "--person", "P010", "--audience", "employer", "--year", "2025", "--json")
    assert done.returncode == 0
    told = json.loads(done.stdout)
    assert told["person"] == "P010"
    assert told["own"]["annual"] > 0
    refused = command("explain", folder, "--person", "P010")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "--audience employer" in refused.stderr
    unknown = command("explain", folder, "--person", "nobody", "--audience", "employer")
    assert (unknown.returncode, unknown.stdout) == (2, "")
    assert "nobody" not in unknown.stderr
