"""Counts of women and men by fixed class of full-time monthly pay: they add up across co-operatives and hold no value."""

from __future__ import annotations

from typing import Any, Final

import polars as pl

from scop_analytics.benchmarking import settings

SCHEMA: Final[dict[str, pl.DataType]] = {
    "company": pl.String(),
    "year": pl.Int32(),
    "sex": pl.String(),
    "counts": pl.List(pl.Int64()),
}
CENTS_A_YEAR: Final = 1200  # cents of a year in one euro a month


def histograms(people: pl.DataFrame, *, strict: bool) -> list[dict[str, Any]]:
    """One histogram per sex of enough people, from ``sex``, ``in_spread`` and ``pay_fte`` (cents of a full-time year).

    The first count is below the first edge, the last one from the last edge up. Fewer than three people of a sex are never
    sent; fewer than five are flagged ``A``, or not sent under the strict terms.
    """
    told, classes, status = settings.packs()["histogram"], settings.pay_classes(), settings.packs()["conf_status"]
    known = people.filter(pl.col("in_spread"), pl.col("pay_fte").is_not_null())
    made = []
    for sex in told["sexes"]:
        pays = known.filter(pl.col("sex") == sex).get_column("pay_fte")
        few = len(pays) < told["flagged"]
        if len(pays) < told["fewest"] or (few and strict):
            continue
        counts = counted(pays, classes["edges"])
        mark = status["people"] if few else status["free"]
        made.append(
            {
                "variable": told["variable"],
                "bins": classes["version"],
                "sex": sex,
                "counts": counts,
                "conf_status": mark,
            }
        )
    return made


def counted(pays: pl.Series, edges: list[int]) -> list[int]:
    """How many yearly amounts in cents fall in each class of monthly euros; an amount on an edge is in the class above."""
    found = dict(_places(pays, edges).value_counts().iter_rows())
    return [found.get(place, 0) for place in range(len(edges) + 1)]


def _places(pays: pl.Series, edges: list[int]) -> pl.Series:
    """The class of each amount, from 0 for those below the first edge."""
    bounds = pl.Series([edge * CENTS_A_YEAR for edge in edges], dtype=pl.Int64)
    return bounds.search_sorted(pays.cast(pl.Int64), side="right").cast(pl.Int64)


def by_company(people: pl.DataFrame) -> pl.DataFrame:
    """The same histograms for every company and year at once: ``company``, ``year``, ``sex``, ``counts``."""
    told, edges = settings.packs()["histogram"], settings.pay_classes()["edges"]
    if not {"in_spread", "pay_fte"} <= set(people.columns):
        return pl.DataFrame(schema=SCHEMA)
    known = people.filter(pl.col("in_spread"), pl.col("pay_fte").is_not_null(), pl.col("sex").is_in(told["sexes"]))
    placed = known.select(
        pl.col("entity_id").cast(pl.String).alias("company"),
        pl.col("fiscal_year").cast(pl.Int32).alias("year"),
        pl.col("sex").cast(pl.String),
        _places(known.get_column("pay_fte"), edges).alias("place"),
    )
    classes = [(pl.col("place") == place).sum().cast(pl.Int64) for place in range(len(edges) + 1)]
    grouped = placed.group_by("company", "year", "sex").agg(
        pl.concat_list(classes).alias("counts"), pl.len().alias("n")
    )
    return grouped.filter(pl.col("n") >= told["fewest"]).select(list(SCHEMA)).sort("company", "year", "sex")
