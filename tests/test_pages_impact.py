"""What members read in the impact report: computed sentences, masked and missing forms, loss and first years, all sizes."""

from __future__ import annotations

import json
import re

import impact_fixture as made
import pytest
import sample_reports
from impact_fixture import hidden, row, run

from scop_analytics import places
from scop_analytics.reports import pages
from scop_analytics.reports.collecting import parameter_names

BUILDERS = {
    "P1": pages.impact_p1, "P2": pages.impact_p2, "P3": pages.impact_p3, "P5": pages.impact_p5, "P6": pages.impact_p6,
    "P7": pages.impact_p7, "P8": pages.impact_p8, "P9": pages.impact_p9, "P10": pages.impact_p10, "P11": pages.impact_p11,
    "P12": pages.impact_p12, "P13": pages.impact_p13, "P15": pages.impact_p15, "P16": pages.impact_p16,
    "A1": pages.impact_a1, "A2": pages.impact_a2,
}  # fmt: skip
JUDGED = re.compile(r"\b(seulement|très|malheureusement|heureusement|hélas|very|unfortunately|sadly)\b", re.IGNORECASE)


def plain(text):
    """Without the spaces that keep words together."""
    return text.replace("\u00a0", " ").replace("\u202f", " ").replace("\u2011", "-").replace("\u2019", "'")


def texts(tree):
    """Every text a reader meets in a payload (charts and technical names apart)."""
    if isinstance(tree, str):
        yield tree
    elif isinstance(tree, dict):
        for name, value in tree.items():
            if name not in ("chart", "evidence", "ids", "kind", "id", "phone", "align", "format"):
                yield from texts(value)
    elif isinstance(tree, list | tuple):
        for value in tree:
            yield from texts(value)


def told(page):
    return plain(" ".join(texts(page.payload())))


def blocks(page, kind):
    return [block for block in page.blocks if block.kind == kind]


def cells(table):
    return [[plain(cell.text) for cell in line] for line in table.rows]


# ── P1 ────────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_essentials_count_what_moved_and_what_cannot_be_said():
    page = pages.impact_p1(run(made.two_years()))
    assert plain(page.title) == "4 indicateurs progressent, 1 recule et 1 ne permet pas de conclure"
    better, worse, unsaid = (plain(block.text) for block in blocks(page, "say"))
    assert better == (
        "Le sociétariat passe de 28 sur 40 à 31 sur 42 et la participation à l'assemblée générale de 23 sur 30 à 27 sur 33."
    )
    assert worse == "L'empreinte carbone par ETP passe de 2,7 t à 2,9 t."
    assert (
        unsaid
        == "Avec 18 femmes et 22 hommes, on ne peut pas distinguer l'écart de salaire médian d'un effet de hasard."
    )


def test_essentials_in_english():
    page = pages.impact_p1(run(made.two_years(), lang="en"))
    assert plain(page.title) == "4 indicators improve, 1 worsens and 1 allows no conclusion"
    assert "The carbon footprint per FTE goes from 2.7 t to 2.9 t." in told(page)


def test_eight_cards_with_denominator_and_change():
    (cards,) = blocks(pages.impact_p1(run(made.two_years())), "cards")
    assert len(cards.cards) == 8
    shown = {card.label: (plain(card.value), plain(card.denominator), plain(card.change)) for card in cards.cards}
    assert list(shown.values())[:4] == [
        ("42", "personnes, 39,2 ETP", "+2 personnes"),
        ("31 sur 42", "74 % de l'effectif", "+4 points"),
        ("4 sur 9", "44 % des sièges", "sans changement"),
        ("27 sur 33", "82 % des associés", "+5 points"),
    ]
    assert list(shown.values())[4:] == [
        ("1 à 2,4", "du plus bas au plus élevé", "1 à 2,5 en 2024"),
        ("46 €", "sur 100 € d'excédents", "+2 €"),
        ("6,1 %", "en défaveur des femmes", "7,0 % en 2024"),
        ("2,9 t", "114,5 t CO₂e au total", "+0,2 t"),
    ]
    assert all(len(card.label) <= 24 for card in cards.cards)
    assert "prudence" in cards.cards[6].status


def test_what_changed_carries_the_reasons_of_the_co_operative():
    notes = {"meeting_turnout": "Assemblée tenue sur le temps de travail."}
    (table,) = blocks(pages.impact_p1(run(made.two_years(), notes=notes)), "table")
    assert plain(table.caption) == "Ce qui a changé depuis 2024"
    lines = {line[0]: line[1:] for line in cells(table)}
    assert len(lines) == 5  # the board has not moved, a headcount is neither better nor worse, a gap is no change
    assert ["23 sur 30", "27 sur 33", "+5 points", "Assemblée tenue sur le temps de travail."] in lines.values()


def test_a_team_of_nine_reads_contracts_and_service_instead_of_pay():
    rows = [
        row("headcount", 2025, 9.0),
        row("permanent_contract_share", 2025, None, 8, 9),
        row("tenure_median", 2025, 4.2),
    ]
    rows.append(hidden("median_gap_hourly", 2025, "hidden_pay"))
    page = pages.impact_p1(run(rows))
    labels = [card.label for card in blocks(page, "cards")[0].cards]
    assert labels[4] == run(rows).fact("permanent_contract_share").short
    assert labels[6] == run(rows).fact("tenure_median").short
    assert "écart de salaire médian" in plain(blocks(page, "say")[-1].text)


SMALL_TEAM = [
    *(row("headcount", year, 9.0) for year in (2024, 2025)),
    *(row("women_on_board", year, None, 2, 4) for year in (2024, 2025)),
    *(row("employee_membership_rate", year, None, 7, 9) for year in (2024, 2025)),
    *(row("meeting_turnout", year, None, 7, 7) for year in (2024, 2025)),
    *(row("labour_share", year, 40.0, 4000, 10000) for year in (2024, 2025)),
    *(row("permanent_contract_share", year, None, 8, 9) for year in (2024, 2025)),
    *(row("tenure_median", year, 4.2) for year in (2024, 2025)),
]


@pytest.mark.parametrize(
    ("gap", "footprint", "title", "told"),
    [
        (
            row("median_gap_hourly", 2025, status="not_computable", reason="group_small"),
            False,
            2,
            ["2 chiffres manquent"],
        ),
        (row("median_gap_hourly", 2025, 6.0, low=-9.0, high=20.0), False, 2, ["effet de hasard", "Un chiffre manque"]),
        (row("median_gap_hourly", 2025, 6.0, low=-9.0, high=20.0), True, 1, ["effet de hasard"]),
        (row("median_gap_hourly", 2025, status="missing"), False, 1, ["Un chiffre manque"]),
        (row("median_gap_hourly", 2025, 6.0, low=2.0, high=9.0), False, 1, ["Un chiffre manque"]),
        (row("median_gap_hourly", 2025, 6.0, low=2.0, high=9.0), True, 0, ["Chaque repère a une valeur"]),
    ],
)
def test_a_small_team_reads_the_same_count_in_the_title_and_below(gap, footprint, title, told):
    """The pay gap is no key figure of nine people: counted all the same where the text speaks of it."""
    carbon = [row("ghg_per_fte", year, 2.5) for year in (2024, 2025)] if footprint else []
    page = pages.impact_p1(run([*SMALL_TEAM, gap, *carbon]))
    (*_, unsaid) = blocks(page, "say")
    assert sum(map(int, re.findall(r"\d+", plain(page.title)))) == title
    for part in told:
        assert part in plain(unsaid.text)


def test_a_first_year_compares_nothing_and_says_so():
    rows = [line for line in made.two_years() if line["year"] == 2025]
    page = pages.impact_p1(run(rows))
    assert plain(page.title) == "Première année : 8 repères, sans comparaison possible"
    (only,) = blocks(page, "say")
    assert "C'est la première année" in plain(only.text)
    assert not blocks(page, "table")
    assert blocks(page, "cards")[0].cards[1].change == "première année"


def test_nothing_moved_has_its_zero_form():
    rows = [line for line in made.two_years() if line["indicator"] in ("headcount", "women_on_board")]
    rows += [row("employee_membership_rate", year, None, 30, 40) for year in (2024, 2025)]
    better, worse, _ = blocks(pages.impact_p1(run(rows)), "say")
    assert plain(better.text) == "Aucun des repères comparés ne progresse."
    assert plain(worse.text) == "Aucun des repères comparés ne recule."


# ── P2, P3 ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def portrait():
    held = [
        row("members", 2025, 33.0), row("employees_among_members", 2025, None, 31, 33),
        row("cooperators_capital_share", 2025, 94.6, 176150, 186150), row("cooperators_votes_share", 2025, None, 32, 33),
        row("capital_control", 2025, 94.6, 176150, 186150, threshold=51.0, verdict="complies",
            law='[{"key":"cooperative.cooperators_capital_minimum","from":"2015-01-01","status":"in_force"}]'),
        row("vote_control", 2025, None, 16, 33, threshold=65.0, verdict="breach",
            law='[{"key":"cooperative.cooperators_votes_minimum","from":"2015-01-01","status":"in_force"}]'),
    ]  # fmt: skip
    return [*made.two_years(), *held]


def test_portrait_counts_each_person_once():
    page = pages.impact_p2(run(portrait()))
    assert plain(page.title) == (
        "42 personnes, dont 31 associées ; les coopérateurs détiennent 94,6 % du capital et 32 voix sur 33"
    )
    (figure, _) = blocks(page, "figure")
    assert [line[1] for line in cells(figure.data)] == ["31", "11", "2"]


def test_legal_tests_give_article_and_verdict_in_words():
    tests = next(block for block in blocks(pages.impact_p2(run(portrait())), "table") if "loi" in block.caption)
    capital, votes = cells(tests)
    assert capital[1:3] == ["94,6 %", "conforme"]
    assert "art. 14.2" in capital[3]
    assert votes[0].endswith("au moins 65 %")
    assert votes[1:3] == ["16 sur 33 (48 %)", "non conforme"]
    assert tests.rows[1][2].strong


def test_membership_by_sex_and_masked_groups_as_words():
    rows = [
        *(row("employee_membership_rate", year, None, part, whole, segment=segment)
          for year, part, whole, segment in ((2024, 28, 40, {}), (2025, 31, 42, {}), (2025, 14, 18, {"sex": "F"}), (2025, 17, 24, {"sex": "M"}))),
        row("time_to_membership", 2025, 40.0, people=4),
        hidden("employee_membership_rate", 2025, segment={"contract_type": "CDI"}),
        hidden("employee_membership_rate", 2025, segment={"contract_type": "CDD"}),
    ]  # fmt: skip
    page = pages.impact_p3(run(rows))
    assert plain(page.title) == "31 salariés sur 42 sont associés ; l'accès au sociétariat prend 40 mois en médiane"
    groups = {line[0]: line[1:] for line in cells(blocks(page, "table")[0])}
    assert groups["Femmes"][:2] == ["14 sur 18", "78 %"]
    assert groups["CDI"][0] == groups["CDD"][0] == "■ Masqué"
    assert "parmi les hommes, 17 sur 24" in plain(blocks(page, "figure")[0].reading)


@pytest.mark.parametrize(
    ("part", "start"), [(1, "1 salarié sur 3 est associé"), (0, "Aucun des 3 salariés n'est associé")]
)
def test_membership_of_three_people(part, start):
    page = pages.impact_p3(run([row("employee_membership_rate", 2025, None, part, 3)]))
    assert plain(page.title) == start


# ── P5 ────────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_surplus_shared_with_its_legal_verdicts():
    rows = [*made.loss(2024), *made.surplus(2025, 186400, (85740, 27960, 50330, 22370), legal="breach")]
    page = pages.impact_p5(run(rows, surplus={"labour_key": "TEMPS"}))
    assert plain(page.title) == (
        "Sur 100 € d'excédents, 46 € vont au travail, 42 € restent dans la coopérative, 12 € rémunèrent le capital"
    )
    lines = cells(blocks(page, "table")[0])
    assert lines[0] == ["Part travail", "85 740", "46", "au moins 25 %", "conforme"]
    assert lines[1] == ["Réserve légale", "27 960", "15", "15 % jusqu'au plafond", "non conforme"]
    assert lines[-1][:3] == ["Excédents nets de gestion", "186 400", "100"]
    figure = blocks(page, "figure")[0]
    assert cells(figure.data)[0] == ["Au travail, sur 100 €", "déficit", "46 €"]
    assert "pas de part travail en 2024, exercice déficitaire" in plain(figure.data.measure)
    assert "Exercice déficitaire : pas d'excédents à répartir" in plain(
        json.dumps(figure.chart.wide, ensure_ascii=False)
    )


def test_a_loss_year_is_said_in_the_title():
    page = pages.impact_p5(run(made.loss(2025)))
    assert plain(page.title) == "Exercice déficitaire : pas d'excédents à répartir en 2025"
    assert not blocks(page, "figure")


def test_a_surplus_the_readers_may_not_see():
    rows = [
        hidden(name, 2025, "hidden_company") for name in ("labour_share", "reserves_share", "capital_share", "surplus")
    ]
    page = pages.impact_p5(run([*rows, *made.loss(2024)], audience="public"))
    assert plain(page.title).startswith("La coopérative n'a pas choisi de communiquer")
    assert "déficit" not in told(page)


# ── P6 ────────────────────────────────────────────────────────────────────────────────────────────────────────────────


def quantiles(people):
    names = ("pay_p10", "pay_p25", "pay_median", "pay_p75", "pay_p90")
    return [
        row(name, 2025, value, people=people)
        for name, value in zip(names, (2030.0, 2320, 2740, 3310, 3920), strict=True)
    ]


def test_pay_spread_and_the_strip_from_forty_people():
    page = pages.impact_p6(run([row("pay_spread", 2025, 2.4, people=40), *quantiles(40)]))
    assert plain(page.title) == "Le salaire le plus élevé vaut 2,4 fois le plus bas"
    strip = blocks(page, "figure")[0]
    assert plain(strip.title) == "La moitié des salaires se tient entre 2 320 € et 3 310 € par mois"
    assert strip.chart.shape == "quantile_strip"


def test_bands_under_forty_people():
    bands = [
        row("pay_band_headcount", 2025, float(n), n, 20, segment={"pay_band": band})
        for band, n in (("2000-2499", 12), ("2500-3499", 8))
    ]
    page = pages.impact_p6(run([row("pay_spread", 2025, 2.4, people=20), *quantiles(20), *bands]))
    figure = blocks(page, "figure")[0]
    assert figure.chart.shape == "pay_bands"
    assert cells(figure.data) == [["De 2 500 à 3 500 €", "8"], ["De 2 000 à 2 500 €", "12"]]


@pytest.mark.parametrize(
    ("verdict", "start"), [("complies", "Aucun salaire n'est sous le Smic"), ("breach", "Au moins un salaire")]
)
def test_masked_scale_keeps_the_minimum_wage_in_words(verdict, start):
    rows = [hidden("pay_spread", 2025, "hidden_extreme"), hidden("pay_decile_ratio", 2025, "hidden_quantile", 40)]
    rows.append(hidden("lowest_pay_to_minimum_wage", 2025, "hidden_verdict", verdict=verdict, threshold=1.0))
    page = pages.impact_p6(run(rows))
    assert plain(page.title).startswith(start)
    assert not blocks(page, "figure")
    lowest = cells(blocks(page, "table")[0])[-1]
    assert lowest[1] == ("au-dessus" if verdict == "complies" else "au-dessous")


def test_the_course_of_the_spread_needs_this_year():
    rows = [row("pay_spread", 2023, 2.6), row("pay_spread", 2024, 2.5), hidden("pay_spread", 2025, "hidden_spread")]
    assert not blocks(pages.impact_p6(run(rows)), "figure")
    course = blocks(
        pages.impact_p6(run([*rows[:2], row("pay_spread", 2025, 2.4)], targets={"pay_spread": 3})), "figure"
    )[0]
    assert plain(course.title) == "L'échelle se resserre depuis 2023"
    assert "plafond voté : 3" in plain(json.dumps(course.chart.wide, ensure_ascii=False))


# ── P9 ────────────────────────────────────────────────────────────────────────────────────────────────────────────────


def asked(**more):
    wording = "Dans cette coopérative, je me sens libre de prendre un congé parental."
    item = {"wording": wording, "scale": "1_5", "open_date": "2025-11-03", "close_date": "2025-11-21", **more}
    return {"survey": {"parental_leave_freedom": item}}


def test_perception_and_use_stand_together():
    rows = [*made.survey((0, 0, 9, 12, 15)), row("parental_leave_take_up", 2025, None, 6, 11)]
    page = pages.impact_p9(run(rows, **asked()))
    assert plain(page.title) == (
        "27 répondants sur 36 (75 %) se disent libres de prendre un congé parental ; 6 l'ont pris parmi 11 personnes éligibles"
    )
    answers, use = blocks(page, "figure")
    assert cells(answers.data) == [
        ["Tout à fait d'accord", "15"],
        ["Plutôt d'accord", "12"],
        ["Neutre ou pas d'accord", "9"],
    ]
    assert use.chart.shape == "people_dots"
    survey = {line[0]: line[1] for line in cells(blocks(page, "table")[-1])}
    assert survey["Question posée"] == "« Dans cette coopérative, je me sens libre de prendre un congé parental. »"
    assert survey["Taux de réponse"] == "36 sur 42 (86 %) ● Publiable"
    assert survey["Dates"] == "du 3 novembre 2025 au 21 novembre 2025"


def test_small_levels_are_joined_and_many_answers_diverge():
    few = blocks(pages.impact_p9(run(made.survey((1, 2, 6, 12, 15)))), "figure")[0]
    assert [line[1] for line in cells(few.data)] == ["15", "12", "9"]
    many = blocks(pages.impact_p9(run(made.survey((8, 15, 28, 41, 29), 180))), "figure")[0]
    assert many.chart.shape == "diverging"
    assert [line[1] for line in cells(many.data)] == ["8", "15", "28", "41", "29"]


def test_only_the_total_when_levels_are_masked():
    rows = [row("parental_leave_freedom", 2025, None, 27, 36), hidden("survey_answers", 2025, "hidden_answers")]
    figure = blocks(pages.impact_p9(run(rows)), "figure")[0]
    assert cells(figure.data) == [["Se disent libres", "27"], ["Neutre ou pas d'accord", "9"]]


def test_few_answers_call_for_caution():
    reason = {"key": "low_response", "answers": 12, "invited": 42}
    rows = [row("parental_leave_freedom", 2025, None, 8, 12, status="caution", reason=reason)]
    assert "À lire avec prudence" in plain(blocks(pages.impact_p9(run(rows)), "figure")[0].reading)


@pytest.mark.parametrize(
    ("took", "whole", "said"),
    [
        (0, 0, "Personne n'avait droit à un congé parental cette année"),
        (0, 1, "La seule personne éligible n'a pas pris de congé parental"),
        (0, 4, "Aucune des 4 personnes éligibles n'a pris de congé parental"),
        (1, 4, "1 personne éligible sur 4 a pris un congé parental"),
        (21, 34, "21 personnes éligibles sur 34 ont pris un congé parental"),
    ],
)
def test_use_has_its_zero_one_and_many_forms(took, whole, said):
    page = pages.impact_p9(run([row("parental_leave_take_up", 2025, 0.0, took, whole)], audience="employer"))
    assert plain(page.title) == said
    shapes = [figure.chart.shape for figure in blocks(page, "figure")]
    assert shapes == ([] if not whole else ["people_dots" if whole <= 15 else "stacked_rows"])


# ── P15 ───────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_traces_add_up_from_rows_read_to_people_counted():
    files = [
        {"file": "d/paie.csv", "table": "payroll", "read": 120, "kept": 118, "set_aside": 2},
        {"file": "d/entite.csv", "table": "entity", "read": 1, "kept": 1, "set_aside": 0},
    ]
    base = {
        "all": 49,
        "counted": 40,
        "reasons": [{"reason": "too_short", "people": 6}, {"reason": "other", "people": 3}],
    }
    cause = {"table": "payroll", "rule": "ROW-01", "severity": "set_aside", "severity_name": "écarte la ligne", "count": 2,
             "where": "paie.csv, lignes 12 et 13", "what": "Deux lignes sans date", "waived": None}  # fmt: skip
    findings = {"counts": {"set_aside": 2}, "causes": [cause], "ran": 226}
    waiver = {"rule": "X-19b", "table": "payroll", "who": "Gérance", "why": "Paie en cours"}
    page = pages.impact_p15(
        run([row("headcount", 2025, 42.0), hidden("pay_spread", 2025)], reading=files, exclusions={"spread": base},
            findings=findings, waivers=[waiver], masking={"version": "2026.1", "minimum": {"pay": 5}})
    )  # fmt: skip
    assert plain(page.title) == "119 lignes retenues sur 121 ; 2 constats de vérification"
    figure = blocks(page, "figure")[0]
    assert cells(figure.data) == [
        ["Dans les fichiers", "49"],
        ["Présence trop brève", "6"],
        ["Autres motifs, réunis", "3"],
        ["Comptées", "40"],
    ]
    told_of = told(page)
    assert "226 règles vérifiées : 225 respectées, 1 avec au moins un constat" in told_of
    assert "Gérance" in told_of
    assert "au moins 5 par groupe" in told_of
    assert cells(blocks(page, "table")[0])[-1] == ["Ensemble", "121", "119", "2"]


# ── All pages ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("number", BUILDERS)
def test_a_run_without_any_result_still_gives_every_page(number, lang):
    page = BUILDERS[number](run([row("surplus", 2025, status="missing")], lang=lang))
    assert page.title
    assert page.blocks
    assert not re.search(r"\b(nan|None|null)\b", told(page))


def test_a_missing_table_names_the_file_that_would_fill_it():
    reason = {"key": "column_missing", "table": "survey_meta", "column": "invited_count"}
    rows = [
        row(name, 2025, status="missing", reason=reason)
        for name in ("parental_leave_freedom", "parental_leave_take_up")
    ]
    page = pages.impact_p9(run(rows))
    assert plain(page.title) == "Les données manquent pour parler du congé parental"
    assert "(invited_count) du fichier « survey_meta »" in told(page)


def test_a_team_of_one_sex_draws_the_sex_it_has():
    rows = [
        row("employee_membership_rate", year, None, 3, 5, segment=group)
        for year in (2024, 2025)
        for group in ({}, {"sex": "F"})
    ]
    none = {"status": "not_computable", "reason": "nobody", "segment": {"sex": "M"}}
    rows += [row("employee_membership_rate", year, **none) for year in (2024, 2025)]
    page = pages.impact_p3(run(rows))
    assert "hommes" not in plain(blocks(page, "figure")[0].reading)
    assert [line[0] for line in cells(blocks(page, "table")[0])] == ["Ensemble", "Femmes"]


def test_every_page_of_this_report_has_one_cell_of_the_notebook():
    notebook = places.notebooks() / "impact.ipynb"
    source = notebook.read_text(encoding="utf-8")
    assert [source.count(f"pages.impact_{number.lower()}(run)") for number in BUILDERS] == [1] * len(BUILDERS)
    assert "dossier" in parameter_names(notebook)


@pytest.mark.parametrize(
    ("size", "audience", "lang"),
    [
        (9, "members", "fr"),
        (9, "public", "en"),
        (42, "members", "fr"),
        (42, "members", "en"),
        (42, "public", "fr"),
        (180, "employer", "fr"),
    ],
)
def test_sample_co_operatives_read_well(size, audience, lang):
    real = sample_reports.made("impact", size, audience, lang).run
    for number, builder in BUILDERS.items():
        page = builder(real)
        said = list(texts(page.payload()))
        assert page.id == number
        assert page.source
        assert not [text for text in said if JUDGED.search(text)]
        if lang == "fr":
            assert not [text for text in said if re.search(r" [%€:;!?]|\d\.\d+ ?(%|€|points)", text)], number
        else:
            assert not [text for text in said if re.search(r"\d,\d(?!\d\d)", text)], number
        for figure in blocks(page, "figure"):
            assert figure.reading
            assert figure.alternative
            assert figure.data.rows
            assert figure.n
            assert figure.chart.weight <= 20_000


# ── What one page says fits what another says ─────────────────────────────────────────────────────────────────────────────


def test_a_gap_without_interval_reads_alike_on_two_pages():
    """Seven women and eight men: too few for an interval, and neither page says that chance is ruled out or tested."""
    halves = [row("pay_half_headcount", 2025, float(n), n, 15, segment={"half": half, "sex": sex})
              for half, sex, n in (("1", "F", 4), ("1", "M", 4), ("2", "F", 3), ("2", "M", 4))]  # fmt: skip
    rows = [row("headcount", 2025, 15.0), row("median_gap_hourly", 2025, 5.0, status="caution"), *halves]
    (essentials,) = blocks(pages.impact_p1(run(rows)), "say")
    assert "Avec 7 femmes et 8 hommes, on ne peut pas distinguer l'écart" in plain(essentials.text)
    assert "ne se distingue pas d'un effet de hasard" in plain(pages.impact_p7(run(rows)).title)


def test_hidden_answers_and_missing_leaves_are_not_one_reason():
    rows = [hidden("parental_leave_freedom", 2025), row("parental_leave_take_up", 2025, status="missing")]
    assert "qui se sent libre" in plain(pages.impact_p9(run(rows)).title)
    taken = [hidden("parental_leave_freedom", 2025), hidden("parental_leave_take_up", 2025)]
    assert "qui prend un congé parental" in plain(pages.impact_p9(run(taken)).title)


@pytest.mark.parametrize(("admitted", "told"), [(1, "la seule personne admise cette année a attendu 81 mois"),
                                                (2, "l'accès au sociétariat prend 81 mois en médiane")])  # fmt: skip
def test_one_admission_has_no_median(admitted, told):
    rows = [row("employee_membership_rate", 2025, None, 10, 15), row("time_to_membership", 2025, 81.0, people=admitted)]
    assert plain(pages.impact_p3(run(rows)).title) == f"10 salariés sur 15 sont associés ; {told}"


def test_a_part_absent_from_the_latest_bar_keeps_its_name():
    """2025: one recruit without both; 2023: one with both. The dark part of 2023 is named all the same."""
    rows = [row("hires_met_and_told", year, None, part, 1) for year, part in ((2023, 1), (2025, 0))]
    figures = [block for block in blocks(pages.impact_p10(run(rows)), "figure") if block.chart.shape == "stacked_rows"]
    written = [label["text"] for label in figures[0].chart.wide["layout"]["annotations"]]
    assert any("Équipe rencontrée et modèle présenté" in plain(text) for text in written)


def test_one_year_alone_draws_no_line():
    """A dot on an empty sheet shows nothing that its table does not: the first year has tables."""
    rows = [row("employee_membership_rate", 2025, None, 3, 5), row("meeting_turnout", 2025, None, 4, 4),
            row("meeting_attendance", 2025, None, 4, 4)]  # fmt: skip
    for page in (pages.impact_p3(run(rows)), pages.impact_p4(run(rows))):
        assert [block.chart.shape for block in blocks(page, "figure") if block.chart.shape == "lines"] == []
    (meeting,) = [table for table in blocks(pages.impact_p4(run(rows)), "table") if "2025" in cells(table)[0][0]]
    assert cells(meeting)[0][1] == "4 sur 4"
