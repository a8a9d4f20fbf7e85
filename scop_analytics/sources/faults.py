"""A fault of the files says where and what; the value itself is never kept, only its shape (``"2 450,5O"`` → ``# ###,#A``)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import polars as pl

# Reading and checking build the same table, so that findings are printed, waived and counted in one way.
SCHEMA: Final[dict[str, pl.DataType]] = {
    "file": pl.String(),
    "table": pl.String(),
    "line": pl.Int64(),
    "column": pl.String(),
    "rule": pl.String(),
    "severity": pl.String(),
    "company": pl.String(),
    "year": pl.Int32(),
    "count": pl.Int64(),
    "shape": pl.String(),
    "facts": pl.String(),
}
SEVERITIES: Final = ("refuse", "set_aside", "block", "warn", "note")
LONGEST_SHAPE: Final = 40


def empty() -> pl.DataFrame:
    """A findings frame without a row."""
    return pl.DataFrame(schema=SCHEMA)


def shape(value: pl.Expr) -> pl.Expr:
    """What a value looks like without saying it: letters become A or a, digits become #."""
    text = value.cast(pl.String).str.slice(0, LONGEST_SHAPE)
    capitals = text.str.replace_all(r"\p{Lu}", "A")
    return capitals.str.replace_all(r"[\p{Ll}\p{Lo}\p{Lt}\p{Lm}]", "a").str.replace_all(r"\p{Nd}", "#")


def shape_of(text: str) -> str:
    """The shape of one text."""
    return str(pl.select(shape(pl.lit(text))).item())


@dataclass(frozen=True)
class Place:
    """Where a fault lies: the file, and the table it fills."""

    file: str
    table: str = ""
    company: str = ""


@dataclass
class Faults:
    """The faults met so far, in the order they were met."""

    frames: list[pl.DataFrame] = field(default_factory=list)

    def whole(
        self,
        place: Place,
        rule: str,
        severity: str,
        *,
        column: str = "",
        line: int | None = None,
        count: int = 1,
        sample: pl.Series | None = None,
        facts: Mapping[str, object] | None = None,
    ) -> None:
        """One fault of a whole file or column, or of one line of it; ``sample`` are values of which one lends its shape."""
        first = None if sample is None or sample.is_empty() else str(sample[0])
        row = {
            "file": place.file,
            "table": place.table,
            "line": line,
            "column": column,
            "rule": rule,
            "severity": severity,
            "company": place.company,
            "year": None,
            "count": count,
            "shape": "" if first is None else shape_of(first),
            "facts": dumps(facts),
        }
        self.frames.append(pl.DataFrame([row], schema=SCHEMA))

    def rows(
        self,
        place: Place,
        rule: str,
        severity: str,
        lines: pl.Series,
        *,
        column: str = "",
        raw: pl.Series | None = None,
        companies: pl.Series | None = None,
        facts: Mapping[str, object] | None = None,
    ) -> None:
        """One fault for each of ``lines``; ``raw`` are the values found there, of which only the shape is kept."""
        if lines.is_empty():
            return
        told = pl.lit("") if raw is None else shape(pl.col("raw")).fill_null("")
        whose = companies if companies is not None else pl.Series([place.company]).new_from_index(0, len(lines))
        cells = raw if raw is not None else pl.Series([""]).new_from_index(0, len(lines))
        frame = pl.DataFrame({"line": lines.cast(pl.Int64), "raw": cells, "company": whose})
        self.frames.append(
            frame.select(
                pl.lit(place.file).alias("file"),
                pl.lit(place.table).alias("table"),
                "line",
                pl.lit(column).alias("column"),
                pl.lit(rule).alias("rule"),
                pl.lit(severity).alias("severity"),
                pl.col("company").fill_null(place.company),
                pl.lit(None, pl.Int32).alias("year"),
                pl.lit(1, pl.Int64).alias("count"),
                told.alias("shape"),
                pl.lit(dumps(facts)).alias("facts"),
            )
        )

    def add(self, other: Faults) -> None:
        """Take the faults of another part of the reading."""
        self.frames.extend(other.frames)

    def frame(self) -> pl.DataFrame:
        """All faults as one findings frame."""
        return pl.concat(self.frames) if self.frames else empty()


def dumps(facts: Mapping[str, object] | None) -> str:
    """Facts as canonical JSON, the form in which findings carry them."""
    return json.dumps(dict(facts or {}), ensure_ascii=False, sort_keys=True, default=str)
