"""Settling a figure: its value, or the reason why there is none, its legal rounding and its verdict."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from scop_analytics.indicators.arguments import Operand
from scop_analytics.indicators.catalogue import Indicator
from scop_analytics.indicators.measures import Measure, Verdict
from scop_analytics.indicators.reasons import INTEGER, SMALL, TEXT, Condition, literal
from scop_analytics.results import reason as reason  # noqa: PLC0414 - blocks look for it here

# In order of precedence: the last word wins (rulings of the project).
STATUSES: Final = ("ok", "caution", "suppressed", "not_computable", "missing", "not_applicable")
CODE: Final = {status: code for code, status in enumerate(STATUSES)}
NO_VALUE: Final = CODE["not_computable"]
INHERITED: Final = ("not_applicable", "missing", "not_computable", "caution")
WIDE: Final = pl.Int128
SIDES: Final = ("top", "bottom")
Floats = NDArray[np.float64]
BEYOND: Final = 6  # decimals beyond the rounding at which a quotient of decimals is taken as exact


@dataclass(frozen=True)
class Candidate:
    """A status that may apply to a figure, and its reason."""

    status: str
    applies: pl.Expr
    reason: pl.Expr


@dataclass(frozen=True)
class Subject:
    """A figure about to be settled: its formula's measure, where its parts are, and the dtypes of these columns."""

    name: str
    entry: Indicator | None
    measure: Measure
    parts: Mapping[str, str]
    types: Mapping[str, pl.DataType]

    def has(self, part: str) -> bool:
        """Whether the measure has this part."""
        return part in self.parts

    def part(self, part: str) -> pl.Expr:
        """One part of the measure."""
        return pl.col(self.parts[part])

    @property
    def integers(self) -> bool:
        """Whether numerator and denominator are whole numbers: then rounding and verdict are exact."""
        return all(self.types[self.parts[part]].is_integer() for part in ("top", "bottom") if self.has(part))


def candidates(subject: Subject, operands: Iterable[Operand]) -> list[Candidate]:
    """Every status that may apply, from the strongest to the mildest; the first that applies is kept."""
    own = [_condition(subject, position, item) for position, item in enumerate(subject.measure.conditions)]
    found = own + _inherited(operands) + _arithmetic(subject, operands)
    return sorted(found, key=lambda item: -CODE[item.status])  # a stable sort: own reasons before inherited ones


def _condition(subject: Subject, position: int, condition: Condition) -> Candidate:
    facts = {
        name: subject.part(f"fact{position}.{name}") if isinstance(fact, pl.Expr) else fact
        for name, fact in condition.facts.items()
    }
    status = "caution" if condition.status == "deferred" else condition.status
    return Candidate(status, subject.part(f"fails{position}").fill_null(False), reason(condition.key, facts))


def _inherited(operands: Iterable[Operand]) -> list[Candidate]:
    return [
        Candidate(status, pl.col(f"{operand.prefix}.status") == CODE[status], pl.col(f"{operand.prefix}.reason"))
        for operand in operands
        for status in INHERITED
    ]


def _arithmetic(subject: Subject, operands: Iterable[Operand]) -> list[Candidate]:
    """What the numbers themselves refuse: nobody, nothing known, a denominator of zero."""
    found = []
    known = subject.part("top").is_not_null()
    if subject.has("bottom"):
        known &= subject.part("bottom").is_not_null()
        found.append(
            Candidate("not_computable", (subject.part("bottom") == 0).fill_null(False), reason("denominator_zero"))
        )
    if subject.measure.population is None:
        for operand in operands:  # what an operand explains is not missing: nobody of one sex, nothing to divide by
            known |= (pl.col(f"{operand.prefix}.status") == NO_VALUE).fill_null(False)
        return [*found, Candidate("missing", ~known, reason("no_value"))]
    nobody = subject.part("support.people").fill_null(0) == 0
    if subject.measure.additive:
        return found
    return [
        Candidate("not_computable", nobody, reason("nobody")),
        *found,
        Candidate("not_computable", ~known, reason("no_value")),
    ]


def settled(subject: Subject, found: list[Candidate], operands: Iterable[Operand]) -> list[pl.Expr]:
    """The columns ``<name>.status``, ``.reason``: the strongest candidate that applies."""
    status, why = literal(0, SMALL), literal(None, TEXT)
    for item in reversed(found):
        applies = pl.when(item.applies)
        status = applies.then(literal(CODE[item.status], SMALL)).otherwise(status)
        why = applies.then(item.reason).otherwise(why)
    own = subject.part("people") if subject.has("people") else None
    inherited = [pl.col(f"{operand.prefix}.people") for operand in operands]
    people = own if own is not None else (pl.min_horizontal(*inherited) if inherited else literal(None, INTEGER))
    named = {"status": status, "reason": why, "people": people.cast(pl.Int64)}
    return [expression.alias(f"{subject.name}.{part}") for part, expression in named.items()]


def divided(subject: Subject, wide: pl.DataFrame) -> list[pl.Series]:
    """The columns ``.value``, ``.threshold``, ``.shown_top`` and ``.shown_bottom``: each one division, done by numpy.

    (polars divides by a constant column with its inverse, whose last digit differs: a company alone would not equal
    itself among others.)
    """
    measure = subject.measure
    top = _floats(subject, wide, "top") * measure.times
    bottom = _floats(subject, wide, "bottom") * measure.per if subject.has("bottom") else measure.per
    sides = [side for side in SIDES if subject.has(side) or subject.has(f"shown_{side}")]
    found = {"value": _over(top, bottom), **{f"shown_{side}": _shown(subject, wide, side) for side in sides}}
    if subject.has("limit"):
        found["threshold"] = _over(_floats(subject, wide, "limit"), measure.per)
    return [pl.Series(f"{subject.name}.{part}", values, nan_to_null=True) for part, values in found.items()]


def _shown(subject: Subject, wide: pl.DataFrame, side: str) -> Floats:
    """Numerator or denominator in the unit people read."""
    if subject.has(f"shown_{side}"):
        by = _floats(subject, wide, f"shown_{side}_by") if subject.has(f"shown_{side}_by") else 1.0
        constant = subject.measure.shown_by(side)
        return _over(_floats(subject, wide, f"shown_{side}"), by * constant)
    return _over(_floats(subject, wide, side), subject.measure.units[SIDES.index(side)])


def _floats(subject: Subject, wide: pl.DataFrame, part: str) -> Floats:
    return wide.get_column(subject.parts[part]).cast(pl.Float64).to_numpy()


def _over(top: Floats, bottom: Floats | float) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        quotient = np.divide(top, bottom)
    return np.where(np.isfinite(quotient), quotient, np.nan)


def valued(subject: Subject) -> list[pl.Expr]:
    """The columns ``.value``, ``.rounded`` (times ten to the digits), ``.verdict``, ``.direction`` of a settled figure.

    A column that would be null throughout is left out; only ``.verdict`` always stands, because formulas may read it.
    """
    given = pl.col(f"{subject.name}.status") < NO_VALUE
    terms = ["value", *(f"shown_{side}" for side in SIDES if subject.has(side) or subject.has(f"shown_{side}"))]
    named: dict[str, pl.Expr] = {part: pl.when(given).then(pl.col(f"{subject.name}.{part}")) for part in terms}
    if subject.entry and subject.entry.digits is not None:
        named["rounded"] = pl.when(given).then(_half_up(subject, subject.entry.digits).cast(pl.Float64))
    named |= _judged(subject, given)
    return [expression.alias(f"{subject.name}.{part}") for part, expression in named.items()]


def _half_up(subject: Subject, digits: int) -> pl.Expr:
    """The legal rounding, half away from zero: ``value × 10^digits`` as a whole number."""
    last, fine_part = int(10**digits), int(10**BEYOND)
    if not subject.integers:
        fine = (pl.col(f"{subject.name}.value") * (last * fine_part)).round().cast(WIDE)
        return fine.sign() * ((2 * fine.abs() + fine_part) // (2 * fine_part))
    top, bottom = _terms(subject)
    size = (2 * top.abs() * last + bottom.abs()) // pl.when(bottom == 0).then(None).otherwise(2 * bottom.abs())
    return top.sign() * bottom.sign() * size


def _terms(subject: Subject) -> tuple[pl.Expr, pl.Expr]:
    bottom = subject.part("bottom").cast(WIDE) if subject.has("bottom") else pl.lit(1, WIDE)
    return subject.part("top").cast(WIDE) * subject.measure.times, bottom * subject.measure.per


def _judged(subject: Subject, given: pl.Expr) -> dict[str, pl.Expr]:
    judged = subject.measure.verdict
    if judged is None:
        return {"verdict": literal(None, TEXT)}
    waits = [
        subject.part(f"fails{n}") for n, item in enumerate(subject.measure.conditions) if item.status == "deferred"
    ]
    words = pl.when(_holds(subject, judged)).then(pl.lit("complies")).otherwise(pl.lit("breach"))
    for wait in waits:
        words = pl.when(wait.fill_null(False)).then(pl.lit("deferred")).otherwise(words)
    words = pl.when(given).then(words).otherwise(pl.lit("not_tested"))
    if isinstance(judged.threshold, pl.Expr):
        threshold = pl.col(f"{subject.name}.threshold")
    else:
        threshold = pl.lit(float(judged.threshold))
    return {"verdict": words, "threshold": threshold, "direction": pl.lit(judged.direction)}


def _holds(subject: Subject, judged: Verdict) -> pl.Expr:
    if subject.has("holds"):
        return subject.part("holds")
    if isinstance(judged.threshold, pl.Expr):
        return _compared(subject.part("top").cast(WIDE), subject.part("limit").cast(WIDE), judged.direction)
    limit = judged.threshold
    if subject.entry and subject.entry.digits is not None:
        scale = 10**subject.entry.digits
        return _compared(
            _half_up(subject, subject.entry.digits) * limit.denominator,
            pl.lit(limit.numerator * scale),
            judged.direction,
        )
    if not subject.integers:
        return _compared(pl.col(f"{subject.name}.value"), pl.lit(float(limit)), judged.direction)
    top, bottom = _terms(subject)
    return _compared(top * limit.denominator, bottom * limit.numerator, judged.direction)


def _compared(left: pl.Expr, right: pl.Expr, direction: str) -> pl.Expr:
    match direction:
        case "at_least":
            return left >= right
        case "at_most":
            return left <= right
        case _:
            return left > right
