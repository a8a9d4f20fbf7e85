"""Months touched by a leave that suspends the contract: days taken off when unpaid, months set apart when pay is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl

from scop_analytics.derive import inputs
from scop_analytics.derive.clock import MONTH, month_number
from scop_analytics.derive.periods import Months
from scop_analytics.derive.rules import names

if TYPE_CHECKING:
    from scop_analytics.dossier import Dossier

MAINTAINED: Final = 1 << 24
"""Added to the parts of a month touched by a leave during which pay is maintained."""


def touched_months(dossier: Dossier, months: Months, contracts: pl.DataFrame) -> pl.Series | None:
    """At place ``py × months.count + month``: parts of the month on unpaid leave, plus ``MAINTAINED`` when pay is kept.

    Nothing when nobody took such a leave. Source: table ``leaves``. A leave without end lasts until the end of the period;
    a part-time leave suspends nothing.
    """
    unpaid, maintained = names("absence", "unpaid"), names("absence", "maintained")
    wanted = ["entity_id", "person_id", "leave_type", "start_date", "end_date", "full_time"]
    rows = inputs.table(dossier, "leaves", wanted).filter(
        pl.col("leave_type").is_in([*unpaid, *maintained]), pl.col("full_time").fill_null(value=True)
    )
    leaves = rows.collect()
    if leaves.is_empty() or contracts.is_empty():
        return None
    people = contracts.lazy().filter(pl.col("is_main")).select("entity_id", "person_id", "py", "start", "end")
    spells = (
        leaves.lazy()
        .join(people, on=["entity_id", "person_id"])
        .select(
            "py",
            paid=pl.col("leave_type").is_in(maintained),
            first=pl.max_horizontal("start_date", "start"),
            last=pl.min_horizontal("end_date", "end"),
        )
    )
    cells = _cells(spells.filter(pl.col("first") <= pl.col("last")), months)
    people_count = contracts.select(pl.col("py").max()).item() + 1
    grid = np.zeros(people_count * months.count, dtype=np.int32)
    grid[cells["place"].to_numpy()] = cells["code"].to_numpy()
    return pl.Series("touched", grid)


def _cells(spells: pl.LazyFrame, months: Months) -> pl.DataFrame:
    """One row per person-year and month touched: its ``place`` in the grid and what to write there (``code``)."""
    ranges = pl.int_ranges(
        month_number(pl.col("first")) - months.first, month_number(pl.col("last")) - months.first + 1
    )
    cells = spells.with_columns(month=ranges).explode("month").with_columns(month=pl.col("month").cast(pl.Int32))
    place = pl.col("py").cast(pl.Int64) * months.count + pl.col("month")
    return (
        cells.with_columns(place=place, parts=_days(months))
        .group_by("place")
        .agg(
            unpaid=pl.when(~pl.col("paid")).then("parts").otherwise(0).sum().clip(upper_bound=MONTH),
            maintained=pl.col("paid").any(),
        )
        .select("place", code=pl.col("unpaid") + pl.when("maintained").then(MAINTAINED).otherwise(0))
        .collect()
    )


def _days(months: Months) -> pl.Expr:
    """Parts of the month that the leave takes, days counted from the first to the last included."""
    opening = pl.lit(months.opening.cast(pl.Int32)).gather(pl.col("month"))
    closing = pl.lit(months.table["last"].cast(pl.Int32)).gather(pl.col("month"))
    first = pl.max_horizontal(pl.col("first").cast(pl.Int32), opening)
    last = pl.min_horizontal(pl.col("last").cast(pl.Int32), closing)
    return (last - first + 1).cast(pl.Int64) * (MONTH // (closing - opening + 1).cast(pl.Int64))
