"""The shares of the result paid to each person: the labour share and profit sharing, kept apart from every other pay."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from scop_analytics.derive import inputs
from scop_analytics.derive.rules import elements

if TYPE_CHECKING:
    from scop_analytics.dossier import Dossier


def shared(dossier: Dossier, slips: pl.DataFrame, contracts: pl.DataFrame) -> pl.DataFrame:
    """``py, shared``: cents of labour share and profit sharing of each person-year that got some.

    Sources: the columns of ``payroll`` for what was paid in the period; :func:`granted` where they hold no labour share.
    """
    held = [name for name in elements()["shared"] if name in slips.columns]
    found = [granted(dossier, slips, contracts).select("py", shared="amount")]
    if held:
        some = slips.filter(pl.any_horizontal(pl.col(held) != 0))
        of = contracts["py"].gather(some["cr"])
        found.append(some.select(of, shared=pl.sum_horizontal(held).cast(pl.Int64)))
    return pl.concat(found).group_by("py").agg(pl.col("shared").sum())


def granted(dossier: Dossier, slips: pl.DataFrame, contracts: pl.DataFrame) -> pl.DataFrame:
    """``py, amount``: the labour share granted for the fiscal year, in the company-years whose payslips hold none.

    Source: table ``labour_share_rows``.
    """
    name = elements()["shared"][0]
    told = slips.filter(pl.col(name) != 0).select("cy") if name in slips.columns else slips.select("cy").clear()
    rows = inputs.table(dossier, "labour_share_rows", ["entity_id", "fiscal_year", "person_id", "amount"])
    rows = rows.filter(pl.col("amount") != 0).with_columns(pl.col("fiscal_year").cast(pl.Int32))
    people = contracts.lazy().filter("is_main").join(told.lazy().unique(), on="cy", how="anti")
    keys = ["entity_id", "fiscal_year", "person_id"]
    return rows.join(people.select("py", *keys), on=keys).select("py", "amount").collect()
