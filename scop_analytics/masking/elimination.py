"""Complementary masking by elimination: cells are published from most to least wanted as long as no secret follows.

Arithmetic is exact, modulo a large prime: a secret that is a rational combination of published cells is found to be one.
The whole linked system is one matrix, so that no table gives back what another hides.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt

from scop_analytics.masking.system import Flags, Places, System

PRIME: Final = 2_147_483_647  # products of two residues still fit in 64 bits
Matrix = npt.NDArray[np.int64]


def eliminated(system: System) -> Flags:
    """Which cells to hide, unsafe ones included, so that no secret is a linear combination of what is shown."""
    hidden = system.primary.copy()
    secrets = _secrets(system)
    span = _Span(secrets, int(system.matrix.shape[1]))
    for node in np.argsort(-system.costs, kind="stable"):
        if not hidden[node] and not span.publish(_row(system, int(node))):
            hidden[node] = True
    return hidden


def _row(system: System, node: int) -> Matrix:
    """The cell as a combination of finest cells."""
    found = np.zeros(system.matrix.shape[1], dtype=np.int64)
    found[system.matrix.indices[system.matrix.indptr[node] : system.matrix.indptr[node + 1]]] = 1
    return found


def _secrets(system: System) -> Matrix:
    """The unsafe cells, and for two lone contributors the sum and the difference that would give one to the other."""
    rows = [_row(system, int(node)) for node in np.flatnonzero(system.primary)]
    lone = _lone(system)
    for first, second in _neighbours(system, lone):
        one, two = _row(system, first), _row(system, second)
        rows += [(one + two) % PRIME, (one - two) % PRIME]
    kept = [row for row in rows if row.any()]
    return np.array(kept, dtype=np.int64).reshape(len(kept), system.matrix.shape[1])


def _lone(system: System) -> Places:
    """Unsafe cells with one contributor."""
    nodes = sorted({int(node) for known in system.insiders for node in known if system.primary[node]})
    return np.array(nodes, dtype=np.int64)


def _neighbours(system: System, lone: Places) -> list[tuple[int, int]]:
    """Pairs of lone cells that one cell contains together, each with the next: chains suffice, the audit sees the rest."""
    if not len(lone):
        return []
    inside = system.matrix[lone]
    sizes = inside.sum(axis=1)
    found: set[tuple[int, int]] = set()
    containing = (inside @ system.matrix.T).tocsc()
    for node in range(system.matrix.shape[0]):
        part = slice(containing.indptr[node], containing.indptr[node + 1])
        places, shared = containing.indices[part], containing.data[part]
        within = np.sort(lone[places[shared == sizes[places]]])
        found |= {(int(one), int(two)) for one, two in pairwise(within) if one != two}
    return sorted(found)


class _Span:
    """What published cells say, in reduced form, and what each secret still is beyond it (modulo :data:`PRIME`)."""

    def __init__(self, secrets: Matrix, width: int) -> None:
        self.secrets = secrets
        self.basis = np.zeros((width, width), dtype=np.int64)
        self.pivots = np.zeros(width, dtype=np.int64)
        self.size = 0

    def publish(self, row: Matrix) -> bool:
        """Add a cell to what is published; false, and nothing added, when a secret would follow from it."""
        left = self._beyond(row)
        places = np.flatnonzero(left)
        if not len(places):
            return True
        pivot = int(places[-1])
        left[places] = left[places] * pow(int(left[pivot]), -1, PRIME) % PRIME
        touched = np.flatnonzero(self.secrets[:, pivot])
        changed = self._without(self.secrets, touched, left, places, pivot)
        if (~self._any_left(changed, touched, places)).any():
            return False
        self.secrets[np.ix_(touched, places)] = changed
        before = np.flatnonzero(self.basis[: self.size, pivot])
        self.basis[np.ix_(before, places)] = self._without(self.basis, before, left, places, pivot)
        self.basis[self.size], self.pivots[self.size] = left, pivot
        self.size += 1
        return True

    def _beyond(self, row: Matrix) -> Matrix:
        """``row`` less its part that published cells already say."""
        left = row.copy()
        pivots = self.pivots[: self.size]
        used = np.flatnonzero(left[pivots])
        for place, factor in zip(used, left[pivots[used]], strict=True):
            some = np.flatnonzero(self.basis[place])
            left[some] = (left[some] - factor * self.basis[place, some]) % PRIME
        return left

    @staticmethod
    def _without(matrix: Matrix, rows: Places, left: Matrix, places: Places, pivot: int) -> Matrix:
        factors = matrix[rows, pivot]
        found: Matrix = (matrix[np.ix_(rows, places)] - factors[:, None] * left[places] % PRIME) % PRIME
        return found

    def _any_left(self, changed: Matrix, touched: Places, places: Places) -> Flags:
        """Which secrets are still something beyond the published cells."""
        outside = self.secrets[touched].astype(bool)
        outside[:, places] = False
        return np.asarray(changed.any(axis=1) | outside.any(axis=1), dtype=np.bool_)
