"""Bodies and seats at closing: who sits, since when, employed or not, and who leads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

import polars as pl

from scop_analytics.derive import inputs
from scop_analytics.derive.clock import THOUSANDTHS, quotient
from scop_analytics.derive.clock import years as in_years
from scop_analytics.derive.membership import YEAR, known_sex
from scop_analytics.derive.people import open_at
from scop_analytics.derive.rules import names

if TYPE_CHECKING:
    from scop_analytics.dossier import Dossier

SEAT: Final[Mapping[str, type[pl.DataType]]] = {
    "entity_id": pl.String, "fiscal_year": pl.Int32, "body_id": pl.String, "body_type": pl.String, "holder_id": pl.String,
    "person_id": pl.String, "member_id": pl.String, "sex": pl.String, "is_woman": pl.Boolean, "role": pl.String,
    "is_board": pl.Boolean, "is_leader": pl.Boolean, "is_employed": pl.Boolean, "days_in_office": pl.Int64,
    "years_in_office": pl.Float64, "is_new": pl.Boolean,
}  # fmt: skip
BODY: Final[Mapping[str, type[pl.DataType]]] = {
    "entity_id": pl.String, "fiscal_year": pl.Int32, "body_id": pl.String, "body_type": pl.String,
    "is_board": pl.Boolean, "seats_statutory": pl.Int64, "term_years": pl.Float64, "filled": pl.Int64,
}  # fmt: skip


def bodies(dossier: Dossier, years: pl.DataFrame, seated: pl.LazyFrame) -> pl.LazyFrame:
    """One row per body and fiscal year, as its snapshot says; ``filled`` are the seats held at closing.

    It is null where no mandate of the co-operative is known: an empty register of mandates does not say that all is vacant.

    Sources: tables ``governance_bodies``, ``mandates``.
    """
    held = seated.group_by(*YEAR, "body_id").agg(filled=pl.len().cast(pl.Int64))
    rows = inputs.table(dossier, "governance_bodies").with_columns(pl.col("fiscal_year").cast(pl.Int32))
    rows = rows.join(years.lazy().select(YEAR), on=YEAR, how="semi").with_columns(
        is_board=pl.col("body_type").is_in(names("bodies", "boards")),
        term_years=quotient(pl.col("term_years"), THOUSANDTHS),
    )
    rows = rows.join(held, on=[*YEAR, "body_id"], how="left", maintain_order="left")
    told = inputs.table(dossier, "mandates", ["entity_id"]).unique().with_columns(told=pl.lit(value=True))
    rows = rows.join(told, on="entity_id", how="left", maintain_order="left")
    return rows.with_columns(filled=pl.coalesce("filled", pl.when("told").then(0))).select(*BODY)


def mandates(dossier: Dossier) -> pl.LazyFrame:
    """Mandates that hold a seat, with their holder (a person once, whatever the number of mandates) and type of body.

    Sources: tables ``mandates``, ``governance_bodies``, ``members``.
    """
    rows = inputs.table(dossier, "mandates").filter(
        ~pl.col("role").is_in(names("bodies", "without_seat")).fill_null(value=False)
    )
    listed = inputs.table(dossier, "members", ["entity_id", "member_id", "person_id", "sex", "category", "fiscal_year"])
    seated = listed.join(rows.select("entity_id", "member_id"), on=["entity_id", "member_id"], how="semi")
    latest = seated.sort("fiscal_year").group_by("entity_id", "member_id").agg(pl.exclude("fiscal_year").last())
    latest = latest.rename({"person_id": "member_person", "sex": "member_sex", "category": "member_category"})
    rows = rows.join(latest, on=["entity_id", "member_id"], how="left", maintain_order="left")
    rows = rows.with_columns(person_id=pl.coalesce("person_id", "member_person"))
    rows = rows.with_columns(holder_id=pl.coalesce("person_id", "member_id", "mandate_id"))
    kinds = inputs.table(dossier, "governance_bodies", ["entity_id", "body_id", "body_type", "fiscal_year"])
    kinds = kinds.sort("fiscal_year").group_by("entity_id", "body_id").agg(pl.col("body_type").drop_nulls().last())
    rows = rows.join(kinds, on=["entity_id", "body_id"], how="left", maintain_order="left")
    first = pl.col("start_date").min().over("entity_id", "body_id", "holder_id")
    return rows.with_columns(first_start=first, is_board=pl.col("body_type").is_in(names("bodies", "boards")))


def in_office(dossier: Dossier, years: pl.DataFrame) -> pl.LazyFrame:
    """Mandates open at each closing, with ``start`` and ``end`` of the year; ``leads`` when the office or body leads."""
    periods = years.lazy().select(*YEAR, "start", "end")
    rows = mandates(dossier).join(periods, on="entity_id").filter(open_at("start_date", "end_date", pl.col("end")))
    office, body = names("bodies", "leading_roles"), names("bodies", "leading_bodies")
    leads = pl.col("role").is_in(office) | pl.col("body_type").is_in(body)
    return rows.with_columns(leads=leads.fill_null(value=False))


def seats(dossier: Dossier, years: pl.DataFrame, people: pl.LazyFrame) -> pl.LazyFrame:
    """One row per body and person seated there at closing; columns of :data:`SEAT`.

    ``is_leader`` is true once per person: someone who leads by two mandates is one leader. Sources: tables ``mandates``,
    ``governance_bodies``, ``members``, ``employees``.
    """
    rows = in_office(dossier, years)
    known = people.select(*YEAR, "person_id", "is_present", stated=pl.col("sex"))
    known = known.join(rows.select(*YEAR, "person_id"), on=[*YEAR, "person_id"], how="semi")
    rows = rows.join(known, on=[*YEAR, "person_id"], how="left")
    # The office that leads says more of a person than a plain seat in the same body.
    order = [*YEAR, "body_id", "holder_id", "leads", "mandate_id"]
    rows = rows.sort(order, descending=[False] * 4 + [True, False]).unique(
        [*YEAR, "body_id", "holder_id"], keep="first", maintain_order=True
    )
    days = (pl.col("end") - pl.col("first_start")).dt.total_days()
    leader = pl.col("leads") & ((pl.col("leads").cast(pl.Int64).cum_sum().over(*YEAR, "holder_id")) == 1)
    return (
        rows.with_columns(
            sex=known_sex("sex", "stated", "member_sex"),
            is_leader=leader,
            is_employed=_employed(dossier),
            days_in_office=days,
            is_new=pl.col("first_start") >= pl.col("start"),
            years_in_office=in_years(days),
        )
        .with_columns(is_woman=pl.col("sex") == "F")
        .select(*SEAT)
    )


def _employed(dossier: Dossier) -> pl.Expr:
    """Whether the holder works in the company: a contract or paid office open at closing, else what the register says."""
    member = pl.col("member_category").is_in(names("members", "employee"))
    if "employees" not in dossier.tables:
        return member
    return pl.coalesce("is_present", member, pl.when(pl.col("person_id").is_not_null()).then(pl.lit(value=False)))
