"""R11 « Évolutions »: the same co-operatives over up to four years, side by side on one scale; all of them beside, in the table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from scop_analytics import words
from scop_analytics.figures.panels import Panel, Scale, panels
from scop_analytics.reports.facts import statistic, statistic_digits, status_text
from scop_analytics.reports.objects import Block, Cell, Column, Figure, Page, Say, Table
from scop_analytics.reports.region.region import Region, Row, shown

TICKS: Final = (0, 50, 100)
FEWEST: Final = 2  # years of a line
SPAN: Final = (0.0, 112.0)  # room over 100 for the values


def page(region: Region) -> Page:
    """Medians of the constant panel; where there is no panel, it is said."""
    chosen = shown()["R11"]
    years = sorted({row["year"] for row in region.tree["panels"] if row["year"] <= region.year})
    ids = [name for name in (*chosen["shares"], *chosen["others"]) if _rows(region, name)]
    drawn = [name for name in chosen["shares"] if name in ids and _steady(region, name)]
    blocks: list[Block] = (
        [_figure(region, drawn, years)] if drawn else [Say(region.say("r11.no_panel" if ids else "r11.first_year"))]
    )
    if ids:
        blocks.append(_table(region, ids, years))
    n = max((row["panel"] for name in drawn for row in _rows(region, name)), default=None)
    return region.region_page(
        "R11",
        title=_title(region, drawn),
        subtitle=region.say("r11.subtitle", first=str(years[0]), last=str(years[-1]))
        if years
        else region.say("r11.subtitle_none"),
        blocks=blocks,
        ids=ids,
        n=n,
        method=[region.say("r11.method.panel"), region.say("r11.method.median")],
    )


def _rows(region: Region, name: str) -> list[Row]:
    """The years of a figure up to that of the report, which is one of them."""
    rows = [row for row in region.panel(name) if row["year"] <= region.year]
    return rows if rows and rows[-1]["year"] == region.year else []


def _steady(region: Region, name: str) -> bool:
    known = [row for row in _rows(region, name) if row["panel_median"] is not None]
    return len(known) >= FEWEST


def _title(region: Region, drawn: Sequence[str]) -> str:
    """The share that moved most on the same co-operatives."""
    if not drawn:
        return region.say("r11.title_none")
    ends = {name: (rows[0], rows[-1]) for name in drawn if (rows := _known(region, name))}
    name = max(ends, key=lambda one: abs(ends[one][1]["panel_median"] - ends[one][0]["panel_median"]))
    first, last = ends[name]
    if first["panel_median"] == last["panel_median"]:
        return region.say("r11.title_still", n=last["panel"], since=str(first["year"]))
    facts = {"label": region.fact(name).short, "since": str(first["year"])}
    values = {"before": _said(region, first, "panel_median"), "now": _said(region, last, "panel_median")}
    return region.say("r11.title", n=last["panel"], **facts, **values)


def _known(region: Region, name: str) -> list[Row]:
    return [row for row in _rows(region, name) if row["panel_median"] is not None]


def _figure(region: Region, drawn: Sequence[str], years: Sequence[int]) -> Figure:
    name = drawn[0]
    rows = _known(region, name)
    facts = {
        "label": region.fact(name).label, "since": str(rows[0]["year"]), "before": _said(region, rows[0], "panel_median"),
        "now": _said(region, rows[-1], "panel_median"),
    }  # fmt: skip
    texts = [words.percent(tick, region.lang, 0) for tick in TICKS]
    return Figure(
        chart=panels([_panel(region, one, years) for one in drawn], years, Scale(SPAN, tuple(zip(map(float, TICKS), texts, strict=True)))),
        data=_table(region, drawn, years),
        title=region.say("r11.figure"),
        measure=region.say("r11.measure"),
        reading=region.say("r11.reading", n=rows[-1]["panel"], **facts),
        alternative=region.say("r11.alternative", n=len(drawn), since=facts["since"]),
        n=region.co_ops(rows[-1]["panel"]),
        ids=tuple(drawn),
        repeated=True,
    )  # fmt: skip


def _panel(region: Region, name: str, years: Sequence[int]) -> Panel:
    """A small chart; its name on two lines, and how many co-operatives it follows."""
    found = {row["year"]: row for row in _rows(region, name)}
    values = tuple(found[year]["panel_median"] if year in found else None for year in years)
    known = _known(region, name)
    ends = [
        words.number(row["panel_median"], region.lang, statistic_digits(row["panel_median"], row["unit"]))
        for row in (known[0], known[-1])
    ]
    return Panel(region.fact(name).short, region.co_ops(known[-1]["panel"]), values, ends[0], ends[1])


def _said(region: Region, row: Row, part: str) -> str:
    value = row[part]
    return status_text("suppressed", region.lang) if value is None else statistic(value, row["unit"], region.lang)


def _table(region: Region, ids: Sequence[str], years: Sequence[int]) -> Table:
    """Two rows a figure: the same co-operatives, and all of each year."""
    rows = tuple(_line(region, name, years, part) for name in ids for part in _parts(region, name))
    columns = (
        Column(region.say("region.head.figure"), "left", 34),
        Column(region.say("r11.head.who"), "left", 26),
        *(Column(str(year)) for year in years),
    )
    return Table(region.say("r11.table"), columns, rows, measure=region.say("r11.table_measure"))  # fmt: skip


def _parts(region: Region, name: str) -> tuple[str, ...]:
    """The panel and all, or one row where they are the same co-operatives every year."""
    rows = _rows(region, name)
    if all(row["panel"] == row["all"] for row in rows):
        return ("same",)
    return ("panel", "all") if any(row["all_median"] is not None for row in rows) else ("panel",)


def _line(region: Region, name: str, years: Sequence[int], part: str) -> tuple[Cell, ...]:
    found = {row["year"]: row for row in _rows(region, name)}
    column = "panel" if part == "same" else part
    counts = [row[column] for row in found.values() if row[column]]
    who = region.say(f"r11.who.{part}")
    if counts:
        who = region.say("r11.who.count", who=who, n=counts[-1])
    cells = (_cell(region, found.get(year), f"{column}_median") for year in years)
    return (Cell(region.fact(name).short if part != "all" else ""), Cell(who), *cells)


def _cell(region: Region, row: Row | None, part: str) -> Cell:
    if row is None:
        return region.cell("")
    return Cell(_said(region, row, part), row[part], "one")
