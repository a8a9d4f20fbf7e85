"""The index from people: the same computing as from aggregates, after one grouping of everybody."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import polars as pl

from scop_analytics.statutory import groups
from scop_analytics.statutory.scoring import Scored, bracket, score
from scop_analytics.statutory.settling import Told
from scop_analytics.statutory.top_ten import ten_best_paid

HUNDREDTHS: Final = 100  # of a person in `workforce`, of a euro in `pay_index`


def from_people(
    people: pl.DataFrame,
    facts: pl.DataFrame,
    returns: pl.DataFrame,
    rules: Mapping[str, Any],
    absent: Mapping[str, Told] | None = None,
) -> Scored:
    """The index of all companies, from the people of the period, the facts of companies and the returns from leave.

    The frames are ``index_person``, ``index_company`` and ``leave_return`` of :mod:`scop_analytics.derive`.
    """
    counted = groups.counted(people)
    top = ten_best_paid(counted, int(rules["equity_index.top_ten_people"]))
    sizes = bracket(pl.col("workforce"), rules, HUNDREDTHS)
    companies = groups.companies(counted, facts, returns, top, sizes)
    return score(companies, groups.groups(counted, facts), groups.rates(counted, facts), rules, absent)
