"""What the quality report prints of the checks: causes with their remedy, waivers, and the raw values for the employer."""

from __future__ import annotations

import polars as pl

from scop_analytics import tables
from scop_analytics.checks import waivers
from scop_analytics.checks.findings import Findings
from scop_analytics.dossier import Dossier


def causes(findings: Findings, lang: str = "fr") -> pl.DataFrame:
    """Page Q2: one row per cause, most frequent first, with why it matters and what to do."""
    return findings.summary(lang)


def accepted(findings: Findings) -> pl.DataFrame:
    """Page Q4: the waivers, who accepted what and why, and how many findings each covers."""
    return waivers.frame(findings.waivers)


def with_values(findings: Findings, dossier: Dossier) -> pl.DataFrame:
    """The findings with the raw value at fault (``value``), for the confidential file of the employer alone."""
    parts = [_valued(part, dossier) for part in findings.frame.partition_by("table", "column")]
    return pl.concat(parts) if parts else findings.frame.with_columns(pl.lit("").alias("value"))


def _valued(part: pl.DataFrame, dossier: Dossier) -> pl.DataFrame:
    table, column = str(part["table"][0]), str(part["column"][0] or "")
    frame = dossier.tables.get(table)
    if frame is None or column not in tables.contract(table).by_name:
        return part.with_columns(pl.lit("").alias("value"))
    scale = tables.contract(table).column(column).scale
    value = (pl.col(column) / scale if scale else pl.col(column)).cast(pl.String).fill_null("").alias("value")
    rows = frame.select(pl.col("source_file").cast(pl.String).alias("file"), pl.col("source_line").alias("line"), value)
    both = part.join(rows.unique(["file", "line"]), on=["file", "line"], how="left", maintain_order="left")
    return both.with_columns(pl.col("value").fill_null(""))
