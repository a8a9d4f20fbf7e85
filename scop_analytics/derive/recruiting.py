"""Recruitments concluded in the year, candidate by candidate, the people hired in it, and who joined in time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from scop_analytics.derive import inputs
from scop_analytics.derive.meetings import in_year
from scop_analytics.derive.membership import YEAR
from scop_analytics.derive.norms import in_force
from scop_analytics.derive.people import applicant
from scop_analytics.derive.periods import last_closing
from scop_analytics.derive.rules import names

if TYPE_CHECKING:
    from scop_analytics.dossier import Dossier
    from scop_analytics.law import Law


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
        *YEAR, "candidate_id", "job_id", "job", "met_team", "coop_model_presented", "pay_range_given", sex="candidate_sex",
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


def cohorts(dossier: Dossier, years: pl.DataFrame, law: Law) -> pl.LazyFrame:
    """One row per employee whose first months (law key ``conventions.membership_cohort_months``) ended in the year.

    They start on the day seniority counts from; those who left since are kept. ``joined``: they became a member within these
    months, null where the register does not say when. Sources: tables ``employees``, ``members``.
    """
    months = int(in_force(law, "conventions.membership_cohort_months", last_closing(years)))
    staff = inputs.table(dossier, "employees").filter(
        ~pl.col("contract_type").is_in(names("headcount", "excluded_contract_types")).fill_null(value=False)
    )
    since = pl.coalesce(pl.col("seniority_date").min(), pl.col("contract_start").min())
    came = staff.group_by("entity_id", "person_id").agg(since=since, sex=pl.col("sex").drop_nulls().last())
    inside = inputs.table(dossier, "members").filter(~applicant() & pl.col("person_id").is_not_null())
    inside = inside.group_by("entity_id", "person_id").agg(
        admitted=pl.col("admission_date").min(), known=pl.lit(value=True)
    )
    rows = came.join(inside, on=["entity_id", "person_id"], how="left").with_columns(
        until=pl.col("since").dt.offset_by(f"{months}mo")
    )
    told = pl.col("known").any().over("entity_id")  # without a register, nobody is known to have stayed outside
    within = pl.when(pl.col("known")).then(pl.col("admitted") <= pl.col("until")).when(told).then(pl.lit(value=False))
    return in_year(rows, years, "until").select(*YEAR, "person_id", "sex", joined=within)
