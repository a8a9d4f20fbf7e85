"""Each worked example of the catalogue gives its value, and needs every one of its columns."""

from __future__ import annotations

import polars as pl
import pytest

from scop_analytics.indicators import catalogue, examples
from scop_analytics.indicators.segments import canonical

KEYS = ("entity_id", "fiscal_year", "start", "end")
ENTRIES = catalogue.load()


def columns():
    for name, entry in ENTRIES.items():
        for frame, given in entry.example.items():
            if frame not in examples.APART:
                yield from ((name, frame, column) for column in given if column not in KEYS)


@pytest.mark.parametrize("name", ENTRIES)
def test_the_example_gives_its_value(name):
    example, row = ENTRIES[name].example, examples.row(name)
    assert row["status"] in ("ok", "caution"), row["reason"]
    assert row["value"] == pytest.approx(example["expect"], rel=1e-12, abs=1e-12)
    assert row["verdict"] == example.get("verdict")


@pytest.mark.parametrize(("name", "frame", "column"), list(columns()), ids=lambda part: part)
def test_a_column_less_is_missed(name, frame, column):
    given = examples.frames(ENTRIES[name])
    rows = examples.compute(name, {**given, frame: given[frame].drop(column)})
    wanted = canonical(ENTRIES[name].example.get("segment", {}))
    # Without the column the figure is missing; without one that only cuts into groups, the group of the example is gone.
    assert set(rows.filter(pl.col("segment") == "{}")["status"]) == {"missing"} or wanted not in rows["segment"]
