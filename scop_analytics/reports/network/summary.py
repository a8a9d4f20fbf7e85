"""The run summary of a network, for the union alone: what became of each co-operative and each pack."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import polars as pl

from scop_analytics import words
from scop_analytics.evidence import dumped, write_whole

STATES: Final = ("done", "warnings", "skipped", "refused", "failed")
STOPPING: Final = ("refused", "failed")  # states for which the command answers 1


@dataclass(frozen=True)
class Outcome:
    """One co-operative, or one refused pack: its state, its sheet or file, and a reason key with facts."""

    company: str
    state: str
    file: str
    reason: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)
    said: str = ""
    warnings: int = 0

    @staticmethod
    def refused(row: Mapping[str, Any]) -> Outcome:
        """A pack that was not accepted, as it was read."""
        return Outcome(
            row["company"] or "", "refused", row["file"], f"pack_refused.{row['reason']}", json.loads(row["facts"])
        )

    def why(self, lang: str) -> str:
        """The reason as a sentence; empty when there is nothing to say."""
        if self.said or not self.reason:
            return self.said
        key = self.reason if "." in self.reason else f"network.{self.reason}"
        return words.typography(words.say(key, lang, **self.facts), lang)


def counts(outcomes: Sequence[Outcome]) -> dict[str, int]:
    """How many of each state, all states named."""
    found = Counter(one.state for one in outcomes)
    return {state: found[state] for state in STATES}


def write_summary(folder: Path, year: int, outcomes: Sequence[Outcome], lang: str) -> None:
    """``bilan_2025.json`` and the same as a table for spreadsheets."""
    rows = [
        {"company": one.company, "state": one.state, "file": one.file, "reason": one.reason, "why": one.why(lang)}
        for one in outcomes
    ]
    tree = {"year": year, "counts": counts(outcomes), "outcomes": rows}
    with write_whole(folder) as room:
        (room.folder / f"bilan_{year}.json").write_text(dumped(tree), encoding="utf-8", newline="\n")
        frame = pl.DataFrame(rows, schema=dict.fromkeys(("company", "state", "file", "reason", "why"), pl.String()))
        frame.write_csv(room.folder / f"bilan_{year}.csv", separator=";", include_bom=True)
