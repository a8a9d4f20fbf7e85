"""How long the statutory index takes: 2,000 companies of 40 to 300 people (about 200,000 people), and one of 300.

Run by hand: ``python benchmarks/equity_index_speed.py [ROUNDS]``. From person-years in memory to every figure of every company
and its trail; the door for aggregates is measured beside. The best of the rounds counts: other work on the machine only adds.
"""

from __future__ import annotations

import sys
import time

import numpy as np
import polars as pl

from scop_analytics import equity_index, law
from scop_analytics.statutory.people import HUNDREDTHS, from_people
from scop_analytics.statutory.rows import rows
from scop_analytics.statutory.steps import steps

COMPANIES, SMALLEST, LARGEST = 2000, 40, 300
SKEW = (1, 3.3)  # most companies are small: about 100 people on average
RULES = law.at("2025-12-31")
CATEGORIES = np.array(["OUVRIER", "EMPLOYE", "TAM", "CADRE"])
BANDS = np.array(["under_30", "30_39", "40_49", "50_plus"])


def people(sizes, seed=2025):
    """``index_person``, ``index_company`` and ``leave_return`` of imaginary companies."""
    rng = np.random.default_rng(seed)
    names = np.array([f"{number:09d}" for number in range(len(sizes))])
    of, count = np.repeat(names, sizes), int(np.sum(sizes))
    person = pl.DataFrame({
        "entity_id": of, "fiscal_year": np.full(count, 2025, dtype=np.int32), "sex": np.where(rng.random(count) < 0.45, "F", "M"),
        "age_band": BANDS[rng.integers(0, 4, count)], "csp": CATEGORIES[rng.integers(0, 4, count)],
        "job_level": np.char.add("N", rng.integers(1, 6, count).astype(str)),
        "pay_index": rng.integers(2_200_000, 6_500_000, count), "in_index": rng.random(count) < 0.93,
        "raised": rng.random(count) < 0.3, "promoted": rng.random(count) < 0.08, "approached": np.zeros(count, dtype=bool),
    }).with_columns((pl.col("raised") | pl.col("promoted")).alias("raised_window"))  # fmt: skip
    company = pl.DataFrame({
        "entity_id": names, "fiscal_year": np.full(len(sizes), 2025, dtype=np.int32), "workforce": sizes * 100,
        "mode": np.where(rng.random(len(sizes)) < 0.2, "level", "csp"), "months": np.full(len(sizes), 12),
    }).with_columns(has_changes=pl.lit(value=True), has_leaves=pl.lit(value=True))  # fmt: skip
    back = person.sample(count // 100, seed=seed).select(
        "entity_id", "fiscal_year", granted=pl.col("in_index"), raised=pl.col("in_index")
    )
    return person, company, back


def index(frames):
    found = from_people(*frames, RULES)
    trail = pl.collect_all(steps(found, HUNDREDTHS).values())
    return rows(found.company, RULES), trail


def best(action, rounds):
    took = []
    for _ in range(rounds):
        start = time.perf_counter()
        action()
        took.append(time.perf_counter() - start)
    return min(took)


def aggregates(person):
    """Groups of one company as somebody types them."""
    sex = {"women": pl.col("sex") == "F", "men": pl.col("sex") == "M"}
    return person.group_by("csp", "age_band").agg(
        *(mask.sum().alias(name) for name, mask in sex.items()),
        *((pl.col("pay_index").filter(mask).mean() / 100).alias(f"{name}_mean") for name, mask in sex.items()),
    )


def main(rounds=9):
    rng = np.random.default_rng(7)
    sizes = (SMALLEST + (LARGEST - SMALLEST) * rng.beta(*SKEW, COMPANIES)).round().astype(int)
    many, one = people(sizes), people(np.array([LARGEST]))
    groups = aggregates(one[0])
    results, _ = index(many)
    scores = results.filter(pl.col("indicator") == "index_score")["value"].drop_nulls()
    print(
        f"{many[0].height:,} people, {COMPANIES:,} companies, {len(scores):,} with an index, mean {scores.mean():.1f}"
    )
    print(f"all companies, from people: {best(lambda: index(many), rounds):.3f} s")
    print(f"one company of 300, from people: {best(lambda: index(one), rounds):.3f} s")
    print(f"one company, from aggregates: {best(lambda: equity_index(groups, bracket='251-999'), rounds):.3f} s")


if __name__ == "__main__":
    main(*(int(text) for text in sys.argv[1:2]))
