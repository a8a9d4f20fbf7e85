"""Monthly payslips of a sample co-operative, computed from contracts and absences as payroll software would."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from scop_analytics.samples.absences import UNPAID, Absences, Leave
from scop_analytics.samples.people import Contract
from scop_analytics.samples.worlds import Row, Rows, World, cents, month_end, month_starts

DECEMBER: Final = 12
GROSS: Final = (
    "base_pay", "bonus_regular", "bonus_yearly", "bonus_exceptional", "seniority_bonus", "constraint_bonus",
    "overtime_pay", "benefits_in_kind", "exit_pay", "value_sharing_bonus",
)  # fmt: skip


@dataclass(frozen=True)
class Month:
    """One person's month: the share of it under contract and paid, working time, and where the month stands."""

    start: date
    end: date
    rate: Decimal
    paid_share: Decimal
    unpaid_days: int
    last: bool


def payslips(world: World, found: Absences) -> Rows:
    """The ``payroll`` table: every month from the first fiscal year to the end of the last calendar year."""
    months = month_starts(world.years[0].start, world.payroll_end)
    rows = [row for person in found.people for row in _person(world, person, found.of(person.person_id), months)]
    rows.sort(key=lambda row: (str(row["period"]), str(row["person_id"])))
    _correct(world, rows, found.people)
    return rows


def _person(world: World, person: Contract, leaves: list[Leave], months: list[date]) -> Iterator[Row]:
    earned = Decimal(0)  # what the yearly bonus rests on, since January
    for start in months:
        earned = Decimal(0) if start.month == 1 else earned
        month = _month(person, leaves, start)
        if month.paid_share <= 0:
            continue
        row = _payslip(world, person, month, leaves)
        thirteenth = bool(world["payroll"].get("thirteenth_month"))
        earned += Decimal(str(row["base_pay"])) if thirteenth else month.rate * month.paid_share
        if start.month == DECEMBER or month.last:
            row["bonus_yearly"] = _yearly(world, person, earned)
        row["total_gross"] = sum((Decimal(str(row[name])) for name in GROSS), Decimal(0))
        yield row


def _month(person: Contract, leaves: list[Leave], start: date) -> Month:
    end = month_end(start)
    first, last = max(start, person.start), min(end, person.end or end)
    days = max(0, (last - first).days + 1)
    unpaid = sum(leave.days(first, last) for leave in leaves if leave.kind in UNPAID) if days else 0
    share = Decimal(days - unpaid) / Decimal((end - start).days + 1)
    return Month(first, last, person.rate_on(last), share, unpaid, last=person.end is not None and person.end <= end)


def _payslip(world: World, person: Contract, month: Month, leaves: list[Leave]) -> Row:
    base = _base(world, person, month.start)
    paid = cents(base * month.rate * month.paid_share)
    presence = month.rate * month.paid_share
    extra = _extra(world, person, month, paid, presence)
    overtime = _overtime(world, person, month, base)
    norms = world["payslips"]
    hours = norms["full_time_hours"] * presence
    return {
        "entity_id": world.siren,
        "person_id": person.person_id,
        "contract_id": person.contract_id,
        "period": month.start.strftime("%Y-%m"),
        "payslip_id": "1",
        "base_pay": paid,
        "bonus_regular": extra["regular"],
        "bonus_yearly": Decimal(0),
        "bonus_exceptional": extra["exceptional"],
        "seniority_bonus": extra["seniority"],
        "constraint_bonus": extra["constraint"],
        "overtime_pay": cents(overtime * base / norms["full_time_hours"] * norms["overtime"]),
        "overtime_hours": overtime,
        "benefits_in_kind": extra["benefits"],
        "exit_pay": _exit_pay(world, person, month, base),
        "value_sharing_bonus": extra["sharing"],
        "labour_share_paid": Decimal(0),
        "profit_sharing": Decimal(0),
        "total_gross": Decimal(0),
        "hours_paid": cents(hours + overtime),
        "hours_worked": cents(_worked(world, month, leaves, hours) + overtime),
        "fte_month": month.rate,
        "absence_unpaid_days": month.unpaid_days,
        "is_correction": False,
    }


def _worked(world: World, month: Month, leaves: list[Leave], hours: Decimal) -> Decimal:
    """What is left of the paid hours once the holidays usual in the month and the paid absences are out."""
    off = sum(
        leave.working_days(month.start, month.end) for leave in leaves if leave.full_time and leave.kind not in UNPAID
    )
    usual: Decimal = world["payslips"]["worked"][month.start.month - 1]
    return max(Decimal(0), hours * usual - 7 * month.rate * off)


def _base(world: World, person: Contract, day: date) -> int:
    """Full-time monthly base pay on ``day``; raises take effect in one month of the year."""
    year = day.year if day.month >= int(world["calendar"]["raise_month"]) else day.year - 1
    return person.base[year]


def _extra(world: World, person: Contract, month: Month, paid: Decimal, presence: Decimal) -> dict[str, Decimal]:
    """What comes on top of base pay; people whose history the world fixes, trainees and agency workers get none of it."""
    pay, job = world["payroll"], person.job
    none = person.kept or person.kind not in ("CDI", "CDD")
    lucky = (
        not none
        and month.start.month == world["payslips"]["bonus_month"]
        and world.chance.happens(pay["exceptional"]["share"])
    )
    sharing = (
        world.of_year("payroll", "value_sharing", month.start.year)
        if month.start.month == DECEMBER and person.counts
        else 0
    )
    amounts: dict[str, Any] = {
        "regular": 0 if none else Decimal(job.get("variable", 0)) * presence,
        "exceptional": world.chance.one(pay["exceptional"]["amounts"]) if lucky else 0,
        "seniority": 0 if none or not pay.get("seniority") else paid * _seniority(world, person, month.start),
        "constraint": 0 if none else Decimal(job.get("constraint", 0)) * presence,
        "benefits": 0 if none else Decimal(job.get("benefit", 0)) * month.paid_share,
        "sharing": Decimal(sharing) * presence,
    }
    return {name: cents(amount) for name, amount in amounts.items()}


def _seniority(world: World, person: Contract, day: date) -> Decimal:
    """So many per cent every so many years, up to a limit, as branch agreements say; managers have none."""
    norms = world["payslips"]
    years = (day - person.start).days // 365 if person.job["csp"] not in ("CADRE", "DIRIGEANT") else 0
    step = int(norms["seniority_step"])
    return Decimal(min(years // step * step, int(norms["seniority_limit"]))) / 100


def _overtime(world: World, person: Contract, month: Month, base: int) -> Decimal:
    often = person.job.get("overtime", 0)
    if not often or not base or month.paid_share < 1 or month.rate < 1 or person.kind != "CDI":
        return Decimal(0)
    return Decimal(world.chance.number(2, 14)) if world.chance.happens(often) else Decimal(0)


def _yearly(world: World, person: Contract, earned: Decimal) -> Decimal:
    if person.kind in ("STAGE", "INTERIM"):
        return Decimal(0)
    if world["payroll"].get("thirteenth_month"):
        return cents(earned / 12)
    return cents(earned * Decimal(world["payroll"]["annual_bonus"]) / 12)


def _exit_pay(world: World, person: Contract, month: Month, base: int) -> Decimal:
    """Holidays due, and the indemnity of the kind of departure."""
    if not month.last or person.kind in ("STAGE", "INTERIM"):
        return Decimal(0)
    norms = world["payslips"]
    return cents(base * month.rate * (norms["holidays_left"] + norms["exit"].get(person.exit_reason, 0)))


def _correct(world: World, rows: Rows, people: list[Contract]) -> None:
    """A month overpaid, then taken back on a second payslip of the next month, as happens in every payroll."""
    steady = {
        person.person_id
        for person in people
        if person.kind == "CDI" and person.end is None and not person.kept and not person.rates
    }
    for period, later, amount in world["payroll"].get("corrections", []):
        both = {str(row["person_id"]) for row in rows if row["period"] == later} & steady
        wrong = world.chance.one([row for row in rows if row["period"] == period and row["person_id"] in both])
        for name in ("base_pay", "total_gross"):
            wrong[name] = Decimal(str(wrong[name])) + amount
        place = next(
            at for at, row in enumerate(rows) if row["period"] == later and row["person_id"] == wrong["person_id"]
        )
        rows.insert(place + 1, _taken_back(rows[place], Decimal(amount)))


def _taken_back(row: Row, amount: Decimal) -> Row:
    nothing: Row = {
        name: Decimal(0) for name, value in row.items() if isinstance(value, Decimal) and name != "fte_month"
    }
    return row | nothing | {
        "payslip_id": "2", "base_pay": -amount, "total_gross": -amount, "absence_unpaid_days": 0, "is_correction": True,
    }  # fmt: skip
