"""The total row of a file against the sum of its rows: a difference says that rows are missing or were counted twice."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import polars as pl

from scop_analytics.sources import marks
from scop_analytics.sources.faults import Faults, Place
from scop_analytics.sources.headers import Match
from scop_analytics.sources.parsed import Parsed
from scop_analytics.sources.raw import LINE, name
from scop_analytics.tables import Contract
from scop_analytics.tables import header_key as fold

SUMMED: Final = ("EUR", "hour")


def compare(
    raw: pl.DataFrame, matches: Mapping[str, Match], parsed: Mapping[str, Parsed], contract: Contract,
    place: Place, total: pl.Series, keep: pl.Series, faults: Faults,
) -> None:  # fmt: skip
    """Say each column whose last grand total is not the sum of the rows kept, a cent a row allowed for rounding."""
    at = _grand(raw, list(matches.values()), total)
    if at is None:
        return
    for column, match in matches.items():
        if contract.column(column).unit not in SUMMED:
            continue
        values = parsed[column].values
        printed, found = values[at], values.filter(keep).sum()
        if printed is not None and abs(int(printed) - int(found)) > max(1, int(keep.sum())):
            facts = {"column": match.header}
            faults.whole(place, "total_differs", "warn", column=column, line=int(raw[LINE][at]), facts=facts)


def _grand(raw: pl.DataFrame, matches: list[Match], total: pl.Series) -> int | None:
    """The place of the last row that sums the whole file; rows of counts and subtotals are none."""
    labels = {fold(label) for label in marks.words("grand_totals")}
    texts = [name(match.index) for match in matches if raw[name(match.index)].dtype == pl.String]
    rows = raw.select(texts).with_row_index("at").filter(total)
    found = [
        int(row["at"])
        for row in rows.iter_rows(named=True)
        if any(fold(str(row[text])) in labels for text in texts if row[text])
    ]
    return found[-1] if found else None
