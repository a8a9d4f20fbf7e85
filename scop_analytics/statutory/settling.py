"""A figure or its reason: of all that may stand in its way, the strongest is told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

import polars as pl

from scop_analytics.results import reason

ORDER: Final = ("not_applicable", "missing", "not_computable", "caution")  # the first that applies is kept
INHERITED: Final = "inherited"  # a reason that stands in the fact "told"
GIVEN: Final = ("ok", "caution")


Facts = Mapping[str, pl.Expr | int | str]
Told = tuple[str, Facts]


@dataclass(frozen=True)
class Case:
    """A status that may apply to a figure, when, and the reason with its facts."""

    status: str
    applies: pl.Expr
    key: str
    facts: Facts = field(default_factory=dict)

    @property
    def told(self) -> pl.Expr:
        """The reason as JSON; one that another figure or the checks gave is carried as it is."""
        if self.key == INHERITED:
            told = self.facts["told"]
            return told if isinstance(told, pl.Expr) else pl.lit(told)
        return reason(self.key, self.facts)


def settled(name: str, cases: Iterable[Case], absent: Mapping[str, Told] | None = None) -> list[pl.Expr]:
    """The columns ``<name>.status`` and ``<name>.reason``; ``absent`` says otherwise, by key, what was not given."""
    status, told = pl.lit("ok"), pl.lit(None, pl.String)
    said = (replace(case, key=key, facts=facts) for case in cases for key, facts in [_said(case, absent or {})])
    strongest_first = sorted(said, key=lambda case: ORDER.index(case.status))
    for case in strongest_first[::-1]:  # the last said wins
        when = pl.when(case.applies.fill_null(value=False))
        status, told = when.then(pl.lit(case.status)).otherwise(status), when.then(case.told).otherwise(told)
    return [status.alias(f"{name}.status"), told.alias(f"{name}.reason")]


def _said(case: Case, absent: Mapping[str, Told]) -> Told:
    return absent.get(case.key, (case.key, case.facts))


def given(name: str) -> pl.Expr:
    """Whether the figure exists."""
    return pl.col(f"{name}.status").is_in(GIVEN)
