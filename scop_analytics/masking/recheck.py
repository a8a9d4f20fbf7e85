"""The rules a second time, for the audit: plain whole-number arithmetic cell by cell, apart from the masking."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import product
from math import ceil
from typing import Final

import polars as pl

from scop_analytics.masking.parameters import Parameters, Rules

Cell = tuple[str, ...]
Amounts = dict[str, dict[str, int]]  # variable → unit → contribution
WHOLE: Final = "total"


def chain(code: str, parents: Mapping[str, str]) -> list[str]:
    """A code, what contains it, and the total."""
    found = [code]
    while found[-1] in parents and parents[found[-1]] != WHOLE:
        found.append(str(parents[found[-1]]))
    return [*found, WHOLE]


class Book:
    """The contributions of one run by cell, down to the finest: who contributes what to each."""

    def __init__(self, rows: pl.DataFrame, dims: Sequence[str], variables: Sequence[str],
                 hierarchies: Mapping[str, Mapping[str, str]]) -> None:  # fmt: skip
        self.dims, self.variables = tuple(dims), tuple(variables)
        self.parents = {dim: {str(a): str(b) for a, b in hierarchies.get(dim, {}).items()} for dim in dims}
        self.kinds = {kind for kind, who in (("persons", "person"), ("coops", "coop")) if rows[who].null_count() == 0}
        self.counted = rows["people"].null_count() == 0
        self.finest: dict[Cell, list[dict[str, object]]] = {}
        for row in rows.iter_rows(named=True):
            self.finest.setdefault(tuple(str(row[dim]) for dim in dims), []).append(row)
        self.cells: dict[Cell, list[Cell]] = {}
        for fine in self.finest:
            for cell in self.above(fine):
                self.cells.setdefault(cell, []).append(fine)
        self.values = {name: {fine: self._value(fine, name) for fine in self.finest} for name in self.variables}

    def above(self, fine: Cell) -> Iterator[Cell]:
        """Every cell that holds a finest one."""
        return product(*(chain(code, self.parents[dim]) for dim, code in zip(self.dims, fine, strict=True)))

    def total(self, cell: Cell, name: str) -> int:
        """The value of a cell."""
        return sum(self.values[name][fine] for fine in self.cells[cell])

    def amounts(self, cell: Cell, kind: str) -> Amounts:
        """Contribution of each unit of one kind to a cell."""
        found: Amounts = {name: {} for name in self.variables}
        who = "person" if kind == "persons" and "persons" in self.kinds else "coop"
        for row in (row for fine in self.cells[cell] for row in self.finest[fine]):
            for name in self.variables:
                unit = str(row[who])
                found[name][unit] = found[name].get(unit, 0) + _amount(row, name)
        return found

    def people(self, cell: Cell) -> int:
        """People behind a cell when contributions do not name them."""
        return sum(_amount(row, "count") for fine in self.cells[cell] for row in self.finest[fine])

    def _value(self, fine: Cell, name: str) -> int:
        return sum(_amount(row, name) for row in self.finest[fine])


def _amount(row: Mapping[str, object], name: str) -> int:
    """What one row brings to a variable; a row that does not say how many people it stands for counts once."""
    found = row["people" if name == "count" else name]
    return 1 if found is None else int(str(found))


def needed(book: Book, cell: Cell, given: Parameters, sides: frozenset[str], weights: frozenset[str]) -> dict[str, int]:
    """The protection each variable of a cell needs; a variable that is safe is absent."""
    found: dict[str, int] = {}
    for kind in ("persons", "coops"):
        rules, single = given.rules(kind), kind in book.kinds
        if not rules.active or not (single or (kind == "persons" and book.counted)):
            continue
        amounts = book.amounts(cell, kind)
        for name, by_unit in amounts.items():
            units = len(by_unit) if single else book.people(cell)
            parts = list(by_unit.values())
            wants = [Fraction(0)] if units < rules.least else []
            if single and name in sides and kind == "persons":
                wants += _both_sides(parts, rules.least)
            elif single and name != "count" and name not in sides:
                wants += [*_concentrated(parts, rules), *_alike(parts, rules)]
            wants += [Fraction(0)] if single and name in weights and _heavy(parts, rules) else []
            if wants:
                width = abs(book.total(cell, name)) * Fraction(str(given.width)) / 100
                found[name] = max(found.get(name, 1), ceil(max(*wants, width)))
    return found


def _both_sides(parts: Sequence[int], least: int) -> list[Fraction]:
    some = sum(1 for part in parts if part)
    return [Fraction(0) for count in (some, len(parts) - some) if 0 < count < least]


def _heavy(parts: Sequence[int], rules: Rules) -> bool:
    return rules.weight is not None and max(map(abs, parts)) * 100 > sum(map(abs, parts)) * Fraction(str(rules.weight))


def _concentrated(parts: Sequence[int], rules: Rules) -> Iterator[Fraction]:
    sizes = sorted(map(abs, parts), reverse=True)
    whole = sum(sizes)
    for n, k in rules.dominance:
        share = Fraction(str(k)) / 100
        if sum(sizes[:n]) > share * whole:
            yield sum(sizes[:n]) / share - whole
    rest = sum(sizes[2:])
    shares = [] if rules.p is None else [Fraction(str(rules.p)) / 100]
    shares += [] if rules.pq is None else [Fraction(str(rules.pq[0])) / Fraction(str(rules.pq[1]))]
    yield from (share * sizes[0] - rest for share in shares if rest < share * sizes[0])


def _alike(parts: Sequence[int], rules: Rules) -> Iterator[Fraction]:
    low, high = min(parts), max(parts)
    if low == high == 0:
        yield from [Fraction(0)] * rules.zero
    elif rules.spread is not None and (
        low == high or (high - low) * len(parts) * 100 < abs(sum(parts)) * Fraction(str(rules.spread))
    ):
        yield Fraction(0)
