"""Rules on seats, meetings, proxies and consultations: counts that must agree between the files."""

from __future__ import annotations

from typing import Final

import polars as pl

from scop_analytics.checks.spells import FOREVER

PLACE: Final = ("entity_id", "source_file", "source_line")
PRESENT: Final = ("PRESENT", "REMOTE", "POSTAL")
NOT_MEMBERS: Final = ("CSE", "COMMISSION")
NEAR: Final = 2  # people, or a tenth of those counted
COUNTS: Final = ("present", "represented", "remote_votes")


def mandate_without_membership(
    mandates: pl.LazyFrame, memberships: pl.LazyFrame, governance_bodies: pl.LazyFrame
) -> pl.LazyFrame:
    """Mandates that begin before, or run after, the membership of their holder; staff bodies and censors aside."""
    staff = governance_bodies.filter(pl.col("body_type").is_in(NOT_MEMBERS)).select("entity_id", "body_id")
    elected = mandates.filter(pl.col("role").fill_null("MEMBRE") != "CENSEUR").join(
        staff, on=["entity_id", "body_id"], how="anti"
    )
    both = elected.drop_nulls("member_id").join(memberships, on=["entity_id", "member_id"])
    outside = (pl.col("start_date") < pl.col("admitted")) | (
        pl.col("end_date").fill_null(pl.col("left")) > pl.col("left")
    )
    return both.filter(outside).select(PLACE)


def too_many_seats(mandates: pl.LazyFrame, governance_bodies: pl.LazyFrame, years: pl.LazyFrame) -> pl.LazyFrame:
    """Bodies with more people in office at closing than the statutes give seats."""
    ends = years.select("entity_id", pl.col("fiscal_year").cast(pl.Int64), "end")
    bodies = governance_bodies.drop_nulls("seats_statutory").join(ends, on=["entity_id", "fiscal_year"])
    held = mandates.filter(pl.col("role").fill_null("MEMBRE") != "CENSEUR").join(
        bodies.select("entity_id", "fiscal_year", "body_id", "seats_statutory", "end"), on=["entity_id", "body_id"]
    )
    in_office = held.filter(
        pl.col("start_date") <= pl.col("end"), pl.col("end_date").fill_null(FOREVER) > pl.col("end")
    )
    filled = in_office.group_by("entity_id", "fiscal_year", "body_id", "seats_statutory").agg(pl.len().alias("filled"))
    over = filled.filter(pl.col("filled") > pl.col("seats_statutory"))
    facts = [pl.col("filled").cast(pl.Int64), pl.col("seats_statutory").alias("seats")]
    return over.select("entity_id", pl.col("fiscal_year").cast(pl.Int32).alias("year"), *facts)


def overlapping_mandates(mandates: pl.LazyFrame) -> pl.LazyFrame:
    """Two mandates of one person in one body on the same day: the seat would be counted twice."""
    who = pl.coalesce("member_id", "person_id").alias("holder")
    dated = mandates.with_columns(who).drop_nulls(["holder", "body_id", "start_date"])
    key = ["entity_id", "body_id", "holder"]
    several = dated.group_by(key).len().filter(pl.col("len") > 1)
    ordered = dated.join(several, on=key, how="semi").sort(*key, "start_date", "source_line")
    before = pl.col("end_date").fill_null(FOREVER).cum_max().shift().over(key)
    return ordered.filter(pl.col("start_date") < before).select(PLACE)


def supervising_and_managing(mandates: pl.LazyFrame, governance_bodies: pl.LazyFrame) -> pl.LazyFrame:
    """Mandates of the supervisory board held by someone who manages at the same time."""
    kinds = governance_bodies.select("entity_id", "body_id", "body_type").unique()
    who = pl.coalesce("member_id", "person_id").alias("holder")
    held = mandates.with_columns(who, pl.col("end_date").fill_null(FOREVER)).join(kinds, on=["entity_id", "body_id"])
    managing = held.filter(pl.col("body_type").is_in(["DIRECTOIRE", "GERANCE", "DIRECTION_SAS"]))
    spans = managing.select("entity_id", "holder", pl.col("start_date").alias("from"), pl.col("end_date").alias("to"))
    both = held.filter(pl.col("body_type") == "CS").join(spans, on=["entity_id", "holder"])
    together = both.filter(pl.col("start_date") <= pl.col("to"), pl.col("from") <= pl.col("end_date"))
    return together.select(PLACE).unique()


def more_present_than_entitled(assemblies: pl.LazyFrame) -> pl.LazyFrame:
    """Meetings where people present, represented and remote exceed those entitled."""
    taking_part = pl.sum_horizontal(pl.col(name).fill_null(0) for name in COUNTS)
    return assemblies.filter(taking_part > pl.col("entitled_members")).select(*PLACE, "date")


def more_votes_than_present(votes: pl.LazyFrame, assemblies: pl.LazyFrame) -> pl.LazyFrame:
    """Resolutions with more ballots than members present, represented and remote; several votes each are checked apart."""
    cast = pl.sum_horizontal(
        pl.col(name).fill_null(0) for name in ("votes_for", "votes_against", "abstentions", "blank_null")
    )
    room = pl.sum_horizontal(pl.col(name).fill_null(0) for name in COUNTS).alias("room")
    given = assemblies.drop_nulls("present").select("entity_id", "assembly_id", "date", room)
    return votes.join(given, on=["entity_id", "assembly_id"]).filter(cast > pl.col("room")).select(*PLACE, "date")


def attendance_differs(attendance: pl.LazyFrame, assemblies: pl.LazyFrame) -> pl.LazyFrame:
    """Meetings whose list of attendance does not give the number present or represented that the minutes give."""
    counts = attendance.group_by("entity_id", pl.col("gathering_id").alias("assembly_id")).agg(
        (pl.col("status") == "PRESENT").sum().cast(pl.Int64).alias("listed"),
        (pl.col("status") == "REPRESENTED").sum().cast(pl.Int64).alias("listed_represented"),
    )
    both = assemblies.join(counts, on=["entity_id", "assembly_id"])
    represented = pl.col("listed_represented") != pl.col("represented").fill_null(pl.col("listed_represented"))
    differs = (pl.col("listed") != pl.col("present")) | represented
    return both.filter(differs).select(*PLACE, "date", "listed", pl.col("present").alias("stated"))


def unknown_attendee(attendance: pl.LazyFrame, assemblies: pl.LazyFrame, memberships: pl.LazyFrame) -> pl.LazyFrame:
    """People on the list of a members' meeting who were not members on that day."""
    dated = assemblies.select("entity_id", pl.col("assembly_id").alias("gathering_id"), "date")
    both = attendance.join(dated, on=["entity_id", "gathering_id"]).join(memberships, on=["entity_id", "member_id"])
    outside = (pl.col("date") < pl.col("admitted")) | (pl.col("date") > pl.col("left"))
    return both.filter(outside).select(*PLACE, "date")


def proxy_holder_absent(attendance: pl.LazyFrame) -> pl.LazyFrame:
    """Proxies given to someone who was not there."""
    keys = ["entity_id", "gathering_id"]
    there = attendance.filter(pl.col("status").is_in(["PRESENT", "REMOTE"])).select(
        *keys, pl.col("member_id").alias("proxy_holder_id")
    )
    given = attendance.filter(pl.col("status") == "REPRESENTED").drop_nulls("proxy_holder_id")
    return given.join(there, on=[*keys, "proxy_holder_id"], how="anti").select(PLACE)


def too_many_proxies(attendance: pl.LazyFrame, assemblies: pl.LazyFrame, proxy_base: int) -> pl.LazyFrame:
    """Proxies above one, or above a twentieth of the members, in one hand."""
    keys = ["entity_id", "gathering_id"]
    limits = assemblies.drop_nulls("entitled_members").select(
        "entity_id",
        pl.col("assembly_id").alias("gathering_id"),
        pl.max_horizontal(1, pl.col("entitled_members") // proxy_base).alias("limit"),
    )
    given = attendance.filter(pl.col("status") == "REPRESENTED").drop_nulls("proxy_holder_id")
    held = given.group_by(*keys, "proxy_holder_id").agg(pl.len().alias("proxies")).join(limits, on=keys)
    over = held.filter(pl.col("proxies") > pl.col("limit"))
    return given.join(over, on=[*keys, "proxy_holder_id"]).select(*PLACE, pl.col("limit").cast(pl.Int64))


def consultation_size(
    consultations: pl.LazyFrame, contracts: pl.LazyFrame, memberships: pl.LazyFrame | None = None
) -> pl.LazyFrame:
    """Consultations whose number of people asked is neither the headcount nor the members, to a tenth."""
    opened = consultations.drop_nulls(["open_date", "eligible_count"])
    staff = contracts.select("entity_id", "person_key", "contract_start", "contract_end")
    both = opened.join(_counted(opened, staff).rename({"counted": "staff"}), on=["entity_id", "consultation_id"])
    far = _far("staff")
    if memberships is not None:
        joined = memberships.select("entity_id", "member_id", "admitted", "left")
        of_members = _counted(opened, joined).rename({"counted": "joined"})
        both = both.join(of_members, on=["entity_id", "consultation_id"], how="left")
        far &= _far("joined")
    return both.filter(far).select(*PLACE, "open_date")


def _far(counted: str) -> pl.Expr:
    gap = (pl.col("eligible_count") - pl.col(counted).fill_null(0)).abs()
    return (gap > NEAR) & (gap * 10 > pl.col(counted).fill_null(0))


def _counted(opened: pl.LazyFrame, spans: pl.LazyFrame) -> pl.LazyFrame:
    """How many of ``spans`` (company, who, from, to) were there on the opening day of each consultation."""
    names = spans.collect_schema().names()
    spans = spans.rename(dict(zip(names, ("entity_id", "who", "from", "to"), strict=True)))
    days = opened.select("entity_id", "consultation_id", "open_date").join(spans, on="entity_id")
    there = days.filter(pl.col("open_date").is_between("from", pl.col("to").fill_null(FOREVER)))
    return there.group_by("entity_id", "consultation_id").agg(pl.col("who").n_unique().cast(pl.Int64).alias("counted"))
