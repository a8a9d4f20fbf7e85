"""Frames somebody already holds: polars, pandas, dicts and lists give the same rows; anything else is refused."""

from __future__ import annotations

import pandas as pd
import polars as pl
import pytest

from scop_analytics.errors import UsageError
from scop_analytics.sources import frames

ROWS = [{"entity_id": "000000018", "person_id": "S1"}, {"entity_id": "000000018", "person_id": "S2"}]
WANTED = pl.DataFrame(ROWS)


@pytest.mark.parametrize(
    "held",
    [WANTED, WANTED.lazy(), pd.DataFrame(ROWS), ROWS, WANTED.to_dict(as_series=False)],
    ids=["polars", "lazy", "pandas", "rows", "columns"],
)
def test_every_kind_of_frame_gives_the_same_rows(held):
    assert frames.polars(held, "employees").to_dicts() == ROWS


def test_anything_else_is_refused_by_its_kind():
    with pytest.raises(UsageError) as stop:
        frames.polars("employees.csv", "employees")
    assert (stop.value.key, stop.value.facts["kind"]) == ("frame_kind", "str")


def test_a_table_nobody_knows_is_refused_with_the_closest():
    from scop_analytics.dossier import load

    with pytest.raises(UsageError) as stop:
        load(employes=WANTED)
    assert stop.value.facts["suggestion"] == "employees"
