"""What the co-operative movement publishes about itself: five-year survival beside that of all French firms."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from scop_analytics import datafiles

FILE: Final = Path(__file__).with_name("movement.toml")
NEEDED: Final = ("year", "cooperatives", "firms", "source", "url", "checked_on")


@dataclass(frozen=True)
class Survival:
    """Percent of co-operatives, and of all firms, still active five years on, as published for one year."""

    year: int
    cooperatives: int
    firms: int
    source: str


def survival(year: int, lang: str) -> Survival | None:
    """The latest published figures that the readers of a report of ``year`` could know; none before the first."""
    known = [entry for entry in _published() if entry["year"] <= year]
    if not known:
        return None
    last = max(known, key=lambda entry: int(entry["year"]))
    return Survival(last["year"], last["cooperatives"], last["firms"], last["source"][lang])


@cache
def _published() -> list[dict[str, Any]]:
    tree = datafiles.read(FILE)
    datafiles.refuse_unknown(tree, ("survival",), FILE.name)
    for entry in tree["survival"]:
        datafiles.require(entry, NEEDED, FILE.name)
        datafiles.refuse_unknown(entry, NEEDED, FILE.name)
        datafiles.require(entry["source"], ("fr", "en"), FILE.name)
    return list(tree["survival"])
