"""From a dossier to its declaration, alone or beside the official file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import polars as pl

from scop_analytics.checks import check, usable
from scop_analytics.errors import UsageError
from scop_analytics.official.causes import explained
from scop_analytics.official.form import COLUMNS, Declaration
from scop_analytics.official.lines import lines
from scop_analytics.official.ours import categories, form, measured, ours
from scop_analytics.official.reading import Official, read
from scop_analytics.official.refusing import readable
from scop_analytics.sources.faults import Faults, Place
from scop_analytics.sources.numbers import steps

if TYPE_CHECKING:
    from scop_analytics.dossier import Dossier

WRITTEN: Final = ("company", "year", "declared", "percent", "official", "difference", "segment", "status")


def declaration(
    dossier: Dossier, *, year: int | None = None, official: Official | str | Path | None = None
) -> Declaration:
    """The figures of the public declaration of every company of ``dossier``, in the order of the form; for the employer.

    ``year`` is the label of the fiscal year; figures cover the calendar year of that closing. ``official`` is the State's
    file (or what :func:`read` gave): each value is set beside ours, a difference with the definition that explains it.
    Raises :class:`UsageError` for an unknown year, or a file of another year.
    """
    wanted = _year(dossier, year)
    found = read(official) if isinstance(official, str | Path) else official
    if found is not None:
        readable(found.findings)
    if found is not None and found.year is not None and found.year != wanted:
        raise UsageError("official_other_year", where=found.name, found=str(found.year), asked=str(wanted))
    findings = check(dossier)
    results, tried, frames = measured(usable(dossier, findings), findings.live, others=found is not None)
    sizes = frames["index_company"].filter(pl.col("fiscal_year") == wanted).collect()
    rows = ours(results, tried, sizes, wanted)
    rows = _beside(rows, found)
    rows = (
        explained(rows, tried, wanted)
        if found is not None
        else rows.with_columns(cause=None, evidence=None, consistent=None)
    )
    rows = pl.concat([rows, categories(results, wanted)], how="diagonal_relaxed").sort(
        "entity_id", "position", maintain_order=True
    )
    told = Faults() if found is None else _unmet(rows, found)
    return Declaration(_written(rows, wanted), _together(found, told), wanted, found.name if found else "")


def _year(dossier: Dossier, year: int | None) -> int:
    if year is not None and year not in dossier.years:
        raise UsageError("unknown_year", asked=str(year), valid=[str(known) for known in dossier.years])
    return year if year is not None else max(dossier.years)


def _beside(rows: pl.DataFrame, found: Official | None) -> pl.DataFrame:
    """Our lines and those of the official file, quality of the file included."""
    if found is None:
        return rows.with_columns(official=pl.lit(None, pl.Int64))
    values = found.values.select("entity_id", "line", "official")
    quality = values.join(form().filter(of="quality"), on="line").join(
        rows.select("entity_id").unique(), on="entity_id", how="semi"
    )
    both = rows.join(values, on=["entity_id", "line"], how="left", maintain_order="left")
    return pl.concat([both, quality], how="diagonal_relaxed").sort("entity_id", "position", maintain_order=True)


def _written(rows: pl.DataFrame, year: int) -> pl.DataFrame:
    """Numbers in the units people read, rounded half up as the official file is; percents to one decimal, never minus zero.

    Whole numbers of the last decimal first, then one division by a column: polars multiplies by the inverse of a constant.
    """
    scale, ours = pl.col("scale"), pl.col("ours")
    tenths = pl.when(pl.col("kind") == "gap").then(steps(ours * 100, 10))
    apart = ((ours - pl.col("official") / scale) * scale).round(6)
    return rows.select(
        *(name for name in COLUMNS if name in rows.columns and name not in WRITTEN), company="entity_id",
        year=pl.lit(year, pl.Int32), declared=steps(ours * scale, 1) / scale + 0.0, percent=tenths / (scale / 1000) + 0.0,
        official=pl.col("official") / scale, difference=apart / scale, segment=pl.col("segment").fill_null("{}"),
        status=pl.col("status").fill_null("ok"),
    ).select(COLUMNS)  # fmt: skip


def _unmet(rows: pl.DataFrame, found: Official) -> Faults:
    """Companies that the official file does not name, and gaps of the file that do not follow from its own amounts."""
    faults, place = Faults(), Place(found.name)
    own = rows["entity_id"].unique()
    absent = own.filter(~own.is_in(found.values["entity_id"].unique().implode()))
    for company in absent.sort():
        faults.whole(Place(found.name, company=company), "official_company_absent", "warn", column="SIREN")
    odd = rows.filter(~pl.col("consistent"))
    for line, company in odd.select("line", "entity_id").iter_rows():
        facts = {
            "women": lines()[line].headers[0].replace("_ecart", "_F"),
            "men": lines()[line].headers[0].replace("_ecart", "_H"),
        }
        faults.whole(Place(place.file, company=company), "official_gap_inconsistent", "warn", column=lines()[line].headers[0], facts=facts)  # fmt: skip
    return faults


def _together(found: Official | None, told: Faults) -> pl.DataFrame:
    return told.frame() if found is None else pl.concat([found.findings, told.frame()])
