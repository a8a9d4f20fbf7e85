"""Members at closing: what they hold, how they count for the law, and how long employees took to join."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

import polars as pl

from scop_analytics.derive import inputs
from scop_analytics.derive.clock import whole_months
from scop_analytics.derive.people import applicant, open_at
from scop_analytics.derive.rules import names

if TYPE_CHECKING:
    from scop_analytics.dossier import Dossier

YEAR: Final = ["entity_id", "fiscal_year"]
SCHEMA: Final[Mapping[str, type[pl.DataType]]] = {
    "entity_id": pl.String, "fiscal_year": pl.Int32, "member_id": pl.String, "person_id": pl.String, "sex": pl.String,
    "category": pl.String, "college": pl.String, "is_woman": pl.Boolean, "is_employee_member": pl.Boolean,
    "counts_capital": pl.Boolean, "counts_votes": pl.Boolean, "is_external": pl.Boolean, "is_coop": pl.Boolean,
    "capital": pl.Int64, "votes": pl.Int64, "admitted": pl.Boolean, "months_to_membership": pl.Int64,
    "months_waited": pl.Int64, "hire_year": pl.Int32,
    "is_present": pl.Boolean, "is_eligible": pl.Boolean,
}  # fmt: skip


def members(dossier: Dossier, years: pl.DataFrame, people: pl.LazyFrame) -> pl.LazyFrame:
    """One row per member at closing; capital in cents; columns of :data:`SCHEMA`.

    ``months_waited`` run from joining the company (in ``hire_year``) to becoming a member; ``months_to_membership`` are the
    same for employees admitted in the year. ``sex`` is null when nobody states it. Sources:
    tables ``members``, ``employees``.
    """
    rows = inputs.table(dossier, "members").with_columns(pl.col("fiscal_year").cast(pl.Int32))
    rows = rows.join(years.lazy().select(*YEAR, "start", "end"), on=YEAR, maintain_order="left")
    rows = rows.filter(open_at("admission_date", "exit_date", pl.col("end")) & ~applicant())
    known = people.select(*YEAR, "person_id", "is_present", "is_eligible_member", "tenure_days", stated=pl.col("sex"))
    rows = rows.join(known, on=[*YEAR, "person_id"], how="left", maintain_order="left")
    rows = rows.with_columns(since=pl.col("end") - pl.duration(days=pl.col("tenure_days")))
    admitted = pl.col("admission_date").is_between(pl.col("start"), pl.col("end")).fill_null(value=False)
    waited = pl.when(_is("employee")).then(whole_months(pl.col("since"), pl.col("admission_date")))
    return (
        rows.with_columns(
            sex=known_sex("sex", "stated"),
            is_employee_member=_is("employee"),
            counts_capital=_is("capital"),
            counts_votes=_is("votes"),
            is_external=_is("external"),
            is_coop=_is("cooperatives"),
            # Nominals are in cents, shares whole.
            capital=pl.coalesce("capital_amount", pl.col("shares_held") * pl.col("share_nominal")),
            admitted=admitted,
            months_to_membership=pl.when(admitted).then(waited),
            months_waited=waited,
            hire_year=pl.when(_is("employee")).then(pl.col("since").dt.year()),
            is_eligible=pl.col("is_eligible_member"),
        )
        .with_columns(is_woman=pl.col("sex") == "F")
        .select(*SCHEMA)
    )


def _is(group: str) -> pl.Expr:
    return pl.col("category").is_in(names("members", group))


def known_sex(*stated: str) -> pl.Expr:
    """F, M or X from the first of these columns that says it; null when none does."""
    return pl.coalesce(pl.when(pl.col(name) != "NR").then(name) for name in stated)
