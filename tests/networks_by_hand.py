"""Networks of co-operatives for tests of comparisons: figures and profiles as packs would give them."""

from __future__ import annotations

import numpy as np
import polars as pl

from scop_analytics.benchmarking.compared import FIGURES, Compared
from scop_analytics.benchmarking.histograms import SCHEMA as HISTOGRAMS
from scop_analytics.benchmarking.profiles import SCHEMA as PROFILES
from scop_analytics.benchmarking.profiles import size_band


def profiled(companies, years=(2025,), **columns):
    """The same profile for every co-operative, but for the columns given."""
    usual = {"sector": "J", "division": "62", "region": "84", "people": 20}
    rows = [
        {"company": name, "year": year} | usual | {key: values[place] for key, values in columns.items()}
        for year in years
        for place, name in enumerate(companies)
    ]
    frame = pl.DataFrame(rows, infer_schema_length=None).with_columns(size_band(pl.col("people")))
    return frame.select(pl.col(name).cast(kind) for name, kind in PROFILES.items())


def figured(values, year=2025, **changes):
    """One figure of several co-operatives: company → value."""
    usual = {
        "year": year, "indicator": "women_in_workforce", "code": "EMP-10", "segment": "{}", "unit": "percent", "polarity": "up",
        "numerator": None, "denominator": None, "people": 20, "women": None, "men": None, "weight": 20.0, "se": None,
    }  # fmt: skip
    rows = [
        usual
        | {"company": name, "value": float(value)}
        | {key: change[place] if isinstance(change, list) else change for key, change in changes.items()}
        for place, (name, value) in enumerate(values.items())
    ]
    return pl.DataFrame(rows, schema=FIGURES, strict=False)


def drawn(seed, count=90, years=(2025,), answers=0.9):
    """A network at random: three sectors of two subsectors, two regions, sizes as co-operatives have them."""
    draw = np.random.default_rng(seed)
    sectors = draw.choice(["J", "F", "C"], count, p=[0.5, 0.3, 0.2])
    divisions = [draw.choice({"J": ["62", "63"], "F": ["41", "43"], "C": ["10", "25"]}[name]) for name in sectors]
    people = np.maximum(2, np.exp(draw.normal(2.4, 0.9, count)).astype(int))
    names = [f"U-{place:04d}" for place in range(count)]
    known = profiled(
        names, years, sector=list(sectors), division=divisions, region=list(draw.choice(["84", "76"], count)),
        people=people.tolist(),
    )  # fmt: skip
    parts = []
    for year in years:
        kept = np.flatnonzero(draw.random(count) < answers)
        values = {names[place]: draw.normal(50, 12) for place in kept}
        parts.append(figured(values, year, weight=people[kept].astype(float).tolist(), people=people[kept].tolist()))
    return Compared(pl.concat(parts), known, pl.DataFrame(schema=HISTOGRAMS))


def sums(rows, companies):
    """The published groups as equations: one row per group, one column per co-operative."""
    place = {name: column for column, name in enumerate(companies)}
    groups = [
        [place[name] for name in frame["company"]] for _, frame in rows.group_by("level", "group", maintain_order=True)
    ]
    matrix = np.zeros((len(groups), len(companies)))
    for line, members in enumerate(groups):
        matrix[line, members] = 1
    return matrix


def recovered(matrix, insider=None):
    """The co-operatives that somebody who knows every sum exactly can compute, by the rank of the equations."""
    known = matrix if insider is None else np.vstack([matrix, np.eye(matrix.shape[1])[insider]])
    rank = np.linalg.matrix_rank(known)
    return [
        column
        for column in range(matrix.shape[1])
        if column != insider and np.linalg.matrix_rank(np.vstack([known, np.eye(matrix.shape[1])[column]])) == rank
    ]
