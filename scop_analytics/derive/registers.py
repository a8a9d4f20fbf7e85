"""The register of members with those who left, who holds proxies, and who has a right to the labour share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from scop_analytics.derive import inputs
from scop_analytics.derive.clock import THOUSANDTHS
from scop_analytics.derive.meetings import in_year
from scop_analytics.derive.membership import YEAR
from scop_analytics.derive.norms import in_force
from scop_analytics.derive.people import open_at
from scop_analytics.derive.periods import last_closing
from scop_analytics.derive.rules import names

if TYPE_CHECKING:
    from scop_analytics.dossier import Dossier
    from scop_analytics.law import Law

COUNTED = ["entity_id", "fiscal_year", "start", "end"]


def register(dossier: Dossier, years: pl.DataFrame, people: pl.LazyFrame) -> pl.LazyFrame:
    """One row per member of the register of the year, those who left too: money in cents.

    ``awaits_ruling``: a meeting was held since the application and nothing says how it ruled. ``owed`` is still to repay,
    ``owed_until`` the planned day, or the closing when it is later or none is planned. ``kind`` is the one of a SCIC; an
    employee who has none is one. Sources: tables ``members``, ``employees``, ``assemblies``.
    """
    rows = inputs.table(dossier, "members").with_columns(pl.col("fiscal_year").cast(pl.Int32))
    rows = rows.join(years.lazy().select(COUNTED), on=YEAR, maintain_order="left")
    known = people.select(*YEAR, "person_id", "is_present", "tenure_months")
    rows = rows.join(known, on=[*YEAR, "person_id"], how="left", maintain_order="left")
    held = inputs.table(dossier, "assemblies", ["entity_id", "date", "assembly_type"])
    held = held.filter(pl.col("assembly_type").is_in(names("meetings", "annual")))
    rows = rows.join(in_year(held, years, "date").group_by(YEAR).agg(met=pl.col("date").max()), on=YEAR, how="left")
    silent = pl.col("application_result").is_null() & pl.col("admission_date").is_null()
    employee = pl.when(pl.col("category") == "EMPLOYEE").then(pl.lit("SALARIE"))
    return rows.select(
        *YEAR,
        "member_id",
        "category",
        "college",
        "is_present",
        "tenure_months",
        "exit_date",
        kind=pl.coalesce("scic_kind", employee),
        inside=open_at("admission_date", "exit_date", pl.col("end")),
        capital=pl.coalesce("capital_amount", pl.col("shares_held") * pl.col("share_nominal")),
        awaits_ruling=(silent & (pl.col("application_date") <= pl.col("met"))).fill_null(value=False),
        owed=pl.col("repayment_due").fill_null(0),
        owed_until=pl.max_horizontal("repayment_due_date", "end"),
    )


def proxies(dossier: Dossier, years: pl.DataFrame, law: Law) -> pl.LazyFrame:
    """One row per assembly with an attendance list: most proxies ``held`` by one member, and how many were ``allowed``.

    Blank proxies have no holder and count apart. Sources: tables ``attendance``, ``assemblies``.
    """
    day = last_closing(years)
    base, fewest = (int(in_force(law, f"cooperative.proxy_{name}", day)) for name in ("base", "minimum"))
    held = in_year(inputs.table(dossier, "assemblies"), years, "date")
    lists = inputs.table(dossier, "attendance").rename({"gathering_id": "assembly_id"})
    keys = ["entity_id", "assembly_id"]
    size = lists.group_by(keys).agg(listed=pl.len().cast(pl.Int64))
    given = lists.filter((pl.col("status") == "REPRESENTED") & pl.col("proxy_holder_id").is_not_null())
    most = given.group_by(*keys, "proxy_holder_id").agg(n=pl.len().cast(pl.Int64)).group_by(keys).agg(pl.col("n").max())
    rows = held.join(size, on=keys).join(most, on=keys, how="left")
    entitled = pl.coalesce("entitled_members", "listed")
    allowed = pl.when(entitled < base).then(fewest).otherwise(entitled // base).cast(pl.Int64)
    return rows.select(*YEAR, "assembly_id", "date", held=pl.col("n").fill_null(0), allowed=allowed)


def labour_rights(dossier: Dossier, years: pl.DataFrame, people: pl.LazyFrame) -> pl.LazyFrame:
    """One row per employee at closing, or beneficiary, of a year whose labour share is told person by person.

    ``presence`` in the year and ``seniority`` in months, thousandths: as the file says, else from the contracts.
    ``amount`` in cents, ``coefficient`` in thousandths. Sources: tables ``labour_share_rows``, ``employees``.
    """
    shared = inputs.table(dossier, "labour_share_rows").with_columns(pl.col("fiscal_year").cast(pl.Int32))
    shared = shared.join(years.lazy().select(YEAR), on=YEAR, how="semi").unique([*YEAR, "person_id"], keep="first")
    told = shared.select(YEAR).unique()
    staff = people.filter("is_present").join(told, on=YEAR, how="semi")
    staff = staff.select(*YEAR, "person_id", "tenure_months", "length", here=pl.lit(value=True))
    rows = shared.join(staff, on=[*YEAR, "person_id"], how="full", coalesce=True)
    seniority = pl.col("tenure_months") * THOUSANDTHS
    return rows.select(
        *YEAR,
        "person_id",
        is_present=pl.col("here").fill_null(value=False),
        presence=pl.coalesce("presence_months", pl.min_horizontal(seniority, pl.col("length") * THOUSANDTHS)),
        seniority=pl.coalesce("seniority_months", seniority),
        amount=pl.col("amount").fill_null(0),
        eligible=pl.col("eligible").fill_null(pl.col("amount") > 0).fill_null(value=False),
        coefficient=pl.col("coefficient").fill_null(THOUSANDTHS),
    )
