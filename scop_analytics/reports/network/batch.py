"""A whole network in one run: every sheet in its place or its reason said; one that fails does not stop the others."""

from __future__ import annotations

import hashlib
import traceback
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import polars as pl

from scop_analytics.benchmarking import (
    Benchmark,
    Read,
    benchmark,
    publications,
    read_dossiers,
    read_packs,
    remember,
    settings,
    trust,
)
from scop_analytics.benchmarking.held import folders
from scop_analytics.errors import DataError, ScopError, UsageError
from scop_analytics.evidence import write_whole
from scop_analytics.places import PACKAGE
from scop_analytics.reports.network import journal as journals
from scop_analytics.reports.network import trees
from scop_analytics.reports.network.sheet import AUDIENCE
from scop_analytics.reports.network.summary import Outcome, write_summary
from scop_analytics.reports.network.writing import LIBRARY, Maker, stem

SHEETS: Final = "fiches"
PRIVATE: Final = "confidentiel"
Step = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Order:
    """Which packs, or full dossiers, of which union, where to, for which year (``None``: the latest) and in which language."""

    packs: Sequence[Path]
    union: Path
    output: Path
    year: int | None = None
    lang: str = "fr"


@dataclass(frozen=True)
class Network:
    """A network read, verified and compared, before any sheet is written."""

    order: Order
    read: Read
    found: Benchmark
    year: int
    named: str

    def trees(self) -> list[tuple[str, dict[str, Any]]]:
        """Each co-operative of the year with what its sheet holds."""
        return list(trees.trees(self.found, self.year, self.named))


def compare(order: Order) -> Network:
    """Read and verify packs and dossiers and compare the co-operatives; raises :class:`DataError` when none can be compared."""
    if order.output.exists() and not order.output.is_dir():
        raise UsageError("output_is_file", where=str(order.output))
    read = received(order)
    named = publications.mark(read.marks, AUDIENCE, settings.peers()["version"])
    found = benchmark(read, audience=AUDIENCE, published=publications.before(order.union, named))
    years = sorted(found.positions.get_column("year").unique().to_list())
    if order.year is not None and order.year not in years:
        raise UsageError("year_without_data", year=str(order.year), valid=[str(year) for year in years])
    return Network(order, read, found, order.year or years[-1], named)


def received(order: Order) -> Read:
    """The packs, verified, and the full dossiers that the union holds."""
    held = [path for path in order.packs if folders(path)]
    packs = [path for path in order.packs if path not in held]
    known = trust(order.union, keyless=not packs)
    read = read_packs(packs, known)
    return read_dossiers(held, known.withdrawn, read) if held else read


def run(network: Network, step: Step = lambda _name, _done, _all: None) -> list[Outcome]:
    """Write every sheet and the summary. What is published is noted before the first sheet leaves; packs are remembered at the end.

    ``step`` is told, before each sheet, its co-operative, how many are done and how many there are.
    """
    order = network.order
    publications.note(order.union, network.named, network.found.memberships)
    outcomes = [*_refused(network.read.outcomes), *_absent(network)]
    outcomes += list(_sheets(network, step))
    remember(order.union, network.read.packs)
    ordered = sorted(outcomes, key=lambda one: (one.company, one.file))
    write_summary(order.output / PRIVATE, network.year, ordered, order.lang)
    return ordered


def _sheets(network: Network, step: Step) -> Iterator[Outcome]:
    order, made = network.order, network.trees()
    if not made:
        raise DataError("nothing_to_compare")
    folder = order.output / SHEETS
    maker = Maker(order.lang, frozenset(network.found.profiles.get_column("company").unique().to_list()))
    kept = journals.journal(order.output / PRIVATE)
    _library(maker, folder)
    for place, (company, tree) in enumerate(made):
        step(company, place, len(made))
        yield _one(maker, kept, folder, company, tree)
    step("", len(made), len(made))


def _one(maker: Maker, kept: journals.Journal, folder: Path, company: str, tree: dict[str, Any]) -> Outcome:
    """One sheet; whatever goes wrong with it is its own outcome, without the values it held."""
    name = stem(tree, maker.lang)
    key = hashlib.sha256(f"{maker.mark}\n{trees.text(tree)}".encode()).hexdigest()
    warnings = _warnings(tree)
    if kept.holds(name, key, folder):
        return Outcome(company, "skipped", name, "already_made", warnings=warnings)
    try:
        with write_whole(folder) as room:
            maker.fill(tree, room.folder)
        kept.add(name, key, room.paths)
    except ScopError as fault:
        return Outcome(company, "failed", name, fault.key, said=fault.message(maker.lang))
    except Exception as fault:  # noqa: BLE001 - the others go on; the message of an unknown fault may hold a value
        return Outcome(company, "failed", name, "internal", {"kind": type(fault).__name__, "place": _place(fault)})
    return Outcome(
        company,
        "warnings" if warnings else "done",
        name,
        "few_peers" if warnings else "",
        {"n": warnings},
        warnings=warnings,
    )


def _warnings(tree: dict[str, Any]) -> int:
    """Figures of the year that cannot be set among peers: too few compare."""
    return sum(row["year"] == tree["year"] and row["status"] != "ok" for row in tree["positions"])


def _place(fault: Exception) -> str:
    ours = [frame for frame in traceback.extract_tb(fault.__traceback__) if str(PACKAGE) in frame.filename]
    return f"{Path(ours[-1].filename).name}:{ours[-1].lineno}" if ours else "-"


def _library(maker: Maker, folder: Path) -> None:
    """The copy of plotly that all sheets share, written before the first of them."""
    text = maker.library()
    path = folder / LIBRARY
    if not path.is_file() or path.read_text(encoding="utf-8") != text:
        with write_whole(folder) as room:
            (room.folder / LIBRARY).write_text(text, encoding="utf-8", newline="\n")


def _refused(outcomes: pl.DataFrame) -> Iterator[Outcome]:
    for row in outcomes.filter(pl.col("outcome") == "refused").iter_rows(named=True):
        yield Outcome.refused(row)


def _absent(network: Network) -> Iterator[Outcome]:
    """Co-operatives whose packs are all of other years, or hold nothing that compares."""
    there = {company for company, _ in network.trees()}
    refused = network.read.outcomes.filter(pl.col("outcome") == "refused").get_column("company").to_list()
    for company in sorted(network.read.companies - there - set(refused)):
        yield Outcome(company, "skipped", "", "no_figure", {"year": network.year})
