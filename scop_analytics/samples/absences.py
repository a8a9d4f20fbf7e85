"""Absences of a sample co-operative: sickness, accidents, births and the parental leave that follows, unpaid leave."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from scop_analytics.errors import PackageError
from scop_analytics.samples.people import Contract
from scop_analytics.samples.worlds import Row, Rows, World, add_months

UNPAID = frozenset({"SANS_SOLDE", "PARENTAL_TOTAL"})
SATURDAY = 5
SHARE_OF_PARTIAL = Decimal("0.8")


@dataclass(frozen=True)
class Leave:
    """One absence of one person; ``end`` may lie after the last payslip."""

    person_id: str
    kind: str
    start: date
    end: date

    @property
    def full_time(self) -> bool:
        """Whether the person did not work at all meanwhile."""
        return self.kind != "PARENTAL_PARTIEL"

    def days(self, first: date, last: date) -> int:
        """Calendar days of this absence from ``first`` to ``last``."""
        return max(0, (min(self.end, last) - max(self.start, first)).days + 1)

    def working_days(self, first: date, last: date) -> int:
        """Monday to Friday of this absence from ``first`` to ``last``."""
        begin = max(self.start, first)
        return sum((begin + timedelta(days=day)).weekday() < SATURDAY for day in range(self.days(first, last)))

    def meets(self, other: Leave) -> bool:
        """Whether both absences share a day."""
        return self.start <= other.end and other.start <= self.end


@dataclass(frozen=True)
class Absences:
    """Everything about absence: leaves, births, accidents, and the people whose working time a partial leave changes."""

    leaves: list[Leave]
    births: Rows
    accidents: Rows
    people: list[Contract]

    def of(self, person_id: str) -> list[Leave]:
        """One person's absences."""
        return [leave for leave in self.leaves if leave.person_id == person_id]


def absences(world: World, people: list[Contract]) -> Absences:
    """The absences of all years; nobody is absent twice on one day, nor outside a contract."""
    births, leaves = _births(world, people)
    _unpaid(world, people, leaves)
    accidents = _accidents(world, people, leaves)
    _sickness(world, people, leaves)
    leaves.sort(key=lambda leave: (leave.start, leave.person_id))
    return Absences(leaves, births, accidents, _part_time_parents(people, leaves))


def _add(leaves: list[Leave], person: Contract, leave: Leave) -> bool:
    """Keep the absence when it lies inside the contract and meets no other one of the person."""
    inside = person.start <= leave.start and (person.end is None or leave.end <= person.end)
    free = not any(other.person_id == leave.person_id and other.meets(leave) for other in leaves)
    if inside and free:
        leaves.append(leave)
    return inside and free


def _births(world: World, people: list[Contract]) -> tuple[Rows, list[Leave]]:
    rows: Rows = []
    leaves: list[Leave] = []
    parents: set[str] = set()
    for event in world.get("births", []):
        person = _parent(world, people, parents, event)
        parents.add(person.person_id)
        kind = event.get("kind", "NAISSANCE")
        rows.append(
            {"entity_id": world.siren, "person_id": person.person_id, "event_date": event["date"], "event_type": kind}
        )
        for leave in _around(person, event, kind):
            if not _add(leaves, person, leave):
                raise PackageError("sample_world", where=world.name, what=leave.kind, day=leave.start)
    return rows, leaves


def _parent(world: World, people: list[Contract], parents: set[str], event: dict[str, Any]) -> Contract:
    """Someone of the wanted sex, of a fitting age, with a year of seniority, whose contract runs to the end."""
    since = event["date"] - timedelta(days=366)
    fit = [
        person for person in people
        if person.sex == event["sex"] and person.kind == "CDI" and person.end is None and not person.kept
        and person.start <= since and person.person_id not in parents and _fits(world, event["date"].year - person.birth_year)
    ]  # fmt: skip
    if not fit:
        raise PackageError("sample_world", where=world.name, what="births", day=event["date"])
    return world.chance.one(fit)


def _fits(world: World, age: int) -> bool:
    return bool(world["parents"]["youngest"] <= age <= world["parents"]["oldest"])


def _around(person: Contract, event: dict[str, Any], kind: str) -> Iterator[Leave]:
    """The leave around a birth or an adoption, then the parental leave if one was taken."""
    born: date = event["date"]
    if kind == "ADOPTION":
        spell = Leave(person.person_id, "ADOPTION", born, born + timedelta(days=111))
    elif person.sex == "F":
        spell = Leave(person.person_id, "MATERNITE", born - timedelta(days=42), born + timedelta(days=69))
    else:
        spell = Leave(person.person_id, "PATERNITE", born, born + timedelta(days=27))
    yield spell
    if "took" in event:
        start = add_months(spell.end.replace(day=1), 1)
        if event["took"] == "PARENTAL_TOTAL":
            start = spell.end + timedelta(days=1)
        yield Leave(person.person_id, event["took"], start, add_months(start, int(event["months"])) - timedelta(days=1))


def _part_time_parents(people: list[Contract], leaves: list[Leave]) -> list[Contract]:
    """Parents on partial leave work 80 % of their time while it lasts."""
    partial = {leave.person_id: leave for leave in leaves if leave.kind == "PARENTAL_PARTIEL"}
    return [_reduced(person, partial[person.person_id]) if person.person_id in partial else person for person in people]


def _reduced(person: Contract, leave: Leave) -> Contract:
    before, after = person.rate_on(leave.start), person.rate_on(leave.end + timedelta(days=1))
    earlier = tuple(step for step in person.rates if step[0] < leave.start)
    later = tuple(step for step in person.rates if step[0] > leave.end)
    during = ((leave.start, before * SHARE_OF_PARTIAL), (leave.end + timedelta(days=1), after))
    return replace(person, rates=earlier + during + later)


def _unpaid(world: World, people: list[Contract], leaves: list[Leave]) -> None:
    """Unpaid leave: ``[days of the year → length]`` of the world, one person each."""
    steady = [person for person in people if person.kind == "CDI" and person.end is None and not person.kept]
    for start, days in world["activity"]["unpaid"]:
        willing = [person for person in steady if person.start < start]
        for _ in range(20):
            person = world.chance.one(willing)
            if _add(
                leaves, person, Leave(person.person_id, "SANS_SOLDE", start, start + timedelta(days=int(days) - 1))
            ):
                break


def _accidents(world: World, people: list[Contract], leaves: list[Leave]) -> Rows:
    rows: Rows = []
    for day, kind, lost in world["activity"]["accidents"]:
        present = [
            person
            for person in people
            if person.open_on(day) and person.open_on(day + timedelta(days=60)) and not person.kept
        ]
        person = world.chance.one(present)
        name = {"TRAVAIL": "AT", "TRAJET": "TRAJET", "MALADIE_PRO": "MP"}[kind]
        kept = lost == 0 or _add(
            leaves, person, Leave(person.person_id, name, day + timedelta(days=1), day + timedelta(days=int(lost)))
        )
        rows.append(
            {
                "entity_id": world.siren,
                "accident_id": f"ACC-{len(rows) + 1:03d}",
                "person_id": person.person_id,
                "date": day,
                "kind": kind,
                "recordable": kind != "TRAJET",
                "days_lost": int(lost) if kept else 0,
                "fatal": False,
            }
        )
    return rows


def _sickness(world: World, people: list[Contract], leaves: list[Leave]) -> None:
    """One year in two, a short spell; one person in twenty, a long one."""
    lengths = [1, 2, 2, 3, 3, 4, 5, 5, 8, 12]
    for year in world.years:
        for person in people:
            if person.kind not in ("CDI", "CDD") or not world.chance.happens("0.45"):
                continue
            days = (
                world.chance.number(35, 80)
                if world.chance.happens("0.06") and not person.kept
                else world.chance.one(lengths)
            )
            start = world.chance.day(year.start, year.end - timedelta(days=days))
            _add(leaves, person, Leave(person.person_id, "MALADIE", start, start + timedelta(days=days - 1)))


def rows(world: World, found: Absences) -> dict[str, Rows]:
    """The tables ``leaves``, ``child_events`` and ``accidents``."""
    numbered = enumerate(found.leaves, 1)
    return {
        "leaves": [_leave_row(world, place, leave) for place, leave in numbered],
        "child_events": found.births,
        "accidents": found.accidents,
    }


def _leave_row(world: World, place: int, leave: Leave) -> Row:
    over = leave.end <= world.payroll_end
    return {
        "entity_id": world.siren,
        "leave_id": f"ABS-{place:04d}",
        "person_id": leave.person_id,
        "leave_type": leave.kind,
        "start_date": leave.start,
        "end_date": leave.end,
        "working_days": leave.working_days(leave.start, leave.end),
        "calendar_days": leave.days(leave.start, leave.end),
        "full_time": leave.full_time,
        "entitled": True,
        "return_date": leave.end + timedelta(days=1) if over else None,
    }
