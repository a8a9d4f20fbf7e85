"""Support: the facts about the people behind a result that masking needs and that never leave ``compute``.

One row per row of results (same ``company``, ``year``, ``indicator``, ``segment``); a column that means nothing for an
indicator is null, and a null column sets no condition.
"""

from __future__ import annotations

from typing import Final

import polars as pl

KEY: Final = ("company", "year", "indicator", "segment")

SUPPORT: Final[dict[str, pl.DataType]] = {
    "company": pl.String(),
    "year": pl.Int32(),
    "indicator": pl.String(),
    "segment": pl.String(),
    # Everybody counted in the statistic: both sides of a gap, the denominator of a share, all who answered a question.
    "people": pl.Int64(),
    # Filled only where the statistic compares, separates or concerns the sexes (gaps, mean pay of women, quarters by sex).
    "women": pl.Int64(),
    "men": pl.Int64(),
    # Smallest non-zero group of answers that the row states or lets be deduced (share: favourable and the others;
    # count of one answer: that answer). Opinions only.
    "least": pl.Int64(),
    # Number of different values in the group: one means that everybody earns, or answered, the same.
    "distinct": pl.Int64(),
    # Totals: how many give something other than zero, what the two largest give, in the unit of the total.
    "contributors": pl.Int64(),
    "largest": pl.Float64(),
    "second": pl.Float64(),
    "total": pl.Float64(),
    # Quantiles in euros: the mean of the neighbouring order statistics, in the unit of ``value``.
    "smoothed": pl.Float64(),
}
