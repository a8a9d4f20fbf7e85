"""The ledger of a dossier: the packs it made, in order, so that each names the one before and those it replaces."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from scop_analytics.evidence import write_whole

NAME: Final = "packs.json"
FOLDER: Final = "archive"


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
        text = json.dumps({"packs": ordered}, indent=1, sort_keys=True) + "\n"
        (room.folder / NAME).write_text(text, encoding="utf-8", newline="\n")


def _read(dossier: Path) -> list[dict[str, Any]]:
    path = dossier / FOLDER / NAME
    return list(json.loads(path.read_text(encoding="utf-8"))["packs"]) if path.is_file() else []
