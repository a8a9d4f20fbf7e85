"""The accounts of a sample co-operative: its yearly card, the sharing of the surplus and each person's labour share."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal
from typing import Any, Final

from scop_analytics.samples.people import Contract
from scop_analytics.samples.worlds import Row, Rows, World, cents
from scop_analytics.years import FiscalYear

SHARED: Final = ("legal_reserve", "dev_fund", "other_reserves", "labour_share", "interest")
DECLARED: Final = (  # what statutes and registers say once, where a world says it
    "admission_shares", "share_deduction_rate", "keeps_former_members", "review_reservations", "controlled_by_group", "has_bdese",
    "report_tells_project", "transformation_date",
)  # fmt: skip


def money(row: Row, name: str) -> Decimal:
    """An amount of a row, zero when empty."""
    return Decimal(str(row.get(name) or 0))


def allocations(world: World) -> Rows:
    """The ``surplus_allocation`` table: the surplus rebuilt from the accounts, then shared as the meeting voted."""
    return [_allocation(world, year, world["accounts"][str(year.label)]) for year in world.years]


def _allocation(world: World, year: FiscalYear, account: dict[str, Any]) -> Row:
    def amount(name: str) -> Decimal:
        return cents(account.get(name, 0))

    taken_out = ("losses_brought_forward", "disposal_gains", "revaluation_gains", "ppi_released")
    surplus = amount("net_result") + amount("labour_share_expensed") + amount("credit_brought_forward")
    surplus -= sum((amount(name) for name in taken_out), Decimal(0))
    left = surplus - sum((amount(name) for name in SHARED), Decimal(0))
    agreement = amount("labour_share_expensed") > 0
    return {
        "entity_id": world.siren,
        "fiscal_year": year.label,
        "net_result": amount("net_result"),
        "labour_share_expensed": amount("labour_share_expensed"),
        "ppi_released": amount("ppi_released"),
        "losses_brought_forward": amount("losses_brought_forward"),
        "credit_brought_forward": amount("credit_brought_forward"),
        "disposal_gains_net": amount("disposal_gains"),
        "revaluation_gains": amount("revaluation_gains"),
        "surplus": surplus,
        "legal_reserve": amount("legal_reserve"),
        "dev_fund": amount("dev_fund"),
        "other_reserves": amount("other_reserves"),
        "labour_share": amount("labour_share"),
        "labour_key": account.get("key"),
        "interest_on_shares": amount("interest"),
        "carried_forward": left,
        "has_derogatory_agreement": agreement,
        "rsp_amount": amount("labour_share") if agreement else Decimal(0),
        "ppi_amount": amount("ppi_amount"),
        "meeting_date": account["meeting"],
        "converted_to_shares": amount("converted"),
    }


def cards(world: World, shares: Rows, payroll: Rows, trainings: Rows, register: Rows) -> Rows:
    """The ``entity`` table: one row per fiscal year, reserves chained from one year to the next."""
    accounts = world["accounts"]
    reserve, fund = Decimal(accounts["legal_reserve_opening"]), Decimal(accounts["dev_fund_opening"])
    highest = Decimal(accounts["max_capital_before"])
    rows = []
    for year, share in zip(world.years, shares, strict=True):
        capital = sum(
            (money(row, "capital_amount") for row in register if row["fiscal_year"] == year.label), Decimal(0)
        )
        highest = max(highest, capital)
        spent = sum((money(row, "cost") for row in trainings if in_year(row["start_date"], year)), Decimal(0))
        gross = sum((money(row, "total_gross") for row in payroll if _paid_in(row, year)), Decimal(0))
        balance = _balance(world, year, share, (capital, highest, reserve, fund))
        rows.append(
            _identity(world, year)
            | balance
            | {"gross_payroll": gross, "training_cost": spent}
            | _sharing_of_value(world, year, share, money(balance, "value_added"), gross)
        )
        reserve, fund = reserve + money(share, "legal_reserve"), fund + money(share, "dev_fund")
    return rows


def in_year(day: object, year: FiscalYear) -> bool:
    """Whether ``day`` lies in the fiscal year."""
    return isinstance(day, date) and year.start <= day <= year.end


def _paid_in(row: Row, year: FiscalYear) -> bool:
    return in_year(date.fromisoformat(f"{row['period']}-01"), year)


def _identity(world: World, year: FiscalYear) -> Row:
    card = world["entity"]
    return {
        "entity_id": world.siren,
        "fiscal_year": year.label,
        "entity_name": world["name"],
        "legal_form": card["legal_form"],
        "coop_status": card["coop_status"],
        "regional_union": card["regional_union"],
        "naf_code": card["naf_code"],
        "region": card["region"],
        "fiscal_year_start": year.start,
        "fiscal_year_end": year.end,
        "registration_date": card["registration_date"],
        "membership_wait_months": card["membership_wait_months"],
        "max_holding_rate": card["max_holding_rate"],
        "legal_reserve_overflow_to_fd": card["legal_reserve_overflow_to_fd"],
        "last_review_date": max((day for day in _reviews(card) if day <= year.end), default=None),
        "has_auditor": card["has_auditor"],
        **{name: card.get(name) for name in DECLARED},
    }


def _reviews(card: dict[str, Any]) -> list[date]:
    found = card["last_review_date"]
    return found if isinstance(found, list) else [found]


def _balance(world: World, year: FiscalYear, share: Row, stock: tuple[Decimal, Decimal, Decimal, Decimal]) -> Row:
    capital, highest, reserve, fund = stock
    accounts = world["accounts"]
    turnover = cents(world.of_year("accounts", "turnover", year.label))
    equity = capital + reserve + fund + money(share, "net_result") - money(share, "losses_brought_forward")
    return {
        "max_capital_ever": highest,
        "capital_closing": capital,
        "legal_reserve_opening": reserve,
        "dev_fund_opening": fund,
        "equity": equity,
        "balance_sheet_total": cents(equity / accounts["balance_share"]),
        "turnover": turnover,
        "value_added": cents(turnover * accounts["value_added_share"]),
        "net_result": money(share, "net_result"),
        "capex": cents(world.of_year("accounts", "capex", year.label)),
        "rd_spend": cents(world.of_year("accounts", "rd_spend", year.label)),
        "cash": cents(world.of_year("accounts", "cash", year.label)),
    }


def _sharing_of_value(world: World, year: FiscalYear, share: Row, value_added: Decimal, gross: Decimal) -> Row:
    """Who receives the value added; depreciation is what is left, so that the parts make the whole."""
    accounts = world["accounts"]
    staff, taxes = cents(gross * accounts["charges"]), cents(value_added * accounts["taxes_share"])
    lenders = cents(world.of_year("accounts", "financial_charges", year.label))
    given = staff + taxes + lenders + money(share, "labour_share_expensed") + money(share, "net_result")
    return {
        "personnel_cost": staff,
        "taxes": taxes,
        "financial_charges": lenders,
        "depreciation": value_added - given,
        "savings_top_up": cents(world.of_year("accounts", "savings_top_up", year.label)),
        "workstations": world.of_year("accounts", "workstations", year.label, None),
        "device_life_years": world.of_year("accounts", "device_life_years", year.label, None),
    }


def individual_shares(world: World, people: list[Contract], payroll: Rows, shares: Rows) -> Rows:
    """The ``labour_share_rows`` table: the staff at closing, members or not, by the key of the meeting.

    Under a derogatory agreement those who left during the year keep their right (``leavers_share``).
    """
    rows: Rows = []
    leavers = bool(world["accounts"].get("leavers_share"))
    slips = defaultdict(list)
    for row in payroll:
        slips[row["person_id"]].append(row)
    for year, share in zip(world.years, shares, strict=True):
        staff = [person for person in people if person.counts and person.overlaps(year.start, year.end)]
        present = [person for person in staff if leavers or person.open_on(year.end)]
        entries = [_entry(world, person, year, slips[person.person_id]) for person in present]
        _split(entries, money(share, "labour_share"), str(share["labour_key"]))
        rows += entries
    return rows


def _entry(world: World, person: Contract, year: FiscalYear, own: Rows) -> Row:
    """Right to the labour share: three months of presence in the year or six months of seniority."""
    first = max(person.start, year.start)
    last = min(person.end or year.end, year.end)
    slips = [row for row in own if _paid_in(row, year)]
    presence, rights = Decimal((last - first).days + 1) / Decimal("30.4375"), world["rights"]
    wages = sum((money(row, "total_gross") - money(row, "exit_pay") for row in slips), Decimal(0))
    return {
        "entity_id": world.siren,
        "fiscal_year": year.label,
        "person_id": person.person_id,
        "presence_days": (last - first).days + 1,
        "presence_months": presence.quantize(Decimal("0.01")),
        "seniority_months": _months(person.start, last),
        "wage_base": max(wages, Decimal(0)),
        "hours_base": max(
            sum((money(row, "hours_paid") - money(row, "overtime_hours") for row in slips), Decimal(0)), Decimal(0)
        ),
        "coefficient": Decimal(1),
        "eligible": presence >= rights["presence"] or _months(person.start, last) >= rights["seniority"],
        "amount": Decimal(0),
    }


def _months(first: date, last: date) -> int:
    """Whole months from ``first`` to ``last``."""
    return (last.year - first.year) * 12 + last.month - first.month - (last.day < first.day)


def _split(entries: Rows, total: Decimal, key: str) -> None:
    """Share ``total`` by the key, to the cent; the last cents go to the largest remainders."""
    chosen = [entry for entry in entries if entry["eligible"]]
    if not total:  # a loss, or nothing voted
        return
    weights = [_weight(entry, key) for entry in chosen]
    exact = [total * 100 * weight / sum(weights, Decimal(0)) for weight in weights]
    whole = [int(amount) for amount in exact]
    order = sorted(range(len(exact)), key=lambda place: whole[place] - exact[place])
    for place in order[: int(total * 100) - sum(whole)]:
        whole[place] += 1
    for entry, amount in zip(chosen, whole, strict=True):
        entry["amount"] = Decimal(amount) / 100


def _weight(entry: Row, key: str) -> Decimal:
    wages, hours = money(entry, "wage_base"), money(entry, "hours_base")
    return {"SALAIRE": wages, "TEMPS": hours, "EGAL": Decimal(1), "MIXTE": wages / 20 + hours / 2}[key]


def pay_out(world: World, payroll: Rows, shares: Rows, entries: Rows) -> None:
    """Write each labour share on the payslip of the month after the meeting, for those still there."""
    amounts = {(row["fiscal_year"], row["person_id"]): row["amount"] for row in entries}
    month = int(world["payroll"]["share_paid_month"])
    when = {date(share["meeting_date"].year, month, 1).strftime("%Y-%m"): share["fiscal_year"] for share in shares}  # type: ignore[attr-defined]
    for row in payroll:
        if row["period"] in when and row["payslip_id"] == "1":
            row["labour_share_paid"] = amounts.get((when[row["period"]], row["person_id"]), Decimal(0))
