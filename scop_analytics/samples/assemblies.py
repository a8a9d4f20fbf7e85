"""Meetings of members of a sample co-operative: minutes, resolutions and attendance lists that agree."""

from __future__ import annotations

from typing import Any

from scop_analytics.samples.membership import Member
from scop_analytics.samples.worlds import Row, Rows, World


def assemblies_of(world: World, known: list[Member]) -> tuple[Rows, Rows, Rows]:
    """The tables ``assemblies`` and ``votes``, and the attendance lists of members' meetings."""
    assemblies: Rows = []
    votes: Rows = []
    attendance: Rows = []
    for meeting in world["assemblies"]:
        entitled = [member for member in known if member.on(meeting["date"]) and member.category != "HOLDER_NO_VOTE"]
        assemblies.append(_assembly(world, meeting, len(entitled)))
        votes.extend(_resolutions(world, meeting))
        attendance.extend(_presence(world, meeting, entitled))
    return assemblies, votes, attendance


def _assembly(world: World, meeting: dict[str, Any], entitled: int) -> Row:
    expressed = meeting["present"] + meeting["represented"] + meeting.get("remote", 0)
    quorum = meeting.get("quorum")
    return {
        "entity_id": world.siren,
        "assembly_id": meeting["id"],
        "assembly_type": meeting["type"],
        "date": meeting["date"],
        "call_number": meeting.get("call", 1),
        "notice_date": meeting["notice"],
        "entitled_members": entitled,
        "present": meeting["present"],
        "represented": meeting["represented"],
        "remote_votes": meeting.get("remote", 0),
        "blank_proxies": meeting.get("blank_proxies", 0),
        "quorum_required": quorum,
        "quorum_met": expressed >= quorum * entitled if quorum is not None else None,
    }


def _resolutions(world: World, meeting: dict[str, Any]) -> Rows:
    rows: Rows = []
    for place, vote in enumerate(meeting["votes"], 1):
        agreed, against, abstained, blank = vote["votes"]
        rows.append(
            {
                "entity_id": world.siren,
                "resolution_id": f"{meeting['id']}-R{place}",
                "assembly_id": meeting["id"],
                "subject": vote["subject"],
                "origin": vote.get("origin", "DIRECTION"),
                "resolution_kind": vote.get("kind", "ORDINAIRE"),
                "secret_ballot": vote.get("secret", False),
                "votes_for": agreed,
                "votes_against": against,
                "abstentions": abstained,
                "blank_null": blank,
                "seats_open": vote.get("seats_open"),
                "candidates": vote.get("candidates"),
                "candidates_women": vote.get("candidates_women"),
                "adopted": agreed > against,
            }
        )
    return rows


def _presence(world: World, meeting: dict[str, Any], entitled: list[Member]) -> Rows:
    """The attendance sheet: as many present, represented and remote members as the minutes say; one proxy per holder."""
    order = list(entitled)
    world.chance.mix(order)
    order.sort(key=lambda member: member.person is None)  # those who work there come first
    present, represented, remote = meeting["present"], meeting["represented"], meeting.get("remote", 0)
    rows = []
    for place, member in enumerate(order):
        holder = order[place - present].member_id if present <= place < present + represented else None
        status = "PRESENT" if place < present else "REPRESENTED" if holder else "ABSENT"
        if present + represented <= place < present + represented + remote:
            status = "POSTAL"
        rows.append(sheet(world, meeting["id"], member.member_id, status, holder))
    rows.sort(key=lambda row: str(row["member_id"]))
    return rows


def sheet(world: World, gathering: str, member: str, status: str, holder: str | None) -> Row:
    """One line of an attendance list."""
    return {
        "entity_id": world.siren,
        "gathering_id": gathering,
        "member_id": member,
        "status": status,
        "proxy_holder_id": holder,
    }
