"""The exact programme for small tables: the fewest cells to hide, then those that lose least, by a 0-1 programme with cuts.

A cut says: of the published cells that hold this secret back, at least one has to be hidden. Cuts come from the duals of
the interval programmes, so that they hold whatever else is hidden.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from scop_analytics.errors import DisclosureError
from scop_analytics.masking.programmes import helpers
from scop_analytics.masking.system import Flags, Numbers, System
from scop_analytics.masking.witnesses import EXACT, NOBODY, Cover, cover_of, slack

TIE: Final = 1e-3  # weight of what is lost beside the number of cells
Cuts = set[tuple[int, ...]]
Tables = list[list[Numbers]]


def fewest(system: System, start: Flags, tables: Tables, rounds: int) -> tuple[Flags, Tables]:
    """The hidden cells of an optimum and its witnesses; ``start``, which is safe already, when no better is found in time."""
    cuts: Cuts = set()
    pool = [list(found) for found in tables]
    best = _size(system, start)
    for _ in range(rounds):
        hidden = _least(system, cuts)
        if _size(system, hidden) >= best - TIE / 2:
            return start, tables
        covers = [cover_of(system, variable) for variable in range(len(system.values))]
        more: Cuts = set()
        for cover in covers:
            more |= _cuts(cover, hidden, pool[cover.variable])
        if not more:
            return hidden, [cover.tables for cover in covers]
        cuts |= more
    return start, tables


def _weights(system: System) -> Numbers:
    """One for each published cell, and a little for what it loses."""
    found: Numbers = system.sizes * (1 + TIE * system.costs / (system.costs.sum() + 1))
    return found


def _size(system: System, hidden: Flags) -> float:
    return float(_weights(system)[hidden].sum())


def _least(system: System, cuts: Cuts) -> Flags:
    """The lightest set of cells that meets every cut."""
    count = system.matrix.shape[0]
    bounds = Bounds(system.primary.astype(float), np.ones(count))
    constraints: list[Any] = []
    if cuts:
        ordered = sorted(cuts)
        rows = np.repeat(np.arange(len(ordered)), [len(cut) for cut in ordered])
        places = (rows, np.concatenate([np.array(cut) for cut in ordered]))
        matrix = sparse.csr_array((np.ones(len(rows)), places), shape=(len(ordered), count))
        constraints = [LinearConstraint(matrix, 1, np.inf)]
    solved = milp(_weights(system), integrality=np.ones(count), bounds=bounds, constraints=constraints)
    found: Flags = solved.x > 0.5 if solved.x is not None else np.ones(count, dtype=bool)  # noqa: PLR2004 - 0 or 1
    return found


def _cuts(cover: Cover, hidden: Flags, pool: list[Numbers]) -> Cuts:
    """The cuts that ``hidden`` breaks; tables found on the way join the pool and serve later rounds."""
    shown = ~hidden
    for table in pool:
        if (np.abs(cover.system.matrix @ table)[shown] <= slack(table)).all():
            cover.add(table)
    found: Cuts = set()
    while not cover.done.all():
        place, way, attacker = (int(part) for part in np.argwhere(~cover.done)[0])
        found |= _cuts_of(cover, hidden, pool, (place, way, attacker))
        cover.done[place, way, attacker] = True
    return found


def _cuts_of(cover: Cover, hidden: Flags, pool: list[Numbers], pair: tuple[int, int, int]) -> Cuts:
    """The cuts of one secret, one after the other until hiding all of their cells would protect it."""
    place, way, attacker = pair
    known = cover.system.insiders[attacker - 1] if attacker else NOBODY
    need = float(cover.down[place, attacker] if way else cover.up[place])
    target = int(cover.targets[place])
    trial, found = hidden.copy(), set[tuple[int, ...]]()
    while True:
        table, holding = helpers(cover.system, cover.variable, trial, known, target, -1.0 if way else 1.0, need)
        if not found:
            cover.add(table)
        if cover.done[pair] or float(np.abs(cover.system.matrix[[target]] @ table)[0]) >= need * (1 - EXACT):
            pool.append(table)
            return found
        if not len(holding):
            raise DisclosureError("masking_stuck")
        found.add(tuple(int(node) for node in holding))
        trial[holding] = True
