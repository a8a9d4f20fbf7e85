"""What the register of members says of a year: requests to join, admissions, exits, and shares still to be repaid."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

import polars as pl

from scop_analytics.derive import inputs
from scop_analytics.derive.clock import whole_months
from scop_analytics.derive.membership import YEAR, known_sex
from scop_analytics.derive.rules import names

if TYPE_CHECKING:
    from scop_analytics.dossier import Dossier

SCHEMA: Final[Mapping[str, type[pl.DataType]]] = {
    "entity_id": pl.String, "fiscal_year": pl.Int32, "member_id": pl.String, "sex": pl.String, "category": pl.String,
    "requested": pl.Boolean, "refused": pl.Boolean, "admitted": pl.Boolean, "left": pl.Boolean, "owed": pl.Int64,
    "months_to_repayment": pl.Int64,
}  # fmt: skip


def entries(dossier: Dossier, years: pl.DataFrame, people: pl.LazyFrame) -> pl.LazyFrame:
    """One row per line of the year's register, members gone and applicants refused included; columns of :data:`SCHEMA`.

    ``requested``, ``refused``, ``admitted`` and ``left`` tell what happened in the year; ``owed`` are the cents still to be
    repaid at closing, due ``months_to_repayment`` full months after the exit. Sources: tables ``members``, ``employees``.
    """
    rows = inputs.table(dossier, "members").with_columns(pl.col("fiscal_year").cast(pl.Int32))
    rows = rows.join(years.lazy().select(*YEAR, "start", "end"), on=YEAR, maintain_order="left")
    known = people.select(*YEAR, "person_id", stated=pl.col("sex"))
    rows = rows.join(known, on=[*YEAR, "person_id"], how="left", maintain_order="left")
    asked = _in_year("application_date") & pl.col("application_result").is_not_null()
    owed = pl.col("repayment_due") > 0
    return rows.with_columns(
        sex=known_sex("sex", "stated"),
        requested=asked,
        refused=asked & pl.col("application_result").is_in(names("members", "refused")),
        admitted=_in_year("admission_date"),
        left=_in_year("exit_date"),
        owed="repayment_due",
        months_to_repayment=pl.when(owed).then(whole_months(pl.col("exit_date"), pl.col("repayment_due_date"))),
    ).select(*SCHEMA)


def _in_year(day: str) -> pl.Expr:
    return pl.col(day).is_between(pl.col("start"), pl.col("end")).fill_null(value=False)
