"""Columns that one look shows to be stored as they are written: a small file is settled by one query instead of one a column."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import polars as pl

from scop_analytics.sources import texts
from scop_analytics.sources.columns import FOUR_DIGITS, UNKNOWN_DAYS
from scop_analytics.sources.headers import Match
from scop_analytics.sources.parsed import Parsed
from scop_analytics.sources.raw import name
from scop_analytics.tables import Column, Contract

MOST_WHOLE: Final = 10**14  # beyond, a whole number no longer passes through floats unchanged


def evident(raw: pl.DataFrame, matches: Sequence[Match], contract: Contract) -> dict[str, Parsed]:
    """The columns of ``matches`` that need no understanding, by name."""
    asked = {match.column: _holds(raw[name(match.index)], contract.column(match.column), match) for match in matches}
    checks = {column: check for column, check in asked.items() if check is not None}
    if not checks:
        return {}
    answers = raw.select(check.alias(column) for column, check in checks.items()).row(0, named=True)
    return {match.column: Parsed(raw[name(match.index)]) for match in matches if answers.get(match.column)}


def _holds(held: pl.Series, column: Column, match: Match) -> pl.Expr | None:
    """Whether every value is stored as it is written; ``None`` where that takes more than a look."""
    cell = pl.col(name(match.index))
    if match.entry.values or match.entry.unit:
        return None
    if held.dtype == pl.String and column.type == "string":
        return _said(cell, column)
    if held.dtype == pl.Date and column.type == "date":
        return ~cell.is_in(UNKNOWN_DAYS).any()
    if held.dtype == pl.Int64 and column.type == "integer":
        whole = (cell.abs() <= MOST_WHOLE).all()
        return whole & (cell >= FOUR_DIGITS).all() if column.birth else whole
    return None


def _said(cell: pl.Expr, column: Column) -> pl.Expr | None:
    if column.name == "entity_id":
        return cell.str.contains(texts.SIREN).all()
    if column.enum:
        return cell.is_in(column.enum).all()
    if column.name == texts.AGREEMENT:
        return cell.str.contains(texts.IDCC).all()
    return None if column.codes else cell.str.contains(texts.PLAIN).all()
