"""Statistics of a region: all co-operatives, by sector, by size, by region; one row per figure and stratum.

:data:`STRATA`: ``n`` co-operatives, ``people`` at work in them. ``mean``, ``median`` and quantiles give every co-operative the same
weight, ``person_weighted`` gives it that of its people, ``ratio_of_sums`` adds numerators and denominators up; they are
never mixed. A stratum too small is ``suppressed``, and so is the next smallest when it would give the first back; together
with the peer groups, no sums of strata give one co-operative away.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

import numpy as np
import polars as pl

from scop_analytics.benchmarking import settings
from scop_analytics.benchmarking.differencing import exposed
from scop_analytics.benchmarking.ordered import Floats, Ints, members
from scop_analytics.benchmarking.peer_groups import CELL, COARSE, Plan
from scop_analytics.benchmarking.positions import NEEDS, SHARES
from scop_analytics.benchmarking.published import near, standing
from scop_analytics.benchmarking.rounding import rounded
from scop_analytics.errors import DisclosureError
from scop_analytics.results import reason

KINDS: Final = ("all", "size_band", "sector", "region")
STATISTICS: Final = ("mean", "median", "p10", "p25", "p75", "p90", "person_weighted", "ratio_of_sums")
STRATA: Final[dict[str, pl.DataType]] = {
    "kind": pl.String(), "stratum": pl.String(), "year": pl.Int32(), "indicator": pl.String(), "code": pl.String(),
    "segment": pl.String(), "unit": pl.String(), "polarity": pl.String(), "n": pl.Int64(), "people": pl.Int64(),
    **dict.fromkeys(STATISTICS, pl.Float64()), "status": pl.String(), "reason": pl.String(),
}  # fmt: skip
Flags = np.ndarray[Any, np.dtype[np.bool_]]


def strata(
    found: Plan, audience: str = "public", published: pl.DataFrame | None = None
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The statistics of every stratum, in the columns of :data:`STRATA`, and who stands in those that are shown.

    ``published``: the memberships of the publication before; a stratum that differs from it by too few is hidden.
    """
    placed, table = _placed(found.rows)
    minima = settings.minima(audience)
    shown = _enough(table, minima["mean"], settings.peers()["differencing"][audience])
    named = table.with_columns(pl.col("kind").alias("level"), pl.col("stratum").alias("group"))
    shown[near(standing(found.rows, placed, named, shown), named, published)] = False
    shown = _audited(found, placed, table, shown)
    measured = table.with_columns(pl.Series("shown", shown)).with_columns(
        pl.Series(name, numbers) for name, numbers in _statistics(found.rows, placed, table, minima).items()
    )
    told = measured.with_columns(
        *(pl.when("shown").then(rounded(name)).alias(name) for name in STATISTICS),
        pl.when("shown").then(pl.lit("ok")).otherwise(pl.lit("suppressed")).alias("status"),
        pl.when(~pl.col("shown")).then(reason("too_few_coops", {"minimum": minima["mean"]})).alias("reason"),
        *(pl.when("shown").then(name).alias(name) for name in ("n", "people")),
    )
    order = ["year", "indicator", "segment", "kind", "stratum"]
    frame = told.select(pl.col(name).cast(kind) for name, kind in STRATA.items()).sort(order)
    return frame, standing(found.rows, placed, named, shown)


def _placed(rows: pl.DataFrame) -> tuple[dict[str, Ints], pl.DataFrame]:
    """The stratum of each row for each kind (−1: not stated), and the table of strata."""
    placed: dict[str, Ints] = {}
    tables, start = [], 0
    for kind in KINDS:
        stratum = pl.lit("") if kind == "all" else pl.col(kind)
        named = rows.select(*CELL, stratum.alias("stratum"), "code", "unit", "polarity", "weight")
        grouped = named.filter(pl.col("stratum").is_not_null()).group_by(*CELL, "stratum", maintain_order=True)
        table = grouped.agg(
            pl.len().alias("n"), pl.col("weight").sum().alias("people"), pl.col("code", "unit", "polarity").first()
        )
        numbered = table.with_row_index("node", start).with_columns(
            pl.col("node").cast(pl.Int64), pl.lit(kind).alias("kind")
        )
        both = named.join(
            numbered.select(*CELL, "stratum", "node"), on=[*CELL, "stratum"], how="left", maintain_order="left"
        )
        placed[kind] = both.get_column("node").fill_null(-1).to_numpy()
        tables.append(numbered)
        start += table.height
    return placed, pl.concat(tables)


def _enough(table: pl.DataFrame, fewest: int, apart: int) -> Flags:
    """Strata large enough, such that those hidden of one kind are together none, or enough not to be deduced."""
    whole = pl.col("n").filter(pl.col("kind") == KINDS[0]).first().over(CELL)
    signed = table.with_columns(
        pl.col("n").cast(pl.Int64)
    )  # a count less one, where there is none, would be four thousand million
    ranked = signed.with_columns(whole.alias("whole")).sort("n", descending=True)
    big = pl.col("n") >= fewest
    hidden = pl.col("whole").first() - pl.col("n").filter(big).sum()
    smallest = pl.col("n").filter(big).len().cast(pl.Int64) - 1
    one_more = (hidden > 0) & (hidden < apart)
    kinds = ranked.group_by(*CELL, "kind").agg((smallest - one_more.cast(pl.Int64)).alias("last"))
    place = pl.int_range(pl.len()).over([*CELL, "kind"]).alias("rank")
    kept = ranked.with_columns(place).join(kinds, on=[*CELL, "kind"], how="left").sort("node")
    return np.asarray(kept.select(big & (pl.col("rank") <= pl.col("last"))).to_series().to_numpy(), dtype=bool)


def _audited(found: Plan, placed: dict[str, Ints], table: pl.DataFrame, shown: Flags) -> Flags:
    """The strata that stay once everything published about a figure, peer groups too, exposes no co-operative."""
    cells = found.rows.select(pl.struct(CELL).rle_id()).to_series().to_numpy()
    edges = np.append(np.flatnonzero(np.diff(cells, prepend=-1)), len(cells))
    used = found.published
    sizes, kept = table.get_column("n").to_numpy(), np.zeros_like(shown)
    verdicts: dict[bytes, bool] = {}
    for first, last in pairwise(edges):  # figures, not co-operatives
        span = slice(first, last)
        peers = [_incidence(found.nodes[name][span], used) for name in COARSE]
        safe = _Audit(peers, {kind: placed[kind][span] for kind in KINDS}, verdicts)
        kept[_safest(safe, shown, sizes)] = True
    return kept


@dataclass(frozen=True)
class _Audit:
    """What is published about one figure: its peer groups, and the strata asked about; the same pattern is solved once."""

    peers: list[Flags]
    nodes: dict[str, Ints]
    verdicts: dict[bytes, bool]

    def __call__(self, strata: Ints) -> bool:
        """Whether these strata expose nobody."""
        chosen = [node[None, :] == strata[:, None] for node in self.nodes.values()]
        groups = np.concatenate([*self.peers, np.logical_or.reduce(chosen)])
        mark = np.packbits(groups).tobytes() + str(groups.shape).encode()
        if mark not in self.verdicts:
            self.verdicts[mark] = not len(exposed(groups))
        return self.verdicts[mark]

    def of(self, kind: str, shown: Flags, sizes: Ints) -> Ints:
        """The strata of a kind that are large enough, the largest first."""
        node = self.nodes[kind]
        there = np.unique(node[node >= 0])
        there = there[shown[there]]
        return there[np.argsort(-sizes[there], kind="stable")]


def _safest(safe: _Audit, shown: Flags, sizes: Ints) -> Ints:
    """All strata when they expose nobody; otherwise kind after kind, in the order of :data:`KINDS`, what exposes nobody."""
    kinds = [safe.of(kind, shown, sizes) for kind in KINDS]
    whole = np.concatenate(kinds)
    if safe(whole):
        return whole
    kept = np.empty(0, dtype=np.int64)
    if not safe(kept):
        raise DisclosureError("peers_recoverable", count=len(safe.nodes[KINDS[0]]))
    for strata in kinds:
        together = np.concatenate([kept, strata])
        if safe(together):
            kept = together
            continue
        for stratum in strata:
            longer = np.append(kept, stratum)
            kept = longer if safe(longer) else kept
    return kept


def _incidence(node: Ints, used: Flags) -> Flags:
    """One row per published group: who stands in it."""
    there = np.unique(node[node >= 0])
    there = there[used[there]]
    return np.asarray(node[None, :] == there[:, None])


def _statistics(
    rows: pl.DataFrame, placed: dict[str, Ints], table: pl.DataFrame, minima: dict[str, int]
) -> dict[str, Floats]:
    """The statistics of every stratum, each where enough co-operatives stand behind it."""
    node = np.concatenate([placed[kind] for kind in KINDS])
    index = np.tile(np.arange(rows.height), len(KINDS))[node >= 0]
    node = node[node >= 0]
    value, weight = rows["value"].to_numpy(), rows["weight"].fill_null(float("nan")).to_numpy()
    group, peers = np.arange(table.height), members(node, value[index], weight[index], table.height)
    n = peers.sizes
    made = {"mean": peers.sums / n}
    for name, share in SHARES.items():
        made[name] = np.where(n >= minima[NEEDS[name]], peers.quantile(group, None, share), np.nan)
    made["person_weighted"] = _light(node, weight[index], peers.loads, minima["weight"], peers.weighted)
    top, bottom = _summable(rows)
    made["ratio_of_sums"] = _light(node, bottom[index], _sum(node, bottom[index], table.height), minima["weight"], _sum(node, top[index], table.height))  # fmt: skip
    return made


def _light(node: Ints, load: Floats, loads: Floats, limit: int, sums: Floats) -> Floats:
    """``sums ÷ loads`` of each stratum, unless one co-operative weighs too much or its weight is not known."""
    heaviest = np.zeros(len(loads))
    np.maximum.at(heaviest, node, np.nan_to_num(load))
    unknown = np.bincount(node, np.isnan(load), len(loads)) > 0
    with np.errstate(divide="ignore", invalid="ignore"):
        share = sums / loads
    return np.asarray(np.where((loads > 0) & ~unknown & (100 * heaviest <= limit * loads), share, np.nan))


def _sum(node: Ints, numbers: Floats, count: int) -> Floats:
    return np.asarray(np.bincount(node, np.nan_to_num(numbers), count), dtype=np.float64)


def _summable(rows: pl.DataFrame) -> tuple[Floats, Floats]:
    """Numerators (times 100 for percents) and denominators where the value is their quotient; NaN elsewhere."""
    times = pl.when(pl.col("unit") == "percent").then(100.0).otherwise(1.0)
    top, bottom = pl.col("numerator") * times, pl.col("denominator")
    gaps = pl.col("indicator").is_in(settings.packs()["release"]["means"])
    same = ((top / bottom - pl.col("value")).abs() <= 0.05001) & (bottom > 0) & ~gaps  # noqa: PLR2004 - values have one decimal at least
    kept = rows.select(pl.when(same.fill_null(False)).then(part).otherwise(float("nan")).alias(name) for name, part in (("top", top), ("bottom", bottom)))  # fmt: skip
    return kept["top"].to_numpy(), kept["bottom"].to_numpy()
