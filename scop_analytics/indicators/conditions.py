"""Conditions several families share: what the law asks of some co-operatives only, and when it gives time."""

from __future__ import annotations

import polars as pl

from scop_analytics.indicators.arguments import Columns
from scop_analytics.indicators.measures import Group, Measure, only
from scop_analytics.indicators.reasons import Condition, at_least, caution, deferred, not_applicable, whole
from scop_analytics.law import Rules

HUNDREDTHS = 100  # the workforce is kept in hundredths of a person
OWN_RULES = ("SCIC", "CAE_SCIC", "OTHER")


def cooperative_of_its_own_rule(company: Columns) -> Condition:
    """Community-interest co-operatives (SCIC) and companies that are no SCOP follow other rules than this one."""
    return not_applicable(company.coop_status.is_in(OWN_RULES), "own_rule")


def starter(company: Columns, company_year: Columns, rules: Rules) -> Condition:
    """A starter SCOP has until the end of its seventh year after transformation."""
    years = whole(rules["cooperative.starter_years"])
    deadline = company.transformation_date.dt.year() + years
    in_time = company_year.end.dt.year() <= deadline
    return deferred((company.coop_status == "SCOP_AMORCAGE") & in_time.fill_null(True), "starter", deadline=deadline)


def out_of_bounds(elapsed: pl.Expr, outside: pl.Expr) -> Measure:
    """Days to closing since a number that changes day by day (rows ``elapsed`` days old) went out of its bounds for good.

    Zero when it is within them at closing.
    """
    within = only(elapsed, ~outside).min()
    since = only(elapsed, outside & (elapsed < within).fill_null(value=True)).max()
    return Measure(since.fill_null(0), population=elapsed.is_not_null(), additive=True)


def time_to_return(outside: pl.Expr, days: pl.Expr, company_year: Columns, months: int, key: str) -> Condition:
    """The law gives ``months`` to come back within bounds that were left ``days`` before closing."""
    left = (company_year.end - pl.duration(days=days)).dt.offset_by(f"{months}mo")
    return deferred(outside & (left >= company_year.end), key, days=days, months=months)


def only_for(company: Columns, key: str, *statuses: str) -> Condition:
    """A rule that concerns some kinds of co-operatives only."""
    return not_applicable(~company.coop_status.is_in(statuses).fill_null(value=False), key)


def concerned(reached: pl.Expr, key: str, unknown: str, **facts: pl.Expr | int | str) -> tuple[Condition, Condition]:
    """A rule concerns a company that meets its conditions; one that may have, in years no file holds, cannot be told."""
    return not_applicable(~reached, key, **facts), Condition(reached.is_null(), "missing", unknown, facts)


def five_years(company: Columns, minimum: int) -> tuple[Condition, Condition]:
    """The workforce (hundredths of a person) reached ``minimum`` for the fifth fiscal year running; one below starts again."""
    sizes = [getattr(company, f"workforce{when}") for when in ("", "_before", "_earlier", "_third", "_fourth")]
    reached = pl.all_horizontal(size >= minimum * HUNDREDTHS for size in sizes)
    return concerned(reached, "under_size_five_years", "size_of_five_years", minimum=minimum)


def loss_year(company: Columns) -> Condition:
    """Without a surplus there is nothing to share."""
    return not_applicable(company.surplus <= 0, "loss_year")


def unshared(company: Columns) -> Condition:
    """Where no row tells how the surplus was shared, an amount left empty is no zero."""
    return Condition(company.surplus.is_null(), "missing", "no_rows", {"table": "surplus_allocation"})


def read_with_care(measure: Measure, women: Group, men: Group, people: Columns, rules: Rules) -> Measure:
    """A gap needs enough of each sex; small groups and estimated pays are said."""
    smaller, both = pl.min_horizontal(women.people, men.people), women.people + men.people
    approached = (people.approached & (women.mask | men.mask)).sum()
    estimated = ((people.pay_method == "pro_rata") & (women.mask | men.mask)).sum()
    many = estimated * 100 > both * whole(rules["conventions.approached_share_maximum"])
    return measure.when(
        at_least(rules["pay_equity.minimum_group"], women=women, men=men),
        caution(approached > 0, "approached_pay", people=approached),
        caution(many, "estimated_pay", people=estimated),
        caution(
            smaller < whole(rules["conventions.caution_smaller_sex"]), "small_sex", women=women.people, men=men.people
        ),
    )
