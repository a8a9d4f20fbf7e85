"""The distinct sums of payslip elements that pay bases are made of: bases that add the same elements share one column."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import polars as pl

from scop_analytics.derive.rules import pay_bases

KINDS = ("time", "yearly", "occasional")
MOVED = ".moved"
"""Ends the name of the money that corrections bring to a sum: paid, but not for the time of its month."""


@dataclass(frozen=True)
class Sums:
    """``columns``: the elements of each distinct sum, by the name of its column; ``of``: the column of ``base.kind``.

    A kind none of whose elements is held has no column: it is nothing. A sum of one element is that element's own column.
    """

    columns: Mapping[str, tuple[str, ...]]
    of: Mapping[str, str]

    def kept(self, kind: str) -> list[str]:
        """The columns that are a sum of this kind in some base."""
        return list(dict.fromkeys(column for name, column in self.of.items() if name.endswith(f".{kind}")))

    def rates(self) -> list[str]:
        """The sums whose full-time rate is wanted: the time elements of the bases rebuilt at full time."""
        return self._timed(full_time=True)

    def present(self) -> list[str]:
        """The time elements of the bases annualised for presence alone."""
        return self._timed(full_time=False)

    def _timed(self, *, full_time: bool) -> list[str]:
        bases = (name for name, base in pay_bases().items() if base.full_time == full_time)
        return list(dict.fromkeys(self.of[f"{name}.time"] for name in bases))

    def named(self, held: Collection[str]) -> dict[str, pl.Expr]:
        """Each ``base.kind`` from the columns of a frame that ``held`` them summed; corrections join the occasional ones."""
        found = {}
        for base in pay_bases():
            for kind in KINDS:
                parts = [self.of.get(f"{base}.{kind}", "")]
                if kind == "occasional":
                    parts.append(f"{self.of.get(f'{base}.time', '')}{MOVED}")
                known = [pl.col(name) for name in parts if name in held]
                found[f"{base}.{kind}"] = sum(known[1:], known[0]) if known else pl.lit(0, pl.Int64)
        return found


def sums(held: Collection[str]) -> Sums:
    """The sums that a payroll with these columns allows, narrow ones first: wider ones are built on them."""
    of, columns = {}, {}
    for base, entry in pay_bases().items():
        for kind in KINDS:
            elements = tuple(name for name in getattr(entry, kind) if name in held)
            if elements:
                of[f"{base}.{kind}"] = name = "+".join(elements)
                columns[name] = elements
    return Sums(dict(sorted(columns.items(), key=lambda item: len(item[1]))), of)


def added(rows: pl.DataFrame, wanted: Sums) -> pl.DataFrame:
    """``rows`` with the column of each sum, in cents; a wider sum starts from the widest narrower one."""
    known: list[str] = []
    for name, elements in wanted.columns.items():
        if len(elements) > 1:
            inside = [other for other in known if set(wanted.columns[other]) < set(elements)]
            begun = max(inside, key=lambda other: len(wanted.columns[other]), default=elements[0])
            rest = [column for column in elements if column not in wanted.columns.get(begun, (begun,))]
            rows = rows.with_columns(pl.sum_horizontal(begun, *rest).cast(pl.Int64).alias(name))
        known.append(name)
    return rows
