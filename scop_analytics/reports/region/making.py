"""The regional report of a network that was read: compared, masked, noted as published, written; left alone when it is already there."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any, Final

import polars as pl

from scop_analytics.benchmarking import benchmark, publications, remember, settings
from scop_analytics.benchmarking.regional import Given, regional
from scop_analytics.benchmarking.union_file import about
from scop_analytics.evidence import dumped
from scop_analytics.reports.network import journal as journals
from scop_analytics.reports.network.batch import PRIVATE, Network
from scop_analytics.reports.region.tree import NAME, tree
from scop_analytics.reports.region.writing import PUBLISHABLE, Writer, stem

LEFT: Final = (".html", ".xlsx", ".json")


@dataclass(frozen=True)
class Made:
    """The report in its place, and whether it was there already, made from the same packs."""

    page: Path
    skipped: bool


def make(network: Network, audience: str) -> Made:
    """Write the report of the year for ``audience`` (peers, public); raises, and writes nothing, when a check fails."""
    order = network.order
    told, writer, memberships = _told(network, audience)
    name, folder = stem(told, order.lang), order.output / PUBLISHABLE
    key = hashlib.sha256(f"{writer.mark}\n{dumped(told)}".encode()).hexdigest()
    kept = journals.journal(order.output / PRIVATE)
    page = folder / f"{name}.html"
    if kept.holds(name, key, folder):
        return Made(page, skipped=True)
    publications.note(order.union, told["packs"], memberships)
    paths = writer.write(told, order.output)
    kept.add(name, key, [path for path in paths if path.parent == folder and path.suffix in LEFT and path.stem == name])
    remember(order.union, network.read.packs)
    return Made(page, skipped=False)


def _told(network: Network, audience: str) -> tuple[dict[str, Any], Writer, pl.DataFrame]:
    order, year = network.order, network.year
    known = about(order.union)
    terms = (NAME, audience, str(year), settings.peers()["version"], metadata.version("scop-analytics"))
    named = publications.mark(network.read.marks, *terms)
    earlier = publications.before(order.union, named)
    found = benchmark(network.read, audience=audience, published=earlier)
    given = Given(found.compared, year, audience, known.asked, found.outcomes, found.memberships)
    made = regional(found, given, earlier)
    hashes = pl.DataFrame({"sha256": network.read.marks})
    companies = found.profiles.get_column("company").unique().to_list()
    everybody = frozenset([*companies, *(known.asked["company"].to_list() if known.asked is not None else [])])
    return tree(made, given, known, named), Writer(order.lang, everybody, hashes, made.log), made.memberships
