"""Earlier years stay what was published, beside what is computed today; a change of method is drawn, told, and never crossed."""

from __future__ import annotations

import dataclasses
import io
import json
import shutil

import impact_fixture
import openpyxl
import polars as pl
import pytest
from impact_fixture import row

from scop_analytics import places
from scop_analytics.evidence import archive
from scop_analytics.figures.lines import Line, Trend, lines
from scop_analytics.figures.panels import Panel, Scale, panels
from scop_analytics.figures.stacked_rows import Part, StackedRow, stacked_rows
from scop_analytics.indicators import catalogue
from scop_analytics.reports import publishing
from scop_analytics.reports.html import split
from scop_analytics.reports.method_changes import broken, changed_texts, method_changes, told
from scop_analytics.reports.objects import Figure, Table
from scop_analytics.reports.pages.impact_moves import change, moves
from scop_analytics.reports.pages.impact_p1 import page as p1
from scop_analytics.reports.pages.impact_p2 import page as p2
from scop_analytics.reports.pages.impact_p5 import page as p5
from scop_analytics.reports.pages.impact_p11 import page as p11
from scop_analytics.reports.pages.impact_p12 import page as p12
from scop_analytics.reports.pages.published_before import published_before
from scop_analytics.reports.past import past
from scop_analytics.reports.preparing import Order
from scop_analytics.reports.results_json import results_json
from scop_analytics.reports.workbook import workbook
from scop_analytics.results import SCHEMA

ENTRIES = catalogue.load()
MARKS = {name: entry.mark for name, entry in ENTRIES.items()}
NOW = (
    row("headcount", 2024, 40.0), row("headcount", 2025, 42.0), row("labour_share", 2024, None, 44, 100),
    row("mean_gap_hourly", 2024, 9.0), row("ghg_total", 2024, 113.0),
)  # fmt: skip


def frame(*rows):
    return pl.DataFrame(list(rows), schema=SCHEMA)


def published(folder, *rows, audience="members", year=2024, marks=MARKS):
    archive.write(folder, year, audience, frame(*rows), version="0.0.9", masking={}, marks=marks)


def seen(folder, audience="members", rows=NOW):
    return past(folder, audience, 2025, frame(*rows), ENTRIES)


def value(found, name, year=2024):
    return found.frame.filter(indicator=name, year=year)["value"].item()


def test_a_published_figure_stays_and_the_one_of_today_stands_beside_it(tmp_path):
    published(tmp_path, row("headcount", 2024, 41.0), row("labour_share", 2024, None, 44, 100))
    found = seen(tmp_path)
    (pair,) = found.told["republished"]["pairs"]
    assert (value(found, "headcount"), value(found, "headcount", 2025)) == (41, 42)
    assert pair["published"] == {"value": 41.0, "status": "ok"}
    assert pair["recomputed"] == {"value": 40.0, "status": "ok"}
    assert (pair["indicator"], pair["year"], pair["cause"]) == ("headcount", 2024, "data")
    assert (found.told["republished"]["years"], found.told["republished"]["compared"]) == ([2024], 2)


def test_readers_are_not_told_the_new_pay_figure(tmp_path):
    for audience in ("members", "employer"):
        published(tmp_path, row("mean_gap_hourly", 2024, 10.0), audience=audience)
    members, employer = (seen(tmp_path, audience) for audience in ("members", "employer"))
    assert members.told["republished"]["pairs"][0]["recomputed"] is None
    assert employer.told["republished"]["pairs"][0]["recomputed"]["value"] == 9
    assert "9.0" not in json.dumps(members.told)


def test_what_was_not_published_then_is_filled_in_only_where_it_tells_no_correction(tmp_path):
    published(tmp_path, row("headcount", 2024, 40.0))
    found = seen(tmp_path)
    assert value(found, "ghg_total") == 113
    assert found.frame.filter(indicator="mean_gap_hourly", year=2024).is_empty()
    assert found.told["republished"]["filled"] == 2  # the labour share and the emissions


def test_two_reports_of_a_year_share_the_archive(tmp_path):
    published(tmp_path, row("headcount", 2024, 40.0), row("ghg_total", 2024, 110.0))
    published(tmp_path, row("headcount", 2024, 41.0))
    kept = archive.read(tmp_path, "members", [2024])
    assert dict(kept.select("indicator", "value").iter_rows()) == {"ghg_total": 110.0, "headcount": 41.0}


@pytest.mark.parametrize("file", ["resultats.parquet", "definitions.json", "manifeste.json"])
def test_an_archive_that_was_touched_is_set_aside_and_told(tmp_path, file):
    published(tmp_path, row("headcount", 2024, 41.0))
    (tmp_path / "archive" / "2024" / "members" / file).write_text("{}")
    found = seen(tmp_path)
    assert value(found, "headcount") == 40
    assert (found.told["republished"]["altered"], found.told["republished"]["years"]) == ([2024], [])


def test_an_archive_of_an_older_version_may_lack_a_column(tmp_path):
    archive.write(
        tmp_path, 2024, "members", frame(row("headcount", 2024, 41.0)).drop("method"), version="0", masking={}
    )
    assert value(seen(tmp_path), "headcount") == 41


@pytest.mark.parametrize(
    ("number", "mark", "breaks"),
    [(43.0, "another", [("headcount", 2025, "definition")]), (40.0, "another", []), (43.0, MARKS["headcount"], [])],
)
def test_a_definition_breaks_the_line_when_it_was_rewritten_and_gives_another_number(tmp_path, number, mark, breaks):
    published(tmp_path, row("headcount", 2024, number), marks={"headcount": mark})
    told_breaks = seen(tmp_path).told["breaks"]
    assert [(found["indicator"], found["year"], found["cause"]) for found in told_breaks] == breaks


def test_another_way_of_computing_breaks_the_line_and_is_the_cause(tmp_path):
    published(tmp_path, row("headcount", 2024, 43.0, method="month_ends"))
    found = seen(tmp_path).told
    assert [(cut["year"], cut["cause"]) for cut in found["breaks"]] == [(2025, "method")]
    assert found["republished"]["pairs"][0]["cause"] == "method"


def test_a_definition_changes_its_mark_and_its_spelling_does_not():
    entry = ENTRIES["headcount"]
    spelt = dataclasses.replace(entry, formula={**entry.formula, "fr": entry.formula["fr"].replace(".", " !").upper()})
    other = dataclasses.replace(entry, formula={**entry.formula, "fr": "On compte les contrats."})
    assert (spelt.mark == entry.mark, other.mark == entry.mark) == (True, False)


def law(key, start):
    return {"key": key, "from": start, "status": "in_force"}


def test_a_rule_that_changed_breaks_and_an_amount_that_is_revised_does_not():
    board = "representation.board_permanent_minimum"  # 500 people from 2017, 250 from 2020
    assert changed_texts([law(board, "2017-01-01")], [law(board, "2020-01-01")]) == [board]
    ceiling = "social_security.annual_ceiling"  # 38,040 €, then 38,616 €
    assert changed_texts([law(ceiling, "2015-01-01")], [law(ceiling, "2016-01-01")]) == []
    same = "pay_equity.minimum_group"  # 3 people in both texts
    assert changed_texts([law(same, "2015-01-01")], [law(same, "2019-01-10")]) == []
    assert changed_texts([], [law(same, "2019-01-10")]) == [same]
    rows = [
        row("board_rarer_sex", year, None, 4, 9, law=json.dumps([law(board, start)]))
        for year, start in ((2019, "2017-01-01"), (2020, "2020-01-01"), (2021, "2020-01-01"))
    ]
    assert method_changes(frame(*rows), ENTRIES, {}, ()) == [
        {"indicator": "board_rarer_sex", "year": 2020, "cause": "law", "texts": [board]}
    ]


def cut_run(lang="fr", **context):
    rows = [row("headcount", year, float(n)) for year, n in ((2023, 37), (2024, 40), (2025, 42))]
    broke = {"indicator": "headcount", "year": 2025, "cause": "definition", "texts": []}
    return impact_fixture.run(rows, lang=lang, breaks=[broke], **context)


def test_a_break_is_drawn_told_and_no_change_is_counted_across_it():
    for lang, word in (("fr", "changement de méthode"), ("en", "change of method")):
        run = cut_run(lang)
        assert broken(run, ("headcount",)) == {"breaks": (2025,), "break_text": word}
        assert "2025" in told(run, ("headcount",))[0]
        assert run.change("headcount") == word
        (headcount,) = (move for move in moves(run) if move.fact.id == "headcount")
        assert (headcount.way, change(run, headcount)) == ("context", word)
        text = json.dumps(dataclasses.asdict(p2(run)), default=str, ensure_ascii=False)
        assert word in text


@pytest.mark.parametrize(("year", "title"), [(None, "L’effectif augmente depuis 2023"), (2024, "L’effectif augmente depuis 2024"),
                          (2025, "Nouvelle méthode en 2025 : les années d’avant ne se comparent pas")])  # fmt: skip
def test_a_title_tells_no_direction_across_a_change_of_method(year, title):
    """37, 40 then 42 people: counted from the year from which the method is the same."""
    rows = [row("headcount", label, float(n)) for label, n in ((2023, 37), (2024, 40), (2025, 42))]
    cut = [{"indicator": "headcount", "year": year, "cause": "definition", "texts": []}] if year else []
    titles = [block.title for block in p2(impact_fixture.run(rows, breaks=cut)).blocks if isinstance(block, Figure)]
    assert title in [told.replace("\u00a0", " ") for told in titles]


def test_the_footprint_says_no_step_from_a_year_of_another_method():
    rows = [row(name, year, value) for name, year, value in (
        ("ghg_total", 2024, 102.0), ("ghg_per_fte", 2024, 2.7), ("ghg_total", 2025, 114.5), ("ghg_per_fte", 2025, 2.9),
    )]  # fmt: skip
    cut = [{"indicator": "ghg_per_fte", "year": 2025, "cause": "method", "texts": []}]
    assert "2024" in p11(impact_fixture.run(rows)).title
    assert "2024" not in p11(impact_fixture.run(rows, breaks=cut)).title


def test_a_line_stops_before_the_year_of_another_method():
    trend = Trend((2023, 2024, 2025), (Line((37, 40, 42), "42"),), (0, 50), (), breaks=(2025,), break_text="cut")
    chart = lines(trend).wide
    assert [trace["y"] for trace in chart["data"] if trace["mode"] == "lines"] == [[37, 40, None, 42]]
    (rule,) = (shape for shape in chart["layout"]["shapes"] if shape["line"]["dash"] == "4px,3px")
    assert (rule["x0"], rule["x1"]) == (1.5, 1.5)


def test_a_year_without_a_figure_keeps_its_place():
    chart = lines(Trend((2022, 2024, 2025), (Line((37, 40, 42), "42"),), (0, 50), ())).wide
    assert [trace["y"] for trace in chart["data"] if trace["mode"] == "lines"] == [[37, None, 40, 42]]
    assert [label["text"] for label in chart["layout"]["annotations"]][:4] == ["2022", "2023", "2024", "2025"]


def test_side_by_side_lines_stop_at_a_missing_year_and_at_another_method():
    drawn = Panel("Paie", "médiane", (10, 12, 8), "10", "8", breaks=(2025,))
    plot = panels([drawn], (2022, 2024, 2025), Scale((0, 20), ())).wide
    (line,) = (trace for trace in plot["data"] if trace["mode"] == "lines")
    assert [height is None for height in line["y"]] == [False, True, False, True, False]
    first, _, second, _, third = line["x"]
    assert second - first == pytest.approx(2 * (third - second), rel=1e-3)  # 2023 keeps its room
    (rule,) = (shape for shape in plot["layout"]["shapes"] if shape["line"]["dash"] == "4px,3px")
    assert rule["x0"] == pytest.approx((second + third) / 2, rel=1e-3)


def annex(*pairs, lang="fr", **more):
    told_before = {"years": [2024], "altered": [], "compared": 300, "filled": 0, "pairs": list(pairs), **more}
    rows = [
        row("labour_share", 2024, None, 427, 1000),
        row("mean_gap_hourly", 2024, 14.2),
        row("headcount", 2025, 42.0),
    ]
    return published_before(impact_fixture.run(rows, lang=lang, republished=told_before))


def pair(name, before, after, cause="data", segment="{}"):
    again = None if after is None else {"value": after, "status": "ok"}
    about = {"indicator": name, "year": 2024, "segment": segment, "cause": cause}
    return {**about, "published": {"value": before, "status": "ok"}, "recomputed": again}


def test_the_annex_sets_published_and_recomputed_side_by_side():
    table, note = annex(pair("labour_share", 42.7, 44.0), pair("mean_gap_hourly", 14.2, None, "method"), lang="en")
    cells = [[cell.text for cell in line] for line in table.rows]
    assert cells[0][1:] == ["2024", "42.7%", "44.0%", "+1.3\u00a0percentage points", "data corrected or completed"]
    assert cells[1][1:4] == ["2024", "14.2%", "differs, not shown"]
    assert cells[1][5] == "method of calculation"
    assert "300" in table.measure
    assert "pay" in note.text


def test_the_annex_says_when_nothing_differs_and_when_nothing_was_published():
    (same,) = annex()
    assert "300" in same.text
    (never,) = annex(years=[], altered=[2024])
    assert "2024" in never.text
    assert published_before(impact_fixture.run([row("headcount", 2025, 42.0)])) == []


def test_a_report_of_an_earlier_year_is_not_refused_for_the_places_of_its_marks(tmp_path, monkeypatch):
    """Shares of a stacked bar are places on paper: in full precision one equals a hidden share by chance."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1773273600")
    shutil.copytree(places.samples() / "coop_42", tmp_path / "scop")
    made = publishing.make_here(tmp_path / "scop", Order("impact", 2024), tmp_path)
    assert publishing.write(made, ("html",), tmp_path / "out")
    kept = archive.definitions(tmp_path / "scop", "members", 2024)
    assert kept["headcount"] == MARKS["headcount"]
    assert kept.items() <= MARKS.items()


def test_the_co_operative_s_words_stand_beside_any_figure_it_explains():
    notes = {"EMP-01": "Deux embauches.", "ghg_per_fte": "Un chantier éloigné.", "hires": "Sans chiffre l'an passé."}
    run = impact_fixture.run([*impact_fixture.two_years(), row("hires", 2025, 3.0)], notes=notes)
    table = next(block for block in p1(run).blocks if isinstance(block, Table))
    told_of = {line[0].text: line[-1].text for line in table.rows}
    assert told_of["Effectif"] == "Deux embauches."  # filed under its code; a headcount is neither better nor worse
    assert "Un chantier éloigné." in told_of.values()
    assert "Sans chiffre l’an passé." not in told_of.values()  # nothing to set beside it
    effectif = next(line for line in table.rows if line[0].text == "Effectif")
    assert [cell.text for cell in effectif[1:3]] == ["40", "42"]


def test_the_workbook_and_the_json_hold_the_figures_of_the_full_table(tmp_path, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1773273600")
    made = publishing.make_here(places.samples() / "coop_9", Order("impact"), tmp_path)
    page = next(payload for payload in made.payloads if payload.get("id") == "P14")
    codes = {line[0]["note"] or line[0]["text"] for block in page["blocks"] for line in block.get("rows", ())}
    rows = json.loads(results_json(made.run))["results"]
    sheet = openpyxl.load_workbook(io.BytesIO(workbook(made.run, split(made.payloads)[1])))["Indicateurs"]
    heads = {cell.value: place for place, cell in enumerate(sheet[1])}
    written = list(sheet.iter_rows(min_row=2, values_only=True))
    names, cells = (heads[made.run.say(f"column.{name}")] for name in ("indicator", "code"))
    assert {row["indicator"] for row in rows} == {line[names] for line in written}
    assert {row["code"] for row in rows} == {line[cells] for line in written}
    assert len(rows) == len(written)
    shown = {entry["code"] for entry in made.run.context["catalogue"].values()}
    assert {row["code"] for row in rows} <= shown
    assert shown <= {code.split(" ")[0] for code in codes} | codes


def cut_rows(chart, word="changement de méthode"):
    """Where each layout of a chart of years draws a change of method, and how often it writes the words."""
    plots = (chart.wide, chart.phone)
    rules = [[s["y0"] for s in plot["layout"]["shapes"] if s["line"].get("dash") == "4px,3px"] for plot in plots]
    told = [
        sum(word in label["text"].replace("\u00a0", " ") for label in plot["layout"]["annotations"]) for plot in plots
    ]
    return rules, told


def test_bars_of_years_are_parted_where_the_method_changed():
    """From the latest year down: 2025, then the line, then 2024 and 2023 with nothing between them."""
    shared = [row(name, year, value) for year in (2023, 2024, 2025) for name, value in (
        ("labour_share", 46.0), ("reserves_share", 42.0), ("capital_share", 12.0))]  # fmt: skip
    carbon = [row("ghg_total", year, 12.0, segment=scope) for year in (2023, 2024, 2025)
              for scope in ({}, {"scope": "1"}, {"scope": "3"})]  # fmt: skip
    reserves = [row("indivisible_reserves_amount", year, 1000.0 * year) for year in (2023, 2024, 2025)]
    for page, name, rows in (
        (p5, "reserves_share", shared),
        (p11, "ghg_total", carbon),
        (p12, "indivisible_reserves_amount", reserves),
    ):
        cut = [{"indicator": name, "year": 2025, "cause": "definition", "texts": []}]
        drawn = [
            block.chart for block in page(impact_fixture.run(rows, breaks=cut)).blocks if isinstance(block, Figure)
        ]
        rules, told = cut_rows(next(chart for chart in drawn if chart.shape in ("stacked_rows", "pay_bands")))
        assert [len(levels) for levels in rules] == [1, 1], page
        assert told == [1, 1], page
        whole = [block.chart for block in page(impact_fixture.run(rows)).blocks if isinstance(block, Figure)]
        assert [cut_rows(chart) for chart in whole] == [([[], []], [0, 0])] * len(whole)


def test_a_change_of_method_falls_between_its_two_years():
    rows = [StackedRow(str(year), (Part(100, "x"),), cut="cut" if year == 2023 else "") for year in (2025, 2024, 2023)]
    (level,) = cut_rows(stacked_rows(rows, ["x"]))[0][0]
    middles = [bar["y"][0] for bar in stacked_rows(rows, ["x"]).wide["data"]]
    assert middles[1] < level < middles[2]
