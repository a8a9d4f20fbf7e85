"""« Trois pistes », the closing table of B4: what to look at first where a position is unfavourable, from a reviewed list."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from scop_analytics import datafiles
from scop_analytics.indicators.catalogue import load as catalogue
from scop_analytics.indicators.explaining import standards
from scop_analytics.reports import network
from scop_analytics.reports.network.sheet import Position, Sheet
from scop_analytics.reports.objects import Block, Cell, Column, Say, Table

FILE: Final = "leads.toml"
SIDES: Final = ("below", "above")
KEYS: Final = (*SIDES, "source", "beyond_chance")


@cache
def leads() -> tuple[int, Mapping[str, Mapping[str, Any]]]:
    """How many are shown at most, and the leads of each indicator in their order."""
    tree = dict(datafiles.read_packaged(Path(network.__file__).with_name(FILE)))
    most = int(tree.pop("most"))
    for name, lead in tree.items():
        datafiles.refuse_unknown(lead, KEYS, f"{FILE}, {name}")
    return most, tree


def closing(sheet: Sheet) -> Block:
    """The table; or that no position is unfavourable, or that none is known."""
    most, listed = leads()
    placed = sheet.positions(list(listed))
    chosen = list(_chosen(sheet, placed))[:most]
    if not chosen:
        known = any(one.row["reading"] for one in placed)
        return Say(sheet.say("lead.none" if known else "lead.unknown"))
    rows = tuple(
        (Cell(one.label, note=sheet.say("lead.placed", own=one.own, range=one.range)), Cell(sheet.say(key)), Cell(_reference(sheet, one)))
        for one, key in chosen
    )  # fmt: skip
    columns = (
        Column(sheet.say("peers.head.figure"), "left", 25),
        Column(sheet.say("lead.head.lead"), "left", 49, line=True),
        Column(sheet.say("lead.head.reference"), "left", 26),
    )
    return Table(sheet.say(f"lead.table_{len(rows)}"), columns, rows, measure=sheet.say("lead.measure"))


def _chosen(sheet: Sheet, placed: list[Position]) -> Iterator[tuple[Position, str]]:
    """Each unfavourable position with its sentence; one sentence is said once."""
    said = set()
    for one in placed:
        lead = leads()[1][one.id]
        key = lead.get(one.row["position"])
        if one.row["reading"] == "unfavourable" and key and key not in said and _proven(sheet, one.id, lead):
            said.add(key)
            yield one, key


def _proven(sheet: Sheet, name: str, lead: Mapping[str, Any]) -> bool:
    """Whether a gap is outside the limits of chance, where that is asked."""
    told = sheet.tree["funnels"].get(name)
    return not lead.get("beyond_chance") or (told is not None and told["own"]["outside"] != "none")


def _reference(sheet: Sheet, one: Position) -> str:
    """Which item of which standard the indicator answers: first one whose text was read."""
    source = leads()[1][one.id].get("source")
    mapped = sorted(catalogue()[one.id].standards.items(), key=lambda item: not standards()[item[0]]["verified"])
    told = [
        sheet.say("lead.reference", standard=standards()[name]["name"][sheet.lang], code=code) for name, code in mapped
    ]
    return str(source or next(iter(told), ""))
