"""Runs typed by hand for the pages of the impact report: a few results of two or three years, and what is known beside."""

from __future__ import annotations

import json

import polars as pl

from scop_analytics.indicators import catalogue
from scop_analytics.reports.run import Run
from scop_analytics.results import SCHEMA

SIREN = "732829320"
TEXTS = ("label", "short", "definition", "formula", "population")


def row(indicator, year, value=None, part=None, whole=None, **more):
    """One result; a share is worked out from its two terms. ``segment`` as a mapping, ``reason`` as a key or a mapping."""
    entry = catalogue.get(indicator)
    segment = json.dumps(more.pop("segment", {}), separators=(",", ":"), sort_keys=True)
    reason = more.pop("reason", None)
    told = {"key": reason} if isinstance(reason, str) else reason
    known = {
        "company": SIREN,
        "year": year,
        "indicator": indicator,
        "code": entry.code,
        "unit": entry.unit,
        "status": "ok",
    }
    if value is None and part is not None:
        value = 100 * part / whole
    numbers = {
        "value": value,
        "numerator": part,
        "denominator": whole,
        "segment": segment,
        "law": "[]",
        "period": "fiscal",
    }
    return {**dict.fromkeys(SCHEMA), **known, **numbers, "reason": json.dumps(told) if told else None, **more}


def hidden(indicator, year, reason="hidden_people", minimum=5, **more):
    """A masked result."""
    return row(indicator, year, status="suppressed", reason={"key": reason, "minimum": minimum}, **more)


def run(rows, lang="fr", audience="members", year=2025, **context):
    """A run of these rows."""
    frame = pl.DataFrame(rows, schema=SCHEMA)
    known = {
        name: {
            "code": entry.code, "family": entry.family, "unit": entry.unit, "polarity": entry.polarity, "sign": entry.sign,
            "standards": dict(entry.standards), "disclosure": entry.disclosure, "law": list(entry.law),
            "answers": list(entry.answers), "remedy": (entry.remedy or {}).get(lang, ""), **{text: getattr(entry, text)[lang] for text in TEXTS},
        }
        for name, entry in catalogue.load().items()
    }  # fmt: skip
    told = {
        "identity": {"name": "Coopérative Exemple", "siren": SIREN, "legal_form": "SA", "coop_status": "SCOP", "region": "84"},
        "year": year, "start": f"{year}-01-01", "end": f"{year}-12-31", "audience": audience, "lang": lang,
        "version": "0.1.0", "hash": "7c1e90ab54d0", "established": "2026-03-12", "catalogue": known,
    }  # fmt: skip
    return Run("impact", frame, {**told, **context}, lang)


def two_years():
    """Eight key figures: four better, one worse, one the same, the gap that allows no conclusion, the headcount."""
    return [
        row("headcount", 2024, 40.0, people=40), row("headcount", 2025, 42.0, people=42), row("average_fte", 2025, 39.15),
        row("employee_membership_rate", 2024, None, 28, 40), row("employee_membership_rate", 2025, None, 31, 42),
        row("women_on_board", 2024, None, 4, 9), row("women_on_board", 2025, None, 4, 9),
        row("meeting_turnout", 2024, None, 23, 30), row("meeting_turnout", 2025, None, 27, 33),
        row("pay_spread", 2024, 2.5), row("pay_spread", 2025, 2.4),
        row("labour_share", 2024, 44.0, 66000, 150000), row("labour_share", 2025, 46.0, 85740, 186400),
        row("median_gap_hourly", 2024, 7.0), row("median_gap_hourly", 2025, 6.1, low=-15.5, high=25.6, status="caution"),
        row("ghg_per_fte", 2024, 2.7), row("ghg_per_fte", 2025, 2.9), row("ghg_total", 2025, 114.5),
        *(row("pay_half_headcount", 2025, float(n), n, 40, segment={"half": half, "sex": sex})
          for half, sex, n in (("1", "F", 11), ("1", "M", 9), ("2", "F", 7), ("2", "M", 13))),
    ]  # fmt: skip


def surplus(year, total, parts, **verdicts):
    """The sharing of one year: (labour, legal reserve, development fund, interest) in euros."""
    labour, legal, fund, interest = parts
    told = {name: verdicts.get(name, "complies") for name in ("labour", "legal", "fund", "interest")}
    return [
        row("surplus", year, float(total)),
        row("labour_share", year, None, labour, total), row("reserves_share", year, None, legal + fund, total),
        row("capital_share", year, None, interest, total),
        row("labour_share_minimum", year, None, labour, total, threshold=25.0, verdict=told["labour"]),
        row("legal_reserve_minimum", year, float(legal), threshold=0.15 * total, verdict=told["legal"]),
        row("development_fund_positive", year, float(fund), threshold=0.0, verdict=told["fund"]),
        row("interest_limit", year, float(interest), threshold=float(labour), verdict=told["interest"]),
        row("full_allotment", year, 0.0, threshold=1.0, verdict="complies"),
    ]  # fmt: skip


def loss(year):
    """A year without a surplus."""
    none = {"status": "not_applicable", "reason": "loss_year"}
    return [
        row("surplus", year, -38000.0),
        *(row(name, year, **none) for name in ("labour_share", "reserves_share", "capital_share")),
    ]


def survey(counts, whole_invited=42, item="parental_leave_freedom"):
    """Answers of 2025 to the question on parental leave, from level 1 to level 5."""
    total, free = sum(counts), counts[3] + counts[4]
    return [
        row("parental_leave_freedom", 2025, None, free, total, people=total),
        row("survey_response_rate", 2025, None, total, whole_invited, segment={"item": item}),
        *(row("survey_answers", 2025, float(count), count, total, segment={"answer": str(level + 1), "item": item})
          for level, count in enumerate(counts)),
    ]  # fmt: skip
