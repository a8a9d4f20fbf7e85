"""The audit of a benchmark: everything told about one figure, together, gives no co-operative away.

Peer groups and strata are what :mod:`strata` already holds against each other. Here come the pooled gaps, the panels, the funnels
and their dots: each is the sum of a group, and a group that with all others leaves one co-operative alone is not told. The
groups are read again from the registers of who stands where, not from the computations that chose them. Of dots, everybody may
add up those of a window of sizes, so a window counts as a group; who stands in which of its dots is not told. Means, weighted means
and pooled estimates count as sums of one kind: where co-operatives weigh about the same, they are. It fails closed: when even
the groups that came first expose somebody, nothing is told at all.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import polars as pl

from scop_analytics.benchmarking import pooled_gaps, settings
from scop_analytics.benchmarking.compared import Compared
from scop_analytics.benchmarking.differencing import Flags, exposed
from scop_analytics.benchmarking.funnels import Funnels
from scop_analytics.benchmarking.peer_groups import CELL
from scop_analytics.benchmarking.published import MEMBERSHIPS, near
from scop_analytics.benchmarking.trends import standing_of_panels
from scop_analytics.errors import DisclosureError
from scop_analytics.results import reason

WHOLE: Final = "{}"
FUNNEL: Final = "funnel"
DOTS: Final = "dots"
PANEL: Final = "panel"
ALL: Final = "panel_all"
PARTS: Final = {"estimate": ("estimate", "low", "high", "tau2", "i2"), "payroll": ("payroll",)}
LEVELS: Final = (
    *(f"{part}_{kind}" for kind in pooled_gaps.KINDS for part in PARTS), ALL, PANEL, FUNNEL, DOTS,
)  # fmt: skip


@dataclass(frozen=True)
class Told:
    """What is told beside peer groups and strata; ``memberships`` of those, and of all that is told once it is audited."""

    pooled: pl.DataFrame
    panels: pl.DataFrame
    funnels: Funnels
    memberships: pl.DataFrame


def told(compared: Compared, sure: pl.DataFrame, asked: Told, published: pl.DataFrame | None = None) -> Told:
    """``asked`` without what would give a co-operative away; its memberships are of the peer groups and strata already told.

    ``published``: the memberships of earlier publications; a group that differs from one of them by too few is not told either.
    """
    groups = _groups(compared, sure, asked)
    fresh = groups.join(_near(groups, published), on=[*CELL, "level", "group"], how="anti", maintain_order="left")
    kept = _whole_panels(_kept(asked.memberships, fresh), asked.panels)
    return replace(_without(asked, kept), memberships=pl.concat([asked.memberships, kept]))


def _groups(compared: Compared, sure: pl.DataFrame, asked: Told) -> pl.DataFrame:
    """The groups of everything asked, as memberships."""
    whole = pl.lit(WHOLE).alias("segment")
    gaps = pooled_gaps.behind(compared, sure)
    pooled = gaps.join(asked.pooled.filter(status="ok"), on=["year", "indicator", "kind", "stratum"], how="semi")
    funnels = asked.funnels.behind
    parts = [
        pooled.with_columns(whole, pl.concat_str("part", pl.lit("_"), "kind").alias("level"), pl.col("stratum").alias("group")),
        standing_of_panels(compared.figures, asked.panels, PANEL, ALL),
        funnels.with_columns(whole, pl.lit(FUNNEL).alias("level"), pl.lit("").alias("group")),
        funnels.drop_nulls("window").with_columns(whole, pl.lit(DOTS).alias("level"), pl.col("window").cast(pl.String).alias("group")),
    ]  # fmt: skip
    return pl.concat(part.select(pl.col(name).cast(kind) for name, kind in MEMBERSHIPS.items()) for part in parts)


def _near(groups: pl.DataFrame, published: pl.DataFrame | None) -> pl.DataFrame:
    """The groups that differ by too few from one published earlier; of dots, all of a funnel when one does."""
    keys = [*CELL, "level", "group"]
    named = groups.select(keys).unique(maintain_order=True).with_row_index("node").cast({"node": pl.Int64})
    return named.filter(pl.col("node").is_in(near(groups, named, published).tolist())).select(keys)


def _kept(first: pl.DataFrame, groups: pl.DataFrame) -> pl.DataFrame:
    """The memberships of ``groups`` that may be told beside ``first``, figure by figure."""
    before = first.partition_by(*CELL, as_dict=True)
    nothing = pl.DataFrame(schema=MEMBERSHIPS)
    verdicts: dict[bytes, bool] = {}
    kept = [
        one
        for key, cell in groups.partition_by(*CELL, as_dict=True, maintain_order=True).items()
        for one in _of_cell(before.get(key, nothing), cell, verdicts)
    ]
    return pl.concat([nothing, *kept])


def _of_cell(first: pl.DataFrame, cell: pl.DataFrame, verdicts: dict[bytes, bool]) -> Iterator[pl.DataFrame]:
    """All of it when it exposes nobody; otherwise one group after the other, in the order of :data:`LEVELS`."""
    names = pl.concat([first.get_column("company"), cell.get_column("company")]).unique().sort()
    known = _once(_matrix(first, names))

    def safe(*more: Flags) -> bool:
        groups = _once(known, *more)
        if len(groups) == len(known) and len(known):
            return True  # nothing that the strata were not held against already
        mark = np.packbits(groups).tobytes() + str(groups.shape).encode()
        if mark not in verdicts:
            verdicts[mark] = not len(exposed(groups))
        return verdicts[mark]

    if safe(_matrix(cell, names)):
        yield cell
        return
    if len(exposed(known)):
        raise DisclosureError("peers_recoverable", count=len(names))
    chosen: list[Flags] = []
    for part in _one_by_one(cell):
        matrix = _matrix(part, names)
        if safe(*chosen, matrix):
            chosen.append(matrix)
            yield part


def _once(*groups: Flags) -> Flags:
    """A group told twice tells nothing new."""
    whole = np.concatenate(groups)
    packed = np.packbits(whole, axis=1)
    _, first = np.unique(packed.view(f"V{packed.shape[1]}").ravel(), return_index=True)
    return whole[np.sort(first)]


def _one_by_one(cell: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """Each group, the dots of a funnel as one."""
    for level in LEVELS:
        own = cell.filter(level=level)
        if level == DOTS:
            yield from [own] if own.height else []
        else:
            yield from own.partition_by("group", maintain_order=True) if own.height else []


def _matrix(rows: pl.DataFrame, names: pl.Series) -> Flags:
    """One row per group, one column per co-operative of ``names``, which is sorted."""
    places = rows.select(
        pl.struct("level", "group").rank("dense").cast(pl.Int64).alias("group") - 1,
        pl.lit(names).search_sorted(pl.col("company")).cast(pl.Int64).alias("company"),
    )
    count = int(places["group"].max() or 0) + 1 if rows.height else 0  # type: ignore[arg-type]
    matrix = np.zeros((count, len(names)), dtype=np.bool_)
    matrix[places["group"].to_numpy(), places["company"].to_numpy()] = True
    return matrix


def _whole_panels(kept: pl.DataFrame, panels: pl.DataFrame) -> pl.DataFrame:
    """A panel is left out for all years when one of them may not be told."""
    same = ["indicator", "segment"]
    told = kept.filter(level=PANEL).select(CELL).unique()
    gone = panels.drop_nulls("panel_mean").join(told, on=list(CELL), how="anti").select(same).unique()
    off = gone.with_columns(pl.lit(PANEL).alias("level"))
    return kept.join(off, on=[*same, "level"], how="anti", maintain_order="left")


def _without(asked: Told, kept: pl.DataFrame) -> Told:
    """What was asked, without the numbers whose group is not among those kept."""
    funnel, dots = (kept.filter(level=level).select("year", "indicator").unique() for level in (FUNNEL, DOTS))
    framed = {
        name: getattr(asked.funnels, name).join(funnel, on=["year", "indicator"], how="semi", maintain_order="left")
        for name in ("funnels", "limits", "points", "bins", "behind")
    }
    framed["bins"] = framed["bins"].join(dots, on=["year", "indicator"], how="semi", maintain_order="left")
    return Told(_pooled(asked.pooled, kept), _panels(asked.panels, kept), replace(asked.funnels, **framed), kept)


def _pooled(rows: pl.DataFrame, kept: pl.DataFrame) -> pl.DataFrame:
    """A pooled gap without either number is suppressed."""
    for part, names in PARTS.items():
        groups = [
            kept.filter(level=f"{part}_{kind}").select("year", "indicator", pl.lit(kind).alias("kind"), pl.col("group").alias("stratum"))
            for kind in pooled_gaps.KINDS
        ]  # fmt: skip
        marked = pl.concat(groups).unique().with_columns(pl.lit(True).alias("_kept"))
        both = rows.join(marked, on=["year", "indicator", "kind", "stratum"], how="left", maintain_order="left")
        rows = both.with_columns(pl.when("_kept").then(name).alias(name) for name in names).drop("_kept")
    gone = (pl.col("status") == "ok") & pl.all_horizontal(pl.col("estimate", "payroll").is_null())
    why = reason("too_few_coops", {"minimum": settings.peers()["differencing"]["public"]})
    return rows.with_columns(
        *(pl.when(~gone).then(name).alias(name) for name in ("n", "without")),
        pl.when(gone).then(pl.lit("suppressed")).otherwise("status").alias("status"),
        pl.when(gone).then(why).otherwise("reason").alias("reason"),
    )


def _panels(rows: pl.DataFrame, kept: pl.DataFrame) -> pl.DataFrame:
    for level, name in ((ALL, "all"), (PANEL, "panel")):
        there = kept.filter(level=level).select(CELL).unique().with_columns(pl.lit(True).alias("_kept"))
        both = rows.join(there, on=list(CELL), how="left", maintain_order="left")
        names = (name, f"{name}_mean", f"{name}_median")
        rows = both.with_columns(pl.when("_kept").then(column).alias(column) for column in names).drop("_kept")
    return rows
