"""Which declarations count: whole envelopes, real, monthly, in euros; the last one of each month; every fraction present."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import polars as pl

from scop_analytics.sources.dsn.declared import Declared, File
from scop_analytics.sources.dsn.rubrics import codes, norms
from scop_analytics.sources.faults import Faults, Place

KEY: Final = ("siren", "nic", "month", "fraction")
ESTABLISHMENT: Final = ("siren", "nic")
REPLACES: Final = ("03", "04", "05")


@dataclass(frozen=True)
class Selection:
    """The declarations that count, one row each, with company, establishment, month and file."""

    valid: pl.DataFrame
    seen: int


def select(declared: Declared, company: str, faults: Faults) -> Selection:
    """The valid declarations of all files; each one left out is told with its reason."""
    rows = _described(declared)
    broken = {envelope for file in declared.files for envelope in _broken(declared, file, company, faults)}
    rows = rows.with_columns(broken=pl.col("envelope").is_in(sorted(broken)))
    _norms(rows, company, faults)
    sound = rows.filter(~pl.col("broken")).with_columns(reason=_reason())
    for row in sound.drop_nulls("reason").iter_rows(named=True):
        _tell(row["reason"], "refuse", row, company, faults)
    kept = _latest(sound.filter(pl.col("reason").is_null()), company, faults)
    whole = _fractions(kept, company, faults)
    _gaps(whole, company, faults)
    return Selection(whole.drop("reason", "broken"), rows.height)


def _described(declared: Declared) -> pl.DataFrame:
    """One row per declaration met: its own rubrics, those of its envelope, company and establishment."""
    names = ["declaration", "envelope", "line", "nature", "type", "fraction", "order", "month", "currency"]
    rows = declared.frame("declaration").select(names)
    envelopes = declared.frame("envelope").select("envelope", "use", "norm").unique("envelope", keep="first")
    company = declared.frame("company").select(
        "declaration", "siren", "head_office", "naf", office_postcode="postcode", company_agreement="agreement"
    )
    site = declared.frame("site").select("declaration", "nic", site_postcode="postcode", site_agreement="agreement")
    rows = rows.join(envelopes, on="envelope", how="left")
    for frame in (company, site):
        rows = rows.join(frame.unique("declaration", keep="first", maintain_order=True), on="declaration", how="left")
    firsts = pl.DataFrame(
        {"first": [file.first_envelope for file in declared.files], "file": [file.name for file in declared.files]}
    )
    rows = (
        rows.sort("envelope").join_asof(firsts.set_sorted("first"), left_on="envelope", right_on="first").drop("first")
    )
    return rows.sort("declaration").with_columns(
        pl.col("nic").fill_null(pl.col("head_office")),
        pl.col("fraction").fill_null("11"),
        pl.col("order").fill_null(0),
        pl.col("month").dt.truncate("1mo"),
    )


def _broken(declared: Declared, file: File, company: str, faults: Faults) -> Iterator[int]:
    """Envelopes without their closing counts, or whose counts are not those of the lines read."""
    place = Place(file.name, company=company)
    first, last = file.first_envelope, file.position.envelope
    mine = pl.col("envelope").is_between(first, last)
    totals = {row["envelope"]: row for row in declared.frame("total").filter(mine).iter_rows(named=True)}
    found = declared.frame("declaration").filter(mine).group_by("envelope").len()
    counted = dict(found.iter_rows())
    if first in counted or (first == last and not file.position.ill):
        faults.whole(place, "dsn_without_envelope", "refuse")
        yield first
    for envelope in range(first + 1, last + 1):
        total = totals.get(envelope)
        facts = {"lines": file.position.rubrics[envelope], "declarations": counted.get(envelope, 0)}
        if total is None or total["rubrics"] is None:
            faults.whole(place, "dsn_truncated", "refuse", facts=facts)
            yield envelope
        elif (total["rubrics"], total["declarations"]) != tuple(facts.values()):
            told = {"told_lines": total["rubrics"], "told_declarations": total["declarations"]}
            faults.whole(place, "dsn_counts", "refuse", line=total["line"], facts=facts | told)
            yield envelope


def _reason() -> pl.Expr:
    """Why a declaration of a whole envelope is no source of pay; null when it is one."""
    words = codes()
    reasons = {
        "dsn_test": pl.col("use") == words["test"],
        "dsn_nature": pl.col("nature").ne_missing(words["monthly"]),
        "dsn_currency": pl.col("currency").fill_null(words["euro"]) != words["euro"],
        "dsn_type": ~pl.col("type").is_in(words["types"]).fill_null(value=False),
        "dsn_fraction": ~pl.col("fraction").str.contains("^[1-9][1-9]$"),
        "dsn_unplaced": pl.any_horizontal(pl.col("siren", "nic", "month").is_null()),
    }
    return pl.coalesce(pl.when(wrong).then(pl.lit(rule)) for rule, wrong in reasons.items())


def _tell(rule: str, severity: str, row: dict[str, Any], company: str, faults: Faults) -> None:
    facts = {name: row[name] for name in ("nature", "type", "fraction", "order", "currency") if row[name] is not None}
    facts |= {"month": f"{row['month']:%Y-%m}" if row["month"] else "?"}
    faults.whole(Place(row["file"], company=company), rule, severity, line=row["line"], facts=facts)


def _latest(rows: pl.DataFrame, company: str, faults: Faults) -> pl.DataFrame:
    """The declaration with the highest order number of each establishment, month and fraction; nothing where it cancels."""
    ordered = rows.sort("order", pl.col("type").is_in(REPLACES), "declaration")
    last = ordered.unique(KEY, keep="last", maintain_order=True)
    others = ordered.join(last.select("declaration"), on="declaration", how="anti")
    winner = others.join(last.select(*KEY, winning="order", how="type"), on=KEY, how="left")
    for row in winner.iter_rows(named=True):
        twice = row["order"] == row["winning"] and row["type"] == row["how"]
        _tell("dsn_declared_twice" if twice else "dsn_superseded", "warn" if twice else "note", row, company, faults)
    cancelled = pl.col("type") == codes()["cancelled"]
    for row in last.filter(cancelled).iter_rows(named=True):
        _tell("dsn_cancelled", "note", row, company, faults)
    return last.filter(~cancelled)


def _fractions(rows: pl.DataFrame, company: str, faults: Faults) -> pl.DataFrame:
    """Months of which every fraction is there (``12`` and ``22``)."""
    keys = [*ESTABLISHMENT, "month"]
    part, parts = (pl.col("fraction").str.slice(at, 1).cast(pl.Int64) for at in (0, 1))
    complete = (part.n_unique() == parts.max()) & (parts.n_unique() == 1) & (part.max() == parts.max())
    marked = (
        rows.with_columns(complete=complete.over(keys))
        if rows.height
        else rows.with_columns(complete=pl.lit(value=True))
    )
    for row in marked.filter(~pl.col("complete")).sort("declaration").iter_rows(named=True):
        _tell("dsn_fraction_missing", "refuse", row, company, faults)
    return marked.filter("complete").drop("complete").sort("declaration")


def _gaps(rows: pl.DataFrame, company: str, faults: Faults) -> None:
    """Months without declaration between the first and the last of an establishment."""
    months = rows.group_by(ESTABLISHMENT).agg(pl.col("month").unique().sort()).sort(ESTABLISHMENT)
    for row in months.iter_rows(named=True):
        held = row["month"]
        every = pl.date_range(held[0], held[-1], "1mo", eager=True).to_list()
        missing = [f"{day:%Y-%m}" for day in every if day not in held]
        if missing:
            facts = {"months": missing, "n": len(missing), "nic": row["nic"]}
            place = Place("", "payroll", company or row["siren"])
            faults.whole(place, "dsn_month_missing", "warn", count=len(missing), facts=facts)


def _norms(rows: pl.DataFrame, company: str, faults: Faults) -> None:
    """Versions of the norm that the reader does not know; they are read all the same."""
    odd = rows.filter(~pl.col("norm").is_in(norms()).fill_null(value=False)).unique(
        ["file", "norm"], maintain_order=True
    )
    for row in odd.iter_rows(named=True):
        norm = row["norm"] if row["norm"] and len(row["norm"]) == len(norms()[0]) else "?"
        faults.whole(
            Place(row["file"], company=company), "dsn_norm", "warn", facts={"norm": norm, "known": list(norms())}
        )
