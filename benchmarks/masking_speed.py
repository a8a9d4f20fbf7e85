"""Masking of a regional table: three dimensions with hierarchies and all margins, about 1,700 cells, about 350 unsafe.

python benchmarks/masking_speed.py
"""

from __future__ import annotations

import sys
import time

import numpy as np
import polars as pl

from scop_analytics import masking

SECTORS, SIZES, REGIONS = 16, 4, 14


def network(seed: int, people: int) -> pl.DataFrame:
    """Contributions of co-operatives: few large cells, many small ones, as among 4,558 co-operatives."""
    dice = np.random.default_rng(seed)

    def skewed(count: int) -> np.ndarray:
        weights = 1 / np.arange(1, count + 1) ** 0.35
        return dice.choice(count, people, p=weights / weights.sum())

    sector, size, region = skewed(SECTORS), skewed(SIZES), skewed(REGIONS)
    return pl.DataFrame(
        {
            "entity_id": [f"c{place}" for place in range(people)],
            "sector": [f"s{code}" for code in sector],
            "size": [f"t{code}" for code in size],
            "region": [f"r{code}" for code in region],
            "payroll": np.rint(np.exp(dice.normal(13.5, 0.5, people)) * 2.0**size).astype(np.int64),
        }
    )


def main() -> None:
    rows = network(3, int(sys.argv[1]) if len(sys.argv) > 1 else 5_500)
    trees = {"sector": {f"s{code}": f"S{code % 6}" for code in range(SECTORS)}}
    before, busy = time.perf_counter(), time.process_time()
    found = masking.protect(rows, ["sector", "size", "region"], trees, "payroll", "peers")
    seconds, busy = time.perf_counter() - before, time.process_time() - busy
    cells = found.log.unique(["sector", "size", "region"])
    kinds = dict(cells.group_by("kind").len().iter_rows())
    print(f"{found.public.height} cells, {kinds}, {seconds:.1f} s, {busy:.1f} processor seconds, audit included")


if __name__ == "__main__":
    main()
