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
GROUPS: Final = "groups"
CATEGORY: Final = "value_category"
CATEGORIES: Final = tuple(
    f"category_gap_{part}_{time}" for part in ("basic", "variable") for time in ("hourly", "annual")
)
Rows = list[dict[str, Any]]


def trail(subject: Subject, computed: Computed) -> dict[str, Any]:
    """``trail`` of the context: ``index_groups`` and ``categories``, plain numbers; nothing at all for other readers."""
    if subject.audience != READER:
        return {}
    return {"trail": {"index_groups": _index_groups(subject, computed), "categories": _categories(subject, computed)}}


def _index_groups(subject: Subject, computed: Computed) -> Rows:
    """The groups of the statutory pay gap: what each counts, keeps of its gap, weighs and contributes."""
    from scop_analytics.indicators import blocks, library  # lazily: no other reader needs them
    from scop_analytics.indicators.law_in_use import rulings

    function = library.load().blocks.get(INDEX)
    entry = computed.entries.get(INDEX)
    if function is None or entry is None or not _given(subject, computed):
        return []
    years = computed.frames["company_year"].filter(_own(subject)).select("entity_id", "fiscal_year", "start", "end")
    known = (computed.entries[name] for name in vars(function)["gives"] if name in computed.entries)
    ruling = rulings(law.load(), years.collect(), {key for entry in known for key in entry.law})[0]
    steps = blocks.called(function, computed.frames, ruling).steps
    return steps[GROUPS].filter(_own(subject)).collect().drop("entity_id", "fiscal_year").to_dicts()


def _given(subject: Subject, computed: Computed) -> bool:
    """Whether the files fed the figure: without them the block is never asked."""
    own = computed.frame.filter(_published(subject), pl.col("indicator") == INDEX)
    return own.height > 0 and not own["status"].is_in(["missing"]).all()


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
