"""Linear algebra over one table: the hidden cells that the published ones determine."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from scop_analytics.privacy.cells import canonical
from scop_analytics.privacy.policy import policy


@dataclass(frozen=True)
class Cell:
    """What the equations need of a cell: its number is published, it has one, a minimum is asked of it, it is not empty.

    ``same`` are the keys along which it has as many people as its whole.
    """

    shown: bool
    real: bool = True
    tested: bool = True
    some: bool = True
    same: frozenset[str] = frozenset()


Table = Mapping[str, Cell]
Groups = dict[tuple[str, str], list[str]]


def determined(table: Table) -> list[str]:
    """The hidden segments of one table whose number follows from the others and from the totals.

    Each whole gives an equation: the sum of its parts less the whole is zero. A whole that the table does not hold is
    taken as known. What follows from the rows that everybody may read whatever their size is no secret any more.
    """
    groups = _groups(table)
    free = {name: replace(cell, shown=cell.shown and not cell.tested) for name, cell in table.items()}
    told: set[str] = set()
    if any(cell.shown for cell in free.values()):
        told = set(_solved(free, groups, [name for name, cell in free.items() if cell.some and not cell.shown]))
    hidden = [name for name, cell in table.items() if cell.real and not cell.shown and name not in told]
    return _solved(table, groups, hidden)


def _solved(table: Table, groups: Groups, hidden: Sequence[str]) -> list[str]:
    """Which unknowns the equations determine: those that stand alone in a row of the reduced equations."""
    column = {name: place for place, name in enumerate(hidden)}
    rows = []
    for (rest, key), parts in groups.items():
        if _holds(table, rest, key, parts):
            rows.append({column[name]: Fraction(1) for name in parts if name in column})
            rows[-1] |= {column[rest]: Fraction(-1)} if rest in column else {}
    return [hidden[next(iter(row))] for row in _reduced(rows) if len(row) == 1]


def _holds(table: Table, rest: str, key: str, parts: Sequence[str]) -> bool:
    """Whether something published enters the equation, and a single part is really the whole (else others are unnamed)."""
    some = [name for name in parts if table[name].some]
    complete = len(some) != 1 or key in table[some[0]].same
    return complete and any(table[name].shown for name in (*parts, rest) if name in table)


def _groups(table: Iterable[str]) -> Groups:
    """The parts of each whole along each key."""
    groups: Groups = {}
    for name in table:
        pairs = json.loads(name)
        for key in sorted(pairs.keys() - policy().apart):
            rest = {other: value for other, value in pairs.items() if other != key}
            groups.setdefault((canonical(rest), key), []).append(name)
    return groups


def _reduced(rows: Iterable[dict[int, Fraction]]) -> list[dict[int, Fraction]]:
    """Rows in reduced echelon form (exact, sparse)."""
    basis: dict[int, dict[int, Fraction]] = {}
    for source in rows:
        row = dict(source)
        for pivot in [place for place in row if place in basis]:
            row = _less(row, basis[pivot], row[pivot])
        if not row:
            continue
        lead = min(row)
        row = {place: value / row[lead] for place, value in row.items()}
        for pivot, other in list(basis.items()):
            if lead in other:
                basis[pivot] = _less(other, row, other[lead])
        basis[lead] = row
    return list(basis.values())


def _less(row: dict[int, Fraction], other: dict[int, Fraction], factor: Fraction) -> dict[int, Fraction]:
    """``row`` less ``factor`` times ``other``, without its zeros."""
    places = {
        place: row.get(place, Fraction(0)) - factor * other.get(place, Fraction(0))
        for place in row.keys() | other.keys()
    }
    return {place: value for place, value in places.items() if value}
