"""The people of the pay-equity index: who is counted in the twelve months, what they are paid, who was raised."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

import polars as pl

from scop_analytics.derive import inputs, person
from scop_analytics.derive.clock import MONTH, share
from scop_analytics.derive.index_period import PERSON, YEAR, odd_years
from scop_analytics.derive.norms import in_force
from scop_analytics.derive.periods import last_closing
from scop_analytics.derive.presence import presence
from scop_analytics.derive.raises import changes
from scop_analytics.derive.rules import names

if TYPE_CHECKING:
    from scop_analytics.dossier import Dossier
    from scop_analytics.law import Law

SCHEMA: Final[Mapping[str, type[pl.DataType]]] = {
    "entity_id": pl.String, "fiscal_year": pl.Int32, "person_id": pl.String, "sex": pl.String, "age_band": pl.String,
    "csp": pl.String, "job_level": pl.String, "pay_index": pl.Int64, "in_index": pl.Boolean, "index_exclusion": pl.String,
    "raised": pl.Boolean, "promoted": pl.Boolean, "raised_window": pl.Boolean, "approached": pl.Boolean,
}  # fmt: skip
COMPANY: Final[Mapping[str, type[pl.DataType]]] = {
    "entity_id": pl.String, "fiscal_year": pl.Int32, "workforce": pl.Int64, "mode": pl.String, "raise_years": pl.Int64,
    "months": pl.Int64, "has_changes": pl.Boolean, "has_leaves": pl.Boolean,
}  # fmt: skip
PERIOD: Final = 12 * MONTH
ELSEWHERE: Final = (
    "contract",
    "situation",
    "short",
    "sex_unknown",
)  # reasons of the pay frames that the index settles itself


def index_people(
    dossier: Dossier, periods: pl.DataFrame, law: Law, people: Mapping[str, pl.LazyFrame], contracts: pl.LazyFrame
) -> pl.LazyFrame:
    """One row per person with a contract in the period, counted (``in_index``) or not, and why; columns of :data:`SCHEMA`.

    ``pay_index`` in cents, full time over twelve months; ``people`` are the frames ``person`` and ``person_calendar``,
    ``contracts`` those of the periods. An unknown category or age stays empty: the person is counted, and in no group.
    Sources: ``employees``, ``payroll``, ``leaves``, ``pay_changes``.
    """
    held = presence(dossier, contracts.collect())
    rows = _people(dossier, periods, law, people).join(held, on=PERSON, how="left", maintain_order="left")
    rows = rows.join(changes(dossier, periods), on=PERSON, how="left", maintain_order="left")
    least = in_force(law, "pay_equity.presence_minimum", last_closing(periods))
    present = pl.col("present") * (100 * least.denominator)
    rows = rows.with_columns(index_exclusion=_reason(present < least.numerator * PERIOD))
    executive = pl.col("csp").is_in(names("index", "executives"))
    kept = pl.col("index_exclusion").is_null()
    facts = {name: pl.col(name).fill_null(value=False) for name in ("raised", "promoted", "raised_window")}
    return rows.with_columns(
        **facts,
        in_index=kept,
        csp=pl.when(executive).then(pl.lit(names("index", "executives_as")[0])).otherwise("csp"),
    ).select(pl.col(name).cast(kind) for name, kind in SCHEMA.items())


def _people(dossier: Dossier, periods: pl.DataFrame, law: Law, people: Mapping[str, pl.LazyFrame]) -> pl.LazyFrame:
    """The person-years of each company's own period, from the frames that already hold them where they do."""
    own = pl.col("same")
    by_year = ~own & (pl.col("period") == "calendar")
    found = [
        people[name].join(periods.lazy().filter(which).select(YEAR), on=YEAR, how="semi")
        for name, which in (("person", own), ("person_calendar", by_year))
    ]
    odd = odd_years(periods)
    if not odd.is_empty():
        found.append(person.of_period(dossier, odd, law).lazy())
    return pl.concat(found)


def _reason(absent: pl.Expr) -> pl.Expr:
    """The first reason that keeps a person out of every indicator of the index; null when they are counted."""
    kind, none = pl.col("contract_type"), pl.col("employed").is_null()
    trained = pl.col("trained") & (pl.col("employed") * 2 <= PERIOD)
    return (
        pl.when(kind.is_in(names("index", "officers")) & none).then(pl.lit("officer"))
        .when(none | kind.is_in(names("index", "excluded_contract_types"))).then(pl.lit("contract"))
        .when(pl.col("situation").is_in(names("index", "excluded_situations"))).then(pl.lit("situation"))
        .when(trained).then(pl.lit("former_trainee"))
        .when(absent).then(pl.lit("absent"))
        .when(~pl.col("exclusion").is_in(ELSEWHERE)).then("exclusion")
        .when(~pl.col("sex").is_in(["F", "M"])).then(pl.lit("sex_unknown"))
    )  # fmt: skip


def index_companies(dossier: Dossier, periods: pl.DataFrame, contracts: pl.LazyFrame) -> pl.LazyFrame:
    """One row per company-year; columns of :data:`COMPANY`.

    ``workforce``: average of the period in hundredths of a job (code du travail, L1111-2): each contract by its time and its
    working-time rate, training contracts and officers apart; the files do not tell who replaces an absentee. ``months``:
    months with a payslip. Sources: ``employees``, ``payroll``, ``pay_changes``, ``leaves``.
    """
    rows = periods.lazy().select(*YEAR, "start", "end", "mode", "raise_years")
    for other in (_workforce(contracts), _covered(dossier, rows)):
        rows = rows.join(other, on=YEAR, how="left", maintain_order="left")
    for name, table in (("has_changes", "pay_changes"), ("has_leaves", "leaves")):
        told = inputs.table(dossier, table, ["entity_id"]).unique().with_columns(pl.lit(value=True).alias(name))
        rows = rows.join(told, on="entity_id", how="left", maintain_order="left")
    rows = rows.with_columns(pl.col("has_changes", "has_leaves").fill_null(value=False), pl.col("months").fill_null(0))
    return rows.select(pl.col(name).cast(kind) for name, kind in COMPANY.items())


def _workforce(contracts: pl.LazyFrame) -> pl.LazyFrame:
    """An unknown rate is full time; a company without staff in the period has no workforce to tell."""
    apart = pl.col("contract_type").is_in(names("index", "workforce_excluded")).fill_null(value=False)
    time = pl.when(apart).then(0).otherwise(pl.col("fte_rate").fill_null(10_000) * pl.col("whole"))
    return contracts.group_by(YEAR).agg(workforce=share(time.sum(), pl.lit(PERIOD * 100)))


def _covered(dossier: Dossier, spans: pl.LazyFrame) -> pl.LazyFrame:
    length = "period_months" if "period_months" in inputs.table(dossier, "payroll").collect_schema() else None
    months = pl.col(length).cast(pl.Int64) if length else pl.lit(1, pl.Int64)
    rows = inputs.table(dossier, "payroll").select("entity_id", "period", told=months).unique()
    both = rows.join(spans, on="entity_id").filter(pl.col("period").is_between(pl.col("start"), pl.col("end")))
    # A yearly row tells the months of its whole period.
    found = pl.max_horizontal(pl.col("period").n_unique().cast(pl.Int64), pl.col("told").max()).clip(upper_bound=12)
    return both.group_by(YEAR).agg(months=found)
