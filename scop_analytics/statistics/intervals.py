"""Stability intervals beside the gaps of a table of results, for reports: computed apart, before masking."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from scop_analytics.statistics import stability
from scop_analytics.statistics.stability import Interval, OnePerson

Pays = NDArray[np.float64]
GIVEN: Final = ("ok", "caution")


@dataclass(frozen=True)
class Gap:
    """How one gap is computed: the pay it compares and its two measures of stability."""

    pay: str
    interval: Callable[[Pays, Pays, int], Interval | None]
    one_person: Callable[[Pays, Pays], OnePerson | None]


GAPS: Final[Mapping[str, Gap]] = {
    "mean_gap_hourly": Gap("hourly_total", stability.mean_interval, stability.mean_one_person),
    "mean_gap_annual": Gap("pay_total", stability.mean_interval, stability.mean_one_person),
    "median_gap_hourly": Gap("hourly_total", stability.median_interval, stability.median_one_person),
    "median_gap_annual": Gap("pay_total", stability.median_interval, stability.median_one_person),
}


def with_intervals(
    results: pl.DataFrame, people: pl.LazyFrame, threshold: float | None = None, fewest: int = stability.FEWEST
) -> pl.DataFrame:
    """``results`` with ``low`` and ``high`` of each gap; an interval that contains 0 or ``threshold`` calls for caution.

    ``people`` is the frame ``person_calendar``; each sex needs ``fewest`` people. Rows keep their order; a caution already said is kept.
    """
    rows = results.with_row_index("row").filter(pl.col("indicator").is_in(list(GAPS)) & pl.col("status").is_in(GIVEN))
    counted = people.filter("in_gap").collect()
    found = [item for row in rows.iter_rows(named=True) if (item := _filled(row, counted, threshold, fewest))]
    if not found:
        return results
    filled = pl.DataFrame(found, schema={"row": pl.UInt32, "low_": pl.Float64, "high_": pl.Float64, "why": pl.String})
    joined = results.with_row_index("row").join(filled, on="row", how="left", maintain_order="left")
    alarmed = pl.col("why").is_not_null() & (pl.col("status") == "ok")
    return joined.with_columns(
        pl.coalesce("low_", "low").alias("low"),
        pl.coalesce("high_", "high").alias("high"),
        pl.when(alarmed).then(pl.lit("caution")).otherwise("status").alias("status"),
        pl.when(alarmed).then("why").otherwise("reason").alias("reason"),
    ).select(results.columns)


def one_person_effects(results: pl.DataFrame, people: pl.LazyFrame) -> dict[tuple[str, int, str, str], OnePerson]:
    """The one-person effect of each gap given, by company, year, indicator and segment. For the employer's eyes."""
    rows = results.filter(pl.col("indicator").is_in(list(GAPS)) & pl.col("status").is_in(GIVEN))
    counted = people.filter("in_gap").collect()
    effects = {}
    for row in rows.iter_rows(named=True):
        effect = GAPS[row["indicator"]].one_person(*_sides(row, counted))
        if effect is not None:
            effects[row["company"], row["year"], row["indicator"], row["segment"]] = effect
    return effects


def _filled(
    row: Mapping[str, object], people: pl.DataFrame, threshold: float | None, fewest: int
) -> dict[str, object] | None:
    women, men = _sides(row, people)
    interval = GAPS[str(row["indicator"])].interval(women, men, fewest)
    if interval is None:
        return None
    key = "unstable" if interval.contains(0) else "spans_threshold"
    alarm = interval.contains(0) or (threshold is not None and interval.contains(threshold))
    why = json.dumps({"key": key, "women": len(women), "men": len(men)}) if alarm else None
    return {"row": row["row"], "low_": interval.low, "high_": interval.high, "why": why}


def _sides(row: Mapping[str, object], people: pl.DataFrame) -> tuple[Pays, Pays]:
    """Pays of women and of men behind one row."""
    pay = GAPS[str(row["indicator"])].pay
    segment = json.loads(str(row["segment"]))
    kept = people.filter(
        pl.col("entity_id") == row["company"],
        pl.col("fiscal_year") == row["year"],
        pl.col(pay).is_not_null(),
        *(pl.col(key) == value for key, value in segment.items()),
    )
    women, men = (kept.filter(pl.col("sex") == sex)[pay].to_numpy().astype(np.float64) for sex in ("F", "M"))
    return women, men
