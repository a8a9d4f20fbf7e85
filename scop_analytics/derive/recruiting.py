"""Recruitments concluded in the year, candidate by candidate, and the people hired in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from scop_analytics.derive import inputs
from scop_analytics.derive.meetings import in_year
from scop_analytics.derive.membership import YEAR
from scop_analytics.derive.rules import names

if TYPE_CHECKING:
    from scop_analytics.dossier import Dossier


def candidates(dossier: Dossier, years: pl.DataFrame) -> pl.LazyFrame:
    """One row per candidate of a recruitment concluded in the year: stages reached, what they were shown, days to the offer.

    A recruitment is concluded on the first offer date of its job, else on its first start date, else on its opening.
    The stage of a refused candidate is not known: they count as candidates only. Source: table ``recruitments``.
    """
    rows = inputs.table(dossier, "recruitments")
    job = pl.coalesce("job_id", "candidate_id")
    first = pl.coalesce(pl.col("offer_date").min(), pl.col("start_date").min(), pl.col("open_date").min())
    rows = rows.with_columns(job=job).with_columns(concluded=first.over("entity_id", "job"))
    hired = pl.col("stage").is_in(names("recruitment", "hired"))
    days = (pl.col("offer_date") - pl.col("open_date")).dt.total_days()
    return in_year(rows, years, "concluded").select(
        *YEAR, "candidate_id", "job_id", "met_team", "coop_model_presented", sex="candidate_sex",
        interviewed=pl.col("stage").is_in(names("recruitment", "interviewed")),
        finalist=pl.col("stage").is_in(names("recruitment", "finalists")),
        hired=hired,
        days_to_offer=pl.when(hired).then(days),
    )  # fmt: skip


def hires(dossier: Dossier, people: pl.LazyFrame) -> pl.LazyFrame:
    """One row per person hired in the year, and whether that contract ended in its trial period (``ended_in_trial``).

    Later snapshots of the staff count: a trial may end in the next year. Sources: table ``employees``, frame ``person``.
    """
    rows = inputs.table(dossier, "employees", ["entity_id", "person_id", "exit_reason"])
    ended = rows.filter(pl.col("exit_reason").is_in(names("recruitment", "trial_ended")))
    ended = ended.select("entity_id", "person_id", ended_in_trial=pl.lit(value=True)).unique()
    came = people.filter("hired").select(*YEAR, "person_id", "sex", "csp", "age_band")
    found = came.join(ended, on=["entity_id", "person_id"], how="left", maintain_order="left")
    return found.with_columns(pl.col("ended_in_trial").fill_null(value=False))
