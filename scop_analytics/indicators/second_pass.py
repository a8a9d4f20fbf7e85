"""The second pass: first-pass figures beside every company-year, then formulas over them, in dependency order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import polars as pl

from scop_analytics.indicators import settle
from scop_analytics.indicators.arguments import PARTS, Formula, Operand
from scop_analytics.indicators.catalogue import Indicator
from scop_analytics.indicators.first_pass import Grouped, figure_parts, presence, support_parts
from scop_analytics.indicators.gaps_in_data import Absences
from scop_analytics.indicators.segments import COMPANY, WHOLE, Keys, universe
from scop_analytics.indicators.settle import Subject

Tables = dict[Keys, pl.DataFrame]
INHERITED_SUPPORT = ("people", "women", "men", "least", "distinct", "contributors")
IN_UNIT = ("largest", "second", "total", "smoothed")


def laid_out(skeleton: pl.DataFrame, first: Grouped, every: Iterable[Keys]) -> Tables:
    """One wide table per segmentation: every company-year × group, with the first pass beside it."""
    present = skeleton
    for (name, keys), table in first.tables.items():
        if keys == WHOLE:
            present = present.join(presence(name, table), on=list(COMPANY), how="left")
    return {keys: _wide(present, first, keys) for keys in every}


def _wide(skeleton: pl.DataFrame, first: Grouped, keys: Keys) -> pl.DataFrame:
    beside = [table for (_, own), table in first.tables.items() if own == keys]
    wide = universe(skeleton, keys, beside)
    for table in beside:
        wide = wide.join(table, on=[*COMPANY, *keys], how="left")
    return wide.sort("entity_id", *keys, "end")


@dataclass
class SecondPass:
    """The state of the computation: wide tables that gain the columns of each indicator in turn."""

    tables: Tables
    first: Grouped
    entries: Mapping[str, Indicator]
    absences: Absences

    def compute(self, name: str, formula: Formula, segmentations: Iterable[Keys]) -> None:
        """Add one indicator to the tables of its segmentations."""
        for keys in segmentations:
            for operand in formula.operands:
                self._bring(operand, keys)
            self.tables[keys] = self._settle(name, formula, self.tables[keys])

    def _settle(self, name: str, formula: Formula, wide: pl.DataFrame) -> pl.DataFrame:
        parts = self.first.parts.get(name)
        if parts is None:
            parts = {part: f"{name}.{part}" for part, item in _own_parts(formula).items() if item is not None}
            items = _own_parts(formula)
            wide = wide.with_columns(items[part].alias(column) for part, column in parts.items())  # type: ignore[union-attr]
        else:
            wide = wide.with_columns(_zeros(formula, parts))
        subject = Subject(name, self.entries.get(name), formula.measure, parts, wide.schema)
        found = self.absences.candidates(subject, formula, wide.columns) + settle.candidates(subject, formula.operands)
        found.sort(key=lambda item: -settle.CODE[item.status])
        wide = wide.with_columns(*settle.settled(subject, found, formula.operands), *_named(subject))
        return wide.with_columns(*settle.valued(subject), *_support(subject, formula))

    def _bring(self, operand: Operand, keys: Keys) -> None:
        """Set the columns of an operand beside those of the formula: another year, another group, a sum of groups."""
        wide = self.tables[keys]
        if f"{operand.prefix}.value" in wide.columns or operand.prefix == operand.indicator:
            return
        if operand.keys:
            wide = self._foreign(operand, keys, wide)
        if operand.before:
            wide = _last_year(operand, keys, wide)
        self.tables[keys] = wide

    def _foreign(self, operand: Operand, keys: Keys, wide: pl.DataFrame) -> pl.DataFrame:
        finer = self.tables[tuple(sorted({*keys, *operand.keys}))]
        for key, value in operand.at:
            finer = finer.filter(pl.col(key) == value)
        columns = {f"{operand.indicator}.{part}": f"{operand.prefix}.{part}" for part in PARTS}
        columns = {old: new for old, new in columns.items() if old in finer.columns}
        on = [*COMPANY, *keys]
        if not operand.over:
            return wide.join(finer.select(*on, *(pl.col(old).alias(new) for old, new in columns.items())), on=on, how="left")
        sums = [pl.col(f"{operand.indicator}.{part}").sum().alias(f"{operand.prefix}.{part}") for part in ("top", "value", "people")]
        worst = pl.col(f"{operand.indicator}.status").max().alias(f"{operand.prefix}.status")
        why = pl.col(f"{operand.indicator}.reason").drop_nulls().first().alias(f"{operand.prefix}.reason")
        return wide.join(finer.group_by(on).agg(*sums, worst, why), on=on, how="left")


def _own_parts(formula: Formula) -> dict[str, pl.Expr | None]:
    return {**figure_parts(formula.measure), **support_parts(formula.measure)}


def _zeros(formula: Formula, parts: Mapping[str, str]) -> list[pl.Expr]:
    """A group without rows in a company that has some counts zero people."""
    names = [parts[part] for part in ("people", "support.people", "support.women", "support.men") if part in parts]
    if formula.measure.additive:
        names.append(parts["top"])
    here = pl.col(f"present.{formula.frame}").fill_null(False)
    return [pl.when(here).then(pl.col(name).fill_null(0)).otherwise(pl.col(name)).alias(name) for name in dict.fromkeys(names)]


def _last_year(operand: Operand, keys: Keys, wide: pl.DataFrame) -> pl.DataFrame:
    """The preceding fiscal year of the same company, if it closes on the eve of this one."""
    source = operand.prefix.replace("_before", "", 1) if operand.keys else operand.indicator
    group = ["entity_id", *keys]
    follows = pl.col("end").shift(1).over(group) == pl.col("start") - pl.duration(days=1)
    moved = []
    for part in PARTS:
        if f"{source}.{part}" in wide.columns:
            earlier = pl.when(follows).then(pl.col(f"{source}.{part}").shift(1).over(group))
            if part == "status":
                earlier = earlier.fill_null(settle.CODE["missing"])
            if part == "reason":
                earlier = pl.when(follows).then(earlier).otherwise(settle.reason("no_year_before"))
            moved.append(earlier.alias(f"{operand.prefix}.{part}"))
    return wide.with_columns(moved)


def _named(subject: Subject) -> list[pl.Expr]:
    """Numerator and denominator under the indicator's own name: exact for other formulas, in their unit for readers."""
    bottom = subject.part("bottom") if subject.has("bottom") else pl.lit(None, pl.Int64)
    exact = {"top": subject.part("top"), "bottom": bottom}
    shown = {
        f"shown_{part}": subject.part(f"shown_{part}") if subject.has(f"shown_{part}") else exact[part] / unit
        for part, unit in zip(("top", "bottom"), subject.measure.units, strict=True)
    }
    return [expression.alias(f"{subject.name}.{part}") for part, expression in (exact | shown).items()]


def _support(subject: Subject, formula: Formula) -> list[pl.Expr]:
    """The support facts of a first-pass figure; those of a second-pass one come from the smallest of its operands."""
    found = []
    for fact in (*INHERITED_SUPPORT, *IN_UNIT):
        operands = [pl.col(f"{operand.indicator}.support.{fact}") for operand in formula.operands if not operand.keys]
        if fact == "people":
            operands = [pl.col(f"{operand.prefix}.people") for operand in formula.operands]
        own = subject.part(f"support.{fact}") if subject.has(f"support.{fact}") else None
        if own is None and operands and fact in INHERITED_SUPPORT:
            own = pl.min_horizontal(*operands)
        if own is not None and fact in IN_UNIT:
            own = own * subject.measure.times / subject.measure.per
        found.append((pl.lit(None) if own is None else own).cast(pl.Float64).alias(f"{subject.name}.support.{fact}"))
    return found
