"""How uncertain the figures of each co-operative are: proportions by their people, gaps by the spread of pay.

:func:`uncertain` gives one row per co-operative and figure listed in ``peers.toml`` (``[funnel]``): ``company, year, indicator, unit,
value, people, s``. For a proportion ``people`` is its denominator and ``s`` is left to the target of the funnel (null). For a gap
``people`` is the number of people of a co-operative of as many women as men that would be as certain, ``4/(1/women + 1/men)``, and
``s`` the standard error, in points: from the fixed classes of pay (delta method), or from the interval of the results.

Where only one or two co-operatives of those with the figure are not certain, the least certain others stay out with them: the
mean of all beside that of all but one would be the one's figure (:func:`apart`).
"""

from __future__ import annotations

import numpy as np
import polars as pl

from scop_analytics.benchmarking import settings
from scop_analytics.benchmarking.compared import COMPANY, Compared


def uncertain(compared: Compared) -> pl.DataFrame:
    """The figures whose uncertainty is known."""
    told = settings.peers()["funnel"]
    rows = compared.figures.filter(pl.col("segment") == "{}")
    shares = rows.filter(pl.col("indicator").is_in(told["proportions"]), pl.col("numerator").is_between(0, pl.col("denominator")), pl.col("denominator") > 0)  # fmt: skip
    kept = ("company", "year", "indicator", "unit", "value", "people", "s")
    proportions = shares.select(
        *kept[:4],
        (100 * pl.col("numerator") / pl.col("denominator")).alias("value"),
        pl.col("denominator").alias("people"),
        pl.lit(None, pl.Float64).alias("s"),
    )
    gaps = rows.filter(pl.col("indicator").is_in(told["gaps"])).join(
        spreads(compared.histograms), on=list(COMPANY), how="left"
    )
    women, men = (pl.coalesce(name, f"{name}_paid").cast(pl.Float64) for name in ("women", "men"))
    ratio = 1 - pl.col("value") / 100
    error = 100 * ratio * (pl.col("cv2_women") / women + pl.col("cv2_men") / men).sqrt()
    measured = gaps.with_columns(pl.coalesce("se", error).alias("s"), (4 / (1 / women + 1 / men)).alias("balanced"))
    people = pl.coalesce("balanced", pl.col("people").cast(pl.Float64))
    known = measured.with_columns(people.alias("people")).filter(
        pl.col("s") > 0, pl.col("s").is_finite(), pl.col("people") > 0
    )
    sure = pl.concat([proportions, known.select(kept)]).sort("year", "indicator", "company")
    return apart(sure, rows, pl.coalesce("s", 1 / pl.col("people")))


def apart(sure: pl.DataFrame, whole: pl.DataFrame, doubt: pl.Expr) -> pl.DataFrame:
    """The rows of ``sure``, without those of most ``doubt`` where it lacks too few of the co-operatives of ``whole``."""
    same = ["year", "indicator"]
    least = settings.peers()["differencing"]["public"]
    sized = sure.join(whole.group_by(same).len("_all"), on=same, how="left", maintain_order="left")
    missing = pl.col("_all").cast(pl.Int64) - pl.len().over(same).cast(pl.Int64)
    more = pl.when(missing.is_between(1, least - 1)).then(least - missing).otherwise(0)
    rank = doubt.rank("ordinal", descending=True).over(same).cast(pl.Int64)
    return sized.filter(rank > more).drop("_all")


def spreads(histograms: pl.DataFrame) -> pl.DataFrame:
    """Squared coefficients of variation of pay by sex, from the fixed classes: ``cv2_women, cv2_men, women_paid, men_paid``."""
    edges = np.array(settings.pay_classes()["edges"], dtype=float)
    middle = np.concatenate(
        ([edges[0] ** 1.5 / edges[1] ** 0.5], np.sqrt(edges[:-1] * edges[1:]), [edges[-1] ** 1.5 / edges[-2] ** 0.5])
    )
    counts = np.array(histograms.get_column("counts").to_list(), dtype=float).reshape(histograms.height, len(middle))
    n = counts.sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = counts @ middle / n
        variance = np.maximum(counts @ middle**2 / n - mean**2, 0) * n / (n - 1)
    told = histograms.select(*COMPANY, "sex").with_columns(
        pl.Series("cv2", variance / mean**2).fill_nan(None), pl.Series("n", n)
    )
    made = pl.DataFrame(schema={"company": pl.String, "year": pl.Int32})
    for sex, name in (("F", "women"), ("M", "men")):
        own = told.filter(pl.col("sex") == sex).select(
            *COMPANY, pl.col("cv2").alias(f"cv2_{name}"), pl.col("n").alias(f"{name}_paid")
        )
        made = made.join(own, on=list(COMPANY), how="full", coalesce=True)
    return made
