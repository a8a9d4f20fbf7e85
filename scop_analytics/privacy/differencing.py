"""Differencing: two groups that differ by too few give those few away when their figures are subtracted.

Members are any names: pseudonyms of people, or of co-operatives in a benchmark. Nothing else of them is read.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from itertools import combinations
from typing import Final

from scop_analytics.errors import DisclosureError

Group = frozenset[str]
PRIME: Final = 2**61 - 1  # elimination modulo a large prime: exact, and quick enough
TRIALS: Final = 2_000


def changed(one: Collection[str], other: Collection[str]) -> int:
    """How many people are in one group only, or in both with other data (``person.data``: the data follow the point)."""
    return len({name.partition(".")[0] for name in set(one) ^ set(other)})


def refuse_close(
    asked: Iterable[Collection[str]], published: Iterable[Collection[str]], least: int, indicator: str
) -> None:
    """Raises :class:`DisclosureError` (exit 5) when publishing ``indicator`` for the groups ``asked`` would expose somebody.

    ``published`` holds every group for which the same indicator was published before: a late pack, a nested peer group or
    an overlapping one is refused when it differs from another group by fewer than ``least`` members, in either
    direction, or when sums and differences of all groups leave fewer than ``least`` members alone.
    """
    new = {frozenset(group) for group in asked}
    old = {frozenset(group) for group in published}
    if any(_close(group, other, least) for group in new for other in (old | new) - {group}) or exposes(
        new | old, least
    ):
        raise DisclosureError("groups_too_close", indicator=indicator, minimum=least)


def _close(one: Group, other: Group, least: int) -> bool:
    """Whether either has members beyond the other, but too few; groups without a common member say nothing."""
    return bool(one & other) and (0 < len(one - other) < least or 0 < len(other - one) < least)


def exposes(groups: Iterable[Group], least: int) -> bool:
    """Whether adding and subtracting the sums of ``groups`` leaves a sum of fewer than ``least`` members.

    Members of exactly the same groups stand together as one block. A set of blocks is exposed when, without its
    columns, the groups have fewer independent sums. Too many sets to try count as exposed.
    """
    known = sorted(set(groups), key=sorted)
    blocks: dict[tuple[int, ...], int] = {}
    for member in set().union(*known):
        signature = tuple(int(member in group) for group in known)
        blocks[signature] = blocks.get(signature, 0) + 1
    small = [signature for signature, size in blocks.items() if size < least]
    whole = _rank(list(blocks))
    for trial, few in enumerate(_few(small, blocks, least)):
        if trial >= TRIALS or _rank([signature for signature in blocks if signature not in few]) < whole:
            return True
    return False


def _few(
    small: Sequence[tuple[int, ...]], sizes: dict[tuple[int, ...], int], least: int
) -> Iterable[set[tuple[int, ...]]]:
    """Every set of blocks with fewer than ``least`` members in all."""
    for count in range(1, least):
        for chosen in combinations(small, count):
            if sum(sizes[signature] for signature in chosen) < least:
                yield set(chosen)


def _rank(rows: Sequence[tuple[int, ...]]) -> int:
    """Independent rows among ``rows``."""
    pivots: dict[int, list[int]] = {}
    for row in rows:
        rest = list(row)
        for place, pivot in pivots.items():
            if rest[place]:
                factor = rest[place]
                rest = [(value - factor * other) % PRIME for value, other in zip(rest, pivot, strict=True)]
        lead = next((place for place, value in enumerate(rest) if value), None)
        if lead is not None:
            inverse = pow(rest[lead], -1, PRIME)
            pivots[lead] = [value * inverse % PRIME for value in rest]
    return len(pivots)
