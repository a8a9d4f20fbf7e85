"""The linear programmes: other tables that agree with everything published, as far from the truth as is asked.

With the exact programme and the audit, the modules that call the solver (HiGHS, through scipy): by ``milp``, without whole
numbers, where the solution is enough, since it asks half as much of a small programme; by ``linprog`` where duals are read.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, linprog, milp

from scop_analytics.errors import DisclosureError
from scop_analytics.masking.system import Flags, Numbers, Places, System

TINY: Final = 1e-7  # the solver's own tolerance; marginals below it are no help


@dataclass(frozen=True)
class Unknowns:
    """What readers do not know of one variable: the free finest cells, and the equations that published cells set on them."""

    free: Places
    equations: Any
    nodes: Places  # the cell behind each equation
    low: Numbers  # how far down each free cell can go


def unknowns(system: System, variable: int, hidden: Flags, known: Places) -> Unknowns:
    """The unknowns when ``hidden`` cells are hidden, for a reader who knows the cells ``known`` besides."""
    fixed = ~hidden
    fixed[known] = True
    matrix = system.matrix[np.flatnonzero(fixed)]
    free = np.ones(system.matrix.shape[1], dtype=bool)
    while True:  # a published cell with one unknown left tells it
        single = matrix @ free.astype(float) == 1
        if not single.any():
            break
        free &= ~((single.astype(float) @ matrix) > 0)
    places = np.flatnonzero(free)
    left = matrix[:, places]
    some = np.flatnonzero(np.diff(left.indptr) > 0)
    low = np.full(len(places), np.inf) if system.signed[variable] else system.values[variable, places]
    return Unknowns(places, left[some], np.flatnonzero(fixed)[some], low)


def moved(system: System, found: Unknowns, targets: Places, signs: Numbers, needs: Numbers) -> Numbers:
    """One other table in which as many ``targets`` as possible move by their need, up or down as ``signs`` say.

    Returned as differences of the finest cells; all published and known cells stay the same.
    """
    wanted = system.matrix[targets][:, found.free].multiply(signs[:, None]).tocsr()
    size, count = len(found.free), len(targets)
    if not size:
        return np.zeros(system.matrix.shape[1])
    rows = sparse.block_array([[found.equations, None], [wanted, -sparse.diags_array(needs)]], format="csr")
    limits = np.r_[np.zeros(len(found.nodes)), np.full(count, np.inf)]
    bounds = Bounds(np.r_[-found.low, np.zeros(count)], np.r_[np.full(size, np.inf), np.ones(count)])
    solved = milp(
        np.r_[np.zeros(size), -np.ones(count)],
        constraints=LinearConstraint(rows, np.zeros(len(limits)), limits),
        bounds=bounds,
    )
    difference = np.zeros(system.matrix.shape[1])
    difference[found.free] = _solution(solved)[:size]
    return difference


def apart(system: System, found: Unknowns, targets: Places, signs: Numbers, needs: Numbers) -> Iterator[Numbers]:
    """For each target by itself the table in which it moves furthest, at most by its need: one programme in blocks."""
    size, count = len(found.free), len(targets)
    if not size:
        return
    wanted = system.matrix[targets][:, found.free].toarray() * signs[:, None]
    blocks = sparse.eye_array(count, format="csr")
    places = (np.repeat(np.arange(count), size), np.arange(count * size))
    aims = sparse.csr_array((wanted.ravel(), places), shape=(count, count * size))
    rows = sparse.vstack([sparse.kron(blocks, found.equations, format="csr"), aims], format="csr")
    still = np.zeros(count * len(found.nodes))
    limits = LinearConstraint(rows, np.r_[still, np.full(count, -np.inf)], np.r_[still, needs])
    solved = milp(-wanted.ravel(), constraints=limits, bounds=Bounds(-np.tile(found.low, count), np.inf))
    for move in _solution(solved).reshape(count, size):
        difference = np.zeros(system.matrix.shape[1])
        difference[found.free] = move
        yield difference


def helpers(
    system: System, variable: int, hidden: Flags, known: Places, target: int, sign: float, need: float
) -> tuple[Numbers, Places]:
    """The table in which one cell moves furthest, at most by ``need``, and the published cells that hold it back (duals).

    Nothing holds it back when it moves by its need.
    """
    shown = ~hidden
    shown[known] = True
    nodes = np.flatnonzero(shown)
    rows = system.matrix[nodes]
    low = np.full(rows.shape[1], np.inf) if system.signed[variable] else system.values[variable]
    wanted = system.matrix[[target]] * sign
    both = sparse.vstack([rows, wanted], format="csr")
    limits = (np.r_[np.zeros(len(nodes)), -np.inf], np.r_[np.zeros(len(nodes)), need])
    aim = -wanted.toarray()[0]
    reached = _solution(milp(aim, constraints=LinearConstraint(both, *limits), bounds=Bounds(-low, np.inf)))
    if float(-aim @ reached) >= need * (1 - TINY):
        return reached, nodes[:0]
    solved = linprog(
        aim, A_eq=rows, b_eq=np.zeros(len(nodes)), A_ub=-aim[None, :], b_ub=[need],
        bounds=np.column_stack([-low, np.full(len(low), np.inf)]), method="highs",
    )  # fmt: skip
    difference = _solution(solved)
    holding = nodes[np.abs(solved.eqlin.marginals) > TINY]
    return difference, holding[~np.isin(holding, known)]


def _solution(solved: Any) -> Numbers:
    if solved.status != 0:
        raise DisclosureError("masking_solver", what=str(solved.message))
    found: Numbers = np.asarray(solved.x, dtype=np.float64)
    return found
