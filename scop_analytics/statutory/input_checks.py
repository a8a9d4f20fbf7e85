"""What makes data refused, never scored: every fault of every company, each with its row and column."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import polars as pl

from scop_analytics import words
from scop_analytics.errors import DataError, closest
from scop_analytics.statutory.assembly import COUNTS, PAYS, PROMOTED, RAISED, RAW, Parsed
from scop_analytics.statutory.schema import KEY
from scop_analytics.statutory.vocabulary import valid

FAULTS: Final = {
    "entity_id": pl.String(), "fiscal_year": pl.Int32(), "table": pl.String(), "row": pl.Int64(), "fault": pl.String(),
    "column": pl.String(), "found": pl.String(), "suggestion": pl.String(),
}  # fmt: skip
PAIRS: Final = (("raises", RAISED), ("promotions", PROMOTED))


class RefusedError(DataError):
    """Data of one company that is refused: all its faults, in the reader's language."""

    def __init__(self, faults: pl.DataFrame) -> None:
        super().__init__("index_refused", n=faults.height)
        self.faults = faults

    def message(self, lang: str) -> str:
        """One line for each fault."""
        return "\n".join([super().message(lang), *(f"- {line}" for line in sentences(self.faults, lang))])


def sentences(faults: pl.DataFrame, lang: str) -> list[str]:
    """Each fault in words: where, what, what to write instead."""
    return [words.typography(_sentence(row, lang), lang) for row in faults.iter_rows(named=True)]


def _sentence(row: dict[str, object], lang: str) -> str:
    where = words.say(f"index.table.{row['table']}", lang)
    if row["row"] is not None:
        where = words.say("index.at_row", lang, where=where, row=row["row"])
    facts = {name: row[name] or "—" for name in ("column", "found", "suggestion")}
    return words.say(f"index.fault.{row['fault']}", lang, where=where, **facts)


def checked(given: Parsed, groups: pl.DataFrame, rates: pl.DataFrame, least: int, places: int) -> pl.DataFrame:
    """All faults; ``least`` people of each sex make a group valid, ``places`` are the best paid looked at."""
    found = [*_of_groups(given.groups, least), *_of_companies(given.companies), *_crossed(given, groups, places)]
    for name, columns in PAIRS:
        frame = given.raises if name == "raises" else given.promotions
        found += [*_of_rates(frame, name, columns, rates)]
    filled = [frame.select(pl.col(name).cast(kind) for name, kind in FAULTS.items()) for frame in found if frame.height]
    return pl.concat([pl.DataFrame(schema=FAULTS), *filled]).sort(*KEY, "table", "row", "column", nulls_last=True)


def _faults(
    frame: pl.DataFrame, table: str, fault: str, column: str, when: pl.Expr, *, shown: bool = False
) -> pl.DataFrame:
    """The rows where ``when`` holds, as faults; the text written is only shown for words of closed lists."""
    text = pl.col(f"{RAW}{column}") if shown else pl.lit(None, pl.String)
    kept = frame.filter(when.fill_null(value=False))
    found = kept.select(
        *KEY, pl.lit(table).alias("table"), pl.col("row") if "row" in kept.columns else pl.lit(None).alias("row"),
        pl.lit(fault).alias("fault"), pl.lit(column).alias("column"), text.alias("found"),
        pl.lit(None, pl.String).alias("suggestion"),
    )  # fmt: skip
    return _with_closest(found, column) if shown and found.height else found


def _with_closest(found: pl.DataFrame, column: str) -> pl.DataFrame:
    known = valid(column)
    near = {text: closest(text, known) or ", ".join(known) for text in found["found"].unique().drop_nulls()}
    return found.with_columns(
        pl.col("found").replace_strict(near, default=", ".join(known), return_dtype=pl.String).alias("suggestion")
    )


def _of_groups(groups: pl.DataFrame, least: int) -> Iterator[pl.DataFrame]:
    written = {name: pl.col(f"{RAW}{name}").is_not_null() for name in ("csp", "level", "age_band")}
    yield _faults(groups, "groups", "unknown_word", "csp", written["csp"] & pl.col("csp").is_null(), shown=True)
    yield _faults(groups, "groups", "no_category", "csp", ~written["csp"] & ~written["level"])
    yield _faults(groups, "groups", "unknown_word", "age_band", pl.col("age_band").is_null(), shown=True)
    yield from _counts(groups, "groups", COUNTS["groups"], needed=True)
    enough = (pl.col("women") >= least) & (pl.col("men") >= least)
    for sex in PAYS:
        text, pay = pl.col(f"{RAW}{sex}_mean"), pl.col(f"{sex}_pay")
        yield _faults(groups, "groups", "pay_unreadable", f"{sex}_mean", text.is_not_null() & pay.is_null())
        yield _faults(groups, "groups", "pay_missing", f"{sex}_mean", text.is_null() & enough)
        yield _faults(groups, "groups", "pay_zero", f"{sex}_mean", (pay == 0) & enough)
    same = (*KEY, pl.coalesce("csp", "level"), written["csp"], "age_band")
    known = pl.col("age_band").is_not_null() & pl.coalesce("csp", "level").is_not_null()
    yield _faults(groups.filter(known), "groups", "duplicate", "age_band", pl.struct(*same).is_duplicated())


def _counts(
    frame: pl.DataFrame, table: str, columns: tuple[str, ...], *, needed: bool = False
) -> Iterator[pl.DataFrame]:
    for name in columns:
        text, count = pl.col(f"{RAW}{name}").is_not_null(), pl.col(name)
        yield _faults(frame, table, "not_whole", name, text & count.is_null())
        yield _faults(frame, table, "negative", name, count < 0)
        if needed:
            yield _faults(frame, table, "count_missing", name, ~text)


def _of_rates(frame: pl.DataFrame, table: str, columns: tuple[str, str], rates: pl.DataFrame) -> Iterator[pl.DataFrame]:
    written = pl.col(f"{RAW}csp").is_not_null()
    yield _faults(frame, table, "unknown_word", "csp", written & pl.col("csp").is_null(), shown=True)
    yield from _counts(frame, table, (*PAYS, *columns))
    yield _faults(frame, table, "duplicate_category", "csp", pl.struct(*KEY, "csp").is_duplicated())
    heads = rates.select(*KEY, pl.col("category").alias("csp"), *(pl.col(sex).alias(f"heads.{sex}") for sex in PAYS))
    beside = frame.filter(pl.col("csp").is_not_null()).join(heads, on=[*KEY, "csp"], how="left")
    for sex, name in zip(PAYS, columns, strict=True):
        yield _faults(beside, table, "more_than_people", name, pl.col(name) > pl.col(f"heads.{sex}"))


def _of_companies(companies: pl.DataFrame) -> Iterator[pl.DataFrame]:
    for name in ("bracket", "mode"):
        unknown = pl.col(f"{RAW}{name}").is_not_null() & pl.col(name).is_null()
        yield _faults(companies, "companies", "unknown_word", name, unknown, shown=True)
    unread = pl.col(f"{RAW}headcount").is_not_null() & pl.col("headcount").is_null()
    yield _faults(companies, "companies", "not_whole", "headcount", unread)
    yield from _counts(companies, "companies", COUNTS["companies"])
    granted = pl.coalesce("granted", "returned")
    yield _faults(companies, "companies", "more_than_people", "rewarded", pl.col("rewarded") > granted)
    yield _faults(companies, "companies", "more_than_people", "granted", pl.col("granted") > pl.col("returned"))
    yield _faults(companies, "companies", "half_told", "rewarded", pl.col("rewarded").is_null() & (granted > 0))
    yield _faults(companies, "companies", "duplicate_company", "company", pl.struct(*KEY).is_duplicated())


def _crossed(given: Parsed, groups: pl.DataFrame, places: int) -> Iterator[pl.DataFrame]:
    """What two tables say differently: populations, and companies that stand in one only."""
    heads = groups.group_by(*KEY, "mode").agg(pl.col(PAYS).sum())
    both = heads.group_by(KEY).agg(pl.col(PAYS).n_unique())
    for sex in PAYS:
        yield _faults(both, "groups", "totals_differ", sex, pl.col(sex) > 1)
    one = heads.unique(KEY, keep="first").rename({sex: f"heads.{sex}" for sex in PAYS}).drop("mode")
    beside = given.companies.join(one, on=KEY, how="left")
    for sex, raised in zip(PAYS, RAISED, strict=True):
        population = pl.coalesce(sex, f"heads.{sex}")
        yield _faults(beside, "companies", "totals_differ", sex, pl.col(sex) != pl.col(f"heads.{sex}"))
        yield _faults(beside, "companies", "more_than_people", raised, pl.col(raised) > population)
    top, halves = pl.col("top_women") + pl.col("top_men"), pl.col("top_women").is_null() != pl.col("top_men").is_null()
    everybody = pl.min_horizontal(pl.lit(places), pl.col("heads.women") + pl.col("heads.men"))
    yield _faults(beside, "companies", "top_ten", "top_women", (top != everybody) | halves)
    yield _faults(beside, "companies", "no_groups", "company", pl.col("heads.women").is_null())
    if given.companies.height:
        alone = one.join(given.companies, on=KEY, how="anti")
        yield _faults(alone, "groups", "no_company", "company", pl.lit(value=True))
