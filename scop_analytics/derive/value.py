"""Who does work of equal value: the category of each person, by the grid that their company chose."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from scop_analytics.derive import inputs
from scop_analytics.derive.norms import in_force
from scop_analytics.derive.options import options
from scop_analytics.derive.periods import last_closing

if TYPE_CHECKING:
    from scop_analytics.dossier import Dossier
    from scop_analytics.law import Law

CRITERIA: Final = ("skills", "effort", "responsibility", "conditions")
MATCHES: Final = (
    ("job_family", "job_level"),
    ("job_level",),
    ("job_family",),
)  # the nearest entry of a grid comes first
SEPARATOR: Final = " · "


def valued(people: pl.DataFrame, dossier: Dossier, law: Law) -> pl.DataFrame:
    """``people`` with their ``value_category``; null where the files do not say it.

    By ``equal_value`` of the options: ``csp_level`` = occupational category and job level (the category alone without a
    level), ``declared`` = the column of ``employees``, ``criteria`` = the grade of the job in the table ``job_criteria``.
    """
    chosen = options(dossier, people).select("equal_value").to_series()
    level = pl.when(pl.col("job_level").is_not_null()).then(pl.concat_str("csp", "job_level", separator=SEPARATOR))
    rows = people.with_columns(chosen, grade=_graded(people, dossier, law))
    declared, criteria = (pl.col("equal_value") == name for name in ("declared", "criteria"))
    return rows.with_columns(
        value_category=pl.when(declared)
        .then("value_category")
        .when(criteria)
        .then("grade")
        .otherwise(pl.coalesce(level, "csp"))
    )


def _graded(people: pl.DataFrame, dossier: Dossier, law: Law) -> pl.Series:
    """The grade of each person's job, from the entry of the grid that describes it most nearly."""
    nothing = pl.Series("grade", [], dtype=pl.String).extend_constant(None, people.height)
    if "job_criteria" not in dossier.tables:
        return nothing
    grid = grades(dossier, law, people)
    found = []
    for keys in MATCHES:
        blank = [name for name in MATCHES[0] if name not in keys]
        said = pl.all_horizontal(pl.col(keys).is_not_null())
        entries = grid.filter(said, *(pl.col(name).is_null() for name in blank))
        on = ["entity_id", "fiscal_year", *keys]
        entries = entries.unique(on, keep="first", maintain_order=True).select(*on, "grade")
        found.append(people.select(on).join(entries, on=on, how="left", maintain_order="left")["grade"])
    return pl.select(pl.coalesce(found)).to_series()


def grades(dossier: Dossier, law: Law, people: pl.DataFrame) -> pl.DataFrame:
    """One row per entry of a grid and fiscal year: its ``grade``, declared or the band of the sum of its points.

    An entry that lacks the points of a criterion has no grade: jobs compare on all four. An entry without fiscal year
    holds for every year that has no entry of its own. Source: table ``job_criteria``; width of bands: conventions.
    """
    rows = inputs.table(dossier, "job_criteria").with_columns(pl.col("fiscal_year").cast(pl.Int32)).collect()
    years = people.select("entity_id", "fiscal_year", "end").unique(maintain_order=True)
    width = int(in_force(law, "conventions.grade_points", last_closing(years)))
    dated = rows.filter(pl.col("fiscal_year").is_not_null())
    silent = years.select("entity_id", "fiscal_year").join(dated, on=["entity_id", "fiscal_year"], how="anti")
    lasting = rows.filter(pl.col("fiscal_year").is_null()).drop("fiscal_year").join(silent, on="entity_id")
    points = pl.sum_horizontal(CRITERIA, ignore_nulls=False)
    low = points // width * width
    band = pl.format("{}–{}", low, low + width - 1)
    both = pl.concat([dated, lasting.select(dated.columns)])
    return both.with_columns(grade=pl.coalesce("grade", pl.when(points.is_not_null()).then(band)))
