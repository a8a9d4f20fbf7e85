"""Who answered and the jobs they hold: one masked system, so that the portrait and the coverage give nobody's jobs together.

Lists of co-operatives are public, their numbers of people are protected: jobs by size class and by sector, and those
of the list of the union by its own sectors and sizes, are hidden by one pattern. Size classes with too few
co-operatives join their neighbour, small sectors join each other. Numbers of jobs are rounded to five. The rules of the public hold
for every reader: a table for the network that hid other cells would complete the one for the public.

``told``: ``cells`` (table, keys, co-operatives and jobs, null where hidden), ``unsized`` co-operatives whose people nobody knows, and,
where the union says whom it asked, ``asked`` and ``coverage`` (percent of the jobs on its list).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import polars as pl

from scop_analytics.benchmarking import settings
from scop_analytics.benchmarking.regional.cuts import Cut, Given
from scop_analytics.benchmarking.regional.joining import joined
from scop_analytics.masking import Protected, protect

FIGURE: Final = "headcount"
WIDEST: Final = "public"  # of the audiences
OTHERS: Final = "others"  # sectors too small to stand alone
UNLISTED: Final = "unlisted"
ALONE: Final = "total"
ROUND: Final = 5
OWN: Final = (("size_class",), ("sector",))
LISTED: Final = (("listed_sector",), ("listed_size",))
KINDS: Final = {"listed_sector": "sector", "listed_size": "size_band"}


def jobs(given: Given) -> Cut:
    """The cut of those that answered for the year."""
    sized = given.profiles.filter(pl.col("people") > 0)
    least = int(settings.minima(WIDEST)["mean"])
    told: dict[str, Any] = {"unsized": given.profiles.height - sized.height, "cells": []}
    behind = sized.select(pl.lit(FIGURE).alias("indicator"), "company")
    if sized.height < least:
        return Cut(told | _coverage(given, None), behind)
    units = _units(sized, given.asked, least)
    listed = given.asked is not None
    variables = ["jobs", *(["listed"] if listed else [])]
    found = protect(units, [*OWN, *(LISTED if listed else ())], value=variables, parameters=WIDEST)
    told["cells"] = _cells(found, units, given.least)
    return Cut(told | _coverage(given, found), behind, found.log.with_columns(pl.all().cast(pl.String)))


def _units(sized: pl.DataFrame, asked: pl.DataFrame | None, least: int) -> pl.DataFrame:
    """One row per co-operative: its jobs, its class, sector and size, and what the list of the union says of it."""
    units = sized.select(
        pl.col("company").alias("entity_id"),
        pl.col("people").alias("jobs"),
        _classes(sized.get_column("people"), least),
        _sectors(sized.get_column("sector"), least),
        "company",
    )
    if asked is None:
        return units.drop("company")
    names = {"sector": "listed_sector", "size_band": "listed_size", "people": "listed"}
    known = asked.select("company", *(pl.col(name).alias(alias) for name, alias in names.items()))
    return units.join(known, on="company", how="left", maintain_order="left").drop("company").with_columns(
        pl.col("listed").fill_null(0), pl.col("listed_sector", "listed_size").fill_null(UNLISTED)
    )  # fmt: skip


def _classes(people: pl.Series, least: int) -> pl.Series:
    """The size class of each, neighbours joined until each class has enough co-operatives: « 100-249+ » becomes one."""
    told = settings.peers()["size_classes"]
    place = people.cut(told["edges"], labels=[str(number) for number in range(len(told["names"]))], left_closed=True)
    places = place.cast(pl.String).cast(pl.Int64)
    counts = [int((places == number).sum()) for number in range(len(told["names"]))]
    groups = joined(counts, least)
    names = {number: _named([told["names"][one] for one in group]) for group in groups for number in group}
    return places.replace_strict(names, return_dtype=pl.String).alias("size_class")


def _named(names: Sequence[str]) -> str:
    """« 50-99 » and « 100-249 » become « 50-249 », « 100-249 » and « 250+ » become « 100+ »."""
    first = names[0].rstrip("+").split("-")[0]
    return f"{first}+" if names[-1].endswith("+") else f"{first}-{names[-1].split('-')[-1]}"


def _sectors(sectors: pl.Series, least: int) -> pl.Series:
    counts = sectors.value_counts(name="n").filter(pl.col("n") < least)
    small = counts.get_column(sectors.name).to_list()
    return pl.DataFrame(sectors).select(pl.when(pl.col("sector").is_in(small)).then(pl.lit(OTHERS)).otherwise("sector").alias("sector")).to_series()  # fmt: skip


def _cells(found: Protected, units: pl.DataFrame, least: int) -> list[dict[str, Any]]:
    """Each cell of the own tables: how many co-operatives (null under the minimum) and jobs (null where masked), in one order."""
    keys = ["size_class", "sector"]
    own = found.public.filter(*(pl.col(name) == ALONE for (name,) in LISTED if name in found.public.columns))
    counted = []
    for table in ((), *OWN):
        whole = [pl.lit(ALONE).alias(name) for name in keys if name not in table]
        grouped = units.group_by(table).len("coops") if table else units.select(pl.len().alias("coops"))
        counted.append(grouped.with_columns(whole).select(*keys, pl.col("coops").cast(pl.Int64)))
    both = pl.concat(counted).join(own.select(*keys, "jobs"), on=keys, how="inner")
    rounded = (pl.col("jobs") * 2 + ROUND) // (2 * ROUND) * ROUND
    shown = both.with_columns(rounded, pl.when(pl.col("coops") >= least).then("coops"))
    return shown.sort(keys).to_dicts()


def _coverage(given: Given, found: Protected | None) -> dict[str, Any]:
    """How many of those asked answered, with the percent of listed jobs that they hold, in all and by stratum."""
    asked = given.asked
    if asked is None or asked.is_empty():
        return {}
    here = asked.with_columns(pl.col("company").is_in(given.profiles["company"].to_list()).alias("answered"))
    rows = [_covered(here, found, kind, stratum, given.least) for kind, stratum in _strata(here)]
    unlisted = given.profiles.filter(~pl.col("company").is_in(asked["company"].to_list())).height
    return {"asked": {**rows[0], "unlisted": unlisted}, "coverage": rows}


def _strata(here: pl.DataFrame) -> list[tuple[str, str]]:
    kinds = sorted(KINDS.values())
    return [("all", ""), *((kind, name) for kind in kinds for name in sorted(here.get_column(kind).unique().to_list()))]


def _covered(here: pl.DataFrame, found: Protected | None, kind: str, stratum: str, least: int) -> dict[str, Any]:
    """One stratum of the list. ``low`` where too little of its jobs is covered; of its co-operatives, where jobs are masked."""
    own = here if kind == "all" else here.filter(pl.col(kind) == stratum)
    n, listed = own.filter("answered").height, int(own.get_column("people").sum())
    held = None if found is None else _held(found, kind, stratum)
    percent = None if held is None or not listed else round(100 * held / listed)
    share = 100 * n / own.height if percent is None else percent
    low = share < settings.peers()["coverage"]["jobs"]
    return {"kind": kind, "stratum": stratum, "coops": own.height, "answered": n if n >= least or not n else None, "jobs_percent": percent, "low": low}  # fmt: skip


def _held(found: Protected, kind: str, stratum: str) -> int | None:
    """The listed jobs of those that answered, null where masked."""
    names = [name for name in found.public.columns if name in {*KINDS, "size_class", "sector"}]
    wanted = {name: stratum if KINDS.get(name) == kind and kind != "all" else ALONE for name in names}
    rows = found.public.filter(*(pl.col(name) == value for name, value in wanted.items()))
    value = rows.get_column("listed").to_list() if "listed" in rows.columns else []
    return int(value[0]) if value and value[0] is not None else None
