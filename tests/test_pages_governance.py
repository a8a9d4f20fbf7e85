"""What P3 and P4 say of years of hire, turnout by group, seats and the path of decisions: tables typed by hand."""

from __future__ import annotations

import pytest
from impact_fixture import hidden, row, run

from scop_analytics import words
from scop_analytics.reports import pages

BY_GROUP = ("attendance_by_group", "turnout_by_group")


def plain(text: str) -> str:
    """Without the spaces that keep words together."""
    for space in (words.GLUE, "\u00a0", "\u202f"):
        text = text.replace(space, " ")
    return text.replace("\u2019", "'")


def block(page, caption):
    """The table or figure of that title."""
    titles = {plain(getattr(part, "caption", None) or getattr(part, "title", None) or ""): part for part in page.blocks}
    return titles.get(caption)


def lines(table):
    return [tuple(plain(cell.text) for cell in line) for line in table.rows]


def cohort(year, value, people):
    return row("time_to_membership_by_cohort", 2025, value, people=people, segment={"hire_year": str(year)})


def test_years_of_hire_are_bars_and_the_longest_is_said():
    rows = [
        row("employee_membership_rate", 2025, None, 31, 42),
        row("time_to_membership_by_cohort", 2025, 20.0, people=31),
        cohort(2019, 68.0, 3),
        cohort(2020, 20.5, 4),
        hidden("time_to_membership_by_cohort", 2025, segment={"hire_year": "2021"}),
    ]
    figure = block(pages.impact_p3(run(rows)), "Le délai d'accès selon l'année d'embauche")
    assert [line[0] for line in lines(figure.data)] == ["2019", "2020", "2021"]
    assert plain(figure.reading) == (
        "au 31 décembre 2025, les 3 associés salariés embauchés en 2019 ont attendu 68 mois en médiane : "
        "c'est le délai le plus long."
    )
    assert figure.n == "7"  # the whole and the hidden year are not added


def test_only_the_latest_years_of_hire_are_drawn():
    rows = [row("employee_membership_rate", 2025, None, 31, 42), *(cohort(year, 12.0, 5) for year in range(2010, 2025))]
    figure = block(pages.impact_p3(run(rows)), "Le délai d'accès selon l'année d'embauche")
    assert [line[0] for line in lines(figure.data)] == [str(year) for year in range(2017, 2025)]


@pytest.mark.parametrize("rows", [[], [cohort(2019, 68.0, 3)]], ids=["none", "one"])
def test_one_year_of_hire_compares_nothing(rows):
    page = pages.impact_p3(run([row("employee_membership_rate", 2025, None, 31, 42), *rows]))
    assert block(page, "Le délai d'accès selon l'année d'embauche") is None


def group(key, name, came, voted, whole):
    segment = {key: name}
    return [
        row("attendance_by_group", 2025, None, came, whole, segment=segment),
        row("turnout_by_group", 2025, None, voted, whole, segment=segment),
    ]


def test_turnout_is_read_group_by_group_with_both_fractions():
    rows = [*group("sex", "F", 10, 12, 15), *group("sex", "M", 11, 15, 18)]
    rows += [row(name, 2025, status="not_computable", segment={"csp": "CADRE"}) for name in BY_GROUP]
    rows += [hidden(name, 2025, segment={"csp": "TAM"}) for name in BY_GROUP]
    table = block(pages.impact_p4(run(rows)), "La participation, groupe par groupe")
    told = lines(table)
    assert told[:2] == [("Femmes", "12 sur 15", "80 %", "10 sur 15"), ("Hommes", "15 sur 18", "83 %", "11 sur 18")]
    assert [line[0] for line in told] == ["Femmes", "Hommes", "Techniciens et agents de maîtrise"]
    assert not any(character.isdigit() for cell in told[2] for character in cell)


def test_the_path_of_decisions_counts_in_fractions_and_whole_days():
    rows = [
        row("consulted_decisions", 2025, None, 3, 4),
        row("process_fidelity", 2025, None, 2, 3),
        row("time_to_decision", 2025, 45.0),
        row("consultation_length", 2025, 22.5),
        row("lifted_objections", 2025, status="not_computable", reason="no_objection"),
    ]
    page = pages.impact_p4(run(rows))
    assert lines(block(page, "Le parcours des décisions de 2025")) == [
        ("Décisions majeures précédées d'une consultation", "3 sur 4"),
        ("Consultations où note, conseil, consultation et décision se suivent", "2 sur 3"),
        ("Délai médian de la note à la décision", "45 jours"),
        ("Durée médiane d'une consultation, jours d'ouverture et de clôture compris", "22,5 jours"),
    ]


def test_seats_over_time_in_english():
    rows = [
        row("mandate_tenure", 2025, 3.04),
        row("board_renewal", 2025, None, 2, 9),
        row("candidates_per_seat", 2025, 2.0, 4, 2),
    ]
    page = pages.impact_p4(run(rows, lang="en"))
    assert lines(block(page, "Seats over time")) == [
        ("Mean time on the board", "3.0 years"),
        ("Board seats filled by new people", "2 of 9"),
        ("Candidates per open seat", "2.0"),
    ]


def test_without_any_of_these_the_page_keeps_the_rest():
    page = pages.impact_p4(run([row("meeting_turnout", 2025, None, 27, 33)]))
    captions = ("La participation, groupe par groupe", "Les sièges dans la durée", "Le parcours des décisions de 2025")
    assert [block(page, caption) for caption in captions] == [None, None, None]
