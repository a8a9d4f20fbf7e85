"""A small co-operative typed by hand: people with a monthly pay, the whole of 2025, read as any frames are."""

from __future__ import annotations

from datetime import date

import polars as pl

import scop_analytics as scop

COMPANY = "732829320"
# person, sex, contract, monthly base pay in euros, working-time rate
EIGHT = [
    ("W1", "F", "CDI", 2000.0, 1.0), ("W2", "F", "CDI", 2500.0, 1.0), ("W3", "F", "CDI", 1000.0, 0.5), ("W4", "F", "CDI", 3000.0, 1.0),
    ("M1", "M", "CDI", 2000.0, 1.0), ("M2", "M", "CDI", 3000.0, 1.0), ("M3", "M", "CDI", 3000.0, 1.0), ("M4", "M", "CDI", 4000.0, 1.0),
    ("AP", "F", "APPRENTI", 800.0, 1.0),
]  # fmt: skip


def coop(people=EIGHT, company=COMPANY, year=2025, csp="EMPLOYE", levels=None):
    """The dossier of ``people``; ``levels`` gives the job level of some of them (``A`` otherwise)."""
    return network({company: people}, year, csp, levels)


def network(companies, year=2025, csp="EMPLOYE", levels=None):
    """One dossier of several companies, each with its people."""
    frames = [_tables(people, company, year, csp, levels or {}) for company, people in companies.items()]
    return scop.load(**{name: pl.concat([tables[name] for tables in frames]) for name in frames[0]})


def _tables(people, company, year, csp, levels):
    start, end = date(year, 1, 1), date(year, 12, 31)
    entity = pl.DataFrame({"entity_id": [company], "fiscal_year": [year], "fiscal_year_start": [start], "fiscal_year_end": [end], "entity_name": ["Coopérative d'essai"]})  # fmt: skip
    employees = pl.DataFrame(
        [
            {
                "entity_id": company, "fiscal_year": year, "person_id": person, "contract_id": "1", "sex": sex,
                "contract_type": contract, "contract_start": date(2020, 1, 1), "fte_rate": rate, "csp": csp,
                "job_level": levels.get(person, "A"),
            }
            for person, sex, contract, _, rate in people
        ]
    )  # fmt: skip
    payroll = pl.DataFrame(
        [
            {
                "entity_id": company, "person_id": person, "contract_id": "1", "period": date(year, month, 1),
                "base_pay": pay, "total_gross": pay, "fte_month": rate,
            }
            for person, _, _, pay, rate in people
            for month in range(1, 13)
        ]
    )  # fmt: skip
    return {"entity": entity, "employees": employees, "payroll": payroll}
