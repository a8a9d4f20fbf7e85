"""Closed lists and yes/no answers, in the many spellings of French exports."""

from __future__ import annotations

import polars as pl

from scop_analytics.sources import marks
from scop_analytics.sources.parsed import Parsed, by_value, from_rules
from scop_analytics.tables import Column
from scop_analytics.tables import header_key as fold


def spellings(column: Column) -> dict[str, str]:
    """Folded spelling → value of the list."""
    found = {fold(value): value for value in column.enum}
    for value, codes in column.codes.items():
        for code in codes:
            found.setdefault(fold(code), value)
    found.pop("", None)
    return found


def enumerated(raw: pl.Series, column: Column) -> Parsed:
    """A closed list: each spelling becomes its value; one that is not known sets the row aside."""
    known = set(column.enum)
    different = raw.unique().drop_nulls().to_list()
    if known.issuperset(different):
        return Parsed(raw)
    known_as = spellings(column)
    answers = {text: _value(text, known_as) for text in different}
    mixed = {"m", "h"} <= {fold(text) for text in different} and "F" in known and "M" in known

    def understand(frame: pl.DataFrame) -> pl.DataFrame:
        texts = frame["raw"].to_list()
        rules = ["sex_mixed" if mixed and fold(t) == "m" else answers[t][1] for t in texts]
        return frame.with_columns(
            value=pl.Series(
                [None if rule else answers[t][0] for t, rule in zip(texts, rules, strict=True)], dtype=pl.String
            ),
            rule=pl.Series(rules, dtype=pl.String),
        )

    found = by_value(raw, understand)
    facts = {"code_unknown": {"valid": list(column.enum), "column": column.name}}
    return from_rules(found["value"], found["rule"], facts)


def recoded(raw: pl.Series, column: Column) -> pl.Series:
    """An open list that knows some spellings: those become its codes, the rest stays as written."""
    known_as = spellings(column)
    known = {text: known_as[fold(text)] for text in raw.unique().drop_nulls().to_list() if fold(text) in known_as}
    return raw.replace(list(known), list(known.values())) if known else raw


def _value(text: str, known_as: dict[str, str]) -> tuple[str | None, str | None]:
    """The value and the cause of failure of one spelling."""
    if value := known_as.get(fold(text)):
        return value, None
    if text.strip().lower() in marks.words("missing"):
        return None, None
    return None, "code_unknown"


def boolean(raw: pl.Series, column: Column) -> Parsed:
    """Yes or no. In a column of crosses, blank means no."""
    answers = {text: _answer(text) for text in raw.unique().drop_nulls().to_list()}
    said = {text.strip().lower() for text, (value, _) in answers.items() if value is not None}
    crossed = bool(said) and said <= set(marks.words("cross"))

    def understand(frame: pl.DataFrame) -> pl.DataFrame:
        texts = frame["raw"].to_list()
        return frame.with_columns(
            value=pl.Series([answers[t][0] for t in texts], dtype=pl.Boolean),
            rule=pl.Series([answers[t][1] for t in texts], dtype=pl.String),
        )

    found = by_value(raw, understand)
    values = found["value"].fill_null(value=False) if crossed else found["value"]
    return from_rules(values, found["rule"], {"not_a_boolean": {"column": column.name}})


def _answer(text: str) -> tuple[bool | None, str | None]:
    word = text.strip().lower()
    if word in marks.words("yes"):
        return True, None
    if word in marks.words("no"):
        return False, None
    return None, None if word in marks.words("missing") else "not_a_boolean"
