"""The second pass: first-pass figures beside every company-year, then formulas over them, in dependency order."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

import polars as pl

from scop_analytics.indicators import settle
from scop_analytics.indicators.arguments import PARTS, Formula, Operand
from scop_analytics.indicators.catalogue import Indicator
from scop_analytics.indicators.first_pass import Grouped, figure_parts, presence, support_parts
from scop_analytics.indicators.gaps_in_data import Absences
from scop_analytics.indicators.reasons import INTEGER, literal
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

    def compute(self, formulas: Mapping[str, Formula], wanted: Mapping[str, Collection[Keys]]) -> None:
        """Add every indicator to the tables of its segmentations, those that read no other first."""
        for names in levels(formulas):
            for keys in sorted({keys for name in names for keys in wanted[name]}):
                self._level({name: formulas[name] for name in names if keys in wanted[name]}, keys)

    def _level(self, formulas: Mapping[str, Formula], keys: Keys) -> None:
        """Settle all the indicators of one level at once, in three steps: parts, statuses, values."""
        for found in formulas.values():
            for operand in found.operands:
                self._bring(operand, keys)
        parts = {name: self._parts(name, found) for name, found in formulas.items()}
        wide = self.tables[keys].with_columns(
            _unique(self._raw(name, found, parts[name]) for name, found in formulas.items())
        )
        types = dict(zip(wide.columns, wide.dtypes, strict=True))
        subjects = [Subject(n, self.entries.get(n), found.measure, parts[n], types) for n, found in formulas.items()]
        pairs = list(zip(subjects, formulas.values(), strict=True))
        wide = wide.with_columns(_unique(self._statuses(subject, found, types) for subject, found in pairs))
        wide = wide.with_columns(column for subject in subjects for column in settle.divided(subject, wide))
        self.tables[keys] = wide.with_columns(
            _unique([*settle.valued(subject), *_support(subject, found, types)] for subject, found in pairs)
        )

    def _parts(self, name: str, found: Formula) -> Mapping[str, str]:
        """Where each part of a measure is: in the first pass, or under the indicator's own name."""
        own = _own_parts(found)
        return self.first.parts.get(name) or {part: f"{name}.{part}" for part, item in own.items() if item is not None}

    def _raw(self, name: str, found: Formula, parts: Mapping[str, str]) -> list[pl.Expr]:
        if name in self.first.parts:
            return _zeros(found, parts)
        own = _own_parts(found)
        return [item.alias(parts[part]) for part, item in own.items() if item is not None]

    def _statuses(self, subject: Subject, found: Formula, columns: Collection[str]) -> list[pl.Expr]:
        own = settle.candidates(subject, found.operands)
        kept = sorted(
            [*self.absences.candidates(subject, found, columns), *own], key=lambda item: -settle.CODE[item.status]
        )
        return [*settle.settled(subject, kept, found.operands), *_named(subject)]

    def _bring(self, operand: Operand, keys: Keys) -> None:
        """Set the columns of an operand beside those of the formula: another year, another group, a sum of groups."""
        wide = self.tables[keys]
        if _has(wide, f"{operand.prefix}.value"):
            return
        if operand.keys:
            wide = self._foreign(operand, keys, wide)
        elif not _has(wide, f"{operand.indicator}.value"):
            wide = self._of_the_whole(operand, wide)
        if operand.before:
            wide = _last_year(operand, keys, wide)
        self.tables[keys] = wide

    def _of_the_whole(self, operand: Operand, wide: pl.DataFrame) -> pl.DataFrame:
        """What cannot be cut by these keys is read for the whole company."""
        whole = self.tables[WHOLE]
        columns = [name for part in PARTS if _has(whole, name := f"{operand.indicator}.{part}")]
        return wide.join(whole.select(*COMPANY, *columns), on=list(COMPANY), how="left", maintain_order="left")

    def _foreign(self, operand: Operand, keys: Keys, wide: pl.DataFrame) -> pl.DataFrame:
        finer = self.tables[tuple(sorted({*keys, *operand.keys}))]
        for key, value in operand.at:
            finer = finer.filter(pl.col(key) == value)
        columns = {f"{operand.indicator}.{part}": f"{operand.prefix}.{part}" for part in PARTS}
        columns = {old: new for old, new in columns.items() if _has(finer, old)}
        on = [*COMPANY, *keys]
        if not operand.over:
            return wide.join(
                finer.select(*on, *(pl.col(old).alias(new) for old, new in columns.items())), on=on, how="left"
            )
        sums = [
            pl.col(f"{operand.indicator}.{part}").sum().alias(f"{operand.prefix}.{part}")
            for part in ("top", "value", "people")
        ]
        worst = pl.col(f"{operand.indicator}.status").max().alias(f"{operand.prefix}.status")
        why = pl.col(f"{operand.indicator}.reason").drop_nulls().first().alias(f"{operand.prefix}.reason")
        return wide.join(finer.group_by(on).agg(*sums, worst, why), on=on, how="left")


def _has(wide: pl.DataFrame, column: str) -> bool:
    """Whether a table of thousands of columns has one: a list of their names would be made for every question."""
    return wide.get_column(column, default=None) is not None


def levels(formulas: Mapping[str, Formula]) -> list[list[str]]:
    """Indicators by depth: those that read no other, then those that read only these, and so on."""
    depth: dict[str, int] = {}
    for name, found in formulas.items():  # in dependency order
        depth[name] = 1 + max((depth[operand.indicator] for operand in found.operands), default=-1)
    return [[name for name in formulas if depth[name] == level] for level in range(max(depth.values(), default=-1) + 1)]


def _unique(groups: Iterable[Iterable[pl.Expr]]) -> list[pl.Expr]:
    """Expressions once each by the name of their column: indicators share what the first pass computed."""
    return list({item.meta.output_name(): item for group in groups for item in group}.values())


def _own_parts(formula: Formula) -> dict[str, pl.Expr | None]:
    return {**figure_parts(formula.measure), **support_parts(formula.measure)}


def _zeros(formula: Formula, parts: Mapping[str, str]) -> list[pl.Expr]:
    """A group without rows in a company that has some counts zero people."""
    names = [parts[part] for part in ("people", "support.people", "support.women", "support.men") if part in parts]
    if formula.measure.additive:
        names.append(parts["top"])
    here = pl.col(f"present.{formula.frame}").fill_null(False)
    return [
        pl.when(here).then(pl.col(name).fill_null(0)).otherwise(pl.col(name)).alias(name)
        for name in dict.fromkeys(names)
    ]


def _last_year(operand: Operand, keys: Keys, wide: pl.DataFrame) -> pl.DataFrame:
    """The preceding fiscal year of the same company, if it closes on the eve of this one."""
    source = operand.prefix.replace("_before", "", 1) if operand.keys else operand.indicator
    group = ["entity_id", *keys]
    follows = pl.col("end").shift(1).over(group) == pl.col("start") - pl.duration(days=1)
    moved = []
    for part in PARTS:
        if _has(wide, f"{source}.{part}"):
            earlier: pl.Expr = pl.when(follows).then(pl.col(f"{source}.{part}").shift(1).over(group))
            if part == "status":
                earlier = earlier.fill_null(settle.CODE["missing"])
            if part == "reason":
                earlier = pl.when(follows).then(earlier).otherwise(settle.reason("no_year_before"))
            moved.append(earlier.alias(f"{operand.prefix}.{part}"))
    return wide.with_columns(moved)


def _named(subject: Subject) -> list[pl.Expr]:
    """The exact numerator and denominator under the indicator's own name, for the formulas that read it."""
    bottom = subject.part("bottom") if subject.has("bottom") else literal(None, INTEGER)
    return [subject.part("top").alias(f"{subject.name}.top"), bottom.alias(f"{subject.name}.bottom")]


def _support(subject: Subject, formula: Formula, columns: Collection[str]) -> list[pl.Expr]:
    """The support facts of a first-pass figure; those of a second-pass one come from the smallest of its operands.

    A fact that means nothing for the figure has no column.
    """
    found = []
    for fact in (*INHERITED_SUPPORT, *IN_UNIT):
        held = [f"{operand.indicator}.support.{fact}" for operand in formula.operands if not operand.keys]
        operands = [pl.col(name) for name in held if name in columns]
        if fact == "people":
            operands = [pl.col(f"{operand.prefix}.people") for operand in formula.operands]
        own = subject.part(f"support.{fact}") if subject.has(f"support.{fact}") else None
        if own is None and operands and fact in INHERITED_SUPPORT:
            own = pl.min_horizontal(*operands)
        if own is not None and fact in IN_UNIT:
            own = own * subject.measure.times / subject.measure.per
        if own is not None:
            found.append(own.cast(pl.Float64).alias(f"{subject.name}.support.{fact}"))
    return found
