"""The linear programmes: other tables that agree with everything published, as far from the truth as is asked.

The only module of this package that calls the solver (HiGHS, through scipy).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from scipy import sparse
from scipy.optimize import linprog

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
    equal = sparse.hstack([found.equations, sparse.csr_array((len(found.nodes), count))]).tocsr()
    above = sparse.hstack([-wanted, sparse.diags_array(needs)]).tocsr()
    bounds = np.vstack([np.column_stack([-found.low, np.full(size, np.inf)]), np.tile([0.0, 1.0], (count, 1))])
    solved = linprog(
        np.r_[np.zeros(size), -np.ones(count)], A_ub=above, b_ub=np.zeros(count), A_eq=equal,
        b_eq=np.zeros(len(found.nodes)), bounds=bounds, method="highs",
    )  # fmt: skip
    difference = np.zeros(system.matrix.shape[1])
    difference[found.free] = _solution(solved)[:size]
    return difference


def helpers(
    system: System, variable: int, hidden: Flags, known: Places, target: int, sign: float, need: float
) -> tuple[Numbers, Places]:
    """The table in which one cell moves furthest, at most by ``need``, and the published cells that hold it back (duals)."""
    shown = ~hidden
    shown[known] = True
    nodes = np.flatnonzero(shown)
    rows = system.matrix[nodes]
    low = np.full(rows.shape[1], np.inf) if system.signed[variable] else system.values[variable]
    wanted = system.matrix[[target]].toarray()[0] * sign
    solved = linprog(
        -wanted, A_eq=rows, b_eq=np.zeros(len(nodes)), A_ub=wanted[None, :], b_ub=[need],
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
