"""How the exports of a payroll product call their columns: one TOML file each, found by its headers or named in ``scop.toml``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from scop_analytics import datafiles
from scop_analytics.config import NAME, Config, Entry
from scop_analytics.errors import UsageError, closest
from scop_analytics.sources.faults import Faults, Place
from scop_analytics.tables import contract
from scop_analytics.tables import header_key as fold

KEYS: Final = ("name", "verified", "source", "least", "signs", "delimiter", "decimal", "tables")
NONE: Final[Mapping[str, str]] = MappingProxyType({})


@dataclass(frozen=True)
class VendorLayout:
    """The headers of one product.

    A file is recognised when ``least`` of those of its table stand there, and one of ``signs`` (spelled as the product does)
    where headers alone could be anybody's. With 0 as ``least`` a layout has to be named in ``scop.toml``.
    """

    id: str
    name: str
    verified: bool
    source: Mapping[str, str]
    least: int
    delimiter: str
    decimal: str
    tables: Mapping[str, Mapping[str, str]]  # table → folded header → column
    signs: frozenset[str] = frozenset()

    def signed(self, header: Sequence[str]) -> bool:
        """Whether a header that nobody else writes so stands there."""
        return not self.signs or not self.signs.isdisjoint(cell.strip() for cell in header)

    def found(self, header: Sequence[str], table: str) -> dict[str, str]:
        """Column → header as the file writes it, for the headers of this product that stand there."""
        known = self.tables.get(table, NONE)
        found: dict[str, str] = {}
        for cell in header:
            if column := known.get(fold(cell)):
                found.setdefault(column, cell.strip())
        return found


@cache
def load_all() -> Mapping[str, VendorLayout]:
    """Every layout by its file name."""
    paths = sorted(Path(__file__).parent.glob("*.toml"))
    return MappingProxyType({path.stem: _built(path.stem, datafiles.read_packaged(path)) for path in paths})


def _built(name: str, tree: datafiles.Tree) -> VendorLayout:
    where = f"layouts/{name}.toml"
    datafiles.refuse_unknown(tree, KEYS, where)
    datafiles.require(tree, ("name", "verified", "source", "least"), where)
    return VendorLayout(
        name, tree["name"], tree["verified"], tree["source"], tree["least"],
        tree.get("delimiter", ""), tree.get("decimal", ""),
        {table: _headers(table, items) for table, items in tree.get("tables", {}).items()},
        frozenset(tree.get("signs", ())),
    )  # fmt: skip


def _headers(table: str, items: Mapping[str, Any]) -> Mapping[str, str]:
    """Folded header → column; a column that the table does not have is a fault of the file."""
    return MappingProxyType({fold(header): contract(table).column(column).name for header, column in items.items()})


@cache
def headers(table: str) -> frozenset[str]:
    """Folded headers of every product for one table, to find the header row of an export."""
    known = (layout for layout in load_all().values() if layout.least)
    return frozenset(header for layout in known for header in layout.tables.get(table, NONE))


def forced(config: Config, table: str) -> VendorLayout | None:
    """The layout named by ``[files.<table>] layout``; a name that nobody knows is refused with the closest."""
    wanted = config.choice(table).layout if table else ""
    if wanted and wanted not in load_all():
        facts = {"where": f"{NAME} [files.{table}]", "field": "layout", "value": wanted, "valid": sorted(load_all())}
        raise UsageError("unknown_value", suggestion=closest(wanted, load_all()) or "—", **facts)
    return load_all().get(wanted)


def recognised(header: Sequence[str], table: str) -> VendorLayout | None:
    """The product whose headers stand most in ``header``; ``None`` below its least number, or when two are as likely."""
    counts = {layout.id: len(layout.found(header, table)) for layout in load_all().values()}
    known = load_all()
    likely = {name: n for name, n in counts.items() if 0 < known[name].least <= n and known[name].signed(header)}
    best = [name for name, count in likely.items() if count == max(likely.values())]
    return known[best[0]] if len(best) == 1 else None


def chosen(header: Sequence[str], table: str, config: Config) -> VendorLayout | None:
    """The layout that holds for a file: the one named, else the one recognised."""
    return forced(config, table) or recognised(header, table)


def entries(header: Sequence[str], config: Config, place: Place, faults: Faults) -> Mapping[str, Entry]:
    """The mapping of a file: the settings of ``scop.toml`` first, then the headers of the product, said with the evidence."""
    own = config.entries(place.table)
    layout = chosen(header, place.table, config)
    if layout is None:
        return own
    found = layout.found(header, place.table)
    rule = "layout_found" if layout.verified else "layout_unverified"
    facts = {"layout": layout.name, "found": len(found), "known": len(layout.tables.get(place.table, NONE))}
    faults.whole(place, rule, "note", facts=facts)
    taken = {fold(entry.header) for entry in own.values() if entry.header}
    theirs = {column: Entry(header=cell) for column, cell in found.items() if fold(cell) not in taken}
    mine = {c: replace(entry, header=entry.header or _theirs(entry, theirs.get(c))) for c, entry in own.items()}
    return MappingProxyType({**theirs, **mine})


def _theirs(own: Entry, theirs: Entry | None) -> str:
    """A setting that only tells how values are written keeps the product's header."""
    return "" if theirs is None or own.has_constant or own.absent else theirs.header
