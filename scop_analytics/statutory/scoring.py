"""The whole index of all companies at once: each indicator, then the total."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from scop_analytics.statutory import gap, leave_return, rates, top_ten, total
from scop_analytics.statutory.schema import KEY
from scop_analytics.statutory.settling import INHERITED, Case, Told, settled


@dataclass(frozen=True)
class Scored:
    """``company``: one row per company-year; ``groups`` and ``categories``: what indicators 1, 2 and 3 rest on."""

    company: pl.DataFrame
    groups: pl.DataFrame
    categories: pl.DataFrame


def score(
    companies: pl.DataFrame,
    groups: pl.DataFrame,
    by_category: pl.DataFrame,
    rules: Mapping[str, Any],
    absent: Mapping[str, Told] | None = None,
) -> Scored:
    """The index of every row of ``companies`` under the law ``rules`` (schemas: :mod:`scop_analytics.statutory.schema`).

    ``absent`` gives, by key, the reason to tell instead when something was not given: a file and a column, say.
    """
    ordered = companies.sort(KEY).with_row_index("row")
    by_group, by_rate = gap.scored(groups, ordered, rules), rates.scored(by_category, ordered, rules)
    parts = {
        **by_group.company, **by_rate.company, **rates.joined(ordered, rules),
        **leave_return.scored(ordered, rules), **top_ten.scored(ordered, rules),
    }  # fmt: skip
    company = ordered.with_columns(
        (pl.Series(name, found) if not isinstance(found, int) else pl.lit(found)).alias(name)
        for name, found in parts.items()
    )
    common = _common(rules)
    own = {
        "population": [Case("missing", pl.col("heads") == 0, "index_not_given_groups")],
        "pay_gap": gap.cases(rules),
        **{name: rates.cases(name, rules) for name in rates.KINDS},
        rates.JOINED: rates.joined_cases(rules),
        "leave_return": leave_return.cases(),
        "top_ten": [*top_ten.cases(rules), gap.cases(rules)[-1]],
    }
    company = company.with_columns(
        column for name, found in own.items() for column in settled(name, [*common, *found], absent)
    )
    company = total.scored(total.blanked(total.caught_up(company)), common, rules, absent)
    return Scored(company, _told(by_group.groups, company), _told(by_rate.categories, company))


def bracket(workforce: pl.Expr, rules: Mapping[str, Any], per: int = 1) -> pl.Expr:
    """The bracket of a workforce given in 1 / ``per`` of a person, compared as it is, never rounded first."""
    least, small, large = (
        int(rules[f"equity_index.{name}"]) * per
        for name in ("workforce_minimum", "small_bracket_maximum", "large_bracket_minimum")
    )
    return (
        pl.when(workforce < least).then(pl.lit("under")).when(workforce <= small).then(pl.lit("small"))
        .when(workforce < large).then(pl.lit("medium")).when(workforce >= large).then(pl.lit("large"))
    )  # fmt: skip


def _common(rules: Mapping[str, Any]) -> list[Case]:
    """What concerns every indicator of a company-year."""
    least, months = int(rules["equity_index.workforce_minimum"]), int(rules["equity_index.period_months"])
    known = pl.col("months")
    return [
        Case("not_applicable", pl.col("bracket") == "under", "index_under_minimum", {"minimum": least}),
        Case("missing", pl.col("refused").is_not_null(), INHERITED, {"told": pl.col("refused")}),
        Case("missing", pl.col("bracket").is_null(), "index_not_given_bracket"),
        Case("missing", known.is_null() | (known == 0), "index_not_given_groups"),
        Case("not_computable", known < months, "index_first_exercise", {"months": known, "minimum": months}),
    ]


def _told(rows: pl.DataFrame, company: pl.DataFrame) -> pl.DataFrame:
    """Only the rows of companies whose data is scored."""
    return rows.join(company.filter(pl.col("refused").is_null()).select(KEY), on=KEY, how="semi", maintain_order="left")
