"""E8, E10 and the small variants: what five people can say, what three cannot, one sex alone, a first year."""

from __future__ import annotations

import functools
import tempfile
from pathlib import Path

import numpy as np
import pytest
import small_coops
from report_fixture import CATALOGUE, row
from test_pages_equity import gaps, known_names, run, said, text  # noqa: F401 - the fixture is used by itself

from scop_analytics.reports import publishing
from scop_analytics.reports.objects import Figure, Say, Table
from scop_analytics.reports.pages import equity_e1, equity_e8, equity_e10
from scop_analytics.reports.preparing import Order, measure
from scop_analytics.statistics.small_numbers import context

RATES = {
    "individual_raise_share": ("CAR-01", "percent", "pay_transparency", "Augmentation", "Raise"),
    "promotion_share": ("CAR-02", "percent", "pay_transparency", "Promotion", "Promotion"),
    "employee_membership_rate": ("MEM-01", "percent", "membership", "Taux de sociétariat", "Membership rate"),
    "part_time_share": ("EMP-06", "percent", "employment", "Temps partiel", "Part-time"),
    "standardised_gap": ("PAY-14", "percent", "pay_transparency", "Écart à poste comparable", "Gap in like jobs"),
    "categories_above_threshold": ("PAY-31", "count", "pay_transparency", "Catégories au-dessus", "Categories above"),
    "categories_compared": ("PAY-32", "count", "pay_transparency", "Catégories comparées", "Categories compared"),
    "categories_too_small": ("PAY-33", "count", "pay_transparency", "Catégories trop petites", "Categories too small"),
    "training_hours_per_employee": ("VSM-10", "count_hours", "pay_standards", "Formation", "Training"),
    "women_among_ten_best_paid": ("PAY-15", "people", "pay_equity", "Dix mieux payés", "Ten best paid"),
}


@pytest.fixture(autouse=True)
def known_rates(monkeypatch):
    for name, entry in RATES.items():
        monkeypatch.setitem(CATALOGUE, name, entry)


def pair(name, women, men, **more):
    """The same share among women and among men, given as (numerator, denominator)."""
    return [
        row(name, 2025, None, *counts, segment={"sex": sex}, **more)
        for sex, counts in zip("FM", (women, men), strict=True)
    ]


def tables(page):
    return [block for block in page.blocks if isinstance(block, Table)]


def cells(table):
    return {said(line[0].text): [said(cell.text) for cell in line[1:]] for line in table.rows}


def hidden(women=4, men=5):
    reason = {"key": "hidden_pay", "minimum": 5}
    return run(gaps(status="suppressed", reason=reason), women=(women, women + men), masking={"minimum": {"pay": 5}})


# ── E8 ────────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_co_operative_of_nine_reads_what_it_can_say_and_why_not_more():
    page = equity_e8(hidden())
    assert said(page.title) == "Avec 4 femmes et 5 hommes, les situations se regardent une à une"
    told = text(page)
    assert (
        "Le calcul demande au moins 3 femmes et 3 hommes, et la publication pour ces lecteurs au moins 5 femmes et 5 hommes"
        in told
    )
    allowed = cells(tables(page)[0])
    assert allowed["Personnes comparées"] == ["4 femmes et 5 hommes"]
    assert allowed["Effet d’une seule personne sur l’écart horaire moyen"] == ["sans objet : aucun écart n’est donné"]
    assert (
        allowed["Chance d’atteindre 5 %, dans un sens ou l’autre, sans aucune différence réelle"][0]
        == "66 à 76 fois sur 100 à 10 personnes"
    )
    assert "6,1" not in told
    questions = tables(page)[-1]
    assert len(questions.rows) == 9
    assert all(said(line[1].text).endswith("?") for line in questions.rows)


def test_the_effect_of_one_person_is_a_number_for_the_employer_and_a_sentence_for_the_others():
    exact = {"mean_gap_hourly": {"low": -2.14, "high": 9.96}}
    page = equity_e8(run(gaps(), audience="employer", one_person=exact))
    assert said(page.title) == "Retirer une seule personne ferait passer l’écart de −2,1 % à 10,0 %"
    for sign, threshold, title in (
        (True, False, "Une seule personne suffit à changer le sens de l’écart"),
        (False, True, "Une seule personne suffit à franchir le seuil"),
        (False, False, "Aucune personne seule ne change la conclusion sur l’écart"),
    ):
        words = {"mean_gap_hourly": {"sign": sign, "threshold": threshold}}
        worded = equity_e8(run(gaps(), one_person=words))
        assert said(worded.title) == title
        assert "10,0" not in text(worded)


@pytest.mark.parametrize(
    ("women", "men", "there"),
    [(4, 5, True), (74, 75, True), (75, 75, False), (29, 400, True), (30, 400, False), (400, 29, True)],
)
def test_the_page_is_there_below_150_people_or_30_of_one_sex(women, men, there):
    rows = gaps(women=women, men=men)
    assert (equity_e8(run(rows, women=(women, women + men))) is not None) == there


def test_numbers_that_may_not_be_told_are_small_numbers():
    page = equity_e8(run(gaps(status="suppressed"), women=None))
    assert said(page.title) == "À cette taille, les situations se regardent une à une"


@pytest.mark.parametrize(("women", "men", "who"), [(5, 0, "Sans homme"), (0, 5, "Sans femme")])
def test_one_sex_alone_is_not_told_of_chance(women, men, who):
    page = equity_e8(run(gaps(status="not_computable"), women=(women, women + men)))
    assert said(page.title).startswith(who)
    assert "fois sur 100" not in text(page).lower()
    assert said(equity_e10(run(women=(women, women + men))).title).startswith("Aucun")


def test_the_published_table_of_chance_is_what_its_assumptions_give():
    """Drawn again here: log-normal pays, the same for women and men, and a mean gap of 5 % or more counted."""
    numbers, draw = context(), np.random.default_rng(2025)
    for line in numbers.crossings:
        women = round(line.people * numbers.women_percent / 100)
        for expected, spread in zip((line.low, line.high), numbers.spread, strict=True):
            pays = np.exp(draw.normal(0, spread, (4_000, line.people)))
            means = pays[:, women:].mean(axis=1), pays[:, :women].mean(axis=1)
            reached = 100 * (np.abs(1 - means[1] / means[0]) >= numbers.gap_percent / 100).mean()
            assert reached == pytest.approx(expected, abs=3), (line, spread)


def test_the_number_it_takes_to_see_a_gap_is_that_of_a_two_sided_test():
    """(1.960 + 0.842)² s² ÷ (p (1 − p) ln(1 ÷ 0.95)²), in tens upwards or so: 403 and 777."""
    share, step = 0.4 * 0.6, np.log(1 / 0.95)
    wanted = [(1.959964 + 0.841621) ** 2 * spread**2 / share / step**2 for spread in (0.18, 0.25)]
    assert [round(n) for n in wanted] == [403, 777]
    assert context().detected == pytest.approx(wanted, rel=0.02)


# ── E10 ───────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_rates_are_drawn_from_twenty_people_and_counts_stay_below():
    rows = [
        *pair("individual_raise_share", (9, 18), (8, 22)),
        *pair("employee_membership_rate", (2, 4), (9, 15)),
    ]
    page = equity_e10(run(rows))
    assert said(page.title) == "9 femmes sur 18 et 8 hommes sur 22 ont eu une augmentation individuelle"
    figure = next(block for block in page.blocks if isinstance(block, Figure))
    dots = [trace["x"] for trace in figure.chart.wide["data"]]
    assert dots == [[pytest.approx(100 * 8 / 22, abs=0.001)], [pytest.approx(50)]]  # men under women, one row
    told = cells(tables(page)[0])
    assert told["Augmentation individuelle"] == ["9 sur 18 (50 %)", "8 sur 22 (36 %)", "+14 points"]
    assert told["Salariés associés"] == ["2 sur 4", "9 sur 15", "–"]


def test_a_team_of_nine_reads_numbers_only():
    page = equity_e10(run(pair("employee_membership_rate", (3, 4), (4, 5)), women=(4, 9)))
    assert not [block for block in page.blocks if isinstance(block, Figure)]
    assert "Sous 20 personnes" in next(block for block in page.blocks if isinstance(block, Say)).text.replace(
        "\u00a0", " "
    )
    assert said(page.title) == "3 femmes sur 4 et 4 hommes sur 5 sont au sociétariat"
    assert "75 %" not in text(page)


def test_hidden_careers_stay_hidden_and_say_why():
    reason = '{"key": "hidden_people", "minimum": 5}'
    rows = pair("promotion_share", (1, 18), (2, 22), status="suppressed", reason=reason)
    rows = [{**found, "value": None, "numerator": None, "denominator": None} for found in rows]
    page = equity_e10(run(rows))
    assert cells(tables(page)[0])["Promotion"] == ["■ Masqué", "■ Masqué", "–"]
    assert "moins de 5 personnes" in text(page)


def test_hours_of_training_stand_beside_where_they_are_known():
    hours = [
        row("training_hours_per_employee", 2025, value, segment={"sex": sex}) for sex, value in (("F", 9.5), ("M", 7.0))
    ]
    assert cells(tables(equity_e10(run(hours)))[0])["Heures de formation par personne"] == ["9,5", "7,0", "–"]
    assert "Heures de formation par personne" not in cells(tables(equity_e10(run()))[0])


def test_the_ten_best_paid_are_a_fraction():
    page = equity_e10(run([row("women_among_ten_best_paid", 2025, 3.0)]))
    assert cells(tables(page)[1])["Parmi les dix plus hautes rémunérations"] == ["3 sur 10"]


# ── E1 ────────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_essentials_hold_the_gap_in_like_jobs_and_the_categories():
    more = [
        row("standardised_gap", 2025, 2.1, people=31),
        row("categories_above_threshold", 2025, 1),
        row("categories_compared", 2025, 3),
        row("categories_too_small", 2025, 2),
    ]
    page = equity_e1(run([*gaps(), *more]))
    told = text(page)
    assert "À poste comparable, les femmes gagnent 2,1 % de moins que les hommes. 31 personnes ont un poste" in told
    cards = {card.label: card for block in page.blocks if block.kind == "cards" for card in block.cards}
    assert said(cards["Catégories à 5\u00a0% et plus"].value) == "1 sur 3"
    assert said(cards["Catégories à 5\u00a0% et plus"].denominator) == "2 catégories trop petites"


def test_a_small_team_is_sent_to_the_pages_that_help():
    assert "la page E8 donne les questions" in text(equity_e1(hidden()))


@pytest.mark.parametrize("build", [equity_e8, equity_e10])
@pytest.mark.parametrize("state", [{}, {"status": "suppressed"}, {"status": "not_computable"}])
def test_english_says_the_same(build, state):
    assert build(run(gaps(**state), lang="en")).title


# ── Real dossiers of three people, of one sex, of one year ────────────────────────────────────────────────────────────


@functools.cache
def measured(kind):
    with tempfile.TemporaryDirectory() as room:
        return measure(small_coops.coop(kind, Path(room) / "coop"), "equity")


@functools.cache
def made(kind, audience, lang):
    with tempfile.TemporaryDirectory() as room:
        return publishing.make_here(measured(kind), Order("equity", None, audience, lang), Path(room))


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("audience", ["employer", "representatives", "members", "public"])
@pytest.mark.parametrize("kind", list(small_coops.KINDS))
def test_every_small_co_operative_gets_a_useful_report(kind, audience, lang, tmp_path):
    done = made(kind, audience, lang)
    pages = {page["id"]: page for page in done.payloads if page["kind"] == "page"}
    assert {"E1", "E2", "E3", "E5", "E8", "E10", "E13"} <= set(pages)
    told = str(pages)
    assert "None" not in {cell for page in pages.values() for cell in (page["title"], page["subtitle"])}
    assert "nan" not in told.lower().split()
    assert len(pages["E8"]["blocks"]) >= 5
    publishing.write(done, ("html", "xlsx", "json"), tmp_path)  # the last look over the files passes


@pytest.mark.parametrize(("kind", "alone"), [("women", "Aucun homme"), ("men", "Aucune femme")])
def test_one_sex_is_said_without_a_gap_on_every_page(kind, alone):
    pages = {page["id"]: page for page in made(kind, "employer", "fr").payloads if page["kind"] == "page"}
    assert all(pages[name]["title"].startswith(alone) for name in ("E1", "E3", "E10"))
    assert "Femmes occupent" not in pages["E5"]["title"]
    frame = made(kind, "employer", "fr").run.frame
    gaps_of_pay = frame.filter(frame["unit"] == "percent", frame["indicator"].str.contains("_gap"))
    assert gaps_of_pay["value"].null_count() == gaps_of_pay.height > 20


def test_a_first_year_has_no_last_year():
    pages = {page["id"]: page for page in made("first_year", "employer", "fr").payloads if page["kind"] == "page"}
    assert "2024" not in str([pages[name] for name in ("E1", "E3", "E8", "E10")])
    captions = [block.get("caption") for block in pages["E13"]["blocks"]]
    assert "Ce qui a changé depuis le dernier rapport" not in captions
