"""E9 and the trail: points out of what can be computed, duties, history, and group tables that only the employer gets."""

from __future__ import annotations

import io
import json

import openpyxl
import pytest
from report_fixture import CATALOGUE, row
from sample_reports import made
from test_pages_equity import known_names, run, said, text  # noqa: F401 - the fixture is used by itself

from scop_analytics.reports import publishing
from scop_analytics.reports.objects import Figure, Say, Table
from scop_analytics.reports.pages import equity_e9
from scop_analytics.reports.results_json import results_json
from scop_analytics.reports.stored import write_run
from scop_analytics.reports.trail import sheets
from scop_analytics.reports.workbook import workbook

INDEX = {
    "index_score": "count", "index_points": "count", "index_pay_gap": "percent", "index_pay_gap_points": "count",
    "index_raise_gap_points": "count", "index_promotion_gap_points": "count",
    "index_raise_or_promotion_gap": "points", "index_raise_or_promotion_points": "count", "index_leave_return": "percent",
    "index_leave_return_points": "count", "index_top_ten": "people", "index_top_ten_points": "count",
    "index_population": "people",
}  # fmt: skip
GROUPS = [
    {"mode": "csp", "category": "EMPLOYE", "age_band": "30_39", "women": 12, "men": 10, "women_mean": 27600.0,
     "men_mean": 30000.0, "gap": 8.0, "threshold": 5, "kept_gap": 3.0, "valid": True, "weight": 22 / 51,
     "contribution": 3.0 * 22 / 51, "used": True},
    {"mode": "csp", "category": "OUVRIER", "age_band": "under_30", "women": 2, "men": 9, "women_mean": 21234.56,
     "men_mean": 22345.67, "gap": 4.97, "threshold": 5, "kept_gap": None, "valid": False, "weight": None,
     "contribution": None, "used": True},
    {"mode": "level", "category": "III", "age_band": None, "women": 9, "men": 9, "women_mean": 24681.35,
     "men_mean": 25791.46, "gap": 4.3, "threshold": 2, "kept_gap": 2.3, "valid": True, "weight": 1.0,
     "contribution": 2.3, "used": False},
]  # fmt: skip


@pytest.fixture(autouse=True)
def known_index(monkeypatch):
    for place, (name, unit) in enumerate(INDEX.items()):
        monkeypatch.setitem(CATALOGUE, name, (f"IDX-{place}", unit, "statutory_index", name, name))


def points(name, got=None, most=None, **more):
    if got is None:
        return row(name, 2025, None, status=more.pop("status", "not_computable"), **more)
    return row(name, 2025, float(got), got, most)


def example_a(**changed):
    """The first worked example of the domain notes: 39 + 35 (caught up) + 15 + 5 of 100, sign and fractions included."""
    rows = {
        "index_score": points("index_score", 94, 100),
        "index_points": points("index_points", 94, 100),
        "index_pay_gap": row("index_pay_gap", 2025, 0.5),
        "index_pay_gap_points": points("index_pay_gap_points", 39, 40),
        "index_raise_gap_points": points("index_raise_gap_points", status="not_applicable"),
        "index_promotion_gap_points": points("index_promotion_gap_points", status="not_applicable"),
        "index_raise_or_promotion_gap": row("index_raise_or_promotion_gap", 2025, -26.1),
        "index_raise_or_promotion_points": points("index_raise_or_promotion_points", 35, 35),
        "index_leave_return": row("index_leave_return", 2025, None, 2, 2),
        "index_leave_return_points": points("index_leave_return_points", 15, 15),
        "index_top_ten": row("index_top_ten", 2025, 3.0, 3, 10),
        "index_top_ten_points": points("index_top_ten_points", 5, 10),
    }
    return list({**rows, **changed}.values())


def blocks(page, kind):
    return [block for block in page.blocks if isinstance(block, kind)]


def cells(table):
    return {said(line[0].text): [said(cell.text) for cell in line[1:]] for line in table.rows}


def test_the_index_is_points_out_of_what_can_be_computed():
    page = equity_e9(run(example_a(), size=62.0, caught_up=["raise_or_promotion"]))
    assert said(page.title) == "94/100 pour 100 points calculables"
    told = cells(blocks(page, Table)[0])
    assert told["Écart de rémunération"] == ["0,5 %", "39", "40", "oui"]
    assert told["Augmentations et promotions"] == ["26,1 points", "35", "35", "oui"]
    assert told["Retours de maternité"] == ["2 sur 2", "15", "15", "oui"]
    assert told["Dix plus hautes rémunérations"] == ["3 sur 10", "5", "10", "oui"]
    assert told["Total des indicateurs calculables"] == ["", "94", "100", ""]
    notes = {said(line[0].text): said(line[1].note) for line in blocks(page, Table)[0].rows}
    assert notes["Écart de rémunération"] == "en défaveur des femmes"
    assert notes["Augmentations et promotions"] == "en défaveur des hommes"
    assert "l’indicateur « Augmentations et promotions » donne tous ses points" in said(blocks(page, Say)[0].text)


def test_each_indicator_is_a_bar_as_long_as_its_maximum():
    figure = blocks(equity_e9(run(example_a(), size=62.0)), Figure)[0]
    bars = [trace["x"][0] for trace in figure.chart.wide["data"] if trace["type"] == "bar"]
    hollow = [shape["x1"] for shape in figure.chart.wide["layout"]["shapes"] if shape["type"] == "rect"]
    assert bars == [39, 35, 15, 5]
    assert hollow == [40, 35, 15, 10]


@pytest.mark.parametrize(
    ("score", "corrective", "objectives"),
    [(94, "non", "non"), (85, "non", "non"), (84, "non", "oui"), (74, "oui", "oui")],
)
def test_duties_start_below_75_and_below_85(score, corrective, objectives):
    page = equity_e9(run(example_a(index_score=points("index_score", score, 100)), size=62.0))
    told = cells(blocks(page, Table)[1])
    assert next(cell[0] for name, cell in told.items() if "inférieur à 75" in name) == corrective
    assert next(cell[0] for name, cell in told.items() if "inférieur à 85" in name) == objectives


def test_publication_has_its_day():
    page = equity_e9(run(example_a(), size=62.0))
    assert said(blocks(page, Table)[1].rows[0][0].note) == "au plus tard le 1er mars 2026"


def test_an_indicator_without_points_says_why_and_leaves_the_maximum():
    """Example C: 50 of 60 points, no index; the pay gap is not computable and shows its reason."""
    reason = json.dumps({"key": "too_few", "minimum": 3, "women": 2, "men": 9})
    few = json.dumps({"key": "index_points_minimum", "points": 60, "minimum": 75})
    page = equity_e9(
        run(
            example_a(
                index_score=points("index_score", reason=few),
                index_points=points("index_points", 50, 60),
                index_pay_gap=points("index_pay_gap", reason=reason),
                index_pay_gap_points=points("index_pay_gap_points", reason=reason),
                index_raise_or_promotion_points=points("index_raise_or_promotion_points", 25, 35),
                index_top_ten_points=points("index_top_ten_points", 10, 10),
            ),
            size=94.0,
        )
    )
    assert said(page.title) == "Index non calculable : 60 points calculables au plus, il en faut 75"
    told = cells(blocks(page, Table)[0])
    assert told["Écart de rémunération"] == ["–", "–", "40", "non"]
    assert told["Total des indicateurs calculables"] == ["", "50", "60", ""]
    assert any("pourquoi l’index ne l’est pas" in said(name) for name in cells(blocks(page, Table)[1]))


def test_under_fifty_people_the_page_says_it_without_object_and_what_helps_instead():
    page = equity_e9(run(size=41.0))
    assert said(page.title) == "Sans objet : l’index concerne les entreprises d’au moins 50 salariés"
    assert "l’effectif moyen de l’année est de 41,0" in text(page)
    assert [said(line[0].text) for line in blocks(page, Table)[0].rows] == ["E8", "E10"]
    assert not blocks(page, Figure)


def test_an_index_computed_below_fifty_is_told_as_voluntary_without_duties():
    page = equity_e9(run(example_a(), size=41.0))
    assert said(page.title).startswith("94/100")
    assert "Aucune déclaration n’est attendue" in text(page)
    assert "Index inférieur à" not in text(page)


def test_after_the_last_year_of_the_index_only_its_history_remains():
    told = {"year": 2026, "start": "2026-01-01", "end": "2026-12-31"}
    assert equity_e9(run(size=62.0, **told)) is None
    page = equity_e9(run(example_a(), size=62.0, **told))
    assert said(page.title) == "L’index n’existe plus pour 2026 : son histoire reste"
    assert [[said(cell.text) for cell in line] for line in blocks(page, Table)[0].rows] == [
        ["2025", "94", "94 sur 100"]
    ]


def test_groups_stand_on_the_page_of_the_employer_alone():
    trail = {"index_groups": GROUPS, "categories": []}
    page = equity_e9(run(example_a(), size=62.0, audience="employer", trail=trail))
    told = cells(blocks(page, Table)[2])
    assert list(told) == ["ouvriers, moins de 30 ans", "employés, 30 à 39 ans"]  # the order of the law, not of size
    assert told["employés, 30 à 39 ans"] == ["12", "10", "27 600", "30 000", "8,00", "1,294"]
    assert told["ouvriers, moins de 30 ans"] == ["2", "9", "–", "–", "–", "–"]
    assert "27 600" not in text(equity_e9(run(example_a(), size=62.0)))


def test_the_workbook_of_the_employer_holds_every_group_as_numbers():
    trail = {"index_groups": GROUPS, "categories": []}
    made = run(example_a(), audience="employer", trail=trail)
    book = openpyxl.load_workbook(io.BytesIO(workbook(made, [])))
    sheet = book["Groupes de l’index"]
    heads = [cell.value for cell in sheet[1]]
    first = dict(zip(heads, [cell.value for cell in sheet[2]], strict=True))
    assert first["Moyenne des femmes (€)"] == 27600.0
    assert first["Contribution (points)"] == pytest.approx(3.0 * 22 / 51)
    assert isinstance(first["Femmes"], int)
    assert sheet.max_row == 4
    assert "Catégories" not in book.sheetnames
    assert [
        name
        for name in openpyxl.load_workbook(io.BytesIO(workbook(run(example_a()), []))).sheetnames
        if "roupes" in name
    ] == []


def test_the_results_file_holds_no_trail():
    made = run(example_a(), audience="employer", trail={"index_groups": GROUPS, "categories": []})
    assert "27600" not in results_json(made)
    assert sheets({}) == {}


@pytest.mark.parametrize("size", [41.0, 62.0])
def test_english_says_the_same(size):
    page = equity_e9(run(example_a(), lang="en", size=size))
    assert said(page.title) == "94/100 for 100 computable points"
    assert equity_e9(run(lang="en", size=size)).title


# ── The trail of a real dossier ───────────────────────────────────────────────────────────────────────────────────────


def test_the_employer_can_redo_every_group_and_its_sum():
    done = made("equity", 180, "employer", "fr")
    told = done.run.context["trail"]
    used = [group for group in told["index_groups"] if group["used"] and group["valid"]]
    assert used
    for group in used:
        assert group["gap"] == pytest.approx(100 * (1 - group["women_mean"] / group["men_mean"]), abs=1e-6)
        far = max(abs(group["gap"]) - group["threshold"], 0)
        assert group["contribution"] == pytest.approx(group["weight"] * (far if group["gap"] > 0 else -far), abs=1e-6)
    assert sum(group["weight"] for group in used) == pytest.approx(1)
    whole = sum(group["contribution"] for group in used)
    assert done.run.fact("index_pay_gap").value == pytest.approx(whole, abs=0.0501)
    for category in told["categories"]:
        if category["gap"] is not None:
            expected = 100 * (1 - category["women_mean"] / category["men_mean"])
            assert category["gap"] == pytest.approx(expected, abs=1e-6)
    book = openpyxl.load_workbook(io.BytesIO(workbook(done.run, [])))
    assert "Groupes de l’index" in book.sheetnames
    assert ("Catégories" in book.sheetnames) == bool(told["categories"])
    assert book["Groupes de l’index"].max_row == 1 + len(told["index_groups"])
    heads = [cell for sheet in sheets(done.run.context) for cell in book[done.run.say(f"sheet.{sheet}")]["D"][1:]]
    assert all(isinstance(cell.value, int | float) for cell in heads)


@pytest.mark.parametrize("audience", ["representatives", "members", "peers", "union", "public"])
def test_no_other_reader_gets_a_group(audience, tmp_path):
    groups = made("equity", 180, "employer", "fr").run.context["trail"]["index_groups"]
    means = {f"{group[f'{sex}_mean']:.2f}" for group in groups for sex in ("women", "men") if group[f"{sex}_mean"]}
    done = made("equity", 180, audience, "fr")
    assert "trail" not in done.run.context
    write_run(done.run, tmp_path)
    publishing.write(done, ("html", "xlsx", "json"), tmp_path / "out")
    book = openpyxl.load_workbook(next((tmp_path / "out").rglob("*.xlsx")))
    assert {"Groupes de l’index", "Catégories"}.isdisjoint(book.sheetnames)
    cells = {f"{cell:.2f}" for sheet in book for row in sheet.values for cell in row if isinstance(cell, float)}
    assert cells.isdisjoint(means)
    texts = [path.read_text("utf-8") for path in tmp_path.rglob("*") if path.suffix in (".json", ".html")]
    assert not [mean for mean in means for text in texts if mean in text or mean.replace(".", ",") in text]
