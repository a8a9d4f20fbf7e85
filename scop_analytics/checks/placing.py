"""Failing rows become findings: file, line, column, company, year, the shape of the value, the facts of the sentence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import polars as pl

from scop_analytics import tables
from scop_analytics.checks.expectations import Expectation, Outcome
from scop_analytics.checks.material import Material
from scop_analytics.sources import faults

# the day that says to which fiscal year a row of a dated table belongs; other registers hold for every year
DAYS: Final[Mapping[str, str]] = {
    "payroll": "period",
    "leaves": "start_date",
    "assemblies": "date",
    "meetings": "date",
    "consultations": "open_date",
    "trainings": "start_date",
    "accidents": "date",
    "environment": "period",
    "child_events": "event_date",
    "recruitments": "open_date",
    "pay_changes": "date",
}


@dataclass(frozen=True)
class Told:
    """What a rule says about the rows it finds."""

    code: str
    table: str
    severity: str
    column: str = ""
    day: str = ""
    facts: tuple[str, ...] = ()


def placed(rows: pl.LazyFrame, rule: Told, material: Material) -> pl.LazyFrame:
    """The failing ``rows`` of a rule as findings; a rule about a whole company has no line."""
    names = set(rows.collect_schema().names())
    dated, year = _year(rows, names, rule.day, material)
    file = pl.col("source_file").cast(pl.String) if "source_file" in names else pl.lit(None, pl.String)
    given: dict[str, pl.Expr] = {
        "file": file.fill_null(material.file(rule.table)),
        "table": pl.lit(rule.table),
        "line": pl.col("source_line").cast(pl.Int64) if "source_line" in names else pl.lit(None, pl.Int64),
        "column": pl.col("column") if "column" in names else pl.lit(rule.column),
        "rule": pl.lit(rule.code),
        "severity": pl.lit(rule.severity),
        "company": pl.col("entity_id"),
        "year": year,
        "count": pl.col("count").cast(pl.Int64) if "count" in names else pl.lit(1, pl.Int64),
        "shape": _shape(rule, names),
        "facts": _facts(rule.facts),
    }
    return dated.select(expression.alias(name) for name, expression in given.items())


def _year(rows: pl.LazyFrame, names: set[str], day: str, material: Material) -> tuple[pl.LazyFrame, pl.Expr]:
    if "year" in names:
        return rows, pl.col("year").cast(pl.Int32)
    if "fiscal_year" in names:
        return rows, pl.col("fiscal_year").cast(pl.Int32)
    if not day or day not in names:
        return rows, pl.lit(None, pl.Int32)
    spans = material.years.lazy().select(
        "entity_id",
        pl.col("fiscal_year").cast(pl.Int32).alias("_label"),
        pl.col("end").alias("_end"),
        pl.col("start").alias("_start"),
    )
    ordered = rows.with_columns(pl.col(day).alias("_day")).sort("_day")
    near = ordered.join_asof(
        spans.sort("_start"), left_on="_day", right_on="_start", by="entity_id", check_sortedness=False
    )
    inside = pl.when(pl.col("_day") <= pl.col("_end")).then(pl.col("_label"))
    return near, pl.coalesce(inside, pl.col("_day").dt.year()).cast(pl.Int32)


def _shape(rule: Told, names: set[str]) -> pl.Expr:
    if "value" not in names:
        return pl.lit("")
    column = tables.contract(rule.table).by_name.get(rule.column)
    scale = column.scale if column else 0
    return faults.shape(pl.col("value") / scale if scale else pl.col("value")).fill_null("")


def _facts(names: tuple[str, ...]) -> pl.Expr:
    return pl.struct(pl.col(name) for name in sorted(names)).struct.json_encode() if names else pl.lit("{}")


def outcomes(frame: pl.DataFrame, found: list[Outcome], material: Material) -> pl.DataFrame:
    """The failing rows of a suite as findings."""
    failed = [outcome for outcome in found if not outcome.success]
    return pl.concat([faults.empty(), *(_outcome(frame, outcome, material) for outcome in failed)])


def _outcome(frame: pl.DataFrame, outcome: Outcome, material: Material) -> pl.DataFrame:
    expectation = outcome.expectation
    rule = _told(expectation)
    facts = faults.dumps(expectation.facts)
    if outcome.rows is None:
        every = frame.lazy().select(pl.col("entity_id").unique().alias("entity_id"))
        return placed(every, rule, material).with_columns(pl.lit(facts).alias("facts")).collect(engine="in-memory")
    absent = [name for name in expectation.columns if not material.found(expectation.table, name)]
    failing = frame.lazy().select(_kept(frame, expectation)).collect(engine="in-memory")[outcome.rows]
    if expectation.type == "expect_column_values_to_not_be_null" and absent:
        failing = failing.group_by("entity_id").agg(pl.len().alias("count"))  # a column nobody filled: said once
    return placed(failing.lazy(), rule, material).with_columns(pl.lit(facts).alias("facts")).collect(engine="in-memory")


def _kept(frame: pl.DataFrame, expectation: Expectation) -> list[pl.Expr]:
    names = ["entity_id", "source_file", "source_line", "fiscal_year", DAYS.get(expectation.table, "")]
    kept = [pl.col(name) for name in names if name in frame.columns]
    return [*kept, pl.col(expectation.columns[0]).alias("value")] if expectation.columns else kept


def _told(expectation: Expectation) -> Told:
    """An expectation, in the words of a rule; one about several columns names none of them."""
    several = "column_list" in expectation.kwargs or not expectation.columns
    column, day = "" if several else expectation.columns[0], DAYS.get(expectation.table, "")
    return Told(expectation.rule, expectation.table, expectation.severity, column, day)
