"""Every rule finds the row it is about and leaves the right one alone; findings say where, never who or how much.

The cases are small tables a reader can check by eye: line 1 is the first row. Not shown here: reading files.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from scop_analytics.checks import check, render, usable
from scop_analytics.checks.crossing import declared
from scop_analytics.dossier import load
from scop_analytics.words import LANGUAGES, known

SIREN = "000000420"
MONTHS = [f"2025-{month:02d}" for month in range(1, 13)]


def table(*rows, company=SIREN):
    """A frame from rows of words; every row is of one company."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    texts = [{"entity_id": company, **{name: row.get(name) for name in names}} for row in rows]
    return pl.DataFrame(
        [{k: None if v is None else str(v) for k, v in row.items()} for row in texts], infer_schema_length=None
    )


def year(label=2025, **more):
    return {"fiscal_year": label, "fiscal_year_start": f"{label}-01-01", "fiscal_year_end": f"{label}-12-31", **more}


def person(name="P1", label=2025, **more):
    return {
        "fiscal_year": label,
        "person_id": name,
        "sex": "F",
        "contract_start": "2020-01-01",
        "contract_type": "CDI",
        **more,
    }


def slip(name="P1", period="2025-01", **more):
    return {"person_id": name, "period": period, "base_pay": "2500.50", "fte_month": "1", **more}


def lines(rule, **tables):
    """The lines a rule names, with the count of a finding that names none."""
    tables.setdefault("entity", table(year()))
    findings = check(load(**tables)).frame.filter(pl.col("rule") == rule)
    assert findings["company"].to_list() == [SIREN] * findings.height
    return [
        line if line is not None else f"x{count}"
        for line, count in findings.select("line", "count").sort("line").iter_rows()
    ]


TWO = table(person("P1"), person("P2", sex="M"))
FULL = [slip(period=month) for month in MONTHS]
BODY = table({"fiscal_year": 2025, "body_id": "B", "body_type": "CA", "seats_statutory": 2})
MEETING = {"assembly_id": "A1", "assembly_type": "AGO", "date": "2025-06-20", "entitled_members": 40}
SURPLUS = {
    "fiscal_year": 2025,
    "net_result": 8000,
    "labour_share_expensed": 2000,
    "surplus": 10000,
    "legal_reserve": 1500,
    "dev_fund": 500,
    "labour_share": 5000,
}


def member(name="M1", **more):
    return {"fiscal_year": 2025, "member_id": name, "category": "EMPLOYEE", "admission_date": "2021-01-01", **more}


def attends(name, status="PRESENT", holder=None):
    return {"gathering_id": "A1", "member_id": name, "status": status, "proxy_holder_id": holder}


def books(*entries, closing="2025-12-31"):
    """Accounts: each entry is a day and amounts by account, debits above zero."""
    rows = [
        {"closing": closing, "journal": "OD", "entry": number, "date": day, "account": account,
         "debit": max(amount, 0), "credit": max(-amount, 0)}
        for number, (day, accounts) in enumerate(entries)
        for account, amount in accounts.items()
    ]  # fmt: skip
    return table(*[{**row, "line": line} for line, row in enumerate(rows, start=2)])


def wages(months):
    return [(f"{month}-28", {"6411": 2500.5, "4210": -2500.5}) for month in months]


LEAVE_DUE = ("2025-12-31", {"6412": 3000, "4282": -3000})  # provided for: no payslip pays it this year
SHARED = {"120": 8000, "1061": -1500, "1063": -500, "424": -3000, "457": -3000}
STATED = {**SURPLUS, "interest_on_shares": 3000}
LATER_YEARS = table(year(2025), year(2026))


CASES = [
    # minimum wage of January 2025: 11.88 x 1 820 / 12 = 1 801.80 a month; half time 900.90
    (
        "ROW-03",
        [2],
        {
            "employees": TWO,
            "payroll": table(
                slip(base_pay="1801.80"),
                slip(period="2025-02", base_pay="1801.78"),
                slip(period="2025-03", base_pay="900.90", fte_month="0.5"),
            ),
        },
    ),
    (
        "ROW-03",
        [1],
        {
            "employees": table(person(fte_rate="0.8")),
            "payroll": table(
                slip(base_pay="1441", fte_month=None), slip(period="2025-02", base_pay="1442", fte_month=None)
            ),
        },
    ),
    ("ROW-03", [], {"employees": table(person(contract_type="APPRENTI")), "payroll": table(slip(base_pay="900"))}),
    ("ROW-03", [], {"employees": table(person(contract_start="2025-01-20")), "payroll": table(slip(base_pay="900"))}),
    (
        "ROW-03",
        [],
        {
            "employees": table(person()),
            "payroll": table(slip(base_pay="900")),
            "leaves": table({"leave_id": "L", "person_id": "P1", "start_date": "2025-01-10", "end_date": "2025-01-31"}),
        },
    ),
    (
        "ROW-04b",
        [2],
        {
            "employees": TWO,
            "payroll": table(
                slip(hours_paid="151.67", hours_worked="151.67"),
                slip(period="2025-02", hours_paid="151.67", hours_worked="160"),
                slip(period="2025-03", hours_paid="151.67", overtime_hours="10", hours_worked="160"),
            ),
        },
    ),
    (
        "ROW-15",
        [2],
        {
            "employees": TWO,
            "payroll": table(
                slip(base_pay="-10", is_correction="oui"), slip(period="2025-02", base_pay="-10", is_correction="non")
            ),
        },
    ),
    (
        "ROW-16",
        [2],
        {
            "employees": TWO,
            "payroll": table(
                slip(), slip("P2", base_pay="-10", is_correction="oui"), slip("P1", "2025-02", base_pay="-10")
            ),
        },
    ),
    (
        "ROW-17",
        [2],
        {
            "employees": TWO,
            "payroll": table(
                slip(), slip(period="2025-02", base_pay="0"), slip(period="2025-03", base_pay="0", fte_month="0")
            ),
        },
    ),
    (
        "ROW-18",
        [6],
        {
            "employees": TWO,
            "payroll": table(
                *[slip(period=month) for month in MONTHS[:5]],
                slip(period="2025-06", base_pay="50100"),
                slip(period="2025-07", base_pay="50010"),
            ),
        },
    ),
    (
        "ROW-19",
        ["x2"],
        {"employees": TWO, "payroll": table(slip(base_pay="250050"), slip(period="2025-02", base_pay="250050"))},
    ),
    # a year at the minimum wage is under 23,000: 24,000 a month is a yearly amount, 12,000 the pay of a well-paid month
    (
        "ROW-19b",
        ["x2"],
        {"employees": TWO, "payroll": table(slip(base_pay="24000"), slip(period="2025-02", base_pay="24000"))},
    ),
    # parts of 2,500: a total of 1,249 is under half, 7,501 above three times; the month of entry is left aside
    (
        "ROW-20",
        [2, 4],
        {
            "employees": table(person(contract_start="2025-05-20")),
            "payroll": table(
                *[
                    slip(period=f"2025-{month:02d}", base_pay="2300", bonus_regular="200", total_gross=total)
                    for month, total in enumerate(["1250", "1249", "7500", "7501", "900"], start=1)
                ]
            ),
        },
    ),
    (
        "ROW-02c",
        [2],
        {
            "employees": table(
                person(fte_rate="1", annual_days="218"),
                person("P2", fte_rate="1", annual_days="200"),
                person("P3", fte_rate="0.92", annual_days="200"),
            )
        },
    ),
    (
        "ROW-05b",
        [2],
        {
            "members": table(
                member(shares_held=10, share_nominal="15.50", capital_amount="155"),
                member("M2", shares_held=10, share_nominal="15.50", capital_amount="150"),
            )
        },
    ),
    (
        "ROW-07c",
        [2],
        {
            "assemblies": table(
                {**MEETING, "present": 30, "represented": 10},
                {**MEETING, "assembly_id": "A2", "present": 30, "represented": 11},
            )
        },
    ),
    (
        "ROW-08",
        [2],
        {
            "assemblies": table({**MEETING, "present": 10}),
            "votes": table(
                {"resolution_id": "R1", "assembly_id": "A1", "votes_for": 8, "votes_against": 2},
                {"resolution_id": "R2", "assembly_id": "A1", "votes_for": 8, "votes_against": 3},
            ),
        },
    ),
    (
        "ROW-09g",
        [2],
        {
            "consultations": table(
                *[
                    {
                        "consultation_id": f"C{n}",
                        "favourable": 3,
                        "reserved": 1,
                        "opposed": 1,
                        "no_opinion": 0,
                        "respondent_count": n,
                    }
                    for n in (5, 6)
                ]
            )
        },
    ),
    (
        "ROW-10",
        [2],
        {
            "survey": table(
                *[
                    {"survey_id": "S", "respondent_id": f"R{a}", "item_code": "meaning", "answer": a}
                    for a in (5, 6, "NSP")
                ]
            ),
            "survey_meta": table({"fiscal_year": 2025, "survey_id": "S", "item_code": "meaning", "scale": "1_5"}),
        },
    ),
    (
        "ROW-11b",
        [1],
        {
            "accidents": table(
                *[
                    {"accident_id": k, "kind": k, "recordable": "oui", "date": "2025-03-01"}
                    for k in ("TRAJET", "TRAVAIL")
                ]
            )
        },
    ),
    (
        "ROW-12",
        [2],
        {
            "environment": table(
                *[
                    {"period": "2025-01", "source_id": f"S{t}", "quantity": 1000, "factor": "0.2", "tco2e": t}
                    for t in ("0.2", "0.3")
                ]
            )
        },
    ),
    (
        "ROW-12b",
        [2],
        {
            "environment": table(
                {"period": "2025-01", "source_id": "S1", "scope": 3, "scope3_category": 7},
                {"period": "2025-01", "source_id": "S2", "scope": 3},
                {"period": "2025-01", "source_id": "S3", "scope": 1},
            )
        },
    ),
    # exit in March: April and May are final pay, June is not; July 2019 is before the start
    (
        "X-01",
        [2, 3],
        {
            "employees": table(person(contract_end="2025-03-15")),
            "payroll": table(slip(period="2025-05"), slip(period="2025-06"), slip(period="2019-07")),
        },
    ),
    (
        "X-01",
        [2],
        {
            "employees": table(
                person(contract_start="2024-01-01", contract_end="2024-02-29", contract_id="1"),
                person(contract_start="2025-03-10", contract_id="2"),
            ),
            "payroll": table(slip(period="2024-04"), slip(period="2024-05"), slip(period="2025-03")),
        },
    ),
    (
        "X-02",
        [1, 1],
        {
            "employees": table(person(), person("P2", contract_start="2025-11-10")),
            "payroll": table(*(s for s in FULL if s["period"] not in ("2025-04", "2025-05")), slip("P2", "2025-12")),
        },
    ),
    (
        "X-02",
        [],
        {
            "employees": table(person(contract_end="2025-10-30")),
            "payroll": table(*FULL[:9], slip("P2", "2025-12")),
            "leaves": table({"leave_id": "L", "person_id": "P2", "start_date": "2025-01-01", "end_date": "2025-11-30"}),
        },
    ),
    (
        "X-03",
        [2],
        {
            "members": table(member(exit_date="2025-09-30")),
            "governance_bodies": BODY,
            "mandates": table(
                {
                    "mandate_id": "1",
                    "body_id": "B",
                    "member_id": "M1",
                    "start_date": "2022-01-01",
                    "end_date": "2025-09-30",
                },
                {
                    "mandate_id": "2",
                    "body_id": "B",
                    "member_id": "M1",
                    "start_date": "2020-01-01",
                    "end_date": "2020-12-31",
                },
                {"mandate_id": "3", "body_id": "B", "member_id": "M1", "start_date": "2020-01-01", "role": "CENSEUR"},
            ),
        },
    ),
    (
        "X-04",
        [2],
        {
            "employees": table(person(), person("P2", contract_end="2025-06-30")),
            "members": table(
                member(person_id="P1"),
                member("M2", person_id="P2"),
                member("M3", person_id="P3", category="FORMER_RETIRED"),
            ),
        },
    ),
    (
        "X-04b",
        [2],
        {
            "employees": TWO,
            "members": table(member(person_id="P1"), member("M2", person_id="P2", category="FORMER_RETIRED")),
        },
    ),
    (
        "X-05",
        [1],
        {
            "assemblies": table({**MEETING, "present": 3, "represented": 1}),
            "attendance": table(attends("M1"), attends("M2"), attends("M3", "REPRESENTED", "M1")),
        },
    ),
    (
        "X-05b",
        [2],
        {
            "assemblies": table(MEETING),
            "members": table(member(), member("M2", admission_date="2025-07-01")),
            "attendance": table(attends("M1"), attends("M2")),
        },
    ),
    (
        "X-06",
        [3],
        {
            "assemblies": table(MEETING),
            "members": table(member(), member("M2"), member("M3")),
            "attendance": table(attends("M1"), attends("M2", "REPRESENTED", "M1"), attends("M3", "REPRESENTED", "M2")),
        },
    ),
    # 40 members: two proxies in one hand at most (40 / 20)
    (
        "X-06b",
        [2, 3, 4],
        {
            "assemblies": table(MEETING),
            "members": table(member()),
            "attendance": table(attends("M1"), *[attends(f"M{n}", "REPRESENTED", "M1") for n in (2, 3, 4)]),
        },
    ),
    (
        "X-06b",
        [],
        {
            "assemblies": table(MEETING),
            "members": table(member()),
            "attendance": table(attends("M1"), *[attends(f"M{n}", "REPRESENTED", "M1") for n in (2, 3)]),
        },
    ),
    (
        "X-07",
        ["x1"],
        {
            "governance_bodies": BODY,
            "mandates": table(
                *[
                    {"mandate_id": n, "body_id": "B", "member_id": f"M{n}", "start_date": "2024-01-01", "role": role}
                    for n, role in enumerate(["MEMBRE", "MEMBRE", "MEMBRE", "CENSEUR"])
                ]
            ),
        },
    ),
    (
        "X-07b",
        [2],
        {
            "governance_bodies": BODY,
            "mandates": table(
                *[
                    {"mandate_id": n, "body_id": "B", "member_id": who, "start_date": start, "end_date": end}
                    for n, (who, start, end) in enumerate(
                        [
                            ("M1", "2023-01-01", "2025-06-30"),
                            ("M1", "2025-06-20", None),
                            ("M2", "2023-01-01", "2025-06-20"),
                            ("M2", "2025-06-20", None),
                        ]
                    )
                ]
            ),
        },
    ),
    (
        "X-07c",
        [1],
        {
            "governance_bodies": table(
                {"fiscal_year": 2025, "body_id": "S", "body_type": "CS"},
                {"fiscal_year": 2025, "body_id": "G", "body_type": "GERANCE"},
            ),
            "mandates": table(
                {"mandate_id": "1", "body_id": "S", "member_id": "M1", "start_date": "2024-01-01"},
                {"mandate_id": "2", "body_id": "G", "member_id": "M1", "start_date": "2025-01-01"},
                {"mandate_id": "3", "body_id": "S", "member_id": "M2", "start_date": "2024-01-01"},
            ),
        },
    ),
    (
        "X-08",
        ["x1"],
        {
            "entity": table(year(capital_closing="3000")),
            "members": table(member(capital_amount="1500"), member("M2", capital_amount="1498.99")),
        },
    ),
    (
        "X-08",
        [],
        {
            "entity": table(year(capital_closing="3000")),
            "members": table(
                member(capital_amount="1500"),
                member("M2", capital_amount="1499"),
                member("M3", capital_amount="800", exit_date="2025-05-01"),
            ),
        },
    ),
    (
        "X-09",
        ["x1"],
        {
            "surplus_allocation": table(SURPLUS),
            "labour_share_rows": table(
                {"fiscal_year": 2025, "person_id": "P1", "amount": "2500"},
                {"fiscal_year": 2025, "person_id": "P2", "amount": "2498.99"},
            ),
        },
    ),
    (
        "X-10",
        [2, 3],
        {
            "labour_share_rows": table(
                *[
                    {
                        "fiscal_year": 2025,
                        "person_id": f"P{n}",
                        "eligible": e,
                        "presence_months": p,
                        "seniority_months": s,
                    }
                    for n, (e, p, s) in enumerate([("non", 2, 5), ("non", 3, 3), ("non", 1, 6), ("oui", 12, 60)])
                ]
            )
        },
    ),
    ("X-11", [1], {"surplus_allocation": table({**SURPLUS, "losses_brought_forward": 2})}),
    ("X-11", [], {"surplus_allocation": table({**SURPLUS, "losses_brought_forward": 1})}),
    (
        "X-12",
        [2],
        {
            "entity": table(
                year(2024, legal_reserve_opening=1000, dev_fund_opening=300),
                year(2025, legal_reserve_opening=2600, dev_fund_opening=800),
            ),
            "surplus_allocation": table({**SURPLUS, "fiscal_year": 2024}),
        },
    ),
    (
        "X-12b",
        [2, 3],
        {
            "entity": table(
                year(2023, max_capital_ever=9000, capital_closing=9000),
                year(2024, max_capital_ever=8000, capital_closing=8000),
                year(2025, max_capital_ever=8500, capital_closing=8600),
            )
        },
    ),
    (
        "X-14",
        [2],
        {
            "employees": table(*[person(f"P{n}") for n in range(20)]),
            "consultations": table(
                *[{"consultation_id": f"C{n}", "eligible_count": n, "open_date": "2025-05-05"} for n in (18, 15)]
            ),
        },
    ),
    (
        "X-15",
        [2],
        {
            "employees": table(person(contract_start="2025-03-01")),
            "recruitments": table(
                *[
                    {"candidate_id": f"K{day}", "stage": "EMBAUCHE", "person_id": "P1", "start_date": day}
                    for day in ("2025-04-30", "2025-05-01")
                ]
            ),
        },
    ),
    (
        "X-16",
        ["x2"],
        {"employees": TWO, "payroll": table(slip(hours_worked="140"), slip(period="2025-02"), slip(period="2025-03"))},
    ),
    (
        "X-17",
        [2],
        {
            "employees": table(person(contract_end="2025-06-30")),
            "leaves": table(
                {"leave_id": "1", "person_id": "P1", "start_date": "2025-06-30"},
                {"leave_id": "2", "person_id": "P1", "start_date": "2025-07-01"},
            ),
        },
    ),
    (
        "X-17b",
        [2],
        {
            "employees": TWO,
            "leaves": table(
                *[
                    {"leave_id": n, "person_id": "P1", "start_date": start, "end_date": end, "full_time": "oui"}
                    for n, (start, end) in enumerate(
                        [("2025-01-01", "2025-01-20"), ("2025-01-20", "2025-01-22"), ("2025-02-01", "2025-02-02")]
                    )
                ]
            ),
        },
    ),
    # 12 months of 95 hours for one full-time equivalent: 1 140 a year
    ("X-18", ["x1"], {"employees": TWO, "payroll": table(*[{**s, "hours_worked": "95"} for s in FULL])}),
    ("X-18", [], {"employees": TWO, "payroll": table(*[{**s, "hours_worked": "130"} for s in FULL])}),
    ("X-19", ["x2"], {"employees": TWO, "payroll": table(*FULL[:10])}),
    ("X-19", [], {"employees": TWO, "payroll": table(*FULL)}),
    ("X-19b", ["x2"], {"employees": TWO, "payroll": table(*FULL, slip(period="2026-01"), slip(period="2023-12"))}),
    (
        "X-20",
        [2],
        {
            "entity": table(year(2024), year(2025)),
            "employees": table(
                person("P1", 2024),
                person("P2", 2024),
                person("P3", 2024, contract_end="2024-12-31"),
                person("P1", 2025),
            ),
        },
    ),
    # twelve months of 2 500.50 in both; leave provided for is taken out, or the gap would be 3 000 / 30 006 = 10 %
    ("FEC-01", [], {"employees": TWO, "payroll": table(*FULL), "fec": books(*wages(MONTHS), LEAVE_DUE)}),
    # a month missing on one side: 2 500.50 / 30 006 = 8.3 %
    ("FEC-01", ["x1"], {"employees": TWO, "payroll": table(*FULL), "fec": books(*wages(MONTHS[1:]), LEAVE_DUE)}),
    # a file that does not reach the closing day, a payroll without every month: nothing to compare
    ("FEC-01", [], {"employees": TWO, "payroll": table(*FULL), "fec": books(*wages(MONTHS[:9]), closing="2025-09-30")}),
    ("FEC-01", [], {"employees": TWO, "payroll": table(*FULL[:10]), "fec": books(*wages(MONTHS))}),
    # a year from October to September is compared with its own months; the last three are another year's
    (
        "FEC-01",
        [],
        {
            "entity": table(year(2025, fiscal_year_start="2024-10-01", fiscal_year_end="2025-09-30")),
            "employees": TWO,
            "payroll": table(*[slip(period=month) for month in ("2024-10", "2024-11", "2024-12", *MONTHS)]),
            "fec": books(*wages(["2024-10", "2024-11", "2024-12", *MONTHS[:9]]), closing="2025-09-30"),
        },
    ),
    # result 8 000 in the accounts of the year; shared the year after, whose opening entry credits the profit
    (
        "FEC-02",
        [],
        {
            "entity": LATER_YEARS,
            "surplus_allocation": table(STATED),
            "fec": books(
                ("2025-06-30", {"7060": -20000, "6411": 12000, "5120": 8000}),
                ("2026-01-01", {"5120": 8000, "120": -8000}),
                ("2026-06-20", SHARED),
            ),
        },
    ),
    (
        "FEC-02",
        [1, 1],
        {
            "entity": LATER_YEARS,
            "surplus_allocation": table(STATED),
            "fec": books(
                ("2025-06-30", {"7060": -20000, "6411": 12001.01, "5120": 7998.99}),
                ("2026-06-20", {**SHARED, "1061": -1400, "110": -100}),
            ),
        },
    ),
    # shares turned into capital may take the account of the capital: labour share and interest are left alone
    (
        "FEC-02",
        [],
        {
            "entity": LATER_YEARS,
            "surplus_allocation": table({**STATED, "converted_to_shares": 6000}),
            "fec": books(("2026-06-20", {"120": 8000, "1061": -1500, "1063": -500, "1013": -6000})),
        },
    ),
    (
        "PPL-01",
        ["x1"],
        {"employees": table(person("P1"), person("P2"), person("P3", sex="M", contract_end="2025-11-30"))},
    ),
    ("PPL-02", ["x1"], {"employees": table(person("P1"), person("P2", contract_type="STAGE"))}),
    ("PPL-03", ["x1"], {"employees": table(person("P1"), person("P2", sex="NR"))}),
    (
        "PPL-04",
        [1, 2],
        {
            "entity": table(year(2024), year(2025)),
            "employees": table(person("P1", 2024), person("P1", 2025, sex="M"), person("P2", 2025)),
        },
    ),
    ("KEY-02", [2], {"employees": TWO, "payroll": table(slip("P2"), slip("P9"))}),
    (
        "KEY-02",
        [2],
        {"employees": TWO, "members": table(member(), member("M2", person_id="P9"), member("M3", person_id="P1"))},
    ),
]


@pytest.mark.parametrize(("rule", "expected", "tables"), CASES, ids=[f"{n}-{case[0]}" for n, case in enumerate(CASES)])
def test_rule_names_the_failing_rows(rule, expected, tables):
    assert lines(rule, **tables) == expected


def test_every_rule_has_a_case():
    assert set(declared()) <= {rule for rule, _, _ in CASES}


def test_every_rule_has_its_sentences_in_both_languages():
    from scop_analytics import tables as contracts
    from scop_analytics.checks import suites

    codes = {item.rule for contract in contracts.load_all().values() for item in suites.suite(contract)}
    codes |= {*declared(), "KEY-02", "KEY-03", "WVR-01", "WVR-02"}
    keys = [f"finding.{code}{part}" for code in codes for part in ("", ".why", ".remedy")]
    assert [key for key in keys for lang in LANGUAGES if not known(key, lang)] == []


def test_every_function_of_the_rule_modules_is_declared():
    from scop_analytics.checks.crossing import MODULES

    written = {
        name
        for module in MODULES
        for name, item in vars(module).items()
        if callable(item) and getattr(item, "__module__", "") == module.__name__ and not name.startswith("_")
    }
    assert written == {rule.function.__name__ for rule in declared().values()}


def test_a_yearly_row_is_not_taken_for_a_month():
    """2,000 euros a month for a year in one row is above the minimum wage, and its eleven other months are not missing."""
    dossier = load(
        entity=table(year()),
        employees=TWO,
        payroll=table(slip(period="2025-12", base_pay="24000"), slip("P2", "2025-12", base_pay="24000")),
    )
    yearly = dossier.tables["payroll"].with_columns(pl.lit(12, pl.Int8).alias("period_months"))
    found = set(check(replace(dossier, tables={**dossier.tables, "payroll": yearly})).frame["rule"])
    assert not found & {"ROW-03", "ROW-18", "ROW-19", "ROW-19b", "X-01", "X-02", "X-19"}


def test_a_correction_stands_beside_the_payslip_it_corrects_and_a_third_row_blocks():
    """Reading already keeps the first row of a key; frames made elsewhere are held to the same key."""
    slips = [slip(is_correction="non"), slip(is_correction="oui", base_pay="-20"), slip(period="2025-02"), slip("P2")]
    dossier = load(entity=table(year()), employees=TWO, payroll=table(*slips))
    assert not check(dossier).frame["rule"].str.starts_with("KEY").any()
    payroll = dossier.tables["payroll"]
    other = payroll.tail(1).with_columns(pl.lit(9, pl.Int64).alias("source_line"), base_pay=pl.lit(1, pl.Int64))
    copy = payroll.tail(1).with_columns(pl.lit(10, pl.Int64).alias("source_line"))
    for added, expected in (
        (other, [("KEY-01", 4, "block"), ("KEY-01", 9, "block")]),
        (copy, [("KEY-03", 10, "set_aside")]),
    ):
        tables = {**dossier.tables, "payroll": pl.concat([payroll, added])}
        found = check(replace(dossier, tables=tables)).frame.filter(pl.col("rule").str.starts_with("KEY"))
        assert found.select("rule", "line", "severity").rows() == expected


def test_ten_thousand_faulty_rows_are_all_named():
    rows = [slip(f"P{n // 12}", MONTHS[n % 12], base_pay="0") for n in range(10_000)]
    people = [person(f"P{n}") for n in range(834)]
    findings = check(load(entity=table(year()), employees=table(*people), payroll=table(*rows)))
    assert findings.frame.filter(pl.col("rule") == "ROW-17")["line"].to_list() == list(range(1, 10_001))
    assert findings.summary("fr").row(0, named=True)["count"] == 10_000


def test_what_blocks_is_one_table_of_one_company_year_and_what_is_set_aside_leaves():
    entity = table(year(2024, capital_closing=1000), year(2025, capital_closing=1000))
    members = table(member(capital_amount=1000), {**member(capital_amount=900), "fiscal_year": 2024})
    employees = table(person(), person("P2", contract_end="2019-01-01", sex="M"))
    dossier = load(entity=entity, members=members, employees=employees)
    findings = check(dossier)
    assert findings.blocks.rows() == [(SIREN, 2024, "members", "X-08")]
    assert findings.blocking
    assert findings.exit_code == 1
    assert usable(dossier, findings).tables["employees"]["person_id"].to_list() == ["P1"]
    assert check(dossier, year=2025).blocks.is_empty()


def test_warnings_and_breaches_of_law_do_not_block():
    findings = check(load(entity=table(year()), employees=TWO, payroll=table(slip(base_pay="900"))))
    assert "ROW-03" in findings.frame["rule"].to_list()
    assert findings.exit_code == 0


def test_no_finding_shows_a_name_or_a_pay():
    people = table(person("DURAND-Zoe", contract_end="2019-01-01"), person("P2", fte_rate="1.2", sex="M"))
    slips = table(
        slip("DURAND-Zoe", base_pay="-987.65"), slip("P2", base_pay="123.45"), slip("P2", "2025-02", base_pay="0")
    )
    findings = check(load(entity=table(year()), employees=people, payroll=slips))
    assert len(findings) >= 5
    shown = "".join(
        render(findings, form, lang) for form in ("text", "json", "junit", "github", "gitlab") for lang in LANGUAGES
    )
    shown += findings._repr_html_() + repr(findings) + findings.frame.write_csv()
    for secret in ("DURAND", "987", "123.45", "123,45", "12345"):
        assert secret not in shown


def test_engines_give_the_same_findings():
    tables = {
        "entity": table(year()),
        "employees": table(person(fte_rate="1.2"), person("P2", contract_end="2019-01-01")),
        "payroll": table(*FULL),
    }
    ours, theirs = (check(load(**tables), engine=engine).frame for engine in ("polars", "great-expectations"))
    assert ours.height > 0
    assert ours.equals(theirs)


def test_a_co_operative_adds_its_own_expectations(tmp_path):
    (tmp_path / "expectations").mkdir()
    own = '{"name": "payroll", "expectations": [{"type": "expect_column_values_to_be_between", "kwargs": {"column": "base_pay", "max_value": 2500.5}, "severity": "warning", "meta": {"notes": "grille de la coopérative"}}]}'
    (tmp_path / "expectations" / "payroll.json").write_text(own, encoding="utf-8")
    dossier = load(
        entity=table(year()), employees=TWO, payroll=table(slip(), slip(period="2025-02", base_pay="2500.51"))
    )
    dossier = replace(dossier, config=replace(dossier.config, path=tmp_path))
    findings = check(dossier, today=date(2026, 1, 1))
    assert findings.frame.filter(pl.col("rule") == "OWN-01").select("line", "severity").rows() == [(2, "warn")]
    assert "grille de la coopérative" in render(findings, "text", "fr")


FOLDERS = sorted(path.parent for path in Path(__file__).with_name("faults").glob("*/expected.toml"))


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_every_bad_file_is_told_in_every_form_and_language(folder):
    findings = check(load(folder))
    assert len(findings) > 0
    for form in ("text", "json", "junit", "github", "gitlab"):
        assert all(render(findings, form, lang) for lang in LANGUAGES)
    told = findings.summary("fr")
    assert told.filter((pl.col("what") == "") | (pl.col("remedy") == "")).is_empty(), told["rule"].to_list()
    assert not told["what"].str.contains(r"[{}]|None|null").any()


def test_an_empty_dossier_is_checked_too():
    assert check(load(entity=table(year()))).exit_code == 0
