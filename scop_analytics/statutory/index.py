"""The index as somebody reads it: a score or the reason why there is none, each indicator, duties, the trail."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import polars as pl

from scop_analytics import words
from scop_analytics.errors import UsageError
from scop_analytics.results import Reason
from scop_analytics.statutory import input_checks, telling
from scop_analytics.statutory.settling import GIVEN

SCORE: Final = "index_score"


@dataclass(frozen=True)
class EquityIndex:
    """The index of one company or of thousands.

    ``frame``: one row per company, year and figure (ids of the catalogue), a number or a reason. ``steps``: the tables behind
    the numbers (``groups``, ``rates``, ``top_ten``, ``total``). ``faults``: what made data refused, row by row.
    """

    frame: pl.DataFrame
    company: pl.DataFrame
    steps: Mapping[str, pl.DataFrame]
    faults: pl.DataFrame
    lang: str | None = None

    @property
    def alone(self) -> bool:
        """Whether this is one company and one year."""
        return self.company.height == 1

    @property
    def score(self) -> int | Reason:
        """The index of a company alone, out of 100, or the reason why there is none."""
        found = self.value(SCORE)
        return found if isinstance(found, Reason) else int(found)

    def value(self, figure: str, company: str | None = None, year: int | None = None) -> float | Reason:
        """One figure at its legal rounding (its value where there is none), or the reason why there is none."""
        row = self.row(figure, company, year)
        if row["status"] in GIVEN:
            return float(row["value"] if row["rounded"] is None else row["rounded"])
        return told(row)

    def row(self, figure: str, company: str | None = None, year: int | None = None) -> dict[str, Any]:
        """Everything known of one figure."""
        kept = self.frame.filter(pl.col("indicator") == figure)
        kept = kept if company is None else kept.filter(pl.col("entity_id") == company)
        kept = kept if year is None else kept.filter(pl.col("fiscal_year") == year)
        if kept.height != 1:
            raise UsageError("index_which", asked=figure, found=kept.height)
        return kept.row(0, named=True)

    def reasons(self, lang: str | None = None) -> list[str]:
        """Why figures of a company alone are absent or read with care, each reason once; what was refused, fault by fault."""
        lang = self._language(lang)
        rows = self.frame.filter(pl.col("reason").is_not_null()).iter_rows(named=True)
        said = [told(row).sentence(lang) for row in rows]
        return list(dict.fromkeys([*said, *input_checks.sentences(self.faults, lang)]))

    def duties(self, lang: str | None = None) -> list[str]:
        """What the index of a company alone obliges it to, in words."""
        return telling.duties(self.steps["total"], self._language(lang)) if self.alone and self.steps else []

    def text(self, lang: str | None = None) -> str:
        """The index as lines of text."""
        return telling.text(self, self._language(lang))

    def to_dict(self) -> dict[str, Any]:
        """Everything as plain data, for JSON."""
        opened = [
            {name: json.loads(value) if name == "reason" and value else value for name, value in row.items()}
            for row in self.frame.drop("segment").iter_rows(named=True)
        ]
        return {
            "results": opened,
            "steps": {name: frame.to_dicts() for name, frame in self.steps.items()},
            "faults": self.faults.to_dicts(),
        }

    def _language(self, lang: str | None) -> str:
        return lang or self.lang or words.default_language()

    def _repr_html_(self) -> str:
        return telling.html(self, self._language(None))

    def __str__(self) -> str:
        return self.text()


def told(row: Mapping[str, Any]) -> Reason:
    """The reason of a row."""
    facts = json.loads(row["reason"] or "{}")
    return Reason(row["status"], facts.pop("key", row["status"]), facts)


def together(parts: Sequence[EquityIndex], lang: str | None) -> EquityIndex:
    """The index of several years as one."""
    names = dict.fromkeys(name for part in parts for name in part.steps)
    return EquityIndex(
        pl.concat([part.frame for part in parts], how="diagonal"),
        pl.concat([part.company for part in parts], how="diagonal"),
        {name: pl.concat([part.steps[name] for part in parts if name in part.steps]) for name in names},
        pl.concat([part.faults for part in parts]),
        lang,
    )
