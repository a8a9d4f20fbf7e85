"""Columns that are looked at once and never kept: the social-security number, net pay, employer cost.

The number tells the sex where the file does not, and that two staff numbers are one person; net pay and cost tell that the
column taken for gross pay is another one. None of them enters a table: only what they prove does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

import polars as pl

from scop_analytics.config import Entry
from scop_analytics.sources import marks, numbers, texts
from scop_analytics.sources.parsed import Bad, Parsed
from scop_analytics.sources.raw import name
from scop_analytics.tables import Contract

NUMBER: Final = marks.NUMBER
GROSS: Final = ("total_gross", "base_pay")
WOMEN, MEN = ("2", "4", "8"), ("1", "3", "7")
KEY_OF: Final = 97
WITH_KEY: Final = 15


def heard(
    raw: pl.DataFrame, witnesses: Mapping[int, str], parsed: Mapping[str, Parsed], contract: Contract, decimal: str
) -> dict[str, Parsed]:
    """The columns of ``parsed`` that the witnesses complete or contradict."""
    found: dict[str, Parsed] = {}
    for index, kind in witnesses.items():
        if name(index) not in raw.columns:
            continue
        column = raw[name(index)].cast(pl.String)
        known = {**parsed, **found}
        found |= _person(column, known) if kind == NUMBER else _amount(column, kind, known, contract, decimal)
    return found


def _person(column: pl.Series, parsed: Mapping[str, Parsed]) -> dict[str, Parsed]:
    number = _valid(column)
    first = number.str.head(1)
    sexes = pl.select(pl.when(first.is_in(WOMEN)).then(pl.lit("F")).when(first.is_in(MEN)).then(pl.lit("M")))
    proved = sexes.to_series()
    told = parsed.get("sex", Parsed(pl.Series([None], dtype=pl.String).new_from_index(0, len(column))))
    against = (told.values.is_in(["F", "M"]) & (told.values != proved)).fill_null(value=False)
    filled = pl.select(pl.when(told.values.is_null() | (told.values == "NR")).then(proved).otherwise(told.values))
    found = {"sex": Parsed(filled.to_series(), (*told.bad, *_said("sex_conflicts", against)))}
    if "person_id" in parsed:
        person = parsed["person_id"]
        found["person_id"] = replace(person, bad=(*person.bad, *_said("person_twice", _twice(number, person.values))))
    return found


def _valid(column: pl.Series) -> pl.Series:
    """The thirteen signs of each number that can be one, its key verified where it is given."""
    bare = pl.col("n").str.replace_all(r"[\s.\u00a0]", "").str.to_uppercase()
    whole = bare.str.replace("2A", "19", literal=True).str.replace("2B", "18", literal=True)
    key = KEY_OF - whole.str.head(13).cast(pl.Int64, strict=False) % KEY_OF
    keyed = (bare.str.len_chars() < WITH_KEY) | (key == whole.str.tail(2).cast(pl.Int64, strict=False))
    sound = bare.str.contains(texts.NIR) & keyed
    return pl.DataFrame({"n": column}).select(pl.when(sound).then(bare.str.head(13)).alias("n"))["n"]


def _twice(number: pl.Series, person: pl.Series) -> pl.Series:
    """Rows of a number that stands under several staff numbers."""
    held = pl.DataFrame({"number": number, "person": person})
    several = held.select((pl.col("person").n_unique().over("number") > 1) & pl.col("number").is_not_null())
    return several.to_series().fill_null(value=False)


def _amount(
    column: pl.Series, kind: str, parsed: Mapping[str, Parsed], contract: Contract, decimal: str
) -> dict[str, Parsed]:
    """The gross column, said to be doubtful when net pay or cost does not stand to it as it usually does."""
    gross = next((other for other in GROSS if other in parsed), "")
    if not gross:
        return {}
    other = numbers.from_text(column, contract.column(gross), Entry(), decimal).values
    pay = parsed[gross]
    ratio = pl.DataFrame({"a": other, "b": pay.values}).filter(pl.col("a") > 0, pl.col("b") > 0)
    middle = ratio.select((pl.col("a") / pl.col("b")).median()).item()
    low, high = (float(bound) for bound in marks.marks()["ratios"][kind])
    if middle is None or low <= middle <= high:
        return {}
    odd = pay.values.is_not_null() & other.is_not_null()
    return {gross: replace(pay, bad=(*pay.bad, *_said(f"gross_against_{kind}", odd, whole=True)))}


def _said(rule: str, mask: pl.Series, *, whole: bool = False) -> tuple[Bad, ...]:
    return (Bad(rule, mask, "warn", whole=whole),) if mask.any() else ()
