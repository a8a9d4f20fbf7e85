"""Segments: what ``--by sex,csp*age_band`` asks for, and the groups a figure is given for."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from itertools import chain, combinations
from typing import Final

import polars as pl

from scop_analytics.errors import UsageError, closest
from scop_analytics.indicators.catalogue import SEGMENT_KEYS, Indicator

Keys = tuple[str, ...]
WHOLE: Final[Keys] = ()
COMPANY: Final = ("entity_id", "fiscal_year")
# A key is the column of the frames, unless the frames call it otherwise.
COLUMNS: Final = {
    "item": pl.col("item_code"),
    "answer": pl.col("level"),
    "working_time": pl.when(pl.col("is_part_time")).then(pl.lit("part_time")).otherwise(pl.lit("full_time")),
    "membership": pl.when(pl.col("is_member")).then(pl.lit("member")).otherwise(pl.lit("not_member")),
}
UNKNOWN: Final = {"sex": "NR"}
ALWAYS_TWO: Final = {"sex": ("F", "M")}


def parse(by: str | None) -> tuple[Keys, ...]:
    """``"sex,csp*age_band"`` → the whole, each key, each crossing with all its margins."""
    if not by:
        return (WHOLE,)
    asked = [[key.strip() for key in part.split("*")] for part in by.split(",")]
    for key in chain.from_iterable(asked):
        if key not in SEGMENT_KEYS:
            raise UsageError("unknown_segment", asked=key, suggestion=closest(key, SEGMENT_KEYS))
    margins = (keys for part in asked for size in range(len(part) + 1) for keys in combinations(sorted(part), size))
    return tuple(dict.fromkeys(margins))


def requested(entry: Indicator, asked: Iterable[Keys]) -> tuple[Keys, ...]:
    """The segmentations of one indicator: the whole, those it always has, those asked that it allows."""
    return tuple(dict.fromkeys([WHOLE, *entry.always, *(keys for keys in asked if entry.allows(keys))]))


def columns_of(keys: Keys) -> set[str]:
    """The columns of a frame that these keys read."""
    return {column for key in keys for column in COLUMNS.get(key, pl.col(key)).meta.root_names()}


def grouping(keys: Keys) -> list[pl.Expr]:
    """The expressions to group a frame by; an unknown value is a group of its own."""
    named = (
        COLUMNS.get(key, pl.col(key)).cast(pl.String).fill_null(UNKNOWN.get(key, "unknown")).alias(key) for key in keys
    )
    return [pl.col(name) for name in COMPANY] + list(named)


def universe(skeleton: pl.DataFrame, keys: Keys, observed: list[pl.DataFrame]) -> pl.DataFrame:
    """Every company-year × every group the company has had in any year: nobody is lost when a group is empty."""
    if keys == WHOLE:
        return skeleton
    groups = [frame.select("entity_id", *keys) for frame in observed]
    seen = pl.concat(groups).unique() if groups else pl.DataFrame(schema=dict.fromkeys(("entity_id", *keys), pl.String))
    for key in set(keys) & set(ALWAYS_TWO):
        both = pl.DataFrame({key: ALWAYS_TWO[key]})
        rest = seen.drop(key).unique() if len(keys) > 1 else skeleton.select("entity_id").unique()
        seen = pl.concat([seen, rest.join(both, how="cross").select(seen.columns)]).unique()
    return skeleton.join(seen, on="entity_id").sort(*COMPANY, *keys)


def label(keys: Keys) -> pl.Expr:
    """The column ``segment``: canonical JSON, ``{}`` for the whole."""
    if not keys:
        return pl.lit("{}")
    pieces: list[pl.Expr] = []
    for position, key in enumerate(sorted(keys)):
        pieces += [pl.lit(f'{"," if position else "{"}"{key}":"'), _escaped(key)]
        pieces.append(pl.lit('"'))
    return pl.concat_str(*pieces, pl.lit("}"))


def _escaped(key: str) -> pl.Expr:
    return pl.col(key).str.replace_all("\\", "\\\\", literal=True).str.replace_all('"', '\\"', literal=True)


def canonical(segment: Mapping[str, object]) -> str:
    """The same text from a mapping typed by hand."""
    texts = {key: str(segment[key]) for key in sorted(segment)}
    return json.dumps(texts, ensure_ascii=False, separators=(",", ":"))
