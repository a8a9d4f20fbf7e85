"""What the company uses in the year: energy, distance, waste and water, each in one unit."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final

import polars as pl

from scop_analytics import datafiles
from scop_analytics.derive.clock import RATE, share
from scop_analytics.derive.membership import YEAR
from scop_analytics.derive.rules import names

FILE: Final = Path(__file__).parent / "energy.toml"
LIQUID: Final = ("l", "litre", "litres")  # only fuels are turned from litres into energy
FUELS: Final = ("FIOUL", "CARBURANT")


def resources(emission: pl.LazyFrame) -> pl.LazyFrame:
    """One row per source and month: ``energy`` and ``renewable`` (Wh), ``distance`` (m), ``waste`` and ``recycled`` (g), ``water`` (litres).

    Null where the source is not of that kind or its unit is unknown (``unit_unknown``). ``share_unknown``: an energy or
    waste source whose renewable or recycled share nobody states. Source: frame ``emission`` (table ``environment``).
    """
    rows = emission.with_columns(
        energy=_brought("energy", "energy"),
        travel=_brought("travel", "distance"),
        commuting=_brought("commuting", "distance"),
        waste=_brought("waste", "mass"),
        water=_brought("water", "volume"),
    )
    every = ("energy", "travel", "commuting", "waste", "water")
    counted = [name for kind in every for name in names("resources", kind)]
    lost = pl.col("category").is_in(counted) & pl.all_horizontal(pl.col(name).is_null() for name in every)
    return rows.select(
        *YEAR, "period", "source_id", "category", "tco2e", *every,
        renewable=_part("energy", "renewable_share"),
        recycled=_part("waste", "recycled_share"),
        unit_unknown=lost,
    )  # fmt: skip


def _brought(kind: str, unit: str) -> pl.Expr:
    """The quantity of a source of this ``kind`` in thousandths of the common unit."""
    written = pl.col("unit").str.strip_chars().str.to_lowercase()
    factor = written.replace_strict(_units()[unit], default=None, return_dtype=pl.Int64)
    solid = written.is_in(LIQUID) & ~pl.col("category").is_in(FUELS)
    return pl.when(pl.col("category").is_in(names("resources", kind)) & ~solid).then(pl.col("quantity") * factor)


def _part(amount: str, rate: str) -> pl.Expr:
    """The part of an amount that a rate tells; null when nobody states the rate."""
    return share(pl.col(amount).cast(pl.Int128) * pl.col(rate), pl.lit(RATE)).cast(pl.Int64)


@cache
def _units() -> dict[str, dict[str, int]]:
    tree: dict[str, dict[str, int]] = datafiles.read(FILE)["units"]
    return tree
