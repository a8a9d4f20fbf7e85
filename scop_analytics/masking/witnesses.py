"""Interval protection: for each unsafe cell and each attacker, another table that the attacker cannot tell from the truth.

One such table usually serves many cells and many attackers at once; what none serves is repaired by hiding one cell more.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt

from scop_analytics.errors import DisclosureError
from scop_analytics.masking.programmes import apart, helpers, moved, unknowns
from scop_analytics.masking.system import Flags, Numbers, Places, System

EXACT: Final = 1e-6
GROUPS: Final = (24, 6, 1)  # attackers looked at together, then apart
TRIES: Final = 4
FURTHEST: Final = 50.0  # times a move is carried: rounding grows with it
FAINT: Final = 1e-9  # below this part of the largest move a fall is the solver's rounding
SMALL: Final = 64  # cells up to which one programme in blocks is quicker than several
LARGE: Final = 400  # cells from which it pays to leave out what is known before solving
NOBODY: Final = np.array([], dtype=np.int64)


@dataclass
class Cover:
    """Which (cell, direction, attacker) of one variable have a witness; attacker 0 is the reader who knows nothing."""

    system: System
    variable: int
    targets: Places
    up: Numbers
    down: Numbers  # cells × attackers
    done: npt.NDArray[np.bool_]  # cells × 2 × attackers
    tables: list[Numbers] = field(default_factory=list)

    def add(self, difference: Numbers) -> bool:
        """Take a table, and what it is when carried further or the other way; whether any of them showed something new."""
        found = [
            self._take(one) for one in (difference, *self._carried(difference))
        ]  # all of them, not the first that does
        return any(found)

    def _carried(self, difference: Numbers) -> Iterator[Numbers]:
        """The same move as far as cells stay possible, forwards and backwards: it leaves alone what it left alone before."""
        low = self.system.values[self.variable]
        for move in (difference, -difference):
            falling = move < -FAINT * np.abs(move).max(initial=0.0)
            room = (
                np.inf
                if self.system.signed[self.variable] or not falling.any()
                else (low[falling] / -move[falling]).min()
            )
            if (times := float(min(room, FURTHEST))) > EXACT:
                yield move * times

    def _take(self, difference: Numbers) -> bool:
        """Take a table as a witness of whatever it shows; whether it showed anything new."""
        move = self.system.matrix @ difference
        noise = slack(difference)
        still = np.array([True, *(bool((np.abs(move[known]) <= noise).all()) for known in self.system.insiders)])
        here = move[self.targets]
        rise = (here >= self.up * (1 - EXACT))[:, None] & still
        fall = (-here[:, None] >= self.down * (1 - EXACT)) & (here < 0)[:, None] & still
        new = np.stack([rise, fall], axis=1) & ~self.done
        if not new.any():
            return False
        self.done |= new
        self.tables.append(difference)
        return True


def slack(difference: Numbers) -> float:
    """What the solver's rounding leaves on a cell that stays the same: far below one unit."""
    return 1e-4 + 1e-9 * float(np.abs(difference).max(initial=0.0))


def cover_of(system: System, variable: int) -> Cover:
    """What has to be witnessed for one variable, nothing of it being so yet.

    Downwards a cell can lose no more than it has, nor what the attacker contributes to it alone.
    """
    targets = np.flatnonzero(system.needs[variable] > 0)
    needs, values = system.needs[variable, targets], system.values[variable]
    inside = system.matrix[targets]
    down = np.zeros((len(targets), 1 + len(system.insiders)))
    own = np.zeros((len(targets), 1 + len(system.insiders)), dtype=bool)
    signed = bool(system.signed[variable])
    total = inside @ values
    down[:, 0] = needs if signed else np.minimum(needs, total)
    for place, known in enumerate(system.insiders, start=1):
        mine = np.asarray(system.matrix[known].sum(axis=0) > 0).ravel()
        covered = inside @ (values * mine)
        down[:, place] = needs if signed else np.minimum(needs, total - covered)
        own[:, place] = (inside @ (~mine).astype(float)) == 0
    done = np.stack([own, own | (down <= 0)], axis=1)
    return Cover(system, variable, targets, needs, down, done)


def protected(system: System, hidden: Flags) -> tuple[Flags, list[list[Numbers]]]:
    """``hidden`` with the cells added that intervals and insiders need, and the witnesses of each variable."""
    found = hidden.copy()
    tables = []
    for variable in range(len(system.values)):
        cover = cover_of(system, variable)
        if len(cover.targets):
            (_in_blocks if system.matrix.shape[0] <= SMALL else _together)(cover, found)
            _one_by_one(cover, found)
        tables.append(cover.tables)
    return found, tables


def _together(cover: Cover, hidden: Flags) -> None:
    """Witnesses for many attackers at once, then for fewer, as long as they bring something."""
    dice = np.random.default_rng(0)  # any choice of directions will do; the same each time
    _several(cover, hidden, NOBODY, np.array([0]), dice)
    for size in GROUPS:
        open_ones = np.flatnonzero(~cover.done.all(axis=(0, 1)))
        for group in _chunks(open_ones[open_ones > 0], size):
            known = np.unique(np.concatenate([cover.system.insiders[place - 1] for place in group]))
            _several(cover, hidden, known, group, dice)


def _in_blocks(cover: Cover, hidden: Flags) -> None:
    """In a small system the witnesses of one attacker after the other, each cell and direction in its own block."""
    for attacker in range(cover.done.shape[2]):
        open_ones = np.argwhere(~cover.done[:, :, attacker])
        if not len(open_ones):
            continue
        known = cover.system.insiders[attacker - 1] if attacker else NOBODY
        found = unknowns(cover.system, cover.variable, hidden, known)
        rows, down = open_ones[:, 0], open_ones[:, 1] == 1
        needs = np.where(down, cover.down[rows, attacker], cover.up[rows])
        tables = apart(cover.system, found, cover.targets[rows], np.where(down, -1.0, 1.0), needs)
        for (place, way), table in zip(open_ones, tables, strict=False):
            if not cover.done[place, way, attacker]:
                cover.add(table)


def _chunks(places: Places, size: int) -> Iterator[Places]:
    for start in range(0, len(places), size):
        yield places[start : start + size]


def _several(cover: Cover, hidden: Flags, known: Places, attackers: Places, dice: np.random.Generator) -> None:
    """A few programmes that move as many of the open cells as they can, in directions drawn at random."""
    found = unknowns(cover.system, cover.variable, hidden, known)
    for _ in range(TRIES):
        left = np.asarray(~cover.done[:, :, attackers].all(axis=2), dtype=np.bool_).reshape(-1, 2)
        rows = np.flatnonzero(left[:, 0] | left[:, 1])
        if not len(rows):
            return
        down = left[rows, 1] & (~left[rows, 0] | (dice.random(len(rows)) < 0.5))  # noqa: PLR2004 - heads or tails
        needs = np.where(down, cover.down[rows][:, attackers].max(axis=1), cover.up[rows])
        signs = np.where(down, -1.0, 1.0)
        if not cover.add(moved(cover.system, found, cover.targets[rows], signs, np.maximum(needs, EXACT))):
            return


def _one_by_one(cover: Cover, hidden: Flags) -> None:
    """The pairs that no common table serves: one programme each, and one cell more hidden while it falls short."""
    for place, way, attacker in np.argwhere(~cover.done):
        known = cover.system.insiders[attacker - 1] if attacker else NOBODY
        need = float(cover.down[place, attacker] if way else cover.up[place])
        sign, target = -1.0 if way else 1.0, cover.targets[[place]]
        if (
            not cover.done[place, way, attacker] and cover.system.matrix.shape[0] > LARGE
        ):  # mostly enough, and then cheaper
            found = unknowns(cover.system, cover.variable, hidden, known)
            cover.add(moved(cover.system, found, target, np.array([sign]), np.array([need])))
        while not cover.done[place, way, attacker]:
            table, holding = helpers(cover.system, cover.variable, hidden, known, int(target[0]), sign, need)
            cover.add(table)
            if not cover.done[place, way, attacker]:
                _hide_one(cover.system, hidden, holding)


def _hide_one(system: System, hidden: Flags, holding: Places) -> None:
    """Hide the cheapest of the published cells that hold the secret back."""
    if not len(holding):
        raise DisclosureError("masking_stuck")
    hidden[holding[np.argmin(system.costs[holding])]] = True


def told(system: System, hidden: Flags, tables: list[list[Numbers]]) -> Flags:
    """``hidden`` less the complementary cells whose figure follows from the published ones all the same: no use hiding them."""
    found = hidden.copy()
    moving = np.zeros(len(hidden), dtype=bool)
    for table in (table for some in tables for table in some):
        moving |= np.abs(system.matrix @ table) > slack(table)
    for node in np.flatnonzero(hidden & ~system.primary & ~moving):
        found[node] = any(_moves(system, variable, hidden, int(node)) for variable in range(len(system.values)))
    return found


def _moves(system: System, variable: int, hidden: Flags, node: int) -> bool:
    """Whether readers can think of another value of a cell, higher or lower by one unit."""
    left = unknowns(system, variable, hidden, NOBODY)
    for sign in (1.0, -1.0):
        table = moved(system, left, np.array([node]), np.array([sign]), np.array([1.0]))
        if abs(float((system.matrix[[node]] @ table)[0])) > slack(table):
            return True
    return False
