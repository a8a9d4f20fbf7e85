"""What the files do not hold: the columns and tables a figure lacks, company-years set aside, years without rows."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

import polars as pl

from scop_analytics.indicators.arguments import COMPANY_FRAMES, Formula
from scop_analytics.indicators.reasons import Condition
from scop_analytics.indicators.segments import COMPANY
from scop_analytics.indicators.settle import Candidate, Subject, reason

TWELVE: Final = 12


@dataclass(frozen=True)
class Absences:
    """Why figures are missing: ``columns`` are those really found, by table; ``frames`` the columns of derived frames.

    A need is a ``table.column``, or several of which one is enough (``payroll.base_pay|payroll.total_gross``).
    """

    columns: Mapping[str, Collection[str]] | None = None
    frames: Mapping[str, Collection[str]] = field(default_factory=dict)
    provisional: frozenset[str] = frozenset()  # legal values of texts that are not final

    def static(self, needs: Iterable[str], formula: Formula) -> Condition | None:
        """The reason why no company at all can have the figure: a table or a column that no file holds."""
        for need in needs:
            choices = [choice.partition(".") for choice in need.split("|")]
            if self.columns is None or any(column in self.columns.get(table, ()) for table, _, column in choices):
                continue
            table, _, column = choices[0]
            known = table in self.columns
            return (
                _missing("column_missing", table=table, column=column)
                if known
                else _missing("table_missing", table=table)
            )
        for frame, column in sorted(formula.columns):
            if frame not in self.frames:
                return _missing("table_missing", table=next(iter(needs), frame).partition(".")[0])
            if column not in self.frames[frame]:
                return _missing("column_missing", table=frame, column=column)
        return None

    def candidates(self, subject: Subject, formula: Formula, columns: Collection[str]) -> list[Candidate]:
        """The reasons that differ from one company-year to another."""
        needs = subject.entry.needs if subject.entry else ()
        found = [
            Candidate("missing", pl.col(f"blocked.{table}").is_not_null(), _set_aside(table))
            for table in _tables(needs)
            if f"blocked.{table}" in columns
        ]
        if formula.frame and formula.frame not in COMPANY_FRAMES:
            facts = {"table": _tables(needs)[0] if needs else formula.frame}
            here = pl.col(f"present.{formula.frame}").fill_null(False)
            found.append(Candidate("missing", ~here, reason("no_rows", facts)))
        return found + self._cautions(subject)

    def _cautions(self, subject: Subject) -> list[Candidate]:
        """A year that is not of twelve months, for what happens during it; a verdict by a text that is not final."""
        found = []
        if subject.entry and subject.entry.flow:
            months = pl.col("company_year.months")
            found.append(Candidate("caution", months != TWELVE, reason("year_length", {"months": months})))
        if subject.entry and subject.measure.verdict and self.provisional & set(subject.entry.law):
            found.append(Candidate("caution", pl.lit(True), reason("law_draft")))
        return found


def _set_aside(table: str) -> pl.Expr:
    """The reason of a table set aside for a company-year; null where it is not."""
    return pl.concat_str(
        pl.lit(f'{{"key": "blocked", "table": "{table}", "rule": "'), pl.col(f"blocked.{table}"), pl.lit('"}')
    )


def aside(needs: Iterable[str], columns: Collection[str]) -> pl.Expr:
    """The reason of the first needed table that checking set aside for a company-year; null where none is."""
    found = [_set_aside(table) for table in _tables(needs) if f"blocked.{table}" in columns]
    return pl.coalesce(*found) if found else pl.lit(None, pl.String)


def _tables(needs: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(choice.partition(".")[0] for need in needs for choice in need.split("|")))


def _missing(key: str, **facts: str) -> Condition:
    return Condition(pl.lit(True), "missing", key, facts)


def blocked(skeleton: pl.DataFrame, findings: pl.DataFrame | None) -> pl.DataFrame:
    """The skeleton with a column ``blocked.<table>`` per table that a finding sets aside for a company-year."""
    if findings is None or findings.is_empty():
        return skeleton
    rows = findings.filter(pl.col("severity") == "block").select(
        pl.col("company").alias("entity_id"), pl.col("year").cast(pl.Int32).alias("fiscal_year"), "table", "rule"
    )
    for (table,), part in rows.group_by("table"):
        dated = part.filter(pl.col("fiscal_year").is_not_null()).group_by(*COMPANY).agg(pl.col("rule").min())
        whole = (
            part.filter(pl.col("fiscal_year").is_null()).group_by("entity_id").agg(pl.col("rule").min().alias("_whole"))
        )
        named = f"blocked.{table}"
        joined = skeleton.join(dated.rename({"rule": named}), on=list(COMPANY), how="left").join(
            whole, on="entity_id", how="left"
        )
        skeleton = joined.with_columns(pl.coalesce(named, "_whole").alias(named)).drop("_whole")
    return skeleton
