"""Published values: once masked, a value is what the audience reads, rounded, and nothing finer exists."""

from __future__ import annotations

import json
from typing import Any, Final

import polars as pl

from scop_analytics.privacy.policy import policy

NUMBERS: Final = ("value", "rounded", "numerator", "denominator", "people", "low", "high")
#: One sentence per class, whatever rule hid the row: the mark must not tell primary from complementary.
REASONS: Final = {
    "visible": ("hidden_people", "rule_people"),
    "sensitive": ("hidden_people", "rule_people"),
    "opinion": ("hidden_answers", "rule_people"),
    "pay": ("hidden_pay", "rule_sides"),
    "company": ("hidden_company", None),
    "role": ("hidden_people", None),
    "statutory": ("hidden_people", None),
}


def publish(cells: pl.DataFrame, columns: list[str]) -> pl.DataFrame:
    """The rows as this audience reads them, in the columns of results."""
    hidden = pl.col("hides").is_not_null()
    drop = hidden | (~pl.col("given") & (pl.col("rule_values") != "full"))
    frame = _values(cells).with_columns(
        *(pl.when(~drop).then(pl.col(name)).alias(name) for name in NUMBERS),
        pl.when(hidden).then(pl.lit("suppressed")).otherwise("status").alias("status"),
        pl.when(hidden & ~(pl.col("hides") == "verdict").fill_null(False) & (pl.col("disclosure") != "visible"))
        .then(None)
        .otherwise("verdict")
        .alias("verdict"),
        pl.when(hidden).then(_reason()).otherwise("reason").alias("reason"),
    )
    return _facts(frame).select(columns)


def _values(cells: pl.DataFrame) -> pl.DataFrame:
    """Values smoothed and rounded by class, unit and number of people; `full` ones untouched."""
    valid = policy()
    coarse, full = pl.col("rule_values") == "coarse", pl.col("rule_values") == "full"
    few = pl.col("n") < valid.few
    pay = pl.col("disclosure") == "pay"
    smooth = pl.col("rule_smoothed") & pl.col("s_smoothed").is_not_null()
    digits = _power(pl.col("digits"))
    step = (
        pl.when(full | pl.col("digits").is_null())
        .then(None)
        .when(pay & (pl.col("unit_kind") == "money"))
        .then(pl.when(few).then("rule_euros_few").otherwise("rule_euros_many"))
        .when((pl.col("unit_kind") == "people") & (pl.col("rule_counts_to") > 1))
        .then(pl.col("rule_counts_to").cast(pl.Float64))
        .when(coarse & (pl.col("unit_kind") == "share"))
        .then(pl.when(few).then(valid.points[0]).otherwise(valid.points[1]))
        .when(coarse & pay & (pl.col("unit_kind") == "ratio"))
        .then(pl.lit(valid.ratio))
        .otherwise(digits)
    )
    counts = pl.when(pl.col("rule_counts_to") > 1).then(pl.col("rule_counts_to").cast(pl.Float64))
    value = _to(pl.when(smooth).then("s_smoothed").otherwise("value"), pl.col("step"))
    value = pl.when(coarse).then(_same_side(value)).otherwise(value)
    pays = pay & ~full & ~pl.col("is_counts")
    people = (pl.col("denominator") == pl.col("n")) & ~pays
    return cells.with_columns(step.alias("step"), counts.alias("counts"), full.alias("full")).with_columns(
        value.alias("value"),
        pl.when("full").then("rounded").otherwise(value).alias("rounded"),
        _to(pl.col("low"), pl.col("step")).alias("low"),
        _to(pl.col("high"), pl.col("step")).alias("high"),
        *(
            pl.when(people)
            .then(_to(pl.col(name), pl.col("counts")))
            .when(~pays.fill_null(True))
            .then(pl.col(name))
            .alias(name)
            for name in ("numerator", "denominator")
        ),
        _to(pl.col("people").cast(pl.Float64), pl.col("counts")).round(0).cast(pl.Int64).alias("people"),
        pl.when(smooth).then(pl.lit("smoothed")).otherwise("method").alias("method"),
    )


def _power(digits: pl.Expr) -> pl.Expr:
    """The rounding step of a number of digits: 0.1 for one."""
    return pl.lit(10.0).pow(-digits.cast(pl.Float64))


def _to(value: pl.Expr, step: pl.Expr) -> pl.Expr:
    """``value`` to the nearest multiple of ``step``, halves away from zero; unchanged without a step.

    The quotient first loses its binary noise (ninth decimal), so that 0.15 is a tie and goes up, as by hand; the result
    loses it again, so that 0.3 is written 0.3.
    """
    quotient = (value / step).round(9)
    multiple = quotient.sign() * (quotient.abs() + 0.5).floor()
    return pl.when(step.is_null()).then(value).otherwise((multiple * step).round(9))


def _same_side(published: pl.Expr) -> pl.Expr:
    """A published value on the same side of its legal threshold as the true one: one step back where rounding crossed."""
    true, limit, step = pl.col("value").abs(), pl.col("threshold"), pl.col("step")
    below, above = (true < limit) & (published.abs() >= limit), (true >= limit) & (published.abs() < limit)
    sign = pl.when(pl.col("value") < 0).then(-1.0).otherwise(1.0)
    moved = pl.when(below).then(published - sign * step).when(above).then(published + sign * step)
    return pl.coalesce(moved.round(9), published)


def _reason() -> pl.Expr:
    """The reason of a hidden row: a key and the minimum of its class, nothing about the group."""
    choice: Any = pl.when(pl.col("disclosure").is_null()).then(pl.lit('{"key":"hidden_people"}'))
    verdict = pl.col("is_verdict_only") & (pl.col("disclosure") == "pay")
    choice = choice.when(verdict).then(pl.lit('{"key":"hidden_verdict"}'))
    choice = choice.when(pl.col("is_extremes") & ~pl.col("is_permitted")).then(pl.lit('{"key":"hidden_extreme"}'))
    choice = choice.when(pl.col("is_extremes")).then(pl.lit('{"key":"hidden_spread"}'))
    choice = choice.when(pl.col("is_quantiles")).then(_with_minimum("hidden_quantile", "rule_quantile"))
    for name, (key, column) in REASONS.items():
        text = _with_minimum(key, column) if column else pl.lit(f'{{"key":"{key}"}}')
        choice = choice.when(pl.col("disclosure") == name).then(text)
    reason: pl.Expr = choice.otherwise(pl.lit('{"key":"hidden_people"}'))
    return reason


def _with_minimum(key: str, column: str) -> pl.Expr:
    return pl.concat_str(pl.lit(f'{{"key":"{key}","minimum":'), pl.col(column).cast(pl.String), pl.lit("}"))


def _facts(frame: pl.DataFrame) -> pl.DataFrame:
    """Reasons without numbers of people where the audience reads numbers of people rounded."""
    rough = pl.col("rule_counts_to").fill_null(1) > 1
    texts = frame.filter(rough & pl.col("reason").is_not_null()).get_column("reason").unique().to_list()
    if not texts:
        return frame
    filtered = pl.DataFrame({"reason": texts, "said": [_filtered(text, 5) for text in texts]})
    joined = frame.join(filtered, on="reason", how="left", maintain_order="left")
    return joined.with_columns(pl.when(rough).then(pl.coalesce("said", "reason")).otherwise("reason").alias("reason"))


def _filtered(text: str, step: int) -> str:
    """Numbers that are not thresholds, rounded like every number of people."""
    facts: dict[str, Any] = json.loads(text)
    allowed = policy().facts
    kept = {
        name: round(fact / step) * step if isinstance(fact, int | float) and name not in allowed else fact
        for name, fact in facts.items()
    }
    return json.dumps(kept, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
