"""The cover and R1: the region in six figures, each with its change on the same co-operatives and on all, and what they say."""

from __future__ import annotations

from datetime import date

from scop_analytics.reports.facts import Fact, change
from scop_analytics.reports.objects import Block, Card, Cards, Cell, Cover, Page, Say, Table
from scop_analytics.reports.pages.region_r2 import coverage_title
from scop_analytics.reports.pages.region_words import half, said, said_cell
from scop_analytics.reports.region.region import Region, shown

TITLE = ("employee_membership_rate", "women_in_workforce")
PANELS = ("panel_median", "all_median")
HEADS = ("figure", "before", "now", "panel", "whole")


def cover(region: Region) -> Cover:
    """Which region and year, for whom, made when."""
    made = date.fromisoformat(region.context["established"])
    lines = (
        region.say("region.cover", n=region.answered),
        region.say(f"profile.{region.audience}"),
        region.say("cover.established", date=made, version=f"scop_analytics {region.version}"),
    )
    return Cover("R0", region.company, region.title, lines)


def page(region: Region) -> Page:
    """Six key figures, three findings, a sentence on the data, and the numbers behind the changes."""
    ids = _figures(region)
    blocks: list[Block] = [*findings(region, ids)]
    if ids:
        blocks = [Cards(tuple(_card(region, name) for name in ids), columns=3), *blocks, _table(region, ids)]
    return region.region_page(
        "R1",
        title=_title(region, ids),
        subtitle=region.say("r1.subtitle", n=region.answered),
        blocks=blocks,
        ids=ids,
        method=[region.say("r1.method.median"), region.say("r1.method.panel")],
    )


def _figures(region: Region) -> list[str]:
    """The first six figures whose median of all co-operatives may be told."""
    known = [name for name in shown()["R1"]["figures"] if region.stat(name).known]
    return known[: shown()["R1"]["most"]]


def _title(region: Region, ids: list[str]) -> str:
    """Members and women in the middle co-operative; else the first figure there is."""
    if not ids:
        return region.say("r1.title_none")
    told = [region.stat(name) for name in TITLE]
    if all(fact.known for fact in told):
        return region.say("r1.title", members=said(told[0]), women=said(told[1]))
    return region.say("r1.title_other", label=region.stat(ids[0]).short, value=said(region.stat(ids[0])))


def _card(region: Region, name: str) -> Card:
    fact, row = region.stat(name), region.stratum(name)
    told = {part: moved(region, name, part) for part in PANELS}
    both = region.say("r1.change", panel=told["panel_median"], whole=told["all_median"])
    status = "" if fact.status == "ok" else fact.status_text
    n = 0 if row is None else row["n"]
    return Card(fact.short, said(fact), region.say("r1.median_of", n=n), both if any(told.values()) else "", status)


def moved(region: Region, name: str, part: str) -> str:
    """The change of a median since the year before, among the panel or all; a dash when it cannot be told, empty in a first year."""
    rows = {row["year"]: row for row in region.panel(name)}
    if region.year - 1 not in rows or region.year not in rows:
        return ""
    now, before = (_value(region, name, rows[year][part], year) for year in (region.year, region.year - 1))
    return change(now, before) or region.say("word.none")


def _value(region: Region, name: str, value: float | None, year: int) -> Fact:
    fact = region.stat(name)
    status = "suppressed" if value is None else "ok"
    return Fact({**fact.row, "value": value, "year": year, "status": status}, region.lang, fact.entry)


def findings(region: Region, ids: list[str]) -> list[Say]:
    """What spreads, what moves, who sits on boards, and what the data allow to say."""
    told = {"spread": _spread(region, ids), "moves": _moves(region, ids), "women": _women(region)}
    sentences = [Say(text, region.say(f"r1.label.{key}")) for key, text in told.items() if text]
    return [*sentences, Say(quality(region), region.say("r1.label.quality"))]


def _spread(region: Region, ids: list[str]) -> str:
    """Between which values half of the co-operatives stand, for the first figure."""
    if not ids:
        return ""
    low = region.stat(ids[0], "p25")
    if not low.known:
        return region.say("r1.no_spread", label=low.short, why=low.why or low.status_text)
    return region.say("r1.spread", label=low.short, range=half(region, ids[0]))


def _moves(region: Region, ids: list[str]) -> str:
    """The share whose median moved most on the same co-operatives."""
    steps = []
    for name in ids:
        rows = {row["year"]: row for row in region.panel(name)}
        now, before = rows.get(region.year), rows.get(region.year - 1)
        if now and before and None not in (now["panel_median"], before["panel_median"]) and now["unit"] == "percent":
            steps.append((abs(now["panel_median"] - before["panel_median"]), name, now["panel"]))
    if not steps:
        return region.say("r1.no_panel")
    _, name, n = max(steps)
    now, before = ({row["year"]: row for row in region.panel(name)}[year] for year in (region.year, region.year - 1))
    texts = [said(_value(region, name, row["panel_median"], region.year)) for row in (before, now)]
    return region.say("r1.moves", n=n, label=region.stat(name).short, before=texts[0], now=texts[1])


def _women(region: Region) -> str:
    """Women in the workforce and on boards: the middle co-operative of each."""
    work, board = region.stat("women_in_workforce"), region.stat("women_on_board")
    return region.say("r1.women", work=said(work), board=said(board)) if work.known and board.known else ""


def quality(region: Region) -> str:
    """How many of those asked answered, or that nobody knows how many were asked."""
    asked = region.cut("jobs").get("asked")
    return f"{coverage_title(region, asked)}." if asked else region.say("r1.quality_unknown", n=region.answered)


def _table(region: Region, ids: list[str]) -> Table:
    known = {row["year"] for name in ids for row in region.panel(name)}
    heads = HEADS if region.year - 1 in known else ("figure", "now")  # in a first year there is no change to tell
    cells = {name: dict(zip(HEADS, _row(region, name), strict=True)) for name in ids}
    rows = tuple(tuple(row[head] for head in heads) for row in cells.values())
    return Table(region.say("r1.table"), region.columns(*(f"r1.head.{name}" for name in heads)), rows)


def _row(region: Region, name: str) -> tuple[Cell, ...]:
    rows = {row["year"]: row for row in region.panel(name)}
    before = rows.get(region.year - 1)
    earlier = _value(region, name, before["all_median"] if before else None, region.year - 1)
    fact, now = region.stat(name), rows.get(region.year, {})
    panel = Cell(moved(region, name, "panel_median") or region.say("word.none"), note=_count(region, now.get("panel")))
    whole = Cell(moved(region, name, "all_median") or region.say("word.none"), note=_count(region, now.get("all")))
    return (Cell(fact.short), said_cell(earlier) if before else region.cell(""), said_cell(fact), panel, whole)


def _count(region: Region, n: int | None) -> str:
    return region.co_ops(n) if n else ""
