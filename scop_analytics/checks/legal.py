"""The legal values rules compare with, as frames and numbers; the law files alone know them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

import polars as pl

from scop_analytics import law


def legal_values(today: date | None = None) -> Mapping[str, Any]:
    """Arguments rules may ask for: minimum wage by month, members per proxy, who is entitled to the labour share."""
    now = law.at(today or datetime.now(UTC).date())
    rights = {name: now[f"surplus.{name}"] for name in ("presence_months", "seniority_months")}
    return {
        "minimum_wage": _minimum_wage(now["minimum_wage.annual_hours"]),
        "proxy_base": now["cooperative.proxy_base"],
        "rights": pl.DataFrame(rights),
    }


def _minimum_wage(hours: Any) -> pl.LazyFrame:
    """From each month on: cents an hour, and cents a year of full time."""
    dated = law.load().frame("minimum_wage.hourly", scale=100).lazy()
    return dated.select("from", pl.col("value").alias("hourly"), (pl.col("value") * hours).alias("yearly"))
