"""R3 « Portrait »: co-operatives and jobs by size class and by sector; few co-operatives hold most of the jobs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from scop_analytics import words
from scop_analytics.figures.paired_rows import PairedRow, paired_rows
from scop_analytics.reports.objects import Block, Cell, Figure, Page, Say, Table
from scop_analytics.reports.pages.region_words import jobs_share
from scop_analytics.reports.region.region import Region

Row = Mapping[str, Any]
TABLES: Final = ("size_class", "sector")
WHOLE: Final = "total"


def page(region: Region) -> Page:
    """A pair of bars for each class and each sector, then the numbers."""
    told = region.cut("jobs")
    cells = told.get("cells", [])
    whole = next((row for row in cells if all(row[key] == WHOLE for key in TABLES)), None)
    blocks: list[Block] = []
    if whole and whole["coops"]:
        for kind in TABLES:
            rows = _of(region, cells, kind)
            drawn = any(row["coops"] for row in rows)
            blocks += [*([_figure(region, rows, whole, kind)] if drawn else []), _table(region, rows, whole, kind)]
    if not blocks:
        blocks = [Say(region.say("region.near" if told.get("status") else "r3.too_few"))]
    if told.get("unsized"):
        blocks.append(Say(region.say("r3.unsized", n=told["unsized"])))
    return region.region_page(
        "R3",
        title=_title(region, _of(region, cells, "size_class"), whole),
        subtitle=region.say("r3.subtitle", n=region.answered),
        blocks=blocks,
        ids=("headcount",),
        method=[region.say(f"r3.method.{name}") for name in ("jobs", "classes", "hidden")],
    )


def _of(region: Region, cells: Sequence[Row], kind: str) -> list[Row]:
    """The rows of one table: classes from the smallest, sectors from the one with most co-operatives."""
    other = next(key for key in TABLES if key != kind)
    rows = [row for row in cells if row[kind] != WHOLE and row[other] == WHOLE]
    if kind == "size_class":
        return sorted(rows, key=lambda row: int(row[kind].rstrip("+").split("-")[0]))
    return sorted(rows, key=lambda row: (-(row["coops"] or 0), region.named(kind, row[kind])))


def _title(region: Region, rows: Sequence[Row], whole: Row | None) -> str:
    """What the largest class that may be told holds of all jobs."""
    known = [row for row in rows if row["jobs"] is not None and row["coops"]]
    if not whole or not whole["jobs"] or not known:
        return region.say("r3.title_none", n=region.answered)
    last = known[-1]
    return region.say(
        "r3.title",
        n=last["coops"],
        all=whole["coops"],
        size=region.named("size_class", last["size_class"]),
        jobs=_percent(region, last["jobs"], whole["jobs"]),
    )


def _figure(region: Region, rows: Sequence[Row], whole: Row, kind: str) -> Figure:
    first = next((row for row in reversed(rows) if row["jobs"] is not None and row["coops"]), rows[-1])
    facts = {
        "named": region.named(kind, first[kind]),
        "coops": _coops(region, first, whole),
        "jobs": _jobs(region, first, whole),
    }
    return Figure(
        chart=paired_rows(
            [_pair(region, row, whole, kind) for row in rows], (region.say("r3.coops"), region.say("r3.jobs"))
        ),
        data=_table(region, rows, whole, kind),
        title=region.say(f"r3.figure.{kind}"),
        measure=region.say("r3.measure"),
        reading=region.say("r3.reading", **facts),
        alternative=region.say(f"r3.alternative.{kind}"),
        n=region.co_ops(whole["coops"]),
        ids=("headcount",),
        repeated=True,
    )


def _pair(region: Region, row: Row, whole: Row, kind: str) -> PairedRow:
    first = 100 * row["coops"] / whole["coops"] if row["coops"] else None
    known = row["jobs"] is not None and whole["jobs"]
    second = 100 * row["jobs"] / whole["jobs"] if known else None
    return PairedRow(
        region.named(kind, row[kind]), first, second, _coops(region, row, whole), _jobs(region, row, whole)
    )


def _coops(region: Region, row: Row, whole: Row) -> str:
    if not row["coops"]:
        return jobs_share(region, None)
    return f"{region.cell(row['coops']).text} ({_percent(region, row['coops'], whole['coops'])})"


def _jobs(region: Region, row: Row, whole: Row) -> str:
    if row["jobs"] is None:
        return jobs_share(region, None)
    text = region.cell(row["jobs"]).text
    return f"{text} ({_percent(region, row['jobs'], whole['jobs'])})" if whole["jobs"] else text


def _percent(region: Region, part: int, whole: int) -> str:
    return words.percent(100 * part / whole, region.lang, 0)


def _part(region: Region, part: int | None, whole: int | None) -> str:
    return _percent(region, part, whole) if part and whole else region.say("word.none")


def _table(region: Region, rows: Sequence[Row], whole: Row, kind: str) -> Table:
    made = [(region.named(kind, row[kind]), row) for row in rows] + [(region.say("region.everybody"), whole)]
    lines = tuple(
        (Cell(name), _number(region, row["coops"]), Cell(_part(region, row["coops"], whole["coops"])), _number(region, row["jobs"]), Cell(_part(region, row["jobs"], whole["jobs"])))
        for name, row in made
    )  # fmt: skip
    heads = ("group", "coops", "coops_share", "jobs", "jobs_share")
    columns = region.columns(*(f"r3.head.{name}" for name in heads))
    return Table(region.say(f"r3.table.{kind}"), columns, lines, total=True)


def _number(region: Region, value: int | None) -> Cell:
    return region.cell(value) if value else Cell(jobs_share(region, None))
