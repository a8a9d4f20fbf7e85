"""Earlier years as they were published, beside the same years computed again: what differs, by how much and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from scop_analytics import words
from scop_analytics.reports.facts import Fact, quantity_signed
from scop_analytics.reports.objects import Block, Cell, Column, Say, Table
from scop_analytics.reports.run import Run

WHOLE: Final = "{}"
Pair = Mapping[str, Any]


def published_before(run: Run) -> list[Block]:
    """A sentence when nothing differs, a table otherwise; nothing in a first year."""
    told = run.context.get("republished")
    if told is None or len(run.years) < 2:  # noqa: PLR2004 - a first year has no past
        return []
    if not told["years"]:
        return [Say(" ".join([run.say("trend.none_published"), *_altered(run, told)]))]
    pairs = list(told["pairs"])
    rows = [pair for pair in pairs if pair["segment"] == WHOLE]
    years = _years(run, told["years"])
    notes = [*_altered(run, told), *_rest(run, told, len(pairs) - len(rows))]
    if not rows:
        same = run.say("trend.identical", years=years, n=int(told["compared"]) - len(pairs))
        return [Say(" ".join([same, *notes]))]
    count = run.say("trend.measure", years=years, all=int(told["compared"]), n=len(pairs))
    return [_table(run, rows, count), *([Say(" ".join(notes))] if notes else [])]


def _years(run: Run, years: list[int]) -> str:
    return words.listed([str(year) for year in years], run.lang)


def _altered(run: Run, told: Mapping[str, Any]) -> Iterator[str]:
    if told["altered"]:
        yield run.say("trend.altered", years=_years(run, told["altered"]))


def _rest(run: Run, told: Mapping[str, Any], groups: int) -> Iterator[str]:
    if groups:
        yield run.say("trend.by_group", n=groups)
    if told["filled"]:
        yield run.say("trend.filled", n=int(told["filled"]))
    if any(pair["recomputed"] is None for pair in told["pairs"]):
        yield run.say("trend.withheld_why")


def _table(run: Run, pairs: list[Pair], measure: str) -> Table:
    heads = (("word.indicator", 34), ("word.year", 8), ("trend.published", 14), ("trend.recomputed", 14))
    columns = (
        *(Column(run.say(key), "right" if place else "left", width) for place, (key, width) in enumerate(heads)),
        Column(run.say("trend.difference"), "right", 12),
        Column(run.say("trend.cause"), "left", 18, line=True),
    )
    return Table(run.say("trend.title"), columns, tuple(_row(run, pair) for pair in pairs), measure=measure, dense=True)


def _row(run: Run, pair: Pair) -> tuple[Cell, ...]:
    published = run.fact(pair["indicator"], pair["year"])
    again = (
        None if pair["recomputed"] is None else Fact({**published.row, **pair["recomputed"]}, run.lang, published.entry)
    )
    return (
        Cell(published.label, note=published.code),
        Cell(str(pair["year"])),
        published.cell,
        again.cell if again else Cell(run.say("trend.withheld")),
        Cell(_difference(run, published, again)),
        Cell(run.say(f"trend.cause_{pair['cause']}")),
    )


def _difference(run: Run, published: Fact, again: Fact | None) -> str:
    """Recomputed less published, in the digits of the display; a change smaller than these is said in words."""
    if again is None or again.value is None or published.value is None:
        return run.say("word.none")
    step = words.rounded(again.value, again.digits) - words.rounded(published.value, published.digits)
    if not step:
        return run.say("trend.below_rounding")
    if published.unit in ("percent", "points"):
        return words.points(step, run.lang, published.digits)
    if published.unit == "ratio":
        return words.signed(step, run.lang, published.digits)
    return quantity_signed(float(step), published.unit, run.lang, published.digits)
