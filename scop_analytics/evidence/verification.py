"""Verifying a past run: its files are the ones it wrote, and its data still give its figures, or what differs is said."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import polars as pl

from scop_analytics.evidence import manifest, prints

#: Loads and computes again: run name and its manifest entry → tables read and released frame; ``None`` when out of reach.
Again = Callable[[str, Mapping[str, Any]], tuple[Mapping[str, pl.DataFrame | pl.LazyFrame], pl.DataFrame] | None]

SAME: Final = "same"
CHANGED: Final = "changed"
ABSENT: Final = "absent"
UNREACHED: Final = "not_recomputed"


@dataclass(frozen=True)
class Checked:
    """One thing looked at: a file, the data read (``inputs``) or the figures (``results``) of a run."""

    run: str
    what: str
    outcome: str


@dataclass(frozen=True)
class Verification:
    """Everything that was looked at."""

    checked: tuple[Checked, ...]

    @property
    def holds(self) -> bool:
        """Whether nothing changed or vanished; figures that could not be computed again are said, not failed."""
        return bool(self.checked) and all(item.outcome in (SAME, UNREACHED) for item in self.checked)

    @property
    def recomputed(self) -> bool:
        """Whether all figures were computed again."""
        return all(item.outcome != UNREACHED for item in self.checked)


def verify(path: Path, again: Again | None = None) -> Verification:
    """Compare the files named by a manifest, and its data and figures when ``again`` can compute them."""
    tree = manifest.read(path)
    base = (path if path.is_dir() else path.parent).resolve()
    checked = [item for name, run in tree["runs"].items() for item in _run(name, run, base, again)]
    return Verification(tuple(checked))


def dossier_of(path: Path, name: str) -> Path | None:
    """The dossier of a run: named by the confidential manifest, which stands beside the published one."""
    folder = path if path.is_dir() else path.parent
    private = folder.parent / manifest.CONFIDENTIAL / manifest.NAME
    if not private.is_file():
        return None
    named = manifest.read(private)["runs"].get(name, {}).get("dossier")
    return Path(named) if named and Path(named).exists() else None


def _run(name: str, run: Mapping[str, Any], base: Path, again: Again | None) -> Iterator[Checked]:
    for file, mark in run.get("files", {}).items():
        path = next((place / file for place in (base, base.parent) if (place / file).is_file()), None)
        outcome = ABSENT if path is None else SAME if prints.of_file(path) == mark["sha256"] else CHANGED
        yield Checked(name, file, outcome)
    if "results" not in run:
        return
    found = again(name, run) if again else None
    if found is None:
        yield Checked(name, "results", UNREACHED)
        return
    inputs, frame = found
    same = prints.of_tables(inputs) == run["inputs"]["sha256"]
    yield Checked(name, "inputs", SAME if same else CHANGED)
    yield Checked(name, "results", SAME if prints.of_frame(frame) == run["results"]["sha256"] else CHANGED)
