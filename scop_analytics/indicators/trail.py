"""The trail of a figure: what is behind it in a dossier, step by step, for the readers who may see it.

People by sex, the two pays a gap compares, conditions tested and the tables of a block are for the employer alone, and only
for figures that the employer reads without masking. Other readers get the figures a formula rests on, each masked as any
result is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from scop_analytics import law as legal
from scop_analytics.indicators import catalogue, library
from scop_analytics.indicators.arguments import Formula, Operand, formula
from scop_analytics.indicators.blocks import called
from scop_analytics.indicators.catalogue import Indicator
from scop_analytics.indicators.computing import inside
from scop_analytics.indicators.engine import Opened
from scop_analytics.indicators.segments import COMPANY
from scop_analytics.privacy import policy

if TYPE_CHECKING:
    from scop_analytics.dossier import Dossier
    from scop_analytics.results import Results

Told = dict[str, Any]
Row = Mapping[str, Any]
EMPLOYER: Final = "employer"
SHOWN: Final = ("segment", "unit", "value", "numerator", "denominator", "status", "reason")
PAY_UNITS: Final = {"pay_hourly": "EUR_per_hour", "hourly_total": "EUR_per_hour"}


@dataclass
class Trail:
    """What the steps of one figure are told from: its inside (nothing for readers who may not see it), and released figures."""

    entry: Indicator
    inside: tuple[Opened, ...]
    released: Results

    @cached_property
    def _tables(self) -> dict[str, pl.DataFrame]:
        """The intermediate tables of a block, of every company."""
        functions = library.load().blocks
        blocks = [
            called(functions[self.entry.id], place.frames, place.ruling)
            for place in self.inside
            if self.entry.id in functions
        ]
        names = list(dict.fromkeys(name for block in blocks for name in block.steps))
        return {
            name: pl.concat(
                pl.collect_all([block.steps[name] for block in blocks if name in block.steps]), how="diagonal_relaxed"
            )
            for name in names
        }

    @cached_property
    def _known(self) -> dict[tuple[str, int, str], list[Told]]:
        """Released rows by company, year and indicator."""
        found: dict[tuple[str, int, str], list[Told]] = {}
        for row in self.released.to_rows():
            found.setdefault((row["company"], row["year"], row["indicator"]), []).append(row)
        return found

    def steps(self, row: Row) -> Told:
        """The steps of one result: ``people``, ``sides``, ``conditions``, ``operands``, ``tables``; empty ones left out."""
        told: Told = {}
        for place in self.inside:
            own = _own(self.entry, row, place)
            if own is not None:
                made = place.formulas[self.entry.id]
                told |= {"people": _people(self.entry, own, place), "sides": _sides(self.entry, made, row)}
                told |= {"conditions": _conditions(self.entry, made, own, place)}
        told["operands"] = [self._operand(operand, row) for operand in operands(self.entry)]
        told["tables"] = self._of(row)
        return {name: content for name, content in told.items() if content}

    def _operand(self, operand: Operand, row: Row) -> Told:
        """A figure the formula reads, as these readers may see it."""
        year = row["year"] - 1 if operand.before else row["year"]
        rows = self._known.get((row["company"], year, operand.indicator), [])
        wanted = ({**row["segment"], **dict(operand.at)}, dict(operand.at))
        found = next((known for segment in wanted for known in rows if known["segment"] == segment), None)
        told = {"indicator": operand.indicator, "year": year, "over": list(operand.over)}
        return told if found is None else {**told, **{name: found[name] for name in SHOWN}}

    def _of(self, row: Row) -> dict[str, list[Told]]:
        here = (pl.col("entity_id") == row["company"], pl.col("fiscal_year") == row["year"])
        kept = {name: frame.filter(*here).drop(*COMPANY) for name, frame in self._tables.items()}
        return {name: frame.to_dicts() for name, frame in kept.items() if frame.height}


def trail(
    entry: Indicator, dossier: Dossier, released: Results, *, by: str | None, findings: pl.DataFrame | None
) -> Trail:
    """The trail of one figure; its inside only for readers who see this class of figures unmasked (fail closed)."""
    rule = policy().classes[entry.disclosure].get(released.audience)
    seen = released.audience == EMPLOYER and rule is not None and rule.show == "always"
    return Trail(entry, tuple(inside(dossier, only=[entry.id], by=by, findings=findings)) if seen else (), released)


def operands(entry: Indicator) -> tuple[Operand, ...]:
    """The figures a formula reads, those that serve only others left out: they are never shown."""
    functions = library.load()
    if entry.id not in functions.functions:
        return ()
    rules = Latest(legal.load())
    found = formula(
        functions.functions[entry.id], functions.signatures[entry.id], frozenset(functions.functions), rules
    )
    return tuple(operand for operand in found.operands if operand.indicator in catalogue.load())


class Latest(dict[str, Any]):
    """Any version of each legal value: which figures a formula reads does not depend on it."""

    def __init__(self, law: Any) -> None:
        super().__init__()
        self._law = law

    def __missing__(self, key: str) -> Any:
        return self._law.entry(key).values[-1].value


def _own(entry: Indicator, row: Row, place: Opened) -> Row | None:
    """The row of the wide table that holds the figure."""
    keys = tuple(sorted(row["segment"]))
    wide = place.passing.tables.get(keys)
    if wide is None or entry.id not in place.formulas:
        return None
    here = [pl.col("entity_id") == row["company"], pl.col("fiscal_year") == row["year"], pl.col("ruled")]
    kept = wide.filter(*here, *(pl.col(key) == value for key, value in row["segment"].items()))
    return kept.row(0, named=True) if kept.height else None


def _part(entry: Indicator, name: str, parts: Row, place: Opened) -> Any:
    column = place.passing.first.parts.get(entry.id, {}).get(name, f"{entry.id}.{name}")
    return parts.get(column)


def _people(entry: Indicator, parts: Row, place: Opened) -> Told:
    """How many people are behind, and how many of each sex where the figure tells them apart."""
    found = {name: _part(entry, f"support.{name}", parts, place) for name in ("people", "women", "men")}
    return {name: int(value) for name, value in found.items() if value is not None}


def _sides(entry: Indicator, made: Formula, row: Row) -> Told:
    """The women's and the men's pay that a gap compares: its denominator is men's, its numerator the difference."""
    if made.measure.shown is None or entry.sign != "men_minus_women" or row["denominator"] is None:
        return {}
    unit = PAY_UNITS.get(entry.pay or "", "EUR_per_year")
    return {"women": row["denominator"] - row["numerator"], "men": row["denominator"], "unit": unit}


def _conditions(entry: Indicator, made: Formula, parts: Row, place: Opened) -> list[Told]:
    """Every condition tested on the figure, with its facts, and whether it stands in the way."""
    told = []
    for position, condition in enumerate(made.measure.conditions):
        facts = {
            name: _part(entry, f"fact{position}.{name}", parts, place) if isinstance(fact, pl.Expr) else fact
            for name, fact in condition.facts.items()
        }
        applies = bool(_part(entry, f"fails{position}", parts, place))
        if applies or None not in facts.values():  # without its facts a condition was not tested
            told.append({"key": condition.key, "status": condition.status, "applies": applies, "facts": facts})
    return told
