"""How long indicators A to G take over 2,000 companies of 40 to 300 people, from person-years already derived.

Run by hand: ``python benchmarks/directive_speed.py``, both cores otherwise idle. Person-years are drawn (recorded seed), held in
memory, and computed with every figure of A to G, its reasons, its verdicts and what masking needs; median of five. Then
one company of 300 alone, in the same process, after a first run.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Mapping
from datetime import date

import numpy as np
import polars as pl

from scop_analytics import law
from scop_analytics.indicators import catalogue, library
from scop_analytics.indicators.engine import Material, Request, run
from scop_analytics.indicators.law_in_use import rulings

COMPANIES, SMALLEST, LARGEST = 2_000, 40, 300
MEAN_SIZE = 100  # sizes are drawn so that most companies are small: about 200,000 people in all
YEAR, SEED, RUNS = 2025, 20_260_607, 5
HOURS, CENTS_AN_HOUR = 1820, 100  # an hourly amount in ten-thousandths of a euro = yearly cents × 100 ÷ hours
OWN = (
    "mean_gap_hourly", "mean_gap_annual", "median_gap_hourly", "median_gap_annual", "pay_quarter_headcount",
    "women_in_pay_quarter", "pay_half_headcount",
)  # fmt: skip
FAMILIES = ("pay_transparency", "pay_categories", "pay_standardised")


def asked():
    """A to G: the families of the directive, and A, C and F of the family they share with others."""
    entries = catalogue.load()
    return {
        name: entry
        for name, entry in entries.items()
        if (entry.family in FAMILIES and not name.endswith("_shared")) or name in OWN
    }


def sizes(draw):
    """Heads of each company, from the smallest to the largest size, on average near the mean."""
    return np.minimum(SMALLEST + draw.exponential(MEAN_SIZE - SMALLEST + 5, COMPANIES).astype(int), LARGEST)


def people(heads, draw):
    """Person-years of companies of these sizes: eight categories, one person in two with variable pay."""
    company = np.repeat([f"{place:09d}" for place in range(len(heads))], heads)
    total = len(company)
    basic = np.round(draw.lognormal(10.3, 0.25, total) * 100).astype(np.int64)
    variable = np.where(draw.random(total) < 0.5, np.round(basic * draw.uniform(0.01, 0.2, total)), 0).astype(np.int64)
    shared = basic + variable + draw.integers(0, 300_000, total)
    rate = draw.choice([HOURS, HOURS * 8 // 10, HOURS // 2], total, p=[0.8, 0.1, 0.1])
    columns = {
        "pay_basic": basic, "pay_variable": variable, "pay_total": basic + variable, "pay_shared": shared,
        **{f"hourly_{name}": pay * CENTS_AN_HOUR // rate for name, pay in (("basic", basic), ("variable", variable), ("shared", shared))},
    }  # fmt: skip
    frame = pl.DataFrame({"entity_id": company, "sex": draw.choice(["F", "M"], total, p=[0.45, 0.55]), **columns})
    fixed = {"in_gap": True, "approached": False, "pay_method": "clean_month"}
    return frame.with_columns(
        pl.lit(YEAR, pl.Int32).alias("fiscal_year"),
        (pl.col("hourly_basic") + pl.col("hourly_variable")).alias("hourly_total"),
        pl.Series("value_category", draw.choice([f"CADRE · {place}" for place in range(8)], total)),
        *(pl.lit(value).alias(name) for name, value in fixed.items()),
    )


def compute(frame: pl.DataFrame, entries: Mapping[str, catalogue.Indicator]):
    """Every row of A to G, as the package computes them."""
    years = (
        frame.select("entity_id", "fiscal_year").unique().with_columns(start=date(YEAR, 1, 1), end=date(YEAR, 12, 31))
    )
    frames = {"company_year": years.lazy(), "person_calendar": frame.lazy()}
    keys = {key for entry in entries.values() for key in entry.law} | library.law_keys(entries)
    return run(Material(frames), rulings(law.load(), years, keys), Request(entries))


def seconds(frame, entries, runs=RUNS):
    """Median of several runs."""
    took = []
    for _ in range(runs):
        start = time.perf_counter()
        compute(frame, entries)
        took.append(time.perf_counter() - start)
    return statistics.median(took)


def main():
    """Print both figures."""
    draw = np.random.default_rng(SEED)
    entries = asked()
    frame, one = people(sizes(draw), draw), people(np.array([LARGEST]), draw)
    results = compute(frame, entries)[0]
    print(
        f"{frame['entity_id'].n_unique()} companies, {frame.height} people, {len(entries)} indicators, {results.height} rows"
    )
    print(f"all companies: {seconds(frame, entries):.2f} s; one company of {LARGEST}: {seconds(one, entries):.3f} s")


if __name__ == "__main__":
    main()
