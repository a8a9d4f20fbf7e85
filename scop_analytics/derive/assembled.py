"""Members one by one: who was called to the annual meeting and came, and how the leaders in office were elected."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from scop_analytics.derive import inputs
from scop_analytics.derive.governance import in_office
from scop_analytics.derive.membership import YEAR, known_sex
from scop_analytics.derive.people import tenure_band
from scop_analytics.derive.rules import names

if TYPE_CHECKING:
    from scop_analytics.dossier import Dossier


def called(dossier: Dossier, people: pl.LazyFrame, assemblies: pl.LazyFrame) -> pl.LazyFrame:
    """One row per member on the attendance list of an annual meeting: ``came`` in the room or online, ``took_part`` at all.

    ``csp``, ``work_site`` and ``tenure_band`` are those of the year's closing, null for members who are not employees.
    Sources: tables ``attendance``, ``assemblies``, ``members``, ``employees``.
    """
    held = assemblies.filter("is_annual").select(*YEAR, gathering_id=pl.col("assembly_id"))
    rows = inputs.table(dossier, "attendance", ["entity_id", "gathering_id", "member_id", "status"])
    rows = rows.join(held, on=["entity_id", "gathering_id"])
    listed = inputs.table(dossier, "members", [*YEAR, "member_id", "person_id", "sex"])
    listed = listed.with_columns(pl.col("fiscal_year").cast(pl.Int32))
    rows = rows.join(listed, on=[*YEAR, "member_id"], how="left")
    known = people.select(*YEAR, "person_id", "csp", "work_site", tenure_band("tenure_months"), stated=pl.col("sex"))
    rows = rows.join(known, on=[*YEAR, "person_id"], how="left")
    here = pl.col("status").is_in(names("meetings", "present"))
    kinds = [name for kind in ("present", "represented", "remote") for name in names("meetings", kind)]
    return rows.select(
        *YEAR, "gathering_id", "member_id", "csp", "work_site", "tenure_band",
        sex=known_sex("sex", "stated"),
        came=here.fill_null(value=False),
        took_part=pl.col("status").is_in(kinds).fill_null(value=False),
    )  # fmt: skip


def leader_votes(dossier: Dossier, years: pl.DataFrame) -> pl.LazyFrame:
    """One row per leader in office at closing: days since the latest election, votes for, members entitled that day.

    The votes are known when the mandate names the resolution that elected its holder. Sources: tables ``mandates``,
    ``governance_bodies``, ``votes``, ``assemblies``.
    """
    holder = [*YEAR, "holder_id"]
    rows = in_office(dossier, years).filter("leads").sort(*holder, "start_date", "mandate_id", nulls_last=False)
    rows = rows.unique(holder, keep="last", maintain_order=True)
    polls = inputs.table(dossier, "votes", ["entity_id", "resolution_id", "assembly_id", "votes_for"])
    rows = rows.join(polls, left_on=["entity_id", "election_id"], right_on=["entity_id", "resolution_id"], how="left")
    held = inputs.table(dossier, "assemblies", ["entity_id", "assembly_id", "entitled_members"])
    rows = rows.join(held, on=["entity_id", "assembly_id"], how="left")
    return rows.select(
        *holder, "election_id", "votes_for",
        entitled="entitled_members",
        days_since_election=(pl.col("end") - pl.col("start_date")).dt.total_days(),
    )  # fmt: skip
