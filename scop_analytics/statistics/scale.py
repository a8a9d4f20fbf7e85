"""The pay scale in bands: neighbouring bands of monthly pay are joined, from the lowest, until each has five people."""

from __future__ import annotations

from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

COMPANY: Final = ("entity_id", "fiscal_year")
FEWEST: Final = 5  # people in a band
WIDTH: Final = 500  # euros a month
CENTS_A_YEAR: Final = 12 * 100


def pay_bands(people: pl.LazyFrame) -> pl.LazyFrame:
    """People by joined band; the last band, when too small, joins the one below. Fewer than five people: no band."""
    width = WIDTH * CENTS_A_YEAR
    steps = people.group_by(*COMPANY, (pl.col("pay_fte") // width).alias("step")).agg(
        pl.len().cast(pl.Int64).alias("people")
    )
    counted = steps.sort(*COMPANY, "step").collect()
    joined = counted.with_columns(pl.Series("band", _joined(counted)))
    bands = (
        joined.lazy()
        .group_by(*COMPANY, "band")
        .agg(pl.col("step").min().alias("low"), pl.col("step").max().alias("high"), pl.col("people").sum())
        .filter(pl.col("people") >= FEWEST)
        .sort(*COMPANY, "low")
    )
    low, high = pl.col("low") * WIDTH, (pl.col("high") + 1) * WIDTH - 1
    segment = pl.concat_str(
        pl.lit('{"pay_band":"'), low.cast(pl.String), pl.lit("-"), high.cast(pl.String), pl.lit('"}')
    )
    value = pl.col("people").cast(pl.Float64)
    total = value.sum().over(*COMPANY)
    return bands.select(
        *COMPANY,
        pl.lit("pay_band_headcount").alias("indicator"),
        segment.alias("segment"),
        value.alias("numerator"),
        total.alias("denominator"),
        "people",
    )


def _joined(counted: pl.DataFrame) -> NDArray[np.int64]:
    """The band of each step: all companies advance together, one step of the scale at a time."""
    company = counted.select(pl.struct(*COMPANY).rle_id()).to_series().to_numpy()
    people = counted["people"].to_numpy()
    if not len(company):
        return np.zeros(0, dtype=np.int64)
    starts = np.flatnonzero(np.r_[True, company[1:] != company[:-1]])
    sizes = np.diff(np.r_[starts, len(company)])
    band = np.zeros(len(company), dtype=np.int64)
    held, number = np.zeros(len(starts), dtype=np.int64), np.zeros(len(starts), dtype=np.int64)
    for step in range(sizes.max()):
        here = sizes > step
        rows = starts[here] + step
        held[here] += people[rows]
        band[rows] = number[here]
        full = here & (held >= FEWEST)
        number[full] += 1
        held[full] = 0
    left = (held > 0) & (number > 0)  # the rest at the top joins the last full band
    top = np.repeat(np.where(left, number - 1, number), sizes)
    return np.asarray(np.minimum(band, top), dtype=np.int64)
