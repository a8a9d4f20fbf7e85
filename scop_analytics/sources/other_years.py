"""A file of which no day falls in a fiscal year of its company: another year's file, laid there by mistake."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

import polars as pl

from scop_analytics.config import Config
from scop_analytics.sources.faults import Faults
from scop_analytics.sources.part import Part

# The day of each row; accounts of the year after hold the sharing that the meeting decided.
DAYS: Final = {"payroll": "period", "fec": "date"}
LATER: Final = {"payroll": "0y", "fec": "1y"}
SPAN: Final = {"entity_id": pl.String, "start": pl.Date, "end": pl.Date}
FIRST: Final = 1000


def refused(by_table: Mapping[str, list[Part]], table: str, configs: Sequence[Config], faults: Faults) -> list[Part]:
    """The parts of ``table``, those of other years emptied: their rows are set aside, and the file is refused."""
    spans = _spans(by_table.get("entity", ()), configs).with_columns(pl.col("end").dt.offset_by(LATER[table]))
    day = DAYS[table]
    return [_emptied(piece, day, faults) if _elsewhere(piece, day, spans) else piece for piece in by_table[table]]


def _spans(entity: Sequence[Part], configs: Sequence[Config]) -> pl.DataFrame:
    """First and last day of the fiscal years that each company declares; a dossier that declares none is not judged."""
    rows = [(config.company, year.start, year.end) for config in configs for year in config.fiscal_years]
    told = [part.frame.select("entity_id", start="fiscal_year_start", end="fiscal_year_end") for part in entity]
    every = pl.concat([pl.DataFrame(rows, schema=SPAN, orient="row"), *told]).drop_nulls()
    return every.group_by("entity_id").agg(pl.col("start").min(), pl.col("end").max())


def _elsewhere(piece: Part, day: str, spans: pl.DataFrame) -> bool:
    """Whether no row is in a year of its company, or of a company that declares none; the first rows mostly say so at once."""
    rows = piece.frame.select("entity_id", day=day).drop_nulls("day")
    if spans.is_empty() or rows.is_empty():
        return False
    return not (_any_own(rows.head(FIRST), spans) or _any_own(rows, spans))


def _any_own(rows: pl.DataFrame, spans: pl.DataFrame) -> bool:
    joined = rows.join(spans, on="entity_id", how="left")
    own = pl.col("day").is_between(pl.col("start").dt.month_start(), "end").fill_null(value=True)
    return bool(joined.select(own.any()).item())


def _emptied(piece: Part, day: str, faults: Faults) -> Part:
    months = piece.frame[day].drop_nulls()
    first, last = months.sort().dt.strftime("%Y-%m").gather([0, -1])
    facts = {"first": first, "last": last}
    faults.whole(piece.place, "other_year", "refuse", column=day, count=piece.frame.height, facts=facts)
    return replace(piece, frame=piece.frame.clear(), aside=piece.read)
