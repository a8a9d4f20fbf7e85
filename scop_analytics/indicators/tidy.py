"""From wide tables to the one tidy table of results: one row per company, year, indicator and group."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import polars as pl

from scop_analytics.indicators.arguments import Formula
from scop_analytics.indicators.catalogue import Indicator, law_json
from scop_analytics.indicators.segments import Keys, label
from scop_analytics.indicators.settle import STATUSES
from scop_analytics.privacy.support import SUPPORT
from scop_analytics.results import SCHEMA
from scop_analytics.sources.pieces import cut

Pair = tuple[pl.DataFrame, pl.DataFrame]
FACTS: Final = tuple(name for name in SUPPORT if name not in ("company", "year", "indicator", "segment"))
Versions = Mapping[str, Mapping[str, object]]
CONSTANTS: Final = ("indicator", "code", "unit", "method", "law", "period")
# Columns of results that are stacked as they are, and the part of the wide table each comes from.
PARTS: Final = {
    "value": "value",
    "rounded": "rounded",
    "numerator": "shown_top",
    "denominator": "shown_bottom",
    "people": "people",
    "status": "status",
    "reason": "reason",
    "verdict": "verdict",
    "threshold": "threshold",
    "direction": "direction",
}


KEYS: Final = {"company": "entity_id", "year": "fiscal_year", "segment": "segment"}
MANY_ROWS: Final = 100_000  # below, a table in one piece is worth its copy
WORDS: Final = pl.Series("status", STATUSES, dtype=pl.String)


def figures(
    tables: Mapping[Keys, pl.DataFrame],
    formulas: Mapping[str, Formula],
    wanted: Mapping[str, Iterable[Keys]],
    entries: Mapping[str, Indicator],
    versions: Versions,
) -> Pair:
    """The rows of every indicator asked, and their support."""
    pairs = []
    for keys in sorted({keys for name in formulas for keys in wanted[name]}):
        names = [n for n in entries if n in formulas and keys in wanted[n] and entries[n].allows(keys)]
        wide = tables[keys] if tables[keys]["ruled"].all() else tables[keys].filter(pl.col("ruled"))
        pairs += [_stacked(wide.with_columns(label(keys).alias("segment")), names, entries, versions)] if names else []
    return together([(_empty(SCHEMA), _empty(SUPPORT)), *pairs])


def together(pairs: Sequence[Pair]) -> Pair:
    """Several tables of results as one; small ones in one piece, because every query pays for each piece it reads."""
    results, support = (pl.concat(tables) for tables in zip(*pairs, strict=True))
    if results.height < MANY_ROWS:
        return results.rechunk(), support.rechunk()
    return results, support


def constant(entry: Indicator, versions: Versions) -> dict[str, str | None]:
    """The columns that are the same on every row of an indicator."""
    law = law_json({"key": key, **versions[key]} for key in entry.law if key in versions)
    words = (entry.id, entry.code, entry.unit, entry.method, law, entry.period)
    return dict(zip(CONSTANTS, words, strict=True))


def _stacked(wide: pl.DataFrame, names: Sequence[str], entries: Mapping[str, Indicator], versions: Versions) -> Pair:
    """The columns of each indicator on top of one another: whole columns are stacked, never rows.

    All columns are cut alike, one piece per indicator, and pieces that say the same are one piece of memory: nothing is
    copied. (Two million rows copied whole were a third of all the memory touched.)
    """
    wide = wide.rechunk()
    tall = _Tall(wide, names)
    repeated = {name: tall.same(wide[column]) for name, column in KEYS.items()}
    results = {
        part: tall.column(name, SCHEMA[part]) for part, name in PARTS.items() if part not in ("status", "rounded")
    }
    results["status"] = tall.cut(WORDS.gather(tall.column("status", pl.Int8())))
    scale = np.repeat([10.0 ** (entries[name].digits or 0) for name in names], wide.height)
    rounded = tall.column("rounded", pl.Float64()).to_numpy() / scale
    results["rounded"] = tall.cut(pl.Series(rounded, nan_to_null=True))
    words = [constant(entries[name], versions) for name in names]
    fixed = {name: tall.repeated([one[name] for one in words], SCHEMA[name]) for name in CONSTANTS}
    nothing = {name: tall.column("", SCHEMA[name]) for name in ("low", "high")}
    facts = {name: tall.column(f"support.{name}", SUPPORT[name]) for name in FACTS}
    return (
        pl.DataFrame({**repeated, **results, **fixed, **nothing}).select(*SCHEMA),
        pl.DataFrame({**repeated, "indicator": fixed["indicator"], **facts}).select(*SUPPORT),
    )


@dataclass(frozen=True)
class _Tall:
    """Parts of several indicators, side by side in ``wide``, as one column each; null where an indicator has no such part."""

    wide: pl.DataFrame
    names: Sequence[str]

    def column(self, part: str, kind: pl.DataType) -> pl.Series:
        """The part of each indicator in turn."""
        nothing = pl.Series([None], dtype=kind).new_from_index(0, self.wide.height)
        found = (f"{name}.{part}" for name in self.names)
        pieces = [self.wide.get_column(name).cast(kind) if name in self._known else nothing for name in found]
        return pl.concat(pieces)

    def cut(self, column: pl.Series) -> pl.Series:
        """A column made in one piece, cut like the others."""
        return cut(column, [self.wide.height] * len(self.names))

    def same(self, piece: pl.Series) -> pl.Series:
        """The same piece for every indicator."""
        return pl.concat([piece] * len(self.names))

    def repeated(self, words: Sequence[str | None], kind: pl.DataType) -> pl.Series:
        """One word on all rows of each indicator."""
        told, places = pl.Series(words, dtype=kind), {word: place for place, word in enumerate(words)}
        pieces = {word: told.new_from_index(place, self.wide.height) for word, place in places.items()}
        return pl.concat([pieces[word] for word in words])

    @cached_property
    def _known(self) -> frozenset[str]:
        return frozenset(self.wide.columns)


def _empty(schema: Mapping[str, pl.DataType]) -> pl.DataFrame:
    return pl.DataFrame(schema=schema)
