"""Findings: one tidy row per fault, grouped by cause when they are told. Nobody's name or pay stands in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import polars as pl

from scop_analytics import words
from scop_analytics.checks import telling
from scop_analytics.checks.waivers import Waived
from scop_analytics.sources import faults

SCHEMA: Final[Mapping[str, Any]] = {**faults.SCHEMA, "waived": pl.String()}
BLOCKING: Final = ("refuse", "set_aside", "block")
CAUSE: Final = ("rule", "severity", "file", "table", "column", "waived")
FIRST: Final = 5


@dataclass(frozen=True)
class Findings:
    """What is wrong in a dossier, and what was looked at (``ran``: pairs of table and rule)."""

    frame: pl.DataFrame
    ran: tuple[tuple[str, str], ...] = ()
    waivers: tuple[Waived, ...] = ()

    @classmethod
    def of_reading(cls, frame: pl.DataFrame) -> Findings:
        """What reading found, before anything was checked or waived."""
        return cls(frame.with_columns(waived=pl.lit(None, pl.String)))

    def __len__(self) -> int:
        return self.frame.height

    @property
    def blocking(self) -> bool:
        """Whether something is refused, set aside or blocked, and not waived."""
        return not self._stopping.is_empty()

    @property
    def exit_code(self) -> int:
        """What the command answers: 1 when something blocks."""
        return int(self.blocking)

    @property
    def live(self) -> pl.DataFrame:
        """The findings nobody waived, as ``compute`` reads them."""
        return self.frame.filter(pl.col("waived").is_null()).drop("waived")

    @property
    def _stopping(self) -> pl.DataFrame:
        return self.live.filter(pl.col("severity").is_in(BLOCKING))

    @cached_property
    def blocks(self) -> pl.DataFrame:
        """Company, year and table whose indicators become ``missing``, and the rule why; a null year means every year."""
        blocked = self._stopping.filter(pl.col("severity") == "block")
        return blocked.select("company", "year", "table", "rule").unique(maintain_order=True)

    @cached_property
    def set_aside(self) -> pl.DataFrame:
        """Table, file and line of the rows the checks set aside (those set aside while reading are no longer there)."""
        aside = self._stopping.filter(pl.col("severity") == "set_aside", pl.col("line").is_not_null())
        return aside.select("table", "file", "line").unique(maintain_order=True)

    @property
    def counts(self) -> Mapping[str, int]:
        """Findings by severity, waived ones apart."""
        kept = self.frame.with_columns(pl.when(pl.col("waived").is_null()).then("severity").otherwise(pl.lit("waived")))
        found = dict(kept.group_by("severity").agg(pl.col("count").sum()).iter_rows())
        return {name: int(found.get(name, 0)) for name in (*faults.SEVERITIES, "waived")}

    @cached_property
    def causes(self) -> pl.DataFrame:
        """One row per cause (rule, file, column), most frequent first: how many, where, with the facts of its sentence."""
        rank = pl.col("severity").replace_strict(
            {name: n for n, name in enumerate(faults.SEVERITIES)}, return_dtype=pl.Int64
        )
        grouped = self.frame.group_by(CAUSE, maintain_order=True).agg(
            pl.col("count").sum(),
            pl.col("line").drop_nulls().sort().alias("lines"),
            pl.col("company").drop_nulls().unique().sort().alias("companies"),
            pl.col("company").drop_nulls().first(),
            pl.col("year").drop_nulls().unique().sort().alias("years"),
            pl.col("shape").filter(pl.col("shape") != "").unique(maintain_order=True).head(3).alias("shapes"),
            pl.col("facts").unique(maintain_order=True).head(20),
        )
        order = grouped.with_columns(rank.alias("rank")).sort(
            ["count", "rank"], descending=[True, False], maintain_order=True
        )
        return order.drop("rank")

    def summary(self, lang: str = "fr") -> pl.DataFrame:
        """The causes in words: what is wrong, why it matters and what to do; most frequent first."""
        rows = [telling.cause(row, lang) for row in self.causes.iter_rows(named=True)]
        return pl.DataFrame(rows, schema=telling.SCHEMA)

    def of_year(self, year: int | None) -> Findings:
        """The findings of one fiscal year, and those of no year in particular."""
        if year is None:
            return self
        kept = self.frame.filter(pl.col("year").is_null() | (pl.col("year") == year))
        return Findings(kept, self.ran, self.waivers)

    def to_pandas(self) -> Any:
        """The rows as a pandas frame."""
        return self.frame.to_pandas()

    def __repr__(self) -> str:
        told = ", ".join(f"{name}: {count}" for name, count in self.counts.items() if count)
        return f"Findings({told or 'none'})"

    def _repr_html_(self) -> str:
        from html import escape

        lang = words.default_language()
        heads = "".join(f"<th>{escape(words.say(f'checks.head.{name}', lang))}</th>" for name in telling.SHOWN)
        body = "".join(
            "<tr>" + "".join(f"<td>{escape(words.show(row[name], lang))}</td>" for name in telling.SHOWN) + "</tr>"
            for row in self.summary(lang).iter_rows(named=True)
        )
        title = escape(telling.headline(self.counts, self.causes.height, lang))
        return f"<table><caption>{title}</caption><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>"
