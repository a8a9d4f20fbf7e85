"""Results and context of an imaginary co-operative of 42 people, as a finished run leaves them (plain, typed by hand)."""

from __future__ import annotations

import json

import polars as pl

SCHEMA = {
    "company": pl.String, "year": pl.Int32, "indicator": pl.String, "code": pl.String, "segment": pl.String,
    "unit": pl.String, "value": pl.Float64, "rounded": pl.Float64, "numerator": pl.Float64, "denominator": pl.Float64,
    "people": pl.Int64, "low": pl.Float64, "high": pl.Float64, "status": pl.String, "reason": pl.String,
    "verdict": pl.String, "threshold": pl.Float64, "direction": pl.String, "method": pl.String, "law": pl.String,
    "period": pl.String,
}  # fmt: skip
SIREN = "732829320"
CATALOGUE = {
    "women_in_workforce": ("EMP-18", "percent", "employment", "Femmes dans l'effectif", "Women in the workforce"),
    "headcount": ("EMP-01", "people", "employment", "Effectif", "Headcount"),
    "permanent_contract_share": ("EMP-05", "percent", "employment", "Emplois en CDI", "Permanent contracts"),
    "tenure_median": ("EMP-11b", "years", "employment", "Ancienneté médiane", "Median tenure"),
    "women_among_members": ("MEM-12", "percent", "membership", "Femmes parmi les associés", "Women among members"),
    "women_on_board": ("GOV-01", "percent", "governance", "Femmes au conseil", "Women on the board"),
    "women_leaders": ("GOV-20", "percent", "governance", "Femmes à la direction", "Women in management"),
    "meeting_turnout": ("GOV-12", "percent", "governance", "Votants à l'assemblée", "Voters at the meeting"),
    "meeting_attendance": ("GOV-11", "percent", "governance", "Présents à l'assemblée", "Present at the meeting"),
    "mandate_tenure": ("GOV-06", "years", "governance", "Ancienneté des mandats", "Tenure of mandates"),
    "consulted_decisions": ("DEC-01", "percent", "decisions", "Décisions consultées", "Consulted decisions"),
    "pay_quarter_headcount": ("PAY-12a", "people", "pay_equity", "Effectif par quart", "People by quarter"),
    "pay_half_headcount": ("PAY-12b", "people", "pay_equity", "Effectif par moitié", "People by half"),
    "median_gap_hourly": ("PAY-10a", "percent", "pay_equity", "Écart horaire médian", "Median hourly gap"),
}


def row(indicator, year, value=None, part=None, whole=None, status="ok", **more):
    code, unit, *_ = CATALOGUE[indicator]
    segment = json.dumps(more.pop("segment", {}), sort_keys=True)
    blank = dict.fromkeys(SCHEMA)
    if part is not None and value is None:
        value = 100 * part / whole
    known = {"company": SIREN, "year": year, "indicator": indicator, "code": code, "unit": unit, "segment": segment}
    return {
        **blank,
        **known,
        "value": value,
        "numerator": part,
        "denominator": whole,
        "status": status,
        "law": "[]",
        **more,
    }


def frame(quarters=True, halves=True, people=True):
    rows = [
        row("women_in_workforce", 2025, None, 19, 42),
        row("headcount", 2025, 42),
        row("permanent_contract_share", 2025, None, 39, 42),
        row("tenure_median", 2025, 6.0),
        row("women_among_members", 2025, None, 14, 33),
        row("women_on_board", 2025, None, 4, 9),
        row("women_leaders", 2025, None, 2, 5),
        row("median_gap_hourly", 2025, 6.1, low=-15.5, high=25.6, status="caution"),
        row("consulted_decisions", 2025, None, 3, 4),
        row("mandate_tenure", 2025, 3.2),
    ]
    for year, voted, there, called in ((2022, 18, 15, 24), (2023, 20, 16, 26), (2024, 23, 18, 30), (2025, 27, 21, 33)):
        rows += [
            row("meeting_turnout", year, None, voted, called),
            row("meeting_attendance", year, None, there, called),
        ]
    for cut, indicator, cells, shown in (
        ("quarter", "pay_quarter_headcount", {"4": (3, 7), "3": (4, 6), "2": (5, 5), "1": (6, 4)}, quarters),
        ("half", "pay_half_headcount", {"2": (7, 13), "1": (11, 9)}, halves),
    ):
        for level, counts in cells.items():
            for sex, count in zip("FM", counts, strict=True):
                segment = {cut: level, "sex": sex}
                hidden = {} if shown else {"status": "suppressed"}
                rows.append(row(indicator, 2025, count if shown else None, segment=segment, **hidden))
    return pl.DataFrame(rows, schema=SCHEMA).sort("indicator", "year", "segment")


def context(lang="fr", audience="members"):
    place = 0 if lang == "fr" else 1
    catalogue = {
        name: {
            "code": code,
            "unit": unit,
            "family": family,
            "label": labels[place],
            "short": labels[place],
            "standards": {"GRI": "405-1"},
        }
        for name, (code, unit, family, *labels) in CATALOGUE.items()
    }
    return {
        "identity": {"name": "Coopérative Exemple", "siren": SIREN, "legal_form": "SA"},
        "year": 2025, "start": "2025-01-01", "end": "2025-12-31", "audience": audience, "lang": lang,
        "version": "0.1.0", "hash": "7c1e90ab54d0", "established": "2026-03-12", "catalogue": catalogue,
        "sources": {"assemblies": {"title": "procès-verbaux" if lang == "fr" else "minutes"},
                    "mandates": {"title": "registre des mandats" if lang == "fr" else "register of mandates"},
                    "payroll": {"title": "paie 2025 (export du 14/01/2026)" if lang == "fr" else "payroll"}},
        "bodies": [
            {"body_type": "CA", "seats": 9, "women": 4, "men": 5, "employed": 8, "tenure": 3.2, "renewal": "2027-06-30"},
            {"body_type": "DIRECTION_SAS", "seats": 5, "women": 2, "men": 3, "employed": None, "tenure": 4.1, "renewal": "2026-06-30"},
            {"body_type": "CSE", "seats": 2, "women": 1, "men": 1, "employed": 2, "tenure": 1.8, "renewal": "2027-11-30"},
        ],
        "consultations": [
            {"date": "2025-02-04", "subject": "Télétravail : passer à trois jours", "note_published": True, "respondents": 38, "eligible": 42, "body": "CA", "outcome": "consensus", "implemented": True},
            {"date": "2025-05-13", "subject": "Nouveau local partagé", "note_published": True, "respondents": 35, "eligible": 42, "body": "AG", "outcome": "vote", "implemented": True},
            {"date": "2025-09-09", "subject": "Grille des salaires 2026", "note_published": True, "respondents": 40, "eligible": 42, "body": "CA", "outcome": "consensus", "implemented": False},
            {"date": "2025-11-18", "subject": "Participation au fonds coopératif", "note_published": False, "respondents": None, "eligible": None, "body": "CA", "outcome": "vote", "implemented": None},
        ],
    }  # fmt: skip


def run(name="impact", lang="fr", audience="members", **kept):
    from scop_analytics.reports.run import Run

    return Run(name, frame(**kept), context(lang, audience), lang)
