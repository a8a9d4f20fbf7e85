"""What the index is computed from: three frames of all companies, whole numbers only.

``companies``: one row per company and year. ``groups``: one row per group of indicator 1. ``rates``: one row per company and
socio-professional category. A null means « not given »: the indicator it feeds is then missing, never zero.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import polars as pl

KEY: Final = ("entity_id", "fiscal_year")
BRACKETS: Final = ("under", "small", "medium", "large")
MODES: Final = ("csp", "level")

COMPANIES: Final[dict[str, pl.DataType]] = {
    "entity_id": pl.String(),
    "fiscal_year": pl.Int32(),
    "bracket": pl.String(),  # one of BRACKETS
    "mode": pl.String(),  # one of MODES: the groups the company chose
    "months": pl.Int64(),  # months of data in the reference period
    "women": pl.Int64(),  # population of the joined indicator of raises and promotions
    "men": pl.Int64(),
    "women_raised": pl.Int64(),  # of these, raised or promoted at least once
    "men_raised": pl.Int64(),
    "returned": pl.Int64(),  # back from maternity or adoption leave in the period
    "granted": pl.Int64(),  # of these, those for whom a raise was granted during the leave
    "rewarded": pl.Int64(),  # of these, those who got it on return
    "top_women": pl.Int64(),
    "top_men": pl.Int64(),
    "top_tied": pl.Int64(),  # people of both sexes tied at the last place, when there are more than places
    "approached": pl.Int64(),  # people whose pay base is approached
    "refused": pl.String(),  # why the data given is not scored (a reason as JSON)
}
GROUPS: Final[dict[str, pl.DataType]] = {
    "entity_id": pl.String(),
    "fiscal_year": pl.Int32(),
    "mode": pl.String(),
    "category": pl.String(),  # null: people who have none; they count in the denominator of coverage
    "age_band": pl.String(),
    "women": pl.Int64(),
    "men": pl.Int64(),
    # Mean pay is the exact quotient pay / per: a sum of cents and a number of people, or digits and a power of ten.
    "women_pay": pl.Int64(),
    "women_per": pl.Int64(),
    "men_pay": pl.Int64(),
    "men_per": pl.Int64(),
}
RATES: Final[dict[str, pl.DataType]] = {
    "entity_id": pl.String(),
    "fiscal_year": pl.Int32(),
    "category": pl.String(),
    "women": pl.Int64(),
    "men": pl.Int64(),
    "women_raised": pl.Int64(),
    "men_raised": pl.Int64(),
    "women_promoted": pl.Int64(),
    "men_promoted": pl.Int64(),
}


def shaped(frame: pl.DataFrame, schema: Mapping[str, pl.DataType]) -> pl.DataFrame:
    """``frame`` with exactly the columns of ``schema``; those it lacks are null."""
    known = set(frame.columns)
    return frame.select(
        (pl.col(name) if name in known else pl.lit(None)).cast(kind).alias(name) for name, kind in schema.items()
    )
