"""R5 « Femmes et hommes »: the share of women from the workforce to the chair, by sector; boards beside the workforce."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from scop_analytics.figures.mark_rows import MarkRow, mark_rows
from scop_analytics.figures.mirror_plot import Mirrored, MirrorWords, mirror_plot
from scop_analytics.figures.placing import SHARE_TICKS
from scop_analytics.reports.facts import statistic
from scop_analytics.reports.objects import Block, Cell, Figure, Page, Say, Table
from scop_analytics.reports.pages.region_words import absent, figures_table, method, said, said_cell, sent
from scop_analytics.reports.region.region import ALL, Region, shown

BOARD: Final = "women_on_board"
STEPS: Final = ("workforce", "members", "board", "chair")
Row = Mapping[str, Any]


def page(region: Region) -> Page:
    """Marks by sector, the mirror of boards and workforce, then spread."""
    ids = shown()["R5"]["figures"]
    known = sent(region, ids)
    blocks: list[Block] = [_marks(region, ids) if region.stat(ids[0], "mean").known else absent(region, ids[0])]
    blocks.append(_mirror(region))
    if known:
        blocks.append(figures_table(region, known, "r5.table"))
    return region.region_page(
        "R5",
        title=_title(region, ids),
        subtitle=region.say("r5.subtitle", n=region.answered),
        blocks=blocks,
        ids=known,
        method=[*method(region), region.say("r5.method.mean"), region.say("r5.method.mirror")],
    )


def _title(region: Region, ids: Sequence[str]) -> str:
    work, board = region.stat(ids[0], "mean"), region.stat(BOARD, "mean")
    if not work.known:
        return region.say("r5.title_none")
    if not board.known:
        return region.say("r5.title_work", work=said(work))
    return region.say("r5.title", work=said(work), board=said(board))


def _rows(region: Region, ids: Sequence[str]) -> list[tuple[str, str]]:
    """All co-operatives, then the sectors of which the share in the workforce may be told."""
    sectors = [name for name in region.strata("sector") if region.stat(ids[0], "mean", "sector", name).known]
    return [(ALL, ""), *(("sector", name) for name in sectors)]


def _marks(region: Region, ids: Sequence[str]) -> Figure:
    strata = _rows(region, ids)
    rows = [
        MarkRow(region.named(*one), [region.stat(name, "mean", *one).value for name in ids], strong=one[0] == ALL)
        for one in strata
    ]
    names = [region.say(f"r5.step.{step}") for step in STEPS]
    facts = {f"{step}": said(region.stat(name, "mean")) for step, name in zip(STEPS, ids, strict=True)}
    return Figure(
        chart=mark_rows(rows, names, region.percents(*SHARE_TICKS)),
        data=_table(region, ids, strata),
        title=region.say("r5.figure"),
        measure=region.say("r5.measure"),
        reading=region.say("r5.reading", **facts),
        alternative=region.say("r5.alternative"),
        n=region.co_ops(int((region.stratum(ids[0]) or {}).get("n") or 0)),
        ids=tuple(ids),
    )


def _table(region: Region, ids: Sequence[str], strata: Sequence[tuple[str, str]]) -> Table:
    rows = tuple(
        (Cell(region.named(*one), strong=one[0] == ALL), *(said_cell(region.stat(name, "mean", *one)) for name in ids))
        for one in strata
    )
    heads = ("region.head.group", *(f"r5.step.{step}" for step in STEPS))
    return Table(region.say("r5.data"), region.columns(*heads), rows)


def _mirror(region: Region) -> Block:
    """The mean share of women on boards by band of their share in the workforce, or why it cannot be told."""
    told = region.cut("mirror")
    bands = told.get("bands", [])
    if not bands:
        return Say(_why(region, told))
    drawn = [Mirrored(band["low"], band["high"], band["mean"], _percent(region, band["mean"])) for band in bands]
    along, up, equal = (region.say(f"r5.mirror.{part}") for part in ("along", "up", "equal"))
    names = MirrorWords(along, up, equal, region.percents(*SHARE_TICKS))
    first = bands[0]
    facts = {"n": first["n"], "band": _band(region, first), "mean": _percent(region, first["mean"])}
    return Figure(
        chart=mirror_plot(drawn, names),
        data=_bands(region, bands),
        title=region.say("r5.mirror.figure"),
        measure=region.say("r5.mirror.measure"),
        reading=region.say("r5.mirror.reading", **facts),
        alternative=region.say("r5.mirror.alternative"),
        n=region.co_ops(told["n"]),
        ids=(BOARD,),
    )


def _why(region: Region, told: Row) -> str:
    if told.get("status"):
        return region.say("region.near")
    return region.say(f"r5.mirror.{told.get('reason', 'one_band')}", minimum=region.least("mean"))


def _bands(region: Region, bands: Sequence[Row]) -> Table:
    rows = tuple(
        (Cell(_band(region, band)), region.cell(band["n"]), Cell(_percent(region, band["mean"]), band["mean"], "one"))
        for band in bands
    )
    heads = ("r5.mirror.head.band", "region.head.coops", "r5.mirror.head.mean")
    return Table(region.say("r5.mirror.data"), region.columns(*heads), rows)


def _band(region: Region, band: Row) -> str:
    return region.say("peers.range", low=region.cell(int(band["low"])).text, high=_percent(region, band["high"]))


def _percent(region: Region, value: float) -> str:
    return statistic(value, "percent", region.lang)
