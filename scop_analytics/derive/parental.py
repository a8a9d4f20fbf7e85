"""Coming back from parental leave, staying a year after, and the leave that second parents take around a birth."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from scop_analytics.derive import inputs
from scop_analytics.derive.absences import FOREVER, OWNER, PERSON, joined
from scop_analytics.derive.meetings import in_year
from scop_analytics.derive.membership import YEAR
from scop_analytics.derive.norms import in_force
from scop_analytics.derive.periods import last_closing
from scop_analytics.derive.rules import names

if TYPE_CHECKING:
    from scop_analytics.dossier import Dossier
    from scop_analytics.law import Law

RETURN: Final = (*YEAR, "person_id", "sex")


def returns(dossier: Dossier, years: pl.DataFrame, people: pl.LazyFrame) -> pl.LazyFrame:
    """One row per person due back from parental leave in the fiscal year (the day after its last day): ``returned``.

    A leave and the one that prolongs it the next day are one. Whoever has no contract on the day of return did not come
    back. Sources: tables ``leaves``, ``employees``.
    """
    rows = _still_listed(in_year(_leaves(dossier), years, "due"), people, "returned")
    return _and_nobody(rows.select(*RETURN, "returned"), dossier, years, "leaves")


def stays(dossier: Dossier, years: pl.DataFrame, people: pl.LazyFrame, law: Law) -> pl.LazyFrame:
    """One row per person whose return from parental leave was twelve months ago in the fiscal year: ``stayed``.

    Sources: tables ``leaves``, ``employees``.
    """
    months = int(in_force(law, "parental_leave.retention_months", last_closing(years)))
    back = _leaves(dossier).filter("returned").with_columns(day=pl.col("return_date").dt.offset_by(f"{months}mo"))
    rows = in_year(back, years, "day")
    told = _still_listed(_under_contract(rows, dossier, "day", "stayed"), people, "stayed")
    return _and_nobody(told.select(*RETURN, "stayed"), dossier, years, "leaves")


def second_parents(dossier: Dossier, years: pl.DataFrame, people: pl.LazyFrame, law: Law) -> pl.LazyFrame:
    """One row per second parent and birth of the fiscal year: ``days_taken`` and ``days_due`` (calendar days).

    A second parent is a father, or whoever took the second parent's leave; never who took the leave of the birth. Sources:
    tables ``child_events``, ``leaves``, ``employees``.
    """
    births = inputs.table(dossier, "child_events").filter(pl.col("event_type").is_in(names("parental", "births")))
    rows = in_year(births, years, "event_date").join(people.select(*PERSON, "sex"), on=PERSON)
    rows = rows.with_columns(
        days_due=_on_event(law, "parental_leave.second_parent_days"),
        months=_on_event(law, "parental_leave.second_parent_months"),
    )
    spells = _spells(dossier, "second_parent").with_columns(length=_length())
    found = rows.join(spells, on=OWNER, how="left")
    soon = pl.col("start_date").is_between("event_date", _after())
    taken = found.group_by(*PERSON, "sex", "event_date", "days_due", maintain_order=True).agg(
        days_taken=pl.col("length").filter(soon).sum(), leaves=soon.sum()
    )
    mothers = _spells(dossier, "birth_parent").select(*OWNER, birth_start="start_date", birth_end="end_date")
    own = taken.join(mothers, on=OWNER, how="left").with_columns(
        gave_birth=pl.col("event_date").is_between("birth_start", pl.col("birth_end").fill_null(FOREVER))
    )
    told = own.group_by(*PERSON, "sex", "event_date", "days_due", "days_taken", "leaves", maintain_order=True).agg(
        gave_birth=pl.col("gave_birth").fill_null(value=False).any()
    )
    second = (pl.col("sex") == "M") | (pl.col("leaves") > 0)
    kept = told.filter(second & ~pl.col("gave_birth")).select(*RETURN, "event_date", "days_due", "days_taken")
    return _and_nobody(kept, dossier, years, "child_events")


def _leaves(dossier: Dossier) -> pl.LazyFrame:
    """Parental leaves that have ended, prolongations joined, with the day the person is due back and whether they came."""
    rows = _spells(dossier, "leaves").select(
        *OWNER, "return_date", start="start_date", stop=pl.col("end_date").fill_null(FOREVER)
    )
    each = joined(rows).group_by("spell", maintain_order=True)
    ended = each.agg(pl.col(OWNER).first(), last=pl.col("stop").max(), return_date=pl.col("return_date").last())
    dated = ended.filter(pl.col("last") < FOREVER).with_columns(due=pl.col("last").dt.offset_by("1d"))
    named = dated.join(_sexes(dossier, dated), on=OWNER, how="left").with_columns(pl.col("sex").fill_null("NR"))
    return _under_contract(named, dossier, "return_date", "returned")


def _still_listed(rows: pl.LazyFrame, people: pl.LazyFrame, name: str) -> pl.LazyFrame:
    """``name`` is only true of people whom the snapshot of the year still lists: who vanished without a date has left."""
    listed = people.select(PERSON).with_columns(listed=pl.lit(value=True))
    found = rows.join(listed, on=PERSON, how="left")
    return found.with_columns((pl.col(name) & pl.col("listed").fill_null(value=False)).alias(name))


def _and_nobody(rows: pl.LazyFrame, dossier: Dossier, years: pl.DataFrame, table: str) -> pl.LazyFrame:
    """One row without person in each year of the companies that keep the register: « nobody » is not « not known ».

    It stands among women, a group that every company has.
    """
    kept = inputs.table(dossier, table, ["entity_id"]).unique()
    silent = years.lazy().join(kept, on="entity_id", how="semi").select(*YEAR, sex=pl.lit("F"))
    return pl.concat([rows, silent], how="diagonal_relaxed")


def _spells(dossier: Dossier, kind: str) -> pl.LazyFrame:
    rows = inputs.table(dossier, "leaves").filter(pl.col("leave_type").is_in(names("parental", kind)))
    return rows.drop_nulls(["person_id", "start_date"])


def _sexes(dossier: Dossier, wanted: pl.LazyFrame) -> pl.LazyFrame:
    rows = inputs.table(dossier, "employees", [*OWNER, "fiscal_year", "sex"]).join(wanted, on=OWNER, how="semi")
    return rows.sort("fiscal_year").group_by(OWNER).agg(pl.col("sex").drop_nulls().last())


def _under_contract(rows: pl.LazyFrame, dossier: Dossier, day: str, name: str) -> pl.LazyFrame:
    """``name``: whether a contract of the person runs on ``day``, its end read in the last snapshot that tells it."""
    keys = [*OWNER, "contract_id"]
    contracts = inputs.table(dossier, "employees", [*keys, "fiscal_year", "contract_start", "contract_end"])
    contracts = contracts.join(rows, on=OWNER, how="semi")
    known = (
        contracts.sort("fiscal_year")
        .group_by(keys)
        .agg(pl.col("contract_start").min(), pl.col("contract_end").drop_nulls().last())
    )
    when = [*OWNER, day]
    begun = pl.col("contract_start").is_null() | (pl.col("contract_start") <= pl.col(day))
    runs = begun & (pl.col("contract_end").is_null() | (pl.col("contract_end") >= pl.col(day)))
    # Joined back on person and day, never on a row number: rows read twice may come in another order.
    under = rows.select(when).drop_nulls(day).unique().join(known, on=OWNER).filter(runs).select(when).unique()
    found = rows.join(under.with_columns(pl.lit(value=True).alias(name)), on=when, how="left")
    return found.with_columns(pl.col(name).fill_null(value=False))


def _length() -> pl.Expr:
    whole = (pl.col("end_date") - pl.col("start_date")).dt.total_days() + 1
    return whole.fill_null(0)


def _on_event(law: Law, key: str) -> pl.Expr:
    """The value of the law on the day of the birth."""
    value: pl.Expr = pl.lit(None, pl.Int64)
    for version in law.entry(key).values:
        value = (
            pl.when(pl.col("event_date") >= version.start).then(int(in_force(law, key, version.start))).otherwise(value)
        )
    return value.fill_null(int(in_force(law, key, law.entry(key).values[0].start)))


def _after() -> pl.Expr:
    return pl.col("event_date").dt.offset_by(pl.format("{}mo", "months"))
