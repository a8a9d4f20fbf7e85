"""How pay moved from one fiscal year to the next: the best paid person against the median of all the others."""

from __future__ import annotations

from typing import Final

import numpy as np
import polars as pl

COMPANY: Final = ("entity_id", "fiscal_year")
ID: Final = "best_paid_rise_ratio"


def rises(person: pl.LazyFrame, company_year: pl.LazyFrame) -> pl.DataFrame:
    """One row per company-year: rise of the best paid (``numerator``), median rise of the others, both in percent.

    The best paid person of the year is compared with the same person one fiscal year before, and so is each other who
    was paid in both years. Of several best paid, the one whose pay rose most is taken. Divisions are done by numpy: a
    company alone gets the same digits as among others.
    """
    moved = _moved(person, company_year).sort(*COMPANY, "pay_total", "rise", descending=[False, False, True, True], nulls_last=True)  # fmt: skip
    others = pl.col("rise").slice(1).drop_nulls()
    found = moved.group_by(*COMPANY, maintain_order=True).agg(
        numerator=pl.col("rise").first(), denominator=others.median(), people=others.len().cast(pl.Int64)
    )
    spans = _spans(company_year).select(*COMPANY, "before").collect()
    rows = spans.join(found, on=list(COMPANY), how="left", maintain_order="left")
    status, reason = _why_not()
    told = rows.with_columns(status=status, reason=reason).with_columns(
        pl.when(pl.col("status") == "ok").then(name).alias(name) for name in ("numerator", "denominator")
    )
    quotient = np.divide(*(told[name].cast(pl.Float64).to_numpy() for name in ("numerator", "denominator")))
    return told.select(
        *COMPANY, "numerator", "denominator", "people", "status", "reason",
        indicator=pl.lit(ID), segment=pl.lit("{}"), value=pl.Series(quotient, nan_to_null=True),
    )  # fmt: skip


def _spans(company_year: pl.LazyFrame) -> pl.LazyFrame:
    """Each company-year with the label of the fiscal year that closed on its eve (``before``), if the files have it."""
    follows = pl.col("end").shift().over("entity_id") == pl.col("start") - pl.duration(days=1)
    ordered = company_year.select(*COMPANY, "start", "end").sort("entity_id", "end")
    earlier = pl.when(follows).then(pl.col("fiscal_year").shift().over("entity_id"))
    return ordered.with_columns(earlier.alias("before"))


def _moved(person: pl.LazyFrame, company_year: pl.LazyFrame) -> pl.DataFrame:
    """People of each company-year with their pay and its ``rise`` in percent, null when they were not paid before."""
    paid = person.filter(pl.col("pay_total") > 0).select(*COMPANY, "person_id", "pay_total")
    spans = _spans(company_year).select(*COMPANY, "before")
    earlier = paid.rename({"fiscal_year": "before", "pay_total": "earlier"})
    rows = (
        paid.join(spans, on=list(COMPANY)).join(earlier, on=["entity_id", "before", "person_id"], how="left").collect()
    )
    now, then = (rows[name].cast(pl.Float64).to_numpy() for name in ("pay_total", "earlier"))
    return rows.with_columns(rise=pl.Series(np.divide((now - then) * 100, then), nan_to_null=True))


def _why_not() -> tuple[pl.Expr, pl.Expr]:
    """The status of each row, and the reason of those without a figure."""
    cases = (
        (pl.col("before").is_null(), "missing", "no_year_before"),
        (pl.col("people").is_null(), "not_computable", "nobody"),
        (pl.col("numerator").is_null(), "not_computable", "best_paid_new"),
        (pl.col("people") == 0, "not_computable", "one_person"),
        (pl.col("denominator") <= 0, "not_computable", "others_not_raised"),
    )
    status, reason = pl.lit("ok"), pl.lit(None, pl.String)
    for fails, word, key in reversed(cases):
        status = pl.when(fails).then(pl.lit(word)).otherwise(status)
        reason = pl.when(fails).then(pl.lit(f'{{"key": "{key}"}}')).otherwise(reason)
    return status, reason
