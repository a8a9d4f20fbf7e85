"""P12, P13, P16 and the annexes A1 and A2: what lasts, what was promised, what the law says, how it is computed; by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import polars as pl
import pytest
from impact_fixture import hidden, row, run

from scop_analytics import places, words
from scop_analytics.dossier import load
from scop_analytics.reports import pages
from scop_analytics.reports.commitments import promised
from scop_analytics.reports.context import Subject
from scop_analytics.reports.movement import survival


def plain(text):
    """Without the spaces and hyphens that keep words together."""
    for space in (words.GLUE, words.NARROW):
        text = text.replace(space, " ")
    return text.replace("\u2019", "'").replace("\u2011", "-")


def blocks(page, kind):
    return [block for block in page.blocks if block.kind == kind]


def table(page, caption):
    return next((block for block in blocks(page, "table") if plain(block.caption).startswith(caption)), None)


def lines(block):
    return [[plain(cell.text) for cell in line] for line in block.rows]


# ── P12 ───────────────────────────────────────────────────────────────────────────────────────────────────────────────


def reserves(*amounts):
    return [
        row("indivisible_reserves_amount", 2026 - len(amounts) + at, float(value)) for at, value in enumerate(amounts)
    ]


def test_reserves_are_bars_by_year_with_their_months_of_pay():
    rows = [*reserves(306000, 375000), row("indivisible_reserves_months", 2025, 3.41), row("headcount", 2025, 42.0)]
    page = pages.impact_p12(run(rows))
    assert plain(page.title) == (
        "375 000 € de réserves impartageables, soit 3,4 mois de salaires : personne ne peut se les partager"
    )
    figure = blocks(page, "figure")[0]
    assert plain(figure.title) == "Les réserves ont grandi depuis 2024"
    assert lines(figure.data) == [["2025", "375 000 €"], ["2024", "306 000 €"]]
    assert lines(table(page, "S'ancrer")) == [["Effectif à la clôture", "–", "42"]]


@pytest.mark.parametrize(
    ("rows", "title"),
    [
        (reserves(0), "Aucune réserve impartageable à la clôture, avant l'affectation du résultat"),
        (reserves(35300), "35 300 € de réserves impartageables : personne ne peut se les partager"),
        ([hidden("indivisible_reserves_amount", 2025, "hidden_company"), row("local_jobs_share", 2025, None, 38, 42)],
         "38 sur 42 emplois dans la région du siège"),
        ([hidden("indivisible_reserves_amount", 2025, "hidden_company")],
         "La coopérative n'a pas choisi de publier ses réserves à ces lecteurs"),
        ([row("headcount", 2025, 9.0)], "Les fichiers ne disent pas les réserves impartageables de la coopérative"),
    ],
    ids=["none", "first_year", "roots", "hidden", "missing"],
)  # fmt: skip
def test_the_title_of_long_life_has_its_forms(rows, title):
    page = pages.impact_p12(run(rows))
    assert plain(page.title) == title
    assert not blocks(page, "figure")  # one year alone has no course


def test_what_is_not_said_is_gathered_by_its_reason():
    rows = [*reserves(1000), *(hidden(name, 2025, "hidden_company") for name in ("gifts", "cooperative_dues"))]
    told = lines(table(pages.impact_p12(run(rows)), "Ce que cette page ne dit pas"))
    together = [figures for reason, figures in told if "n'a pas choisi" in reason]
    assert together == ["Cotisations au mouvement coopératif ; Dons"]


def test_survival_of_the_movement_carries_its_year_and_is_not_known_before_it():
    assert survival(2023, "fr") is None
    known = survival(2025, "en")
    assert (known.year, known.cooperatives, known.firms) == (2024, 79, 61)  # les-scop.coop, key figures 2024
    said = " ".join(pages.impact_p12(run(reserves(1000))).method)
    assert "79 % des coopératives" in plain(said)
    old = pages.impact_p12(run([row("headcount", 2022, 9.0)], year=2022)).method
    assert not any("61" in line for line in old)


# ── P13 ───────────────────────────────────────────────────────────────────────────────────────────────────────────────


def promise(number="ENG-1", **more):
    blank = dict.fromkeys(("indicator", "baseline", "target", "due_date", "owner", "declared", "reason", "ended"))
    return {**blank, "commitment_id": number, "fiscal_year": 2025, "commitment": "Faire mieux", **more}


def state(told, *rows, **kept):
    page = pages.impact_p13(run(rows or [row("headcount", 2025, 42.0)], commitments=[told], **kept))
    cell = table(page, "Tous les engagements").rows[0][-1]
    return cell.text, plain(cell.note), page


def ticks(figure):
    """Where the start and the target of the bars stand."""
    return [shape["x0"] for shape in figure.chart.wide["layout"]["shapes"] if shape["line"]["width"] == 3]


SPREAD = {"indicator": "pay_spread", "target": 3.0, "baseline": 2.6}


@pytest.mark.parametrize(
    ("told", "value", "expected"),
    [
        ({"due_date": "2026-12-31", "declared": "LATE"}, 2.4, "Tenu"),  # under a ceiling: the figures decide
        ({"due_date": "2026-12-31"}, 3.2, "En cours"),
        ({"due_date": "2025-12-31"}, 3.2, "En retard"),  # due on the closing day
        ({"due_date": "2026-12-31", "declared": "LATE"}, 3.2, "En retard"),  # its own avowal is believed
        ({"due_date": "2025-06-30", "declared": "KEPT"}, 3.2, "En retard"),
        ({"due_date": "2025-06-30", "declared": "DROPPED", "ended": 2025}, 2.4, "Abandonné"),
    ],
)
def test_the_status_comes_from_the_result_and_the_due_date(told, value, expected):
    assert state(promise(**SPREAD, **told), row("pay_spread", 2025, value))[0] == expected


def test_a_target_is_a_floor_or_a_ceiling():
    membership = promise(indicator="employee_membership_rate", target=80.0, baseline=67.6, due_date="2027-12-31")
    assert state(membership, row("employee_membership_rate", 2025, None, 31, 42))[0] == "En cours"
    assert state(membership, row("employee_membership_rate", 2025, None, 34, 42))[0] == "Tenu"
    women = promise(indicator="women_on_board", target=30.0, baseline=22.2, due_date="2024-03-31")
    assert state(women, row("women_on_board", 2025, None, 3, 9))[0] == "Tenu"
    heads = promise(indicator="headcount", target=45.0, baseline=40.0, due_date="2026-12-31")  # no direction of its own
    assert state(heads, row("headcount", 2025, 42.0))[0] == "En cours"
    assert state({**heads, "baseline": None, "declared": "KEPT"}, row("headcount", 2025, 42.0))[0] == "Tenu"


def test_what_is_declared_against_the_figures_is_said():
    told = promise(**SPREAD, due_date="2025-06-30", declared="KEPT", reason="Mesure à venir.")
    _, note, _ = state(told, row("pay_spread", 2025, 3.2))
    assert note == "La coopérative déclare « tenu » ; les chiffres et l'échéance disent autrement. Mesure à venir."


def test_without_a_figure_the_status_is_declared_and_says_so():
    text, note, page = state(promise(declared="IN_PROGRESS"))
    assert (text, note) == ("En cours", "Déclaré par la coopérative, sans chiffre pour le vérifier.")
    assert not blocks(page, "figure")
    assert state(promise())[0] == "Non renseigné"
    assert state(promise(fiscal_year=2024))[0] == "Sans suite donnée"


def test_a_masked_figure_hides_its_start_and_its_status():
    told = promise(**SPREAD, due_date="2025-06-30", declared="KEPT", reason="Trois augmentations.")
    text, note, page = state(told, hidden("pay_spread", 2025))
    assert (text, note) == ("Masqué", "")
    assert lines(table(page, "Tous"))[0][1:3] == ["■ Masqué", "■ Masqué"]
    assert not blocks(page, "figure")
    assert plain(page.title) == "1 engagement au chiffre masqué"


def test_readers_of_rounded_figures_do_not_read_an_exact_start():
    told = promise(indicator="employee_membership_rate", target=80.0, baseline=67.6, due_date="2027-12-31")
    page = state(told, row("employee_membership_rate", 2025, None, 30, 40), audience="public")[2]
    assert lines(table(page, "Tous"))[0][1] == "■ Masqué"
    assert len(ticks(blocks(page, "figure")[0])) == 1  # the target alone


def test_a_bar_has_its_value_its_target_and_its_start():
    told = promise(indicator="ghg_per_fte", target=2.5, baseline=2.8, due_date="2026-12-31")
    figure = blocks(state(told, row("ghg_per_fte", 2025, 2.9))[2], "figure")[0]
    assert plain(figure.reading) == "« Faire mieux » : 2,9 t en 2025, pour une cible d'au plus 2,5 t."
    (bar,) = figure.chart.wide["data"]
    assert bar["x"] == [pytest.approx(0.94)]  # the greatest of the three numbers ends the scale
    assert ticks(figure) == pytest.approx([0.94 * 2.8 / 2.9, 0.94 * 2.5 / 2.9], rel=1e-4)  # places have five digits


def test_no_commitment_says_how_to_write_one():
    page = pages.impact_p13(run([row("headcount", 2025, 42.0)]))
    assert plain(page.title) == "Aucun engagement n'est inscrit pour 2025"
    assert "la fonction qui en répond" in plain(blocks(page, "say")[0].text)


def test_the_notes_say_a_commitment_in_another_language():
    notes = {"ENG-1": "Do better", "ENG-1/reason": "Not enough time."}
    page = pages.impact_p13(
        run(
            [row("headcount", 2025, 42.0)],
            lang="en",
            notes=notes,
            commitments=[promise(declared="LATE", reason="Temps")],
        )
    )
    (line,) = table(page, "All commitments").rows
    assert line[0].text == "Do better"
    assert line[-1].note.endswith("Not enough time.")


def commitments(*rows):
    """A dossier of the sample of 42 people with these commitments instead of its own."""
    dossier = load(places.samples() / "coop_42")
    company = dossier.companies[0]
    blank = {"entity_id": company, "commitment": "x", "indicator": "pay_spread", "baseline": 2600, "target": 3000,
             "due_date": date(2026, 12, 31), "owner": "CA", "status": "IN_PROGRESS", "reason": None}  # fmt: skip
    frame = pl.DataFrame([{**blank, **more} for more in rows], infer_schema_length=None)
    told = replace(dossier, tables={**dossier.tables, "commitments": frame})
    return promised(Subject(told, company, 2025, "members", "fr"))


def test_a_commitment_given_up_stays_three_years_and_one_untold_is_named():
    told = commitments(
        {"commitment_id": "A", "fiscal_year": 2023, "status": "DROPPED"},
        {"commitment_id": "B", "fiscal_year": 2022, "status": "DROPPED"},
        {"commitment_id": "C", "fiscal_year": 2024},
        {"commitment_id": "D", "fiscal_year": 2024, "status": "KEPT"},
        {"commitment_id": "E", "fiscal_year": 2022, "status": "DROPPED"},
        {"commitment_id": "E", "fiscal_year": 2025, "status": "DROPPED"},
        {"commitment_id": "F", "fiscal_year": 2025},
    )
    assert [entry["commitment_id"] for entry in told["commitments"]] == ["A", "C", "F"]
    assert told["commitments"][-1]["baseline"] == 2.6
    assert told["targets"] == {"pay_spread": 3.0}


def test_of_two_targets_the_first_that_falls_due_is_shown():
    told = commitments(
        {"commitment_id": "A", "fiscal_year": 2025, "target": 2000, "due_date": date(2030, 12, 31)},
        {"commitment_id": "B", "fiscal_year": 2025},
        {"commitment_id": "C", "fiscal_year": 2025, "target": 1000, "due_date": date(2026, 1, 1), "status": "DROPPED"},
    )
    assert told["targets"] == {"pay_spread": 3.0}


def test_targets_stand_on_the_cards_and_the_cap_on_the_pay_page():
    rows = [
        row("headcount", 2025, 42.0),
        row("employee_membership_rate", 2025, None, 31, 42),
        row("pay_spread", 2025, 2.4),
    ]
    known = run(rows, targets={"employee_membership_rate": 80.0, "pay_spread": 3.0})
    cards = {card.label: plain(card.target) for card in blocks(pages.impact_p1(known), "cards")[0].cards}
    assert cards["Taux de sociétariat"] == "cible : 80 %"
    voted = table(pages.impact_p6(known), "Trois façons")
    assert (
        plain(voted.measure) == "Plafond voté pour le rapport entre le salaire le plus élevé et le plus bas : 1 à 3,0."
    )


# ── A1, A2, P14, P16 ──────────────────────────────────────────────────────────────────────────────────────────────────


def verdict(name, value, said, threshold, direction="at_least", **more):
    return row(name, 2025, value, verdict=said, threshold=threshold, direction=direction, **more)


def held():
    return [
        verdict("members_limit", 7.0, "complies", 100.0, "at_most"),
        verdict("capital_control", None, "breach", 51.0, part=4000, whole=10000,
                law='[{"key":"cooperative.cooperators_capital_minimum","from":"2015-01-01","status":"in_force"}]'),
        verdict("starter_capital", 40.0, "deferred", 50.0, reason={"key": "starter", "deadline": 2029}),
        row("share_deduction", 2025, status="missing", verdict="not_tested", reason="no_value"),
        row("starter_votes", 2025, status="not_applicable", verdict="not_tested", reason="only_starter"),
        row("blank_proxies", 2025, 0.0),
    ]  # fmt: skip


def test_breaches_come_first_with_their_numbers_their_text_and_the_way_to_comply():
    page = pages.impact_a1(run(held()))
    assert plain(page.title) == "1 règle de loi n'est pas respectée, parmi 3 vérifiées"
    captions = [plain(block.caption) for block in blocks(page, "table")]
    assert captions[:4] == [
        "Non conforme", "Différé : la loi laisse encore du temps", "Conforme", "Mesuré, sans seuil dans la loi",
    ]  # fmt: skip
    (line,) = lines(table(page, "Non conforme"))
    assert line[1] == "4 000 sur 10 000 (40,0 %) ; au moins 51 %"
    assert "art. 14.2" in line[2]
    assert line[3].startswith(plain(run(held()).fact("capital_control").entry["remedy"])[:20])


def test_one_bar_a_family_of_rules():
    figure = blocks(pages.impact_a1(run(held())), "figure")[0]
    assert lines(figure.data) == [["Associés, capital, instances", "1", "2"], ["Scop d'amorçage", "0", "1"]]


def test_rules_that_do_not_apply_are_folded_by_reason():
    rows = [row(name, 2025, status="not_applicable", reason="only_scic") for name in ("scic_kinds", "scic_colleges")]
    page = pages.impact_a1(run(rows))
    (line,) = lines(table(page, "2 règles sans objet"))
    assert line[1].count("SCI-") == 2
    assert plain(page.title) == "Aucune règle de loi ne peut être jugée avec ce que ces lecteurs peuvent voir"


def test_a_masked_figure_may_say_its_verdict_and_never_its_number():
    rows = [hidden("participation_ceiling", 2025, "hidden_verdict", verdict="complies", threshold=0.0)]
    rows.append(hidden("legal_reserve_minimum", 2025, "hidden_company"))
    page = pages.impact_a1(run(rows, audience="public"))
    assert plain(page.title) == "La seule règle au verdict publié est respectée ; verdicts non publiés : 1"
    assert lines(table(page, "Conforme"))[0][1] == "Chiffre masqué pour ces lecteurs, verdict publié"
    assert table(page, "1 règle dont le verdict n'est pas publié")


def test_the_annex_gives_formula_population_law_and_standards():
    page = pages.impact_a2(run([row("headcount", 2025, 42.0), *held()]))
    (line,) = table(page, "Emploi").rows
    assert plain(line[0].note) == "● EMP-01 · headcount"
    assert plain(line[1].text) == "On compte les personnes présentes à la clôture."
    assert "VSME B8" in plain(line[3].note)
    told = {plain(line[0].note): plain(line[3].text) for block in blocks(page, "table") for line in block.rows}
    assert "art. 14.2" in told["● LAW-04 · capital_control"]
    assert not any("LAW-09b" in name for name in told)  # without data: on P14 only


def test_standards_have_their_columns_and_a_star_while_unread():
    page = pages.impact_p14(run([row("headcount", 2025, 42.0)]))
    first = table(page, "Emploi")
    heads = [plain(column.head) for column in first.columns]
    assert heads[-4:] == ["VSME", "ESRS *", "GRI *", "ODD *"]
    assert [plain(cell.text) for cell in first.rows[0]][-4:] == ["B8", "S1-6", "2-7", ""]
    assert sum(column.width for column in first.columns) == 100


def test_words_are_explained_and_the_contact_is_the_co_operative_s_own():
    page = pages.impact_p16(run([row("headcount", 2025, 42.0)], notes={"P16": "Écrivez au pôle social."}))
    terms = lines(table(page, "Les mots du rapport"))
    assert plain(page.title).startswith(f"{len(terms)} mots expliqués")
    assert plain(blocks(page, "say")[-1].text) == "Écrivez au pôle social."
    assert len(lines(table(page, "Les statuts"))) == 6
