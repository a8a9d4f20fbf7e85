"""Months touched by a leave that suspends the contract: days taken off when unpaid, months set apart when pay is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from scop_analytics.derive import inputs
from scop_analytics.derive.clock import MONTH, month_number
from scop_analytics.derive.periods import Months
from scop_analytics.derive.rules import names

if TYPE_CHECKING:
    from scop_analytics.dossier import Dossier


def touched_months(dossier: Dossier, months: Months, contracts: pl.DataFrame) -> pl.DataFrame:
    """One row per person-year and month with such a leave: ``py, month, unpaid`` (parts of the month), ``maintained``.

    Source: table ``leaves``. A leave without end lasts until the end of the period; a part-time leave suspends nothing.
    """
    unpaid, maintained = names("absence", "unpaid"), names("absence", "maintained")
    people = contracts.lazy().select("entity_id", "person_id", "py", "start", "end").unique("py")
    rows = inputs.table(
        dossier, "leaves", ["entity_id", "person_id", "leave_type", "start_date", "end_date", "full_time"]
    )
    rows = rows.filter(pl.col("leave_type").is_in([*unpaid, *maintained]), pl.col("full_time").fill_null(value=True))
    spells = rows.join(people, on=["entity_id", "person_id"]).select(
        "py",
        paid=pl.col("leave_type").is_in(maintained),
        first=pl.max_horizontal("start_date", "start"),
        last=pl.min_horizontal("end_date", "end"),
    )
    spells = spells.filter(pl.col("first") <= pl.col("last"))
    ranges = pl.int_ranges(
        month_number(pl.col("first")) - months.first, month_number(pl.col("last")) - months.first + 1
    )
    cells = spells.with_columns(month=ranges).explode("month").with_columns(month=pl.col("month").cast(pl.Int32))
    days = _days(months)
    return (
        cells.group_by("py", "month")
        .agg(
            unpaid=pl.when(~pl.col("paid")).then(days).otherwise(0).sum(),
            maintained=pl.col("paid").any(),
        )
        .collect()
    )


def _days(months: Months) -> pl.Expr:
    """Parts of the month that the leave takes, days counted from the first to the last included."""
    opening = pl.lit(months.opening.cast(pl.Int32)).gather(pl.col("month"))
    closing = pl.lit(months.table["last"].cast(pl.Int32)).gather(pl.col("month"))
    first = pl.max_horizontal(pl.col("first").cast(pl.Int32), opening)
    last = pl.min_horizontal(pl.col("last").cast(pl.Int32), closing)
    return (last - first + 1).cast(pl.Int64) * (MONTH // (closing - opening + 1).cast(pl.Int64))
