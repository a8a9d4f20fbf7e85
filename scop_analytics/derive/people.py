"""People at closing and over the period: who they are, whether they are there, since when, and how many months."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from scop_analytics.derive import inputs
from scop_analytics.derive.clock import MONTH, RATE, month_ends, share, whole_months, years
from scop_analytics.derive.rules import limits, names
from scop_analytics.derive.staffing import SEEN, SUMMED, gathered, local, marks, standing

if TYPE_CHECKING:
    from scop_analytics.dossier import Dossier

MONTHS = 12
KEPT = (
    "job_level", "job_family", "work_site", "work_site_region", "csp", "contract_type", "exit_reason", "situation",
    "value_category", "collective_agreement", "part_time_reason", "disability_status", "remote_days",
)  # fmt: skip


def people(dossier: Dossier, contracts: pl.DataFrame, years: pl.DataFrame) -> pl.DataFrame:
    """One row per person-year (``py``), from its main contract: the one open at closing, else the last to end.

    Sources: tables ``employees``, ``members``, ``entity``.
    """
    rows = _one_each(_counted(contracts))
    lengths = years.select("cy", "months", "start", "end")
    rows = rows.join(lengths, on="cy", how="left", maintain_order="left").rename({"months": "length"})
    rows = rows.with_columns(_who(), *_tenure(), *_presence(), *standing())
    return _moves(_membership(rows, dossier), dossier)


def _counted(contracts: pl.DataFrame) -> pl.DataFrame:
    """What each contract counts for: only staff is in a headcount, and days shared by two contracts count once."""
    staff = pl.col("is_staff")
    if contracts["is_main"].all():
        begins = pl.col("first")
    else:
        contracts = contracts.sort("py", "first", "cr").with_columns(
            before=pl.when(staff).then("last").cum_max().shift().over("py")
        )
        begins = pl.max_horizontal("first", pl.col("before").dt.offset_by("1d"))
    return contracts.with_columns(
        ends=pl.when(staff).then(month_ends(begins, pl.col("last"))).otherwise(0).cast(pl.Int64),
        full_time_parts=pl.when(staff).then(pl.col("fte_rate") * pl.col("whole")),
        present=staff & pl.col("is_open"),
        open_rate=pl.when(staff & pl.col("is_open")).then("fte_rate"),
        begun=pl.when(staff).then("contract_start"),
        ended=pl.when(staff & ~pl.col("is_open")).then("contract_end"),
        last_day=pl.when(staff).then(pl.col("contract_end")),
        **marks(begins),
    ).sort("cr")


def _one_each(contracts: pl.DataFrame) -> pl.DataFrame:
    first = ["cy", "entity_id", "fiscal_year", "person_id", "sex", "age", "birth_year", *KEPT]
    summed = {"ends": "month_ends", "full_time_parts": "full_time_parts"}
    if contracts["is_main"].all():
        return contracts.select(
            "py", *first, *SUMMED, *SEEN, *(pl.col(name).alias(new) for name, new in summed.items()), "is_staff", is_present="present",
            fte_rate=pl.coalesce("open_rate", "fte_rate"), begun="begun", ended=pl.when(~pl.col("present")).then("last_day"),
            closed=pl.when(pl.col("is_staff")).then("last_day"), since=pl.coalesce("seniority_date", "contract_start"),
        )  # fmt: skip
    grouped = contracts.group_by("py", maintain_order=True).agg(
        pl.col(first).first(),
        pl.col("ends").sum().alias("month_ends"),
        pl.when(pl.col("full_time_parts").is_not_null().any())
        .then(pl.col("full_time_parts").sum())
        .alias("full_time_parts"),
        pl.col("is_staff").any(),
        *gathered(),
        is_present=pl.col("present").any(),
        fte_rate=pl.coalesce(pl.col("open_rate").drop_nulls().sum().replace(0, None), pl.col("fte_rate").first()),
        begun=pl.col("begun").min(),
        closed=pl.col("last_day").max(),
        endless=(pl.col("is_staff") & pl.col("last_day").is_null()).any(),
        since=pl.coalesce(pl.col("seniority_date").min(), pl.col("contract_start").min()),
    )
    return grouped.with_columns(closed=pl.when(~pl.col("endless")).then("closed")).drop("endless")


def _who() -> pl.Expr:
    return pl.coalesce("age", pl.col("fiscal_year").cast(pl.Int64) - pl.col("birth_year")).alias("age")


def _presence() -> list[pl.Expr]:
    return [
        share(pl.col("full_time_parts"), pl.col("length") * MONTH).alias("fte_average"),
        pl.col("contract_type").is_in(names("permanent", "contract_types")).alias("is_permanent"),
        (pl.col("fte_rate") < RATE).alias("is_part_time"),
        (pl.col("sex") == "F").alias("is_woman"),
        (pl.col("sex") == "M").alias("is_man"),
        pl.min_horizontal("month_ends", "length").alias("month_ends"),
    ]


def _tenure() -> list[pl.Expr]:
    # The closing day is lived in full: a year that ends today is twelve months.
    days = (pl.col("end") - pl.col("since")).dt.total_days().clip(lower_bound=0)
    return [
        days.alias("tenure_days"),
        years(days).alias("tenure_years"),
        whole_months(pl.col("since"), pl.col("end").dt.offset_by("1d")).alias("tenure_months"),
    ]


def age_bands() -> list[pl.Expr]:
    """``age_band`` (bands of the index), ``age_band_bs`` (social report), ``age_band_esrs``; null without an age."""
    kinds = {"age_band": "", "age_band_bs": "bs_", "age_band_esrs": "esrs_"}
    return [_band(f"{prefix}edges", f"{prefix}names").alias(name) for name, prefix in kinds.items()]


def tenure_band(months: str) -> pl.Expr:
    """``tenure_band``: full years of service, null when nobody states them."""
    bounds, texts = limits("tenure_bands", "edges"), names("tenure_bands", "names")
    place = pl.sum_horizontal((pl.col(months) >= bound * MONTHS).cast(pl.UInt32) for bound in bounds)
    return pl.when(pl.col(months).is_not_null()).then(pl.lit(pl.Series(texts)).gather(place)).alias("tenure_band")


def _band(edges: str, labels: str) -> pl.Expr:
    bounds, texts = limits("age_bands", edges), names("age_bands", labels)
    place = pl.sum_horizontal((pl.col("age") >= bound).cast(pl.UInt32) for bound in bounds)
    return pl.when(pl.col("age").is_not_null()).then(pl.lit(pl.Series(texts)).gather(place))


def _membership(rows: pl.DataFrame, dossier: Dossier) -> pl.DataFrame:
    """Employee-members at closing, and who has passed the waiting time of the statutes."""
    members = inputs.table(
        dossier,
        "members",
        ["entity_id", "fiscal_year", "person_id", "category", "admission_date", "exit_date", "application_result"],
    )
    members = members.filter((pl.col("category") == "EMPLOYEE") & pl.col("person_id").is_not_null() & ~applicant())
    members = members.drop("category", "application_result")
    members = members.with_columns(pl.col("fiscal_year").cast(pl.Int32), listed=pl.lit(value=True))
    waits = inputs.table(dossier, "entity", ["entity_id", "fiscal_year", "membership_wait_months", "region"])
    waits = waits.with_columns(pl.col("fiscal_year").cast(pl.Int32)).unique(["entity_id", "fiscal_year"], keep="first")
    keys = ["entity_id", "fiscal_year"]
    closings = rows.lazy().select(*keys, "end").unique()
    inside = members.join(closings, on=keys).filter(open_at("admission_date", "exit_date", pl.col("end")))
    inside = inside.select(*keys, "person_id", "listed").unique()
    found = rows.lazy().join(inside, on=[*keys, "person_id"], how="left", maintain_order="left")
    found = found.join(waits, on=keys, how="left", maintain_order="left")
    return found.with_columns(
        local(),
        is_member=pl.col("listed").fill_null(value=False) & pl.col("is_present"),
        is_eligible_member=pl.col("is_present") & (pl.col("tenure_months") >= pl.col("membership_wait_months")),
    ).collect()


def applicant() -> pl.Expr:
    """Whether a row of the register of members is a request refused or put off, and nothing more."""
    turned_away = pl.col("application_result").is_in(names("members", "not_admitted"))
    return pl.col("admission_date").is_null() & turned_away.fill_null(value=False)


def open_at(start: str, end: str, day: pl.Expr) -> pl.Expr:
    """Whether ``day`` lies between the columns ``start`` and ``end``, both days included; an empty date is no bound."""
    begun, going = pl.col(start), pl.col(end)
    return (begun.is_null() | (begun <= day)) & (going.is_null() | (going >= day))


def _moves(rows: pl.DataFrame, dossier: Dossier) -> pl.DataFrame:
    """``hired`` and ``left`` in the period; a contract that follows another without a day between is neither."""
    arrived = pl.col("begun").is_between(pl.col("start"), pl.col("end"))
    gone = pl.col("closed").is_between(pl.col("start"), pl.col("end"))
    rows = rows.with_columns(arrived=arrived.fill_null(value=False), gone=gone.fill_null(value=False))
    other = inputs.table(
        dossier, "employees", ["entity_id", "person_id", "contract_type", "contract_start", "contract_end"]
    )
    excluded = names("headcount", "excluded_contract_types")
    other = other.filter(~pl.col("contract_type").is_in(excluded).fill_null(value=False))
    moving = (
        rows.lazy().filter(pl.col("arrived") | pl.col("gone")).select("py", "entity_id", "person_id", "begun", "closed")
    )
    pairs = moving.join(other, on=["entity_id", "person_id"])
    before = (pl.col("contract_start") < pl.col("begun")) & (
        pl.col("contract_end").is_null() | (pl.col("contract_end") >= pl.col("begun").dt.offset_by("-1d"))
    )
    after = (pl.col("contract_start") > pl.col("closed")) & (
        pl.col("contract_start") <= pl.col("closed").dt.offset_by("1d")
    )
    held = pairs.group_by("py").agg(came=before.any(), goes_on=after.any()).collect()
    rows = rows.join(held, on="py", how="left", maintain_order="left")
    return rows.with_columns(
        hired=pl.col("arrived") & ~pl.col("came").fill_null(value=False),
        left=pl.col("gone") & ~pl.col("goes_on").fill_null(value=False),
    )
