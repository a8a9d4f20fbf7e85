"""The typed tables of a dossier as ``derive`` reads them: an absent table is an empty one, an absent column costs nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import polars as pl

from scop_analytics import tables

if TYPE_CHECKING:
    from scop_analytics.dossier import Dossier


def table(dossier: Dossier, name: str, columns: Sequence[str] | None = None) -> pl.LazyFrame:
    """The rows of ``name``, empty when no file gave it, so that what other tables say is never lost."""
    frame = dossier.tables.get(name)
    rows = pl.LazyFrame(schema=tables.contract(name).schema()) if frame is None else frame.lazy()
    rows = rows.with_columns(pl.col("entity_id").cast(pl.String))
    return rows if columns is None else rows.select(columns)


def found(dossier: Dossier, name: str) -> frozenset[str]:
    """The columns of ``name`` that the files really hold; the others are all null and need no computing."""
    return dossier.columns.get(name, frozenset()) if name in dossier.tables else frozenset()
