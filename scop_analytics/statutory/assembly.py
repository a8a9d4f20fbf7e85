"""From tables of text to the frames the index is computed from, each row with the company and year it belongs to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import polars as pl

from scop_analytics.errors import DataError
from scop_analytics.statutory.opening import ROW, Opened
from scop_analytics.statutory.parsing import digits, power, whole, worded
from scop_analytics.statutory.schema import COMPANIES, GROUPS, KEY, RATES, shaped

RAW: Final = "raw."
ALONE: Final = "1"  # the company of tables that name none
PAYS: Final = ("women", "men")
RAISED: Final = ("women_raised", "men_raised")
PROMOTED: Final = ("women_promoted", "men_promoted")
COUNTS: Final = {
    "groups": ("women", "men"),
    "rates": ("women", "men", *RAISED, *PROMOTED),
    "companies": (
        "months", "women", "men", *RAISED, "returned", "granted", "rewarded", "top_women", "top_men",
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Parsed:
    """The tables given, understood: columns ``raw.…`` keep the text, null where nothing was written."""

    groups: pl.DataFrame
    raises: pl.DataFrame
    promotions: pl.DataFrame
    companies: pl.DataFrame


def parsed(tables: Opened, year: int) -> Parsed:
    """Text understood; rows without a year are of ``year``, rows without a company of the only one."""
    groups = _keyed(tables.groups, ALONE, year)
    only, when = _only(groups, "entity_id", ALONE), _only(groups, "fiscal_year", year)
    groups = _counted(groups, "groups").with_columns(
        worded(groups, "csp").alias("csp"),
        worded(groups, "age_band").alias("age_band"),
        *(digits(f"{sex}_mean").alias(f"{sex}_pay") for sex in PAYS),
        *(power(f"{sex}_mean").alias(f"{sex}_per") for sex in PAYS),
    )
    raises, promotions = (
        _counted(_keyed(frame, only, when), "rates").with_columns(worded(frame, "csp").alias("csp"))
        for frame in (tables.raises, tables.promotions)
    )
    given = _keyed(tables.companies, only, when)
    named = [worded(given, name).alias(name) for name in ("bracket", "mode")]
    companies = _counted(given, "companies").with_columns(
        *named, (digits("headcount") / power("headcount")).alias("headcount")
    )
    return Parsed(groups, raises, promotions, _with_whole_raises(companies, raises))


def _only(groups: pl.DataFrame, name: str, otherwise: Any) -> Any:
    """The only company, or year, that the groups speak of."""
    found = groups[name].unique()
    return found.item() if len(found) == 1 else otherwise


def _keyed(frame: pl.DataFrame, company: str, year: int) -> pl.DataFrame:
    """The rows with company and year, and their text kept."""
    kept = frame.with_columns(pl.col(name).alias(f"{RAW}{name}") for name in frame.columns if name != ROW)
    unknown = pl.col("year").is_not_null() & whole("year").is_null()
    if rows := frame.filter(unknown)[ROW].to_list():
        raise DataError("index_year", row=rows[0])
    return kept.with_columns(
        pl.col("company").fill_null(company).alias("entity_id"),
        whole("year").fill_null(year).cast(pl.Int32).alias("fiscal_year"),
    )


def _counted(frame: pl.DataFrame, table: str) -> pl.DataFrame:
    return frame.with_columns(whole(name).alias(name) for name in COUNTS[table])


def _with_whole_raises(companies: pl.DataFrame, raises: pl.DataFrame) -> pl.DataFrame:
    """Raises given without a category are those of the whole company."""
    whole_company = raises.filter(pl.col(f"{RAW}csp").is_null())
    if whole_company.is_empty():
        return companies
    named = [*RAISED, *PAYS]
    told = whole_company.select(*KEY, *(pl.col(name).alias(f"told.{name}") for name in named)).unique(KEY, keep="first")
    joined = companies.join(told, on=KEY, how="full", coalesce=True)
    return joined.with_columns(pl.coalesce(name, f"told.{name}").alias(name) for name in named).drop(
        f"told.{name}" for name in named
    )


def by_group(given: Parsed) -> pl.DataFrame:
    """The groups; one row may be a group by category or by level."""
    by_level = pl.col(f"{RAW}csp").is_null() & pl.col("level").is_not_null()
    named = given.groups.with_columns(
        pl.when(by_level).then(pl.lit("level")).otherwise(pl.lit("csp")).alias("mode"),
        pl.when(by_level).then("level").otherwise("csp").alias("category"),
    )
    return shaped(named, GROUPS)


def by_category(given: Parsed, groups: pl.DataFrame) -> pl.DataFrame:
    """Heads, raises and promotions by category; heads are those of the groups unless given beside."""
    heads = groups.filter(pl.col("mode") == "csp").group_by(*KEY, "category").agg(pl.col(PAYS).sum())
    keys = [*KEY, "category"]
    for frame, columns in ((given.raises, RAISED), (given.promotions, PROMOTED)):
        told = frame.filter(pl.col("csp").is_not_null()).unique([*KEY, "csp"], keep="first")
        named = told.select(*KEY, pl.col("csp").alias("category"), *columns, pl.col(PAYS).name.prefix("told."))
        heads = heads.join(named, on=keys, how="full", coalesce=True)
        heads = heads.with_columns(pl.coalesce(f"told.{sex}", sex).alias(sex) for sex in PAYS)
        heads = heads.drop(f"told.{sex}" for sex in PAYS)
    return shaped(heads, RATES)


def by_company(given: Parsed, groups: pl.DataFrame, bracket: pl.Expr, months: int) -> pl.DataFrame:
    """One row per company and year found anywhere; the population is that of the groups unless given beside."""
    counted = groups.group_by(*KEY, "mode").agg(pl.col(PAYS).sum())
    csp = counted.filter(pl.col("mode") == "csp").drop("mode")
    level = counted.filter(pl.col("mode") == "level").drop("mode").rename({sex: f"level.{sex}" for sex in PAYS})
    found = csp.join(level, on=KEY, how="full", coalesce=True).rename({sex: f"csp.{sex}" for sex in PAYS})
    told = given.companies.unique(KEY, keep="first")
    joined = found.join(told, on=KEY, how="full", coalesce=True)
    default = pl.when(pl.col("csp.women").is_null()).then(pl.lit("level")).otherwise(pl.lit("csp"))
    return shaped(
        joined.with_columns(
            bracket.alias("bracket"),
            pl.coalesce("mode", default).alias("mode"),
            pl.col("months").fill_null(months),
            *(pl.coalesce(sex, f"csp.{sex}", f"level.{sex}").alias(sex) for sex in PAYS),
            pl.coalesce("granted", "returned").alias("granted"),
            pl.coalesce("returned", "granted").alias("returned"),
        ),
        COMPANIES,
    )
