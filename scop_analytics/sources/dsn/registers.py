"""Payslips, leaves and companies over all valid declarations."""

from __future__ import annotations

from typing import Final

import polars as pl

from scop_analytics.sources.dsn.rubrics import codes
from scop_analytics.sources.dsn.slips import AMOUNTS
from scop_analytics.sources.dsn.staff import CONTRACT, NEWEST, PERSON

OVERSEAS: Final = ("97", "98")


def payroll(slips: pl.DataFrame, contracts: pl.DataFrame) -> pl.DataFrame:
    """Rows of ``payroll``: one per contract and month paid for; what a later month pays for it stands apart, as a correction.

    Both frames come from :func:`staff.owned`.
    """
    rates = contracts.unique(["declaration", "head", "number"], keep="last").select(
        "declaration", "head", "number", "fte_month"
    )
    rows = slips.join(rates, on=["declaration", "head", "number"], how="left", nulls_equal=True, maintain_order="left")
    key = [*CONTRACT, "period", "month"]
    sums = [pl.when(pl.col(name).is_not_null().any()).then(pl.col(name).sum()).alias(name) for name in AMOUNTS]
    rows = (
        rows.sort("declaration", "line")
        .group_by(key, maintain_order=True)
        .agg(*sums, pl.col("undivided").sum(), pl.col("fte_month").last(), pl.col("file", "line").first())
    )
    late = pl.col("period") != pl.col("month")
    return rows.with_columns(
        is_correction=pl.col("period") < pl.col("month"),
        payslip_id=pl.when(late).then(pl.col("month").dt.strftime("%Y-%m")),
        fte_month=pl.when(~late).then("fte_month"),
    ).sort(*PERSON, "contract_id", "period", "month", nulls_last=True)


def leaves(absences: pl.DataFrame, contracts: pl.DataFrame) -> pl.DataFrame:
    """Rows of ``leaves``: each absence once, as last declared, without those cancelled; ``assumed`` marks an end nobody wrote.

    An absence is declared again in every month that it overlaps: one without end that no longer comes, while the contract does,
    ended with the last month in which it was declared.
    """
    rows = (
        absences.drop_nulls("start")
        .sort(NEWEST)
        .with_row_index("turn")
        .with_columns(pl.col("code", "leave_type").cast(pl.String))
    )
    spell = [*PERSON, "sick", "start"]
    undone = pl.col("turn").filter("cancels").max().over(spell).fill_null(-1).cast(pl.Int64)
    live = rows.filter(~pl.col("cancels"), pl.col("turn").cast(pl.Int64) > undone)
    # A sick leave may change its reason (sickness found to be an accident); other suspensions of one day are several.
    sort = pl.when("sick").then(pl.lit("")).otherwise("code").alias("sort")
    last = live.with_columns(sort).unique([*spell, "sort"], keep="last", maintain_order=True)
    seen = contracts.group_by(CONTRACT).agg(contract_seen=pl.col("month").max())
    last = last.join(seen, on=CONTRACT, how="left", nulls_equal=True, maintain_order="left")
    assumed = pl.col("end").is_null() & (pl.col("month") < pl.col("contract_seen"))
    end = pl.when(assumed).then(pl.max_horizontal(pl.col("month").dt.month_end(), "start")).otherwise("end")
    number = pl.concat_str("person_id", pl.col("start").dt.strftime("%Y%m%d"), "code", separator="-")
    return last.with_columns(assumed=assumed, end_date=end, start_date="start", leave_id=number).sort(
        *PERSON, "start", "code"
    )


def uncancelling(absences: pl.DataFrame, ends: pl.DataFrame) -> int:
    """Cancellations of what no file declares: they change nothing, and are counted."""
    spells = absences.filter(~pl.col("cancels")).select(*PERSON, "start")
    alone = absences.filter("cancels").join(spells, on=[*PERSON, "start"], how="anti").height
    ended = ends.filter(~pl.col("cancels")).select(CONTRACT)
    return alone + ends.filter("cancels").join(ended, on=CONTRACT, how="anti", nulls_equal=True).height


def entity(valid: pl.DataFrame, years: pl.DataFrame) -> pl.DataFrame:
    """Rows of ``entity``: each company and fiscal year declared, its industry and the region of its head office."""
    newest = valid.sort("month", "declaration").unique(["siren", "fiscal_year"], keep="last", maintain_order=True)
    rows = newest.join(years, on="fiscal_year", how="left", maintain_order="left")
    return rows.select(
        "fiscal_year",
        "line",
        "file",
        entity_id="siren",
        naf_code=pl.when(pl.col("naf").str.contains(r"^\d{4}[A-Z]$")).then(
            pl.concat_str(pl.col("naf").str.head(2), pl.lit("."), pl.col("naf").str.slice(2))
        ),
        region=region(pl.col("office_postcode")),
        fiscal_year_start="start",
        fiscal_year_end="end",
    ).sort("entity_id", "fiscal_year")


def region(postcode: pl.Expr) -> pl.Expr:
    """The INSEE region of a postcode, by its department."""
    where = {department: region for region, listed in codes()["regions"].items() for department in listed}
    digits = pl.when(postcode.str.head(2).is_in(OVERSEAS)).then(postcode.str.head(3)).otherwise(postcode.str.head(2))
    return digits.replace_strict(where, default=None, return_dtype=pl.String)
