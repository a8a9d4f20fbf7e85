"""Value shared person by person: rows of the labour share, profit-sharing and hours of the payslips; leaders and who follows them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from scop_analytics.derive import inputs
from scop_analytics.derive.clock import month_number
from scop_analytics.derive.membership import YEAR
from scop_analytics.derive.people import open_at

if TYPE_CHECKING:
    from scop_analytics.dossier import Dossier


def labour_shares(dossier: Dossier, years: pl.DataFrame) -> pl.LazyFrame:
    """One row per person of the labour share of the year: amount in cents, ``entitled``. Source: ``labour_share_rows``."""
    rows = inputs.table(dossier, "labour_share_rows", [*YEAR, "person_id", "eligible", "amount"])
    rows = rows.with_columns(pl.col("fiscal_year").cast(pl.Int32)).join(
        years.lazy().select(YEAR), on=YEAR, how="semi", maintain_order="left"
    )
    return rows.with_columns(entitled=pl.col("eligible").fill_null(pl.col("amount") > 0))


def paid_years(dossier: Dossier, years: pl.DataFrame) -> pl.LazyFrame:
    """One row per person paid in the fiscal year: ``profit_sharing`` (cents), ``hours_worked`` (hundredths), null if never said.

    Source: table ``payroll``.
    """
    said = ["profit_sharing", "hours_worked"]
    rows = inputs.table(dossier, "payroll", ["entity_id", "person_id", "period", *said])
    month = month_number(pl.col("period"))
    spans = years.lazy().select(*YEAR, first=month_number(pl.col("start")), last=month_number(pl.col("end")))
    inside = rows.with_columns(month=month).join(spans, on="entity_id").filter(month.is_between("first", "last"))
    sums = {name: pl.when(pl.col(name).count() > 0).then(pl.col(name).sum()) for name in said}
    return inside.group_by(*YEAR, "person_id").agg(**sums).sort(*YEAR, "person_id")


def leaders(dossier: Dossier, years: pl.DataFrame, seats: pl.LazyFrame, people: pl.LazyFrame) -> pl.LazyFrame:
    """One row per legal leader at closing: ``age`` in full years, ``successor_named`` by one of the mandates they hold.

    Sources: frames ``seat``, ``person``; table ``mandates``.
    """
    held = inputs.table(
        dossier,
        "mandates",
        ["entity_id", "body_id", "member_id", "person_id", "start_date", "end_date", "successor_named"],
    )
    held = held.join(years.lazy().select(*YEAR, "end"), on="entity_id")
    held = held.filter(open_at("start_date", "end_date", pl.col("end")))
    leading = seats.filter("is_leader").select(*YEAR, "body_id", "holder_id", "person_id", "member_id", "sex")
    known = people.select(*YEAR, "person_id", "age")
    rows = leading.join(known, on=[*YEAR, "person_id"], how="left", maintain_order="left")
    same = [*YEAR, "body_id"]
    of_member = held.group_by(*same, "member_id").agg(by_member=pl.col("successor_named").any(ignore_nulls=False))
    of_person = held.group_by(*same, "person_id").agg(by_person=pl.col("successor_named").any(ignore_nulls=False))
    rows = rows.join(of_member, on=[*same, "member_id"], how="left").join(
        of_person, on=[*same, "person_id"], how="left"
    )
    named = pl.coalesce("by_person", "by_member")
    return rows.select(*YEAR, "holder_id", "sex", "age", successor_named=named).sort(*YEAR, "holder_id")
