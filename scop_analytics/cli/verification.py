"""Verifying a past run from its manifest: the fingerprints of its files, then its figures when the dossier is at hand."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

import polars as pl

from scop_analytics.cli.terminal import Terminal
from scop_analytics.evidence.verification import ABSENT, CHANGED, SAME, UNREACHED, Verification, dossier_of, verify

GLYPHS: Final = {SAME: "●", CHANGED: "▲", ABSENT: "○", UNREACHED: "–"}
Recomputed = tuple[Mapping[str, pl.DataFrame | pl.LazyFrame], pl.DataFrame]


def verify_run(manifest: Path) -> Verification:
    """Everything a manifest names, looked at again."""

    def again(name: str, run: Mapping[str, Any]) -> Recomputed | None:
        folder = dossier_of(manifest, name)
        return None if folder is None else _recompute(folder, run["parameters"])

    return verify(manifest, again)


def _recompute(folder: Path, parameters: Mapping[str, Any]) -> Recomputed:
    """The tables and the published results, from the files as they are today."""
    from scop_analytics.reports.preparing import Order, prepare

    order = Order(parameters["report"], parameters["year"], parameters["audience"], parameters["lang"])
    prepared = prepare(folder, order)
    return prepared.dossier.tables, prepared.run.frame


def render(outcome: Verification, voice: Terminal, *, as_json: bool) -> str:
    """One line a file, and what the whole says."""
    if as_json:
        return json.dumps({"holds": outcome.holds, "checked": [asdict(item) for item in outcome.checked]}, indent=1)
    lines = [
        f"{GLYPHS[item.outcome]} {item.run} · {item.what} · {voice.text(f'verify.{item.outcome}')}"
        for item in outcome.checked
    ]
    verdict = "holds" if outcome.holds else "broken"
    return "\n".join([*lines, voice.text(f"verify.{verdict}")])
