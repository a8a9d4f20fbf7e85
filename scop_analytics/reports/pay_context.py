"""What pages on pay may say of how it was made: ways pay was rebuilt, and what one person changes to a gap.

Leaving one person out, with the mean and the number, gives that person's pay: exact values go to the employer alone,
everyone else reads whether one person is enough to change the sign or to cross the threshold.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from scop_analytics import law
from scop_analytics.reports.exclusions import least

if TYPE_CHECKING:
    from scop_analytics.indicators.computing import Computed
    from scop_analytics.reports.context import Subject

ALERT: Final = "pay_equity.alert_percent"
EXACT: Final = "employer"


def pay_context(
    subject: Subject, computed: Computed, published: pl.DataFrame, frames: Mapping[str, pl.LazyFrame]
) -> dict[str, Any]:
    """``pay_methods``: people by way their pay was rebuilt; ``one_person``: by gap that these readers may see."""
    own = (pl.col("entity_id") == subject.company) & (pl.col("fiscal_year") == subject.year)
    people = frames["person_calendar"].filter(own)
    return {
        "pay_methods": _methods(people, subject.audience),
        "one_person": _effects(subject, computed, published, people),
    }


def _methods(people: pl.LazyFrame, audience: str) -> dict[str, int | None]:
    """Counts, or names alone as soon as one way concerns fewer people than the readers may see."""
    counted = people.filter("in_gap").group_by("pay_method").agg(pl.len().alias("people")).sort("people", "pay_method")
    found = {str(method): int(n) for method, n in counted.collect().reverse().iter_rows()}
    shown = all(n >= least(audience) for n in found.values())
    return {method: n if shown else None for method, n in found.items()}


def _effects(
    subject: Subject, computed: Computed, published: pl.DataFrame, people: pl.LazyFrame
) -> dict[str, dict[str, Any]]:
    from scop_analytics.statistics.intervals import GIVEN, one_person_effects  # lazily: numpy

    whole = (pl.col("company") == subject.company) & (pl.col("year") == subject.year) & (pl.col("segment") == "{}")
    seen = published.filter(whole, pl.col("status").is_in(GIVEN))["indicator"].to_list()
    rows = computed.frame.filter(whole, pl.col("indicator").is_in(seen))
    rules = law.at(subject.period[1])
    alert = float(str(rules[ALERT])) if ALERT in rules else None
    effects = {key[2]: effect for key, effect in one_person_effects(rows, people).items()}
    if subject.audience == EXACT:
        return {name: {"low": effect.low, "high": effect.high} for name, effect in effects.items()}
    return {
        name: {
            "sign": effect.changes_sign(),
            "threshold": alert is not None and (effect.crosses(alert) or (effect.low <= -alert < effect.high)),
        }
        for name, effect in effects.items()
    }
