"""A column once understood: its values as they are stored, and which rows could not be understood and why."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import polars as pl


@dataclass(frozen=True)
class Bad:
    """Rows of a column that share one cause."""

    rule: str
    mask: pl.Series
    severity: str = "set_aside"
    facts: Mapping[str, object] = field(default_factory=dict)
    whole: bool = False  # said once for the column, not row by row


@dataclass(frozen=True)
class Parsed:
    """Values in the storage type of the column, null where absent or not understood; ``bad`` says why."""

    values: pl.Series
    bad: tuple[Bad, ...] = ()


def from_rules(values: pl.Series, rules: pl.Series, facts: Mapping[str, Mapping[str, object]] | None = None) -> Parsed:
    """One :class:`Bad` for each cause named in ``rules`` (null: understood). A cause that starts with ``~`` only warns."""
    causes = [] if rules.null_count() == len(rules) else sorted(rules.drop_nulls().unique().to_list())
    found = []
    for cause in causes:
        rule, severity = (cause[1:], "warn") if cause.startswith("~") else (cause, "set_aside")
        found.append(Bad(rule, (rules == cause).fill_null(value=False), severity, (facts or {}).get(rule, {})))
    return Parsed(values, tuple(found))


def different(raw: pl.Series) -> pl.Series:
    """Every different value once, null left out; rows often come in runs, and comparing neighbours is cheaper than hashing all."""
    return raw.filter(raw.ne_missing(raw.shift())).drop_nulls().unique()


def by_value(raw: pl.Series, understand: Callable[[pl.DataFrame], pl.DataFrame]) -> pl.DataFrame:
    """Understand each different value once, then give every row its answer: columns ``value`` and ``rule``.

    ``understand`` receives a frame of different texts (``raw``, never null) and adds ``value`` and ``rule``.
    """
    frame = raw.alias("raw").to_frame()
    different = understand(frame.unique().drop_nulls())
    return frame.join(different.select("raw", "value", "rule"), on="raw", how="left", maintain_order="left")
