"""The ledger of a dossier: the packs it made, in order, so that each names the one before and those it replaces."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from scop_analytics.errors import UsageError
from scop_analytics.evidence import dumped, write_whole
from scop_analytics.evidence.archive import FOLDER

NAME: Final = "packs.json"


@dataclass(frozen=True)
class Chain:
    """What a new pack says of earlier ones: the last before it, and all it replaces."""

    prev_hash: str | None = None
    supersedes: tuple[str, ...] = ()


def chain(dossier: Path, year: int, produced_at: str) -> Chain:
    """The place of a pack among those made before it; a pack made again for the same moment takes its own place."""
    earlier = [item for item in _read(dossier) if (item["year"], item["produced_at"]) != (year, produced_at)]
    before = [item for item in earlier if item["produced_at"] <= produced_at]
    replaced = sorted(item["sha256"] for item in before if item["year"] == year)
    return Chain(before[-1]["sha256"] if before else None, tuple(replaced))


def note(dossier: Path, year: int, produced_at: str, sha256: str) -> None:
    """Write a pack down."""
    kept = [item for item in _read(dossier) if (item["year"], item["produced_at"]) != (year, produced_at)]
    made = [*kept, {"year": year, "produced_at": produced_at, "sha256": sha256}]
    ordered = sorted(made, key=lambda item: (item["produced_at"], item["year"]))
    with write_whole(dossier / FOLDER) as room:
        (room.folder / NAME).write_text(dumped({"packs": ordered}), encoding="utf-8", newline="\n")


def _read(dossier: Path) -> list[dict[str, Any]]:
    """The packs made so far, in order; a damaged ledger would break the chain, and is refused."""
    path = dossier / FOLDER / NAME
    if not path.is_file():
        return []
    try:
        packs = json.loads(path.read_text(encoding="utf-8"))["packs"]
        return [{name: item[name] for name in ("year", "produced_at", "sha256")} for item in packs]
    except (ValueError, KeyError, TypeError) as fault:
        raise UsageError("ledger_unreadable", where=str(path)) from fault
