"""The first pass: one grouped aggregation per frame and segmentation gives every indicator and its support at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import polars as pl

from scop_analytics.indicators.arguments import Formula
from scop_analytics.indicators.measures import Measure
from scop_analytics.indicators.segments import COMPANY, Keys, grouping

SIDES = ("women", "men")


@dataclass
class Aggregation:
    """The aggregations of one frame, each computed once however many indicators share it."""

    prefix: str
    names: dict[bytes, str] = field(default_factory=dict)
    expressions: dict[str, pl.Expr] = field(default_factory=dict)

    def ask(self, expression: pl.Expr) -> str:
        """The name of the column that will hold ``expression``."""
        text = expression.meta.serialize()
        if text not in self.names:
            self.names[text] = f"{self.prefix}{len(self.names)}"
            self.expressions[self.names[text]] = expression
        return self.names[text]

    def parts(self, measure: Measure) -> dict[str, str]:
        """The columns that hold each part of a measure."""
        asked = {**figure_parts(measure), **support_parts(measure)}
        return {part: self.ask(expression) for part, expression in asked.items() if expression is not None}

    def query(self, frame: pl.LazyFrame, keys: Keys, columns: Iterable[str]) -> pl.LazyFrame:
        """One row per company, year and group."""
        chosen = [self.expressions[name].alias(name) for name in dict.fromkeys(columns)]
        return frame.group_by(*grouping(keys)).agg(chosen)


def figure_parts(measure: Measure) -> dict[str, pl.Expr | None]:
    """What the figure itself needs: numerator, denominator, people, conditions and their facts, threshold."""
    people = measure.people if measure.people is not None else _size(measure.population)
    found = {"top": measure.top, "bottom": measure.bottom, "people": people}
    if measure.shown:
        for side, shown in zip(("top", "bottom"), measure.shown, strict=True):
            found |= {f"shown_{side}": shown.amount, f"shown_{side}_by": shown.by}
    for position, condition in enumerate(measure.conditions):
        found[f"fails{position}"] = condition.fails
        found |= {f"fact{position}.{n}": x for n, x in condition.facts.items() if isinstance(x, pl.Expr)}
    if measure.verdict is not None:
        limit = measure.verdict.threshold
        found |= {"limit": limit if isinstance(limit, pl.Expr) else None, "holds": measure.verdict.holds}
    return found


def support_parts(measure: Measure) -> dict[str, pl.Expr | None]:
    """What masking needs to know about the people behind the figure."""
    behind = _size(measure.population) if measure.behind is None else measure.behind
    found = {"support.people": behind, "support.least": measure.least}
    found |= {f"support.{side}": people for side, people in zip(SIDES, measure.sides, strict=True)}
    if measure.amounts is None:
        return found
    amounts = measure.amounts
    # Masking only asks whether everybody has the same: two stands for « several », and spares a count of all values.
    found |= {
        "support.distinct": pl.when(amounts.min() == amounts.max()).then(1).otherwise(2),
        "support.smoothed": measure.smoothed,
    }
    return found | _dominance(amounts) if measure.additive else found


def _dominance(amounts: pl.Expr) -> dict[str, pl.Expr | None]:
    """Of a total: how many give something, what the two largest give."""
    largest = amounts.max()
    second = pl.when((amounts == largest).sum() > 1).then(largest).otherwise(amounts.filter(amounts < largest).max())
    return {
        "support.contributors": (amounts != 0).sum(),
        "support.largest": largest,
        "support.second": second,
        "support.total": amounts.sum(),
    }


def _size(population: pl.Expr | None) -> pl.Expr | None:
    return None if population is None else population.sum()


@dataclass(frozen=True)
class Grouped:
    """The collected first pass: aggregated frames, and where each indicator finds its parts in them."""

    tables: Mapping[tuple[str, Keys], pl.DataFrame]
    parts: Mapping[str, Mapping[str, str]]


def grouped(
    frames: Mapping[str, pl.LazyFrame], formulas: Mapping[str, Formula], wanted: Mapping[str, Iterable[Keys]]
) -> Grouped:
    """Aggregate every frame the formulas name, for every segmentation wanted, in one collection."""
    parts: dict[str, Mapping[str, str]] = {}
    queries: dict[tuple[str, Keys], pl.LazyFrame] = {}
    for name in sorted({formula.frame for formula in formulas.values() if formula.frame}):
        own = {indicator: formula for indicator, formula in formulas.items() if formula.frame == name}
        asked = Aggregation(f"{name}#")
        parts |= {indicator: asked.parts(formula.measure) for indicator, formula in own.items()}
        for keys in sorted({(), *(keys for indicator in own for keys in wanted[indicator])}):
            columns = (column for i in own if keys in wanted[i] for column in parts[i].values())
            queries[name, keys] = asked.query(frames[name], keys, columns)
    collected = pl.collect_all(list(queries.values()))
    return Grouped(dict(zip(queries, collected, strict=True)), parts)


def presence(name: str, table: pl.DataFrame) -> pl.DataFrame:
    """The company-years that have at least one row in a frame."""
    return table.select(*COMPANY, pl.lit(True).alias(f"present.{name}"))
