"""The trail of each legal figure, group by group: for the employer alone, who must be able to redo every number.

A group of three women with its mean is close to a pay: nobody else ever receives these tables, in any format.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from scop_analytics import law
from scop_analytics.privacy.support import KEY

if TYPE_CHECKING:
    from scop_analytics.indicators.computing import Computed
    from scop_analytics.reports.context import Subject

READER: Final = "employer"
INDEX: Final = "index_pay_gap"
CAUGHT: Final = ".caught_up"
CATEGORY: Final = "value_category"
CATEGORIES: Final = tuple(
    f"category_gap_{part}_{time}" for part in ("basic", "variable") for time in ("hourly", "annual")
)
Rows = list[dict[str, Any]]


def trail(subject: Subject, computed: Computed) -> dict[str, Any]:
    """``trail`` of the context: ``index_groups`` and ``categories``, plain numbers, for the employer alone.

    ``caught_up``, for every reader: indicators of the index that got full points because they make up for the pay gap.
    """
    steps = _index_steps(subject, computed)
    told: dict[str, Any] = {"caught_up": _caught_up(steps)}
    if subject.audience == READER:
        told["trail"] = {"index_groups": steps.get("groups", []), "categories": _categories(subject, computed)}
    return told


def _index_steps(subject: Subject, computed: Computed) -> dict[str, Rows]:
    """What the index passed through, for one company and year; nothing when the files do not feed it."""
    from scop_analytics.indicators import blocks, library  # lazily: only a report that holds the index needs them
    from scop_analytics.indicators.law_in_use import rulings

    function = library.load().blocks.get(INDEX)
    if function is None or INDEX not in computed.entries or not _given(subject, computed):
        return {}
    years = computed.frames["company_year"].filter(_own(subject)).select("entity_id", "fiscal_year", "start", "end")
    known = (computed.entries[name] for name in vars(function)["gives"] if name in computed.entries)
    ruling = rulings(law.load(), years.collect(), {key for entry in known for key in entry.law})[0]
    steps = blocks.called(function, computed.frames, ruling).steps
    own = {name: table.filter(_own(subject)).collect() for name, table in steps.items()}
    return {name: table.drop("entity_id", "fiscal_year").to_dicts() for name, table in own.items()}


def _caught_up(steps: Mapping[str, Rows]) -> list[str]:
    return [
        name.removesuffix(CAUGHT)
        for row in steps.get("total", [])
        for name, caught in row.items()
        if name.endswith(CAUGHT) and caught
    ]


def _given(subject: Subject, computed: Computed) -> bool:
    """Whether there is an index to explain: without files, or out of its years, the block is not asked."""
    own = computed.frame.filter(_published(subject), pl.col("indicator") == INDEX)
    return not own["status"].is_in(["missing", "not_applicable"]).all()


def _categories(subject: Subject, computed: Computed) -> Rows:
    """Each category of workers, pay by pay: women, men, both means, the gap, the threshold that calls for an answer."""
    wanted = _published(subject) & pl.col("indicator").is_in(CATEGORIES) & pl.col("segment").str.contains(CATEGORY)
    sides = computed.support.select(*KEY, "women", "men")
    rows = computed.frame.filter(wanted).join(sides, on=list(KEY), how="left").sort("indicator", "segment")
    means = {"men_mean": pl.col("denominator"), "women_mean": pl.col("denominator") - pl.col("numerator")}
    told = rows.with_columns(pl.col("segment").str.json_path_match(f"$.{CATEGORY}").alias("category"), **means)
    names = ("indicator", "category", "women", "men", "women_mean", "men_mean", "value", "threshold", "status")
    return told.select(names).rename({"value": "gap"}).to_dicts()


def _own(subject: Subject) -> pl.Expr:
    return (pl.col("entity_id") == subject.company) & (pl.col("fiscal_year") == subject.year)


def _published(subject: Subject) -> pl.Expr:
    return (pl.col("company") == subject.company) & (pl.col("year") == subject.year)


def sheets(context: Mapping[str, Any]) -> dict[str, Sequence[Mapping[str, Any]]]:
    """The tables a workbook gets, by the name of its sheet; an empty one is left out."""
    told: Mapping[str, Rows] = context.get("trail") or {}
    return {name: rows for name, rows in told.items() if rows}
