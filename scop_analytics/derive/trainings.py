"""Trainings followed, in the fiscal year in which they began."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from scop_analytics.derive import inputs
from scop_analytics.derive.meetings import in_year
from scop_analytics.derive.membership import YEAR

if TYPE_CHECKING:
    from scop_analytics.dossier import Dossier


def trainings(dossier: Dossier, years: pl.DataFrame, people: pl.LazyFrame) -> pl.LazyFrame:
    """One row per training and person of the workforce, in the year of its first day: ``hours`` in hundredths.

    Sources: tables ``trainings``, ``employees``; a training of somebody who is not in the year's workforce is left out.
    """
    rows = in_year(inputs.table(dossier, "trainings"), years, "start_date")
    known = people.filter(pl.col("month_ends") > 0).select(*YEAR, "person_id", "sex", "csp")
    rows = rows.select(*YEAR, "training_id", "person_id", "hours")
    return rows.join(known, on=[*YEAR, "person_id"], maintain_order="left")
