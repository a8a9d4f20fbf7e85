"""People and their contracts over all valid declarations: one person under one pseudonym, one row per contract and fiscal year."""

from __future__ import annotations

from typing import Final

import polars as pl

from scop_analytics.sources.dsn.declared import Declared
from scop_analytics.sources.faults import Faults, Place

PERSON: Final = ("entity_id", "person_id")
CONTRACT: Final = (*PERSON, "contract_id")
NO_AGREEMENT: Final = ("0000", "9999")
NEWEST: Final = ("month", "declaration", "line")
LINKS: Final = 4  # numbers that one contract may have had in turn


def people(declared: Declared, valid: pl.DataFrame, faults: Faults) -> pl.DataFrame:
    """One row per person and declaration: ``declaration, head, entity_id, person_id``, sex and birth as last declared.

    A person known by an NTT first and by an NIR later is one person. The same number twice in one declaration is two people when
    their staff numbers differ; else the second is set aside.
    """
    rows = declared.frame("person").join(
        valid.select("declaration", "file", "month", entity_id="siren"), on="declaration"
    )
    rows = rows.with_columns(pl.col("id", "alias", "other").cast(pl.String)).sort("month", "declaration", "line")
    linked = rows.drop_nulls("alias").unique("alias", keep="first", maintain_order=True)
    nir = dict(zip(linked["alias"].to_list(), linked["id"].to_list(), strict=True))
    rows = rows.with_columns(person_id=pl.col("id").replace(nir))
    rows = _apart(rows, faults)
    last = [pl.col(name).drop_nulls().last().over(PERSON).alias(name) for name in ("sex", "birth_year", "birthday")]
    return rows.with_columns(last).select("declaration", *PERSON, "other", "sex", "birth_year", "birthday", head="line")


def _apart(rows: pl.DataFrame, faults: Faults) -> pl.DataFrame:
    """People of one declaration under the same number told apart by their staff numbers; who has none is told too."""
    key = ["declaration", "person_id"]
    twice = pl.struct(key).is_duplicated()
    for (file,), group in rows.filter(~pl.col("named")).group_by("file", maintain_order=True):
        faults.rows(
            Place(str(file), "employees"), "dsn_person_unnamed", "warn", group["line"], companies=group["entity_id"]
        )
    if not rows.select(twice.any()).item():
        return rows
    doubled = twice & pl.col("other").is_not_null()
    rows = rows.with_columns(double=twice, person_id=pl.when(doubled).then("other").otherwise("person_id"))
    rows = rows.with_columns(lost=~pl.struct(key).is_first_distinct())
    for (file, lost), group in rows.filter("double").group_by("file", "lost", maintain_order=True):
        rule, severity = ("dsn_person_lost", "set_aside") if lost else ("dsn_person_twice", "warn")
        faults.rows(Place(str(file), "employees"), rule, severity, group["line"], companies=group["entity_id"])
    return rows.filter(~pl.col("lost")).drop("double", "lost")


def owned(frame: pl.DataFrame, persons: pl.DataFrame, valid: pl.DataFrame, numbers: pl.DataFrame) -> pl.DataFrame:
    """Rows of valid declarations with company, person, newest contract number, file and month."""
    who = persons.select("declaration", "head", *PERSON)
    mine = frame.drop("month", strict=False).join(who, on=["declaration", "head"])
    mine = mine.join(valid.select("declaration", "month", "file"), on="declaration")
    mine = mine.with_columns(contract_id=pl.col("number").cast(pl.String))
    return renumber(mine, numbers)


def renumber(rows: pl.DataFrame, numbers: pl.DataFrame) -> pl.DataFrame:
    """Contracts under their newest number."""
    if numbers.is_empty():
        return rows
    for _ in range(LINKS):
        rows = rows.join(numbers, left_on=CONTRACT, right_on=[*PERSON, "old"], how="left", maintain_order="left")
        rows = rows.with_columns(contract_id=pl.coalesce("new", "contract_id")).drop("new")
    return rows


def numbers(declared: Declared, persons: pl.DataFrame) -> pl.DataFrame:
    """Old and new numbers of contracts that changed theirs (block 41), by person."""
    moves = declared.frame("renumbered").join(
        persons.select("declaration", "head", *PERSON), on=["declaration", "head"]
    )
    moves = moves.with_columns(pl.col("old", "new").cast(pl.String)).sort("declaration")
    return (
        moves.select(*PERSON, "old", "new").filter(pl.col("old") != pl.col("new")).unique([*PERSON, "old"], keep="last")
    )


def employees(contracts: pl.DataFrame, ends: pl.DataFrame, persons: pl.DataFrame, valid: pl.DataFrame) -> pl.DataFrame:
    """Rows of ``employees``: each contract as last declared in each fiscal year, with its end when one was declared.

    ``contracts`` and ``ends`` come from :func:`owned`; ``valid`` has the fiscal year of each declaration.
    """
    places = valid.select(
        "declaration",
        "fiscal_year",
        "site_postcode",
        "site_agreement",
        "company_agreement",
        siret=pl.col("siren") + pl.col("nic"),
    )
    rows = contracts.join(places, on="declaration").with_columns(pl.col(pl.Categorical).cast(pl.String))
    agreement = pl.coalesce("collective_agreement", "site_agreement", "company_agreement")
    rows = rows.with_columns(
        work_site=pl.coalesce("site", "siret"),
        collective_agreement=pl.when(~agreement.is_in(NO_AGREEMENT)).then(agreement),
    )
    rows = rows.with_columns(postcode=pl.when(pl.col("work_site") == pl.col("siret")).then("site_postcode"))
    newest = rows.sort(NEWEST).unique(["fiscal_year", *CONTRACT], keep="last", maintain_order=True)
    known = persons.unique(PERSON, keep="last", maintain_order=True).select(
        *PERSON, pl.col("sex").cast(pl.String), "birth_year", "birthday"
    )
    return _ended(newest.join(known, on=PERSON, how="left", maintain_order="left"), ends, valid)


def _ended(rows: pl.DataFrame, ends: pl.DataFrame, valid: pl.DataFrame) -> pl.DataFrame:
    """With the last end declared, unless it was cancelled; a fixed term that ran out unsaid ends on its planned day."""
    last = ends.sort(NEWEST).unique(CONTRACT, keep="last").filter(~pl.col("cancels"))
    last = last.select(*CONTRACT, contract_end="date", exit_reason=pl.col("reason").cast(pl.String))
    rows = rows.join(last, on=CONTRACT, how="left", nulls_equal=True, maintain_order="left")
    covered = valid.group_by(entity_id="siren").agg(covered=pl.col("month").max())
    rows = rows.join(covered, on="entity_id", how="left", maintain_order="left")
    seen = pl.col("month").max().over(CONTRACT)
    gone = seen < pl.col("covered")
    over = gone & (pl.col("planned_end") < pl.col("covered").dt.offset_by("1mo"))
    end = pl.when(pl.col("contract_end").is_null() & over).then("planned_end").otherwise("contract_end")
    return rows.with_columns(contract_end=end, vanished=gone & end.is_null() & (pl.col("month") == seen))
