"""Networks of a few small co-operatives drawn at random, every table filled, and their figures by the whole way.

Rows are typed as the contracts type them (cents, hundredths of hours, thousandths, ten-thousandths of a rate), so that what
is tested is derived frames and formulas together: nothing is written to files.
"""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from derived_cases import dossier

from scop_analytics import law, tables
from scop_analytics.derive import derive
from scop_analytics.indicators import catalogue, library
from scop_analytics.indicators.engine import Material, Request, run
from scop_analytics.indicators.law_in_use import rulings
from scop_analytics.indicators.segments import parse

COMPANIES = ("111111111", "222222222")
FIRST, LAST = date(2025, 1, 1), date(2025, 12, 31)
CSP = ("OUVRIER", "EMPLOYE", "TAM", "CADRE")
CATEGORIES = ("EMPLOYEE", "EMPLOYEE", "EMPLOYEE", "FORMER_RETIRED", "FORMER_OTHER", "EXTERNAL_PERSON", "EXTERNAL_COOP")
SOURCES = (
    ("GAZ", "kWh", 1), ("ELECTRICITE", "kWh", 2), ("AVION", "km", 3), ("TRAIN", "km", 3), ("DOMICILE_TRAVAIL", "km", 3),
    ("DECHETS", "kg", 3), ("EAU", "m3", 3), ("ACHATS", "EUR", 3), ("NUMERIQUE", "kg", 3),
)  # fmt: skip
STAGES = ("CANDIDATURE", "ENTRETIEN", "FINALISTE", "REFUS", "EMBAUCHE")


def network(seed):
    """Rows by table of two co-operatives; nobody's sex is unknown, so that exchanging the sexes is a mirror."""
    chance, rows = Random(seed), {}  # noqa: S311 - a draw, no secret
    for company in COMPANIES:
        for table, own in cooperative(chance, company).items():
            rows.setdefault(table, []).extend({"entity_id": company, **row} for row in own)
    return rows


def cooperative(chance, company):
    people = [f"{company[0]}-{n}" for n in range(chance.randint(6, 10))]
    sexes = {who: "FM"[n % 2] if n < 4 else chance.choice("FM") for n, who in enumerate(people)}
    members = [f"m{n}" for n in range(len(people) + 2)]
    made = (_accounts(chance), _staff(chance, sexes), _work(chance, people), _members(chance, people, members, sexes))
    made += (_meetings(chance, members), _decisions(chance), _hiring(chance, people, sexes), _given(chance))
    return {table: rows for part in made for table, rows in part.items()}


def _day(chance, first=FIRST, last=LAST):
    return first + timedelta(days=chance.randint(0, (last - first).days))


def _cents(chance, most):
    return chance.randint(1, most) * 100_00


def _accounts(chance):
    parts = {name: _cents(chance, 60) for name in ("legal_reserve", "dev_fund", "labour_share", "interest_on_shares")}
    surplus = sum(parts.values()) + _cents(chance, 20)
    card = {name: _cents(chance, 900) for name in (
        "max_capital_ever", "capital_closing", "legal_reserve_opening", "dev_fund_opening", "equity", "balance_sheet_total",
        "turnover", "value_added", "gross_payroll", "training_cost", "capex", "rd_spend", "cash", "personnel_cost", "taxes",
        "financial_charges", "depreciation", "savings_top_up",
    )}  # fmt: skip
    card |= {
        "fiscal_year": 2025, "fiscal_year_start": FIRST, "fiscal_year_end": LAST, "coop_status": "SCOP",
        "legal_form": chance.choice(["SARL", "SAS", "SA"]), "net_result": surplus - parts["labour_share"],
        "registration_date": _day(chance, date(1990, 1, 1)), "last_review_date": _day(chance, date(2019, 1, 1)),
        "membership_wait_months": chance.choice([6, 12, 24]), "has_auditor": chance.random() < 0.5,
        "keeps_former_members": chance.random() < 0.5, "review_reservations": chance.randint(0, 2),
        "admission_shares": chance.randint(1, 2), "workstations": 12, "controlled_by_group": chance.random() < 0.5,
    }  # fmt: skip
    share = {
        "fiscal_year": 2025,
        "surplus": surplus,
        "net_result": card["net_result"],
        **parts,
        "labour_key": "SALAIRE",
    }
    share |= {
        "labour_share_expensed": parts["labour_share"],
        "meeting_date": _day(chance, date(2026, 1, 1), date(2026, 9, 1)),
    }
    share |= {"other_reserves": 0, "carried_forward": surplus - sum(parts.values())}
    return {"entity": [card], "surplus_allocation": [share]}


def _staff(chance, sexes):
    staff, slips, shared = [], [], []
    for who, sex in sexes.items():
        came = _day(chance, date(2010, 1, 1), date(2025, 9, 1))
        left = _day(chance, max(came, FIRST)) if chance.random() < 0.25 else None
        staff.append({
            "fiscal_year": 2025, "person_id": who, "contract_id": "1", "contract_type": "CDI", "contract_start": came,
            "contract_end": left, "sex": sex, "csp": chance.choice(CSP), "fte_rate": chance.choice([5_000, 8_000, 10_000]),
            "age": chance.randint(20, 63), "work_site": chance.choice(["Nord", "Sud"]),
            "exit_reason": chance.choice(["DEMISSION", "FIN_ESSAI", "RETRAITE"]) if left else None,
            "disability_status": chance.random() < 0.2, "seniority_date": came,
        })  # fmt: skip
        first, last = max(came, FIRST), left or LAST
        slips += [
            {"person_id": who, "contract_id": "1", "period": date(2025, month, 1), "base_pay": 200_000 + chance.randint(0, 9) * 10_000,
             "hours_worked": 14_000, "hours_paid": 15_167, "profit_sharing": 5_000}
            for month in range(first.month, last.month + 1)
        ]  # fmt: skip
        shared.append({"fiscal_year": 2025, "person_id": who, "amount": chance.randint(0, 4) * 50_000, "eligible": True,
                       "presence_months": 6_000, "seniority_months": 12_000, "coefficient": 1_000})  # fmt: skip
    return {"employees": staff, "payroll": slips, "labour_share_rows": shared}


def _work(chance, people):
    some = [chance.choice(people) for _ in range(8)]
    begun = [_day(chance) for _ in range(8)]
    return {
        "accidents": [
            {"accident_id": str(n), "person_id": who, "date": begun[n], "kind": kind, "recordable": kind != "TRAJET",
             "days_lost": chance.randint(0, 9) * 1_000, "fatal": False}
            for n, (who, kind) in enumerate(zip(some, ["TRAVAIL", "TRAVAIL", "TRAJET", "MALADIE_PRO"], strict=False))
        ],
        "leaves": [
            {"leave_id": str(n), "person_id": who, "leave_type": chance.choice(["MALADIE", "CP", "PARENTAL_TOTAL", "AT"]),
             "start_date": begun[n], "end_date": begun[n] + timedelta(days=chance.randint(0, 20))}
            for n, who in enumerate(some)
        ],
        "trainings": [
            {"training_id": f"t{n}", "person_id": who, "topic": chance.choice(["METIER", "COOPERATIF"]), "start_date": begun[n],
             "hours": chance.randint(1, 40) * 100, "cost": _cents(chance, 9)}
            for n, who in enumerate(some)
        ],
    }  # fmt: skip


def _members(chance, people, members, sexes):
    rows = []
    for n, name in enumerate(members):
        category = chance.choice(CATEGORIES) if n else "EMPLOYEE"
        who = people[n] if n < len(people) and category == "EMPLOYEE" else None
        left = _day(chance) if chance.random() < 0.15 else None
        rows.append({
            "fiscal_year": 2025, "member_id": name, "person_id": who, "category": category, "votes": 1, "exit_date": left,
            "sex": sexes[who] if who else chance.choice("FM"), "admission_date": _day(chance, date(2012, 1, 1), date(2025, 6, 1)),
            "capital_amount": _cents(chance, 30), "repayment_due": 50_000 if left else None,
            "repayment_due_date": _day(chance, LAST, date(2033, 1, 1)) if left else None,
        })  # fmt: skip
    bodies = [("board", "CA", 5), ("lead", "GERANCE", 1)]
    seats = [
        {"mandate_id": f"{body}{n}", "body_id": body, "member_id": members[n], "person_id": rows[n]["person_id"],
         "sex": rows[n]["sex"], "role": "GERANT" if kind == "GERANCE" else "ADMINISTRATEUR",
         "start_date": _day(chance, date(2020, 1, 1), date(2025, 12, 1))}
        for body, kind, size in bodies
        for n in range(size)
    ]  # fmt: skip
    return {
        "members": rows,
        "mandates": seats,
        "governance_bodies": [
            {"fiscal_year": 2025, "body_id": body, "body_type": kind, "seats_statutory": size + 1, "term_years": 4_000}
            for body, kind, size in bodies
        ],
    }


def _meetings(chance, members):
    day = _day(chance)
    lists = [
        {"gathering_id": "ag", "member_id": name, "status": chance.choice(["PRESENT", "REMOTE", "REPRESENTED", "ABSENT"]),
         "proxy_holder_id": None}
        for name in members
    ]  # fmt: skip
    ballots = [
        {"resolution_id": f"r{n}", "assembly_id": "ag", "origin": chance.choice(["CA", "ASSOCIES"]), "resolution_kind": kind,
         "votes_for": chance.randint(1, 6), "votes_against": chance.randint(0, 3), "abstentions": chance.randint(0, 2),
         "blank_null": 0, "seats_open": 2, "candidates": chance.randint(2, 5), "adopted": True}
        for n, kind in enumerate(["ORDINAIRE", "ORDINAIRE", "ELECTION"])
    ]  # fmt: skip
    board = [{"meeting_id": f"b{n}", "body_id": "board", "date": _day(chance)} for n in range(2)]
    lists += [
        {"gathering_id": held["meeting_id"], "member_id": name, "status": chance.choice(["PRESENT", "ABSENT"]), "proxy_holder_id": None}
        for held in board
        for name in members[:5]
    ]  # fmt: skip
    assembly = {"assembly_id": "ag", "assembly_type": "AGO", "date": day}
    return {"assemblies": [assembly], "attendance": lists, "votes": ballots, "meetings": board}


def _decisions(chance):
    asked, groups = [], []
    for n in range(3):
        note = _day(chance, FIRST, date(2025, 6, 1))
        steps = [note + timedelta(days=chance.randint(0, 9) + 10 * step) for step in range(5)]
        answers = {name: chance.randint(0, 4) for name in ("favourable", "reserved", "opposed", "no_opinion")}
        women = {sex: chance.randint(5, 9) for sex in "FM"}
        asked.append({
            "consultation_id": f"c{n}", "is_major": chance.random() < 0.6, "note_date": note, "board_date": steps[1],
            "open_date": steps[2], "close_date": steps[3], "decision_date": steps[4], "eligible_count": 20,
            "respondent_count": sum(answers.values()), **answers, "objections_raised": 4, "objections_lifted": chance.randint(0, 4),
            "amended": chance.random() < 0.5, "decision_outcome": chance.choice(["consensus", "consent", "vote"]),
            "feedback_published_date": steps[4] if chance.random() < 0.5 else None,
        })  # fmt: skip
        groups += [
            {"consultation_id": f"c{n}", "group_kind": "sex", "group_value": sex, "eligible": 10, "respondents": count}
            for sex, count in women.items()
        ]
    told = [
        {"item": f"d{n}", "due": _day(chance), "published_date": _day(chance), "kind": kind}
        for n, kind in enumerate(["REUNION_COMPTES", "GRILLE_SALAIRES", "DOCUMENT"])
    ]
    return {"consultations": asked, "consultation_groups": groups, "transparency": told}


def _hiring(chance, people, sexes):
    rows = []
    for job in range(3):
        opened = _day(chance, date(2025, 2, 1), date(2025, 8, 1))
        for n, stage in enumerate((*STAGES, chance.choice(STAGES[:3]))):
            chosen = stage == "EMBAUCHE"
            rows.append({
                "candidate_id": f"k{job}{n}", "job_id": f"j{job}", "open_date": opened, "stage": stage,
                "candidate_sex": sexes[people[job]] if chosen else chance.choice("FM"), "met_team": chance.random() < 0.7,
                "coop_model_presented": chance.random() < 0.7, "pay_range_given": chance.random() < 0.5,
                "offer_date": opened + timedelta(days=30) if chosen else None, "person_id": people[job] if chosen else None,
            })  # fmt: skip
    return {"recruitments": rows}


def _given(chance):
    sources = [
        {"period": date(2025, 12, 1), "source_id": kind, "category": kind, "quantity": chance.randint(1, 900) * 1_000, "unit": unit,
         "factor": chance.randint(1, 900), "scope": scope, "scope3_category": 6 if scope == 3 else None,
         "renewable_share": 5_000, "recycled_share": 4_000}
        for kind, unit, scope in SOURCES
    ]  # fmt: skip
    placed = [
        {"investment_id": f"i{n}", "target_kind": kind, "is_social_economy": chance.random() < 0.7, "commit_date": _day(chance),
         "committed": 900_000, "called": chance.randint(1, 9) * 100_000, "returned": 0, "jobs_supported": chance.randint(0, 9),
         "target_turned_coop": chance.random() < 0.5}
        for n, kind in enumerate(["FONDS", "ESS", "STARTUP"])
    ]  # fmt: skip
    bought = [
        {"purchase_id": f"p{n}", "date": _day(chance), "is_social_economy": chance.random() < 0.5, "is_local": chance.random() < 0.5,
         "amount": _cents(chance, 50)}
        for n in range(4)
    ]  # fmt: skip
    acts = [
        {"action_id": f"a{n}", "date": _day(chance), "kind": kind, "hours": 800, "amount": _cents(chance, 9)}
        for n, kind in enumerate(["BENEVOLAT", "MENTORAT", "DON", "COTISATION", "PROJET_COOP"])
    ]
    return {"environment": sources, "investments": placed, "purchases": bought, "solidarity_actions": acts}


def of_families(*families):
    """The indicators of these families, by name."""
    return tuple(name for name, entry in catalogue.load().items() if entry.family in families)


def figures(rows, names, by="sex,scope", empty=""):
    """The results of ``names`` for a whole network, in full precision, with the law of each day.

    The files of the table ``empty`` hold their headers and no row.
    """
    known = dossier(**rows)
    known.tables.update({empty: known.tables[empty].clear()} if empty else {})
    found = derive(known, law.load())  # type: ignore[arg-type] # what derive reads of a dossier
    entries = {name: catalogue.get(name) for name in names}
    skeleton = found["company_year"].select("entity_id", "fiscal_year", "start", "end").collect()
    keys = [key for entry in entries.values() for key in entry.law] + sorted(library.law_keys(entries))
    material = Material(found, known.columns)
    results = run(material, rulings(law.load(), skeleton, keys), Request(entries, parse(by)))[0]
    return results.select(
        "company", "indicator", "segment", "value", "numerator", "denominator", "status", "reason", "verdict"
    )


def permuted(rows, seed):
    """The same rows in another order, table by table."""
    chance = Random(seed)  # noqa: S311 - a draw, no secret
    return {table: chance.sample(own, len(own)) for table, own in rows.items()}


def alone(rows, company):
    """The rows of one co-operative."""
    return {table: [row for row in own if row["entity_id"] == company] for table, own in rows.items()}


NAMES = (
    "person_id", "member_id", "accident_id", "leave_id", "training_id", "mandate_id", "consultation_id", "candidate_id", "job_id",
    "source_id", "investment_id", "purchase_id", "action_id", "item", "resolution_id", "gathering_id", "assembly_id", "meeting_id",
    "body_id",
)  # fmt: skip


def doubled(rows):
    """Everybody and everything twice, the second time under other names; the accounts of a company are twice as large."""
    twin = {
        table: [{**row, **{name: f"{row[name]}b" for name in NAMES if row.get(name)}} for row in own]
        for table, own in rows.items()
        if table not in ("entity", "surplus_allocation")
    }
    return {
        table: [*own, *twin[table]] if table in twin else [_twice(row, table) for row in own]
        for table, own in rows.items()
    }


def _twice(row, table):
    amounts = {column.name for column in tables.contract(table).columns if column.unit == "EUR"} | {"workstations"}
    return {name: 2 * value if name in amounts and isinstance(value, int) else value for name, value in row.items()}


def mirrored(rows):
    """Women become men and men women, everywhere a sex is told."""
    other = {"F": "M", "M": "F"}
    return {
        table: [
            {
                name: other.get(value, value) if name in ("sex", "candidate_sex", "group_value") else value
                for name, value in row.items()
            }
            for row in own
        ]
        for table, own in rows.items()
    }
