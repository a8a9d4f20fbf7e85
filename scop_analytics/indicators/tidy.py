"""From wide tables to the one tidy table of results: one row per company, year, indicator and group."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import polars as pl

from scop_analytics.indicators.arguments import Formula
from scop_analytics.indicators.catalogue import Indicator, law_json
from scop_analytics.indicators.segments import Keys, label
from scop_analytics.indicators.settle import NO_VALUE, STATUSES
from scop_analytics.privacy.support import SUPPORT
from scop_analytics.results import SCHEMA

Pair = tuple[pl.DataFrame, pl.DataFrame]
FACTS: Final = tuple(name for name in SUPPORT if name not in ("company", "year", "indicator", "segment"))
Versions = Mapping[str, Mapping[str, object]]


def figures(
    tables: Mapping[Keys, pl.DataFrame],
    formulas: Mapping[str, Formula],
    wanted: Mapping[str, Iterable[Keys]],
    entries: Mapping[str, Indicator],
    versions: Versions,
) -> Pair:
    """The rows of every indicator asked, and their support."""
    results, support = [], []
    for name in (name for name in entries if name in formulas):
        constants = constant(entries[name], versions)
        for keys in sorted(keys for keys in wanted[name] if entries[name].allows(keys)):
            wide = tables[keys].filter(pl.col("ruled")) if not tables[keys]["ruled"].all() else tables[keys]
            results.append(wide.select(_row(name, keys, constants)))
            support.append(wide.select(_facts(name, keys)))
    return _stacked(results, SCHEMA), _stacked(support, SUPPORT)


def together(pairs: Sequence[Pair]) -> Pair:
    """Several tables of results as one."""
    results, support = zip(*pairs, strict=True)
    return pl.concat(results), pl.concat(support)


def constant(entry: Indicator, versions: Versions) -> dict[str, pl.Expr]:
    """The columns that are the same on every row of an indicator."""
    law = law_json({"key": key, **versions[key]} for key in entry.law if key in versions)
    words = {"code": entry.code, "unit": entry.unit, "method": entry.method, "law": law, "period": entry.period}
    return {name: pl.lit(word, pl.String) for name, word in words.items()}


def _row(name: str, keys: Keys, constants: Mapping[str, pl.Expr]) -> list[pl.Expr]:
    given = pl.col(f"{name}.status") < NO_VALUE
    columns = {
        "company": pl.col("entity_id"),
        "year": pl.col("fiscal_year"),
        "indicator": pl.lit(name),
        "segment": label(keys),
        "numerator": pl.when(given).then(pl.col(f"{name}.shown_top")),
        "denominator": pl.when(given).then(pl.col(f"{name}.shown_bottom")),
        "low": pl.lit(None),
        "high": pl.lit(None),
        "status": pl.col(f"{name}.status").replace_strict(dict(enumerate(STATUSES)), return_dtype=pl.String),
        **{part: pl.col(f"{name}.{part}") for part in ("value", "rounded", "people", "reason", "verdict", "threshold", "direction")},
        **constants,
    }
    return [columns[column].cast(kind).alias(column) for column, kind in SCHEMA.items()]


def _facts(name: str, keys: Keys) -> list[pl.Expr]:
    columns = {
        "company": pl.col("entity_id"),
        "year": pl.col("fiscal_year"),
        "indicator": pl.lit(name),
        "segment": label(keys),
        **{fact: pl.col(f"{name}.support.{fact}") for fact in FACTS},
    }
    return [columns[column].cast(kind).alias(column) for column, kind in SUPPORT.items()]


def _stacked(frames: Sequence[pl.DataFrame], schema: Mapping[str, pl.DataType]) -> pl.DataFrame:
    return pl.concat(frames) if frames else pl.DataFrame(schema=schema)
