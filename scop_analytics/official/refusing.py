"""What the official file's faults say: as findings, or as the refusal of a file that cannot be read at all."""

from __future__ import annotations

import polars as pl

from scop_analytics.checks import Findings, render
from scop_analytics.errors import DataError

REFUSED = "refuse"


class UnreadableError(DataError):
    """The official file cannot be read: nothing is compared, nothing is written."""

    def __init__(self, findings: pl.DataFrame) -> None:
        super().__init__("official_unreadable")
        self.findings = findings

    def message(self, lang: str) -> str:
        """Every fault: where, what, why it matters and what to do."""
        return render(as_findings(self.findings), "text", lang).rstrip()


def as_findings(frame: pl.DataFrame) -> Findings:
    """The faults of the file as findings, nobody having waived any."""
    return Findings(frame.with_columns(waived=pl.lit(None, pl.String)))


def readable(findings: pl.DataFrame) -> None:
    """Stop at a file that was refused as a whole."""
    if findings.filter(severity=REFUSED).height:
        raise UnreadableError(findings)
