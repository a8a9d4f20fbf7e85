"""Bodies, mandates and board meetings of a sample co-operative; numbers are the world's, people are drawn."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from scop_analytics.errors import PackageError
from scop_analytics.samples.assemblies import assemblies_of, sheet
from scop_analytics.samples.membership import Member
from scop_analytics.samples.people import Contract
from scop_analytics.samples.worlds import Row, Rows, T, Tables, World


@dataclass(frozen=True)
class Mandate:
    """One seat held by one person for a time; staff representatives need not be members."""

    body: str
    role: str
    start: date
    end: date | None
    member: Member | None
    person: Contract | None
    row: Row

    def on(self, day: date) -> bool:
        """Whether the mandate runs on ``day``."""
        return self.start <= day and (self.end is None or self.end >= day)

    @property
    def holder(self) -> str:
        """Who holds it, whether member or not."""
        return self.member.member_id if self.member else self.person.person_id if self.person else ""


def governance(world: World, people: list[Contract], known: list[Member]) -> Tables:
    """All tables of democratic life."""
    held = _mandates(world, people, known)
    assemblies, votes, attendance = assemblies_of(world, known)
    meetings, presence = _board_meetings(world, held)
    _elections(held, assemblies, votes)
    return {
        "governance_bodies": _bodies(world),
        "mandates": [mandate.row for mandate in held],
        "assemblies": assemblies,
        "votes": votes,
        "meetings": meetings,
        "attendance": attendance + presence,
    }


def _bodies(world: World) -> Rows:
    return [
        {
            "entity_id": world.siren,
            "fiscal_year": year.label,
            "body_id": body["id"],
            "body_type": body["type"],
            "seats_statutory": body["seats"],
            "term_years": body["term"],
        }
        for year in world.years
        for body in world["bodies"]
    ]


def _mandates(world: World, people: list[Contract], known: list[Member]) -> list[Mandate]:
    held: list[Mandate] = []
    for place, wanted in enumerate(world["mandates"], 1):
        for _ in range(int(wanted.get("count", 1))):
            held.append(_mandate(world, people, known, held, wanted, f"M{place:02d}-{len(held) + 1:03d}"))
    return held


def _mandate(
    world: World, people: list[Contract], known: list[Member], held: list[Mandate], wanted: dict[str, Any], name: str
) -> Mandate:
    start: date = wanted["start"]
    end: date | None = wanted.get("end")
    last = end or world.payroll_end
    busy = {
        seat.holder
        for seat in held
        if _excludes(world, seat, wanted) and seat.start <= last and (seat.end or last) >= start
    }
    if wanted.get("staff"):
        person: Contract | None = _drawn(world, _staff(people, wanted, busy, start, last), wanted)
        member = next((entry for entry in known if entry.person == person and entry.through(start, last)), None)
    else:
        member = _drawn(world, _candidates(world, known, wanted, busy, start, last), wanted)
        person = member.person
    sex = None if person else wanted["sex"]
    row: Row = {
        "entity_id": world.siren,
        "mandate_id": name,
        "body_id": wanted["body"],
        "member_id": member.member_id if member else None,
        "person_id": person.person_id if person else None,
        "sex": sex,
        "role": wanted["role"],
        "start_date": start,
        "end_date": end,
        "end_reason": wanted.get("end_reason"),
        "election_id": None,
        "represents_entity": bool(member and member.category in ("EXTERNAL_ENTITY", "EXTERNAL_COOP")),
        "successor_named": bool(wanted.get("successor")),
    }
    return Mandate(wanted["body"], wanted["role"], start, end, member, person, row)


def _drawn(world: World, fit: list[T], wanted: dict[str, Any]) -> T:
    if not fit:
        raise PackageError("sample_world", where=world.name, what=wanted["role"], day=wanted["start"])
    return world.chance.one(fit)


def _excludes(world: World, seat: Mandate, wanted: dict[str, Any]) -> bool:
    """One seat per person and body; whoever manages sits neither in the supervisory board nor for the staff."""
    kinds = {body["id"]: body["type"] for body in world["bodies"]}
    apart = {"CS", "DIRECTION_SAS", "DIRECTOIRE", "CSE", "GERANCE"}
    both = {kinds[seat.body], kinds[wanted["body"]]}
    return seat.body == wanted["body"] or both <= apart or both == {"CA", "CSE"}


def _staff(people: list[Contract], wanted: dict[str, Any], busy: set[str], start: date, last: date) -> list[Contract]:
    return [
        person for person in people
        if person.sex == wanted["sex"] and person.kind == "CDI" and person.open_on(start) and person.open_on(last)
        and not person.kept and person.person_id not in busy
    ]  # fmt: skip


def _candidates(
    world: World, known: list[Member], wanted: dict[str, Any], busy: set[str], start: date, last: date
) -> list[Member]:
    """Members of the wanted sex, family of jobs or category on every day of the mandate, nobody twice in a body."""
    taken = {mandate["family"] for mandate in world["mandates"] if "family" in mandate}
    family, category = wanted.get("family"), wanted.get("category", "EMPLOYEE")
    return [
        member for member in known
        if member.category == category and member.member_id not in busy and member.through(start, last)
        and member.sex in (wanted["sex"], "")
        and (member.person is None or (member.person.job["family"] == family if family else member.person.job["family"] not in taken))
    ]  # fmt: skip


def _board_meetings(world: World, held: list[Mandate]) -> tuple[Rows, Rows]:
    """Meetings of the board on the days of the world, with the presence of those in office that day."""
    plan = world.get("board_meetings")
    if plan is None:
        return [], []
    meetings: Rows = []
    presence: Rows = []
    for day in _meeting_days(world, plan["days"]):
        name = f"{plan['body']}-{day:%Y%m%d}"
        meetings.append({"entity_id": world.siren, "meeting_id": name, "body_id": plan["body"], "date": day})
        for seat in held:
            if seat.body == plan["body"] and seat.on(day) and seat.member:
                status = (
                    "EXCUSED"
                    if world.chance.happens(plan["absence"])
                    else world.chance.one(["PRESENT"] * 6 + ["REMOTE"])
                )
                presence.append(sheet(world, name, seat.member.member_id, status, None))
    return meetings, presence


def _meeting_days(world: World, days: list[list[int]]) -> list[date]:
    first, last = world.years[0].start, world.years[-1].end
    found = [date(year, month, day) for year in range(first.year, last.year + 1) for month, day in days]
    return [day for day in found if first <= day <= last]


def _elections(held: list[Mandate], assemblies: Rows, votes: Rows) -> None:
    """Mandates begun on the day of an election name the resolution."""
    days = {row["assembly_id"]: row["date"] for row in assemblies}
    elected = {days[row["assembly_id"]]: row["resolution_id"] for row in votes if row["resolution_kind"] == "ELECTION"}
    for mandate in held:
        if mandate.start in elected and mandate.member:
            mandate.row["election_id"] = elected[mandate.start]
