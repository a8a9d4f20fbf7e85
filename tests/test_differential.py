"""Co-operatives that lack one thing keep their other figures, computed beside thousands that lack nothing."""

from __future__ import annotations

import importlib
import json
from datetime import date

import polars as pl
import pytest

from scop_analytics import indicators
from scop_analytics.dossier import load
from scop_analytics.places import samples
from scop_analytics.results import JSON_SCHEMA, Reason

NAMES = (
    "headcount",
    "permanent_contract_share",
    "hires",
    "members",
    "employee_membership_rate",
    "meeting_turnout",
    "women_on_board",
)


@pytest.fixture(scope="module")
def whole():
    return load(samples() / "coop_42")


def renamed(table, name):
    return table.with_columns(pl.lit(name).alias("entity_id"))


@pytest.fixture(scope="module")
def network(whole):
    """Four copies of the sample: complete, nobody at closing, no members, no meetings."""
    names = {"complete": "100000009", "nobody": "200000008", "memberless": "300000007", "silent": "400000006"}
    parts = {table: [] for table in whole.tables}
    for kind, siren in names.items():
        for table, rows in whole.tables.items():
            own = renamed(rows, siren)
            if kind == "nobody" and table == "employees":
                own = own.with_columns(
                    pl.min_horizontal("contract_end", pl.lit(date(2025, 6, 30))).alias("contract_end")
                )
            if (kind, table) in {("memberless", "members"), ("silent", "assemblies"), ("silent", "attendance")}:
                own = own.clear()
            parts[table].append(own)
    from dataclasses import replace

    tables = {table: pl.concat(rows) for table, rows in parts.items()}
    spans = pl.concat([renamed(whole.fiscal_years, siren) for siren in names.values()])
    return names, replace(whole, tables=tables, fiscal_years=spans.select(whole.fiscal_years.columns))


@pytest.fixture(scope="module")
def by_sex(whole):
    """The results of the sample, also apart by sex, as some readers get them."""
    return {
        audience: indicators.compute(whole, by="sex", audience=audience)
        for audience in ("employer", "members", "public")
    }


@pytest.fixture(scope="module")
def figures(network):
    names, dossier = network
    rows = indicators.compute_full(dossier, only=NAMES).frame.filter(pl.col("year") == 2025)
    return {
        kind: {row["indicator"]: row for row in rows.filter(pl.col("company") == siren).to_dicts()}
        for kind, siren in names.items()
    }


def test_no_company_is_lost(figures):
    assert all(set(rows) == set(NAMES) for rows in figures.values())


def test_a_company_among_others_equals_itself_alone(figures, whole):
    alone = indicators.compute_full(whole, only=NAMES).frame.filter(pl.col("year") == 2025)
    values = dict(zip(alone["indicator"], alone["value"], strict=True))
    assert {name: row["value"] for name, row in figures["complete"].items()} == values


@pytest.mark.parametrize(
    ("kind", "lost"),
    [
        ("nobody", {"headcount", "permanent_contract_share", "employee_membership_rate"}),
        ("memberless", {"members", "employee_membership_rate"}),
        ("silent", {"meeting_turnout"}),
    ],
)
def test_what_lacks_one_thing_keeps_the_rest(figures, kind, lost):
    for name in set(NAMES) - lost:
        assert figures[kind][name]["value"] == figures["complete"][name]["value"], name


def test_each_absence_has_its_reason(figures):
    assert figures["nobody"]["headcount"]["value"] == 0
    assert json.loads(figures["nobody"]["permanent_contract_share"]["reason"])["key"] == "nobody"
    assert figures["memberless"]["members"]["status"] == "missing"
    assert figures["memberless"]["employee_membership_rate"]["value"] == 0
    assert json.loads(figures["silent"]["meeting_turnout"]["reason"]) == {"key": "no_rows", "table": "assemblies"}


def test_the_three_figures_of_the_origin(by_sex):
    found = by_sex["employer"]
    assert found.row("women_on_board", 2025).numerator == 4
    assert found.row("women_on_board", 2025).denominator == 9
    assert found.value("parental_leave_freedom", 2025) == 75
    assert found.value("pay_spread", 2025) == 2.4


def test_results_validate_against_the_published_schema(by_sex):
    jsonschema = importlib.import_module("jsonschema")
    jsonschema.validate(by_sex["members"].to_rows(), json.loads(JSON_SCHEMA.read_text(encoding="utf-8")))


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_every_reason_is_a_sentence(by_sex, lang):
    for found in by_sex.values():
        for row in found.frame.filter(pl.col("reason").is_not_null()).iter_rows(named=True):
            why = found.result(row).reason
            assert isinstance(why, Reason)
            assert why.sentence(lang)
            assert "{" not in why.sentence(lang)


@pytest.mark.parametrize("beside", [[], ["lowest_pay_to_minimum_wage"]], ids=["alone", "beside a moving law"])
def test_a_group_of_one_year_has_its_row_in_every_year(beside):
    """Contracts in the register of nine people at each closing; the trainee came and left in 2025, the minimum wage moved."""
    found = indicators.compute(
        load(samples() / "coop_9"), only=["headcount", *beside], by="contract_type", audience="employer"
    ).frame
    rows = found.filter(pl.col("indicator") == "headcount", pl.col("segment") != "{}").sort("year")
    counted = {json.loads(kind)["contract_type"]: own["value"].to_list() for (kind,), own in rows.group_by("segment")}
    assert counted == {"CDI": [6, 7, 8], "MANDATAIRE": [1, 1, 1], "STAGE": [0, 0, 0]}


def test_results_show_themselves(whole):
    found = indicators.compute(whole, only=["headcount", "surplus"], audience="members")
    html = found._repr_html_()
    assert "<table>" in html
    assert "42" in html
    assert found.to_pandas().shape == found.frame.shape
    assert found.years == [2023, 2024, 2025]
    assert found.row("headcount").label("fr") == "Effectif à la clôture"
