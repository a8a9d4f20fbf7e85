"""Packs of one co-operative among themselves: copies, replaced ones sent again, two that contradict each other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from scop_analytics.benchmarking.trust import Trust

Refusals = dict[int, tuple[str, Mapping[str, Any]]]
Envelopes = Sequence[Mapping[str, Any] | None]


def refused_by_others(envelopes: Envelopes, known: Trust) -> Refusals:
    """The places of the packs that another one, here or accepted before, makes void; each with its reason and facts."""
    refused: Refusals = {}
    seen: set[str] = set()
    years: dict[tuple[str, int], list[int]] = defaultdict(list)
    for place, envelope in enumerate(envelopes):
        if envelope is None:
            continue
        if envelope["sha256"] in seen:
            refused[place] = ("duplicate", {})
            continue
        seen.add(envelope["sha256"])
        pack = envelope["pack"]
        years[pack["entity"]["id"], pack["period"]["year"]].append(place)
    for (entity, year), places in years.items():
        refused |= _of_one_year(envelopes, places, known.history(entity, year))
    return refused | _unchained(envelopes, known, {*range(len(envelopes))} - {*refused})


def _of_one_year(envelopes: Envelopes, places: Sequence[int], history: Sequence[str]) -> Refusals:
    """Of the packs of one co-operative and year, the one that replaces all others holds; if none does, none holds."""
    marks = {place: _of(envelopes, place)["sha256"] for place in places}
    replaced = {old for place in places for old in _of(envelopes, place)["pack"]["supersedes"]} | {*history[:-1]}
    refused: Refusals = {place: ("replayed", {}) for place in places if marks[place] in replaced}
    left = [place for place in places if place not in refused]
    if history:
        follows = {
            place for place in left if history[-1] in (marks[place], *_of(envelopes, place)["pack"]["supersedes"])
        }
        refused |= {place: ("conflict", {"count": len(left)}) for place in left if place not in follows}
        left = [place for place in left if place in follows]
    if len(left) > 1:
        refused |= {place: ("conflict", {"count": len(left)}) for place in left}
    return refused


def _unchained(envelopes: Envelopes, known: Trust, places: set[int]) -> Refusals:
    """Packs that do not name a known pack of their co-operative before them, where the union knows one.

    The first that a union sees of a co-operative may name one that was never sent.
    """
    refused: Refusals = {}
    for place in sorted(places):
        envelope = envelopes[place]
        if envelope is None:
            continue
        before = {mark for marks in known.accepted.get(envelope["pack"]["entity"]["id"], {}).values() for mark in marks}
        named = {envelope["pack"]["prev_hash"], *envelope["pack"]["supersedes"]}
        if before and envelope["sha256"] not in before and named == {None}:
            refused[place] = ("chain", {})
    return refused


def _of(envelopes: Envelopes, place: int) -> Mapping[str, Any]:
    envelope = envelopes[place]
    if envelope is None:
        raise IndexError(place)
    return envelope
