"""The French index of professional equality (2019-2026 regime), from people: five indicators, points, one score.

Gaps are positive when men are paid or raised more. Population: women and men of the index (see ``index_person``). Source: code
du travail, L1142-7 to L1142-10, D1142-2 to D1142-14; computing in :mod:`scop_analytics.statutory`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import polars as pl

from scop_analytics.indicators.blocks import Block
from scop_analytics.indicators.library import gives
from scop_analytics.statutory.people import HUNDREDTHS, from_people
from scop_analytics.statutory.rows import FIGURES, rows
from scop_analytics.statutory.settling import Told
from scop_analytics.statutory.steps import steps

NO_PAY: Final[Told] = ("no_rows", {"table": "payroll"})
NO_CHANGES: Final[Told] = ("column_missing", {"table": "pay_changes", "column": "kind"})
# What a file would fill when it is not given.
ABSENT: Final[Mapping[str, Told]] = {
    "index_not_given_groups": NO_PAY,
    "index_not_given_top_ten": NO_PAY,
    "index_not_given_bracket": ("no_rows", {"table": "employees"}),
    "index_not_given_raises": NO_CHANGES,
    "index_not_given_promotions": NO_CHANGES,
    "index_not_given_grants": NO_CHANGES,
    "index_not_given_returns": ("column_missing", {"table": "leaves", "column": "leave_type"}),
}


@gives(
    *FIGURES,
    reads={
        "index_person": (
            "sex", "age_band", "csp", "job_level", "pay_index", "in_index", "raised", "promoted", "raised_window", "approached",
        ),
        "index_company": ("workforce", "mode", "months", "has_changes", "has_leaves"),
        "leave_return": ("granted", "raised"),
    },
)  # fmt: skip
def statutory_index(
    index_person: pl.LazyFrame, index_company: pl.LazyFrame, leave_return: pl.LazyFrame, rules: Mapping[str, Any]
) -> Block:
    """Every figure of the index for every company and year, and the tables of its trail (means in euros)."""
    people, facts, returns = pl.collect_all([index_person, index_company, leave_return])
    found = from_people(people, facts, returns, rules, ABSENT)
    return Block(
        rows(found.company, rules).lazy(), steps(found, HUNDREDTHS), ("missing", "no_rows", {"table": "payroll"})
    )
