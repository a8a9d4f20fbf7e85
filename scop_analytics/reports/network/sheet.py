"""The sheet of one co-operative: its own figures, what may be said of its peers, and the words of one language."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, Final

import polars as pl

from scop_analytics import datafiles, words
from scop_analytics.benchmarking import settings
from scop_analytics.errors import UsageError
from scop_analytics.indicators.catalogue import load as catalogue
from scop_analytics.reports.context import today
from scop_analytics.reports.facts import statistic, statistic_digits, status_text
from scop_analytics.reports.objects import Cell, Page
from scop_analytics.reports.run import Run
from scop_analytics.reports.size_words import size_words

FILE: Final = "sheet.json"
AUDIENCE: Final = "peers"
WHOLE: Final = "{}"
EMPTY: Final = dict.fromkeys(
    ("numerator", "denominator", "people", "low", "high", "reason", "law", "verdict", "threshold")
)
OWN: Final = {"indicator": pl.String(), "code": pl.String(), "year": pl.Int32(), "segment": pl.String(), "unit": pl.String(), "value": pl.Float64(), "status": pl.String()}  # fmt: skip


@dataclass(frozen=True)
class Sheet(Run):
    """A run over the figures that one co-operative sent, with the peers of each in ``context["tree"]``."""

    @property
    def tree(self) -> Mapping[str, Any]:
        """What the JSON of the sheet says."""
        return self.context["tree"]  # type: ignore[no-any-return]

    @property
    def people(self) -> int | None:
        """People of the co-operative at the closing, when it says so."""
        return self.tree["profile"]["people"]  # type: ignore[no-any-return]

    def sheet_page(self, number: str, *, rows: Sequence[Position], source: str, **parts: Any) -> Page:
        """A page whose evidence names the figures and peers of ``rows``, marked as the reader's own."""
        n = self.say("peers.count", n=max((one.row["others"] for one in rows), default=0))
        made = self.page(number, ids=[one.id for one in rows], n=n, **parts)
        return replace(made, rail=(self.say("rail.fiscal_year"), self.say("b.rail")), source=source)

    def positions(self, names: Sequence[str], most: int | None = None) -> list[Position]:
        """The figures of the whole company among these that it sent for this year, in this order."""
        found = {
            row["indicator"]: row
            for row in self.tree["positions"]
            if row["year"] == self.year and row["segment"] == WHOLE
        }
        return [Position(self, found[name]) for name in names if name in found][:most]

    def earlier(self, indicator: str) -> float | None:
        """Its own figure one year before."""
        rows = self.tree["positions"]
        own = (
            row["value"]
            for row in rows
            if row["indicator"] == indicator and row["year"] == self.year - 1 and row["segment"] == WHOLE
        )
        return next(own, None)


@dataclass(frozen=True)
class Position:
    """One figure of the reader among its peers, and its words."""

    sheet: Sheet
    row: Mapping[str, Any]

    @property
    def id(self) -> str:
        """Stable name of the indicator."""
        return str(self.row["indicator"])

    @property
    def label(self) -> str:
        """Short name."""
        return self.sheet.fact(self.id).short

    @property
    def banded(self) -> bool:
        """Whether the middle half of the peers may be shown."""
        return all(self.row[name] is not None for name in ("p25", "median", "p75"))

    @property
    def own(self) -> str:
        """The reader's value with its unit: its position is that of the value itself, so a share keeps its decimal."""
        return self._said(self.row["value"])

    @property
    def before(self) -> float | None:
        """The reader's value one year before."""
        return self.sheet.earlier(self.id)

    def peers(self, name: str) -> str:
        """A statistic of the peers with its unit, or why it is not shown."""
        value = self.row[name]
        if value is None:
            return self.hidden
        return self._said(value)

    def _said(self, value: float) -> str:
        return statistic(value, str(self.row["unit"]), self.sheet.lang)

    @property
    def hidden(self) -> str:
        """The word of a statistic that too few stand behind."""
        return status_text("suppressed", self.sheet.lang)

    @property
    def range(self) -> str:
        """From the first to the third quarter of the peers."""
        if not self.banded:
            return self.hidden
        low, high = self.peers("p25"), self.peers("p75")
        if low == high:
            return low
        unit, first = str(self.row["unit"]), self.row["p25"]
        bare = low if unit.startswith("EUR") else words.number(first, self.sheet.lang, statistic_digits(first, unit))
        return self.sheet.say("peers.range", low=bare, high=high)

    @property
    def place(self) -> str:
        """Below, within or above the usual range."""
        return self.sheet.say(f"peers.position.{self.row['position'] or 'unknown'}")

    @property
    def outside(self) -> bool:
        """Whether it stands out of the usual range."""
        return self.row["position"] in ("below", "above")

    @property
    def way(self) -> str:
        """In which direction the indicator is favourable, if in any."""
        return self.sheet.say(f"peers.way.{self.row['polarity']}")

    @property
    def group(self) -> str:
        """Who the peers are: how many, of which activity, size and region."""
        return self.sheet.say("peers.group", n=self.row["others"], named=self.peers_named)

    @property
    def peers_named(self) -> str:
        """Their activity, size and region; all of them at the widest level."""
        keys = settings.peers()["levels"][self.row["level"]]
        values = self.row["group"].split("|") if keys else []
        known = [_named(self.sheet, key, value) for key, value in zip(keys, values, strict=True)]
        return ", ".join(known) or self.sheet.say("peers.everybody")

    def cells(self, usual: str) -> tuple[Cell, ...]:
        """Indicator, own value, median, range, position, peers: a row of a table; peers other than the ``usual`` ones are named."""
        named = "" if self.peers_named == usual else self.peers_named
        return (
            Cell(self.label, note=self.way),
            Cell(self.own, self.row["value"], "one"),
            Cell(self.peers("median"), self.row["median"], "one"),
            Cell(self.range),
            Cell(self.place, strong=self.outside),
            Cell(self.sheet.cell(self.row["others"]).text, self.row["others"], "integer", note=named),
        )


def _named(sheet: Sheet, key: str, value: str) -> str:
    if key == "sector":
        known = settings.sectors()
        return str(known["sections"].get(value, known["unknown"])[sheet.lang])
    return size_words(value, sheet.say) if key == "size_band" else sheet.say(f"peers.{key}", value=value)


@cache
def shown() -> dict[str, Any]:
    """Which figures each page shows (``pages.toml``)."""
    return datafiles.read_packaged(Path(__file__).with_name("pages.toml"))


def sheet(tree: Mapping[str, Any], lang: str) -> Sheet:
    """The sheet that a tree of plain values holds, in one language."""
    rows = [
        EMPTY | {name: row[name] for name in OWN if name != "status"} | {"status": "ok"} for row in tree["positions"]
    ]
    entries = catalogue()
    known = {row["indicator"]: entries[row["indicator"]] for row in rows if row["indicator"] in entries}
    context = {
        "year": tree["year"],
        "audience": AUDIENCE,
        "lang": lang,
        "version": tree["version"],
        "identity": {"name": tree["company"], "siren": ""},
        "established": today().isoformat(),
        "hash": tree["packs"],
        "catalogue": {name: {"code": one.code, "unit": one.unit, **{text: getattr(one, text)[lang] for text in ("label", "short")}} for name, one in known.items()},
        "tree": tree,
    }  # fmt: skip
    return Sheet("benchmark", pl.DataFrame(rows, schema=OWN | dict.fromkeys(EMPTY, pl.String())), context, lang)


def read_sheet(folder: str | Path, lang: str) -> Sheet:
    """The sheet whose tree a folder holds."""
    path = Path(folder) / FILE
    if not path.is_file():
        raise UsageError("run_folder", where=str(folder), what=FILE)
    return sheet(json.loads(path.read_text(encoding="utf-8")), lang)
