"""Pages of equality, work, recruitment and footprint: titles for every size, counts for small teams, hidden and missing."""

from __future__ import annotations

import json

import impact_fixture as made
import pytest
from impact_fixture import hidden, row, run
from test_pages_impact import blocks, cells, plain, told

from scop_analytics.reports import pages


def by_sex(indicator, women, men):
    return [row(indicator, 2025, float(n), n, segment={"sex": sex}) for sex, n in (("F", women), ("M", men))]


def table(page, start):
    return next(block for block in blocks(page, "table") if plain(block.caption).startswith(start))


# ── P7 ────────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("value", "bounds", "title"),
    [
        (6.1, (-15.5, 25.6), "L'écart de salaire horaire médian (6,1 %, en défaveur des femmes) ne se distingue pas d'un effet de hasard"),
        (12.0, (4.0, 20.0), "Le salaire horaire médian des femmes est inférieur de 12,0 % à celui des hommes"),
        (-8.0, (-14.0, -2.0), "Le salaire horaire médian des hommes est inférieur de 8,0 % à celui des femmes"),
    ],
)  # fmt: skip
def test_a_gap_says_its_side_or_that_chance_could_have_made_it(value, bounds, title):
    low, high = bounds
    page = pages.impact_p7(run([row("median_gap_hourly", 2025, value, low=low, high=high)]))
    assert plain(page.title) == title
    assert ("hasard" in plain(" ".join(block.text for block in blocks(page, "say")))) == (low < 0 < high)


def test_a_small_team_reads_where_women_and_men_are_and_no_gap():
    rows = [hidden("median_gap_hourly", 2025, "hidden_pay"), row("women_in_workforce", 2025, None, 5, 9)]
    rows += [*by_sex("headcount", 5, 4), *by_sex("hires", 1, 0)]
    page = pages.impact_p7(run(rows))
    assert plain(page.title) == "L'effectif (5 femmes, 4 hommes) ne permet pas de publier un écart"
    (figure,) = blocks(page, "figure")
    assert cells(figure.data) == [["Effectif", "5", "4"], ["Embauches de l'exercice", "1", "0"]]
    assert [line[-1] for line in cells(table(page, "Les quatre"))].count("■ Masqué") == 1


def test_a_place_with_a_hidden_number_is_left_out():
    rows = [*by_sex("headcount", 30, 20), row("hires", 2025, 6.0, segment={"sex": "F"})]
    rows.append(hidden("hires", 2025, segment={"sex": "M"}))
    (figure,) = blocks(pages.impact_p7(run(rows)), "figure")
    assert [line[0] for line in cells(figure.data)] == ["Effectif"]


def test_a_team_of_women_has_no_gap_to_measure():
    rows = [row("median_gap_hourly", 2025, status="not_computable", reason="one_sex")]
    rows += [row("women_in_workforce", 2025, None, 6, 6), *by_sex("headcount", 6, 0)]
    page = pages.impact_p7(run(rows))
    assert plain(page.title) == "Aucun homme dans l'effectif : il n'y a pas d'écart à mesurer"
    assert cells(blocks(page, "figure")[0].data) == [["Effectif", "6", "0"]]


# ── P8 ────────────────────────────────────────────────────────────────────────────────────────────────────────────────


def work(headcount, year=2025):
    return [
        row("headcount", year, float(headcount)), row("permanent_contract_share", year, None, headcount - 1, headcount),
        row("leavers", year, 3.0), row("resignation_rate", year, 100 * 2 / headcount, 2, headcount),
        row("lost_time_frequency", year, 12.5, 1, 80000),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("headcount", "name", "shown"),
    [(49, "Démissions", "2"), (50, "Taux de démission", "4 %")],
)
def test_under_fifty_people_rare_events_are_counted(headcount, name, shown):
    page = pages.impact_p8(run([*work(headcount), *work(headcount, 2024)]))
    lines = {line[0]: line[1] for line in cells(table(page, "Les emplois"))}
    found = next(value for label, value in lines.items() if label.startswith(name))
    assert found == shown
    accidents = next(value for label, value in lines.items() if "avec arrêt" in label)
    assert accidents == ("1" if headcount < 50 else "12,5")


def test_jobs_and_departures_make_the_title():
    assert (
        plain(pages.impact_p8(run(work(42))).title)
        == "41 salariés sur 42 sont en CDI ; 3 personnes sont parties dans l'exercice"
    )
    rows = [row("permanent_contract_share", 2025, None, 9, 9), row("leavers", 2025, 0.0)]
    assert (
        plain(pages.impact_p8(run(rows)).title)
        == "Les 9 salariés sont tous en CDI ; personne n'est parti dans l'exercice"
    )


def test_a_first_year_shows_figures_without_a_course():
    page = pages.impact_p8(run(work(9)))
    assert not blocks(page, "figure")
    (cards,) = blocks(page, "cards")
    assert plain(cards.cards[0].value) == "8 sur 9"
    assert "première année" in told(page)


def test_missing_trainings_name_their_file():
    reason = {"key": "table_missing", "table": "trainings"}
    page = pages.impact_p8(run([*work(42), row("training_hours_per_employee", 2025, status="missing", reason=reason)]))
    assert "le fichier « trainings »" in told(page)


def test_a_hidden_rate_gives_way_to_one_that_may_be_read():
    rows = [*work(60), row("leaver_rate", 2025, 5.0, 3, 60)]
    rows = [line for line in rows if line["indicator"] != "resignation_rate"] + [hidden("resignation_rate", 2025)]
    rows += work(60, 2024)
    figure = blocks(pages.impact_p8(run(rows)), "figure")[0]
    assert "leaver_rate" in figure.ids
    assert "resignation_rate" not in figure.ids


# ── P10 ───────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("part", "whole", "title"),
    [
        (3, 5, "3 recrues sur 5 ont rencontré leur future équipe et reçu une présentation du modèle coopératif"),
        (5, 5, "Les 5 recrues ont toutes rencontré leur future équipe et reçu une présentation du modèle coopératif"),
        (0, 5, "Aucune des 5 recrues n'a à la fois rencontré sa future équipe et reçu une présentation du modèle coopératif"),
        (1, 1, "La seule recrue a rencontré sa future équipe et reçu une présentation du modèle coopératif"),
    ],
)  # fmt: skip
def test_people_hired_are_counted_in_words(part, whole, title):
    page = pages.impact_p10(
        run([row("hires_met_and_told", 2025, None, part, whole), row("recruits", 2025, float(whole))])
    )
    assert plain(page.title) == title


def test_nobody_recruited_is_said():
    rows = [row("hires_met_and_told", 2025, status="not_computable", reason="nobody"), row("recruits", 2025, 0.0)]
    assert plain(pages.impact_p10(run(rows)).title) == "Personne n'a été recruté pendant l'exercice"


def test_the_funnel_keeps_a_hidden_stage_as_a_word():
    rows = [row("candidates", 2025, 40.0), row("interviewed_candidates", 2025, 12.0), hidden("finalists", 2025)]
    rows += [row("recruits", 2025, 6.0), row("women_among_candidates", 2025, None, 12, 30)]
    figure = blocks(pages.impact_p10(run(rows)), "figure")[0]
    assert figure.chart.shape == "exclusion_funnel"
    assert [line[1] for line in cells(figure.data)] == ["40", "12", "■ Masqué", "6"]
    assert "12 sur 30" in plain(json.dumps(figure.chart.wide, ensure_ascii=False))


def test_without_a_register_of_applications_the_page_names_it():
    reason = {"key": "table_missing", "table": "recruitments"}
    page = pages.impact_p10(run([row("hires_met_and_told", 2025, status="missing", reason=reason)]))
    assert plain(page.title) == "Les données manquent pour parler des recrutements"
    assert "le fichier « recruitments »" in told(page)


# ── P11 ───────────────────────────────────────────────────────────────────────────────────────────────────────────────


def footprint(year, total, each, scopes=()):
    parts = [row("ghg_total", year, value, segment={"scope": scope}) for scope, value in scopes]
    return [row("ghg_total", year, total, people=9), row("ghg_per_fte", year, each), *parts]


@pytest.mark.parametrize(
    ("before", "end"),
    [(2.7, " : 0,2 t de plus qu'en 2024"), (3.1, " : 0,2 t de moins qu'en 2024"), (2.9, ", comme en 2024")],
)
def test_the_footprint_is_told_in_all_and_per_job(before, end):
    page = pages.impact_p11(run([*footprint(2024, 100.0, before), *footprint(2025, 114.5, 2.9)]))
    assert plain(page.title) == f"114,5 t de CO₂e, soit 2,9 t par ETP{end}"


def test_a_first_year_has_no_course():
    page = pages.impact_p11(run(footprint(2025, 114.5, 2.9)))
    assert plain(page.title) == "114,5 t de CO₂e, soit 2,9 t par ETP"
    assert "lines" not in [figure.chart.shape for figure in blocks(page, "figure")]


def test_the_path_to_a_voted_target_is_dotted_and_ends_in_its_year():
    aims = {
        "aims": {"ghg_per_fte": {"target": 2.5, "by": 2027}},
        "factors": {"named": ["Base X v2"], "sources": 9, "unnamed": 1},
    }
    rows = [*footprint(2024, 102.0, 2.7), *footprint(2025, 114.5, 2.9)]
    page = pages.impact_p11(run(rows, footprint=aims))
    figure = blocks(page, "figure")[0]
    dotted = [trace for trace in figure.chart.wide["data"] if trace.get("line", {}).get("dash") == "2px,3px"]
    assert [[y and round(y, 2) for y in trace["y"]] for trace in dotted] == [[None, 2.9, 2.7, 2.5]]
    assert "2,5 t en 2027" in plain(figure.reading)
    lines = {line[0]: line[1] for line in cells(table(page, "Sur quoi"))}
    assert lines["Base et version des facteurs d'émission"] == "Base X v2"
    assert lines["Sans base indiquée"] == "1 source"


def test_bars_of_scopes_are_as_long_as_the_years_total():
    rows = [
        *footprint(2024, 50.0, 1.0, (("1", 10.0), ("3", 40.0))),
        *footprint(2025, 100.0, 2.0, (("1", 25.0), ("3", 75.0))),
    ]
    figure = next(
        found for found in blocks(pages.impact_p11(run(rows)), "figure") if found.chart.shape == "stacked_rows"
    )
    assert cells(figure.data) == [
        ["2025", "25,0 t", "–", "75,0 t", "100,0 t"],
        ["2024", "10,0 t", "–", "40,0 t", "50,0 t"],
    ]


def test_what_the_co_operative_keeps_for_itself_stays_unsaid():
    rows = [hidden(name, 2025, "hidden_company") for name in ("ghg_total", "ghg_per_fte", "energy_used")]
    aims = {"aims": {"ghg_per_fte": {"target": 2.5, "by": 2027}}, "factors": {"named": [], "sources": 9, "unnamed": 0}}
    page = pages.impact_p11(run(rows, audience="public", footprint=aims))
    assert plain(page.title).startswith("La coopérative n'a pas choisi de communiquer son empreinte")
    assert "2,5" not in told(page)
    assert not blocks(page, "figure")


def test_a_missing_account_names_the_file():
    reason = {"key": "table_missing", "table": "environment"}
    page = pages.impact_p11(run([row("ghg_total", 2025, status="missing", reason=reason)]))
    assert "le fichier « environment »" in told(page)


def test_english_says_the_same():
    page = pages.impact_p11(run([*footprint(2024, 100.0, 2.7), *footprint(2025, 114.5, 2.9)], lang="en"))
    assert plain(page.title) == "114.5 t of CO₂e, or 2.9 t per FTE: 0.2 t more than in 2024"
    assert (
        plain(pages.impact_p8(run(work(42), lang="en")).title)
        == "41 employees of 42 have a permanent contract; 3 people left during the year"
    )
    assert made.SIREN not in told(page)
