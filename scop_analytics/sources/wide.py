"""Wide files: one row per person and year for two tables, or one column per survey question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Final

import polars as pl

from scop_analytics.config import Config, Entry, Wide
from scop_analytics.sources.faults import Faults, Place
from scop_analytics.sources.headers import Match
from scop_analytics.sources.raw import LINE, name
from scop_analytics.tables import header_key as fold

DECEMBER: Final = 12
ANNUAL: Final = 12
PERSON_YEAR: Final = "person_year"
SURVEY: Final = "survey"


def settings(config: Config, wide: Wide | None) -> Config:
    """The settings with what a wide file gives for all its rows: its year, the month in which it closes, its survey."""
    if wide is None:
        return config
    given: dict[str, dict[str, Entry]] = {}
    if wide.kind == PERSON_YEAR and wide.year:
        close = next((year.end.month for year in config.fiscal_years if year.label == wide.year), DECEMBER)
        given["payroll"] = {"period": Entry(constant=f"{wide.year}-{close:02d}")}
        given["employees"] = {"fiscal_year": Entry(constant=str(wide.year))}
    if wide.kind == SURVEY and wide.survey_id:
        given["survey"] = {"survey_id": Entry(constant=wide.survey_id)}
    mapping = dict(config.mapping)
    for table, entries in given.items():
        mapping[table] = MappingProxyType(entries | dict(config.entries(table)))
    return replace(config, mapping=MappingProxyType(mapping))


def months(wide: Wide | None) -> int:
    """How many months the amounts and hours of one row are of: a row of a person and year holds twelve."""
    return ANNUAL if wide and wide.kind == PERSON_YEAR else 1


def questions(
    header: Sequence[str], wide: Wide | None, matches: Sequence[Match], place: Place, faults: Faults
) -> tuple[tuple[Match, ...], dict[int, str]]:
    """The columns of the survey table, and which columns of the file are questions (index → code of the question)."""
    if wide is None or wide.kind != SURVEY:
        return tuple(matches), {}
    folded = {fold(cell): index for index, cell in enumerate(header)}
    items = {folded[fold(question)]: code for question, code in wide.items.items() if fold(question) in folded}
    for question in wide.items:
        if fold(question) not in folded:
            faults.whole(place, "wide_item_absent", "warn", column="answer", facts={"header": question})
    kept = [match for match in matches if match.index not in items and match.column not in ("answer", "item_code")]
    width = len(header)
    return (*kept, Match("item_code", width, "item_code"), Match("answer", width + 1, "answer")), items


def plain(matches: Sequence[Match], items: Mapping[int, str]) -> tuple[Match, ...]:
    """The columns of a file that fill one column of its table; not the questions, which become rows."""
    return tuple(match for match in matches if match.index not in items)


def melted(frame: pl.DataFrame, items: Mapping[int, str]) -> pl.DataFrame:
    """One row per answer instead of one column per question; a blank cell is no answer."""
    if not items:
        return frame
    others = [column for column in frame.columns if column != LINE and int(column[1:]) not in items]
    width = max(int(column[1:]) for column in frame.columns if column != LINE) + 1
    long = [
        frame.select(LINE, *others, pl.lit(code).alias(name(width)), pl.col(name(index)).alias(name(width + 1)))
        for index, code in items.items()
    ]
    return pl.concat(long).filter(pl.col(name(width + 1)).str.strip_chars() != "").sort(LINE, maintain_order=True)
