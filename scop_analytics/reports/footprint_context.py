"""What a page says of the footprint besides its figures: whose emission factors, and what the co-operative aims at."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

import polars as pl

AIMS: Final = ("ghg_per_fte", "ghg_total")
THOUSANDTHS: Final = 1000  # numbers of a table are kept in thousandths
ALIVE: Final = ("KEPT", "IN_PROGRESS", "LATE")


def footprint(
    frames: Mapping[str, pl.LazyFrame], commitments: pl.DataFrame, company: str, year: int, closings: pl.DataFrame
) -> dict[str, Any]:
    """``factors``: databases of the year's factors, and how many sources name none; ``aims``: the target of each figure.

    An aim has ``target`` in the unit of its figure and ``by``, the fiscal year in which it falls due; dropped ones are
    left out.
    """
    own = frames["emission"].filter(pl.col("entity_id") == company, pl.col("fiscal_year") == year)
    sources = own.select("source_id", "factor_source").unique().collect()
    named = sources["factor_source"].drop_nulls().str.strip_chars().unique().sort().to_list()
    factors = {
        "named": [name for name in named if name],
        "sources": sources["source_id"].n_unique(),
        "unnamed": sources.filter(pl.col("factor_source").is_null())["source_id"].n_unique(),
    }
    return {"factors": factors, "aims": _aims(commitments, _closing(closings, company, year))}


def _closing(closings: pl.DataFrame, company: str, year: int) -> date:
    end: date = closings.filter(pl.col("entity_id") == company, pl.col("fiscal_year") == year)["end"].item()
    return end


def _aims(commitments: pl.DataFrame, end: date) -> dict[str, dict[str, Any]]:
    """Of several live targets of a figure, the one that falls due last."""
    alive = pl.col("status").is_null() | pl.col("status").is_in(ALIVE)
    told = pl.col("target").is_not_null() & pl.col("due_date").is_not_null()
    live = commitments.filter(pl.col("indicator").is_in(AIMS), alive, told).sort("due_date")
    return {
        row["indicator"]: {"target": row["target"] / THOUSANDTHS, "by": _falls_in(row["due_date"], end)}
        for row in live.iter_rows(named=True)
    }


def _falls_in(due: date, end: date) -> int:
    """The fiscal year, named by its closing, of a date: one after the closing day belongs to the next one."""
    return due.year + ((due.month, due.day) > (end.month, end.day))
