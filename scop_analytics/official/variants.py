"""Every definition an official value is tried with, computed at once for all companies: one row per definition.

A definition is a pay (which amounts) and a population (who is counted). Each row has the women's and the men's number,
their amount (mean or median, in euros) and the gap (a ratio, positive when men earn more), in full precision.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import polars as pl

from scop_analytics.official.lines import alternatives

KEYS: Final = ("entity_id", "fiscal_year")
SEXES: Final = {"women": "F", "men": "M"}
PER: Final = {"annual": 100, "hourly": 10_000}  # amounts to euros
STATISTICS: Final = ("mean", "median")
PARTS: Final = ("people_women", "women", "people_men", "men")
OURS: Final = "ours"


@dataclass(frozen=True)
class Definition:
    """One way to measure: ``measure`` as in the form (``variable_mean_hourly``), its pay and the column that holds it."""

    measure: str
    pay: str
    column: str
    statistic: str
    per: float
    recipients: bool

    def amounts(self, sex: str) -> pl.Expr:
        """The amounts of one sex, null for those who do not count."""
        known = pl.col(self.column).is_not_null() & (pl.col("sex") == sex)
        return pl.when(known & (pl.col(self.column) > 0) if self.recipients else known).then(pl.col(self.column))

    @property
    def parts(self) -> tuple[str, ...]:
        """Its columns in the table of a population."""
        return tuple(f"{self.pay} {self.measure} {part}" for part in PARTS)

    def aggregated(self) -> list[pl.Expr]:
        """People, and mean or median in euros, of each sex."""
        found = []
        for sex in SEXES.values():
            held = self.amounts(sex)
            amount = held.sum() / held.count() if self.statistic == "mean" else held.median()
            found += [held.count().cast(pl.Int64), amount / self.per]
        return [expression.alias(name) for expression, name in zip(found, self.parts, strict=True)]


def population(name: str) -> pl.Expr:
    """Who counts under a definition of people."""
    told: Mapping[str, Any] = alternatives()["people"][name]
    among = pl.col("in_gap")
    if told.get("exclusions"):
        among = among | (
            pl.col("exclusion").is_in(list(told["exclusions"])) & pl.col("sex").is_in(list(SEXES.values()))
        )
    for column, values in told.get("columns", {}).items():
        among = among & pl.col(column).is_in(list(values))
    return among.fill_null(value=False)


def definitions(columns: Iterable[str], hours: int, pays: Iterable[str]) -> list[Definition]:
    """Every pay that the frame of people can feed, ours first."""
    known = set(columns)
    return [
        _definition(pay, basis, family, statistic, column, hours)
        for pay in pays
        for family in ("global", "variable")
        for basis, column in alternatives()["pay"][pay][family].items()  # type: ignore[attr-defined]  # a table of the data file
        for statistic in STATISTICS
        if column in known
    ]


def _definition(pay: str, basis: str, family: str, statistic: str, column: str, hours: int) -> Definition:
    told = alternatives()["pay"][pay]
    measure = f"{'variable_' if family == 'variable' else ''}{statistic}_{basis}"
    per = PER["annual"] * hours if told.get("hours") else PER[basis]
    return Definition(measure, pay, column, statistic, per, family == "variable" and not told.get("everyone"))


def variants(people: pl.LazyFrame, hours: int, names: Iterable[str], pays: Iterable[str]) -> pl.DataFrame:
    """``entity_id, fiscal_year, measure, pay, people, people_women, people_men, women, men, gap``: one row a definition.

    One aggregation for each population of ``names``; all the ``pays`` at once.
    """
    wanted = definitions(people.collect_schema(), hours, pays)
    asked = [expression for item in wanted for expression in item.aggregated()]
    tables = pl.collect_all([people.filter(population(name)).group_by(*KEYS).agg(asked) for name in names])
    found = [
        table.select(
            *KEYS, *(pl.col(own).alias(part) for own, part in zip(item.parts, PARTS, strict=True))
        ).with_columns(measure=pl.lit(item.measure), pay=pl.lit(item.pay), people=pl.lit(name))
        for name, table in zip(names, tables, strict=True)
        for item in wanted
    ]
    gap = pl.when(pl.col("men") > 0, pl.col("people_women") > 0).then(1 - pl.col("women") / pl.col("men"))
    return pl.concat(found).with_columns(gap=gap)


def recipients(found: pl.DataFrame) -> pl.DataFrame:
    """Shares of each sex with variable pay under every population: recipients over people of that sex (or all recipients)."""
    own = found.filter(pl.col("measure") == "variable_mean_annual", pl.col("pay").is_in([OURS, "bonuses"]))
    whole = found.filter(pl.col("measure") == "mean_annual", pl.col("pay") == OURS)
    both = own.join(whole, on=[*KEYS, "people"], suffix="_all")
    kinds = {OURS: [pl.col(f"people_{side}_all") for side in SEXES], "of_recipients": [pl.col("people_women") + pl.col("people_men")] * 2}  # fmt: skip
    return pl.concat(
        [
            both.select(
                *KEYS, "pay", "people", measure=pl.lit("recipients"), share=pl.lit(kind),
                share_women=pl.col("people_women") / wholes[0], share_men=pl.col("people_men") / wholes[1],
            )
            for kind, wholes in kinds.items()
        ]
    )  # fmt: skip
