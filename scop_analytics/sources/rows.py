"""Rows that are not data, and rows that cannot be kept: totals, repeated headers, absent keys, values not understood."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import polars as pl

from scop_analytics.sources import marks
from scop_analytics.sources.faults import Faults, Place
from scop_analytics.sources.headers import Match
from scop_analytics.sources.parsed import Parsed
from scop_analytics.sources.raw import LINE, name
from scop_analytics.tables import Contract


@dataclass(frozen=True)
class Review:
    """Which rows stay."""

    keep: pl.Series


def review(
    raw: pl.DataFrame, matches: list[Match], parsed: Mapping[str, Parsed], contract: Contract, place: Place, faults: Faults
) -> Review:
    """Say what is wrong with each row once, and which rows stay."""
    keyless = _keyless(parsed, contract, raw.height)
    aside = [bad.mask for column in parsed.values() for bad in column.bad if bad.severity == "set_aside"]
    doubtful = pl.DataFrame({str(i): mask for i, mask in enumerate([*aside, *keyless.values()])})
    suspect = doubtful.select(pl.any_horizontal(pl.all())).to_series() if doubtful.width else _none(raw.height)
    texts = [m for m in matches if raw[name(m.index)].dtype == pl.String]
    not_data = _not_data(raw, texts, suspect | _labelled(raw, texts), place, faults)
    data = ~not_data
    companies = parsed["entity_id"].values if "entity_id" in parsed else None
    by_column = {m.column: m for m in matches}
    for column, item in parsed.items():
        for bad in item.bad:
            hit = bad.mask & data
            if bad.severity == "refuse":
                faults.whole(place, bad.rule, "refuse", column=_shown(by_column, column), count=int(hit.sum()), facts=dict(bad.facts))
            elif hit.any():
                faults.rows(
                    place,
                    bad.rule,
                    bad.severity,
                    raw[LINE].filter(hit),
                    column=_shown(by_column, column),
                    raw=raw[name(by_column[column].index)].filter(hit) if column in by_column else None,
                    companies=companies.filter(hit) if companies is not None else None,
                    facts=dict(bad.facts),
                )
    for column, mask in keyless.items():
        faults.rows(place, "key_missing", "set_aside", raw[LINE].filter(mask & data), column=_shown(by_column, column), facts={"column": column})
    return Review(data & ~suspect)


def _shown(by_column: Mapping[str, Match], column: str) -> str:
    return by_column[column].header if column in by_column else column


def _none(height: int) -> pl.Series:
    return pl.Series([False]).new_from_index(0, height)


def _keyless(parsed: Mapping[str, Parsed], contract: Contract, height: int) -> dict[str, pl.Series]:
    """Rows without a required value, by column; rows whose value was not understood are said elsewhere."""
    found = {}
    for column in contract.columns:
        if not column.required or column.name not in parsed or column.enum:
            continue
        item = parsed[column.name]
        if item.values.null_count() == 0:
            continue
        absent = item.values.is_null()
        for bad in item.bad:
            absent = absent & ~bad.mask
        if absent.any():
            found[column.name] = absent
    return found


@cache
def _total() -> str:
    labels = sorted({str(label) for label in marks.marks()["total_labels"]}, key=len, reverse=True)
    return rf"(?i)^\W*(?:{'|'.join(re.escape(label) for label in labels)})\b"


def _labelled(raw: pl.DataFrame, texts: list[Match]) -> pl.Series:
    """Rows whose first text says « total » although all their keys are filled."""
    if not texts:
        return _none(raw.height)
    first = raw[name(min(match.index for match in texts))]
    starts = [first.str.starts_with(word) for word in ("Total", "TOTAL", "total", "Sous", "SOUS", "sous")]
    return pl.DataFrame({str(i): mask for i, mask in enumerate(starts)}).select(pl.any_horizontal(pl.all()).fill_null(value=False)).to_series()


def _not_data(raw: pl.DataFrame, texts: list[Match], candidates: pl.Series, place: Place, faults: Faults) -> pl.Series:
    """Total rows and headers repeated at the top of each page: left out and counted."""
    if not candidates.any():
        return candidates
    few = raw.filter(candidates)
    cells = [pl.col(name(match.index)) for match in texts]
    if not cells:
        return _none(raw.height)
    total = few.select(pl.any_horizontal(cell.str.contains(_total()) for cell in cells).fill_null(value=False)).to_series()
    same = [
        cell.is_not_null() & (cell.str.strip_chars().str.to_lowercase() == match.header.lower())
        for cell, match in zip(cells, texts, strict=True)
    ]
    repeated = few.select((pl.sum_horizontal(same) >= min(2, len(same))).fill_null(value=False)).to_series() & ~total
    for rule, mask in (("total_row", total), ("repeated_header", repeated)):
        faults.rows(place, rule, "note", few[LINE].filter(mask))
    return raw[LINE].is_in(few[LINE].filter(total | repeated).implode())
