"""How much of the period each person was at work: under an ordinary contract, and not with their contract suspended."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from scop_analytics.derive import inputs
from scop_analytics.derive.clock import MONTH, THOUSANDTHS, span
from scop_analytics.derive.index_period import PERSON
from scop_analytics.derive.rules import names

if TYPE_CHECKING:
    from scop_analytics.dossier import Dossier

WHO: Final = ["entity_id", "person_id"]
FAR: Final = pl.date(2200, 12, 31)


def presence(dossier: Dossier, contracts: pl.DataFrame) -> pl.LazyFrame:
    """``employed`` and ``present`` of each person with an ordinary contract, in parts of a month; ``trained`` beside it.

    ``employed``: time under ordinary contracts, shared days once; ``present``: less the days suspended. ``trained``: a
    training contract ran in the same period. ``contracts`` come from :func:`index_contracts`. Sources: ``employees``,
    ``leaves``, ``payroll.absence_unpaid_days``.
    """
    ordinary = contracts.lazy().filter("counts")
    spells = ordinary.select("py", *WHO, "first", "last", "start", "end")
    spells = spells if contracts["is_main"].all() else _apart(spells, ["py"], "first", "last")
    employed = spells.group_by("py").agg(employed=span(pl.col("first"), pl.col("last")).sum())
    training = pl.col("contract_type").is_in(names("index", "training_contract_types"))
    trained = contracts.lazy().filter(training).select("py", trained=pl.lit(value=True)).unique()
    rows = contracts.lazy().filter("is_main").select("py", *PERSON)
    for other in (employed, _suspended(dossier, spells), _unpaid(dossier, spells), trained):
        rows = rows.join(other, on="py", how="left", maintain_order="left")
    # Payslips tell unpaid days that no leave explains; the same days told twice count once.
    absent = pl.max_horizontal(pl.col("off").fill_null(0), pl.col("unpaid").fill_null(0))
    return rows.select(
        *PERSON,
        "employed",
        present=(pl.col("employed") - absent).clip(lower_bound=0),
        trained=pl.col("trained").fill_null(value=False),
    )


def _apart(rows: pl.LazyFrame, keys: list[str], first: str, last: str) -> pl.LazyFrame:
    """Spells made to share no day: each begins after all those that began before it, what is left of it stays."""
    before = pl.col(last).cum_max().shift().over(keys)
    begins = pl.max_horizontal(first, before.dt.offset_by("1d"))
    return rows.sort(*keys, first, last).with_columns(begins.alias(first)).filter(pl.col(first) <= pl.col(last))


def _suspended(dossier: Dossier, spells: pl.LazyFrame) -> pl.LazyFrame:
    rows = inputs.table(dossier, "leaves", [*WHO, "leave_type", "start_date", "end_date", "full_time"])
    rows = rows.filter(
        pl.col("leave_type").is_in(names("index", "suspending")),
        pl.col("full_time").fill_null(value=True),
        pl.col("start_date").is_not_null(),
    )
    rows = rows.select(*WHO, since="start_date", until=pl.col("end_date").fill_null(FAR))
    both = _apart(rows, WHO, "since", "until").join(spells, on=WHO)
    shared = span(pl.max_horizontal("first", "since"), pl.min_horizontal("last", "until"))
    return both.group_by("py").agg(off=shared.sum())


def _unpaid(dossier: Dossier, spells: pl.LazyFrame) -> pl.LazyFrame:
    held = "absence_unpaid_days" in inputs.found(dossier, "payroll")
    rows = inputs.table(dossier, "payroll", [*WHO, "period", "absence_unpaid_days"])
    rows = rows.filter(pl.col("absence_unpaid_days") > 0) if held else rows.limit(0)
    people = spells.select("py", *WHO, "start", "end").unique()
    both = rows.join(people, on=WHO).filter(pl.col("period").is_between(pl.col("start"), pl.col("end")))
    day = MONTH // pl.col("period").dt.days_in_month().cast(pl.Int64)
    return both.group_by("py").agg(unpaid=(pl.col("absence_unpaid_days") * day // THOUSANDTHS).sum())
