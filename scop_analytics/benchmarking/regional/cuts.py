"""A cut: counts or sums of a region that the strata do not hold (bands, classes, rules met), with those who stand behind it.

Each cut is masked where it is made. Together they are compared with what was published before: a cut whose co-operatives
differ by too few from those behind an earlier one is not told again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import polars as pl

from scop_analytics.benchmarking import settings
from scop_analytics.benchmarking.compared import Compared
from scop_analytics.benchmarking.differencing import exposed
from scop_analytics.benchmarking.published import MEMBERSHIPS, near

WHOLE: Final = "{}"
BEHIND: Final[dict[str, pl.DataType]] = {"indicator": pl.String(), "company": pl.String()}


@dataclass(frozen=True)
class Given:
    """What a cut is made from: the figures of the network, the year and audience of the report, who was asked, the files read.

    ``asked`` (:data:`union_file.COLUMNS`) and ``outcomes`` (:data:`reading.OUTCOMES`) are ``None`` where nobody knows. ``groups``
    (:data:`published.MEMBERSHIPS`) are those already told about: peer groups and strata.
    """

    compared: Compared
    year: int
    audience: str
    asked: pl.DataFrame | None = None
    outcomes: pl.DataFrame | None = None
    groups: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=MEMBERSHIPS), repr=False)

    def figures(self, indicator: str) -> pl.DataFrame:
        """The figure of each co-operative as a whole in the year of the report, with its profile."""
        own = self.compared.figures.filter(year=self.year, indicator=indicator, segment=WHOLE)
        return own.join(self.profiles.drop("year", "people"), on="company", how="left")

    @property
    def least(self) -> int:
        """Fewest co-operatives behind a number that this audience reads."""
        return int(settings.minima(self.audience)["mean"])

    def exposes(self, indicator: str, more: pl.DataFrame) -> bool:
        """Whether means of further groups of a figure, with those already told, would give one co-operative away.

        ``more``: ``group`` and ``company``, one row per co-operative of each further group.
        """
        return exposes(self.groups.filter(year=self.year, indicator=indicator, segment=WHOLE), more)

    @property
    def profiles(self) -> pl.DataFrame:
        """Sector, size, region and people of those that answered for the year."""
        return self.compared.profiles.filter(year=self.year)


@dataclass(frozen=True)
class Cut:
    """What a cut tells (``told``: plain values that all may read), on whom it rests, and what it hides.

    ``behind``: indicator and company of those that stand in it. ``log``: what was masked and by which rule, for the union alone.
    """

    told: Mapping[str, Any]
    behind: pl.DataFrame = field(repr=False)
    log: pl.DataFrame = field(default_factory=pl.DataFrame, repr=False)


def exposes(told: pl.DataFrame, more: pl.DataFrame) -> bool:
    """Whether the sums of the groups of one figure (:data:`published.MEMBERSHIPS`), with further ones, give one co-operative away."""
    named = told.select(pl.concat_str("level", "group", separator="|").alias("group"), "company")
    both = pl.concat([named, more.select(pl.concat_str(pl.lit("+"), "group").alias("group"), "company")])
    ranks = both.select(pl.all().rank("dense").cast(pl.Int64) - 1)
    inside = np.zeros(tuple(both.select(pl.all().n_unique()).row(0)), dtype=np.bool_)
    inside[ranks["group"].to_numpy(), ranks["company"].to_numpy()] = True
    return len(exposed(inside)) > 0


Maker = Callable[[Given], Cut]


def standing(name: str, cut: Cut, year: int) -> pl.DataFrame:
    """The co-operatives behind a cut, as the register of published groups keeps them."""
    parts = {"level": name, "group": "", "segment": WHOLE}
    rows = cut.behind.unique(maintain_order=True).with_columns(
        pl.lit(year).alias("year"), *(pl.lit(text).alias(key) for key, text in parts.items())
    )
    return rows.select(pl.col(key).cast(kind) for key, kind in MEMBERSHIPS.items())


def too_near(now: pl.DataFrame, before: pl.DataFrame | None) -> pl.DataFrame:
    """The groups of ``now`` that differ from one published earlier by too few co-operatives, but do differ."""
    keys = [name for name in MEMBERSHIPS if name != "company"]
    groups = now.select(keys).unique(maintain_order=True).with_row_index("node")
    named = groups.with_columns(pl.col("node").cast(pl.Int64))
    return named.filter(pl.col("node").is_in(near(now, named, before).tolist())).select(keys)
