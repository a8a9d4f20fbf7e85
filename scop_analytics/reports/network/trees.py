"""From a benchmark to what each sheet holds: plain values of one co-operative, in one order, the same bytes each time.

A tree holds the figures that its reader sent, statistics of its peers that leave the reader out, and the funnels of the network.
No value and no name of another co-operative is in it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib import metadata
from typing import Any, Final

import polars as pl

from scop_analytics.benchmarking import Benchmark, settings
from scop_analytics.reports.network.sheet import AUDIENCE, WHOLE, shown

ORDER: Final = ("year", "indicator", "segment")
YEARS_BEFORE: Final = 1


def trees(found: Benchmark, year: int, packs: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every co-operative with figures of ``year``, with the tree of its sheet; ``packs`` names the packs it rests on."""
    around = pl.col("year").is_between(year - YEARS_BEFORE, year)
    parts = {
        "positions": _by_company(found.positions.filter(around), ORDER),
        "trends": _by_company(found.trends.filter(around), ORDER),
    }
    points = _by_company(found.funnels.points.filter(pl.col("year") == year), ("indicator",))
    profiles = {row["company"]: row for row in found.profiles.filter(pl.col("year") == year).iter_rows(named=True)}
    shared = _funnels(found, year)
    head = {"sheet": "benchmark", "version": metadata.version("scop-analytics"), "rules": settings.peers()["version"], "audience": AUDIENCE, "year": year, "packs": packs, "network": len(profiles)}  # fmt: skip
    for company in sorted(parts["positions"]):
        if any(row["year"] == year for row in parts["positions"][company]):
            own = {row["indicator"]: row for row in points.get(company, [])}
            yield (
                company,
                {
                    **head,
                    "company": company,
                    "profile": {
                        name: profiles[company][name]
                        for name in ("sector", "division", "size_band", "region", "people")
                    },
                    **{name: parts[name].get(company, []) for name in sorted(parts)},
                    "funnels": {
                        name: {**shared[name], "own": own[name]}
                        for name in _placed(parts["positions"][company], year)
                        if name in own
                    },
                },
            )


def text(tree: dict[str, Any]) -> str:
    """The tree as JSON: the same values give the same bytes."""
    return json.dumps(tree, ensure_ascii=False, indent=1, sort_keys=True, allow_nan=False) + "\n"


def _placed(rows: list[dict[str, Any]], year: int) -> list[str]:
    """The figures whose funnel a page draws, where peers may be shown at all: a group too near a published one hides both."""
    there = {row["indicator"] for row in rows if (row["year"], row["segment"], row["status"]) == (year, WHOLE, "ok")}
    return [name for name in shown()["B4"]["funnel"] if name in there]


def _by_company(frame: pl.DataFrame, order: tuple[str, ...]) -> dict[str, list[dict[str, Any]]]:
    """The rows of each co-operative, without its name, in order."""
    clean = frame.with_columns(pl.col(pl.Float64).fill_nan(None)).sort(*order)
    parts = clean.partition_by("company", as_dict=True, include_key=False)
    return {str(key[0]): part.to_dicts() for key, part in parts.items()}


def _funnels(found: Benchmark, year: int) -> dict[str, dict[str, Any]]:
    """What all sheets share about each funnel: the target, the limits by size, the dots that may be drawn."""
    of_year = {
        name: getattr(found.funnels, name)
        .filter(pl.col("year") == year)
        .with_columns(pl.col(pl.Float64).fill_nan(None))
        for name in ("funnels", "limits", "bins")
    }
    return {
        row["indicator"]: {
            "target": row["target"],
            "n": row["n"],
            "over_dispersed": row["over_dispersed"],
            **{
                name: of_year[name].filter(pl.col("indicator") == row["indicator"]).drop("year", "indicator").sort("people", pl.last()).to_dicts()
                for name in ("limits", "bins")
            },
        }
        for row in of_year["funnels"].iter_rows(named=True)
    }  # fmt: skip
