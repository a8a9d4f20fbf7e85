"""Published values: once masked, a value is what the audience reads, rounded, and nothing finer exists."""

from __future__ import annotations

import json
from typing import Any, Final

import polars as pl

from scop_analytics.privacy.policy import policy

NUMBERS: Final = ("value", "rounded", "numerator", "denominator", "people", "low", "high")


def publish(full: pl.DataFrame, marked: pl.DataFrame) -> pl.DataFrame:
    """The rows of ``full`` as their audience reads them; ``marked`` says, in the same order, which are hidden."""
    columns = ("hides", "given", "full", "coarse", "smoothed", "s_smoothed", "n", "step_few", "step_many", "count_step", "wide",
               "parts", "people_unit", "share_unit", "keeps_verdict", marked["reason"].alias("mark"))  # fmt: skip
    told = full.hstack(marked.select(*(pl.col(name) if isinstance(name, str) else name for name in columns)))
    hidden = pl.col("hides").is_not_null()
    drop = hidden | (~pl.col("given") & ~pl.col("full"))
    published = (
        told.lazy()
        .with_columns(_step().alias("step"))
        .with_columns(_values())
        .with_columns(
            *(pl.when(~drop).then(pl.col(name)).alias(name) for name in NUMBERS),
            pl.when(hidden).then(pl.lit("suppressed")).otherwise("status").alias("status"),
            pl.when(~hidden | pl.col("keeps_verdict")).then("verdict").alias("verdict"),
            pl.when(hidden)
            .then(pl.coalesce("mark", pl.lit('{"key":"hidden_people"}')))
            .otherwise("reason")
            .alias("reason"),
        )
    )
    return _facts(published.select(*full.columns, "count_step").collect()).select(full.columns)


def _step() -> pl.Expr:
    return pl.coalesce("wide", pl.when(pl.col("n") < policy().few).then("step_few").otherwise("step_many"))


def _values() -> list[pl.Expr]:
    """Values smoothed and rounded; numerators and denominators kept, rounded or dropped."""
    smooth = pl.col("smoothed") & pl.col("s_smoothed").is_not_null()
    exact = _to(pl.when(smooth).then("s_smoothed").otherwise("value"), pl.col("step"))
    legal = ~smooth & ~pl.col("coarse") & ~pl.col("full")  # rounded exactly once, where a float would be next to a tie
    exact = pl.coalesce(pl.when(legal).then("rounded"), exact)
    value = pl.when("coarse").then(_same_side(exact)).otherwise(exact)
    kept, people = pl.col("parts") == "kept", pl.col("parts") == "people"
    share = people & pl.col("share_unit") & (pl.col("denominator") == pl.col("n"))
    counted = people & pl.col("people_unit") & (pl.col("numerator") == pl.col("value"))
    return [
        value.alias("value"),
        pl.when("full").then("rounded").otherwise(value).alias("rounded"),
        _to(pl.col("low"), pl.col("step")).alias("low"),
        _to(pl.col("high"), pl.col("step")).alias("high"),
        pl.when(kept).then("numerator").when(share | counted).then(_to(pl.col("numerator"), pl.col("count_step"))),
        pl.when(kept).then("denominator").when(share).then(_to(pl.col("denominator"), pl.col("count_step"))),
        _to(pl.col("people").cast(pl.Float64), pl.col("count_step")).round(0).cast(pl.Int64).alias("people"),
        pl.when(smooth & ~pl.col("full")).then(pl.lit("smoothed")).otherwise("method").alias("method"),
    ]


def _to(value: pl.Expr, step: pl.Expr) -> pl.Expr:
    """``value`` to the nearest multiple of ``step``, halves away from zero; unchanged without a step.

    The quotient first loses its binary noise (ninth decimal), so that 0.15 is a tie and goes up, as by hand; the result
    loses it again, so that 0.3 is written 0.3; nothing is written −0.
    """
    quotient = (value / step).round(9)
    multiple = quotient.sign() * (quotient.abs() + 0.5).floor()
    return pl.when(step.is_null()).then(value).when(multiple == 0).then(0.0).otherwise((multiple * step).round(9))


def _same_side(published: pl.Expr) -> pl.Expr:
    """A published value on the same side of its legal threshold as the true one: one step back where rounding crossed."""
    true, limit, step = pl.col("value").abs(), pl.col("threshold"), pl.col("step")
    below, above = (true < limit) & (published.abs() >= limit), (true >= limit) & (published.abs() < limit)
    sign = pl.when(pl.col("value") < 0).then(-1.0).otherwise(1.0)
    moved = pl.when(below).then(published - sign * step).when(above).then(published + sign * step)
    return pl.coalesce(moved.round(9), published)


def _facts(frame: pl.DataFrame) -> pl.DataFrame:
    """Reasons without exact numbers of people where the audience reads numbers of people rounded."""
    rough = pl.col("count_step").is_not_null()
    texts = frame.filter(rough & pl.col("reason").is_not_null()).get_column("reason").unique().to_list()
    if not texts:
        return frame
    step = frame.get_column("count_step").max()
    said = {text: _filtered(text, float(str(step))) for text in texts}
    replaced = pl.col("reason").replace(said)
    return frame.with_columns(pl.when(rough).then(replaced).otherwise("reason").alias("reason"))


def _filtered(text: str, step: float) -> str:
    """Numbers that are not thresholds, rounded like every number of people."""
    facts: dict[str, Any] = json.loads(text)
    allowed = policy().facts
    kept = {
        name: int(round(fact / step) * step) if isinstance(fact, int | float) and name not in allowed else fact
        for name, fact in facts.items()
    }
    return json.dumps(kept, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
