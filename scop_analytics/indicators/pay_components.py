"""What pay is made of, component by component, and who was raised or promoted."""

from __future__ import annotations

from typing import Final

import polars as pl

from scop_analytics.indicators.arguments import Columns
from scop_analytics.indicators.blocks import Block
from scop_analytics.indicators.library import gives
from scop_analytics.indicators.measures import CENTS, Measure, share, smoothed_quantile
from scop_analytics.indicators.reasons import whole
from scop_analytics.indicators.segments import COMPANY
from scop_analytics.indicators.settle import reason
from scop_analytics.law import Rules
from scop_analytics.statistics import gaps

GIVEN: Final = pl.col("in_gap") & pl.col("sex").is_in(["F", "M"]) & (pl.col("amount") > 0)
GROUP: Final = (*COMPANY, "component")


def individual_raise_share(index_person: Columns) -> Measure:
    """Percent of the people of the index (by sex: of that sex) whose base pay was raised alone, promotions apart."""
    return share(index_person.raised, among=index_person.in_index & index_person.raised.is_not_null())


def promotion_share(index_person: Columns) -> Measure:
    """Percent of the people of the index (by sex: of that sex) who moved to a higher level."""
    return share(index_person.promoted, among=index_person.in_index & index_person.promoted.is_not_null())


@gives(
    "component_recipients", "component_mean", "component_median", "component_mean_gap",
    reads={"component": ("sex", "in_gap", "component", "amount")},
)  # fmt: skip
def pay_by_component(component: pl.LazyFrame, rules: Rules) -> Block:
    """Who receives each component of pay over the calendar year, and how much, amounts as really paid."""
    given = component.filter(GIVEN)
    spread = gaps.spread_by_sex(given, GROUP, "amount", {"smoothed": lambda amounts: smoothed_quantile(amounts, 0.5)})
    found = spread.sort(*GROUP).with_columns(tenths=gaps.tenths()).collect()
    rows = [_gap(found, rules)]
    for sex, name in gaps.SEXES.items():
        rows += [_recipients(found, sex, name), _mean(found, sex, name), _median(found, sex, name)]
    return Block(pl.concat(rows, how="diagonal").lazy())


def _gap(found: pl.DataFrame, rules: Rules) -> pl.DataFrame:
    """The gap among recipients of the component, under the same rules as other gaps."""
    fewest, careful = (whole(rules[key]) for key in ("pay_equity.minimum_group", "conventions.caution_smaller_sex"))
    women, men = pl.col("women"), pl.col("men")
    least = pl.min_horizontal(women, men)
    status = pl.when(least < fewest).then(pl.lit("not_computable")).when(least < careful).then(pl.lit("caution"))
    why = pl.when(least < fewest).then(reason("too_few_each", {"minimum": fewest}))
    rounded = gaps.quotient(found["tenths"], pl.repeat(gaps.TENTHS, len(found), eager=True))
    numbered = found.with_columns(gaps.percent(found).alias("value"), rounded.alias("rounded"))
    given = least >= fewest
    return numbered.select(
        *COMPANY, pl.lit("component_mean_gap").alias("indicator"), _segment().alias("segment"), least.alias("people"),
        *(pl.when(given).then(column).alias(column) for column in ("value", "rounded")), "women", "men", "distinct",
        status.otherwise(pl.lit("ok")).alias("status"),
        why.when(least < careful).then(reason("small_sex", {"women": women, "men": men})).alias("reason"),
    )  # fmt: skip


def _recipients(found: pl.DataFrame, sex: str, name: str) -> pl.DataFrame:
    count = pl.col(name).cast(pl.Float64)
    return found.select(
        *COMPANY, pl.lit("component_recipients").alias("indicator"), _segment(sex).alias("segment"),
        count.alias("value"), count.alias("numerator"), pl.col(name).alias("people"),
    )  # fmt: skip


def _mean(found: pl.DataFrame, sex: str, name: str) -> pl.DataFrame:
    return _amount(
        found.with_columns(gaps.quotient(found[f"{name}_sum"], found[name] * CENTS).alias("value")), sex, name, "mean"
    )


def _median(found: pl.DataFrame, sex: str, name: str) -> pl.DataFrame:
    whole_cents = pl.repeat(CENTS, len(found), eager=True)
    numbers = [gaps.quotient(found[f"{name}_{part}"], whole_cents) for part in ("median", "smoothed")]
    values = found.with_columns(numbers[0].alias("value"), numbers[1].alias("smoothed"))
    return _amount(values, sex, name, "median", "smoothed")


def _amount(found: pl.DataFrame, sex: str, name: str, kind: str, *more: str) -> pl.DataFrame:
    """Euros over the year among recipients of one sex; nothing when there is none."""
    return found.filter(pl.col(name) > 0).select(
        *COMPANY, pl.lit(f"component_{kind}").alias("indicator"), _segment(sex).alias("segment"), "value",
        pl.col(name).alias("people"), pl.col(name).alias(name), pl.col(f"{name}_distinct").alias("distinct"), *more,
    )  # fmt: skip


def _segment(sex: str | None = None) -> pl.Expr:
    end = f'","sex":"{sex}"}}' if sex else '"}'
    return pl.concat_str(pl.lit('{"component":"'), pl.col("component"), pl.lit(end))
