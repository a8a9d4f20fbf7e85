"""Who is left out of pay figures and why, as counts small enough groups of which are merged before anyone reads them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import polars as pl

from scop_analytics.privacy import policy
from scop_analytics.privacy.policy import Rule

CLOSE_READERS: Final = ("employer", "representatives")  # the others read no crossing of reason and sex
BASES: Final = {  # the frame that holds each population, and the column that says why somebody is out of it
    "gap": ("person_calendar", "exclusion"),
    "spread": ("person", "exclusion"),
    "index": ("index_person", "index_exclusion"),
}
ONLY: Final = {
    "spread": "short",
    "gap": "sex_unknown",
}  # reasons of the pay frames that leave people out of one base alone
OTHER: Final = "other"
INDEX: Final = "index"


def least(audience: str) -> int:
    """The fewest people a reason may concern to be read by these readers: that of sensitive facts."""
    return policy().classes["sensitive"][audience].people or 1


def exclusions(frames: Mapping[str, pl.LazyFrame], company: str, year: int, audience: str) -> dict[str, Any]:
    """``gap``, ``spread`` and ``index``: people in the files (``all``), people ``counted``, and the ``reasons`` in between.

    A reason that concerns fewer people than the readers may see joins ``other``; when ``other`` itself stays too small
    the smallest remaining reason joins it too, so that no subtraction gives it back. ``women`` and ``men`` are null
    where they may not be read. The index is hidden when it would give back, by subtraction, a reason merged elsewhere. Readers of rounded headcounts get rounded totals and no reason; ``hidden`` when there are
    fewer people than they may read.
    """
    own = (pl.col("entity_id") == company) & (pl.col("fiscal_year") == year)
    found = {
        base: _counted(frames[frame].filter(own).select("sex", exclusion=column), base, audience)
        for base, (frame, column) in BASES.items()
    }
    fewest = least(audience)
    told = all(_apart(found[INDEX], found[base], fewest) for base in BASES if base != INDEX)
    return found if told else {**found, INDEX: {"hidden": True, "apart": True, "least": fewest}}


def _apart(one: dict[str, Any], other: dict[str, Any], fewest: int) -> bool:
    """Whether neither of two populations gives back a reason that the other merged, by subtracting those it names."""
    reasons = [
        {reason["reason"]: reason["people"] for reason in base.get("reasons", []) if reason["reason"] != OTHER}
        for base in (one, other)
    ]
    for base, own, named in ((one, *reasons), (other, *reversed(reasons))):
        merged = sum(reason["people"] for reason in base.get("reasons", []) if reason["reason"] == OTHER)
        rest = merged - sum(people for name, people in named.items() if name not in own)
        if merged and 0 < rest < fewest:
            return False
    return True


def _counted(people: pl.LazyFrame, base: str, audience: str) -> dict[str, Any]:
    """``pay`` reasons leave people out of both bases; a short presence only out of the spread, an unknown sex out of gaps."""
    others = [reason for other, reason in ONLY.items() if base in ONLY and other != base]
    elsewhere = pl.col("exclusion").is_in(others)
    reason = pl.when(elsewhere).then(None).otherwise("exclusion")
    sexes = [(pl.col("sex") == code).sum().alias(name) for name, code in (("women", "F"), ("men", "M"))]
    counted = people.group_by(reason.alias("exclusion")).agg(pl.len().alias("people"), *sexes).collect()
    left_out = counted.filter(pl.col("exclusion").is_not_null()).sort("people", "exclusion", descending=[True, False])
    kept = counted.filter(pl.col("exclusion").is_null())
    reasons = _merged(left_out.to_dicts(), least(audience))
    if audience not in CLOSE_READERS:
        reasons = [{**reason, "women": None, "men": None} for reason in reasons]
    told = {"all": int(counted["people"].sum()), "counted": int(kept["people"].sum()), "reasons": reasons}
    visible = policy().classes["visible"][audience]
    return told if visible.counts_to == 1 else _rounded(told, visible)


def _rounded(told: dict[str, Any], visible: Rule) -> dict[str, Any]:
    if min(told["all"], told["counted"]) < visible.people:
        return {"hidden": True, "least": visible.people}
    step = visible.counts_to
    everyone, counted = (step * round(told[name] / step) for name in ("all", "counted"))
    merged = {"reason": OTHER, "people": everyone - counted, "women": None, "men": None}
    return {"all": everyone, "counted": counted, "reasons": [merged] if everyone > counted else []}


def _merged(rows: list[dict[str, Any]], least: int) -> list[dict[str, Any]]:
    shown = [row for row in rows if row["people"] >= least]
    small = [row for row in rows if row["people"] < least]
    while small and shown and sum(row["people"] for row in small) < least:
        small.append(shown.pop())
    named = [{"reason": row["exclusion"], **{name: row[name] for name in ("people", "women", "men")}} for row in shown]
    if not small:
        return named
    return [*named, {"reason": OTHER, **{name: sum(row[name] for row in small) for name in ("people", "women", "men")}}]
