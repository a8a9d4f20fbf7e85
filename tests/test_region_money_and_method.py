"""R7 to R12 of the region by hand, and the leads that close a sheet: numbers, words in both languages, reasons where there is none."""

from __future__ import annotations

import random

import polars as pl
import pytest
from networks_by_hand import figured, profiled

from scop_analytics.benchmarking import door
from scop_analytics.benchmarking.compared import VERDICTS, Compared
from scop_analytics.benchmarking.histograms import SCHEMA as HISTOGRAMS
from scop_analytics.benchmarking.regional import Given, regional
from scop_analytics.benchmarking.union_file import About
from scop_analytics.reports import pages
from scop_analytics.reports.objects import Figure, Say, Table
from scop_analytics.reports.region.region import region
from scop_analytics.reports.region.tree import tree

NAMES = [f"U-{place:04d}" for place in range(40)]
EMPTY = pl.DataFrame(schema=HISTOGRAMS)
BUILDERS = {name: getattr(pages, f"region_{name.lower()}") for name in ("R7", "R8", "R9", "R10", "R11", "R12")}


def opened(rows, lang="fr", audience="peers", years=(2025,), verdicts=(), count=40, **columns):
    """The region of these figures, as the report reads it."""
    judged = pl.DataFrame([dict(zip(VERDICTS, one, strict=True)) for one in verdicts], schema=VERDICTS)
    known = Compared(rows, profiled(NAMES[:count], years, **columns), EMPTY, judged)
    found = door.of(known, audience=audience)
    given = Given(known, max(years), audience, groups=found.memberships)
    return region(tree(regional(found, given), given, About("Exemple"), "0" * 64), lang)


def gaps(values, lang="fr", **options):
    """Gaps of co-operatives of ten women and ten men each, paid 20 € an hour the men; standard error of five points."""
    rows = figured(
        dict(zip(NAMES, values, strict=False)), indicator="mean_gap_hourly", code="PAY-09a", polarity="towards_zero",
        numerator=[value / 5 for value in values], denominator=20.0, women=10, men=10, se=5.0,
    )  # fmt: skip
    return opened(rows, lang, **options)


def blocks(page, kind):
    return [block for block in page.blocks if isinstance(block, kind)]


def plain(text):
    """With plain spaces, hyphens and apostrophes."""
    return text.replace("\u202f", " ").replace("\u00a0", " ").replace("\u2011", "-").replace("\u2019", "'")


def texts(table):
    """Each row as its texts."""
    return [[plain(cell.text) for cell in row] for row in table.rows]


def test_the_pooled_gap_is_told_in_two_ways_and_counted():
    """Twelve co-operatives, all at 10 %: error 5/√12 around 10; 18 € against 20 € for all people; nobody outside."""
    page = pages.region_r7(gaps([10.0] * 12))
    assert plain(page.title) == "Dans la coopérative moyenne, les femmes gagnent 10,0 % de moins que les hommes"
    pooled, drawn = blocks(page, Figure)
    assert texts(pooled.data) == [["Horaire, moyenne", "12", "10,0 %", "10,0 %"]]
    assert plain(pooled.data.rows[0][2].note) == "[7,2 ; 12,8] %"
    assert drawn.chart.shape == "funnel"
    counts = blocks(page, Table)[-1]
    assert texts(counts) == [
        ["Écart calculable", "12", "30 %"],
        ["Écart non calculable", "28", "70 %"],
        ["Écart sous 5 %", "0", "0 %"],
        ["Écart de 5 % ou plus, dans les limites du hasard", "12", "100 %"],
        ["Écart de 5 % ou plus, hors des limites à 95 %", "0", "0 %"],
    ]


def test_directions_and_languages_of_the_title():
    assert "men earn 10.0% less than women" in pages.region_r7(gaps([-10.0] * 12, "en")).title
    assert "cannot be told from zero" in pages.region_r7(gaps([1.0] * 12, "en")).title
    assert "ne se distingue pas de zéro" in pages.region_r7(gaps([1.0] * 12)).title


def test_a_count_of_too_few_takes_another_with_it():
    """Three of 24 far above: fewer than five, so they are hidden, and another answer with them."""
    spread = [0.0, 1.0, 2.0, 3.0] * 5
    page = pages.region_r7(gaps([*spread, 80.0, 82.0, 84.0, 6.0]))
    counts = dict(row[:2] for row in texts(blocks(page, Table)[-1]))
    hidden = [name for name, count in counts.items() if count == "■ Masqué"]
    assert counts["Écart de 5 % ou plus, hors des limites à 95 %"] == "■ Masqué"
    assert len(hidden) >= 2


@pytest.mark.parametrize(("count", "said"), [(3, "au moins 5 coopératives"), (0, "Aucune coopérative n'a envoyé")])
def test_a_gap_of_too_few_says_why(count, said):
    more = figured(dict.fromkeys(NAMES[:20], 40.0))
    rows = pl.concat([more, figured(dict.fromkeys(NAMES[:count], 9.0), indicator="mean_gap_hourly", se=5.0)])
    page = pages.region_r7(opened(rows))
    assert not blocks(page, Figure)
    assert said in plain(blocks(page, Say)[0].text)


def shares(count=40):
    """Of every surplus 45 go to labour, 45 to reserves, 10 to capital."""
    parts = {"labour_share": 45.0, "reserves_share": 45.0, "capital_share": 10.0}
    return pl.concat([figured(dict.fromkeys(NAMES[:count], value), indicator=name, polarity="up") for name, value in parts.items()])  # fmt: skip


def judged(breaking, deficits=0, rule="labour_share_minimum"):
    """Verdicts of 40: so many in deficit, to which no rule applies; so many of the others break the rule."""
    rows = [(name, 2025, "surplus", "deficit" if place < deficits else "surplus") for place, name in enumerate(NAMES)]
    return rows + [(name, 2025, rule, "breach" if place < breaking else "complies") for place, name in enumerate(NAMES[deficits:])]  # fmt: skip


def test_the_surplus_is_shared_in_a_bar_and_rules_are_counted():
    page = pages.region_r8(opened(shares(), verdicts=judged(6, deficits=8)))
    assert (
        plain(page.title)
        == "Sur 100 € d'excédent, 45 € vont au travail, 45 € restent dans la coopérative, 10 € rémunèrent le capital"
    )
    (drawn,) = blocks(page, Figure)
    assert drawn.chart.shape == "stacked_rows"
    _, years, rules = blocks(page, Table)
    assert texts(years) == [["Exercice excédentaire", "32", "80 %"], ["Exercice déficitaire, ou sans excédent à partager", "8", "20 %"]]  # fmt: skip
    assert texts(rules) == [["Part travail minimale", "26", "6", "0", "8", "81 %"]]


def test_a_rule_that_few_break_tells_neither_how_many_nor_the_rest():
    english = pages.region_r8(opened(shares(), "en", verdicts=judged(3, deficits=8)))
    (row,) = texts(blocks(english, Table)[2])
    assert row[2] == "■ Hidden"
    assert row[1] == "■ Hidden"
    assert row[-1] == "■ Hidden"


def test_a_rule_that_all_break_is_left_out():
    page = pages.region_r8(opened(shares(), verdicts=judged(40)))
    assert "assez de coopératives" in blocks(page, Say)[-1].text


def test_a_hidden_count_is_not_the_difference_of_two_questions():
    """Three deficits are the three to which no rule applies: hidden in both tables."""
    page = pages.region_r8(opened(shares(), verdicts=judged(10, deficits=3)))
    _, years, rules = blocks(page, Table)
    assert [row[1] for row in texts(years)] == ["■ Masqué"] * 2
    assert texts(rules)[0][4] == "■ Masqué"
    assert texts(rules)[0].count("■ Masqué") >= 2


def test_trends_are_those_of_the_constant_panel_on_one_scale():
    """Twenty co-operatives from 30 to 34 %, eight newcomers at 90: the panel moves by four points, all by more."""
    years = [
        figured(dict.fromkeys(NAMES[:20], 30.0), 2024, indicator="employee_membership_rate"),
        figured(dict.fromkeys(NAMES[:20], 34.0) | dict.fromkeys(NAMES[20:28], 90.0), 2025, indicator="employee_membership_rate"),
    ]  # fmt: skip
    page = pages.region_r11(opened(pl.concat(years), years=(2024, 2025)))
    assert plain(page.title) == "Taux de sociétariat : de 30 % en 2024 à 34 %, dans les mêmes 20 coopératives"  # fmt: skip
    (drawn,) = blocks(page, Figure)
    assert drawn.chart.shape == "panels"
    assert [row[2:] for row in texts(drawn.data)] == [["30 %", "34 %"], ["30 %", "34 %"]]
    assert [row[1] for row in texts(drawn.data)] == ["panel constant, 20 coopératives", "toutes, 28 coopératives"]


def test_a_panel_that_lacks_too_few_is_not_drawn():
    years = [
        figured(dict.fromkeys(NAMES[:20], 30.0), 2024, indicator="employee_membership_rate"),
        figured(dict.fromkeys(NAMES[:21], 34.0), 2025, indicator="employee_membership_rate"),
    ]
    page = pages.region_r11(opened(pl.concat(years), years=(2024, 2025)))
    assert not blocks(page, Figure)
    assert texts(blocks(page, Table)[0])[0][2:] == ["■ Masqué", "■ Masqué"]


def test_a_first_year_has_no_trend():
    page = pages.region_r11(opened(figured(dict.fromkeys(NAMES[:20], 30.0))))
    assert plain(page.title) == "Les mêmes coopératives ne se suivent pas encore d'une année à l'autre"
    assert [plain(block.text)[:27] for block in page.blocks] == ["Une seule année a été lue :"]


def test_themes_that_nobody_sent_say_so_and_coverage_is_stated():
    rows = figured({name: 5.0 * place for place, name in enumerate(NAMES[:20])}, indicator="permanent_contract_share")
    page = pages.region_r9(opened(rows))
    assert [plain(block.text)[:10] for block in blocks(page, Say)] == ["Part des c", "Formation ", "Santé au t"]
    assert "20 coopératives sur 40 (50 %)" in plain(blocks(page, Say)[0].text)
    nothing = pages.region_r10(opened(rows, "en"))
    assert nothing.title == "No footprint can be told this year"
    assert all(isinstance(block, Say) for block in nothing.blocks)


def test_the_method_gives_minimum_numbers_and_no_share_of_dominance():
    for lang in ("fr", "en"):
        page = pages.region_r12(opened(figured(dict.fromkeys(NAMES[:20], 30.0)), lang))
        numbers = [row[1] for row in texts(blocks(page, Table)[0])]
        assert numbers == ["5", "6", "12", "30", "5", "3", "3"]
        said = str(page.payload())
        assert not [sign for sign in ("85", "25 %", "25%", "p %") if sign in plain(said)]


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize(
    ("count", "columns"),
    [(3, {}), (20, {}), (40, {"people": [3] * 20 + [60] * 20})],
    ids=["three co-operatives", "one sector", "two sizes"],
)
def test_every_page_stands_whatever_the_network(lang, count, columns):
    """No page fails, none is empty, every figure has its table, its reading and its number of co-operatives."""
    rows = pl.concat([shares(count), figured(dict.fromkeys(NAMES[:count], 40.0))])
    own = opened(rows, lang, count=count, **{name: values[:count] for name, values in columns.items()})
    for name, build in BUILDERS.items():
        page = build(own)
        assert page.id == name
        assert page.title
        assert page.blocks
        for drawn in blocks(page, Figure):
            assert drawn.data.rows
            assert drawn.reading
            assert drawn.n
    if count == 3:
        told = [block for build in BUILDERS.values() for block in blocks(build(own), Figure)]
        assert not told


@pytest.mark.parametrize("seed", range(6))
def test_no_answer_follows_from_the_total_and_the_other_answers(seed):
    """At random: of each question the hidden answers are none, or two that together hold five co-operatives or more."""
    draw = random.Random(seed)  # noqa: S311 - a drawn network
    rules = ["legal_reserve_minimum", "labour_share_minimum", "interest_limit"]
    rows = [(name, 2025, "surplus", "surplus" if draw.random() < 0.9 else "deficit") for name in NAMES]  # fmt: skip
    rows += [(name, 2025, rule, draw.choices(["complies", "breach", "deferred"], [0.8, 0.12, 0.08])[0])
             for rule in rules for name, _, _, told in rows if told == "surplus"]  # fmt: skip
    told = opened(shares(), verdicts=rows).cut("answers")
    truth = pl.DataFrame(rows, schema=VERDICTS, orient="row").group_by("indicator", "verdict").len()
    for name, given in [
        ("surplus", told["surplus"]["answers"]),
        *((one["indicator"], one["answers"]) for one in told["rules"]),
    ]:
        true = dict(truth.filter(indicator=name).select("verdict", "len").iter_rows())
        true["none"] = 40 - sum(true.values())
        shown = {answer: count for answer, count in given.items() if count is not None}
        assert shown == {answer: true.get(answer, 0) for answer in shown}
        assert not [count for count in shown.values() if 0 < count < 5]
        hidden = [true[answer] for answer in given if answer not in shown]
        assert not hidden or (len(hidden) > 1 and sum(hidden) >= 5)


# ── Three leads ───────────────────────────────────────────────────────────────────────────────────────────────────────


def sheet_of(own, lang="fr", names=("employee_membership_rate", "labour_share", "meeting_turnout", "resignation_rate")):
    """The sheet of the first of thirteen: its figures as given, those of the others from 40 to 62 %."""
    from scop_analytics.reports.network.sheet import sheet
    from scop_analytics.reports.network.trees import trees

    rows = []
    for name in names:
        way = "down" if name == "resignation_rate" else "up"
        values = {one: 38.0 + 2 * place for place, one in enumerate(NAMES[:13])} | {NAMES[0]: own[name]}
        rows.append(figured(values, indicator=name, polarity=way))
    known = Compared(pl.concat(rows), profiled(NAMES[:13]), EMPTY)
    return sheet(next(trees(door.of(known), 2025, "0" * 64))[1], lang)


def closing(sheet):
    return pages.benchmark_b4(sheet).blocks[-1]


def test_three_leads_at_most_each_for_an_unfavourable_position():
    table = closing(sheet_of({"employee_membership_rate": 1.0, "labour_share": 1.0, "meeting_turnout": 1.0, "resignation_rate": 99.0}))  # fmt: skip
    assert [row[0] for row in texts(table)] == ["Taux de sociétariat", "Part travail", "Démissions"]
    assert plain(table.rows[0][1].text).startswith("Comptez qui n'est pas associé")
    assert plain(table.rows[2][2].text) == "Bilan social : 1.4"


def test_favourable_and_usual_positions_have_no_lead():
    table = closing(sheet_of({"employee_membership_rate": 99.0, "labour_share": 50.0, "meeting_turnout": 1.0, "resignation_rate": 1.0}, "en"))  # fmt: skip
    assert table.caption == "One lead"
    assert [row[0] for row in texts(table)] == ["AGM turnout"]


def test_without_an_unfavourable_position_it_is_said():
    good = {"employee_membership_rate": 99.0, "labour_share": 50.0, "meeting_turnout": 99.0, "resignation_rate": 1.0}
    assert plain(closing(sheet_of(good)).text).startswith("Pistes : aucun de vos indicateurs situés")


def test_every_lead_names_an_indicator_a_position_and_a_reviewed_sentence():
    """Only indicators whose direction is known, in an unfavourable position for it; both languages; a reference each."""
    from scop_analytics import words
    from scop_analytics.indicators import catalogue
    from scop_analytics.reports.pages.benchmark_leads import leads

    bad = {
        "up": {"below"},
        "down": {"above"},
        "towards_balance": {"below", "above"},
        "towards_zero": {"below", "above"},
    }
    for name, lead in leads()[1].items():
        entry = catalogue.get(name)
        assert set(lead) - {"source", "beyond_chance"} <= bad[entry.polarity], name
        assert lead.get("source") or entry.standards, name
        for side in ("below", "above"):
            assert side not in lead or all(words.known(lead[side], lang) for lang in ("fr", "en"))


def test_a_gap_within_chance_has_no_lead():
    """A gap of 30 % beside others of 10 %: far from them, yet what chance gives to ten women and ten men."""
    from scop_analytics.reports.network.sheet import sheet
    from scop_analytics.reports.network.trees import trees

    def lead(spread):
        values = {name: 8.0 + place / 3 for place, name in enumerate(NAMES[:24])} | {NAMES[0]: 30.0}
        rows = figured(values, indicator="mean_gap_hourly", code="PAY-09a", polarity="towards_zero", women=10, men=10, se=spread)  # fmt: skip
        found = door.of(Compared(rows, profiled(NAMES[:24]), EMPTY))
        return closing(sheet(next(trees(found, 2025, "0" * 64))[1], "fr"))

    assert isinstance(lead(20.0), Say)
    assert [row[0] for row in texts(lead(1.0))] == ["Écart moyen, horaire"]
