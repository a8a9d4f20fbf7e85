"""Reasons not to give a figure, or to give it with caution: what an indicator function says in ``when``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Final, Protocol

import polars as pl

TEXT: Final = pl.String()
SMALL: Final = pl.Int8()
INTEGER: Final = pl.Int64()


@cache
def literal(value: str | int | None, kind: pl.DataType) -> pl.Expr:
    """A constant, made once: literals with a type are slow to build, and a run needs the same ones again and again."""
    return pl.lit(value, kind)


class People(Protocol):
    """Anything that knows how many people it has."""

    @property
    def people(self) -> pl.Expr:
        """How many."""


@dataclass(frozen=True)
class Condition:
    """A reason not to give a figure, or to give it with caution, and the facts of its sentence."""

    fails: pl.Expr
    status: str
    key: str
    facts: Mapping[str, pl.Expr | int | str] = field(default_factory=dict)


def exact(limit: object) -> Fraction:
    """A threshold of the law as an exact fraction."""
    return limit if isinstance(limit, Fraction) else Fraction(Decimal(str(limit)))


def whole(limit: object) -> int:
    """A threshold of the law that is a whole number."""
    return int(exact(limit))


def at_least(minimum: object, /, key: str = "too_few", **groups: People) -> Condition:
    """Each group needs ``minimum`` people for the figure to mean anything; the sentence ``key`` names these groups."""
    smallest = pl.min_horizontal(*(people.people for people in groups.values()))
    facts: dict[str, pl.Expr | int | str] = {"minimum": whole(minimum)}
    facts |= {name: people.people for name, people in groups.items()}
    return Condition(smallest < whole(minimum), "not_computable", key, facts)


def caution(fails: pl.Expr, key: str, **facts: pl.Expr | int | str) -> Condition:
    """The figure is given, with a reason to read it carefully."""
    return Condition(fails, "caution", key, facts)


def not_applicable(fails: pl.Expr, key: str, **facts: pl.Expr | int | str) -> Condition:
    """The rule or the question does not concern this company."""
    return Condition(fails, "not_applicable", key, facts)


def not_computable(fails: pl.Expr, key: str, **facts: pl.Expr | int | str) -> Condition:
    """The figure would mean nothing."""
    return Condition(fails, "not_computable", key, facts)


def deferred(fails: pl.Expr, key: str, **facts: pl.Expr | int | str) -> Condition:
    """The law gives time: the figure is shown, the verdict waits."""
    return Condition(fails, "deferred", key, facts)
