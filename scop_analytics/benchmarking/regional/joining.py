"""Neighbouring classes joined until enough co-operatives stand in each: nothing is hidden, and nothing is left to work out."""

from __future__ import annotations

from collections.abc import Sequence

from scop_analytics.benchmarking import settings


def joined(counts: Sequence[int], least: int) -> list[list[int]]:
    """Neighbouring places joined from the first, each group with at least ``least``; what is left joins the last group."""
    groups: list[list[int]] = []
    room: list[int] = []
    for place in range(len(counts)):
        room.append(place)
        if sum(counts[one] for one in room) >= least:
            groups.append(room)
            room = []
    if room and groups:
        groups[-1].extend(room)
    return groups or [room]


def nested(counts: Sequence[int], audience: str) -> list[list[int]]:
    """The same for an audience, joined first as for the network: the classes of the public are unions of those of the network.

    Otherwise the two reports together would tell of a class smaller than either may show.
    """
    groups = joined(counts, int(settings.minima("peers")["mean"]))
    if audience == "peers":
        return groups
    sums = [sum(counts[place] for place in group) for group in groups]
    wider = joined(sums, int(settings.minima(audience)["mean"]))
    return [[place for number in group for place in groups[number]] for group in wider]
