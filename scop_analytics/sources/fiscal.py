"""Fiscal years of every company, and what depends on them: labels, rows that hold for every year, ages at closing."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from scop_analytics import tables
from scop_analytics.config import NAME, Config, Entry
from scop_analytics.sources import columns
from scop_analytics.sources.faults import Faults, Place
from scop_analytics.sources.parsed import different
from scop_analytics.sources.part import BIRTHDAY, FILE
from scop_analytics.sources.raw import LINE

SCHEMA = {"entity_id": pl.String, "fiscal_year": pl.Int64, "start": pl.Date, "end": pl.Date}


def labelled(frame: pl.DataFrame) -> pl.DataFrame:
    """A fiscal year is named after the year in which it closes."""
    if "fiscal_year_end" not in frame.columns or "fiscal_year" not in frame.columns:
        return frame
    label = pl.col("fiscal_year_end").dt.year().cast(pl.Int64)
    return frame.with_columns(fiscal_year=pl.coalesce("fiscal_year", label))


def years(joined: dict[str, pl.DataFrame], configs: Sequence[Config], faults: Faults) -> pl.DataFrame:
    """``entity_id, fiscal_year, start, end``: from `entity`, else from ``scop.toml``, else calendar years, with a warning."""
    known = pl.DataFrame(schema=SCHEMA)
    if "entity" in joined:
        columns = (
            "entity_id",
            "fiscal_year",
            pl.col("fiscal_year_start").alias("start"),
            pl.col("fiscal_year_end").alias("end"),
        )
        known = joined["entity"].select(columns).drop_nulls()
    declared = [_declared(config, joined) for config in configs if config.fiscal_years]
    for frame in declared:
        known = pl.concat([known, frame.join(known, on=["entity_id", "fiscal_year"], how="anti")])
    assumed = _assumed(joined, known)
    if assumed.height:
        count, labels = assumed["entity_id"].n_unique(), sorted(assumed["fiscal_year"].unique().to_list())
        faults.whole(
            Place("", "entity"), "fiscal_years_assumed", "warn", count=count, facts={"n": count, "years": labels}
        )
    found = pl.concat([known, assumed]).unique(["entity_id", "fiscal_year"], keep="first")
    return found.sort("entity_id", "fiscal_year")


def _companies(joined: dict[str, pl.DataFrame]) -> pl.Series:
    """Every company that some row names."""
    named = [different(frame["entity_id"]) for frame in joined.values() if "entity_id" in frame.columns]
    return pl.concat(named).unique().drop_nulls().sort() if named else pl.Series("entity_id", [], dtype=pl.String)


def _declared(config: Config, joined: dict[str, pl.DataFrame]) -> pl.DataFrame:
    companies = [config.company] if config.company else _companies(joined).to_list()
    rows = [(company, year.label, year.start, year.end) for company in companies for year in config.fiscal_years]
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def _assumed(joined: dict[str, pl.DataFrame], known: pl.DataFrame) -> pl.DataFrame:
    """Calendar years of the rows of companies that say nothing of their fiscal years."""
    found = [pl.DataFrame(schema={"entity_id": pl.String, "fiscal_year": pl.Int64})]
    silent = _companies(joined).to_frame("entity_id").join(known, on="entity_id", how="anti")["entity_id"]
    for table in ("payroll", "employees"):
        if table in joined and len(silent):
            year = pl.col("period").dt.year().cast(pl.Int64) if table == "payroll" else pl.col("fiscal_year")
            rows = joined[table].lazy().filter(pl.col("entity_id").is_in(silent.implode()))
            found.append(rows.select("entity_id", fiscal_year=year).unique().drop_nulls().collect())
    frame = pl.concat(found).unique()
    return frame.with_columns(start=pl.date("fiscal_year", 1, 1), end=pl.date("fiscal_year", 12, 31))


def settled(table: str, frame: pl.DataFrame, years: pl.DataFrame, faults: Faults) -> pl.DataFrame:
    """Rows without fiscal year repeated for each year, ages at closing known, birthdays forgotten."""
    if table != "employees":
        return frame
    silent = pl.col("fiscal_year").is_null()
    if (count := frame.select(silent.sum()).item()) and years.height:
        labels = sorted(years["fiscal_year"].unique().to_list())
        for file in frame.filter(silent)[FILE].cast(pl.String).unique().sort() if len(labels) > 1 else ():
            faults.whole(
                Place(file, table),
                "year_assumed",
                "warn",
                column="fiscal_year",
                count=count,
                facts={"n": count, "years": labels},
            )
        spread = frame.filter(silent).drop("fiscal_year").join(years.select("entity_id", "fiscal_year"), on="entity_id")
        frame = pl.concat([frame.filter(~silent), spread.select(frame.columns)])
    return _aged(frame, years)


def _aged(frame: pl.DataFrame, years: pl.DataFrame) -> pl.DataFrame:
    """Age in full years at closing; a birthday after the closing day takes one year off."""
    closing = frame.select("entity_id", "fiscal_year").join(
        years.select("entity_id", "fiscal_year", "end"),
        on=["entity_id", "fiscal_year"],
        how="left",
        maintain_order="left",
    )["end"]
    frame = frame.with_columns(closing.alias("_end"))
    later = pl.lit(value=False)
    if BIRTHDAY in frame.columns:
        later = (pl.col(BIRTHDAY) > pl.col("_end").dt.month().cast(pl.Int16) * 100 + pl.col("_end").dt.day()).fill_null(
            value=False
        )
    age = pl.coalesce(pl.col("_end").dt.year(), pl.col("fiscal_year")) - pl.col("birth_year") - later.cast(pl.Int64)
    return frame.with_columns(age=pl.coalesce(age, "age").cast(pl.Int64)).drop("_end", BIRTHDAY, strict=False)


def entity(
    joined: dict[str, pl.DataFrame],
    found: dict[str, frozenset[str]],
    years: pl.DataFrame,
    configs: Sequence[Config],
    faults: Faults,
) -> None:
    """A dossier without `entity` file still has that table: identity of ``scop.toml`` and its fiscal years."""
    if "entity" in joined or not years.height:
        return
    contract = tables.contract("entity")
    dates = years.rename({"start": "fiscal_year_start", "end": "fiscal_year_end"})
    known = [_identity(config, faults) for config in configs if config.company]
    identity = pl.concat(known, how="diagonal") if known else pl.DataFrame()
    frame = dates.join(identity, on="entity_id", how="left") if identity.height else dates
    given = [
        pl.col(c.name).cast(c.dtype, strict=False) if c.name in frame.columns else pl.lit(None, c.dtype).alias(c.name)
        for c in contract.columns
    ]
    joined["entity"] = frame.select(
        *given, pl.lit(None, pl.Int64).alias(LINE), pl.lit(NAME).cast(pl.Categorical).alias(FILE)
    )
    found["entity"] = frozenset(frame.columns) & frozenset(contract.by_name)


def _identity(config: Config, faults: Faults) -> pl.DataFrame:
    """What ``scop.toml`` says of one company, understood like cells of a file."""
    contract = tables.contract("entity")
    found = {}
    for name, value in config.identity.items():
        if name in contract.by_name:
            item = columns.constant(contract.column(name), Entry(constant=value), 1)
            found[name] = item.values
            for bad in item.bad:
                facts = {"column": name, **bad.facts}
                faults.whole(Place(NAME, "entity", config.company), bad.rule, "refuse", column=name, facts=facts)
    return pl.DataFrame(found)
