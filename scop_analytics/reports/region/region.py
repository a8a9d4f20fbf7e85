"""The region as pages speak of it: statistics of strata and their words, changes, cuts; in one language."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Final

import polars as pl

from scop_analytics import datafiles, words
from scop_analytics.benchmarking import settings
from scop_analytics.errors import UsageError
from scop_analytics.indicators.catalogue import load as catalogue
from scop_analytics.reports.context import today
from scop_analytics.reports.facts import Fact
from scop_analytics.reports.objects import Block, Page
from scop_analytics.reports.region.tree import NAME
from scop_analytics.reports.run import Run
from scop_analytics.reports.size_words import size_words

FILE: Final = "region.json"
WHOLE: Final = "{}"
ALL: Final = "all"
STATISTICS: Final = ("mean", "median", "p10", "p25", "p75", "p90", "person_weighted", "ratio_of_sums")
Row = Mapping[str, Any]
Key = tuple[str, str, str, str]


@dataclass(frozen=True)
class Region(Run):
    """A run over a region; ``context["tree"]`` is what its JSON file says."""

    @property
    def tree(self) -> Mapping[str, Any]:
        """What the JSON of the report says."""
        return self.context["tree"]  # type: ignore[no-any-return]

    @property
    def title(self) -> str:
        """« Les Scop des Hauts-de-France en 2025 »."""
        name, of = self.tree["name"], self.tree["of"].get(self.lang, "")
        key = "region.title_of" if name and of else "region.title" if name else "region.title_none"
        return self.say(key, name=name, of=of)

    @property
    def opened(self) -> str:
        """What is told to a person who opens it in a notebook."""
        return self.say("region.opened", title=self.title, n=self.answered)

    @property
    def period(self) -> str:
        """The fiscal years that close in the year of the report."""
        return self.say("region.period")

    @property
    def answered(self) -> int:
        """Co-operatives whose figures of the year were read."""
        return int(self.tree["answered"])

    @cached_property
    def _strata(self) -> dict[Key, Row]:
        return {(row["indicator"], row["segment"], row["kind"], row["stratum"]): row for row in self.tree["strata"]}

    def stratum(self, indicator: str, kind: str = ALL, stratum: str = "", segment: str = WHOLE) -> Row | None:
        """The row of a figure in a stratum; ``None`` when no co-operative of it sent the figure."""
        return self._strata.get((indicator, segment, kind, stratum))

    def strata(self, kind: str) -> list[str]:
        """The strata of a kind that some figure has: size bands from the smallest, others by their names."""
        found = {row["stratum"] for row in self.tree["strata"] if row["kind"] == kind}
        sizes = settings.peers()["sizes"]["names"]
        order = {name: place for place, name in enumerate(sizes)}
        return sorted(found, key=lambda name: (order.get(name, len(order)), self.named(kind, name)))

    def stat(
        self, indicator: str, name: str = "median", kind: str = ALL, stratum: str = "", segment: str = WHOLE
    ) -> Fact:
        """One statistic of the co-operatives of a stratum as a result: its number with its words, or why there is none."""
        row, told, entry = (
            self.stratum(indicator, kind, stratum, segment),
            self.fact(indicator).row,
            self._entry(indicator),
        )
        if row is None:
            return Fact({**told, "segment": segment}, self.lang, entry)
        value, status, why = row[name], row["status"], row["reason"]
        if status == "ok" and value is None:
            status, why = "suppressed", json.dumps({"key": "too_few_coops", "minimum": self.least(name)})
        if status == "ok" and self.careful(kind, stratum):
            status, why = "caution", json.dumps({"key": "jobs_coverage", "minimum": covered()})
        said = {"unit": row["unit"], "value": value, "status": status, "reason": why, "segment": segment}
        return Fact({**told, **said}, self.lang, entry)

    def least(self, statistic: str) -> int:
        """Fewest co-operatives behind a statistic."""
        needs = {"median": "median", "p25": "quartiles", "p75": "quartiles", "p10": "deciles", "p90": "deciles"}
        return int(settings.minima(self.audience)[needs.get(statistic, "mean")])

    def careful(self, kind: str = ALL, stratum: str = "") -> bool:
        """Whether less than the needed share of the jobs of a stratum is covered by those that answered."""
        rows = self.cut("jobs").get("coverage", [])
        return any((row["kind"], row["stratum"]) == (kind, stratum) and row["low"] for row in rows)

    def panel(self, indicator: str, segment: str = WHOLE) -> list[Row]:
        """Year by year, oldest first, the figure on the constant panel and on all co-operatives."""
        rows = [row for row in self.tree["panels"] if (row["indicator"], row["segment"]) == (indicator, segment)]
        return sorted(rows, key=lambda row: row["year"])

    def cut(self, name: str) -> Mapping[str, Any]:
        """What a cut tells; ``{"status": "suppressed", "reason": …}`` when it is too near an earlier publication."""
        return self.tree["cuts"].get(name, {})  # type: ignore[no-any-return]

    def named(self, kind: str, stratum: str) -> str:
        """A stratum in words: « Construction », « 10 à 49 salariés »."""
        if kind == ALL:
            return self.say("region.everybody")
        if stratum == "others":
            return self.say("region.other_sectors")
        if kind == "sector":
            known = settings.sectors()
            return words.typography(str(known["sections"].get(stratum, known["unknown"])[self.lang]), self.lang)
        sized = kind in ("size_band", "size_class")
        return size_words(stratum, self.say) if sized else self.say(f"region.{kind}", value=stratum)

    def co_ops(self, n: int) -> str:
        """« 42 coopératives »."""
        return self.say("region.count", n=n)

    def region_page(
        self,
        number: str,
        *,
        title: str,
        subtitle: str,
        blocks: Iterable[Block],
        ids: Sequence[str],
        n: int | None = None,
        method: Sequence[str] = (),
    ) -> Page:
        """A page whose evidence names its figures and how many co-operatives stand behind them (``None``: all that answered)."""
        count = self.co_ops(self.answered if n is None else n)
        made = self.page(number, title=title, subtitle=subtitle, blocks=blocks, ids=ids, n=count, method=method)
        source = self.say("region.source", n=self.answered, version=self.version)
        return replace(made, source=source)


def covered() -> int:
    """Percent of the jobs of a stratum, below which its figures are read with caution."""
    return int(settings.peers()["coverage"]["jobs"])


@cache
def shown() -> dict[str, Any]:
    """Which figures each page shows (``pages.toml``)."""
    return datafiles.read_packaged(Path(__file__).with_name("pages.toml"))


def region(tree: Mapping[str, Any], lang: str) -> Region:
    """The region that a tree of plain values holds, in one language."""
    entries = catalogue()
    rules = tree["cuts"].get("answers", {}).get("rules", [])
    known = {
        row["indicator"]: entries[row["indicator"]] for row in (*tree["strata"], *rules) if row["indicator"] in entries
    }
    context = {
        "year": tree["year"],
        "audience": tree["audience"],
        "lang": lang,
        "version": tree["version"],
        "identity": {"name": tree["name"] or words.say("region.unnamed", lang), "siren": ""},
        "established": today().isoformat(),
        "hash": tree["packs"],
        "catalogue": {name: {"code": one.code, "unit": one.unit, **{text: getattr(one, text)[lang] for text in ("label", "short")}} for name, one in sorted(known.items())},
        "tree": tree,
    }  # fmt: skip
    return Region(NAME, pl.DataFrame(schema=FRAME), context, lang)


FRAME: Final = {"indicator": pl.String(), "year": pl.Int32(), "segment": pl.String()}


def read_region(folder: str | Path, lang: str) -> Region:
    """The region whose tree a folder holds."""
    path = Path(folder) / FILE
    if not path.is_file():
        raise UsageError("run_folder", where=str(folder), what=FILE)
    return region(json.loads(path.read_text(encoding="utf-8")), lang)
