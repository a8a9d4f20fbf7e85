"""Small frames typed by hand, and the engine run on them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import polars as pl

from scop_analytics.indicators import catalogue
from scop_analytics.indicators.engine import Material, Request, run
from scop_analytics.indicators.ruling import Ruling
from scop_analytics.indicators.segments import canonical, parse

RULES = {
    "pay_equity.minimum_group": 1,
    "conventions.approached_share_maximum": 10,
    "conventions.caution_smaller_sex": 1,
    "conventions.caution_response": 50,
    "conventions.minimum_wage_tolerance": Decimal("0.01"),
    "conventions.allotment_tolerance": 1,
    "cooperative.minimum_members_sarl": 2,
    "cooperative.minimum_members_sas": 2,
    "cooperative.minimum_members_sa": 7,
    "cooperative.cooperators_capital_minimum": 51,
    "cooperative.cooperators_votes_minimum": 65,
    "cooperative.cooperators_votes_minimum_with_cooperatives": 51,
    "cooperative.external_votes_maximum": 35,
    "cooperative.outside_mandates_maximum": Fraction(1, 3),
    "cooperative.starter_years": 7,
    "surplus.legal_reserve_minimum": 15,
    "surplus.development_fund_minimum": 0,
    "surplus.labour_share_minimum": 25,
    "surplus.interest_to_reserves_maximum": 100,
    "surplus.interest_to_labour_share_maximum": 100,
}


def frame(rows, **defaults):
    """A derived frame: company A and year 2025 unless the rows say otherwise."""
    filled = [{"entity_id": "A", "fiscal_year": 2025, **defaults, **row} for row in rows]
    return pl.LazyFrame(filled, infer_schema_length=None).with_columns(pl.col("fiscal_year").cast(pl.Int32))


def years(*pairs):
    """The skeleton: calendar years of companies, ``("A", 2025)``."""
    rows = [
        {"entity_id": name, "fiscal_year": year, "start": date(year, 1, 1), "end": date(year, 12, 31)}
        for name, year in pairs
    ]
    return frame(rows)


def compute(frames, *names, by=None, findings=None, columns=None, rules=RULES):
    """Results of ``names`` on hand-typed frames."""
    entries = {name: catalogue.get(name) for name in names}
    given = {"company_year": years(("A", 2025)), **frames}
    return run(Material(given, columns, findings), [Ruling(rules)], Request(entries, parse(by)))[0]


def support(frames, *names, by=None):
    """The support facts of the same rows."""
    entries = {name: catalogue.get(name) for name in names}
    given = {"company_year": years(("A", 2025)), **frames}
    return run(Material(given), [Ruling(RULES)], Request(entries, parse(by)))[1]


def only(results, indicator=None, company="A", year=2025, **segment):
    """One row of results."""
    kept = results.filter(pl.col("company") == company, pl.col("year") == year, pl.col("segment") == canonical(segment))
    kept = kept if indicator is None else kept.filter(pl.col("indicator") == indicator)
    assert kept.height == 1, kept
    return kept.row(0, named=True)
