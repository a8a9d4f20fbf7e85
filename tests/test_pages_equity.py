"""The pages of the equity report: what they say when a gap may be read, may not be, is null, or goes the other way."""

from __future__ import annotations

import dataclasses
import json
import re

import polars as pl
import pytest
import report_fixture
from report_fixture import CATALOGUE, SCHEMA, row

from scop_analytics import words
from scop_analytics.reports.objects import Cards, Figure, Say, Table
from scop_analytics.reports.pages import equity_e1, equity_e2, equity_e3
from scop_analytics.reports.pages.equity_law import owed
from scop_analytics.reports.run import Run

GAPS = ("mean_gap_hourly", "median_gap_hourly", "mean_gap_annual", "median_gap_annual")
PAYS = [
    f"{sex}_{measure}_{pay}"
    for sex in ("women", "men")
    for measure in ("mean", "median")
    for pay in ("hourly", "annual")
]
MORE = {
    **{name: (f"PAY-{place}", "percent", "pay_equity", name, name) for place, name in enumerate(GAPS)},
    **{
        name: (
            f"PAY-20{place}",
            "EUR_per_hour" if name.endswith("hourly") else "EUR_per_year",
            "pay_equity",
            name,
            name,
        )
        for place, name in enumerate(PAYS)
    },
    "average_headcount": ("EMP-02", "people", "employment", "Effectif moyen", "Average headcount"),
}
EXCLUSIONS = {
    "gap": {
        "all": 49,
        "counted": 40,
        "reasons": [
            {"reason": "too_short", "people": 6, "women": 3, "men": 3},
            {"reason": "contract", "people": 3, "women": 2, "men": 1},
        ],
    }
}


@pytest.fixture(autouse=True)
def known_names(monkeypatch):
    for name, entry in MORE.items():
        monkeypatch.setitem(CATALOGUE, name, entry)


def gaps(value=6.1, status="caution", bounds=(-15.5, 25.6), year=2025, reason=None, women=18, men=22):
    """Four equal gaps and the pays they come from, as published."""
    given = status in ("ok", "caution")
    low, high = bounds if bounds and given else (None, None)
    more = {"low": low, "high": high, "reason": json.dumps(reason) if reason else None}
    rows = [row(name, year, value if given else None, status=status, **more) for name in GAPS]
    people = {"women": women, "men": men}
    state = "ok" if given else status
    rows += [
        row(name, year, 20.0 if given else None, status=state, people=people[name.partition("_")[0]] if given else None)
        for name in PAYS
    ]
    return rows


def run(rows=(), lang="fr", audience="members", women=(19, 42), size=41.0, **context):
    whole = [row("women_in_workforce", 2025, None, *women)] if women else []
    whole += [row("average_headcount", 2025, size)] if size is not None else []
    whole += [row("headcount", 2025, 42), row("women_on_board", 2025, None, 4, 9)]
    frame = pl.DataFrame([*rows, *whole], schema=SCHEMA)
    told = {**report_fixture.context(lang, audience), "exclusions": EXCLUSIONS, "pay_methods": {"clean_month": 40}}
    return Run("equity", frame, {**told, **context}, lang)


def text(page):
    """Everything a page prints, charts apart."""
    tree = dataclasses.asdict(page)
    for block in tree["blocks"]:
        block.pop("chart", None)
    return json.dumps(tree, ensure_ascii=False).replace(words.GLUE, " ").replace(words.NARROW, " ")


def said(value):
    return value.replace(words.GLUE, " ").replace(words.NARROW, " ")


def test_a_gap_whose_interval_contains_equality_is_told_as_chance():
    page = equity_e1(run(gaps()))
    assert (
        said(page.title)
        == "L’écart médian observé, 6,1 % en défaveur des femmes, ne se distingue pas d’un effet de hasard"
    )
    assert "Avec 18 femmes et 22 hommes, on ne peut pas distinguer cet écart d’un effet de hasard" in text(page)
    assert "100 €" not in text(page).replace("« pour 100 € »", "")


def test_the_sentence_for_100_euros_needs_a_plain_status_and_the_median():
    page = equity_e1(run(gaps(6.1, "ok", (1.0, 11.0))))
    assert said(page.title) == "En 2025, pour 100 € de salaire horaire médian d’un homme, une femme gagne 93,90 €"
    assert "effet de hasard" not in text(page)


def test_the_words_flip_when_men_earn_less():
    page = equity_e1(run(gaps(-6.5, "caution", (-20.0, 8.0))))
    assert "en défaveur des hommes" in said(page.title)
    assert "les femmes gagnent 6,5 % de plus que les hommes" in text(page)
    cards = next(block for block in page.blocks if isinstance(block, Cards))
    assert {card.denominator for card in cards.cards[:2]} == {"en défaveur des hommes"}
    title = said(equity_e3(run(gaps(-6.5, "caution", (-20.0, 8.0)))).title)
    assert title == "Les femmes gagnent en moyenne 6,5 % de plus à l’heure et 6,5 % de plus à l’année"


def test_a_null_gap_is_said_without_direction():
    assert said(equity_e1(run(gaps(0.0, "ok", (-3.0, 3.0)))).title).startswith("Aucun écart mesurable")
    assert said(equity_e3(run(gaps(0.02, "ok", (-3.0, 3.0)))).title).startswith("Aucun écart moyen mesurable")


@pytest.mark.parametrize("status", ["suppressed", "not_computable"])
def test_small_groups_describe_what_can_be(status):
    hidden = gaps(status=status, reason={"key": "hidden_pay", "minimum": 5})
    page = equity_e1(run(hidden, women=(4, 9)))
    assert said(page.title) == "L’effectif (4 femmes, 5 hommes) ne permet pas de publier un écart"
    assert (
        "L’effectif (4 femmes, 5 hommes) ne permet pas de publier un écart ; nous décrivons ce qui peut l’être."
        in text(page)
    )
    third = equity_e3(run(hidden, women=(4, 9)))
    assert not [block for block in third.blocks if isinstance(block, Figure)]
    assert "6,1" not in text(page) + text(third)


def test_numbers_that_may_not_be_said_are_not_said():
    page = equity_e1(run(gaps(status="suppressed"), women=None))
    assert said(page.title) == "L’effectif ne permet pas de publier un écart"


@pytest.mark.parametrize(
    ("women", "title"), [((0, 9), "Aucune femme dans l’effectif"), ((9, 9), "Aucun homme dans l’effectif")]
)
def test_one_sex_alone_has_no_gap(women, title):
    assert said(equity_e1(run(gaps(status="not_computable"), women=women)).title).startswith(title)


def test_without_payroll_the_page_says_which_data_are_missing():
    assert said(equity_e1(run()).title) == "La paie manque pour mesurer un écart entre femmes et hommes"
    assert "La paie manque" in said(equity_e3(run()).title)


@pytest.mark.parametrize(
    ("size", "for_us", "years"),
    [
        (41.0, ["non", "volontaire", "volontaire", "non", "oui"], ["–", "2027", "2030", "–", "sous 2 mois"]),
        (49.97, ["non", "volontaire", "volontaire", "non", "oui"], ["–", "2027", "2030", "–", "sous 2 mois"]),
        (50.0, ["oui", "oui", "oui", "non", "oui"], ["2026", "2027", "2030", "–", "sous 2 mois"]),
        (100.0, ["oui", "oui", "oui", "oui", "oui"], ["2026", "2027", "2030", "–", "sous 2 mois"]),
        (150.0, ["oui", "oui", "oui", "oui", "oui"], ["2026", "2027", "2027", "–", "sous 2 mois"]),
        (250.0, ["oui", "oui", "oui", "oui", "oui"], ["2026", "2027", "2027", "–", "sous 2 mois"]),
    ],
)
def test_the_law_is_told_by_size(size, for_us, years):
    page = equity_e1(run(gaps(), size=size))
    table = next(block for block in page.blocks if isinstance(block, Table))
    assert [cells[1].text.partition(",")[0] for cells in table.rows] == for_us
    assert [said(cells[2].text) for cells in table.rows] == years
    assert "Provisoire" in table.measure


def test_the_largest_also_publish_who_leads():
    blocks = equity_e1(run(gaps(), size=1000.0)).blocks
    names = [row[0].text for row in next(block for block in blocks if isinstance(block, Table)).rows]
    assert said(names[-1]) == "Femmes et hommes dirigeants : parts publiées"
    assert len(names) == 6


def test_without_a_size_the_law_says_it_depends():
    table = next(block for block in equity_e1(run(gaps(), size=None)).blocks if isinstance(block, Table))
    assert table.rows[1][1].text == "selon l’effectif"


def test_a_rounded_size_decides_nothing_within_its_rounding():
    public = {duty.name: duty.applies for duty in owed(run(gaps(), size=50.0, audience="public"))}
    assert (public["indicators"], public["procedure"]) == ("unknown", "no")  # 47.5 to 52.5 people
    assert {duty.name: duty.applies for duty in owed(run(gaps(), size=50.0))}["indicators"] == "yes"


def test_another_reading_of_the_bill_is_followed_when_chosen():
    chosen = run(gaps(), size=60.0, transposition="every_three_years")
    assert {duty.name: duty.every for duty in owed(chosen)}["indicators"] == 3
    assert {duty.name: duty.every for duty in owed(run(gaps(), size=60.0))}["indicators"] == 1


def test_a_small_company_bargains_where_a_larger_one_follows_the_procedure():
    notes = [
        next(block for block in equity_e1(run(gaps(), size=size)).blocks if isinstance(block, Table)).rows[3][0].note
        for size in (49.0, 60.0, 100.0)
    ]
    assert notes == ["", "à notre taille, une négociation collective", ""]


def test_everyone_is_counted_or_left_out_for_a_named_reason():
    page = equity_e2(run(gaps()))
    assert said(page.title) == (
        "40 personnes sur 49 entrent dans le calcul ; 9 en sont exclues, surtout pour une présence trop courte"
    )
    table = next(block for block in page.blocks if isinstance(block, Table))
    people = [cells[3].value for cells in table.rows]
    assert people == [6, 3, 9]
    assert [cells[4].text for cells in table.rows[:2]] == ["conventions.rebuild_fte_months_minimum", "populations.pay"]


def test_sexes_of_the_excluded_are_left_out_where_they_may_not_be_read():
    reasons = [{**reason, "women": None, "men": None} for reason in EXCLUSIONS["gap"]["reasons"]]
    page = equity_e2(run(gaps(), exclusions={"gap": {**EXCLUSIONS["gap"], "reasons": reasons}}))
    table = next(block for block in page.blocks if isinstance(block, Table))
    assert [len(cells) for cells in table.rows] == [3, 3, 3]
    assert table.measure


def test_nobody_left_out_and_nobody_at_all():
    assert said(equity_e2(run(gaps(), exclusions={"gap": {"all": 9, "counted": 9, "reasons": []}})).title) == (
        "Les 9 personnes de la paie entrent toutes dans le calcul"
    )
    assert said(equity_e2(run(exclusions={})).title).startswith("Personne n’entre dans le calcul")


def test_the_elements_of_pay_are_those_of_the_definition():
    table = [block for block in equity_e2(run(gaps())).blocks if isinstance(block, Table)][1]
    counted = {cells[0].text: cells[1].text for cells in table.rows}
    assert next(names for names in counted if names.startswith("Salaire de base"))
    assert counted.popitem()[1] == "non"


INDEX = {
    "all": 46,
    "counted": 38,
    "reasons": [
        {"reason": "absent", "people": 5, "women": 3, "men": 2},
        {"reason": "officer", "people": 3, "women": 1, "men": 2},
    ],
}


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_the_people_of_the_index_stand_beside_those_of_the_gaps(lang):
    kept = {"index_period": {"start": "2024-10-01", "end": "2025-09-30"}}
    page = equity_e2(run(gaps(), lang=lang, exclusions={**EXCLUSIONS, "index": INDEX}, **kept))
    funnels = [block for block in page.blocks if isinstance(block, Figure)]
    assert [cells[1].value for cells in funnels[1].data.rows] == [46, 41, 38]
    assert "2024" in funnels[1].reading
    table = [block for block in page.blocks if isinstance(block, Table)][1]
    assert [cells[3].value for cells in table.rows] == [5, 3, 8]
    assert [cells[4].text for cells in table.rows[:2]] == ["pay_equity.presence_minimum", "populations.index"]


def test_few_people_in_the_index_are_not_numbered_for_the_public():
    page = equity_e2(run(gaps(), exclusions={**EXCLUSIONS, "index": {"hidden": True, "least": 10}}))
    assert len([block for block in page.blocks if isinstance(block, Figure)]) == 1
    assert [said(block.text) for block in page.blocks if isinstance(block, Say)] == [
        "Moins de 10 personnes comptent pour l’index : leur nombre n’est pas publié pour ces lecteurs."
    ]


def test_an_index_that_would_give_back_a_reason_says_so():
    page = equity_e2(run(gaps(), exclusions={**EXCLUSIONS, "index": {"hidden": True, "apart": True, "least": 5}}))
    assert "désignerait quelques personnes" in text(page)


def test_each_element_is_in_or_out_by_definition_basic_or_variable():
    """By the decree, the index leaves out seniority, constraints and overtime; no pay holds the shares of the result."""
    table = [block for block in equity_e2(run(gaps())).blocks if isinstance(block, Table)][1]
    found = {cells[0].text.lower(): tuple(cell.text for cell in cells[1:4]) for cells in table.rows}
    of = {name: next(marks for names, marks in found.items() if name in names) for name in
          ("salaire de base", "primes mensuelles", "ancienneté", "part travail", "indemnités de départ")}  # fmt: skip
    assert of == {
        "salaire de base": ("oui", "oui", "base"),
        "primes mensuelles": ("oui", "oui", "variable"),
        "ancienneté": ("oui", "non", "variable"),
        "part travail": ("non", "non", "–"),
        "indemnités de départ": ("non", "non", "–"),
    }


def test_the_gap_is_shown_without_and_with_the_labour_share(monkeypatch):
    shared = "mean_gap_hourly_shared"
    monkeypatch.setitem(CATALOGUE, shared, ("PAY-x", "percent", "pay_transparency", "avec", "with"))

    def effect(*rows):
        tables = [block for block in equity_e2(run(rows)).blocks if isinstance(block, Table)]
        return [said(cells[1].text) for cells in tables[2].rows]

    assert effect(*gaps(6.1), row(shared, 2025, 5.25)) == ["6,1 %", "5,3 %", "−0,8 point"]
    assert effect(*gaps(6.1), row(shared, 2025, None, status="suppressed")) == ["6,1 %", "■ Masqué"]
    assert effect(*gaps(6.1)) == ["6,1 %", "– Donnée absente"]


def test_four_intervals_on_one_axis_never_clipped():
    page = equity_e3(run(gaps(6.1, "caution", (-15.5, 31.2))))
    figure = next(block for block in page.blocks if isinstance(block, Figure))
    assert figure.title == "Les quatre intervalles contiennent l’égalité"
    low, high = figure.chart.wide["layout"]["xaxis"]["range"]
    assert (low, high) == (-40, 40)


def test_one_person_is_exact_for_the_employer_and_words_for_the_others():
    exact = {name: {"low": 5.1, "high": 11.0} for name in GAPS}
    assert "5,1 à 11,0" in text(equity_e3(run(gaps(), audience="employer", one_person=exact)))
    told = {name: {"sign": True, "threshold": False} for name in GAPS}
    assert "peut changer le sens" in text(equity_e3(run(gaps(), one_person=told)))


def test_a_first_year_has_no_trend_and_says_so():
    page = equity_e3(run(gaps()))
    assert [block.text for block in page.blocks if isinstance(block, Say)][-1].startswith("Première année")
    grown = equity_e3(run([*gaps(), *gaps(7.0, year=2024)]))
    assert len([block for block in grown.blocks if isinstance(block, Figure)]) == 2


@pytest.mark.parametrize("build", [equity_e1, equity_e2, equity_e3])
@pytest.mark.parametrize(
    "state", [{}, {"status": "ok", "bounds": (1.0, 11.0)}, {"value": -4.0}, {"status": "suppressed"}, None]
)
def test_english_says_the_same_pages(build, state):
    page = build(run([] if state is None else gaps(**state), lang="en"))
    assert page.title
    assert not re.search(r"\d,\d(?!\d\d)", text(page))
    assert "discrimination" not in text(page).lower()
