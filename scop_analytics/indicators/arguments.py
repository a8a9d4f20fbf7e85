"""What an indicator function receives: columns of a frame, another indicator, the same one year before, the law.

The names of a function's parameters say what it needs. Calling the function with these stand-ins gives its formula and,
at the same time, the list of the columns and indicators it reads.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import polars as pl

from scop_analytics.errors import PackageError
from scop_analytics.indicators.measures import Measure, difference

BEFORE: Final = "_before"
# Frames of one row per company and year: their columns are at hand in the second pass.
COMPANY_FRAMES: Final = ("company", "company_year")
PARTS: Final = ("top", "bottom", "value", "people", "status", "reason", "verdict")


@dataclass(frozen=True)
class Operand:
    """Another indicator as a formula reads it: as it is, one year before, at one segment or summed over a key."""

    indicator: str
    before: bool = False
    at: tuple[tuple[str, str], ...] = ()
    over: tuple[str, ...] = ()

    @property
    def prefix(self) -> str:
        """The name under which its columns stand beside the formula's own."""
        pairs = "".join(f"@{key}={value}" for key, value in self.at) + "".join(f"@{key}" for key in self.over)
        return f"{self.indicator}{BEFORE if self.before else ''}{pairs}"

    @property
    def keys(self) -> frozenset[str]:
        """The segment keys it adds to those of the formula."""
        return frozenset(key for key, _ in self.at) | frozenset(self.over)


class Columns:
    """A derived frame: an attribute is a column, and is noted."""

    def __init__(self, frame: str, read: set[tuple[str, str]]) -> None:
        self._frame, self._read = frame, read

    def __getattr__(self, column: str) -> pl.Expr:
        if column.startswith("__"):
            raise AttributeError(column)
        self._read.add((self._frame, column))
        return pl.col(f"{self._frame}.{column}" if self._frame in COMPANY_FRAMES else column)


class Figure:
    """Another indicator: its parts are columns, and what is read is noted."""

    def __init__(self, operand: Operand, read: dict[Operand, bool]) -> None:
        self._operand, self._read = operand, read

    @property
    def top(self) -> pl.Expr:
        """Its exact numerator (the figure itself when it has no denominator)."""
        return self._part("top")

    @property
    def bottom(self) -> pl.Expr:
        """Its exact denominator."""
        return self._part("bottom")

    @property
    def value(self) -> pl.Expr:
        """Its value."""
        return self._part("value")

    @property
    def people(self) -> pl.Expr:
        """The smallest group it rests on."""
        return self._part("people")

    @property
    def verdict(self) -> pl.Expr:
        """Its verdict: complies, breach, deferred or not_tested."""
        return self._part("verdict")

    @property
    def indicator(self) -> str:
        """Its id in the catalogue."""
        return self._operand.indicator

    def _part(self, part: str) -> pl.Expr:
        self._read[self._operand] = True
        return pl.col(f"{self._operand.prefix}.{part}")

    def of(self, **segment: str) -> Figure:
        """The same indicator for one group only, such as ``sex="F"``."""
        taken = tuple(sorted({**dict(self._operand.at), **segment}.items()))
        return Figure(Operand(self._operand.indicator, self._operand.before, taken, self._operand.over), self._read)

    def over(self, *keys: str) -> Figure:
        """The sum of the indicator over every group of ``keys``."""
        return Figure(Operand(self._operand.indicator, self._operand.before, self._operand.at, keys), self._read)

    def __sub__(self, other: Figure) -> Measure:
        return difference(self.value, other.value)


@dataclass(frozen=True)
class Formula:
    """An indicator function once called: its measure and everything it reads."""

    measure: Measure
    frame: str | None  # the frame it aggregates; None in the second pass
    columns: frozenset[tuple[str, str]]
    operands: tuple[Operand, ...]


@dataclass(frozen=True)
class Signature:
    """The parameters of an indicator function, sorted by what they are."""

    frames: tuple[str, ...]
    indicators: tuple[str, ...]
    rules: bool

    @property
    def aggregated(self) -> str | None:
        """The frame whose rows are aggregated, if the function belongs to the first pass."""
        return next((frame for frame in self.frames if frame not in COMPANY_FRAMES), None)


@dataclass
class _Noted:
    columns: set[tuple[str, str]] = field(default_factory=set)
    operands: dict[Operand, bool] = field(default_factory=dict)


def signature(function: Callable[..., Any], frames: frozenset[str], indicators: frozenset[str]) -> Signature:
    """What the parameter names ask for; a name that is neither frame nor indicator is refused."""
    names = tuple(inspect.signature(function).parameters)
    asked = [name.removesuffix(BEFORE) if name.removesuffix(BEFORE) in indicators else name for name in names]
    for name in asked:
        if name not in frames | indicators | {"rules"}:
            raise PackageError("unknown_parameter", where=function.__name__, name=name)
    found = Signature(
        tuple(name for name in names if name in frames),
        tuple(name for name in names if name not in frames and name != "rules"),
        "rules" in names,
    )
    if found.aggregated and (found.indicators or len(found.frames) > 1):
        raise PackageError("mixed_passes", where=function.__name__)
    return found


def formula(
    function: Callable[..., Any], asked: Signature, indicators: frozenset[str], rules: Mapping[str, Any]
) -> Formula:
    """Call an indicator function with stand-ins and note what it reads."""
    noted = _Noted()
    arguments: dict[str, Any] = {name: Columns(name, noted.columns) for name in asked.frames}
    for name in asked.indicators:
        operand = Operand(name) if name in indicators else Operand(name.removesuffix(BEFORE), before=True)
        arguments[name] = Figure(operand, noted.operands)
    if asked.rules:
        arguments["rules"] = rules
    measure: Measure = function(**arguments)
    return Formula(measure, asked.aggregated, frozenset(noted.columns), tuple(noted.operands))
