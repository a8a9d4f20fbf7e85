"""R12 « Méthode et secret »: how figures are made, what is not shown and why, which versions, what a co-operative may ask to correct."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from scop_analytics import words
from scop_analytics.benchmarking import settings
from scop_analytics.indicators.catalogue import load as catalogue
from scop_analytics.reports.objects import Cell, Column, Page, Say, Table
from scop_analytics.reports.pages.region_words import sent
from scop_analytics.reports.region.region import Region, shown

RULES: Final = ("small", "share", "complement", "difference", "between", "dots", "counts")
STATISTICS: Final = ("mean", "median", "p25", "p10")
WEIGHTS: Final = ("each", "jobs", "sums", "model")
CORRECTIONS: Final = ("value", "profile", "late", "withdraw", "explain")
NUMBERS: Final = tuple(f"R{number}" for number in range(1, 12))


def page(region: Region) -> Page:
    """Rules in words, minimum numbers, weights, levels, versions, indicators, corrections."""
    hidden, told = _hidden(region)
    ids = list(dict.fromkeys(_figures(region)))
    return region.region_page(
        "R12",
        title=region.say("r12.title"),
        subtitle=region.say("r12.subtitle", n=hidden, all=told),
        blocks=[
            _minima(region), _two(region, "rule", RULES), _two(region, "weight", WEIGHTS), _sizes(region), _two(region, "correct", CORRECTIONS),
            Say(region.say("r12.correct_how")), _versions(region), _indicators(region, ids),
        ],
        ids=ids,
    )  # fmt: skip


def _hidden(region: Region) -> tuple[int, int]:
    """How many strata of figures are hidden, of how many."""
    rows = region.tree["strata"]
    return sum(row["status"] == "suppressed" for row in rows), len(rows)


def _minima(region: Region) -> Table:
    """Fewest co-operatives behind each statistic, and by how many two groups told must differ."""
    apart = settings.peers()["differencing"][region.audience]
    lines = [(f"r12.least.{name}", region.least(name)) for name in STATISTICS]
    lines += [
        ("r12.least.count", region.least("mean")),
        ("r12.least.apart", apart),
        ("r12.least.dot", settings.peers()["funnel"]["bin"]),
    ]
    rows = tuple((region.cell(region.say(key)), region.cell(int(number))) for key, number in lines)
    return Table(region.say("r12.minima"), region.columns("r12.head.told", "r12.head.least"), rows, phone="table")


def _two(region: Region, name: str, keys: tuple[str, ...]) -> Table:
    """A name and a sentence a row."""
    rows = tuple(
        (
            Cell(region.say(f"r12.{name}.{key}.name")),
            Cell(region.say(f"r12.{name}.{key}", minimum=region.least("mean"))),
        )
        for key in keys
    )
    columns = (
        Column(region.say(f"r12.head.{name}"), "left", 26),
        Column(region.say("r12.head.sentence"), "left", 74, line=True),
    )
    return Table(region.say(f"r12.{name}"), columns, rows)


def _sizes(region: Region) -> Table:
    """The levels of peer groups, from the finest to the widest, as the sheets of co-operatives use them."""
    told = settings.peers()["levels"]
    rows = tuple((Cell(str(place + 1)), Cell(_keys(region, told[level]))) for place, level in enumerate(told))
    columns = (Column(region.say("r12.head.level"), "left", 14), Column(region.say("r12.head.keys"), "left", 86))
    sizes = " · ".join(name.replace("-", "–") for name in settings.peers()["sizes"]["names"])
    return Table(region.say("r12.levels"), columns, rows, measure=region.say("r12.levels_measure", sizes=sizes))


def _keys(region: Region, keys: list[str]) -> str:
    return " × ".join(region.say(f"r12.key.{key}") for key in keys) or region.say("peers.everybody")


def _versions(region: Region) -> Table:
    """Package and catalogue, rules of comparison, schema of what was sent, day of the law."""
    day = date(region.year, 12, 31)
    lines = {
        "package": region.version,
        "rules": str(region.tree["rules"]),
        "schema": str(settings.packs()["schema_version"]),
        "sectors": region.say("r12.version.sectors_value"),
        "law": region.say("r12.version.law_value", date=day),
        "packs": str(region.tree["packs"])[:12],
    }
    rows = tuple((region.cell(region.say(f"r12.version.{name}")), Cell(text)) for name, text in lines.items())
    return Table(
        region.say("r12.versions"), region.columns("r12.head.what", "r12.head.version", left=2), rows, phone="table"
    )


def _figures(region: Region) -> Iterator[str]:
    """The figures that the pages show, in order."""
    for number in NUMBERS:
        for value in shown().get(number, {}).values():
            if isinstance(value, list):
                yield from sent(region, [name for name in value if isinstance(name, str)])


def _indicators(region: Region, ids: list[str]) -> Table:
    """Code, name, formula, and for how many co-operatives each is known."""
    entries = catalogue()
    rows = tuple(
        (
            Cell(entries[name].code),
            Cell(region.fact(name).label, note=words.typography(entries[name].formula[region.lang], region.lang)),
            region.cell(row["n"] if (row := region.stratum(name)) and row["n"] else ""),
        )
        for name in ids
    )
    columns = (
        Column(region.say("r12.head.code"), "left", 12),
        Column(region.say("region.head.figure"), "left", 70),
        Column(region.say("r7.head.coops"), "right", 18),
    )
    return Table(region.say("r12.indicators"), columns, rows, dense=True)
