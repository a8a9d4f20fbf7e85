"""The register of members of a sample co-operative: who was admitted when, what they hold, who left."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from scop_analytics.errors import PackageError
from scop_analytics.samples.people import TRAINED, Contract
from scop_analytics.samples.worlds import Row, Rows, World, add_months
from scop_analytics.years import FiscalYear


@dataclass(frozen=True)
class Member:
    """One member: an employee, or someone whose category says why they hold shares without working there."""

    member_id: str
    sex: str
    category: str
    admission: date
    shares: int
    person: Contract | None = None
    exit: date | None = None

    def on(self, day: date) -> bool:
        """Whether the person is a member on ``day``."""
        return self.admission <= day and (self.exit is None or self.exit >= day)

    def through(self, first: date, last: date) -> bool:
        """Whether the person is a member on every day from ``first`` to ``last``."""
        return self.on(first) and self.on(last)


def members(world: World, people: list[Contract]) -> list[Member]:
    """Everyone who held shares during the years, numbered by date of admission."""
    admitted = _employees(world, people) + _others(world)
    admitted.sort(key=lambda entry: (entry[1], entry[0].person_id if entry[0] else ""))
    return [
        Member(f"A{place:03d}", sex, category, day, shares, person, person.end if person and person.end else None)
        for place, (person, day, sex, category, shares) in enumerate(admitted, 1)
    ]


Admission = tuple[Contract | None, date, str, str, int]


def _employees(world: World, people: list[Contract]) -> list[Admission]:
    """Employee-members, oldest in service first, so that their number at each closing is the world's."""
    targets = world["membership"]["employees"]
    before = world.years[0].start - timedelta(days=1)
    gone = {year.label: _gone(world, people, year) for year in world.years}
    leaving = [person for group in gone.values() for person in group]
    staying = _in_turn(
        [person for person in people if person.end is None and person.kind in ("CDI", "CESA", "MANDATAIRE")]
    )
    first = int(targets[str(world.years[0].label - 1)]) - len(leaving)
    admitted = [_employee(world, person, None, before) for person in staying[:first] + leaving]
    held, place = first + len(leaving), first
    for year in world.years:
        wanted = int(targets[str(year.label)]) - held + len(gone[year.label])
        newcomers = staying[place : place + wanted]
        admitted += [_employee(world, person, year, before) for person in newcomers]
        held, place = held + wanted - len(gone[year.label]), place + wanted
    return admitted


def _in_turn(staff: list[Contract]) -> list[Contract]:
    """Those who lead, then the oldest in service of each sex in turn, in proportion to their numbers."""
    turns: list[tuple[bool, float, str, Contract]] = []
    for sex in ("F", "M"):
        group = sorted(
            (person for person in staff if person.sex == sex), key=lambda person: (person.start, person.person_id)
        )
        turns += [(not person.kept, (place + 0.5) / len(group), sex, person) for place, person in enumerate(group)]
    return [turn[-1] for turn in sorted(turns, key=lambda turn: turn[:3])]


def _gone(world: World, people: list[Contract], year: FiscalYear) -> list[Contract]:
    """Members who left in ``year``: the longest in service of the year's leavers."""
    left = [
        person for person in people
        if person.end and year.start <= person.end <= year.end and person.kind == "CDI" and person.kind not in TRAINED
    ]  # fmt: skip
    left = [person for person in left if add_months(person.start, _wait(world)) < world.years[0].start]
    left.sort(key=lambda person: (person.start, person.person_id))
    return left[: int(world.of_year("membership", "leavers", year.label))]


def _wait(world: World) -> int:
    return int(world["entity"]["membership_wait_months"])


def _employee(world: World, person: Contract, year: FiscalYear | None, before: date) -> Admission:
    """Admission after the waiting time of the statutes; within the months in which this co-operative admits."""
    earliest = add_months(person.start, _wait(world))
    if year is None:
        day = min(add_months(earliest, world.chance.number(0, 9)), before - timedelta(days=30))
    else:
        first, last = world["membership"]["admission_window"]
        day = max(earliest, add_months(year.start, world.chance.number(first, last)) + timedelta(days=9))
    if not earliest <= day <= (year.end if year else before):
        raise PackageError("sample_world", where=world.name, what="members", day=day)
    low, high = world["membership"]["capital"]
    nominal = int(world["membership"]["nominal"])
    return person, day, person.sex, "EMPLOYEE", world.chance.number(low // nominal, high // nominal)


def _others(world: World) -> list[Admission]:
    nominal = int(world["membership"]["nominal"])
    return [
        (None, other["admission"], str(other.get("sex", "")), str(other["category"]), int(other["capital"]) // nominal)
        for other in world["membership"]["others"]
    ]


def shares_at(member: Member, year: FiscalYear, last: int) -> int:
    """Shares held at a closing: a few more each year, none once the person has left."""
    if not member.on(year.end):
        return 0
    yearly = max(1, member.shares // 12) if member.person else 0
    return max(1, member.shares - yearly * (last - year.label))


def register(world: World, known: list[Member]) -> Rows:
    """The ``members`` table: members at each closing, and those who left during the year."""
    return [
        _row(world, member, year)
        for year in world.years
        for member in known
        if member.admission <= year.end and (member.exit is None or member.exit >= year.start)
    ]


def _row(world: World, member: Member, year: FiscalYear) -> Row:
    nominal = Decimal(int(world["membership"]["nominal"]))
    left = member.exit is not None and member.exit <= year.end
    last = world.years[-1].label
    shares = 0 if left else shares_at(member, year, last)
    held = max(1, member.shares - max(1, member.shares // 12) * (last - year.label + 1)) if left else 0
    applied = member.admission - timedelta(days=40) if member.person else None
    return {
        "entity_id": world.siren,
        "fiscal_year": year.label,
        "member_id": member.member_id,
        "person_id": member.person.person_id if member.person else None,
        "sex": None if member.person else member.sex or None,
        "category": member.category,
        "admission_date": member.admission,
        "exit_date": member.exit if left else None,
        "application_date": applied,
        "application_result": "ADMIS" if member.person else None,
        "shares_held": shares,
        "share_nominal": nominal,
        "capital_amount": shares * nominal,
        "paid_up_amount": shares * nominal,
        "votes": 0 if left or member.category == "HOLDER_NO_VOTE" else 1,
        "college": None,
        "scic_kind": _kind_of_scic(world, member),
        "repayment_due": held * nominal,
        "repayment_due_date": add_months(year.end, 24) if left else None,
    }


def _kind_of_scic(world: World, member: Member) -> object:
    """Which of the kinds of members of a SCIC an outside member is."""
    others = world["membership"]["others"]
    key = (member.category, member.admission)
    return next((other.get("scic_kind") for other in others if (other["category"], other["admission"]) == key), None)
