"""The rows that a copy does not hold: where they stood, why, and what the columns of the table held there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import polars as pl

from scop_analytics import words
from scop_analytics.checks import Findings
from scop_analytics.repair.cells import guarded
from scop_analytics.sources.original import Original
from scop_analytics.sources.raw import LINE, name
from scop_analytics.sources.texts import EMAIL, NIR

NOT_DATA: Final = ("total_row", "repeated_header")
HIDDEN: Final = "…"
Place = tuple[str, str]  # table and file
SCHEMA: Final = {"file": pl.String, "line": pl.Int64, "rule": pl.String, "reason": pl.String, "content": pl.String}


def left_out(
    originals: Sequence[Original], kept: Mapping[Place, pl.Series], findings: Findings, lang: str
) -> pl.DataFrame:
    """One row per line left out: file, line, rule, reason in words and content; a file that was refused has one without line."""
    told = _told(findings, lang)
    parts = [_of_file(original, kept, told) for original in originals]
    counted = told.filter(pl.col("line").is_not_null() | (pl.col("severity") == "refuse"))
    found = pl.concat([*parts, counted.select(*list(SCHEMA)[:-1], pl.lit("").alias("content"))])
    lines = found.group_by("file", "line", maintain_order=True)
    whole = lines.agg(
        pl.col("rule").filter(pl.col("rule") != "").unique(maintain_order=True).str.join(", "),
        pl.col("reason").filter(pl.col("reason") != "").unique(maintain_order=True).str.join(" "),
        pl.col("content").first(),
    )
    return whole.sort("file", "line")


def _told(findings: Findings, lang: str) -> pl.DataFrame:
    """The findings that take a row or a whole file out, each with its sentence."""
    key = ["rule", "severity", "file", "table", "column"]
    causes = findings.summary(lang).unique([*key, "waived"], keep="first").filter(pl.col("waived").fill_null("") == "")
    live = findings.live.filter(pl.col("severity").is_in(["set_aside", "refuse"]) | pl.col("rule").is_in(NOT_DATA))
    said = live.join(causes.select(*key, pl.col("what").alias("reason")), on=key, how="left")
    return said.select("file", "line", "rule", pl.col("reason").fill_null(""), "severity")


def _of_file(original: Original, kept: Mapping[Place, pl.Series], told: pl.DataFrame) -> pl.DataFrame:
    """The lines of one file that are not in its table, with what they held."""
    here = kept.get((original.place.table, original.place.file), pl.Series([], dtype=pl.Int64))
    rows = original.frame.filter(~pl.col(LINE).cast(pl.Int64).is_in(here.cast(pl.Int64).implode()))
    whole = told.filter(pl.col("file") == original.place.file, pl.col("severity") == "refuse")
    lines = told.filter(pl.col("file") == original.place.file)["line"].drop_nulls()
    alone = ~pl.col("line").is_in(lines.implode())
    rule, reason = (whole[0, "rule"], whole[0, "reason"]) if whole.height else ("", "")
    return rows.select(
        pl.lit(original.place.file).alias("file"),
        pl.col(LINE).cast(pl.Int64).alias("line"),
        content=_content(original),
    ).select(
        "file",
        "line",
        pl.when(alone).then(pl.lit(rule)).otherwise(pl.lit("")).alias("rule"),
        pl.when(alone).then(pl.lit(reason)).otherwise(pl.lit("")).alias("reason"),
        "content",
    )


def _content(original: Original) -> pl.Expr:
    """``base_pay=2450,50 | …``; an e-mail address or a social-security number is not copied."""
    cells = [_cell(match.column, pl.col(name(match.index)).fill_null("")) for match in original.matches]
    return guarded(pl.concat_str(cells, separator=" | ")) if cells else pl.lit("")


def _cell(column: str, cell: pl.Expr) -> pl.Expr:
    bare = cell.str.strip_chars()
    private = bare.str.contains(EMAIL) | bare.str.contains(NIR)
    return pl.format("{}={}", pl.lit(column), pl.when(private).then(pl.lit(HIDDEN)).otherwise(cell))


def headings(names: Sequence[str], lang: str) -> dict[str, str]:
    """The headers of a list in words."""
    return {column: words.say(f"fix.head.{column}", lang) for column in names}
