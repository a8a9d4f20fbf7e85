"""Changes of co-operatives against a constant panel: those that have the figure in both years, and no other.

:data:`TRENDS`: for one co-operative alone: its change since the year before, and the smoothed median of the changes of the others of its
peer group (``panel_others`` of them). :data:`PANELS`: for the region, year by year, the mean and median of the panel that has the figure in
every year given, beside those of all co-operatives; the panel is left out where it differs from all by too few.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import polars as pl

from scop_analytics.benchmarking import settings
from scop_analytics.benchmarking.ordered import Floats, Ints, members
from scop_analytics.benchmarking.peer_groups import CELL, Plan
from scop_analytics.benchmarking.positions import entries
from scop_analytics.benchmarking.rounding import rounded

TRENDS: Final[dict[str, pl.DataType]] = {
    "company": pl.String(), "year": pl.Int32(), "indicator": pl.String(), "segment": pl.String(), "before": pl.Float64(),
    "change": pl.Float64(), "panel_others": pl.Int64(), "median_change": pl.Float64(), "relative": pl.Float64(),
}  # fmt: skip
PANELS: Final[dict[str, pl.DataType]] = {
    "year": pl.Int32(), "indicator": pl.String(), "segment": pl.String(), "unit": pl.String(), "since": pl.Int32(),
    "panel": pl.Int64(), "panel_mean": pl.Float64(), "panel_median": pl.Float64(), "all": pl.Int64(),
    "all_mean": pl.Float64(), "all_median": pl.Float64(),
}  # fmt: skip
YEARS: Final = 4


def trends(found: Plan) -> pl.DataFrame:
    """The change of every figure since the year before, against the constant panel of its peer group."""
    same = ["company", "indicator", "segment"]
    before = found.rows.select(*same, (pl.col("year") + 1).alias("year"), pl.col("value").alias("before"))
    rows = found.rows.join(before, on=[*same, "year"], how="left", maintain_order="left").with_columns(
        (pl.col("value") - pl.col("before")).alias("change")
    )
    change = rows["change"].fill_null(float("nan")).to_numpy()
    others, middle = _medians(found, change)
    many = pl.lit(settings.peers()["rounding"]["people"]).alias("people")
    told = rows.with_columns(pl.Series("panel_others", others), pl.Series("median_change", middle), many)
    kept = told.filter(pl.col("change").is_not_null()).with_columns(rounded("median_change"))
    return kept.with_columns((pl.col("change") - pl.col("median_change")).alias("relative")).select(
        pl.col(name).cast(kind) for name, kind in TRENDS.items()
    )


def _medians(found: Plan, change: Floats) -> tuple[Ints, Floats]:
    """For each row with a change, how many others of its group have one, and their smoothed median."""
    group, entry, own = entries(found)
    known = ~np.isnan(change[entry["row"]])
    row = entry["row"][known]
    number = np.cumsum(known) - 1  # of each entry among those kept
    peers = members(entry["group"][known], change[row], np.ones(len(row)), own["groups"])
    mine = np.flatnonzero(~np.isnan(change))
    others, middle = np.zeros(len(change), dtype=np.int64), np.full(len(change), np.nan)
    if len(mine):
        at = peers.place[number[own["entry"][mine]]]
        others[mine] = peers.others(group[mine])
        middle[mine] = peers.quantile(group[mine], at, 0.5)
    fewest = settings.minima("peers")["median"]
    return others, np.where(others >= fewest, middle, np.nan)


def panels(figures: pl.DataFrame, audience: str = "public") -> pl.DataFrame:
    """Each figure of the region over up to four years, on the constant panel and on all co-operatives."""
    minima = settings.minima(audience)
    same = ["indicator", "segment"]
    marked = _marked(figures)
    whole = _measured(marked, "all", minima).join(
        _measured(marked.filter("steady"), "panel", minima), on=list(CELL), how="left"
    )
    return _apart(whole, audience).select(pl.col(name).cast(kind) for name, kind in PANELS.items()).sort(*same, "year")


def standing_of_panels(figures: pl.DataFrame, shown: pl.DataFrame, panel: str, whole: str) -> pl.DataFrame:
    """Who stands in the panels that ``shown`` tells (level ``panel``), and in all co-operatives beside them (level ``whole``)."""
    rows = _marked(figures)
    kept = [
        rows.filter(own).join(shown.filter(pl.col(column).is_not_null()), on=list(CELL), how="semi").with_columns(pl.lit(level).alias("level"))
        for level, column, own in ((whole, "all_mean", pl.lit(True)), (panel, "panel_mean", pl.col("steady")))
    ]  # fmt: skip
    return pl.concat(kept).select(*CELL, "level", pl.lit("").alias("group"), "company")


def _marked(figures: pl.DataFrame) -> pl.DataFrame:
    """The figures of up to four years, with the first of them and whether their co-operative has it in all of them."""
    same = ["indicator", "segment"]
    years = pl.col("year").unique().sort().tail(YEARS).alias("years")
    spans = figures.group_by(same).agg(years).filter(pl.col("years").list.len() > 1)
    rows = figures.join(spans, on=same).filter(pl.col("year").is_in(pl.col("years")))
    steady = pl.len().over([*same, "company"]) == pl.col("years").list.len()
    return rows.with_columns(steady.alias("steady"), pl.col("years").list.first().alias("since"))


def _measured(rows: pl.DataFrame, name: str, minima: dict[str, int]) -> pl.DataFrame:
    """``name`` co-operatives, their mean and smoothed median, for each figure and year."""
    cells = (
        rows.group_by(CELL, maintain_order=True)
        .agg(pl.col("unit").first(), pl.col("since").first())
        .with_row_index("g")
    )
    group = (
        rows.join(cells.select(*CELL, "g"), on=list(CELL), how="left", maintain_order="left")["g"]
        .cast(pl.Int64)
        .to_numpy()
    )
    peers = members(group, rows["value"].to_numpy(), np.ones(rows.height), cells.height)
    n, place = peers.sizes, np.arange(cells.height)
    mean = np.where(n >= minima["mean"], peers.sums / np.maximum(n, 1), np.nan)
    median = np.where(n >= minima["median"], peers.quantile(place, None, 0.5), np.nan)
    told = cells.with_columns(pl.Series(name, n), pl.Series(f"{name}_mean", mean), pl.Series(f"{name}_median", median))
    many = told.with_columns(pl.lit(settings.peers()["rounding"]["people"]).alias("people"))
    shown = many.with_columns(rounded(f"{name}_{kind}") for kind in ("mean", "median"))
    return shown.select(*CELL, *(("unit", "since") if name == "all" else ()), name, f"{name}_mean", f"{name}_median")


def _apart(rows: pl.DataFrame, audience: str) -> pl.DataFrame:
    """The panel is left out, for all years, where it lacks too few of all: the difference would tell who they are."""
    apart = settings.peers()["differencing"][audience]
    missing = pl.col("all") - pl.col("panel").fill_null(0)
    near = ((missing > 0) & (missing < apart)).any().over("indicator", "segment")
    return rows.with_columns(pl.when(~near).then(name).alias(name) for name in ("panel", "panel_mean", "panel_median"))
