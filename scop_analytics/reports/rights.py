"""What an employee who asks may be told of each category of equal value: yes or no, never a number of people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import polars as pl

from scop_analytics.answers.computing import READER, communicable
from scop_analytics.privacy import policy

LISTED: Final = (
    "employer",
    "representatives",
    "members",
)  # readers who are, or speak for, the people of the co-operative
UNMERGED: Final = ("employer",)


def rights(frames: Mapping[str, pl.LazyFrame], company: str, year: int, audience: str, grid: str) -> dict[str, Any]:
    """Categories of equal value, and whether each mean may be told in them.

    ``grid``: how jobs are classed; ``least``: others of a sex there must be; ``fewest``: people of a category that is
    named; smaller ones join the ``others``, save for the employer.
    """
    rule = policy().classes["pay"][READER]
    fewest = policy().classes["visible"][READER].people
    told: dict[str, Any] = {"grid": grid, "least": rule.sides, "fewest": fewest, "categories": [], "others": False}
    if audience not in LISTED:
        return told
    own = frames["person_calendar"].filter(pl.col("entity_id") == company, pl.col("fiscal_year") == year)
    found = communicable(own.collect(), rule.sides)
    shown = pl.lit(audience in UNMERGED) | (pl.col("people") >= told["fewest"])
    named = found.filter(shown)
    told["categories"] = named.select("value_category", "F", "M").to_dicts()
    return {**told, "others": named.height < found.height}
