"""Who is left out of pay figures and why, as counts small enough groups of which are merged before anyone reads them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import polars as pl

CLOSE_READERS: Final = ("employer", "representatives")  # the others read no crossing of reason and sex
LEAST: Final = {"employer": 1, "representatives": 5, "members": 5, "peers": 10, "union": 5, "public": 10}
OTHER: Final = "other"


def exclusions(frames: Mapping[str, pl.LazyFrame], company: str, year: int, audience: str) -> dict[str, Any]:
    """People in the files, people counted, and the reasons in between (``women``/``men`` null where they may not be read).

    A reason that concerns fewer people than the readers may see joins ``other``; when ``other`` itself stays too small
    the smallest remaining reason joins it too, so that no subtraction gives it back.
    """
    people = frames["person"].filter(pl.col("entity_id") == company, pl.col("fiscal_year") == year)
    counted = (
        people.group_by("exclusion")
        .agg(pl.len().alias("people"), (pl.col("sex") == "F").sum().alias("women"), (pl.col("sex") == "M").sum().alias("men"))
        .collect()
    )
    left_out = counted.filter(pl.col("exclusion").is_not_null()).sort("people", "exclusion", descending=[True, False])
    kept = counted.filter(pl.col("exclusion").is_null())
    reasons = _merged(left_out.to_dicts(), LEAST[audience])
    if audience not in CLOSE_READERS:
        reasons = [{**reason, "women": None, "men": None} for reason in reasons]
    total = int(counted["people"].sum())
    return {"all": total, "counted": int(kept["people"].sum()), "reasons": reasons}


def _merged(rows: list[dict[str, Any]], least: int) -> list[dict[str, Any]]:
    shown = [row for row in rows if row["people"] >= least]
    small = [row for row in rows if row["people"] < least]
    while small and shown and sum(row["people"] for row in small) < least:
        small.append(shown.pop())
    named = [{"reason": row["exclusion"], **{name: row[name] for name in ("people", "women", "men")}} for row in shown]
    if not small:
        return named
    return [*named, {"reason": OTHER, **{name: sum(row[name] for row in small) for name in ("people", "women", "men")}}]
