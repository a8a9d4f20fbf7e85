"""A column « associé » among the employees: who is a member at closing, when no register of members is given."""

from __future__ import annotations

from typing import Final

import polars as pl

from scop_analytics import tables
from scop_analytics.config import Entry
from scop_analytics.sources import dates, marks
from scop_analytics.sources.faults import Faults, Place
from scop_analytics.sources.part import FILE, MEMBER
from scop_analytics.sources.raw import LINE

CATEGORY: Final = "EMPLOYEE"


def register(
    joined: dict[str, pl.DataFrame], found: dict[str, frozenset[str]], years: pl.DataFrame, faults: Faults
) -> None:
    """Fill ``members`` from the flag of ``employees``: yes, a cross or a day of admission; blank is no."""
    held = joined.get("employees")
    if held is None or MEMBER not in held.columns:
        return
    joined["employees"] = held.drop(MEMBER)
    if "members" in joined:
        return
    rows = _members(held, years)
    contract = tables.contract("members")
    given = {"member_id": pl.col("person_id"), "category": pl.lit(CATEGORY)}
    same = ("entity_id", "fiscal_year", "person_id", "sex", "admission_date")
    columns = [
        given[c.name].alias(c.name)
        if c.name in given
        else (pl.col(c.name) if c.name in same else pl.lit(None, c.dtype).alias(c.name))
        for c in contract.columns
    ]
    joined["members"] = rows.select(*columns, LINE, FILE)
    found["members"] = frozenset({*given, "entity_id", "fiscal_year", "person_id", "sex"}) | (
        {"admission_date"} if rows["admission_date"].count() else frozenset()
    )
    for file, count in rows.group_by(pl.col(FILE).cast(pl.String)).len().sort(FILE).iter_rows():
        faults.whole(Place(file, "members"), "members_from_flag", "note", count=count, facts={"n": count})


def _members(held: pl.DataFrame, years: pl.DataFrame) -> pl.DataFrame:
    """One row per person, year and company whose flag says yes and whose contract is open at closing."""
    flag = held[MEMBER].str.strip_chars()
    admitted = dates.day(flag, tables.contract("members").column("admission_date"), Entry()).values
    yes = flag.str.to_lowercase().is_in(marks.words("yes")) | admitted.is_not_null()
    rows = held.with_columns(admission_date=admitted, yes=yes.fill_null(value=False)).filter("yes")
    closed = rows.join(
        years.select("entity_id", "fiscal_year", "end"),
        on=["entity_id", "fiscal_year"],
        how="left",
        maintain_order="left",
    )
    present = closed.filter(
        (pl.col("contract_end").is_null() | pl.col("end").is_null() | (pl.col("contract_end") >= pl.col("end")))
        & (pl.col("admission_date").is_null() | pl.col("end").is_null() | (pl.col("admission_date") <= pl.col("end")))
    )
    return present.unique(["entity_id", "fiscal_year", "person_id"], keep="first", maintain_order=True)
