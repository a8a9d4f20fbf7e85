"""From people to what the index is computed from: groups by category and age, rates by category, the ten best paid."""

from __future__ import annotations

from typing import Final

import polars as pl

from scop_analytics.statutory.schema import COMPANIES, GROUPS, KEY, RATES, shaped

WOMAN, MAN = pl.col("sex") == "F", pl.col("sex") == "M"
CATEGORY: Final = {"csp": "csp", "level": "job_level"}


def counted(people: pl.DataFrame) -> pl.DataFrame:
    """The women and men of the index population."""
    return people.filter(pl.col("in_index") & (WOMAN | MAN)).with_columns(woman=WOMAN, man=MAN)


def groups(people: pl.DataFrame, companies: pl.DataFrame) -> pl.DataFrame:
    """Groups by category and age for everyone, by level and age for the companies that chose levels."""
    own = companies.filter(pl.col("mode") == "level").select(KEY)
    by_level = people.join(own, on=KEY, how="semi") if own.height else people.clear()
    return pl.concat([_grouped(people, "csp"), _grouped(by_level, "level")])


def _grouped(people: pl.DataFrame, mode: str) -> pl.DataFrame:
    """Heads and pay (cents) by sex; the pay of a group where one is unknown is unknown."""
    pay = pl.col("pay_index")
    known = people.group_by(*KEY, pl.col(CATEGORY[mode]).alias("category"), "age_band").agg(
        pl.col("woman").sum().cast(pl.Int64).alias("women"),
        pl.col("man").sum().cast(pl.Int64).alias("men"),
        (pay * pl.col("woman")).sum().alias("women_pay"),
        (pay * pl.col("man")).sum().alias("men_pay"),
        pay.is_null().any().alias("unpaid"),
    )
    paid = ~pl.col("unpaid")
    return shaped(
        known.with_columns(
            pl.lit(mode).alias("mode"),
            pl.when(paid).then("women_pay").alias("women_pay"),
            pl.when(paid).then("men_pay").alias("men_pay"),
            pl.col("women").alias("women_per"),
            pl.col("men").alias("men_per"),
        ),
        GROUPS,
    )


def rates(people: pl.DataFrame, companies: pl.DataFrame) -> pl.DataFrame:
    """Women and men raised and promoted by category; null where the company has no table of pay changes."""
    found = people.group_by(*KEY, pl.col("csp").alias("category")).agg(
        pl.col("woman").sum().cast(pl.Int64).alias("women"), pl.col("man").sum().cast(pl.Int64).alias("men"),
        *(
            (pl.col(mark) & pl.col(sex)).sum().cast(pl.Int64).alias(f"{name}_{mark}")
            for mark in ("raised", "promoted") for sex, name in (("woman", "women"), ("man", "men"))
        ),
    )  # fmt: skip
    told = found.join(companies.select(*KEY, "has_changes"), on=KEY, how="inner")
    marks = ("women_raised", "men_raised", "women_promoted", "men_promoted")
    return shaped(told.with_columns(pl.when("has_changes").then(pl.col(name)).alias(name) for name in marks), RATES)


def companies(
    people: pl.DataFrame, facts: pl.DataFrame, returns: pl.DataFrame, top: pl.DataFrame, brackets: pl.Expr
) -> pl.DataFrame:
    """One row per company and year: bracket, mode, counts of the joined indicator, returns, ten best paid."""
    whole = people.group_by(*KEY).agg(
        *(pl.col(sex).sum().cast(pl.Int64).alias(name) for sex, name in (("woman", "women"), ("man", "men"))),
        *(
            (pl.col("raised_window") & pl.col(sex)).sum().cast(pl.Int64).alias(f"{name}_raised")
            for sex, name in (("woman", "women"), ("man", "men"))
        ),
        pl.col("approached").sum().cast(pl.Int64).alias("approached"),
    )
    back = returns.group_by(*KEY).agg(
        pl.len().cast(pl.Int64).alias("returned"),
        pl.col("granted").sum().cast(pl.Int64).alias("granted"),
        (pl.col("granted") & pl.col("raised")).sum().cast(pl.Int64).alias("rewarded"),
    )
    joined = facts.join(whole, on=KEY, how="left").join(back, on=KEY, how="left").join(top, on=KEY, how="left")
    return shaped(joined.with_columns(*_known(), brackets.alias("bracket")), COMPANIES)


def _known() -> list[pl.Expr]:
    """Nobody found is zero where a table was read, and unknown where there is none."""
    heads = [pl.col(name).fill_null(0) for name in ("women", "men", "approached")]
    raised = [
        pl.when("has_changes").then(pl.col(name).fill_null(0)).alias(name) for name in ("women_raised", "men_raised")
    ]
    returned = pl.when("has_leaves").then(pl.col("returned").fill_null(0)).alias("returned")
    granted = [  # who got a raise is only known where changes of pay are
        pl.when(pl.col("has_leaves") & pl.col("has_changes")).then(pl.col(name).fill_null(0)).alias(name)
        for name in ("granted", "rewarded")
    ]
    return [*heads, *raised, returned, *granted]
