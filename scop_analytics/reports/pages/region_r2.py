"""R2 « Qui a répondu »: how many of those asked, how much of the jobs, how complete each figure is, what was refused and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from scop_analytics import words
from scop_analytics.benchmarking import settings
from scop_analytics.figures.paired_rows import PairedRow, paired_rows
from scop_analytics.reports.objects import Block, Cell, Figure, Page, Say, Table
from scop_analytics.reports.pages.region_words import jobs_share, method
from scop_analytics.reports.region.region import ALL, Region, covered, shown

Row = Mapping[str, Any]


def page(region: Region) -> Page:
    """Coverage by size and sector where the union says whom it asked; completeness and refusals in any case."""
    told = region.cut("jobs")
    rows = _in_order(region, told.get("coverage", []))
    blocks: list[Block] = _coverage(region, rows, told["asked"]) if rows else [_unknown(region, told)]
    if rows and told["asked"]["unlisted"]:
        blocks.append(Say(region.say("r2.unlisted", n=told["asked"]["unlisted"])))
    ids = [name for name in shown()["R2"]["figures"] if region.stratum(name) is not None]
    return region.region_page(
        "R2",
        title=coverage_title(region, told.get("asked")),
        subtitle=region.say("r2.subtitle"),
        blocks=[*blocks, _completeness(region), *_refused(region)],
        ids=ids,
        method=[region.say("r2.method", minimum=covered()), *(method(region)[1:])],
    )


def _in_order(region: Region, rows: Sequence[Row]) -> list[Row]:
    """Sizes from the smallest, then sectors by their names."""
    order = {name: place for place, name in enumerate(settings.peers()["sizes"]["names"])}
    strata = [row for row in rows if row["kind"] != ALL]
    last = len(order)
    return sorted(
        strata,
        key=lambda row: (
            row["kind"] == "sector",
            order.get(row["stratum"], last),
            region.named(row["kind"], row["stratum"]),
        ),
    )


def coverage_title(region: Region, asked: Row | None) -> str:
    """How many of those asked answered and what they hold of the jobs, or that nobody knows how many were asked."""
    if not asked:
        return region.say("r2.title_unknown", n=region.answered)
    if asked["answered"] is None:
        return region.say("r2.title_few", asked=asked["coops"], minimum=region.least("mean"))
    key = "r2.title" if asked["jobs_percent"] is not None else "r2.title_coops"
    return region.say(key, n=asked["answered"], asked=asked["coops"], jobs=jobs_share(region, asked["jobs_percent"]))


def _coverage(region: Region, rows: Sequence[Row], asked: Row) -> list[Block]:
    """The table of strata, under its figure when something of it may be drawn."""
    drawn = any(row["answered"] or row["jobs_percent"] for row in rows)
    return [*([_figure(region, rows, asked)] if drawn else []), _table(region, rows)]


def _unknown(region: Region, told: Row) -> Say:
    """No coverage is claimed: why, and which file would give it; or that it may not be told again."""
    return Say(region.say("region.near") if told.get("status") else region.say("r2.unknown"))


def _figure(region: Region, rows: Sequence[Row], asked: Row) -> Figure:
    first = max(rows, key=lambda row: (row["jobs_percent"] is not None, row["answered"] or 0))
    facts = {
        "named": region.named(first["kind"], first["stratum"]),
        "asked": first["coops"],
        "n": first["answered"] or 0,
    }
    return Figure(
        chart=paired_rows([_pair(region, row) for row in rows], (region.say("r2.coops"), region.say("r2.jobs"))),
        data=_table(region, rows),
        title=region.say("r2.figure"),
        measure=region.say("r2.measure"),
        reading=region.say("r2.reading", **facts, jobs=jobs_share(region, first["jobs_percent"])),
        alternative=region.say("r2.alternative"),
        n=region.say("r2.asked", n=asked["coops"]),
        ids=("headcount",),
        repeated=True,
    )


def _pair(region: Region, row: Row) -> PairedRow:
    share = None if row["answered"] is None else 100 * row["answered"] / row["coops"]
    count = _answered(region, row)
    first = f"{count} ({words.percent(share, region.lang, 0)})" if share is not None else count
    return PairedRow(
        region.named(row["kind"], row["stratum"]),
        share,
        row["jobs_percent"],
        first,
        jobs_share(region, row["jobs_percent"]),
    )


def _answered(region: Region, row: Row) -> str:
    """« 12 sur 16 », or that fewer answered than may be told."""
    if row["answered"] is None:
        return jobs_share(region, None)
    return words.fraction(row["answered"], row["coops"], region.lang)


def _table(region: Region, rows: Sequence[Row]) -> Table:
    made = tuple(
        (
            Cell(region.named(row["kind"], row["stratum"]), note=region.say("r2.careful") if row["low"] else ""),
            region.cell(row["coops"]),
            Cell(jobs_share(region, None)) if row["answered"] is None else region.cell(row["answered"]),
            Cell(jobs_share(region, row["jobs_percent"]), row["jobs_percent"], "percent"),
        )
        for row in rows
    )
    heads = ("group", "asked", "answered", "jobs")
    return Table(region.say("r2.table"), region.columns(*(f"r2.head.{name}" for name in heads)), made)


def _completeness(region: Region) -> Table:
    """For the main figures, how many of the co-operatives that answered have them."""
    rows = tuple(
        (Cell(region.fact(name).label), _has(region, name), Cell(_share(region, name)))
        for name in shown()["R2"]["figures"]
        if region.stratum(name) is not None
    )
    heads = ("figure", "has", "share")
    return Table(region.say("r2.completeness"), region.columns(*(f"r2.head.{name}" for name in heads)), rows)


def _has(region: Region, name: str) -> Cell:
    row = region.stratum(name) or {}
    return region.cell(row["n"]) if row.get("n") else Cell(jobs_share(region, None))


def _share(region: Region, name: str) -> str:
    row = region.stratum(name) or {}
    return words.percent(100 * row["n"] / region.answered, region.lang, 0) if row.get("n") else region.say("word.none")


def _refused(region: Region) -> list[Block]:
    """The files that were refused, by reason; nothing when the figures came from full dossiers."""
    told = region.cut("received")
    if not told:
        return []
    if not told["refused"]:
        return [Say(region.say("r2.none_refused", n=told["files"]))]
    rows = tuple((Cell(region.say(f"r2.refused.{row['reason']}")), region.cell(row["n"])) for row in told["refused"])
    return [Table(region.say("r2.refused", n=told["files"]), region.columns("r2.head.reason", "r2.head.files"), rows)]
