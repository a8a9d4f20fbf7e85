"""R8 « Partage de la valeur »: what goes to work, reserves and capital by size; how many co-operatives meet each rule, or had a deficit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from scop_analytics import words
from scop_analytics.figures.stacked_rows import Part, StackedRow, stacked_rows
from scop_analytics.reports.objects import Block, Cell, Column, Figure, Page, Say, Table
from scop_analytics.reports.pages.region_counted import CUT, count_cell, share_cell, share_text, uncounted
from scop_analytics.reports.pages.region_words import absent, method, said_cell, sent
from scop_analytics.reports.region.region import ALL, Region, shown

KIND: Final = "size_band"
MEAN: Final = "mean"
JUDGED: Final = ("complies", "breach", "deferred")
LEFT: Final = 0.5  # of a hundred: what rounding alone may leave out


def page(region: Region) -> Page:
    """The three parts by size, the rules, the years of deficit."""
    shares = shown()["R8"]["shares"]
    told = region.cut(CUT)
    whole = _shared(region, ALL, "")
    blocks: list[Block] = [_figure(region, shares)] if whole else [_absent(region, shares)]
    if sent(region, shares):
        blocks.append(_table(region, shares))
    blocks.append(_years(region, told["surplus"]["answers"]) if "surplus" in told else uncounted(region, "r8.no_years"))
    blocks.append(_rules(region, told["rules"]) if told.get("rules") else uncounted(region, "r8.no_rules"))
    ids = [*sent(region, shares), *(one["indicator"] for one in told.get("rules", []))]
    return region.region_page(
        "R8",
        title=_title(region, shares) if whole else region.say("r8.title_none"),
        subtitle=region.say("r8.subtitle"),
        blocks=blocks,
        ids=ids,
        n=_n(region, shares) if whole else None,
        method=[*method(region, "r8.method.mean"), region.say("r8.method.rules")],
    )


def _shared(region: Region, kind: str, stratum: str) -> bool:
    """Whether all three parts of a stratum may be told."""
    return all(region.stat(name, MEAN, kind, stratum).known for name in shown()["R8"]["shares"])


def _absent(region: Region, shares: list[str]) -> Say:
    missing = next((name for name in shares if not region.stat(name, MEAN).known), shares[0])
    return absent(region, missing)


def _n(region: Region, shares: list[str]) -> int:
    row = region.stratum(shares[0])
    return int(row["n"]) if row else 0


def _title(region: Region, shares: list[str]) -> str:
    texts = [words.euros(region.stat(name, MEAN).value, region.lang) for name in shares]
    return region.say("r8.title", **dict(zip(("labour", "reserves", "capital"), texts, strict=True)))


def _bars(region: Region) -> list[tuple[str, str]]:
    return [(ALL, ""), *((KIND, name) for name in region.strata(KIND) if _shared(region, KIND, name))]


def _figure(region: Region, shares: list[str]) -> Figure:
    rows = [StackedRow(_short(region, *one), tuple(_parts(region, *one))) for one in _bars(region)]
    told = [*shares, "carried"] if any(len(row.parts) > len(shares) for row in rows) else shares
    names, short = ([region.say(f"p5.{form}.{name}") for name in told] for form in ("part", "short"))
    facts = {
        name: words.euros(region.stat(share, MEAN).value, region.lang)
        for name, share in zip(("labour", "reserves", "capital"), shares, strict=True)
    }
    return Figure(
        chart=stacked_rows(rows, names, short_names=short),
        data=_table(region, shares),
        title=region.say("r8.figure"),
        measure=region.say("r8.measure"),
        reading=region.say("r8.reading", **facts),
        alternative=region.say("r8.alternative", **facts),
        n=region.co_ops(_n(region, shares)),
        ids=tuple(shares),
        repeated=True,
    )


def _short(region: Region, kind: str, stratum: str) -> str:
    return region.say("r8.all") if kind == ALL else stratum.replace("-", "–")


def _parts(region: Region, kind: str, stratum: str) -> list[Part]:
    """The three means, and what is carried forward or lost by rounding when it is more than that."""
    values = [float(region.stat(name, MEAN, kind, stratum).value or 0) for name in shown()["R8"]["shares"]]
    left = 100 - sum(values)
    told = [*values, left] if left > LEFT else values
    return [Part(max(value, 0.0), words.euros(value, region.lang)) for value in told]


def _table(region: Region, shares: list[str]) -> Table:
    """Means of the three parts: all co-operatives, then every size, hidden ones included."""
    strata = [(ALL, ""), *((KIND, name) for name in region.strata(KIND) if region.stratum(shares[0], KIND, name))]
    rows = tuple(
        (
            Cell(region.named(*one), strong=one[0] == ALL),
            count_cell(region, (region.stratum(shares[0], *one) or {}).get("n")),
            *(said_cell(region.stat(name, MEAN, *one)) for name in shares),
        )
        for one in strata
    )
    heads = [
        region.say("region.head.group"),
        region.say("region.head.coops"),
        *(region.fact(name).short for name in shares),
    ]
    columns = tuple(Column(head, "right" if place else "left") for place, head in enumerate(heads))
    return Table(region.say("r8.table"), columns, rows, measure=region.say("r8.table_measure"))


def _years(region: Region, answers: Mapping[str, int | None]) -> Table:
    """How many had something to share, and how many had not."""
    rows = tuple(
        (
            region.cell(region.say(f"r8.year.{name}")),
            count_cell(region, count),
            share_cell(region, count, region.answered),
        )
        for name, count in answers.items()
        if name != "none" or count != 0
    )
    return Table(region.say("r8.years"), region.columns("r8.head.year", "r7.head.coops", "r7.head.share"), rows)


def _rules(region: Region, rules: list[Mapping[str, Any]]) -> Table:
    """How many meet each rule, break it, have time left, or are not judged; the share is of those judged."""
    rows = tuple(_rule(region, one["indicator"], one["answers"]) for one in rules)
    heads = ("r8.head.rule", "r8.head.complies", "r8.head.breach", "r8.head.deferred", "r8.head.none", "r8.head.share")
    widths = (30, 14, 14, 14, 14, 14)
    columns = tuple(
        Column(region.say(head), "right" if place else "left", width)
        for place, (head, width) in enumerate(zip(heads, widths, strict=True))
    )
    measure = region.say("r8.rules_measure", n=region.answered, minimum=region.least("mean"))
    return Table(region.say("r8.rules"), columns, rows, measure=measure)


def _rule(region: Region, name: str, answers: Mapping[str, int | None]) -> tuple[Cell, ...]:
    judged = [answers[answer] for answer in JUDGED]
    known = None if None in judged else sum(count for count in judged if count is not None)
    share = share_text(region, answers["complies"] if known is not None else None, known or 0)
    counts = (count_cell(region, answers[answer]) for answer in (*JUDGED, "none"))
    return (region.cell(region.fact(name).short), *counts, Cell(share))
