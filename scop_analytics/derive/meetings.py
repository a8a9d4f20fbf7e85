"""Meetings held in the fiscal year: assemblies, their resolutions and who came, board meetings."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from scop_analytics.derive import inputs
from scop_analytics.derive.governance import mandates
from scop_analytics.derive.membership import YEAR
from scop_analytics.derive.people import open_at
from scop_analytics.derive.rules import names

if TYPE_CHECKING:
    from scop_analytics.dossier import Dossier


def in_year(rows: pl.LazyFrame, years: pl.DataFrame, day: str) -> pl.LazyFrame:
    """Dated rows with the ``fiscal_year`` of their company in which ``day`` falls; the others are left out."""
    spans = years.lazy().select(*YEAR, "start", "end")
    return rows.join(spans, on="entity_id").filter(pl.col(day).is_between(pl.col("start"), pl.col("end")))


def assemblies(dossier: Dossier, years: pl.DataFrame) -> pl.LazyFrame:
    """One row per assembly of members: ``entitled, present, represented, remote`` (votes from a distance), ``is_annual``.

    A count left empty is taken from the attendance list. Sources: tables ``assemblies``, ``attendance``.
    """
    rows = in_year(inputs.table(dossier, "assemblies"), years, "date")
    rows = rows.join(
        _attended(dossier), left_on=["entity_id", "assembly_id"], right_on=["entity_id", "gathering_id"], how="left"
    )
    rows = rows.with_columns(days_to_plenary=_days_to_plenary())
    annual = pl.col("assembly_type").is_in(names("meetings", "annual"))
    return rows.select(
        *YEAR, "assembly_id", "assembly_type", "date", "call_number", "notice_date", "blank_proxies", "quorum_met",
        entitled=pl.coalesce("entitled_members", "listed"),
        present=pl.coalesce("present", "came"),
        represented=pl.coalesce("represented", "proxied"),
        remote=pl.coalesce("remote_votes", "posted"),
        days_to_plenary=pl.col("days_to_plenary"), is_annual=annual & pl.col("quorum_met").fill_null(value=True),
    )  # fmt: skip


def _days_to_plenary() -> pl.Expr:
    """Days from a section's assembly to the next assembly of all members; null for the latter."""
    section = pl.col("assembly_type") == "SECTION"
    plenary = pl.when(~section).then("date")
    following = plenary.fill_null(strategy="backward").over("entity_id", order_by="date")
    return pl.when(section).then((following - pl.col("date")).dt.total_days())


def _attended(dossier: Dossier) -> pl.LazyFrame:
    rows = inputs.table(dossier, "attendance", ["entity_id", "gathering_id", "status"])
    kinds = {"came": "present", "proxied": "represented", "posted": "remote"}
    counts = {new: pl.col("status").is_in(names("meetings", kind)).sum().cast(pl.Int64) for new, kind in kinds.items()}
    return rows.group_by("entity_id", "gathering_id").agg(listed=pl.len().cast(pl.Int64), **counts)


def ballots(dossier: Dossier, years: pl.DataFrame) -> pl.LazyFrame:
    """One row per resolution put to an assembly of the year. Sources: tables ``votes``, ``assemblies``."""
    columns = ["entity_id", "assembly_id", "assembly_type", "date", "call_number", "entitled_members"]
    held = inputs.table(dossier, "assemblies", columns)
    rows = inputs.table(dossier, "votes").join(held, on=["entity_id", "assembly_id"])
    counts = ["votes_for", "votes_against", "abstentions", "blank_null", "seats_open", "candidates", "candidates_women"]
    said = ["origin", "resolution_kind", "secret_ballot", "adopted", *counts, "call_number", "entitled"]
    rows = rows.with_columns(pl.col("call_number").fill_null(1), entitled=pl.col("entitled_members"))
    return in_year(rows, years, "date").select(*YEAR, "resolution_id", "assembly_id", "date", *said)


def board_presences(dossier: Dossier, years: pl.DataFrame) -> pl.LazyFrame:
    """One row per board meeting with an attendance list: ``expected`` holders in office that day, ``present`` of them.

    Sources: tables ``meetings``, ``attendance``, ``mandates``, ``governance_bodies``.
    """
    held = in_year(inputs.table(dossier, "meetings"), years, "date").select(*YEAR, "meeting_id", "body_id", "date")
    office = mandates(dossier).filter("is_board")
    office = office.select("entity_id", "body_id", "body_type", "holder_id", "member_id", "start_date", "end_date")
    seated = held.join(office, on=["entity_id", "body_id"])
    seated = seated.filter(open_at("start_date", "end_date", pl.col("date")))
    came = inputs.table(dossier, "attendance", ["entity_id", "gathering_id", "member_id", "status"])
    came = came.rename({"gathering_id": "meeting_id"})
    listed = came.select("entity_id", "meeting_id").unique()
    rows = seated.join(listed, on=["entity_id", "meeting_id"], how="semi")
    rows = rows.join(came, on=["entity_id", "meeting_id", "member_id"], how="left")
    there = pl.col("status").is_in(names("meetings", "present")).fill_null(value=False)
    once = rows.group_by(*YEAR, "meeting_id", "body_id", "body_type", "date", "holder_id").agg(there=there.any())
    return once.group_by(*YEAR, "meeting_id", "body_id", "body_type", "date").agg(
        expected=pl.len().cast(pl.Int64), present=pl.col("there").sum().cast(pl.Int64)
    )
