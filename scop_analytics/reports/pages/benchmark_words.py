"""What the pages of a sheet share: rows of peers as figures and tables, and what is said when peers are too few."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final

from scop_analytics.figures.peer_rows import PeerRow, PeerWords, peer_rows
from scop_analytics.reports.network.sheet import Position, Sheet
from scop_analytics.reports.objects import Column, Figure, Table

HEADS: Final = (("figure", 28, "left"), ("you", 12, "right"), ("median", 13, "right"), ("range", 17, "right"), ("position", 16, "left"), ("group", 14, "left"))  # fmt: skip
SHARES: Final = (0, 50, 100)


def figure(sheet: Sheet, rows: Sequence[Position], key: str, *, shares: bool = False) -> Figure | None:
    """The rows whose middle half of peers may be shown; ``None`` when there is none."""
    drawn = [one for one in rows if one.banded]
    if not drawn:
        return None
    first = next((one for one in drawn if one.outside), drawn[0])
    said = {"label": first.label, "own": first.own, "range": first.range, "place": first.place}
    return Figure(
        chart=peer_rows([_row(one) for one in drawn], _words(sheet, drawn, shares=shares)),
        data=table(sheet, drawn, f"{key}.figure"),
        title=sheet.say(f"{key}.figure"),
        measure=sheet.say("peers.measure_shares" if shares else "peers.measure"),
        reading=sheet.say("peers.reading", **said),
        alternative=sheet.say("peers.alternative", n=len(drawn)),
        n=sheet.say("peers.count", n=first.row["others"]),
        ids=tuple(one.id for one in drawn),
        repeated=True,
    )


def table(sheet: Sheet, rows: Sequence[Position], caption: str) -> Table:
    """Own value, median and quarters of the peers, position in words, and who the peers are: no rank."""
    return Table(
        sheet.say(caption),
        tuple(
            Column(sheet.say(f"peers.head.{name}"), "left" if side == "left" else "right", width)
            for name, width, side in HEADS
        ),
        tuple(one.cells(_usual(rows).peers_named) for one in rows),
        measure=sheet.say("peers.not_better"),
    )


def main_group(rows: Sequence[Position]) -> str:
    """The peers of most rows, in words."""
    return _usual(rows).group


def _usual(rows: Sequence[Position]) -> Position:
    """The row with the most others in the group that serves most rows."""
    shown = [one for one in rows if one.row["status"] == "ok"] or list(rows)
    named = Counter(one.peers_named for one in shown).most_common(1)[0][0]
    return max((one for one in shown if one.peers_named == named), key=lambda one: int(one.row["others"]))


def method(sheet: Sheet, rows: Sequence[Position]) -> list[str]:
    """How peers are chosen, that the reader is not among them, and what is not shown."""
    groups = {one.peers_named for one in rows}
    hidden = [one for one in rows if not one.banded]
    told = ["peers.method.chosen", "peers.method.without_you", *(["peers.method.groups"] if len(groups) > 1 else [])]
    return [sheet.say(key) for key in [*told, *(["peers.method.hidden"] if hidden else [])]]


def source(sheet: Sheet) -> str:
    """The packs of the network and the version of the package."""
    return sheet.say("peers.source", n=sheet.tree["network"], version=sheet.version)


def _row(one: Position) -> PeerRow:
    low, middle, high = (float(one.row[name]) for name in ("p25", "median", "p75"))
    return PeerRow(
        one.label, one.way, low, middle, high, float(one.row["value"]), one.before, one.own, one.place, one.outside
    )


def _words(sheet: Sheet, rows: Sequence[Position], *, shares: bool) -> PeerWords:
    earlier = any(one.before is not None for one in rows)
    ends = (
        tuple(sheet.percents(*SHARES))
        if shares
        else tuple(sheet.say(f"peers.end.{name}") for name in ("low", "middle", "high"))
    )
    return PeerWords(
        sheet.say("peers.key.now"),
        sheet.say("peers.key.now", year=str(sheet.year - 1)) if earlier else "",
        sheet.say("peers.key.band"),
        sheet.say("peers.key.middle"),
        (ends[0], ends[1], ends[2]),
        shares,
    )
