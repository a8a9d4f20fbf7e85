"""One row per company and year: its own figures, the sharing of the surplus, and totals of its payroll; emissions beside."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import polars as pl

from scop_analytics import tables
from scop_analytics.derive import inputs
from scop_analytics.derive.clock import month_number, share
from scop_analytics.derive.membership import YEAR
from scop_analytics.derive.sizes import with_earlier_years, workforces
from scop_analytics.derive.trainings import spent

if TYPE_CHECKING:
    from scop_analytics.dossier import Dossier


def surpluses(dossier: Dossier, years: pl.DataFrame) -> pl.LazyFrame:
    """One row per company-year whose surplus was shared; money in cents. Source: table ``surplus_allocation``."""
    columns = list(tables.contract("surplus_allocation").schema())
    rows = inputs.table(dossier, "surplus_allocation", columns).with_columns(pl.col("fiscal_year").cast(pl.Int32))
    rows = rows.unique(YEAR, keep="first", maintain_order=True)
    return rows.join(years.lazy().select(YEAR), on=YEAR, how="semi")


def companies(dossier: Dossier, years: pl.DataFrame, people: pl.LazyFrame) -> pl.LazyFrame:
    """One row per company-year of the skeleton: every column of ``entity`` and ``surplus_allocation``, and totals.

    ``gross_payroll`` falls back on the payslips' gross, ``training_cost`` on the trainings' costs;
    ``beneficiaries`` are people with a right to the labour share;
    the size of the company is also that of the two fiscal years before.
    Money in cents. Sources: ``entity``, ``surplus_allocation``, ``labour_share_rows``, ``payroll``, ``governance_bodies``.
    """
    own = inputs.table(dossier, "entity", list(tables.contract("entity").schema()))
    own = own.with_columns(pl.col("fiscal_year").cast(pl.Int32)).unique(YEAR, keep="first", maintain_order=True)
    shared = surpluses(dossier, years).rename({"net_result": "shared_result"})
    rows = years.lazy().select(*YEAR, "start", "end").join(own, on=YEAR, how="left", maintain_order="left")
    paid = (_labour_share(dossier), _payroll(people), spent(dossier, years))
    for other in (shared, *paid, _boards(dossier), workforces(people)):
        rows = rows.join(other, on=YEAR, how="left", maintain_order="left")
    rows = rows.with_columns(
        net_result=pl.coalesce("net_result", "shared_result"),
        gross_payroll=pl.coalesce("gross_payroll", "gross_paid"),
        training_cost=pl.coalesce("training_cost", "trainings_cost"),
    )
    return with_earlier_years(rows).drop("shared_result", "start", "end")


def _labour_share(dossier: Dossier) -> pl.LazyFrame:
    rows = inputs.table(dossier, "labour_share_rows", [*YEAR, "eligible", "amount"]).with_columns(
        pl.col("fiscal_year").cast(pl.Int32)
    )
    entitled = pl.col("eligible").fill_null(pl.col("amount") > 0)
    return rows.group_by(YEAR).agg(
        beneficiaries=entitled.sum().cast(pl.Int64), labour_share_paid_out=pl.col("amount").sum()
    )


def _payroll(people: pl.LazyFrame) -> pl.LazyFrame:
    paid = people.filter(pl.col("gross_paid").is_not_null())
    return paid.group_by(YEAR).agg(pl.col("gross_paid").sum(), people_paid=pl.len().cast(pl.Int64))


def _boards(dossier: Dossier) -> pl.LazyFrame:
    rows = inputs.table(dossier, "governance_bodies", [*YEAR, "body_type"]).with_columns(
        pl.col("fiscal_year").cast(pl.Int32)
    )
    kinds = {"has_board": ["CA", "CS"], "has_works_council": ["CSE"]}
    return rows.group_by(YEAR).agg(**{name: pl.col("body_type").is_in(types).any() for name, types in kinds.items()})


def emissions(dossier: Dossier, years: pl.DataFrame) -> pl.LazyFrame:
    """One row per source and month of the year: ``tco2e`` in thousandths of a tonne, given or quantity × factor.

    Purchased energy declared both by place and by market counts once, by place. Source: table ``environment``.
    """
    rows = inputs.table(dossier, "environment")
    spans = years.lazy().select(*YEAR, "start", "end")
    month = month_number(pl.col("period"))
    inside = month.is_between(month_number(pl.col("start")), month_number(pl.col("end")))
    rows = rows.join(spans, on="entity_id").filter(inside)
    # Thousandths of a quantity × thousandths of a kilogram each: 10⁻⁶ kg, to thousandths of a tonne.
    computed = share(pl.col("quantity").cast(pl.Int128) * pl.col("factor"), pl.lit(1_000_000))
    by_place = (pl.col("location_or_market") == "LOCATION").any().over(YEAR)
    twice = (pl.col("location_or_market") == "MARKET") & by_place
    kept = rows.with_columns(tco2e=pl.coalesce("tco2e", computed)).filter(~twice.fill_null(value=False))
    said = ["category", "scope", "scope3_category", "location_or_market", "quantity", "unit", "tco2e"]
    said += ["factor", "factor_source", "renewable_share", "recycled_share"]
    return kept.select(*YEAR, "period", "source_id", *said)


def exclusions(people: Mapping[str, pl.LazyFrame], periods: pl.DataFrame) -> pl.LazyFrame:
    """People left out: ``period`` (fiscal or calendar), ``scope`` (pay, spread, gap, index), ``reason``, ``sex``, ``people``.

    Every sex is counted, unknown ones too. The period of the index is the one its company chose (``periods``). Sources:
    frames ``person``, ``person_calendar``, ``index_person``.
    """
    periods_of = {"person": "fiscal", "person_calendar": "calendar"}
    both = [people[name].with_columns(period=pl.lit(period)) for name, period in periods_of.items()]
    rows = pl.concat([frame.select(*YEAR, "period", "sex", reason="exclusion") for frame in both])
    scope = pl.col("reason").replace_strict({"short": "spread", "sex_unknown": "gap"}, default="pay")
    chosen = periods.lazy().select(*YEAR, "period")
    counted = (
        people["index_person"]
        .join(chosen, on=YEAR)
        .select(*YEAR, "period", "sex", reason="index_exclusion", scope=pl.lit("index"))
    )
    keys = [*YEAR, "period", "scope", "reason", "sex"]
    every = pl.concat([rows.with_columns(scope=scope), counted]).drop_nulls("reason")
    return every.group_by(keys).agg(people=pl.len().cast(pl.Int64)).sort(keys)
