"""Audit of a masked table, on another path than the masking: own cells, own equations, own bounds. It fails closed.

For each unsafe cell and each attacker it asks for another table that agrees with all that is published. The tables the
masking offers are checked number by number; where none serves, two linear programmes over the cells decide.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Final

import numpy as np
import polars as pl
from scipy import sparse
from scipy.optimize import linprog

from scop_analytics.errors import DisclosureError
from scop_analytics.masking.parameters import Parameters
from scop_analytics.masking.recheck import WHOLE, Book, Cell, needed
from scop_analytics.masking.system import Numbers, Places

ROUNDING: Final = 1e-6
Attackers = list[list[int]]


class Readers:
    """The cells in the order of the audit, which of them are hidden, how they add up, who knows which by itself."""

    def __init__(self, book: Book, hidden: set[Cell], published: set[Cell], given: Parameters) -> None:
        self.book = book
        self.cells = sorted(book.cells)
        self.place = {cell: place for place, cell in enumerate(self.cells)}
        self.shown = np.array([cell in published and cell not in hidden for cell in self.cells])
        fine = sorted(book.finest)
        self.fine = {cell: place for place, cell in enumerate(fine)}
        pairs = [(self.place[cell], self.fine[low]) for cell in self.cells for low in book.cells[cell]]
        self.adds = sparse.csr_array(
            (np.ones(len(pairs)), tuple(zip(*pairs, strict=True))), (len(self.cells), len(fine))
        )
        self.attackers: Attackers = [[], *self._lone(given)]

    def _lone(self, given: Parameters) -> Iterator[list[int]]:
        for kind in sorted(self.book.kinds):
            alone: dict[str, list[int]] = {}
            for place, cell in enumerate(self.cells if given.rules(kind).active else []):
                units = self._units(cell, "person" if kind == "persons" else "coop")
                if len(units) == 1:
                    alone.setdefault(units.pop(), []).append(place)
            yield from alone.values()

    def _units(self, cell: Cell, who: str) -> set[str]:
        return {str(row[who]) for fine in self.book.cells[cell] for row in self.book.finest[fine]}

    @cached_property
    def equations(self) -> sparse.csr_array:
        """Each cell less its parts along each dimension is nothing."""
        parts: dict[tuple[int, int], list[int]] = {}
        for cell, place in self.place.items():
            for axis, (dim, code) in enumerate(zip(self.book.dims, cell, strict=True)):
                if code != WHOLE:
                    up = (*cell[:axis], self.book.parents[dim].get(code, WHOLE), *cell[axis + 1 :])
                    parts.setdefault((self.place[up], axis), []).append(place)
        entries = [(row, up, -1.0) for row, (up, _) in enumerate(parts)]
        entries += [(row, part, 1.0) for row, found in enumerate(parts.values()) for part in found]
        rows, columns, signs = zip(*entries, strict=True) if entries else ((), (), ())
        return sparse.csr_array((signs, (rows, columns)), (len(parts), len(self.cells)))


def audit(book: Book, public: pl.DataFrame, given: Parameters, sides: frozenset[str], weights: frozenset[str],
          witnesses: Sequence[Sequence[Mapping[Cell, float]]] = ()) -> None:  # fmt: skip
    """Nothing when the masking holds; :class:`DisclosureError` when an unsafe cell is published or can be worked out."""
    hidden, published = set(), set()
    numbers = [name for name in public.columns if name not in (*book.dims, "status")]
    for row in public.iter_rows(named=True):
        cell = tuple(row[dim] for dim in book.dims)
        published.add(cell)
        if row["status"] == "suppressed":
            hidden.add(cell)
            if any(row[name] is not None for name in numbers):
                raise DisclosureError("masking_still_there")
    readers = Readers(book, hidden, published, given)
    needs = {cell: needed(book, cell, given, sides, weights) for cell in sorted(published)}
    open_cells = sum(1 for cell, need in needs.items() if need and cell not in hidden)
    if open_cells:
        raise DisclosureError("masking_published", count=open_cells)
    for place, name in enumerate(book.variables):
        unsafe = {readers.place[cell]: need[name] for cell, need in needs.items() if name in need}
        offered = witnesses[place] if place < len(witnesses) else ()
        _intervals(readers, name, unsafe, offered)


def _intervals(readers: Readers, name: str, unsafe: Mapping[int, int], offered: Sequence[Mapping[Cell, float]]) -> None:
    values = np.array([readers.book.total(cell, name) for cell in readers.cells], dtype=np.float64)
    signed = any(value < 0 for value in readers.book.values[name].values())
    targets, up = np.array(list(unsafe), dtype=np.int64), np.array(list(unsafe.values()), dtype=np.float64)
    down = _room(readers, name, targets, up, signed=signed)
    left = np.stack([np.repeat(up[:, None], down.shape[1], axis=1), down], axis=1)
    for place, known in enumerate(readers.attackers):
        left[np.isin(targets, known), :, place] = 0
    for table in offered:
        _accept(readers, table, None if signed else name, targets, left)
    short = [pair for pair in np.argwhere(left > 0) if not _free(readers, values, signed, targets, left, pair)]
    if short:
        raise DisclosureError("masking_short", count=len({int(pair[0]) for pair in short}))


def _room(readers: Readers, name: str, targets: Places, up: Numbers, *, signed: bool) -> Numbers:
    """How far down each attacker must be left in doubt: no further than what others than itself contribute."""
    fine = np.array([readers.book.values[name][cell] for cell in readers.fine], dtype=np.float64)
    found = np.repeat(up[:, None], len(readers.attackers), axis=1)
    for place, known in enumerate(readers.attackers):
        others = np.ones(len(fine))
        for cell in known:
            others[[readers.fine[low] for low in readers.book.cells[readers.cells[cell]]]] = 0
        if not signed:
            found[:, place] = np.minimum(up, readers.adds[targets] @ (fine * others))
    return found


def _accept(readers: Readers, table: Mapping[Cell, float], floor: str | None, targets: Places, left: Numbers) -> None:
    """Strike out what one offered table proves, when it is a table that readers could not rule out."""
    change = np.zeros(len(readers.fine))
    for cell, amount in table.items():
        change[readers.fine[cell]] = amount
    noise = 1e-3 + 1e-8 * np.abs(change).max(initial=0.0)  # a thousandth of one unit
    moves = readers.adds @ change
    if (np.abs(moves[readers.shown]) > noise).any():
        return
    if floor is not None:
        fine = np.array([readers.book.values[floor][cell] for cell in readers.fine], dtype=np.float64)
        if (fine + change < -noise).any():
            return
    blind = np.array([bool((np.abs(moves[known]) <= noise).all()) for known in readers.attackers])
    here = moves[targets]
    enough = np.stack([here[:, None] >= left[:, 0] - noise, -here[:, None] >= left[:, 1] - noise], axis=1)
    left[enough & blind] = 0


def _free(readers: Readers, values: Numbers, signed: bool, targets: Places, left: Numbers, pair: Places) -> bool:
    """Whether the bounds of one cell, for one attacker, are wide enough in one direction."""
    target, way, attacker = pair
    fixed = readers.shown.copy()
    fixed[readers.attackers[attacker]] = True
    low = np.where(fixed, values, -np.inf if signed else 0.0)
    high = np.where(fixed, values, np.inf)
    aim = np.zeros(len(values))
    aim[targets[target]] = 1.0 if way else -1.0
    equations = readers.equations
    solved = linprog(
        aim, A_eq=equations, b_eq=np.zeros(equations.shape[0]), bounds=np.column_stack([low, high]), method="highs"
    )
    if solved.status == 3:  # noqa: PLR2004 - the solver's word for « unbounded »
        return True
    if solved.status != 0:
        raise DisclosureError("masking_solver", what=str(solved.message))
    room = abs(float(solved.x[targets[target]]) - values[targets[target]])
    return bool(room >= left[tuple(pair)] * (1 - ROUNDING) - ROUNDING)
