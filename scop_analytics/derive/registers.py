"""The register of members with those who left, how many there were day by day, proxies, rights to the labour share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from scop_analytics.derive import inputs
from scop_analytics.derive.clock import THOUSANDTHS, whole_months
from scop_analytics.derive.meetings import in_year
from scop_analytics.derive.membership import YEAR
from scop_analytics.derive.norms import in_force
from scop_analytics.derive.options import options
from scop_analytics.derive.people import applicant, open_at
from scop_analytics.derive.periods import last_closing
from scop_analytics.derive.rules import names

if TYPE_CHECKING:
    from scop_analytics.dossier import Dossier
    from scop_analytics.law import Law

COUNTED: Final = ["entity_id", "fiscal_year", "start", "end"]
EVER: Final = (1900, 1, 1)  # before any co-operative of the files: a member nobody dates was always there
NONE: Final = pl.lit(0, pl.Int64)


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


def member_days(dossier: Dossier, years: pl.DataFrame) -> pl.LazyFrame:
    """One row per day of the register on which the number of members changed: how many from then on, ``elapsed`` days to closing.

    A member whose admission nobody dates was always there; a former employee who stayed counts in ``employees`` until the end
    of the last contract. Sources: tables ``members``, ``employees``, ``entity``.
    """
    rows = inputs.table(dossier, "members").with_columns(pl.col("fiscal_year").cast(pl.Int32)).filter(~applicant())
    jobs = inputs.table(dossier, "employees", ["entity_id", "person_id", "contract_end"]).drop_nulls()
    worked = jobs.group_by("entity_id", "person_id").agg(job_end=pl.col("contract_end").max())
    rows = rows.join(worked, on=["entity_id", "person_id"], how="left", maintain_order="left")
    employed = pl.col("category").is_in(names("members", "employee"))
    former = pl.col("category").is_in(names("members", "votes")) & ~employed & pl.col("job_end").is_not_null()
    counts = (employed | former).fill_null(value=False).cast(pl.Int64)
    last = pl.min_horizontal("exit_date", pl.when(former).then("job_end"))
    begun = pl.col("admission_date").fill_null(pl.date(*EVER))
    moves = [
        rows.select(*YEAR, day=begun, members=pl.lit(1, pl.Int64), employees=counts),
        rows.select(*YEAR, day=pl.col("exit_date").dt.offset_by("1d"), members=pl.lit(-1, pl.Int64), employees=NONE),
        rows.select(*YEAR, day=last.dt.offset_by("1d"), members=NONE, employees=-counts),
    ]
    forms = inputs.table(dossier, "entity", [*YEAR, "legal_form"]).with_columns(pl.col("fiscal_year").cast(pl.Int32))
    spans = years.lazy().select(*YEAR, "end").join(forms.unique(YEAR, keep="first"), on=YEAR, how="left")
    dated = pl.concat(moves).join(spans, on=YEAR).filter(pl.col("day") <= pl.col("end"))
    daily = dated.group_by(*YEAR, "legal_form", "end", "day").agg(pl.col("members", "employees").sum())
    counted = daily.sort(*YEAR, "day").with_columns(pl.col("members", "employees").cum_sum().over(YEAR))
    return counted.select(
        *YEAR, "legal_form", "members", "employees", elapsed=(pl.col("end") - pl.col("day")).dt.total_days()
    )


def labour_rights(dossier: Dossier, years: pl.DataFrame, people: pl.LazyFrame, contracts: pl.LazyFrame) -> pl.LazyFrame:
    """One row per employee at closing, or beneficiary, of a year whose labour share is told person by person.

    ``presence`` in the year and ``seniority`` in months, thousandths: as the file says, else from the contracts.
    ``is_counted``: present at closing, or gone in the year where the co-operative chose ``include_leavers``; what these have
    is measured on their last day. ``amount`` in cents, ``coefficient`` in thousandths. Sources: tables
    ``labour_share_rows``, ``employees``.
    """
    shared = inputs.table(dossier, "labour_share_rows").with_columns(pl.col("fiscal_year").cast(pl.Int32))
    shared = shared.join(years.lazy().select(YEAR), on=YEAR, how="semi").unique([*YEAR, "person_id"], keep="first")
    told = shared.select(YEAR).unique()
    months = pl.min_horizontal("tenure_months", "length")
    staff = people.filter("is_present").select(
        *YEAR, "person_id", "tenure_months", months=months, here=pl.lit(value=True)
    )
    staff = pl.concat([staff, _leavers(dossier, years, people, contracts)]).join(told, on=YEAR, how="semi")
    rows = shared.join(staff, on=[*YEAR, "person_id"], how="full", coalesce=True)
    return rows.select(
        *YEAR,
        "person_id",
        is_present=pl.col("here").fill_null(value=False),
        is_counted=pl.col("here").is_not_null(),
        presence=pl.coalesce("presence_months", pl.col("months") * THOUSANDTHS),
        seniority=pl.coalesce("seniority_months", pl.col("tenure_months") * THOUSANDTHS),
        amount=pl.col("amount").fill_null(0),
        eligible=pl.col("eligible").fill_null(pl.col("amount") > 0).fill_null(value=False),
        coefficient=pl.col("coefficient").fill_null(THOUSANDTHS),
    )


def _leavers(dossier: Dossier, years: pl.DataFrame, people: pl.LazyFrame, contracts: pl.LazyFrame) -> pl.LazyFrame:
    """Employees gone in the year, of co-operatives that chose to count them, with their months on the last day."""
    chosen = years.select(YEAR).with_columns(options(dossier, years)["include_leavers"])
    gone = people.filter(pl.col("left") & ~pl.col("is_present")).select(*YEAR, "person_id")
    gone = gone.join(chosen.lazy().filter("include_leavers"), on=YEAR, how="semi")
    since, last = pl.coalesce("seniority_date", "contract_start").min(), pl.col("last").max().dt.offset_by("1d")
    held = contracts.filter("is_staff").join(gone, on=[*YEAR, "person_id"], how="semi")
    held = held.group_by(*YEAR, "person_id").agg(since=since, until=last, start=pl.col("start").first())
    return held.select(
        *YEAR,
        "person_id",
        tenure_months=whole_months(pl.col("since"), pl.col("until")),
        months=whole_months(pl.max_horizontal("since", "start"), pl.col("until")),
        here=pl.lit(value=False),
    )
