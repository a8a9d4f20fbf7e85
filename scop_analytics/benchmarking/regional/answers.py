"""Of how many co-operatives something is true: rules of the law, a year of deficit, a gap above the threshold.

``told``: ``gap`` among the co-operatives whose gap is known, ``rules`` and ``surplus`` among all that answered; each with its ``answers``, how
many co-operatives give each (null where it is masked: too few, or it would give such a number back). All questions about the
same co-operatives are one linked table of the masking engine, with their known total. A rule that all it concerns break is left
out: its count would say so of each of them.

Answers of the gap: ``below`` the threshold, ``within`` (at or above it, but inside the limits of the funnel, or of unknown
certainty), ``outside`` (at or above it and outside the limits of 95 %). Of a rule: ``complies``, ``breach``, ``deferred``, ``none`` (no
answer in what was sent, not tested, or the rule does not concern it). Of the surplus: ``surplus``, ``deficit``, ``none``.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Final, cast

import polars as pl

from scop_analytics import law
from scop_analytics.benchmarking import settings
from scop_analytics.benchmarking.funnels import funnels
from scop_analytics.benchmarking.regional.cuts import BEHIND, Cut, Given
from scop_analytics.benchmarking.uncertain import uncertain
from scop_analytics.masking import Protected, protect
from scop_analytics.masking.contributions import TOTAL

NONE: Final = "none"
ANSWERS: Final = {
    "gap": ("below", "within", "outside"),
    "rule": ("complies", "breach", "deferred", NONE),
    "surplus": ("surplus", "deficit", NONE),
}
UNTESTED: Final = "not_tested"
DAY: Final = (12, 31)  # fiscal years close at different days: the law at the end of the year they are named by


def answers(given: Given) -> Cut:
    """The counts of the year of the report."""
    told: dict[str, Any] = {"rules": []}
    behind, logs = [pl.DataFrame(schema=BEHIND)], []
    for named, units in (("gap", _gaps(given)), ("rules", _verdicts(given))):
        questions = [name for name in units.columns if name != "entity_id"]
        if units.height < given.least or not questions:
            continue
        found = _protected(units, questions, given.audience)
        behind.append(units.select(pl.lit(named).alias("indicator"), pl.col("entity_id").alias("company")))
        logs.append(found.log.select(pl.lit(named).alias("table"), pl.all().cast(pl.String)))
        counted = {name: _counts(found, name) for name in questions}
        told |= _gap(given, units.height, counted) if named == "gap" else _rules(counted)
    return Cut(told, pl.concat(behind), pl.concat(logs, how="diagonal") if logs else pl.DataFrame())


def gap_counted(given: Given) -> str | None:
    """The gap that is counted: the first of the list that some co-operative has this year."""
    return next((name for name in settings.peers()["counted"]["gaps"] if given.figures(name).height), None)


def threshold(year: int) -> float:
    """The gap from which the law asks for a joint assessment, in percent."""
    return float(cast("Any", law.at(date(year, *DAY))[settings.peers()["counted"]["threshold"]]))


def _gap(given: Given, n: int, counted: dict[str, dict[str, int | None]]) -> dict[str, Any]:
    return {"gap": {"indicator": gap_counted(given), "threshold": threshold(given.year), "n": n, "answers": counted["gap"]}}  # fmt: skip


def _rules(counted: dict[str, dict[str, int | None]]) -> dict[str, Any]:
    surplus = settings.peers()["counted"]["surplus"]
    rules = [{"indicator": name, "answers": found} for name, found in counted.items() if name != surplus]
    return {"rules": rules} | ({"surplus": {"answers": counted[surplus]}} if surplus in counted else {})


def _gaps(given: Given) -> pl.DataFrame:
    """Each co-operative with a gap, and where it stands."""
    name = gap_counted(given)
    if name is None:
        return pl.DataFrame(schema={"entity_id": pl.String})
    rows = given.figures(name)
    sure = uncertain(given.compared).filter(year=given.year, indicator=name)
    placed = rows.join(funnels(sure).points.select("company", "outside"), on="company", how="left")
    # The gap as it is printed: one that shows as the threshold reaches it, in both directions.
    reached = (pl.col("value").abs() * 10).round() >= 10 * threshold(given.year)
    proven = pl.col("outside").fill_null("none") != "none"
    place = pl.when(~reached).then(pl.lit("below")).when(proven).then(pl.lit("outside")).otherwise(pl.lit("within"))
    return placed.select(pl.col("company").alias("entity_id"), place.alias("gap"))


def _verdicts(given: Given) -> pl.DataFrame:
    """Each co-operative that answered, a column a question that some can answer."""
    told = settings.peers()["counted"]
    known = given.compared.verdicts.filter(pl.col("year") == given.year, pl.col("verdict") != UNTESTED)
    wide = given.profiles.select("company").unique().sort("company")
    for name in (told["surplus"], *told["rules"]):
        own = known.filter(indicator=name)
        if own.is_empty() or set(own["verdict"]) == {"breach"}:
            continue
        wide = wide.join(own.select("company", pl.col("verdict").alias(name)), on="company", how="left")
    return wide.select(pl.col("company").alias("entity_id"), pl.exclude("company").fill_null(NONE))


def _protected(units: pl.DataFrame, questions: list[str], audience: str) -> Protected:
    """One linked table, by elimination: the largest cell, the total that every page tells, is published first and never masked."""
    given = {"audience": audience, "counts_to": 1, "exact_cells": 0}
    return protect(units, [[name] for name in questions], parameters=given)


def _counts(found: Protected, name: str) -> dict[str, int | None]:
    """How many give each answer; 0 where nobody does."""
    rows = found.public.filter(pl.col(name) != TOTAL).select(name, "count")
    counted: dict[str, int | None] = dict(rows.iter_rows())
    kind = name if name in ANSWERS else "rule"
    return {answer: counted.get(answer, 0) for answer in ANSWERS[kind]}
