"""Time spent at the head of the company: senior executives under contract, members of the bodies that assist the management."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

import polars as pl

from scop_analytics.derive import inputs
from scop_analytics.derive.governance import mandates
from scop_analytics.derive.membership import YEAR, known_sex
from scop_analytics.derive.rules import names

if TYPE_CHECKING:
    from scop_analytics.dossier import Dossier

OFFICE: Final[Mapping[str, type[pl.DataType]]] = {
    "entity_id": pl.String, "fiscal_year": pl.Int32, "role": pl.String, "holder_id": pl.String, "sex": pl.String,
    "days": pl.Int64,
}  # fmt: skip
EXECUTIVE: Final = "executive"
GOVERNING: Final = "governing"


def offices(dossier: Dossier, years: pl.DataFrame, people: pl.LazyFrame) -> pl.LazyFrame:
    """One row per fiscal year, role (``executive``, ``governing``) and person: ``days`` of the year spent in it.

    Days that two contracts or mandates share count once; an absent date is no bound. Sources: ``employees``, ``mandates``.
    """
    periods = years.lazy().select(*YEAR, "start", "end")
    rows = pl.concat([_executives(dossier, periods), _governing(dossier, periods, people)])
    held = [*YEAR, "role", "holder_id"]
    rows = rows.with_columns(first=pl.max_horizontal("start", "begun"), last=pl.min_horizontal("end", "ended")).filter(
        pl.col("first") <= pl.col("last")
    )
    before = pl.col("last").cum_max().shift().over(held)
    rows = rows.sort(*held, "first", "last").with_columns(first=pl.max_horizontal("first", before.dt.offset_by("1d")))
    length = (pl.col("last") - pl.col("first")).dt.total_days() + 1
    counted = rows.group_by(held).agg(pl.col("sex").drop_nulls().first(), days=length.clip(lower_bound=0).sum())
    return counted.sort(held).select(*OFFICE)


def _executives(dossier: Dossier, periods: pl.LazyFrame) -> pl.LazyFrame:
    """Contracts of senior executives in each fiscal year, from that year's snapshot or from one without a year."""
    read = ["entity_id", "fiscal_year", "person_id", "sex", "csp", "contract_type", "contract_start", "contract_end"]
    excluded = pl.col("contract_type").is_in(names("headcount", "excluded_contract_types")).fill_null(value=False)
    rows = inputs.table(dossier, "employees", read).filter(pl.col("csp").is_in(names("leading", "csp")) & ~excluded)
    dated = periods.join(rows.rename({"fiscal_year": "snapshot"}), on="entity_id")
    dated = dated.filter(pl.col("snapshot").is_null() | (pl.col("snapshot").cast(pl.Int32) == pl.col("fiscal_year")))
    return dated.select(
        *YEAR, "start", "end", "sex", role=pl.lit(EXECUTIVE), holder_id="person_id", begun="contract_start",
        ended="contract_end",
    )  # fmt: skip


def _governing(dossier: Dossier, periods: pl.LazyFrame, people: pl.LazyFrame) -> pl.LazyFrame:
    """Mandates in the bodies that assist the management regularly, people without a contract included."""
    rows = mandates(dossier).filter(pl.col("body_type").is_in(names("leading", "bodies"))).join(periods, on="entity_id")
    known = people.select(*YEAR, "person_id", stated=pl.col("sex"))
    rows = rows.join(known, on=[*YEAR, "person_id"], how="left")
    return rows.select(
        *YEAR, "start", "end", sex=known_sex("sex", "stated", "member_sex"), role=pl.lit(GOVERNING),
        holder_id="holder_id", begun="start_date", ended="end_date",
    )  # fmt: skip
