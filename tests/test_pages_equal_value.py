"""Pages E4 and E6 on real dossiers: what each audience reads, what stays hidden, what follows at the threshold."""

from __future__ import annotations

import dataclasses
import json
from functools import cache

import polars as pl
import pytest
from sample_reports import measured

from scop_analytics.privacy import policy
from scop_analytics.reports.objects import Figure, Say, Table
from scop_analytics.reports.pages import equity_e4, equity_e6
from scop_analytics.reports.preparing import Order, prepare

EVERYBODY = policy().audiences


@cache
def run(coop, audience, lang="fr"):
    return prepare(measured("equity", int(coop.removeprefix("coop_"))), Order("equity", None, audience, lang)).run


def blocks(page, kind):
    return [block for block in page.blocks if isinstance(block, kind)]


def cells(table):
    return [[cell.text for cell in row] for row in table.rows]


def said(page):
    """All sentences of a page, every space plain."""
    text = " ".join(block.text for block in blocks(page, Say))
    return text.replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("audience", EVERYBODY)
@pytest.mark.parametrize("coop", ["coop_9", "coop_42", "coop_180"])
def test_each_page_says_something_to_everybody(coop, audience, lang):
    for build in (equity_e4, equity_e6):
        page = build(run(coop, audience, lang))
        assert page.title
        assert page.blocks
        for figure in blocks(page, Figure):
            assert figure.reading
            assert figure.alternative
            assert figure.data.rows
        text = json.dumps(page.payload(), ensure_ascii=False)
        assert "nan" not in text.lower().split()
        assert "None" not in text


@pytest.mark.parametrize("audience", ["peers", "union", "public"])
@pytest.mark.parametrize("coop", ["coop_42", "coop_180"])
def test_no_category_figure_is_public(coop, audience):
    frame = run(coop, audience).frame
    categories = frame.filter(pl.col("indicator").str.contains("categor|standardised"))
    assert categories.height
    assert categories["value"].null_count() == categories.height
    page = equity_e6(run(coop, audience))
    assert not blocks(page, Table) + blocks(page, Figure)
    assert page.title == "Les écarts par catégorie ne sont pas publics"


def test_the_employer_reads_every_category_that_can_be_compared():
    page = equity_e6(run("coop_42", "employer"))
    table = next(table for table in blocks(page, Table) if table.caption == "Les écarts de chaque catégorie")
    frame = run("coop_42", "employer").frame
    given = frame.filter(
        (pl.col("indicator") == "category_gap_basic_hourly") & (pl.col("year") == 2025) & pl.col("value").is_not_null()
    )
    names = {json.loads(segment)["value_category"] for segment in given["segment"]}
    assert {row[0] for row in cells(table)} == names
    assert "évaluation conjointe" in said(page)
    assert "6 mois" in said(page)


def test_members_read_categories_of_five_women_and_five_men_only():
    page = equity_e6(run("coop_180", "members"))
    table = next(table for table in blocks(page, Table) if table.caption == "Les écarts de chaque catégorie")
    for row in table.rows:
        numbers = [
            int(word) for word in row[0].note.replace("\u00a0", " ").replace("\u202f", " ").split() if word.isdigit()
        ]
        assert min(numbers) >= 5
    # Of twelve, three are told. TAM · E (5 women, 16 men) would pass alone: the men of TAM less those of D and E are the two men of F.
    assert "9 catégories" in said(page)


def test_one_category_left_out_is_never_spoken_of():
    whole = run("coop_180", "members")
    hidden = pl.col("indicator").str.starts_with("category_") & (pl.col("value").is_null())
    names = sorted(
        {json.loads(text).get("value_category", "") for text in whole.frame.filter(hidden)["segment"]} - {""}
    )
    kept = names[1:]
    gone = pl.any_horizontal(pl.lit(False), *(pl.col("segment").str.contains(name, literal=True) for name in kept))
    page = equity_e6(dataclasses.replace(whole, frame=whole.frame.filter(~gone)))
    assert "masquées" not in said(page)
    assert "peuvent pas" not in page.title


def test_the_reason_and_the_action_of_the_co_operative_stand_beside_its_category():
    whole = run("coop_180", "employer")
    notes = {"E6/OUVRIER · N2/raison": "Ancienneté dans le poste.", "E6/OUVRIER · N2/action": "Revue en juin."}
    page = equity_e6(dataclasses.replace(whole, context={**whole.context, "notes": notes}))
    rows = {row[0].note: [cell.text for cell in row[1:]] for table in blocks(page, Table)[1:] for row in table.rows}
    assert rows["OUVRIER · N2"] == ["Ancienneté dans le poste.", "Revue en juin."]
    assert rows["TAM · E"] == ["aucune donnée à ce jour", "aucune donnée à ce jour"]


def test_the_labour_share_is_said_outside_with_both_results():
    facts = {name: run("coop_42", "employer").fact(name) for name in ("mean_gap_hourly", "mean_gap_hourly_shared")}
    outside, inside = (f"{fact.value:.1f} %".replace(".", ",") for fact in facts.values())
    assert f"est de {outside} sans elles, de {inside} si on les compte" in said(equity_e4(run("coop_42", "employer")))


def test_each_element_shows_recipients_of_each_sex_and_never_base_pay():
    table = next(
        table
        for table in blocks(equity_e4(run("coop_42", "employer")), Table)
        if table.caption == "Élément par élément"
    )
    rows = {row[0]: row[1:] for row in cells(table)}
    assert rows["Primes annuelles"][:2] == ["19", "24"]
    assert "Salaire de base" not in rows


def test_without_any_detail_of_payroll_the_page_says_so():
    whole = run("coop_42", "members")
    gone = whole.frame.filter(~pl.col("indicator").str.starts_with("variable_"))
    page = equity_e4(dataclasses.replace(whole, frame=gone))
    assert page.title == "La paie ne détaille pas les primes et compléments"
