"""Contracts of a piece, and what happens to them: rates of working time and their changes, seniority, ends, absences."""

from __future__ import annotations

from typing import Final

import polars as pl

from scop_analytics.sources.dsn.rubrics import CANCEL, codes, translated
from scop_analytics.sources.dsn.tree import Frames

RATE: Final = 10_000
KEYS: Final = ("declaration", "head", "number")
AGO: Final = {"days": "d", "months": "mo", "years": "y"}


def contracts(found: Frames) -> pl.DataFrame:
    """One row per contract and declaration, in the words of ``employees``; ``fte_month`` is the rate of the declared month.

    ``found`` holds the typed frames of the piece, each with ``month`` (first day declared) and ``head`` (line of the person).
    """
    rows = found["contract"].with_columns(rate=rate("quota", "full_quota"))
    rows = rows.with_columns(
        rate=pl.when(pl.col("rate").is_null() & (pl.col("modality") == codes()["full_time"]))
        .then(RATE)
        .otherwise("rate")
    )
    rows = rows.join(_changed(rows, found["change"]), on="contract", how="left", maintain_order="left")
    rows = rows.join(_seniority(rows, found["seniority"]), on="contract", how="left", maintain_order="left")
    return rows.select(
        *KEYS,
        "line",
        "month",
        "planned_end",
        "site",
        contract_start="start",
        contract_type=pl.coalesce(translated("scheme", "scheme"), translated("nature", "contract_type")),
        seniority_date=pl.min_horizontal("start", "since"),
        csp=pl.coalesce(translated("status", "csp"), _csp()),
        situation=translated("abroad", "situation"),
        job_level=_level(),
        job_family="pcs",
        fte_rate="rate",
        fte_month=pl.coalesce("changed", "rate"),
        annual_days=pl.when(pl.col("unit").is_in(codes()["day_units"])).then(
            (pl.col("quota") * 12 / 100).round(0).cast(pl.Int64) * 1000
        ),
        collective_agreement="agreement",
        disability_status=pl.col("disability").is_in(codes()["disability"]["counted"]).fill_null(value=False),
    )


def rate(quota: str, full: str) -> pl.Expr:
    """Contract quota / quota of the category, in ten-thousandths, rounded; null without a category above zero."""
    whole = pl.when(pl.col(full) > 0).then(full)
    return (pl.col(quota) * (2 * RATE) + whole) // (2 * whole)


def _csp() -> pl.Expr:
    return pl.col("pcs").str.slice(0, 1).replace_strict(codes()["csp_pcs"], default=None, return_dtype=pl.String)


def _level() -> pl.Expr:
    steps = pl.concat_str("level", "step", "coefficient", separator="/", ignore_nulls=True).replace("", None)
    return pl.coalesce("position", steps)


def _changed(rows: pl.DataFrame, changes: pl.DataFrame) -> pl.DataFrame:
    """Rate of the month by days when it changed inside: block 41 gives the values before each date."""
    held = rows.select("contract", "month", "rate", now="quota", now_full="full_quota")
    moves = changes.drop("month").filter(pl.col("quota").is_not_null() | pl.col("full_quota").is_not_null())
    moves = moves.join(held, on="contract").filter(
        pl.col("date").is_between(pl.col("month"), pl.col("month").dt.month_end())
    )
    moves = moves.with_columns(
        pl.coalesce("quota", "now").alias("quota"), pl.coalesce("full_quota", "now_full").alias("full_quota")
    )
    moves = moves.sort("contract", "date").with_columns(
        since=pl.coalesce(pl.col("date").shift().over("contract"), "month")
    )
    before = (rate("quota", "full_quota") * (pl.col("date") - pl.col("since")).dt.total_days()).sum()
    after = (pl.col("month").dt.month_end() - pl.col("date")).dt.total_days() + 1
    days = pl.col("month").dt.days_in_month().cast(pl.Int64)
    total = before + (pl.col("rate") * after).last()
    return moves.group_by("contract").agg(changed=(2 * total + days.last()) // (2 * days.last()))


def _seniority(rows: pl.DataFrame, held: pl.DataFrame) -> pl.DataFrame:
    """The day since which seniority in the company counts, by what the month says of it."""
    words = codes()["seniority"]
    company = held.filter(pl.col("type") == words["company"], pl.col("value").is_not_null())
    units = {words[name]: unit for name, unit in AGO.items()}
    back = pl.concat_str(
        pl.lit("-"), pl.col("value") // 100, pl.col("unit").replace_strict(units, default=None, return_dtype=pl.String)
    )
    dated = company.with_columns(since=pl.col("month").dt.offset_by("1mo").dt.offset_by(back))
    named = rows.select("contract", "person", "number").join(
        dated.select("person", "number", "since"), on=["person", "number"]
    )
    alone = dated.filter(pl.col("number").is_null()).select("person", "since")
    general = rows.select("contract", "person").join(alone, on="person")
    both = pl.concat([named.select("contract", "since"), general.select("contract", "since")])
    return both.group_by("contract").agg(pl.col("since").min())


def ends(found: Frames) -> pl.DataFrame:
    """Ends of contracts as declared, cancellations too (``cancels``)."""
    return (
        _of_contract(found, "end")
        .select(*KEYS, "line", "date", reason=translated("reason", "exit_reason"), cancels=_cancels("exit_reason"))
        .with_columns(reason=pl.when(~pl.col("cancels")).then("reason"))
    )


def absences(found: Frames) -> pl.DataFrame:
    """Sick leave (60) and other suspensions (65) as declared, cancellations too."""
    sick = _of_contract(found, "absence").select(
        *KEYS,
        "line",
        start=pl.col("last_day").dt.offset_by("1d"),
        end=pl.coalesce(pl.col("return").dt.offset_by("-1d"), "planned_end"),
        return_date="return",
        code="reason",
        leave_type=translated("reason", "absence"),
        cancels=_cancels("absence"),
        full_time=~pl.col("reason").is_in(codes()["part_time"]["absence"]),
        sick=pl.lit(value=True),
    )
    other = _of_contract(found, "suspension").select(
        *KEYS,
        "line",
        "start",
        "end",
        pl.lit(None, pl.Date).alias("return_date"),
        code="reason",
        leave_type=translated("reason", "suspension"),
        cancels=_cancels("suspension"),
        full_time=pl.lit(value=True),
        sick=pl.lit(value=False),
    )
    both = pl.concat([sick, other])
    return both.with_columns(leave_type=pl.when(~pl.col("cancels")).then("leave_type"))


def renumbered(found: Frames) -> pl.DataFrame:
    """Contracts that changed their number: the old one and the new one."""
    moves = found["change"].filter(pl.col("number").is_not_null()).rename({"number": "old"})
    return _of_contract({**found, "change": moves}, "change").select("declaration", "head", "old", new="number")


def _of_contract(found: Frames, name: str) -> pl.DataFrame:
    numbers = found["contract"].select("contract", "number")
    return found[name].join(numbers, on="contract", maintain_order="left")


def _cancels(name: str) -> pl.Expr:
    cancelling = [code for code, value in codes()[name].items() if value == CANCEL]
    return pl.col("reason").is_in(cancelling).fill_null(value=False)
