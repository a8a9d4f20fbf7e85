"""The person-year: everyone with a contract in the year, with the pay rebuilt, what they are counted in, and why not."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Final

import polars as pl

from scop_analytics.derive.clock import month_number, quotient
from scop_analytics.derive.contracts import in_calendar_years, in_fiscal_years
from scop_analytics.derive.pay import Payroll, payroll
from scop_analytics.derive.people import age_bands, people
from scop_analytics.derive.periods import Months
from scop_analytics.derive.rules import names
from scop_analytics.derive.value import valued
from scop_analytics.law import Law

if TYPE_CHECKING:
    from scop_analytics.dossier import Dossier

SCHEMA: Final[Mapping[str, type[pl.DataType]]] = {
    "entity_id": pl.String, "fiscal_year": pl.Int32, "person_id": pl.String, "sex": pl.String, "is_woman": pl.Boolean,
    "is_man": pl.Boolean, "age": pl.Int64, "age_band": pl.String, "age_band_bs": pl.String, "csp": pl.String,
    "job_level": pl.String, "job_family": pl.String, "contract_type": pl.String, "situation": pl.String,
    "work_site": pl.String, "work_site_region": pl.String, "collective_agreement": pl.String, "fte_rate": pl.Int64, "is_present": pl.Boolean,
    "is_permanent": pl.Boolean, "is_part_time": pl.Boolean, "is_member": pl.Boolean, "is_eligible_member": pl.Boolean,
    "tenure_days": pl.Int64, "tenure_months": pl.Int64, "tenure_years": pl.Float64, "hired": pl.Boolean, "left": pl.Boolean,
    "exit_reason": pl.String, "month_ends": pl.Int64, "fte_average": pl.Int64, "length": pl.Int64,
    "pay_fte": pl.Int64, "pay_total": pl.Int64, "pay_hourly": pl.Int64, "hourly_total": pl.Int64, "variable_pay": pl.Int64,
    "pay_basic": pl.Int64, "pay_variable": pl.Int64, "hourly_basic": pl.Int64, "hourly_variable": pl.Int64,
    "pay_shared": pl.Int64, "hourly_shared": pl.Int64, "pay_index": pl.Int64, "value_category": pl.String,
    "minimum_pay": pl.Int64, "yearly_minimum": pl.Int64, "gross_paid": pl.Int64, "fte_months": pl.Float64, "pay_method": pl.String,
    "approached": pl.Boolean, "in_spread": pl.Boolean, "in_gap": pl.Boolean, "exclusion": pl.String,
    "age_band_esrs": pl.String, "part_time_reason": pl.String, "is_disabled": pl.Boolean, "remote_days": pl.Int64,
    "is_local": pl.Boolean, "is_permanent_staff": pl.Boolean, "was_present": pl.Boolean, "is_outside": pl.Boolean,
    "was_intern": pl.Boolean, "agency_average": pl.Int64,
}  # fmt: skip
PAYS: Final = (
    "pay_fte", "pay_total", "pay_basic", "pay_variable", "pay_shared", "pay_index", "pay_hourly", "hourly_total",
    "hourly_basic", "hourly_variable", "hourly_shared",
)  # fmt: skip


def fiscal(dossier: Dossier, years: pl.DataFrame, law: Law, contracts: pl.DataFrame) -> pl.DataFrame:
    """One row per person and fiscal year during which they had a contract; columns of :data:`SCHEMA`.

    Money in cents, ``pay_hourly`` and ``hourly_total`` in ten-thousandths of a euro, ``fte_rate`` and ``fte_average`` in
    ten-thousandths of a job. ``contracts`` are those of the fiscal years. Sources: ``employees``, ``payroll``, ``leaves``,
    ``members``, ``entity``.
    """
    return _people_paid(dossier, contracts, years, law, whole=False)


def calendar(dossier: Dossier, years: pl.DataFrame, law: Law) -> pl.DataFrame:
    """The same over calendar years, for the company-years of ``years`` (those that close at another date).

    Where the company's payroll does not cover the twelve months, nobody's pay is rebuilt: ``period_not_covered``.
    """
    return _people_paid(dossier, in_calendar_years(dossier, years), years, law, whole=True)


def of_period(dossier: Dossier, years: pl.DataFrame, law: Law) -> pl.DataFrame:
    """The same over the periods of ``years``, where they are not the fiscal years themselves; payroll must cover them."""
    return _people_paid(dossier, in_fiscal_years(dossier, years), years, law, whole=True)


def _people_paid(
    dossier: Dossier, contracts: pl.DataFrame, years: pl.DataFrame, law: Law, *, whole: bool
) -> pl.DataFrame:
    months = Months(years, law)
    numbers = {
        name: month_number(pl.col(day)) - months.first for name, day in (("opening", "first"), ("closing", "last"))
    }
    contracts = contracts.with_columns(**numbers)
    paid = payroll(dossier, months, contracts, years)
    rows = people(dossier, contracts, years).join(paid.people, on="py", how="left", maintain_order="left")
    rows = rows.join(months.minimum_over(years), on="cy", how="left", maintain_order="left")
    uncovered = pl.lit(value=False)
    if whole:
        rows = rows.join(paid.covered(), on="cy", how="left", maintain_order="left")
        uncovered = (pl.col("covered") < pl.col("length")).fill_null(value=False)
    rows = _counted(rows.with_columns(uncovered=uncovered), paid, months)
    rows = valued(rows, dossier, law)
    return rows.with_columns(*age_bands()).select(pl.col(name).cast(kind) for name, kind in SCHEMA.items())


def _counted(rows: pl.DataFrame, paid: Payroll, months: Months) -> pl.DataFrame:
    norms = months.norms
    rows = rows.with_columns(exclusion=_reason(paid, months))
    kept = pl.col("exclusion").is_null()
    rows = rows.with_columns(
        *(pl.when(kept | pl.col("exclusion").is_in(["contract", "situation"])).then(name).alias(name) for name in PAYS),
        pay_method=pl.when(pl.col("uncovered") | pl.col("pay_method").is_null())
        .then(pl.lit("none"))
        .otherwise("pay_method"),
        minimum_pay=pl.coalesce(pl.when(pl.col("minimum_pay") > 0).then("minimum_pay"), "yearly_minimum"),
        approached=pl.col("approached").fill_null(value=False),
        fte_months=quotient(pl.col("work").fill_null(0), paid.full),
        in_spread=kept & ~_fewer("work", norms.months_in_spread, paid.full),
        in_gap=kept & pl.col("sex").is_in(["F", "M"]),
    )
    # Said last: someone out of one figure only is still in the others.
    later = (
        pl.when(kept & ~pl.col("in_gap"))
        .then(pl.lit("sex_unknown"))
        .when(kept & ~pl.col("in_spread"))
        .then(pl.lit("short"))
    )
    return rows.with_columns(exclusion=pl.coalesce("exclusion", later))


def _reason(paid: Payroll, months: Months) -> pl.Expr:
    """The first reason that keeps a person's pay out of every comparison; null when nothing does."""
    norms, full = months.norms, paid.full
    year = pl.col("work") * 12 * norms.months_in_twelve.denominator
    doubled = year > pl.col("length") * (norms.months_in_twelve.numerator * full)
    return (
        pl.when(pl.col("contract_type").is_in(names("pay", "excluded_contract_types"))).then(pl.lit("contract"))
        .when(pl.col("situation").is_in(names("pay", "excluded_situations"))).then(pl.lit("situation"))
        .when("uncovered").then(pl.lit("period_not_covered"))
        .when(pl.col("paid_months").is_null()).then(pl.lit("no_payslip"))
        .when(pl.col("untimed") & (pl.col("work") == 0)).then(pl.lit("working_time_unknown"))
        .when("odd").then(pl.lit("working_time_out_of_range"))
        .when(_fewer("work", norms.months_to_rebuild, full)).then(pl.lit("too_short"))
        .when(doubled).then(pl.lit("contract_twice"))
        .when((pl.col("pay_fte") <= 0) | pl.col("pay_fte").is_null()).then(pl.lit("pay_not_positive"))
    )  # fmt: skip


def _fewer(work: str, months: Fraction, full: int) -> pl.Expr:
    return (pl.col(work).fill_null(0) * months.denominator) < months.numerator * full
