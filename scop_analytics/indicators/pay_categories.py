"""Work of equal value, indicator G of directive (EU) 2023/970: gaps by category, the 5 % trigger, the standardised gap.

A category is the column ``value_category``: work of equal value as the co-operative declares it. Basic pay compares
everyone of the category, variable pay its recipients. A category with fewer people of a sex than the law's least group is
too small to compare. No category figure is public.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import polars as pl

from scop_analytics.indicators.blocks import Block
from scop_analytics.indicators.library import gives
from scop_analytics.indicators.measures import CENTS, RATE
from scop_analytics.indicators.reasons import exact, whole
from scop_analytics.indicators.segments import COMPANY
from scop_analytics.indicators.settle import reason
from scop_analytics.law import Rules
from scop_analytics.statistics import gaps
from scop_analytics.statistics.gaps import Trigger

PEOPLE: Final = pl.col("in_gap") & pl.col("sex").is_in(["F", "M"])
GROUP: Final = (*COMPANY, "value_category")
EVERYONE: Final = pl.lit(True)
RECIPIENTS: Final = pl.col("pay_variable") > 0
#: id → column of pay, who is compared, what its unit is divided by to be euros.
PAYS: Final = {
    "category_gap_basic_hourly": ("hourly_basic", EVERYONE, RATE),
    "category_gap_basic_annual": ("pay_basic", EVERYONE, CENTS),
    "category_gap_variable_hourly": ("hourly_variable", RECIPIENTS, RATE),
    "category_gap_variable_annual": ("pay_variable", RECIPIENTS, CENTS),
}
BASIC: Final = ("category_gap_basic_hourly", "category_gap_basic_annual")
READ: Final = ("sex", "in_gap", "value_category", "hourly_basic", "pay_basic", "hourly_variable", "pay_variable")


@gives(
    *PAYS,
    "category_headcount",
    "categories_compared",
    "categories_above_threshold",
    "categories_too_small",
    reads={"person_calendar": READ},
)
def gaps_by_category(person_calendar: pl.LazyFrame, rules: Rules) -> Block:
    """Gap of mean basic and variable pay in each category of work of equal value, and how many reach the threshold."""
    known = pl.col("value_category").is_not_null()
    people = person_calendar.filter(PEOPLE & known).with_columns(pl.col("value_category").cast(pl.String))
    found = _compared(people, rules)
    found = found.with_columns(_numbers(found))
    trigger = _trigger(rules)
    judged = found.lazy().with_columns(_settled(rules)).with_columns(_verdicts(trigger)).collect().lazy()
    rows = judged.select(*COMPANY, "indicator", *_row())
    told = [rows, *_heads(judged), *_counts(judged, trigger)]
    return Block(pl.concat(told, how="diagonal"), {"categories": _step(judged, trigger)})


def _trigger(rules: Mapping[str, object]) -> Trigger:
    percent = rules.get("pay_equity.alert_percent")
    inclusive, both = (rules.get(f"pay_equity.alert_{name}", 1) for name in ("inclusive", "both_directions"))
    return Trigger(None if percent is None else exact(percent), bool(inclusive), bool(both))


def _compared(people: pl.LazyFrame, rules: Rules) -> pl.DataFrame:
    """One row per category and kind of pay: heads, sums, the gap in tenths, whether both sexes are enough."""
    fewest = whole(rules["pay_equity.minimum_group"])
    found = gaps.sums_by_sex(people, GROUP, {name: (amounts, among) for name, (amounts, among, _) in PAYS.items()})
    per = pl.col("pay").replace_strict({name: per for name, (_, _, per) in PAYS.items()}, return_dtype=pl.Int64)
    enough = (pl.min_horizontal("women", "men") >= fewest).alias("enough")
    return found.with_columns(per.alias("per"), gaps.tenths().alias("tenths"), enough).with_columns(
        (pl.col("enough") & (pl.col("men_sum") > 0)).alias("given"), pl.col("pay").alias("indicator")
    )


def _numbers(found: pl.DataFrame) -> list[pl.Series]:
    """The gap in percent and rounded, the difference of the means and men's mean in euros: one division each."""
    top, bottom = (found.select(term.alias("term"))["term"] for term in gaps.terms())
    per = (found["women"] * found["men"] * found["per"]).alias("per")
    return [
        gaps.percent(found).alias("value"), gaps.quotient(found["tenths"], pl.repeat(gaps.TENTHS, len(found), eager=True)).alias("rounded"),
        gaps.quotient(top, per).alias("numerator"), gaps.quotient(bottom, per).alias("denominator"),
    ]  # fmt: skip


def _settled(rules: Rules) -> list[pl.Expr]:
    """Status and reason: too few of a sex, nothing paid to men, a small sex."""
    women, men = pl.col("women"), pl.col("men")
    few = reason("too_few_each", {"minimum": whole(rules["pay_equity.minimum_group"])})  # no count of a small group
    small = pl.min_horizontal(women, men) < whole(rules["conventions.caution_smaller_sex"])
    status = (
        pl.when(~pl.col("given"))
        .then(pl.lit("not_computable"))
        .when(small)
        .then(pl.lit("caution"))
        .otherwise(pl.lit("ok"))
    )
    why = (
        pl.when(~pl.col("enough")).then(few)
        .when(~pl.col("given")).then(reason("denominator_zero"))
        .when(small).then(reason("small_sex", {"women": women, "men": men}))
    )  # fmt: skip
    return [status.alias("status"), why.alias("reason")]


def _verdicts(trigger: Trigger) -> list[pl.Expr]:
    given, reached = pl.col("given"), trigger.reached()
    words = (
        pl.when(~given).then(pl.lit("not_tested")).when(reached).then(pl.lit("breach")).otherwise(pl.lit("complies"))
    )
    dated = trigger.percent is not None
    return [
        (given & reached).alias("reached"),
        (words if dated else pl.lit(None, pl.String)).alias("verdict"),
        pl.lit(float(trigger.percent) if trigger.percent is not None else None, pl.Float64).alias("threshold"),
        pl.lit("below" if dated else None, pl.String).alias("direction"),
    ]


def _segment(sex: str = "") -> pl.Expr:
    name = (
        pl.col("value_category").str.replace_all("\\", "\\\\", literal=True).str.replace_all('"', '\\"', literal=True)
    )
    before = f'{{"sex":"{sex}","value_category":"' if sex else '{"value_category":"'
    return pl.concat_str(pl.lit(before), name, pl.lit('"}')).alias("segment")


def _heads(judged: pl.LazyFrame) -> list[pl.LazyFrame]:
    """Women and men of each category, counted on basic pay."""
    basic = judged.filter(pl.col("indicator") == BASIC[1])
    return [
        basic.select(
            *COMPANY, pl.lit("category_headcount").alias("indicator"), _segment(sex), pl.col(name).alias("people"),
            *(pl.col(name).cast(pl.Float64).alias(part) for part in ("value", "numerator")), pl.col(name).alias(name),
        )
        for sex, name in gaps.SEXES.items()
    ]  # fmt: skip


def _row() -> list[pl.Expr]:
    """A row of results; what people read as numerator and denominator are the two means' difference and men's mean."""
    given = pl.col("given")
    return [
        _segment(),
        pl.min_horizontal("women", "men").alias("people"),
        *(pl.when(given).then(column).alias(column) for column in ("numerator", "denominator", "value", "rounded")),
        *(pl.col(column) for column in ("status", "reason", "verdict", "threshold", "direction", "women", "men", "distinct")),
    ]  # fmt: skip


def _counts(judged: pl.LazyFrame, trigger: Trigger) -> list[pl.LazyFrame]:
    """Categories compared (on basic pay), at the threshold in any of the four gaps, too small to compare.

    The count at the threshold may be read where every category behind it may be: it tells what each did.
    """
    basic, given = pl.col("indicator").is_in(list(BASIC)), pl.col("given")
    one = judged.group_by(*GROUP).agg(
        (basic & given).any().alias("compared"), pl.col("reached").fill_null(False).any().alias("reached"),
        *(pl.col(sex).filter(basic).max().alias(f"all_{sex}") for sex in ("women", "men")),
        *(pl.col(sex).filter(given).min().alias(f"least_{sex}") for sex in ("women", "men")),
    )  # fmt: skip
    totals = one.group_by(*COMPANY).agg(
        pl.col("compared").sum().cast(pl.Float64).alias("categories_compared"),
        (~pl.col("compared")).sum().cast(pl.Float64).alias("categories_too_small"),
        pl.col("reached").sum().cast(pl.Float64).alias("categories_above_threshold"),
        *(pl.col(f"all_{sex}").sum() for sex in ("women", "men")),
        *(pl.col(f"least_{sex}").min() for sex in ("women", "men")),
    )
    people = (pl.col("all_women") + pl.col("all_men")).alias("people")
    whole_row = [*(pl.col(key) for key in COMPANY), pl.lit("{}").alias("segment"), people]
    plain = [
        totals.select(
            *whole_row, pl.lit(name).alias("indicator"), pl.col(name).alias("value"), pl.col(name).alias("numerator"),
            women="all_women", men="all_men",
        )
        for name in ("categories_compared", "categories_too_small")
    ]  # fmt: skip
    return [*plain, totals.select(*whole_row, *_reached_row(trigger), women="least_women", men="least_men")]


def _reached_row(trigger: Trigger) -> list[pl.Expr]:
    name = "categories_above_threshold"
    none, dated = pl.col("categories_compared") == 0, trigger.percent is not None
    given = ~none if dated else pl.lit(False)
    undated = reason("not_in_force", {"law": "pay_equity.alert_percent"})
    why = pl.when(none).then(reason("no_category_compared")) if dated else undated
    verdict = pl.when(pl.col(name) == 0).then(pl.lit("complies")).otherwise(pl.lit("breach"))
    return [
        pl.lit(name).alias("indicator"),
        pl.when(given).then(pl.col(name)).alias("value"),
        pl.when(given).then(pl.col(name)).alias("numerator"),
        pl.when(given).then(pl.lit("ok")).otherwise(pl.lit("not_computable")).alias("status"),
        why.alias("reason"),
        pl.when(given).then(verdict).otherwise(pl.lit("not_tested")).alias("verdict"),
        pl.lit(0.0).alias("threshold"),
        pl.lit("at_most").alias("direction"),
    ]


def _step(judged: pl.LazyFrame, trigger: Trigger) -> pl.LazyFrame:
    """The trail: each category and kind of pay with its heads, means in euros, gap and threshold."""
    per = pl.col("per").cast(pl.Float64)
    means = [(pl.col(f"{sex}_sum") / pl.col(sex) / per).fill_nan(None).alias(f"{sex}_mean") for sex in ("women", "men")]
    limit = None if trigger.percent is None else float(trigger.percent)
    return judged.select(
        *GROUP, "indicator", "women", "men", *means, pl.when("given").then("value").alias("gap"),
        "rounded", pl.lit(limit, pl.Float64).alias("threshold"), "reached", "status",
    )  # fmt: skip
