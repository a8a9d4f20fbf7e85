"""Rules on the sharing of the surplus and on yearly accounts: sums rebuilt, reserves that follow from year to year.

Whether the sharing obeys the law is a result, not a finding; these rules say whether its figures can be trusted.
"""

from __future__ import annotations

from typing import Final

import polars as pl

PLACE: Final = ("entity_id", "source_file", "source_line")
YEAR: Final = pl.col("fiscal_year").cast(pl.Int32).alias("year")
KEY: Final = ("entity_id", "fiscal_year")
EURO: Final = 100
INDIRECT: Final = 3  # scope 3


def _direction(rebuilt: pl.Expr, stated: pl.Expr) -> pl.Expr:
    return pl.when(rebuilt > stated).then(pl.lit("+")).otherwise(pl.lit("-")).alias("direction")


def labour_share_sum(labour_share_rows: pl.LazyFrame, surplus_allocation: pl.LazyFrame) -> pl.LazyFrame:
    """Company-years in which the shares of each person do not add up to the labour share decided."""
    shared = labour_share_rows.group_by(KEY).agg(pl.col("amount").sum().alias("shared"), pl.len().alias("rows"))
    both = surplus_allocation.select(*KEY, "labour_share").drop_nulls().join(shared, on=KEY)
    room = pl.max_horizontal(pl.lit(EURO), pl.col("rows").cast(pl.Int64))
    wrong = (pl.col("shared") - pl.col("labour_share")).abs() > room
    return both.filter(wrong).select("entity_id", YEAR, _direction(pl.col("shared"), pl.col("labour_share")))


def surplus_rebuilt(surplus_allocation: pl.LazyFrame) -> pl.LazyFrame:
    """Rows whose surplus is not the one rebuilt from the result (law key ``surplus``), to one euro."""
    plus = ("labour_share_expensed", "credit_brought_forward")
    minus = ("losses_brought_forward", "revaluation_gains", "disposal_gains_net", "ppi_released")
    rebuilt = pl.col("net_result") + pl.sum_horizontal(pl.col(name).fill_null(0) for name in plus)
    rebuilt = rebuilt - pl.sum_horizontal(pl.col(name).fill_null(0) for name in minus)
    wrong = surplus_allocation.filter((rebuilt - pl.col("surplus")).abs() > EURO)
    return wrong.select(*PLACE, YEAR, _direction(rebuilt, pl.col("surplus")))


def reserves_chain(entity: pl.LazyFrame, surplus_allocation: pl.LazyFrame) -> pl.LazyFrame:
    """Years whose opening reserves are not last year's opening plus last year's allotment, to one euro."""
    funds = ("legal_reserve", "dev_fund")
    opening = [f"{fund}_opening" for fund in funds]
    before = entity.select(
        "entity_id", pl.col("fiscal_year") + 1, *(pl.col(name).alias(f"{name}_before") for name in opening)
    )
    allotted = surplus_allocation.select("entity_id", pl.col("fiscal_year") + 1, *funds)
    chained = entity.join(before, on=KEY).join(allotted, on=KEY)
    found = []
    for fund in funds:
        expected = pl.col(f"{fund}_opening_before") + pl.col(fund)
        wrong = chained.filter((expected - pl.col(f"{fund}_opening")).abs() > EURO)
        found.append(wrong.select(*PLACE, YEAR, pl.lit(f"{fund}_opening").alias("column")))
    return pl.concat(found)


def highest_capital(entity: pl.LazyFrame) -> pl.LazyFrame:
    """Years in which the highest capital ever reached is below the capital, or below last year's highest."""
    before = entity.select("entity_id", pl.col("fiscal_year") + 1, pl.col("max_capital_ever").alias("before"))
    both = entity.join(before, on=KEY, how="left")
    floor = pl.max_horizontal("capital_closing", pl.col("before").fill_null(0))
    return both.filter(pl.col("max_capital_ever") < floor).select(*PLACE, YEAR)


def eligible_differs(labour_share_rows: pl.LazyFrame, rights: pl.DataFrame) -> pl.LazyFrame:
    """People with three months of presence or six of seniority said not to be entitled to the labour share."""
    presence, seniority = (1_000 * int(rights[name].item()) for name in ("presence_months", "seniority_months"))
    due = (pl.col("presence_months") >= presence) | (pl.col("seniority_months") >= seniority)
    return labour_share_rows.filter(due.fill_null(False) & ~pl.col("eligible")).select(*PLACE, YEAR)


def emission_product(environment: pl.LazyFrame) -> pl.LazyFrame:
    """Rows whose tonnes are not quantity times factor, to one percent."""
    # thousandths x thousandths of a kilogram against thousandths of a tonne
    stated = pl.col("tco2e").cast(pl.Float64) * 1_000_000
    product = pl.col("quantity").cast(pl.Float64) * pl.col("factor")
    return environment.filter((product - stated).abs() > 0.01 * stated.abs() + 1_000_000).select(*PLACE, "period")


def scope3_without_category(environment: pl.LazyFrame) -> pl.LazyFrame:
    """Scope 3 rows that do not name one of the fifteen categories."""
    return environment.filter(pl.col("scope") == INDIRECT, pl.col("scope3_category").is_null()).select(*PLACE, "period")


def consultation_answers(consultations: pl.LazyFrame) -> pl.LazyFrame:
    """Consultations whose four kinds of answers do not add up to the number of respondents."""
    answers = pl.sum_horizontal("favourable", "reserved", "opposed", "no_opinion", ignore_nulls=False)
    return consultations.filter(answers != pl.col("respondent_count")).select(*PLACE, "open_date")


def answer_outside_scale(survey: pl.LazyFrame, survey_meta: pl.LazyFrame) -> pl.LazyFrame:
    """Answers the scale of the item does not have."""
    scales = survey_meta.select("entity_id", "fiscal_year", "survey_id", "item_code", "scale").unique()
    both = survey.drop_nulls("answer").join(scales, on=["entity_id", "survey_id", "item_code"])
    number = pl.col("answer").cast(pl.Int64, strict=False)
    inside = (
        ((pl.col("scale") == "1_5") & number.is_between(1, 5))
        | ((pl.col("scale") == "0_10") & number.is_between(0, 10))
        | ((pl.col("scale") == "yes_no") & pl.col("answer").is_in(["OUI", "NON"]))
    )
    wrong = both.filter(pl.col("answer") != "NSP", ~inside.fill_null(False))
    return wrong.select(*PLACE, YEAR, pl.col("answer").alias("value"), "item_code")


def commuting_recordable(accidents: pl.LazyFrame) -> pl.LazyFrame:
    """Commuting accidents said to count in the rates of accidents at work."""
    return accidents.filter(pl.col("kind") == "TRAJET", pl.col("recordable")).select(*PLACE, "date")
